/* Drafts made by hand, and chance. */
#include "sketch.h"

#include "article_record.h"
#include "form.h"
#include "terms.h"

#include <stdlib.h>

morgue_status opens(int dir_fd, const char *name, const segment_summary *expected,
                    morgue_error *err)
{
    segment *s;
    morgue_status status = segment_open(&s, dir_fd, name, expected, err);
    segment_free(s);
    return status;
}

sketch *sketch_new(const char *id)
{
    sketch *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->terms = calloc(SKETCH_TERMS, sizeof *s->terms);
    s->facets = calloc(SKETCH_TERMS, sizeof *s->facets);
    assert_non_null(s->terms);
    assert_non_null(s->facets);
    s->draft.id = arena_copy(&s->draft.memory, str_of(id));
    s->draft.path = s->draft.id;
    s->draft.print = fingerprint_of(s->draft.id);
    return s;
}

static morgue_str keep(sketch *s, const void *bytes, size_t n)
{
    return arena_copy(&s->draft.memory, (morgue_str){bytes, n});
}

void sketch_term(sketch *s, const char *text, size_t len, uint32_t wdf)
{
    assert_true(s->draft.term_count < SKETCH_TERMS);
    s->terms[s->draft.term_count++] = (draft_term){keep(s, text, len), wdf};
}

void sketch_form(sketch *s, unsigned field, const char *key, size_t len)
{
    struct sketch_text *t = &s->fields[field];
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 64;
        t->keys = realloc(t->keys, t->capacity * sizeof *t->keys);
        assert_non_null(t->keys);
    }
    t->keys[t->count++] = keep(s, key, len);
}

void sketch_words(sketch *s, unsigned field, const char *words)
{
    morgue_str rest = str_of(words);
    char key[256];
    while (rest.len) {
        morgue_str word = str_split(&rest, ' ');
        assert_true(word.len > 0 && word.len < sizeof key);
        memcpy(key, word.ptr, word.len);
        key[word.len] = 0x02;
        sketch_form(s, field, key, word.len + 1);
    }
}

void sketch_facet(sketch *s, unsigned facet, const char *key, size_t len, uint32_t mentions)
{
    assert_true(s->draft.facet_count < SKETCH_TERMS);
    morgue_str text = keep(s, key, len);
    s->facets[s->draft.facet_count++] = (draft_facet){facet, text, text, mentions, 3};
}

void sketch_date(sketch *s, int64_t from, int64_t last)
{
    s->draft.date = (morgue_date){from, last, MORGUE_PRECISION_DAY, MORGUE_PROVENANCE_METADATA};
}

void sketch_body(sketch *s, const void *bytes, size_t n)
{
    s->body = keep(s, bytes, n);
}

/* ---- putting it together ---- */

static uint32_t form_of(sketch *s, morgue_str key, unsigned field)
{
    bool added;
    uint64_t *index = map_put(&s->forms, key, &added);
    assert_non_null(index);
    if (added) {
        *index = s->draft.form_count++;
        if (s->draft.form_count > s->form_capacity) {
            s->form_capacity = 2 * s->draft.form_count;
            s->form_list = realloc(s->form_list, s->form_capacity * sizeof *s->form_list);
            assert_non_null(s->form_list);
        }
        s->form_list[*index] = (draft_form){.key = form_key_new(&s->draft.memory, key)};
        assert_non_null(s->form_list[*index].key);
    }
    s->form_list[*index].wdf += field == TEXT_HEADLINE ? HEADLINE_WDF : field <= TEXT_BODY ? 1 : 0;
    return (uint32_t)*index;
}

/* Sentences of one to seven words. */
static void set_sentences(sketch *s, draft_text *t)
{
    uint32_t *sentences = arena_alloc(&s->draft.memory, (t->count + 1) * sizeof *sentences);
    assert_non_null(sentences);
    for (uint32_t at = 0, n; at < t->count; at += n) {
        n = 1 + (t->count + at) % 7;
        n = n < t->count - at ? n : t->count - at;
        sentences[t->sentence_count++] = n << 1 | (at % 3 == 0);
    }
    t->sentences = sentences;
}

static void add_text(sketch *s, unsigned field)
{
    const struct sketch_text *from = &s->fields[field];
    draft_text *t = &s->texts[s->draft.text_count];
    if (from->count == 0)
        return;
    s->draft.text_count++;
    uint32_t *words = arena_alloc(&s->draft.memory, from->count * sizeof *words);
    assert_non_null(words);
    for (uint32_t i = 0; i < from->count; i++)
        words[i] = form_of(s, from->keys[i], field);
    *t = (draft_text){.field = field, .words = words, .count = from->count};
    t->lede = field == TEXT_STANDFIRST ? t->count : field == TEXT_BODY ? t->count / 3 : 0;
    set_sentences(s, t);
    if (field <= TEXT_BODY)
        s->draft.words += t->count;
}

/* "S" terms, as the drafter makes them. */
static void add_headline_terms(sketch *s)
{
    strbuf term = {0};
    for (uint32_t i = 0; i < s->fields[TEXT_HEADLINE].count; i++) {
        morgue_str key = s->fields[TEXT_HEADLINE].keys[i];
        for (form_part part; form_next(&key, &part);) {
            term_make(&term, TERM_HEADLINE, part.norm);
            sketch_term(s, term.ptr, term.len, 0);
            if (part.exact.len)
                term_make(&term, TERM_HEADLINE, part.exact);
            sketch_term(s, term.ptr, term.len, 0);
        }
    }
    strbuf_free(&term);
}

/* The bytes of a text that has the primary norms, with spaces between. */
static morgue_str spell(sketch *s, unsigned field)
{
    strbuf text = {0};
    for (uint32_t i = 0; i < s->fields[field].count; i++) {
        morgue_str key = s->fields[field].keys[i];
        form_part part;
        if (form_next(&key, &part)) {
            strbuf_str(&text, part.norm);
            strbuf_char(&text, ' ');
        }
    }
    morgue_str kept = keep(s, text.ptr, text.len);
    strbuf_free(&text);
    return kept;
}

static void set_record(sketch *s)
{
    strbuf record = {0};
    morgue_article a = {.id = s->draft.id,
                        .title = spell(s, TEXT_HEADLINE),
                        .standfirst = spell(s, TEXT_STANDFIRST),
                        .body = s->body.ptr ? s->body : spell(s, TEXT_BODY),
                        .date = s->draft.date};
    s->draft.text_bytes = a.title.len + a.standfirst.len + a.body.len;
    article_encode(&a, &record);
    s->draft.record = keep(s, record.ptr, record.len);
    strbuf_free(&record);
}

static int by_text(const void *a, const void *b)
{
    return str_compare(((const draft_term *)a)->text, ((const draft_term *)b)->text);
}

static int by_facet(const void *a, const void *b)
{
    const draft_facet *x = a, *y = b;
    if (x->facet != y->facet)
        return x->facet < y->facet ? -1 : 1;
    return str_compare(x->key, y->key);
}

const draft *sketch_draft(sketch *s)
{
    size_t terms = 0, facets = 0;
    for (unsigned field = 0; field < TEXT_MAX; field++)
        add_text(s, field);
    add_headline_terms(s);
    set_record(s);
    qsort(s->terms, s->draft.term_count, sizeof *s->terms, by_text);
    for (size_t i = 0; i < s->draft.term_count; i++)
        if (i == 0 || !str_equal(s->terms[i].text, s->terms[terms - 1].text))
            s->terms[terms++] = s->terms[i];
    qsort(s->facets, s->draft.facet_count, sizeof *s->facets, by_facet);
    for (size_t i = 0; i < s->draft.facet_count; i++)
        if (i == 0 || by_facet(&s->facets[i], &s->facets[facets - 1]) != 0)
            s->facets[facets++] = s->facets[i];
    s->draft.term_count = terms;
    s->draft.facet_count = facets;
    s->draft.terms = s->terms;
    s->draft.facets = s->facets;
    s->draft.forms = s->form_list;
    s->draft.texts = s->texts;
    return &s->draft;
}

void sketch_free(sketch *s)
{
    arena_free(&s->draft.memory);
    map_free(&s->forms);
    for (unsigned field = 0; field < TEXT_MAX; field++)
        free(s->fields[field].keys);
    free(s->form_list);
    free(s->terms);
    free(s->facets);
    free(s);
}

uint64_t chance_next(chance *c)
{
    c->state ^= c->state << 13;
    c->state ^= c->state >> 7;
    c->state ^= c->state << 17;
    return c->state;
}

uint32_t chance_below(chance *c, uint32_t n)
{
    return (uint32_t)((chance_next(c) >> 20) % n);
}

uint32_t chance_skewed(chance *c, uint32_t n)
{
    uint32_t limit = n >> chance_below(c, 12);
    return chance_below(c, limit ? limit : 1);
}
