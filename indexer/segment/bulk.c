/*
 * The bulk builder: writes a glass database straight from drafts. Records go to
 * the file as they come; everything else is inverted in memory, spilled as
 * sorted runs when that is full, and merged into the other tables at the end.
 */
#include "method.h"
#include "position_tag.h"
#include "postlist_table.h"

#include "error.h"

#include <morgue/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Terms whose places in memory are fetched ahead. */
#define BATCH 32u
/* What tables and buffers take beside the inversion. */
#define OVERHEAD        (UINT64_C(3) << 20)
#define LEAST_INVERSION (UINT64_C(32) << 10)

typedef struct bulk {
    const segment_place *place;
    char temporary[SEGMENT_NAME + 8];
    bool created;
    glass_file file;
    glass_table docdata;
    inversion inversion;
    uint64_t allowance; /* bytes that the inversion may take */
    run_store runs;
    bool runs_open;
    glass_statistics statistics;
    value_bounds bounds[SEGMENT_SLOTS];
    fingerprint content; /* of the name and all documents so far */
    strbuf bytes;
} bulk;

static void bulk_free(void *self)
{
    bulk *b = self;
    if (!b)
        return;
    if (b->created) {
        segment__glass_close(&b->file);
        unlinkat(b->place->dir_fd, b->temporary, 0);
    }
    segment__table_free(&b->docdata);
    segment__inversion_free(&b->inversion);
    if (b->runs_open)
        segment__runs_close(&b->runs);
    for (unsigned i = 0; i < SEGMENT_SLOTS; i++) {
        strbuf_free(&b->bounds[i].low);
        strbuf_free(&b->bounds[i].high);
    }
    strbuf_free(&b->bytes);
    free(b);
}

static morgue_status bulk_open(void **out, const segment_place *place, morgue_error *err)
{
    *out = NULL;
    bulk *b = calloc(1, sizeof *b);
    if (!b)
        return fail_nomem(err);
    b->place = place;
    b->content = fingerprint_of(str_of(place->name));
    snprintf(b->temporary, sizeof b->temporary, "%s.tmp", place->name);
    unlinkat(place->dir_fd, b->temporary, 0);
    int fd = openat(place->dir_fd, b->temporary,
                    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0) {
        morgue_status status =
            fail_errno(err, MORGUE_IO, errno, "cannot create %s/%s", place->dir, b->temporary);
        bulk_free(b);
        return status;
    }
    b->created = true;
    segment__glass_open(&b->file, fd, b->temporary);
    segment__table_open(&b->docdata, &b->file);
    *out = b;
    return MORGUE_OK;
}

/* ---- adding ---- */

static morgue_status spill(bulk *b, morgue_error *err)
{
    if (b->inversion.count == 0)
        return MORGUE_OK;
    if (!b->runs_open)
        segment__runs_open(&b->runs, b->place->dir_fd, b->place->name);
    b->runs_open = true;
    morgue_status status = segment__runs_add(&b->runs, &b->inversion, err);
    segment__inversion_clear(&b->inversion);
    return status;
}

/* Bytes that the inversion may take: putting it in order needs some more. */
static void set_allowance(bulk *b, uint64_t held)
{
    uint64_t memory = b->place->memory, taken = OVERHEAD + held;
    uint64_t left = memory > taken ? (memory - taken) / 8 * 7 : 0;
    b->allowance = left > LEAST_INVERSION ? left : LEAST_INVERSION;
}

/* Room for n further keys: what is full goes to disk first. In the middle of a
 * document, too: each of its keys comes once, so the runs stay in order. */
static morgue_status make_room(bulk *b, size_t n, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    if (segment__inversion_memory(&b->inversion) >= b->allowance)
        status = spill(b, err);
    if (!status && !segment__inversion_reserve(&b->inversion, n))
        status = fail_nomem(err);
    return status;
}

/* Notes one more document for an entry. False when it has had it already. */
static bool count_in(inversion_entry *e, uint32_t id, uint32_t counted)
{
    if (e->last >= id)
        return false;
    e->last = id;
    e->count++;
    e->sum += counted;
    return true;
}

/* Id less the one before, count and, if there are positions, their tag. */
static bool append_term(bulk *b, inversion_entry *e, const draft_term *t, uint32_t id)
{
    unsigned char head[3 * GLASS_UINT_MAX], *end = head;
    uint32_t last = e->last;
    if (!count_in(e, id, t->wdf))
        return false;
    end = glass_uint(end, id - last);
    end = glass_uint(end, (uint64_t)t->wdf << 1 | (t->position_count > 0));
    if (t->position_count == 0) {
        segment__inversion_append(&b->inversion, e, head, (size_t)(end - head));
        return true;
    }
    /* The tag is written behind room for the head, so that both are one piece. */
    strbuf_clear(&b->bytes);
    char *room = strbuf_reserve(&b->bytes, sizeof head + POSITION_TAG_ROOM(t->position_count));
    if (!room)
        return false;
    unsigned char *tag = (unsigned char *)room + sizeof head;
    unsigned char *tag_end = segment__position_tag(tag, t->positions, t->position_count);
    end = glass_uint(end, (uint64_t)(tag_end - tag));
    size_t n = (size_t)(end - head);
    memcpy(tag - n, head, n);
    segment__inversion_append(&b->inversion, e, tag - n, (size_t)(tag_end - tag) + n);
    return true;
}

/* The hashes of up to BATCH keys; their entries are on the way from memory. */
static void hash_batch(const inversion *v, const morgue_str *keys, size_t n, uint64_t *hashes)
{
    for (size_t i = 0; i < n; i++)
        hashes[i] = segment__inversion_hash(v, keys[i]);
    for (size_t i = 0; i < n; i++)
        segment__inversion_near(v, hashes[i]);
    for (size_t i = 0; i < n; i++)
        segment__inversion_far(v, hashes[i]);
}

static morgue_status not_added(const bulk *b, morgue_error *err)
{
    if (b->inversion.failed || b->bytes.failed)
        return fail_nomem(err);
    return fail(err, MORGUE_INTERNAL, "a draft has a term or a value twice");
}

static morgue_status add_terms(bulk *b, const draft *d, uint32_t id, morgue_error *err)
{
    morgue_str keys[BATCH];
    uint64_t hashes[BATCH];
    for (size_t at = 0; at < d->term_count; at += BATCH) {
        const draft_term *terms = d->terms + at;
        size_t n = d->term_count - at < BATCH ? d->term_count - at : BATCH;
        morgue_status status = make_room(b, n, err);
        if (status)
            return status;
        for (size_t i = 0; i < n; i++)
            keys[i] = terms[i].text;
        hash_batch(&b->inversion, keys, n, hashes);
        for (size_t i = 0; i < n; i++) {
            inversion_entry *e = segment__inversion_entry(&b->inversion, keys[i], hashes[i], false);
            if (!e || !append_term(b, e, &terms[i], id))
                return not_added(b, err);
        }
    }
    return MORGUE_OK;
}

static inversion_entry *entry_of(bulk *b, morgue_str key)
{
    uint64_t hash = segment__inversion_hash(&b->inversion, key);
    return segment__inversion_entry(&b->inversion, key, hash, false);
}

static void note_bounds(value_bounds *v, morgue_str value)
{
    if (v->count == 0 || str_compare(value, strbuf_view(&v->low)) < 0) {
        strbuf_clear(&v->low);
        strbuf_str(&v->low, value);
    }
    if (v->count == 0 || str_compare(value, strbuf_view(&v->high)) > 0) {
        strbuf_clear(&v->high);
        strbuf_str(&v->high, value);
    }
    v->count++;
}

static bool add_values(bulk *b, const segment_document *document, uint32_t id)
{
    for (size_t i = 0; i < document->value_count; i++) {
        const segment_value_put *v = &document->values[i];
        const char key[3] = {KEY_VALUES_PREFIX[0], KEY_VALUES_PREFIX[1], (char)v->slot};
        inversion_entry *e = entry_of(b, (morgue_str){key, sizeof key});
        value_bounds *bounds = &b->bounds[v->slot];
        uint32_t last = e ? e->last : 0;
        if (!e || !count_in(e, id, 0))
            return false;
        strbuf_clear(&b->bytes);
        strbuf_varint(&b->bytes, id - last);
        strbuf_sized(&b->bytes, v->bytes);
        segment__inversion_append(&b->inversion, e, b->bytes.ptr, b->bytes.len);
        note_bounds(bounds, v->bytes);
        if (b->bytes.failed || bounds->low.failed || bounds->high.failed)
            return false;
    }
    return true;
}

static bool add_length(bulk *b, uint32_t length, uint32_t id)
{
    inversion_entry *e = entry_of(b, (morgue_str){KEY_LENGTHS_PREFIX, 2});
    uint32_t last = e ? e->last : 0;
    if (!e || !count_in(e, id, 0))
        return false;
    unsigned char bytes[2 * GLASS_UINT_MAX], *end = glass_uint(bytes, id - last);
    end = glass_uint(end, length);
    segment__inversion_append(&b->inversion, e, bytes, (size_t)(end - bytes));
    return true;
}

#define STEM_KEY_HEAD (2 + sizeof SEGMENT_STEM - 1)
#define STEM_KEY      (STEM_KEY_HEAD + SEGMENT_LONGEST_STEM + 1 + MORGUE_MAX_TERM)

static morgue_str stem_key(char *out, const draft_stem *s)
{
    char *end = out + STEM_KEY_HEAD;
    memcpy(out, KEY_STEM_PREFIX SEGMENT_STEM, STEM_KEY_HEAD);
    memcpy(end, s->stem.ptr, s->stem.len);
    end += s->stem.len;
    *end++ = '\0';
    memcpy(end, s->surface.ptr, s->surface.len);
    return (morgue_str){out, (size_t)(end - out) + s->surface.len};
}

/* Stems need no document: to be a key is all. */
static morgue_status add_stems(bulk *b, const draft *d, morgue_error *err)
{
    char bytes[BATCH][STEM_KEY];
    morgue_str keys[BATCH];
    uint64_t hashes[BATCH];
    for (size_t at = 0; at < d->stem_count;) {
        size_t n = 0;
        for (; n < BATCH && at < d->stem_count; at++)
            if (d->stems[at].stem.len > 0 && d->stems[at].stem.len <= SEGMENT_LONGEST_STEM &&
                d->stems[at].surface.len > 0 && d->stems[at].surface.len <= MORGUE_MAX_TERM) {
                keys[n] = stem_key(bytes[n], &d->stems[at]);
                n++;
            }
        morgue_status status = make_room(b, n, err);
        if (status)
            return status;
        hash_batch(&b->inversion, keys, n, hashes);
        for (size_t i = 0; i < n; i++)
            if (!segment__inversion_entry(&b->inversion, keys[i], hashes[i], true))
                return fail_nomem(err);
    }
    return MORGUE_OK;
}

static uint32_t note_statistics(glass_statistics *s, const draft *d)
{
    uint32_t length = 0;
    for (size_t i = 0; i < d->term_count; i++) {
        length += d->terms[i].wdf;
        s->wdf_high = d->terms[i].wdf > s->wdf_high ? d->terms[i].wdf : s->wdf_high;
    }
    if (length && (s->length_low == 0 || length < s->length_low))
        s->length_low = length;
    s->length_high = length > s->length_high ? length : s->length_high;
    s->total_length += length;
    s->documents++;
    return length;
}

/* The database's identity comes from what is in it. */
static void note_content(bulk *b, const fingerprint *print)
{
    char both[2 * sizeof print->bytes];
    memcpy(both, b->content.bytes, sizeof print->bytes);
    memcpy(both + sizeof print->bytes, print->bytes, sizeof print->bytes);
    b->content = fingerprint_of((morgue_str){both, sizeof both});
}

static void add_record(bulk *b, morgue_str record, uint32_t id)
{
    unsigned char key[8];
    if (record.len)
        segment__table_put(&b->docdata, key, (size_t)(glass_uint_sort(key, id) - key), record.ptr,
                           record.len);
}

static morgue_status invert(bulk *b, const segment_document *document, uint32_t length, uint32_t id,
                            morgue_error *err)
{
    morgue_status status = add_terms(b, document->draft, id, err);
    if (!status)
        status = make_room(b, document->value_count + 1, err);
    if (!status && (!add_values(b, document, id) || !add_length(b, length, id)))
        status = not_added(b, err);
    return status ? status : add_stems(b, document->draft, err);
}

static morgue_status bulk_add(void *self, const segment_document *document, morgue_error *err)
{
    bulk *b = self;
    const draft *d = document->draft;
    uint32_t length = note_statistics(&b->statistics, d), id = b->statistics.documents;
    set_allowance(b, document->held);
    morgue_status status = invert(b, document, length, id, err);
    if (status)
        return status;
    note_content(b, &d->print);
    add_record(b, d->record, id);
    if (b->file.status && err)
        *err = b->file.error;
    return b->file.status;
}

/* ---- finishing ---- */

static void set_uuid(const bulk *b, unsigned char out[16])
{
    memcpy(out, b->content.bytes, 16);
    out[6] = (unsigned char)((out[6] & 0x0f) | 0x80); /* RFC 9562, version 8: our own */
    out[8] = (unsigned char)((out[8] & 0x3f) | 0x80);
}

static morgue_status write_tables(bulk *b, const segment_metadata *metadata, size_t count,
                                  morgue_error *err)
{
    glass_root roots[GLASS_TABLE_COUNT] = {0};
    unsigned char uuid[16];
    segment__table_finish(&b->docdata, &roots[GLASS_DOCDATA]);
    segment__table_free(&b->docdata);
    morgue_status status =
        segment__write_postlist(&b->file, &b->runs, metadata, count, b->bounds,
                                b->place->memory / 2, &roots[GLASS_POSTLIST], err);
    if (!status)
        status = segment__write_positions(&b->file, &b->runs, b->place->memory / 2,
                                          &roots[GLASS_POSITION], err);
    set_uuid(b, uuid);
    return status ? status : segment__glass_finish(&b->file, uuid, roots, &b->statistics, err);
}

static morgue_status bulk_finish(void *self, const segment_metadata *metadata, size_t count,
                                 strbuf *sums, uint64_t *bytes, morgue_error *err)
{
    bulk *b = self;
    char name[SEGMENT_NAME + 8];
    morgue_status status = spill(b, err);
    segment__inversion_free(&b->inversion);
    if (!status)
        status = write_tables(b, metadata, count, err);
    if (status)
        return status;
    strbuf_str(sums, strbuf_view(&b->file.sums));
    *bytes = (uint64_t)b->file.blocks * GLASS_BLOCK;
    snprintf(name, sizeof name, "%s.glass", b->place->name);
    if (renameat(b->place->dir_fd, b->temporary, b->place->dir_fd, name) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot rename %s to %s", b->temporary, name);
    segment__glass_close(&b->file);
    b->created = false;
    return strbuf_check(sums, err);
}

const segment_method_table segment__bulk = {bulk_open, bulk_add, bulk_finish, bulk_free};
