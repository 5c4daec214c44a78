/* The reference builder: drafts into libxapian, compacted to a single file. Slow
 * and beyond doubt, it is what the bulk builder is tested against. */
#include "form.h"
#include "method.h"
#include "positions.h"
#include "sums.h"
#include "terms.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What libxapian's in-memory inversion costs, measured: a posting is a node of
 * a map of maps, a position a few bytes of an encoded list. */
#define POSTING_COST  110
#define POSITION_COST 5
#define UUID_AT       16 /* of a glass file */

typedef struct reference {
    const segment_place *place;
    xc_builder *xapian;
    uint64_t pending;
    arena memory; /* of one document */
} reference;

static void reference_free(void *self)
{
    reference *r = self;
    if (!r)
        return;
    xc_builder_free(r->xapian);
    arena_free(&r->memory);
    free(r);
}

static void path_of(const reference *r, const char *suffix, strbuf *out)
{
    strbuf_printf(out, "%s/%s%s", r->place->dir, r->place->name, suffix);
}

static morgue_status reference_open(void **out, const segment_place *place, morgue_error *err)
{
    *out = NULL;
    reference *r = calloc(1, sizeof *r);
    if (!r)
        return fail_nomem(err);
    r->place = place;
    strbuf path = {0};
    path_of(r, ".tmp", &path);
    xc_error error;
    morgue_status status = strbuf_check(&path, err);
    if (!status && xc_builder_open(&r->xapian, path.ptr, &error))
        status = segment_fail(err, "cannot start a segment", &error);
    strbuf_free(&path);
    if (status)
        reference_free(r);
    else
        *out = r;
    return status;
}

/* ---- terms of a draft, the plain way ---- */

/* Every term of every form and every other term, one entry for each mention. */
typedef struct expansion {
    xc_term *terms;
    size_t count;
    uint64_t length;
    bool bad; /* a form is none */
} expansion;

static int by_text(const void *a, const void *b)
{
    const xc_term *x = a, *y = b;
    return str_compare((morgue_str){x->text.ptr, x->text.len},
                       (morgue_str){y->text.ptr, y->text.len});
}

static bool same_text(const xc_term *a, const xc_term *b)
{
    return by_text(a, b) == 0;
}

/* The words of one form, each once; 0 when it is not of the grammar. */
static size_t words_of(morgue_str key, morgue_str *words)
{
    size_t count = 0;
    while (key.len) {
        form_part part;
        if (!form_next(&key, &part))
            return 0;
        const morgue_str both[] = {part.norm, part.exact};
        for (int i = 0; i < 2; i++) {
            bool known = i == 1 && part.exact.len == 0;
            for (size_t k = 0; k < count; k++)
                known |= str_equal(words[k], both[i]);
            if (!known)
                words[count++] = both[i];
        }
    }
    return count;
}

static void expand(expansion *x, const draft *d)
{
    morgue_str words[FORM_LONGEST + 2];
    for (uint32_t i = 0; i < d->form_count; i++) {
        if (d->forms[i].wdf == 0)
            continue;
        morgue_str key = form_key_text(d->forms[i].key);
        size_t n = key.len > FORM_LONGEST ? 0 : words_of(key, words);
        x->bad |= n == 0;
        for (size_t k = 0; k < n; k++) {
            if (x->terms)
                x->terms[x->count] =
                    (xc_term){.text = {words[k].ptr, words[k].len}, .wdf = d->forms[i].wdf};
            x->count++;
            x->length += d->forms[i].wdf;
        }
    }
    for (size_t i = 0; i < d->term_count; i++) {
        const draft_term *t = &d->terms[i];
        if (x->terms)
            x->terms[x->count] = (xc_term){.text = {t->text.ptr, t->text.len}, .wdf = t->wdf};
        x->count++;
        x->length += t->wdf;
    }
}

/* Sorts and adds up. */
static void gather(expansion *x)
{
    size_t kept = 0;
    if (x->count)
        qsort(x->terms, x->count, sizeof *x->terms, by_text);
    for (size_t i = 0; i < x->count; i++) {
        if (kept && same_text(&x->terms[kept - 1], &x->terms[i]))
            x->terms[kept - 1].wdf += x->terms[i].wdf;
        else
            x->terms[kept++] = x->terms[i];
    }
    x->count = kept;
}

/* Gives each term its places. */
static morgue_status place(reference *r, expansion *x, const draft *d, morgue_error *err)
{
    word_place *places;
    size_t count;
    morgue_status status = segment__word_places(d, &r->memory, &places, &count, err);
    uint32_t *positions = status ? NULL : arena_alloc(&r->memory, (count + 1) * sizeof *positions);
    if (!positions)
        return status ? status : fail_nomem(err);
    for (size_t i = 0, t = 0; i < count; i++) {
        positions[i] = places[i].position;
        while (t < x->count && str_compare((morgue_str){x->terms[t].text.ptr, x->terms[t].text.len},
                                           places[i].term) < 0)
            t++;
        if (t == x->count ||
            !str_equal((morgue_str){x->terms[t].text.ptr, x->terms[t].text.len}, places[i].term))
            return fail(err, MORGUE_INTERNAL, "a word has places and no posting");
        if (!x->terms[t].positions)
            x->terms[t].positions = positions + i;
        x->terms[t].position_count++;
    }
    r->pending += count * POSITION_COST;
    return MORGUE_OK;
}

static morgue_status expand_all(reference *r, const draft *d, expansion *x, morgue_error *err)
{
    *x = (expansion){0};
    arena_clear(&r->memory);
    expand(x, d);
    if (x->bad)
        return fail(err, MORGUE_INVALID, "cannot add an article: a form of a word is damaged");
    if (x->length > UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "cannot add an article of %llu words, over %u",
                    (unsigned long long)x->length, UINT32_MAX);
    x->terms = arena_alloc(&r->memory, (x->count + 1) * sizeof *x->terms);
    x->count = x->length = 0;
    if (!x->terms)
        return fail_nomem(err);
    expand(x, d);
    gather(x);
    r->pending += x->count * POSTING_COST;
    return r->place->positions ? place(r, x, d, err) : MORGUE_OK;
}

static morgue_status reference_add(void *self, const segment_document *document, uint32_t *length,
                                   morgue_error *err)
{
    reference *r = self;
    const draft *d = document->draft;
    expansion x;
    char bytes[DATE_VALUE_BYTES];
    date_value_put(d->date.from, bytes);
    xc_value date = {SLOT_DATE_FROM, {bytes, sizeof bytes}};
    morgue_status status = expand_all(r, d, &x, err);
    if (status)
        return status;
    bool dated = d->date.precision != MORGUE_PRECISION_NONE;
    xc_document made = {x.terms, x.count, &date, dated, {NULL, 0}};
    xc_error error;
    if (xc_builder_add(r->xapian, &made, NULL, &error))
        return segment_fail(err, "cannot add an article", &error);
    *length = (uint32_t)x.length;
    if (r->pending < r->place->memory)
        return MORGUE_OK;
    r->pending = 0;
    return xc_builder_flush(r->xapian, &error) ? segment_fail(err, "cannot write", &error)
                                               : MORGUE_OK;
}

/* libxapian bounds itself, see reference_add(). */
static uint64_t reference_memory(const void *self)
{
    (void)self;
    return 0;
}

static morgue_status nothing(void *self, morgue_error *err)
{
    (void)self;
    (void)err;
    return MORGUE_OK;
}

/* ---- finishing ---- */

static morgue_status put_metadata(reference *r, const segment_metadata *m, morgue_error *err)
{
    xc_error error;
    if (m->value.len && xc_builder_metadata(r->xapian, (xc_str){m->key.ptr, m->key.len},
                                            (xc_str){m->value.ptr, m->value.len}, &error))
        return segment_fail(err, "cannot add metadata", &error);
    return MORGUE_OK;
}

static morgue_status write_glass(reference *r, morgue_error *err)
{
    strbuf path = {0};
    path_of(r, ".glass", &path);
    xc_error error;
    morgue_status status = strbuf_check(&path, err);
    if (!status && xc_builder_finish(r->xapian, path.ptr, &error))
        status = segment_fail(err, "cannot write the segment", &error);
    strbuf_free(&path);
    return status;
}

/* libxapian makes up a UUID by chance; the segment's own goes in its place. */
static morgue_status set_uuid(const reference *r, const char *file, const unsigned char *id,
                              morgue_error *err)
{
    int fd = openat(r->place->dir_fd, file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot open %s", file);
    bool done = pwrite(fd, id, 16, UUID_AT) == 16 && fsync(fd) == 0;
    int code = errno;
    close(fd);
    return done ? MORGUE_OK : fail_errno(err, MORGUE_IO, code, "cannot write %s", file);
}

static morgue_status reference_finish(void *self, const segment_last *last, strbuf *sums,
                                      uint64_t *bytes, morgue_error *err)
{
    reference *r = self;
    char file[SEGMENT_NAME + 8];
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < last->metadata_count; i++)
        status = put_metadata(r, &last->metadata[i], err);
    if (!status)
        status = write_glass(r, err);
    snprintf(file, sizeof file, "%s.glass", r->place->name);
    if (!status)
        status = set_uuid(r, file, last->id, err);
    return status ? status : sums_make(r->place->dir_fd, file, sums, bytes, err);
}

const segment_method_table segment__reference = {reference_open, reference_add,    reference_memory,
                                                 nothing,        reference_finish, reference_free};
