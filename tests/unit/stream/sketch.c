/* Documents made of numbers, and a plain reading of what a file must say of them. */
#include "sketch.h"

#include "article_record.h"
#include "form.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

const unsigned char sketch_id[16] = "sixteen bytes..";

uint32_t sketch_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

morgue_str sketch_key(uint32_t number, char out[96])
{
    static const char *const endings[] = {"", "s", "ing", "\xc3\xa9"};
    uint32_t base = number / 8, kind = number % 8;
    const char *ending = endings[kind % 4];
    int n = snprintf(out, 96, "w%x%s", base * 2654435761u % 100003, ending);
    if (kind == 2)
        n += snprintf(out + n, 96 - (size_t)n, "\x01W%x\xc3\xa9", base);
    if (kind == 0 || kind == 5)
        n += snprintf(out + n, 96 - (size_t)n, "\x02");
    else if (kind != 7)
        n += snprintf(out + n, 96 - (size_t)n, "\x02w%x", base * 2654435761u % 100003);
    /* Forms 4 to 7 have the norms of 0 to 3, and alternates; one repeats a word. */
    if (kind == 4)
        n += snprintf(out + n, 96 - (size_t)n, "\x04z%x\x04q\x02", base % 10);
    else if (kind > 4)
        n += snprintf(out + n, 96 - (size_t)n, "\x04w%x%s\x01%x", base * 2654435761u % 100003,
                      ending, base);
    return (morgue_str){out, (size_t)n};
}

static void make_text(sketch_text *t, uint32_t *seed, uint32_t count, uint32_t forms)
{
    t->count = count;
    t->words = calloc(count, sizeof *t->words);
    t->sentences = calloc(count, sizeof *t->sentences);
    assert_true(t->words && t->sentences);
    /* Small numbers are frequent. */
    for (uint32_t i = 0; i < count; i++)
        t->words[i] = sketch_random(seed) % (1 + sketch_random(seed) % forms);
    for (uint32_t done = 0; done < count;) {
        uint32_t length = 1 + sketch_random(seed) % 30;
        length = length < count - done ? length : count - done;
        t->sentences[t->sentence_count++] = length << 1 | (sketch_random(seed) % 3 == 0);
        done += length;
    }
    t->lede = sketch_random(seed) % 2 ? sketch_random(seed) % (count + 1) : 0;
}

sketch *sketch_new(uint32_t *seed, uint32_t number, uint32_t most, uint32_t forms)
{
    static const unsigned fields[SKETCH_TEXTS] = {TEXT_HEADLINE, TEXT_BODY, TEXT_SECTION,
                                                  TEXT_DECLARED + 63};
    sketch *s = calloc(1, sizeof *s);
    assert_non_null(s);
    snprintf(s->id, sizeof s->id, "document %lu", (unsigned long)(number - (number % 7 == 3)));
    if (number % 5)
        snprintf(s->url, sizeof s->url, "http://%c.example/%lu", "abc"[number % 3],
                 (unsigned long)(number / 2 * 7919 % 1000));
    if (sketch_random(seed) % 5)
        s->date = (morgue_date){sketch_random(seed) * 40L, 0, MORGUE_PRECISION_DAY,
                                MORGUE_PROVENANCE_PATH};
    s->date.last = s->date.precision ? s->date.from + 86399 : 0;
    s->length = sketch_random(seed);
    s->words = sketch_random(seed) % 1000;
    s->print = fingerprint_of(str_of(s->id));
    for (unsigned i = 0; i < SKETCH_TEXTS; i++)
        if (most && sketch_random(seed) % 3) {
            sketch_text *t = &s->texts[s->text_count++];
            t->field = fields[i];
            make_text(t, seed, 1 + sketch_random(seed) % most, forms);
        }
    for (unsigned i = 0; i < SKETCH_SLOTS; i++)
        if (sketch_random(seed) % 2)
            snprintf(s->facets[i], sizeof s->facets[i], "%u of %lu", i, (unsigned long)number);
    return s;
}

void sketch_free(sketch *s)
{
    for (unsigned i = 0; s && i < s->text_count; i++) {
        free(s->texts[i].words);
        free(s->texts[i].sentences);
    }
    free(s);
}

/* ---- drafts ---- */

/* The forms of a sketch in the order in which they first occur, each text's
 * words as indexes into them. */
static void make_forms(const sketch *s, draft *d, draft_text *texts)
{
    uint32_t all = 0;
    map seen = {0};
    for (unsigned i = 0; i < s->text_count; i++)
        all += s->texts[i].count;
    draft_form *forms = arena_alloc(&d->memory, (all + 1) * sizeof *forms);
    for (unsigned i = 0; i < s->text_count; i++) {
        const sketch_text *t = &s->texts[i];
        uint32_t *words = arena_alloc(&d->memory, t->count * sizeof *words);
        for (uint32_t j = 0; j < t->count; j++) {
            char bytes[96];
            morgue_str key = sketch_key(t->words[j], bytes);
            bool added;
            uint64_t *number = map_put(&seen, key, &added);
            assert_non_null(number);
            if (added) {
                *number = d->form_count++;
                forms[*number].key = form_key_new(&d->memory, key);
                assert_non_null(forms[*number].key);
            }
            words[j] = (uint32_t)*number;
        }
        texts[i] = (draft_text){.field = t->field,
                                .words = words,
                                .count = t->count,
                                .sentences = t->sentences,
                                .sentence_count = t->sentence_count,
                                .lede = t->lede};
    }
    d->forms = forms;
    d->texts = texts;
    d->text_count = s->text_count;
    map_free(&seen);
}

draft *sketch_draft(const sketch *s)
{
    arena memory = {0};
    strbuf record = {0};
    draft *d = arena_alloc(&memory, sizeof *d);
    assert_non_null(d);
    d->memory = memory;
    draft_text *texts = arena_alloc(&d->memory, SKETCH_TEXTS * sizeof *texts);
    make_forms(s, d, texts);
    morgue_article article = {
        .id = str_of(s->id), .title = STR("A title"), .date = s->date, .url = str_of(s->url)};
    article_encode(&article, &record);
    d->record = arena_copy(&d->memory, strbuf_view(&record));
    strbuf_free(&record);
    d->id = str_of(s->id);
    d->date = s->date;
    d->words = s->words;
    d->print = s->print;
    return d;
}

void sketch_add(stream_writer *w, const sketch *s)
{
    draft *d = sketch_draft(s);
    uint32_t *numbers = calloc(d->form_count + (size_t)1, sizeof *numbers), count;
    morgue_str facets[SKETCH_SLOTS];
    for (unsigned i = 0; i < SKETCH_SLOTS; i++)
        facets[i] = str_of(s->facets[i]);
    stream_document document = {d, s->length, facets, SKETCH_SLOTS};
    morgue_error err;
    if (stream_writer_forms(w, d, numbers, &count, &err) ||
        stream_writer_add(w, &document, numbers, &err))
        fail_msg("%s", err.message);
    free(numbers);
    arena memory = d->memory; /* the draft lies in it */
    arena_free(&memory);
}

uint64_t sketch_write(int dir_fd, const char *name, sketch **sketches, size_t count, size_t spill)
{
    stream_writer *w;
    morgue_error err;
    uint64_t bytes = 0;
    if (stream_writer_open(&w, dir_fd, name, 1 << 20, &err))
        fail_msg("%s", err.message);
    for (size_t i = 0; i < count; i++) {
        sketch_add(w, sketches[i]);
        if (spill && i % spill == spill - 1 && stream_writer_spill(w, &err))
            fail_msg("%s", err.message);
    }
    if (stream_writer_finish(w, sketch_id, &bytes, &err))
        fail_msg("%s", err.message);
    stream_writer_free(w);
    return bytes;
}

/* ---- the plain twin ---- */

typedef struct twin_form {
    morgue_str key;
    uint64_t count;
} twin_form;

typedef struct twin {
    map index; /* key -> rank */
    twin_form *forms;
    size_t count;
    uint64_t words;
} twin;

static int by_rank(const void *a, const void *b)
{
    const twin_form *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return str_compare(x->key, y->key);
}

static void count_forms(twin *t, sketch **sketches, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (unsigned j = 0; j < sketches[i]->text_count; j++)
            for (uint32_t k = 0; k < sketches[i]->texts[j].count; k++) {
                char key[96];
                uint64_t *n =
                    map_put(&t->index, sketch_key(sketches[i]->texts[j].words[k], key), NULL);
                assert_non_null(n);
                ++*n;
                t->words++;
            }
    t->forms = calloc(t->index.count + 1, sizeof *t->forms);
    assert_non_null(t->forms);
    const map_entry *e;
    for (size_t at = 0; (e = map_next(&t->index, &at));)
        t->forms[t->count++] = (twin_form){e->key, e->value};
    qsort(t->forms, t->count, sizeof *t->forms, by_rank);
    for (size_t rank = 0; rank < t->count; rank++)
        *map_get(&t->index, t->forms[rank].key) = rank;
}

static void compare_forms(stream_reader *r, const twin *t)
{
    assert_int_equal(stream_forms(r), t->count);
    assert_int_equal(stream_words(r), t->words);
    for (uint32_t rank = 0; rank < t->count; rank++) {
        assert_true(str_equal(stream_form(r, rank), t->forms[rank].key));
        assert_int_equal(stream_form_count(r, rank), t->forms[rank].count);
    }
}

/* What a visit gave, or should have: words and ranks in their order. */
typedef struct visits {
    strbuf said;
    morgue_str asked;
} visits;

/* Those that begin as was asked, from the first word on: with a leap, and a stop. */
static stream_way judge(void *context, morgue_str word, morgue_str *next)
{
    const visits *v = context;
    if (str_starts(word, v->asked))
        return STREAM_VISIT;
    *next = v->asked;
    if (str_compare(word, v->asked) > 0)
        return STREAM_STOP;
    return word.len % 2 ? STREAM_LEAP : STREAM_PASS;
}

static int note(void *context, morgue_str word, uint32_t rank)
{
    visits *v = context;
    strbuf_sized(&v->said, word);
    strbuf_varint(&v->said, rank);
    return 0;
}

typedef struct hit {
    morgue_str word;
    uint32_t rank;
} hit;

static int by_word(const void *a, const void *b)
{
    const hit *x = a, *y = b;
    int order = str_compare(x->word, y->word);
    return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

typedef enum lookup { BY_WORD, BY_PREFIX, BY_STEM, BY_JUDGE, BY_PIECE } lookup;

static bool is_hit(lookup how, const form_part *part, bool exact, morgue_str asked)
{
    morgue_str word = exact ? part->exact : part->norm;
    switch (how) {
    case BY_WORD:
        return str_equal(word, asked);
    case BY_STEM:
        return !exact && str_equal(part->stem, asked);
    case BY_PIECE:
        return word.len && str_search(word, 0, asked) < word.len;
    default:
        return word.len && str_starts(word, asked);
    }
}

/* In the order of words, none twice. */
static void say(hit *hits, size_t n, visits *out)
{
    qsort(hits, n, sizeof *hits, by_word);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_word(&hits[i - 1], &hits[i]))
            note(out, hits[i].word, hits[i].rank);
}

/* Every form is looked at, every part of it. */
static void expect(const twin *t, lookup how, morgue_str asked, visits *out)
{
    hit *hits = calloc(8 * t->count + 1, sizeof *hits);
    size_t n = 0;
    for (uint32_t rank = 0; rank < t->count; rank++) {
        morgue_str key = t->forms[rank].key;
        form_part part;
        while (form_next(&key, &part)) {
            if (is_hit(how, &part, false, asked))
                hits[n++] = (hit){part.norm, rank};
            if (is_hit(how, &part, true, asked))
                hits[n++] = (hit){part.exact, rank};
        }
    }
    say(hits, n, out);
    free(hits);
}

/* Words that have a piece come by rank. */
typedef struct pieces {
    morgue_str asked;
    hit *hits;
    size_t count;
} pieces;

static stream_way judge_piece(void *context, morgue_str word, morgue_str *next)
{
    const pieces *p = context;
    *next = p->asked;
    return str_search(word, 0, p->asked) < word.len ? STREAM_VISIT
           : word.len % 2                           ? STREAM_LEAP
                                                    : STREAM_PASS;
}

static int note_piece(void *context, morgue_str word, uint32_t rank)
{
    pieces *p = context;
    assert_true(p->count == 0 || p->hits[p->count - 1].rank <= rank);
    p->hits[p->count++] = (hit){word, rank};
    return 0;
}

static void find_piece(stream_reader *r, const twin *t, morgue_str asked, visits *out)
{
    pieces found = {.asked = asked, .hits = calloc(8 * t->count + 1, sizeof *found.hits)};
    assert_non_null(found.hits);
    stream_find_having(r, asked, judge_piece, note_piece, &found);
    say(found.hits, found.count, out);
    free(found.hits);
}

static void compare_lookup(stream_reader *r, const twin *t, lookup how, morgue_str asked)
{
    visits got = {.asked = asked}, wanted = {.asked = asked};
    expect(t, how, asked, &wanted);
    if (how == BY_JUDGE)
        stream_find_judged(r, (morgue_str){"", 0}, judge, note, &got);
    else if (how == BY_PIECE)
        find_piece(r, t, asked, &got);
    else
        (how == BY_WORD     ? stream_find_word
         : how == BY_PREFIX ? stream_find_prefix
                            : stream_find_stem)(r, asked, note, &got);
    assert_true(str_equal(strbuf_view(&got.said), strbuf_view(&wanted.said)));
    strbuf_free(&got.said);
    strbuf_free(&wanted.said);
}

/* Words, stems and heads of some forms, and what is not there. */
static void compare_lookups(stream_reader *r, const twin *t)
{
    static const char *const odd[] = {
        "", "w", "q", "z", "z3", "\xff\xff\xff\xff\xff\xff\xff\xff", "absent", "w1ing", "\x01"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (lookup how = BY_WORD; how <= BY_PIECE; how++)
            if (odd[i][0] || how == BY_PREFIX || how == BY_JUDGE)
                compare_lookup(r, t, how, str_of(odd[i]));
    size_t step = 1 + t->count / 50;
    for (size_t i = 0; i < t->count; i += step) {
        morgue_str key = t->forms[i].key;
        form_part part;
        while (form_next(&key, &part)) {
            compare_lookup(r, t, BY_WORD, part.norm);
            compare_lookup(r, t, BY_PREFIX, str_range(part.norm, 0, 3));
            compare_lookup(r, t, BY_PREFIX, part.norm);
            compare_lookup(r, t, BY_JUDGE, str_range(part.norm, 0, 3));
            if (part.norm.len > 1)
                compare_lookup(r, t, BY_PIECE, str_range(part.norm, 1, 4));
            if (part.exact.len)
                compare_lookup(r, t, BY_WORD, part.exact);
            if (part.stem.len)
                compare_lookup(r, t, BY_STEM, part.stem);
        }
    }
}

static void compare_text(const stream_view *v, const sketch_text *t, const twin *all)
{
    const unsigned char *at = v->bytes, *end = at + v->size;
    assert_int_equal(v->words, t->count);
    assert_int_equal(v->lede, t->lede);
    assert_true(v->bytes[-1] & 0x80);
    for (uint32_t i = 0; i < t->count; i++) {
        char key[96];
        assert_true(at < end);
        assert_int_equal(stream_rank(&at, end),
                         *map_get(&all->index, sketch_key(t->words[i], key)));
    }
    assert_ptr_equal(at, end);
    morgue_str rest = {(const char *)v->sentences, v->sentence_bytes};
    for (uint32_t i = 0; i < t->sentence_count; i++) {
        uint64_t sentence;
        assert_true(str_varint(&rest, &sentence));
        assert_int_equal(sentence, t->sentences[i]);
    }
    assert_int_equal(rest.len, 0);
}

/* Fields and slots asked for at once are those asked for one by one. */
static void compare_sets(stream_reader *r, uint32_t docid)
{
    static const unsigned fields[] = {TEXT_BODY, TEXT_DECLARED + 1, TEXT_HEADLINE, TEXT_BODY};
    static const unsigned slots[] = {SKETCH_SLOTS, 1, STREAM_NO_SLOT, 0, 1};
    stream_view views[4], one;
    morgue_str packed[5];
    stream_expect(r, docid);
    assert_true(stream_views_of(r, docid, fields, 4, views));
    for (unsigned i = 0; i < 4; i++) {
        bool has = stream_view_of(r, docid, fields[i], &one);
        assert_int_equal(views[i].words, has ? one.words : 0);
        assert_ptr_equal(views[i].bytes, has ? one.bytes : NULL);
        assert_ptr_equal(views[i].sentences, has ? one.sentences : NULL);
    }
    stream_facets(r, docid, slots, 5, packed);
    for (unsigned i = 0; i < 5; i++)
        assert_true(str_equal(packed[i], stream_facet(r, docid, slots[i])));
}

static void compare_document(stream_reader *r, uint32_t docid, const sketch *s, const twin *all)
{
    stream_view view;
    unsigned next = 0;
    for (unsigned field = 0; field < TEXT_MAX; field++) {
        bool has = next < s->text_count && s->texts[next].field == field;
        assert_int_equal(stream_view_of(r, docid, field, &view), has);
        if (has)
            compare_text(&view, &s->texts[next++], all);
    }
    bool dated = s->date.precision != MORGUE_PRECISION_NONE;
    stream_column lengths, words;
    stream_dates dates;
    assert_true(stream_lengths(r, &lengths) && stream_word_counts(r, &words));
    assert_true(stream_dates_of(r, &dates));
    const uint32_t strangers[] = {0, stream_documents(r) + 1, UINT32_MAX};
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(stream_count(&lengths, strangers[i]), 0);
        assert_true(stream_date_from(&dates, strangers[i]) == INT64_MAX);
    }
    assert_int_equal(stream_count(&lengths, docid), s->length);
    assert_int_equal(stream_count(&words, docid), s->words);
    assert_true(stream_date_from(&dates, docid) == (dated ? s->date.from : INT64_MAX));
    assert_true(stream_date_last(&dates, docid) == (dated ? s->date.last : INT64_MIN));
    assert_true(stream_prints(r)[docid - 1] == stream_print(&s->print));
    stream_facts facts;
    assert_true(stream_facts_of(r, docid, &facts));
    assert_int_equal(facts.length, s->length);
    assert_int_equal(facts.words, s->words);
    assert_true(facts.from == (dated ? s->date.from : INT64_MAX));
    assert_true(facts.last == (dated ? s->date.last : INT64_MIN));
    assert_true(facts.print == stream_print(&s->print));
    for (unsigned slot = 0; slot < SKETCH_SLOTS + 1; slot++) {
        const char *wanted = slot < SKETCH_SLOTS ? s->facets[slot] : "";
        assert_true(str_is(stream_facet(r, docid, slot), wanted));
    }
    compare_sets(r, docid);
}

static void compare_article(stream_reader *r, uint32_t docid, const sketch *s)
{
    arena memory = {0};
    morgue_article article;
    assert_int_equal(stream_article(r, docid, &memory, &article, NULL), MORGUE_OK);
    assert_true(str_is(article.id, s->id));
    assert_true(str_is(article.title, "A title"));
    assert_int_equal(article.date.from, s->date.from);
    arena_free(&memory);
}

/* ---- names ---- */

static morgue_str name_of(const sketch *s, stream_name which)
{
    return str_of(which == STREAM_ID ? s->id : s->url);
}

/* Each document is looked at, and found in the order of their names. */
static void compare_names(stream_reader *r, sketch **sketches, size_t count, stream_name which,
                          morgue_str text, bool whole)
{
    uint32_t n, wanted = 0;
    uint32_t *got = stream_find_names(r, which, text, whole, &n);
    assert_non_null(got);
    for (size_t i = 0; i < count; i++) {
        morgue_str name = name_of(sketches[i], which);
        bool is = name.len > 0 && (whole ? str_equal(name, text) : str_starts(name, text));
        wanted += is;
        bool there = false;
        for (uint32_t k = 0; k < n; k++)
            there |= got[k] == i + 1;
        assert_int_equal(is, there);
    }
    assert_int_equal(n, wanted);
    for (uint32_t k = 1; k < n; k++) {
        int order = str_compare(name_of(sketches[got[k - 1] - 1], which),
                                name_of(sketches[got[k] - 1], which));
        assert_true(order < 0 || (order == 0 && got[k - 1] < got[k]));
    }
    free(got);
}

static void compare_id(stream_reader *r, sketch **sketches, size_t count, morgue_str id)
{
    uint32_t docid = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!str_is(id, sketches[i]->id))
            continue;
        docid = stream_find_id(r, id, docid);
        assert_int_equal(docid, i + 1);
    }
    assert_int_equal(stream_find_id(r, id, docid), 0);
}

static void compare_all_names(stream_reader *r, sketch **sketches, size_t count)
{
    static const char *const odd[] = {"", "d", "document", "document 1", "http://b.", "i", "\xff"};
    for (stream_name which = STREAM_ID; which < STREAM_NAMES; which++) {
        for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
            compare_names(r, sketches, count, which, str_of(odd[i]), false);
            if (odd[i][0])
                compare_names(r, sketches, count, which, str_of(odd[i]), true);
        }
        for (size_t i = 0; i < count; i += 1 + count / 20) {
            morgue_str name = name_of(sketches[i], which);
            if (name.len)
                compare_names(r, sketches, count, which, name, true);
            compare_names(r, sketches, count, which, str_range(name, 0, name.len - 1), false);
        }
    }
    compare_id(r, sketches, count, STR("document"));
    for (size_t i = 0; i < count; i += 1 + count / 50)
        compare_id(r, sketches, count, str_of(sketches[i]->id));
}

void sketch_compare(stream_reader *r, sketch **sketches, size_t count)
{
    twin t = {0};
    morgue_error err = {0};
    count_forms(&t, sketches, count);
    assert_int_equal(stream_documents(r), count);
    compare_forms(r, &t);
    compare_lookups(r, &t);
    for (uint32_t i = 0; i < count; i++)
        compare_document(r, i + 1, sketches[i], &t);
    for (uint32_t i = 0; i < count; i++)
        compare_article(r, i + 1, sketches[i]);
    for (uint32_t i = (uint32_t)count; i-- > 0;)
        compare_article(r, i + 1, sketches[i]);
    compare_all_names(r, sketches, count);
    assert_int_equal(stream_verify(r, &err), MORGUE_OK);
    assert_int_equal(stream_status(r, &err), MORGUE_OK);
    free(t.forms);
    map_free(&t.index);
}

/* ---- folders ---- */

folder folder_new(void)
{
    folder f = {.path = "/tmp/morgue-stream-XXXXXX"};
    assert_non_null(mkdtemp(f.path));
    f.fd = open(f.path, O_RDONLY | O_DIRECTORY);
    assert_true(f.fd >= 0);
    return f;
}

static unsigned each_file(const folder *f, bool remove)
{
    unsigned n = 0;
    DIR *directory = opendir(f->path);
    assert_non_null(directory);
    for (struct dirent *e; (e = readdir(directory));) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
            continue;
        n++;
        if (remove)
            unlinkat(f->fd, e->d_name, 0);
    }
    closedir(directory);
    return n;
}

unsigned folder_count(const folder *f)
{
    return each_file(f, false);
}

void folder_free(folder *f)
{
    each_file(f, true);
    close(f->fd);
    rmdir(f->path);
}
