/* What was gathered of an article, copied into one block: its draft. */
#include "draft_internal.h"

#include "article_record.h"
#include "error.h"
#include "reading.h"

#include <stdlib.h>

/* A block that is cut up from its start. */
typedef struct block {
    char *at;
} block;

static void *cut(block *b, size_t bytes)
{
    void *at = b->at;
    b->at += bytes;
    return at;
}

static morgue_str copy(block *b, morgue_str s)
{
    char *at = cut(b, s.len);
    if (s.len)
        memcpy(at, s.ptr, s.len);
    return (morgue_str){at, s.len};
}

/* What a key takes that lies in the block, so that the next one is aligned. */
static size_t key_size(const interned *key)
{
    size_t align = _Alignof(form_key);
    return (sizeof(form_key) + key->text.len + align - 1) / align * align;
}

/* The sum of all that is copied. Structures come first, then numbers of four
 * bytes, then text, so that each lies as it must. */
static size_t size_of(const drafter *d, const morgue_article *a)
{
    size_t n = sizeof(draft) + d->forms.count * sizeof(draft_form) +
               d->text_count * sizeof(draft_text) + d->terms.count * sizeof(draft_term) +
               d->facet_count * sizeof(draft_facet) +
               (d->word_count + d->sentence_count) * sizeof(uint32_t) + d->formats.len +
               d->record.len + a->id.len + a->path.len;
    for (size_t i = 0; i < d->forms.others.count; i++)
        n += key_size(&d->forms.others.items[i]);
    for (size_t i = 0; i < d->terms.count; i++)
        n += d->terms.items[i].text.len;
    for (size_t i = 0; i < d->facet_count; i++)
        n += d->facets[i].key.len + d->facets[i].display.len;
    return n;
}

/* The article without what the words and formats give back. */
static morgue_status encode(drafter *d, const morgue_article *a, morgue_error *err)
{
    morgue_article rest = *a;
    struct {
        unsigned field;
        morgue_str *text;
    } texts[] = {{TEXT_HEADLINE, &rest.title}, {TEXT_STANDFIRST, &rest.standfirst},
                 {TEXT_BODY, &rest.body},      {TEXT_BYLINE, &rest.byline},
                 {TEXT_SOURCE, &rest.source},  {TEXT_SECTION, &rest.section}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (draft__is_rebuilt(d, texts[i].field))
            *texts[i].text = (morgue_str){NULL, 0};
    strbuf_clear(&d->record);
    article_encode(&rest, &d->record);
    return strbuf_check(&d->record, err);
}

static int by_facet(const void *a, const void *b)
{
    const draft_facet *x = a, *y = b;
    return x->facet != y->facet ? (x->facet > y->facet) - (x->facet < y->facet)
                                : str_compare(x->key, y->key);
}

static const form_key *copy_key(block *b, const interned *from)
{
    form_key *key = cut(b, key_size(from));
    key->hash = from->hash;
    key->len = (uint32_t)from->text.len;
    memcpy(key->text, from->text.ptr, from->text.len);
    return key;
}

/* Keys of words are shared; those of others lie in the block. */
static void copy_forms(const forms *from, draft_form *to, block *b)
{
    for (size_t i = 0; i < from->count; i++) {
        const local_form *form = &from->locals[i];
        to[i].key =
            form->word ? from->keys[form->word] : copy_key(b, &from->others.items[form->other]);
        to[i].wdf = form->wdf;
        to[i].word = form->word;
    }
}

static void copy_texts(const drafter *from, draft_text *to, const uint32_t *words,
                       const uint32_t *sentences, const char *formats)
{
    for (unsigned i = 0; i < from->text_count; i++) {
        const text_place *t = &from->texts[i];
        to[i] = (draft_text){.field = t->field,
                             .words = words + t->words,
                             .count = (uint32_t)t->count,
                             .sentences = sentences + t->sentences,
                             .sentence_count = (uint32_t)t->sentence_count,
                             .lede = t->lede,
                             .rebuilt = t->rebuilt,
                             .format = {formats + t->format, t->format_bytes}};
    }
}

static void copy_terms(const drafter *from, draft_term *to, block *b)
{
    for (size_t i = 0; i < from->terms.count; i++)
        to[i] = (draft_term){copy(b, from->terms.items[i].text), from->wdf[i]};
}

static void copy_facets(const drafter *from, draft_facet *to, block *b)
{
    for (size_t i = 0; i < from->facet_count; i++) {
        to[i] = from->facets[i];
        to[i].key = copy(b, to[i].key);
        to[i].display = copy(b, to[i].display);
    }
    qsort(to, from->facet_count, sizeof *to, by_facet);
}

static void copy_all(const drafter *from, const morgue_article *a, draft *d, block *b)
{
    draft_form *all = cut(b, from->forms.count * sizeof *all);
    draft_text *texts = cut(b, from->text_count * sizeof *texts);
    draft_term *terms = cut(b, from->terms.count * sizeof *terms);
    draft_facet *facets = cut(b, from->facet_count * sizeof *facets);
    copy_forms(&from->forms, all, b);
    morgue_str words = {(const char *)from->words, from->word_count * sizeof *from->words};
    morgue_str sentences = {(const char *)from->sentences,
                            from->sentence_count * sizeof *from->sentences};
    const uint32_t *w = (const void *)copy(b, words).ptr;
    const uint32_t *s = (const void *)copy(b, sentences).ptr;
    copy_texts(from, texts, w, s, copy(b, strbuf_view(&from->formats)).ptr);
    copy_terms(from, terms, b);
    copy_facets(from, facets, b);
    d->forms = all;
    d->form_count = (uint32_t)from->forms.count;
    d->form_origin = from->forms.generation;
    d->keys = form_keys_share(from->forms.memory);
    d->texts = texts;
    d->text_count = from->text_count;
    d->terms = terms;
    d->term_count = from->terms.count;
    d->facets = facets;
    d->facet_count = from->facet_count;
    d->record = copy(b, strbuf_view(&from->record));
    d->id = copy(b, a->id);
    d->path = copy(b, a->path);
}

morgue_status draft__pack(drafter *from, const morgue_article *a, arena *memory, draft **out,
                          morgue_error *err)
{
    morgue_status status = encode(from, a, err);
    if (status)
        return status;
    arena own = {0};
    draft *d = arena_room(memory ? memory : &own, size_of(from, a));
    if (!d)
        return fail_nomem(err);
    *d = (draft){.memory = own};
    block b = {(char *)(d + 1)};
    copy_all(from, a, d, &b);
    d->date = a->date;
    d->print = article_fingerprint(a);
    d->text_bytes = a->title.len + a->standfirst.len + a->body.len;
    for (unsigned i = 0; i < d->text_count; i++)
        if (d->texts[i].field <= TEXT_BODY)
            d->words += d->texts[i].count;
    *out = d;
    return MORGUE_OK;
}
