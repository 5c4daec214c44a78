/* What every segment needs, however it is built: checks, facet dictionaries,
 * values, the summary and the file of sums. */
#include "method.h"
#include "terms.h"

#include "error.h"
#include "io.h"

#include <morgue/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* What a value of a facet takes in memory beside its texts, about. */
#define FACET_COST 64
#define MAX_VALUE  (1u << 20)  /* bytes of a slot of one document */
#define MAX_RECORD (64u << 20) /* bytes stored of one document */

static const segment_method_table *const methods[] = {
    [SEGMENT_BULK] = &segment__bulk,
    [SEGMENT_REFERENCE] = &segment__reference,
};

struct segment_builder {
    const morgue_config *config;
    const segment_method_table *method;
    void *self; /* of the method */
    char *dir, name[SEGMENT_NAME];
    segment_place place;
    segment_summary summary;
    map facets[FACET_MAX]; /* key -> number */
    strbuf dictionary[FACET_MAX];
    uint64_t held; /* bytes of both, about */
    strbuf packed[FACET_MAX];
};

morgue_status segment_fail(morgue_error *err, const char *what, const xc_error *error)
{
    static const morgue_status statuses[] = {
        [XC_OK] = MORGUE_INTERNAL,         [XC_NOMEM] = MORGUE_NOMEM,
        [XC_STALE] = MORGUE_STALE,         [XC_LOCKED] = MORGUE_LOCKED,
        [XC_VERSION] = MORGUE_VERSION,     [XC_CORRUPT] = MORGUE_CORRUPT,
        [XC_NOTFOUND] = MORGUE_NOTFOUND,   [XC_IO] = MORGUE_IO,
        [XC_NOSPACE] = MORGUE_NOSPACE,     [XC_INVALID] = MORGUE_INVALID,
        [XC_CANCELLED] = MORGUE_CANCELLED, [XC_INTERNAL] = MORGUE_INTERNAL,
    };
    size_t i = (size_t)error->status;
    return fail(err, i < sizeof statuses / sizeof *statuses ? statuses[i] : MORGUE_INTERNAL,
                "%s: %s", what, error->message);
}

morgue_status segment_builder_new(segment_builder **out, const char *dir, const char *name,
                                  const morgue_config *config, uint64_t memory,
                                  segment_method method, morgue_error *err)
{
    *out = NULL;
    segment_builder *b = calloc(1, sizeof *b);
    if (!b)
        return fail_nomem(err);
    b->config = config;
    b->method = methods[method];
    snprintf(b->name, sizeof b->name, "%s", name);
    b->dir = strdup(dir);
    b->place = (segment_place){b->dir, b->name, -1, memory};
    morgue_status status = b->dir ? MORGUE_OK : fail_nomem(err);
    if (!status) {
        b->place.dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (b->place.dir_fd < 0)
            status = fail_errno(err, MORGUE_IO, errno, "cannot open %s", dir);
    }
    if (!status)
        status = b->method->open(&b->self, &b->place, err);
    if (status)
        segment_builder_free(b);
    else
        *out = b;
    return status;
}

void segment_builder_free(segment_builder *b)
{
    if (!b)
        return;
    b->method->free(b->self);
    for (unsigned i = 0; i < FACET_MAX; i++) {
        map_free(&b->facets[i]);
        strbuf_free(&b->dictionary[i]);
        strbuf_free(&b->packed[i]);
    }
    if (b->place.dir_fd >= 0)
        close(b->place.dir_fd);
    free(b->dir);
    free(b);
}

uint32_t segment_builder_count(const segment_builder *b)
{
    return b->summary.documents;
}

uint64_t segment_builder_text(const segment_builder *b)
{
    return b->summary.text_bytes;
}

/* ---- adding ---- */

static morgue_status check_term(const draft_term *t, morgue_error *err)
{
    if (t->text.len == 0 || t->text.len > XC_MAX_TERM)
        return fail(err, MORGUE_INVALID, "cannot add an article: a term has %zu bytes, not 1 to %d",
                    t->text.len, XC_MAX_TERM);
    if (memchr(t->text.ptr, '\0', t->text.len))
        return fail(err, MORGUE_INVALID, "cannot add an article: a term has a NUL byte");
    for (size_t i = 1; i < t->position_count; i++)
        if (t->positions[i] <= t->positions[i - 1])
            return fail(err, MORGUE_INVALID,
                        "cannot add an article: positions of a term do not ascend");
    return MORGUE_OK;
}

/* Whatever breaks a rule is refused before anything has changed. */
static morgue_status check(const segment_builder *b, const draft *d, morgue_error *err)
{
    uint64_t length = 0;
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < d->term_count; i++) {
        status = check_term(&d->terms[i], err);
        length += d->terms[i].wdf;
    }
    if (status)
        return status;
    if (length > UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "cannot add an article of %llu words, over %u",
                    (unsigned long long)length, UINT32_MAX);
    if (d->record.len > MAX_RECORD)
        return fail(err, MORGUE_LIMIT, "cannot add an article that takes %zu bytes, over %u",
                    d->record.len, MAX_RECORD);
    if (b->summary.documents == UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "a segment of over %u articles", UINT32_MAX);
    return MORGUE_OK;
}

/* Packs the facets of a draft, giving new values the next number. */
static bool pack_facets(segment_builder *b, const draft *d)
{
    for (size_t i = 0; i < d->facet_count; i++) {
        const draft_facet *f = &d->facets[i];
        bool added;
        uint64_t *number = map_put(&b->facets[f->facet], f->key, &added);
        if (!number)
            return false;
        if (added) {
            *number = b->facets[f->facet].count - 1;
            strbuf_sized(&b->dictionary[f->facet], f->key);
            strbuf_sized(&b->dictionary[f->facet], f->display);
            b->held += 2 * f->key.len + f->display.len + FACET_COST;
        }
        strbuf_varint(&b->packed[f->facet], *number);
        strbuf_varint(&b->packed[f->facet], (uint64_t)f->mentions << 4 | f->salience);
    }
    return true;
}

/* Takes what pack_facets() made: nothing of it where there is no value. */
static morgue_status take_facets(segment_builder *b, segment_value_put *values, size_t *count,
                                 morgue_error *err)
{
    for (unsigned i = 0; i < FACET_MAX; i++) {
        if (b->packed[i].failed || b->dictionary[i].failed)
            return fail_nomem(err);
        if (b->packed[i].len > MAX_VALUE)
            return fail(err, MORGUE_LIMIT, "cannot add an article: a facet has %zu bytes, over %u",
                        b->packed[i].len, MAX_VALUE);
        if (b->packed[i].len)
            values[(*count)++] = (segment_value_put){SLOT_FACET + i, strbuf_view(&b->packed[i])};
    }
    return MORGUE_OK;
}

static void note_summary(segment_summary *s, const draft *d)
{
    s->documents++;
    s->text_bytes += d->text_bytes;
    if (d->date.precision == MORGUE_PRECISION_NONE) {
        s->undated++;
        return;
    }
    s->earliest = !s->dated || d->date.from < s->earliest ? d->date.from : s->earliest;
    s->latest = !s->dated || d->date.last > s->latest ? d->date.last : s->latest;
    s->dated = true;
}

morgue_status segment_builder_add(segment_builder *b, const draft *d, uint32_t *docid,
                                  morgue_error *err)
{
    segment_value_put values[SEGMENT_SLOTS];
    size_t count = 0;
    char from[DATE_VALUE_BYTES], last[DATE_VALUE_BYTES], words[4];
    morgue_status status = check(b, d, err);
    if (status)
        return status;
    for (unsigned i = 0; i < FACET_MAX; i++)
        strbuf_clear(&b->packed[i]);
    if (!pack_facets(b, d))
        return fail_nomem(err);
    if (d->date.precision != MORGUE_PRECISION_NONE) {
        date_value_put(d->date.from, from);
        date_value_put(d->date.last, last);
        values[count++] = (segment_value_put){SLOT_DATE_FROM, {from, sizeof from}};
        values[count++] = (segment_value_put){SLOT_DATE_LAST, {last, sizeof last}};
    }
    u32_value_put(d->words, words);
    values[count++] = (segment_value_put){SLOT_WORDS, {words, sizeof words}};
    status = take_facets(b, values, &count, err);
    if (!status)
        status = b->method->add(b->self, &(segment_document){d, values, count, b->held}, err);
    if (status)
        return status;
    note_summary(&b->summary, d);
    *docid = b->summary.documents;
    return MORGUE_OK;
}

/* ---- finishing ---- */

static morgue_str facet_name_of(const segment_builder *b, unsigned facet)
{
    if (facet < FACET_BUILTIN_COUNT)
        return str_of(facet_name(facet));
    return b->config->fields[facet - FACET_BUILTIN_COUNT].name;
}

static int by_key(const void *a, const void *b)
{
    return str_compare(((const segment_metadata *)a)->key, ((const segment_metadata *)b)->key);
}

/* "facets": the names in the order of their slots; "facet:NAME": dictionaries.
 * Returns how many there are; out has room for one more than FACET_MAX. */
static size_t collect_metadata(const segment_builder *b, arena *memory, strbuf *names,
                               segment_metadata *out)
{
    size_t count = 0;
    for (unsigned i = 0; i < FACET_BUILTIN_COUNT + b->config->field_count; i++) {
        morgue_str name = facet_name_of(b, i), head = STR("facet:");
        strbuf_sized(names, name);
        char *key = b->dictionary[i].len ? arena_bytes(memory, head.len + name.len) : NULL;
        names->failed |= b->dictionary[i].len && !key;
        if (!key)
            continue;
        memcpy(key, head.ptr, head.len);
        memcpy(key + head.len, name.ptr, name.len);
        out[count++] =
            (segment_metadata){{key, head.len + name.len}, strbuf_view(&b->dictionary[i])};
    }
    out[count++] = (segment_metadata){STR("facets"), strbuf_view(names)};
    qsort(out, count, sizeof *out, by_key);
    return count;
}

static morgue_status write_sums(segment_builder *b, const strbuf *sums, morgue_error *err)
{
    char file[SEGMENT_NAME + 8];
    snprintf(file, sizeof file, "%s.sums", b->name);
    b->summary.sums_bytes = sums->len;
    b->summary.sums_crc =
        (uint32_t)crc32_z(crc32_z(0, NULL, 0), (const Bytef *)sums->ptr, sums->len);
    return io_replace_file(b->place.dir_fd, file, strbuf_view(sums), err);
}

morgue_status segment_builder_finish(segment_builder *b, segment_summary *out, morgue_error *err)
{
    arena memory = {0};
    strbuf names = {0}, sums = {0};
    segment_metadata metadata[FACET_MAX + 1];
    size_t count = collect_metadata(b, &memory, &names, metadata);
    morgue_status status = strbuf_check(&names, err);
    if (!status)
        status = b->method->finish(b->self, metadata, count, &sums, &b->summary.bytes, err);
    if (!status)
        status = write_sums(b, &sums, err);
    if (!status)
        *out = b->summary;
    arena_free(&memory);
    strbuf_free(&names);
    strbuf_free(&sums);
    return status;
}
