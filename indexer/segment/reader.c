/* An open segment: both files, and what its metadata says. */
#include "dictionaries.h"
#include "runs.h"
#include "sums.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

/* Appends the value of a metadata key; nothing when there is none. */
static morgue_status metadata(glass_reader *glass, const char *head, morgue_str tail, strbuf *out,
                              morgue_error *err)
{
    strbuf full = {0};
    glass_cursor *cursor = NULL;
    morgue_str key, value;
    strbuf_add(&full, KEY_METADATA_PREFIX, 2);
    strbuf_text(&full, head);
    strbuf_str(&full, tail);
    morgue_status status = strbuf_check(&full, err);
    if (!status)
        status = glass_cursor_open(&cursor, glass, GLASS_POSTLIST, strbuf_view(&full), err);
    if (!status && glass_cursor_next(cursor, &key, &value) && str_equal(key, strbuf_view(&full)))
        strbuf_str(out, value);
    glass_cursor_free(cursor);
    strbuf_free(&full);
    if (!status)
        status = glass_status(glass, err);
    return status ? status : strbuf_check(out, err);
}

static morgue_status damaged(morgue_error *err, const char *what)
{
    return fail(err, MORGUE_CORRUPT, "the %s of a segment are damaged", what);
}

/* A list of names, copied into the segment's memory. */
static morgue_status read_names(segment *s, const char *key, unsigned most, morgue_str **names,
                                unsigned *count, morgue_error *err)
{
    strbuf bytes = {0};
    morgue_str each;
    morgue_status status = metadata(s->glass, key, STR(""), &bytes, err);
    *names = arena_alloc(&s->memory, (most + 1) * sizeof **names);
    morgue_str rest = arena_copy(&s->memory, strbuf_view(&bytes));
    strbuf_free(&bytes);
    if (!status && (!*names || !rest.ptr))
        status = fail_nomem(err);
    if (status)
        return status;
    while (*count < most && str_sized(&rest, &each))
        (*names)[(*count)++] = each;
    return rest.len ? damaged(err, key) : MORGUE_OK;
}

static morgue_status read_text_bytes(segment *s, morgue_error *err)
{
    strbuf bytes = {0};
    morgue_status status = metadata(s->glass, METADATA_TEXT, STR(""), &bytes, err);
    morgue_str rest = strbuf_view(&bytes);
    if (!status && (!str_varint(&rest, &s->text_bytes) || rest.len))
        status = damaged(err, METADATA_TEXT " bytes");
    strbuf_free(&bytes);
    return status;
}

static morgue_status open_glass(segment *s, int dir_fd, const char *name,
                                const segment_summary *expected, morgue_error *err)
{
    char file[SEGMENT_NAME + 8], sums_file[SEGMENT_NAME + 8];
    snprintf(file, sizeof file, "%.15s.glass", name);
    snprintf(sums_file, sizeof sums_file, "%.15s.sums", name);
    strbuf sums = {0};
    const sums_expected known = {expected->bytes, expected->sums_bytes, expected->sums_crc};
    morgue_status status = sums_load(dir_fd, sums_file, &known, &sums, err);
    if (!status)
        status = glass_open(&s->glass, dir_fd, file, strbuf_view(&sums), err);
    strbuf_free(&sums);
    if (!status && glass_bytes(s->glass) != expected->bytes)
        status =
            fail(err, MORGUE_CORRUPT, "%s has %llu bytes instead of %llu", file,
                 (unsigned long long)glass_bytes(s->glass), (unsigned long long)expected->bytes);
    return status;
}

static morgue_status open_files(segment *s, int dir_fd, const char *name,
                                const segment_summary *expected, morgue_error *err)
{
    morgue_status status = open_glass(s, dir_fd, name, expected, err);
    if (!status)
        status = stream_open(&s->stream, dir_fd, name, glass_uuid(s->glass), expected->stream_bytes,
                             err);
    if (status)
        return status;
    s->documents = stream_documents(s->stream);
    if (s->documents != expected->documents ||
        s->documents != glass_statistics_of(s->glass)->documents)
        return fail(err, MORGUE_CORRUPT, "%s has not the %u articles that it should have", name,
                    expected->documents);
    return MORGUE_OK;
}

morgue_status segment_open(segment **out, int dir_fd, const char *name,
                           const segment_summary *expected, morgue_error *err)
{
    *out = NULL;
    segment *s = calloc(1, sizeof *s);
    if (!s)
        return fail_nomem(err);
    morgue_status status = open_files(s, dir_fd, name, expected, err);
    if (!status)
        status = read_names(s, METADATA_FACETS, FACET_MAX, &s->facet_names, &s->facet_count, err);
    if (!status)
        status = read_names(s, METADATA_FIELDS, TEXT_MAX - TEXT_DECLARED, &s->field_names,
                            &s->field_count, err);
    if (!status)
        status = read_text_bytes(s, err);
    if (!status && !(s->values = arena_alloc(&s->memory, FACET_MAX * sizeof *s->values)))
        status = fail_nomem(err);
    if (status)
        segment_free(s);
    else
        *out = s;
    return status;
}

void segment_free(segment *s)
{
    if (!s)
        return;
    glass_free(s->glass);
    stream_free(s->stream);
    arena_free(&s->memory);
    free(s);
}

morgue_status segment_status(const segment *s, morgue_error *err)
{
    morgue_status status = glass_status(s->glass, err);
    return status ? status : stream_status(s->stream, err);
}

static bool find_name(const morgue_str *names, unsigned count, morgue_str name, unsigned *at)
{
    for (unsigned i = 0; i < count; i++)
        if (str_equal(names[i], name)) {
            *at = i;
            return true;
        }
    return false;
}

bool segment_facet_slot(const segment *s, morgue_str name, unsigned *slot)
{
    return find_name(s->facet_names, s->facet_count, name, slot);
}

bool segment_declared_field(const segment *s, morgue_str name, unsigned *field)
{
    unsigned at;
    if (!find_name(s->field_names, s->field_count, name, &at))
        return false;
    *field = TEXT_DECLARED + at;
    return true;
}

/* ---- dictionaries ---- */

morgue_status segment_dictionary(const segment *s, morgue_str name, arena *memory,
                                 segment_value **values, size_t *count, morgue_error *err)
{
    *values = NULL;
    *count = 0;
    strbuf bytes = {0};
    morgue_str all = {NULL, 0};
    morgue_status status = metadata(s->glass, METADATA_FACET, name, &bytes, err);
    if (!status) {
        all = arena_copy(memory, strbuf_view(&bytes));
        if (!all.ptr)
            status = fail_nomem(err);
    }
    strbuf_free(&bytes);
    if (status)
        return status;
    size_t n = 0;
    segment_value each;
    for (morgue_str rest = all; str_sized(&rest, &each.key) && str_sized(&rest, &each.display);)
        n++;
    segment_value *list = arena_alloc(memory, (n + 1) * sizeof *list);
    if (!list)
        return fail_nomem(err);
    morgue_str rest = all;
    for (size_t i = 0; i < n; i++) {
        str_sized(&rest, &list[i].key);
        str_sized(&rest, &list[i].display);
    }
    if (rest.len)
        return fail(err, MORGUE_CORRUPT, "the dictionary of facet %.*s is damaged", STR_ARGS(name));
    *values = list;
    *count = n;
    return MORGUE_OK;
}

morgue_status segment_facet_values(segment *s, unsigned slot, const segment_values **out,
                                   morgue_error *err)
{
    segment_values *own = &s->values[slot];
    morgue_status status = MORGUE_OK;
    if (!own->items)
        status =
            segment_dictionary(s, s->facet_names[slot], &s->memory, &own->items, &own->count, err);
    *out = own;
    return status;
}
