/* The MANIFEST, read and written: one fact a line. */
#include "manifest.h"

#include "error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define MAX_SEGMENTS 100000

static uint32_t crc_of(morgue_str s)
{
    return (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)(s.ptr ? s.ptr : ""), (uInt)s.len);
}

void manifest_format(const manifest *m, strbuf *out)
{
    size_t start = out->len;
    strbuf_printf(out, "morgue archive %d\n", MANIFEST_FORMAT);
    strbuf_printf(out, "uuid %s\nrevision %" PRIu64 "\nnext %" PRIu64 "\n", m->uuid, m->revision,
                  m->next_segment);
    strbuf_printf(out, "analyzer %s\nlanguage %s\n", m->analyzer, m->language);
    strbuf_printf(out, "inputs %" PRIu64 " %" PRIu64 " %08" PRIx32 "\n", m->inputs.revision,
                  m->inputs.bytes, m->inputs.crc);
    for (size_t i = 0; i < m->count; i++) {
        const manifest_segment *s = &m->segments[i];
        const segment_summary *u = &s->summary;
        strbuf_printf(out, "segment %s documents %" PRIu32 " undated %" PRIu32, s->name,
                      u->documents, u->undated);
        strbuf_printf(out, " dates %d %" PRId64 " %" PRId64, u->dated, u->earliest, u->latest);
        strbuf_printf(out, " text %" PRIu64 " bytes %" PRIu64, u->text_bytes, u->bytes);
        strbuf_printf(out, " stream %" PRIu64, u->stream_bytes);
        strbuf_printf(out, " sums %" PRIu64 " %08" PRIx32, u->sums_bytes, u->sums_crc);
        strbuf_printf(out, " dead %" PRIu32 " %" PRIu64 " %" PRIu64 " %08" PRIx32 "\n", s->dead,
                      s->tombstones.revision, s->tombstones.bytes, s->tombstones.crc);
    }
    if (!out->failed)
        strbuf_printf(out, "crc32 %08" PRIx32 "\n",
                      crc_of(str_range(strbuf_view(out), start, out->len)));
}

manifest_segment *manifest_add(manifest *m)
{
    manifest_segment *grown = realloc(m->segments, (m->count + 1) * sizeof *grown);
    if (!grown)
        return NULL;
    m->segments = grown;
    m->segments[m->count] = (manifest_segment){0};
    return &m->segments[m->count++];
}

morgue_status manifest_copy(manifest *out, const manifest *from, morgue_error *err)
{
    *out = *from;
    out->segments = malloc((from->count + 1) * sizeof *out->segments);
    if (!out->segments) {
        *out = (manifest){0};
        return fail_nomem(err);
    }
    if (from->count)
        memcpy(out->segments, from->segments, from->count * sizeof *out->segments);
    return MORGUE_OK;
}

void manifest_free(manifest *m)
{
    free(m->segments);
    *m = (manifest){0};
}

/* The checksum line is the last one and covers all before it. */
static bool checksum_holds(morgue_str text, morgue_str *body)
{
    static const size_t line = sizeof "crc32 01234567\n" - 1;
    if (text.len < line)
        return false;
    *body = str_range(text, 0, text.len - line);
    char expected[32];
    snprintf(expected, sizeof expected, "crc32 %08" PRIx32 "\n", crc_of(*body));
    return str_is(str_range(text, body->len, text.len), expected);
}

/* What a newer morgue has added is not passed over in silence. */
static morgue_status unknown(const char *text, morgue_error *err)
{
    return fail(err, MORGUE_VERSION,
                "the archive uses '%.60s', which this morgue does not know: use a newer one", text);
}

/* The verdict on a line of which got of want items could be read, up to end. */
static morgue_status verdict(const char *line, int got, int want, int end, morgue_error *err)
{
    if (got != want)
        return fail(err, MORGUE_CORRUPT, "MANIFEST: cannot read '%.60s'", line);
    return line[end] ? unknown(line, err) : MORGUE_OK;
}

static bool name_sound(const char *name)
{
    return !strncmp(name, "seg-", 4) && name[4] &&
           strspn(name + 4, "0123456789") == strlen(name + 4);
}

static morgue_status parse_segment(manifest *m, const char *line, morgue_error *err)
{
    manifest_segment *s = m->count < MAX_SEGMENTS ? manifest_add(m) : NULL;
    if (!s)
        return m->count < MAX_SEGMENTS
                   ? fail_nomem(err)
                   : fail(err, MORGUE_CORRUPT, "MANIFEST: over %d segments", MAX_SEGMENTS);
    segment_summary *u = &s->summary;
    int dated = 0, end = 0;
    int n =
        sscanf(line,
               "segment %15s documents %" SCNu32 " undated %" SCNu32 " dates %d %" SCNd64
               " %" SCNd64 " text %" SCNu64 " bytes %" SCNu64 " stream %" SCNu64 " sums %" SCNu64
               " %" SCNx32 " dead %" SCNu32 " %" SCNu64 " %" SCNu64 " %" SCNx32 "%n",
               s->name, &u->documents, &u->undated, &dated, &u->earliest, &u->latest,
               &u->text_bytes, &u->bytes, &u->stream_bytes, &u->sums_bytes, &u->sums_crc, &s->dead,
               &s->tombstones.revision, &s->tombstones.bytes, &s->tombstones.crc, &end);
    u->dated = dated != 0;
    morgue_status status = verdict(line, n, 15, end, err);
    if (!status && (!name_sound(s->name) || s->dead > u->documents))
        status = fail(err, MORGUE_CORRUPT, "MANIFEST: impossible: '%.60s'", line);
    return status;
}

static morgue_status parse_number(const char *line, const char *key, uint64_t *out,
                                  morgue_error *err)
{
    int end = 0;
    size_t head = strlen(key);
    int n = sscanf(line + head, "%" SCNu64 "%n", out, &end);
    return verdict(line, n, 1, (int)head + end, err);
}

/* A short text that fills the rest of the line. */
static morgue_status parse_text(morgue_str value, char *out, size_t room, morgue_error *err)
{
    if (value.len == 0 || value.len >= room)
        return fail(err, MORGUE_CORRUPT, "MANIFEST: cannot read '%.*s'", STR_ARGS(value));
    memcpy(out, value.ptr, value.len);
    out[value.len] = '\0';
    return MORGUE_OK;
}

static morgue_status parse_inputs(manifest *m, const char *line, morgue_error *err)
{
    int end = 0;
    int n = sscanf(line, "inputs %" SCNu64 " %" SCNu64 " %" SCNx32 "%n", &m->inputs.revision,
                   &m->inputs.bytes, &m->inputs.crc, &end);
    return verdict(line, n, 3, end, err);
}

static morgue_status parse_line(manifest *m, morgue_str line, morgue_error *err)
{
    char text[512];
    if (line.len >= sizeof text)
        return fail(err, MORGUE_CORRUPT, "MANIFEST: a line is too long");
    memcpy(text, line.ptr, line.len);
    text[line.len] = '\0';
    morgue_str value = str_range(line, str_find(line, 0, ' ') + 1, line.len);
    if (str_starts(line, STR("segment ")))
        return parse_segment(m, text, err);
    if (str_starts(line, STR("uuid ")))
        return parse_text(value, m->uuid, sizeof m->uuid, err);
    if (str_starts(line, STR("revision ")))
        return parse_number(text, "revision ", &m->revision, err);
    if (str_starts(line, STR("next ")))
        return parse_number(text, "next ", &m->next_segment, err);
    if (str_starts(line, STR("analyzer ")))
        return parse_text(value, m->analyzer, sizeof m->analyzer, err);
    if (str_starts(line, STR("language ")))
        return parse_text(value, m->language, sizeof m->language, err);
    if (str_starts(line, STR("inputs ")))
        return parse_inputs(m, text, err);
    return unknown(text, err);
}

static morgue_status other_format(unsigned format, morgue_error *err)
{
    const char *advice = format < MANIFEST_FORMAT ? "index the articles again, into a new directory"
                                                  : "use a newer one";
    return fail(err, MORGUE_VERSION, "archive format %u, but this morgue reads format %d: %s",
                format, MANIFEST_FORMAT, advice);
}

morgue_status manifest_parse(manifest *out, morgue_str text, morgue_error *err)
{
    *out = (manifest){0};
    morgue_str body;
    unsigned format = 0;
    char head[40];
    snprintf(head, sizeof head, "%.*s", (int)(text.len < 39 ? text.len : 39),
             text.ptr ? text.ptr : "");
    if (sscanf(head, "morgue archive %u", &format) != 1)
        return fail(err, MORGUE_CORRUPT, "MANIFEST is not one of a morgue archive");
    if (!checksum_holds(text, &body))
        return fail(err, MORGUE_CORRUPT, "MANIFEST is damaged: its checksum does not match");
    if (format != MANIFEST_FORMAT)
        return other_format(format, err);
    str_split(&body, '\n');
    morgue_status status = MORGUE_OK;
    while (!status && body.len)
        status = parse_line(out, str_split(&body, '\n'), err);
    if (!status && (out->uuid[0] == '\0' || out->revision == 0))
        status = fail(err, MORGUE_CORRUPT, "MANIFEST lacks its uuid or revision");
    if (status)
        manifest_free(out);
    return status;
}
