/*
 * The bulk builder: writes a glass database straight from drafts. Postings are
 * inverted in memory, spilled as sorted runs when that is full, and merged into
 * the tables at the end.
 *
 * A form's terms are looked up when the form is new. From then on a document
 * costs, for each distinct form of it, one step from the form's number to its
 * entries, where its wdf gathers, and for each entry so touched the appending
 * of one posting.
 */
#include "form_terms.h"
#include "glass_output.h"
#include "positions.h"
#include "postlist_table.h"
#include "terms.h"

#include "error.h"

#include <stdlib.h>

/* Forms or terms whose places in memory are fetched ahead. */
#define BATCH 32u

typedef struct bulk {
    glass_output output;
    inversion inversion;
    form_terms forms;
    uint32_t *touched; /* entries that have something pending */
    size_t touched_count, touched_capacity;
    run_store runs;
    bool runs_open;
    position_store *positions; /* NULL: none are wanted */
    date_bounds dates;
} bulk;

static void bulk_free(void *self)
{
    bulk *b = self;
    if (!b)
        return;
    segment__output_close(&b->output);
    segment__inversion_free(&b->inversion);
    segment__form_terms_free(&b->forms);
    free(b->touched);
    if (b->runs_open)
        segment__runs_close(&b->runs);
    segment__positions_free(b->positions);
    free(b);
}

static morgue_status bulk_open(void **out, const segment_place *place, morgue_error *err)
{
    *out = NULL;
    bulk *b = calloc(1, sizeof *b);
    if (!b)
        return fail_nomem(err);
    morgue_status status = segment__output_open(&b->output, place, err);
    if (!status && place->positions)
        status = segment__positions_new(&b->positions, place->dir_fd, place->name, err);
    if (status)
        bulk_free(b);
    else
        *out = b;
    return status;
}

/* ---- memory ---- */

static uint64_t bulk_memory(const void *self)
{
    const bulk *b = self;
    return segment__inversion_memory(&b->inversion) + form_terms_memory(&b->forms) +
           segment__positions_memory(b->positions);
}

static morgue_status bulk_spill(void *self, morgue_error *err)
{
    bulk *b = self;
    morgue_status status = MORGUE_OK;
    if (b->inversion.count && !b->runs_open) {
        const segment_place *place = b->output.place;
        segment__runs_open(&b->runs, RUN_POSTINGS, place->dir_fd, place->name, "postings");
        b->runs_open = true;
    }
    if (b->inversion.count)
        status = segment__runs_add(&b->runs, &b->inversion, err);
    segment__inversion_clear(&b->inversion);
    segment__form_terms_clear(&b->forms);
    return status ? status : segment__positions_spill(b->positions, err);
}

/* ---- words ---- */

/* Takes the new forms apart: each of them is one of the draft's. */
static morgue_status learn(bulk *b, const segment_document *document, morgue_error *err)
{
    const draft *d = document->draft;
    uint32_t known = b->forms.count;
    if (!segment__inversion_reserve(&b->inversion, 1) ||
        !segment__form_terms_extend(&b->forms, document->forms))
        return fail_nomem(err);
    for (uint32_t i = 0; i < d->form_count; i++) {
        uint32_t number = document->numbers[i];
        if (number >= b->forms.count)
            return fail(err, MORGUE_INTERNAL, "a form's number is beyond their count");
        if (number >= known && !segment__form_terms_learn(&b->forms, &b->inversion, number,
                                                          form_key_text(d->forms[i].key)))
            return fail_nomem(err);
    }
    return MORGUE_OK;
}

static bool touch_reserve(bulk *b, size_t n)
{
    if (b->touched_count + n <= b->touched_capacity)
        return true;
    size_t capacity = 2 * b->touched_capacity + n;
    uint32_t *grown = realloc(b->touched, capacity * sizeof *grown);
    if (!grown)
        return false;
    b->touched = grown;
    b->touched_capacity = capacity;
    return true;
}

/* Adds to what is pending of an entry; there is room to touch one more. */
static inline void gather(bulk *b, uint32_t entry, uint32_t wdf)
{
    inversion_entry *e = &b->inversion.entries[entry];
    if (e->pending == 0) {
        b->touched[b->touched_count++] = entry;
        __builtin_prefetch(b->inversion.pool + e->tail, 1);
    }
    e->pending += wdf;
}

/* A form whose terms are not just one. The next left forms keep their room. */
static morgue_status gather_others(bulk *b, const form_terms_item *item, uint32_t wdf, size_t left,
                                   uint64_t *length, morgue_error *err)
{
    if (item->more == FORM_NONE)
        return MORGUE_OK;
    if (item->more == FORM_BAD)
        return fail(err, MORGUE_INVALID,
                    "cannot add an article: a form of a word is damaged, or has over %d bytes",
                    XC_MAX_TERM);
    const uint32_t *others = b->forms.others + item->more;
    if (!touch_reserve(b, left + 1 + others[0]))
        return fail_nomem(err);
    gather(b, item->first, wdf);
    for (uint32_t i = 1; i <= others[0]; i++)
        gather(b, others[i], wdf);
    *length += (uint64_t)wdf * (others[0] + 1);
    return MORGUE_OK;
}

/* What the forms after the next batch need first, and the next batch then. */
static void fetch(const bulk *b, const uint32_t *numbers, size_t n)
{
    size_t next = n < BATCH ? n : BATCH, after = n < 2 * BATCH ? n : 2 * BATCH;
    for (size_t i = next; i < after; i++)
        __builtin_prefetch(&b->forms.items[numbers[i]]);
    for (size_t i = 0; i < next; i++)
        __builtin_prefetch(&b->inversion.entries[b->forms.items[numbers[i]].first], 1);
}

static morgue_status gather_forms(bulk *b, const segment_document *document, uint64_t *length,
                                  morgue_error *err)
{
    const draft *d = document->draft;
    b->touched_count = 0;
    if (!touch_reserve(b, d->form_count))
        return fail_nomem(err);
    fetch(b, document->numbers, d->form_count);
    for (size_t i = 0; i < d->form_count; i++) {
        if (i % BATCH == 0 && i + BATCH < d->form_count)
            fetch(b, document->numbers + i + BATCH, d->form_count - i - BATCH);
        const form_terms_item *item = &b->forms.items[document->numbers[i]];
        uint32_t wdf = d->forms[i].wdf;
        if (wdf == 0)
            continue;
        if (item->more == FORM_ONE) {
            gather(b, item->first, wdf);
            *length += wdf;
            continue;
        }
        morgue_status status = gather_others(b, item, wdf, d->form_count - i, length, err);
        if (status)
            return status;
    }
    return MORGUE_OK;
}

/* A document that is refused leaves nothing pending. */
static void forget(bulk *b)
{
    for (size_t i = 0; i < b->touched_count; i++)
        b->inversion.entries[b->touched[i]].pending = 0;
    b->touched_count = 0;
}

/* ---- postings ---- */

static void append_numbers(inversion *v, inversion_entry *e, uint32_t gap, uint32_t count)
{
    unsigned char bytes[2 * GLASS_UINT_MAX], *end = glass_uint(glass_uint(bytes, gap), count);
    segment__inversion_append(v, e, bytes, (size_t)(end - bytes));
}

/* Appends a document: id less the one before, count. Nearly always these are two
 * or three bytes and the slice has room for them. */
static inline void append(inversion *v, inversion_entry *e, uint32_t id, uint32_t count)
{
    uint32_t gap = id - e->last;
    if (gap < 1u << 14 && count < 1u << 7 && e->left >= 3) {
        unsigned char *start = v->pool + e->tail, *end = start;
        if (gap >= 1u << 7)
            *end++ = (unsigned char)(gap | 0x80);
        *end++ = (unsigned char)(gap >= 1u << 7 ? gap >> 7 : gap);
        *end++ = (unsigned char)count;
        e->tail += (uint32_t)(end - start);
        e->left = (uint16_t)(e->left - (end - start));
    } else {
        append_numbers(v, e, gap, count);
    }
    e->last = id;
    e->count++;
    e->sum += count;
}

static void append_words(bulk *b, uint32_t id)
{
    inversion *v = &b->inversion;
    for (size_t i = 0; i < b->touched_count; i++) {
        inversion_entry *e = &v->entries[b->touched[i]];
        append(v, e, id, e->pending);
        output_wdf(&b->output, e->pending);
        e->pending = 0;
    }
}

/* The hashes of up to BATCH terms; their entries are on the way from memory. */
static void hash_batch(const inversion *v, const draft_term *terms, size_t n, uint64_t *hashes)
{
    for (size_t i = 0; i < n; i++)
        hashes[i] = segment__inversion_hash(v, terms[i].text);
    for (size_t i = 0; i < n; i++)
        segment__inversion_near(v, hashes[i]);
    for (size_t i = 0; i < n; i++)
        segment__inversion_far(v, hashes[i]);
}

static morgue_status append_terms(bulk *b, const draft *d, uint32_t id, morgue_error *err)
{
    inversion *v = &b->inversion;
    uint64_t hashes[BATCH];
    for (size_t at = 0; at < d->term_count; at += BATCH) {
        const draft_term *terms = d->terms + at;
        size_t n = d->term_count - at < BATCH ? d->term_count - at : BATCH;
        if (!segment__inversion_reserve(v, n))
            return fail_nomem(err);
        hash_batch(v, terms, n, hashes);
        for (size_t i = 0; i < n; i++) {
            inversion_entry *e = segment__inversion_entry(v, terms[i].text, hashes[i]);
            if (!e)
                return fail_nomem(err);
            if (e->last == id)
                return fail(err, MORGUE_INTERNAL, "a draft has a term twice");
            append(v, e, id, terms[i].wdf);
            output_wdf(&b->output, terms[i].wdf);
        }
    }
    return MORGUE_OK;
}

static inversion_entry *entry_of(inversion *v, const char *prefix)
{
    morgue_str key = {prefix, 2};
    if (!segment__inversion_reserve(v, 1))
        return NULL;
    return segment__inversion_entry(v, key, segment__inversion_hash(v, key));
}

static bool append_date(bulk *b, const morgue_date *date, uint32_t id)
{
    if (date->precision == MORGUE_PRECISION_NONE)
        return true;
    char value[DATE_VALUE_BYTES];
    date_value_put(date->from, value);
    inversion_entry *e = entry_of(&b->inversion, KEY_VALUES_PREFIX);
    if (!e)
        return false;
    append(&b->inversion, e, id, sizeof value);
    segment__inversion_append(&b->inversion, e, value, sizeof value);
    date_bounds_add(&b->dates, date->from);
    return true;
}

static bool append_length(bulk *b, uint32_t length, uint32_t id)
{
    inversion_entry *e = entry_of(&b->inversion, KEY_LENGTHS_PREFIX);
    if (e)
        append(&b->inversion, e, id, length);
    return e;
}

static morgue_status append_all(bulk *b, const draft *d, uint32_t length, morgue_error *err)
{
    output_count(&b->output, length);
    uint32_t id = b->output.statistics.documents;
    append_words(b, id);
    morgue_status status = append_terms(b, d, id, err);
    if (status)
        return status;
    if (!append_date(b, &d->date, id) || !append_length(b, length, id) || b->inversion.failed)
        return fail_nomem(err);
    return segment__positions_add(b->positions, d, id, err);
}

static morgue_status bulk_add(void *self, const segment_document *document, uint32_t *length,
                              morgue_error *err)
{
    bulk *b = self;
    uint64_t sum = document->wdf;
    morgue_status status = learn(b, document, err);
    if (!status)
        status = gather_forms(b, document, &sum, err);
    if (!status && sum > UINT32_MAX)
        status = fail(err, MORGUE_LIMIT, "cannot add an article of %llu words, over %u",
                      (unsigned long long)sum, UINT32_MAX);
    if (status) {
        forget(b);
        return status;
    }
    *length = (uint32_t)sum;
    return append_all(b, document->draft, *length, err);
}

/* ---- finishing ---- */

/* No document follows: frees what the tables do not need. */
static morgue_status settle(bulk *b, morgue_error *err)
{
    morgue_status status = bulk_spill(b, err);
    segment__inversion_free(&b->inversion);
    segment__form_terms_free(&b->forms);
    return status;
}

static void write_dates(postlist *p, merge *m)
{
    for (size_t g = 0; g < m->group_count; g++) {
        merge_source *s = &m->sources[m->group[g]];
        uint32_t id = 0;
        for (uint64_t i = 0; i < s->count; i++) {
            id += (uint32_t)spool_get(&s->reader);
            size_t len = (size_t)spool_get(&s->reader);
            const unsigned char *bytes = spool_bytes(&s->reader, len);
            if (!bytes)
                return;
            segment__postlist_date(p, id, (morgue_str){(const char *)bytes, len});
        }
    }
    segment__postlist_dated(p);
}

static void write_list(postlist *p, merge *m)
{
    segment__postlist_begin(p, strbuf_view(&m->key), m->count, m->sum);
    for (size_t g = 0; g < m->group_count; g++) {
        merge_source *s = &m->sources[m->group[g]];
        uint32_t id = 0;
        for (uint64_t i = 0; i < s->count; i++) {
            id += (uint32_t)spool_get(&s->reader);
            postlist_add(p, id, spool_get(&s->reader));
        }
    }
    segment__postlist_end(p);
}

static morgue_status write_runs(bulk *b, postlist *p, uint64_t memory, morgue_error *err)
{
    merge m;
    if (!b->runs_open)
        return MORGUE_OK;
    morgue_status status = segment__merge_open(&m, &b->runs, 0, b->runs.count, memory, err);
    while (!status && !b->output.file.status && segment__merge_next(&m)) {
        if (key_kind_of(strbuf_view(&m.key)) == KEY_VALUES)
            write_dates(p, &m);
        else
            write_list(p, &m);
    }
    segment__merge_close(&m);
    return status ? status : segment__runs_check(&b->runs, err);
}

static morgue_status bulk_finish(void *self, const segment_last *last, strbuf *sums,
                                 uint64_t *bytes, morgue_error *err)
{
    bulk *b = self;
    glass_root roots[GLASS_TABLE_COUNT] = {0};
    glass_output *o = &b->output;
    morgue_status status = settle(b, err);
    if (status)
        return status;
    postlist *p = segment__postlist_open(&o->file);
    if (!p)
        return fail_nomem(err);
    for (size_t i = 0; i < last->metadata_count; i++)
        segment__postlist_metadata(p, last->metadata[i].key, last->metadata[i].value);
    segment__postlist_bounds(p, &b->dates);
    status = write_runs(b, p, o->place->memory / 2, err);
    segment__postlist_finish(p, &roots[GLASS_POSTLIST]);
    segment__postlist_free(p);
    if (!status)
        status = segment__positions_write(b->positions, &o->file, o->place->memory / 2,
                                          &roots[GLASS_POSITION], err);
    status = segment__output_status(o, status, err);
    return status ? status : segment__output_finish(o, last->id, roots, sums, bytes, err);
}

const segment_method_table segment__bulk = {bulk_open,  bulk_add,    bulk_memory,
                                            bulk_spill, bulk_finish, bulk_free};
