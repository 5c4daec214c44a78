/* A segment's files from the first to the last, but for what stands in NAME.glass. */
#include "assembly.h"

#include "error.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* What tables and buffers take beside postings and forms. */
#define OVERHEAD        (UINT64_C(3) << 20)
#define LEAST_ALLOWANCE (UINT64_C(32) << 10)

morgue_status segment__assembly_open(assembly *a, const char *dir, const char *name,
                                     uint64_t memory, morgue_error *err)
{
    *a = (assembly){.dir = strdup(dir)};
    snprintf(a->name, sizeof a->name, "%s", name);
    a->place = (segment_place){a->dir, a->name, -1, memory, false};
    a->content = fingerprint_of(str_of(a->name));
    if (!a->dir)
        return fail_nomem(err);
    a->place.dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (a->place.dir_fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot open %s", dir);
    return stream_writer_open(&a->stream, a->place.dir_fd, a->name, memory, err);
}

static void remove_file(const assembly *a, const char *suffix)
{
    char file[SEGMENT_NAME + 8];
    snprintf(file, sizeof file, "%s.%s", a->name, suffix);
    unlinkat(a->place.dir_fd, file, 0);
}

void segment__assembly_close(assembly *a)
{
    stream_writer_free(a->stream);
    if (a->naming && !a->whole) {
        remove_file(a, "stream");
        remove_file(a, "glass");
        remove_file(a, "sums");
    }
    segment__dictionaries_free(&a->dictionaries);
    if (a->dir && a->place.dir_fd >= 0)
        close(a->place.dir_fd);
    free(a->dir);
    *a = (assembly){.place.dir_fd = -1};
}

uint64_t segment__assembly_allowance(const assembly *a)
{
    uint64_t memory = a->place.memory, taken = OVERHEAD + a->dictionaries.held;
    uint64_t left = memory > taken ? (memory - taken) / 8 * 7 : 0;
    return left > LEAST_ALLOWANCE ? left : LEAST_ALLOWANCE;
}

void segment__assembly_note(assembly *a, uint64_t print, int64_t from, int64_t last)
{
    char both[sizeof a->content.bytes + sizeof print];
    segment_summary *s = &a->summary;
    memcpy(both, a->content.bytes, sizeof a->content.bytes);
    memcpy(both + sizeof a->content.bytes, &print, sizeof print);
    a->content = fingerprint_of((morgue_str){both, sizeof both});
    s->documents++;
    if (from == INT64_MAX) {
        s->undated++;
        return;
    }
    s->earliest = !s->dated || from < s->earliest ? from : s->earliest;
    s->latest = !s->dated || last > s->latest ? last : s->latest;
    s->dated = true;
}

void segment__assembly_identify(assembly *a)
{
    memcpy(a->id, a->content.bytes, sizeof a->id);
    a->id[6] = (unsigned char)((a->id[6] & 0x0f) | 0x80); /* RFC 9562, version 8: our own */
    a->id[8] = (unsigned char)((a->id[8] & 0x3f) | 0x80);
    a->naming = true;
}

morgue_status segment__assembly_stream(assembly *a, morgue_error *err)
{
    morgue_status status = stream_writer_finish(a->stream, a->id, &a->summary.stream_bytes, err);
    stream_writer_free(a->stream);
    a->stream = NULL;
    return status;
}

static int by_key(const void *a, const void *b)
{
    return str_compare(((const segment_metadata *)a)->key, ((const segment_metadata *)b)->key);
}

morgue_status segment__assembly_metadata(const assembly *a, const morgue_str *fields, size_t count,
                                         assembly_metadata *out, morgue_error *err)
{
    *out = (assembly_metadata){0};
    for (size_t i = 0; i < count; i++)
        strbuf_sized(&out->fields, fields[i]);
    strbuf_varint(&out->text, a->summary.text_bytes);
    out->items[out->count++] = (segment_metadata){STR(METADATA_FIELDS), strbuf_view(&out->fields)};
    out->items[out->count++] = (segment_metadata){STR(METADATA_TEXT), strbuf_view(&out->text)};
    out->count = segment__dictionaries_metadata(&a->dictionaries, &out->memory, &out->names,
                                                out->items, out->count);
    qsort(out->items, out->count, sizeof *out->items, by_key);
    bool failed = out->names.failed || out->fields.failed || out->text.failed;
    return failed ? fail_nomem(err) : MORGUE_OK;
}

void segment__metadata_free(assembly_metadata *m)
{
    arena_free(&m->memory);
    strbuf_free(&m->names);
    strbuf_free(&m->fields);
    strbuf_free(&m->text);
}

morgue_status segment__assembly_sums(assembly *a, const strbuf *sums, morgue_error *err)
{
    char file[SEGMENT_NAME + 8];
    snprintf(file, sizeof file, "%s.sums", a->name);
    a->summary.sums_bytes = sums->len;
    a->summary.sums_crc =
        (uint32_t)crc32_z(crc32_z(0, NULL, 0), (const Bytef *)sums->ptr, sums->len);
    morgue_status status = io_replace_file(a->place.dir_fd, file, strbuf_view(sums), err);
    a->whole = !status;
    return status;
}
