/* Opening an archive for reading: the MANIFEST and what it names. */
#include "archive_internal.h"

#include "error.h"
#include "io.h"

#include <morgue/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* A writer that commits between our two steps removes what we are about to
 * open; each such try sees a newer MANIFEST. */
#define OPEN_TRIES 8

morgue_status archive__read_manifest(int dir_fd, const char *path, manifest *out, morgue_error *err)
{
    strbuf text = {0};
    morgue_status status = io_read_file(dir_fd, "MANIFEST", 64u << 20, &text, err);
    if (status == MORGUE_NOTFOUND)
        fail(err, MORGUE_NOTFOUND, "no archive in %s", path);
    if (!status)
        status = manifest_parse(out, strbuf_view(&text), err);
    strbuf_free(&text);
    return status;
}

morgue_status archive__read_file(int dir_fd, const char *name, const manifest_file *file,
                                 strbuf *out, morgue_error *err)
{
    morgue_status status = io_read_file(dir_fd, name, (size_t)file->bytes + 1, out, err);
    if (status == MORGUE_NOTFOUND || status == MORGUE_LIMIT)
        return fail(err, MORGUE_CORRUPT, "%s is missing or has a wrong size", name);
    if (status)
        return status;
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)out->ptr, (uInt)out->len);
    if (out->len != file->bytes || crc != file->crc)
        return fail(err, MORGUE_CORRUPT, "%s is damaged: its checksum does not match", name);
    return MORGUE_OK;
}

morgue_status archive__load_tombstones(int dir_fd, const manifest_segment *s, tombstones *out,
                                       morgue_error *err)
{
    *out = (tombstones){0};
    if (s->tombstones.revision == 0)
        return MORGUE_OK;
    char name[ARCHIVE_FILE_NAME];
    archive__tombstones_name(s->name, s->tombstones.revision, name);
    strbuf bits = {0};
    morgue_status status = archive__read_file(dir_fd, name, &s->tombstones, &bits, err);
    if (status) {
        strbuf_free(&bits);
        return status;
    }
    *out = (tombstones){(uint8_t *)bits.ptr, (uint32_t)bits.len, s->dead};
    return MORGUE_OK;
}

void archive__tombstones_name(const char *name, uint64_t revision, char out[ARCHIVE_FILE_NAME])
{
    snprintf(out, ARCHIVE_FILE_NAME, "%s.dead-%06llu", name, (unsigned long long)revision);
}

void archive__inputs_name(uint64_t revision, char out[ARCHIVE_FILE_NAME])
{
    snprintf(out, ARCHIVE_FILE_NAME, "inputs-%06llu", (unsigned long long)revision);
}

static void close_segments(morgue_archive *a)
{
    xc_database_free(a->db);
    a->db = NULL;
    for (size_t i = 0; i < a->manifest.count; i++) {
        if (a->segments)
            segment_free(a->segments[i]);
        if (a->dead)
            free(a->dead[i].bits);
        if (a->glass && a->glass[i] >= 0)
            close(a->glass[i]);
    }
    free(a->segments);
    free(a->dead);
    free(a->glass);
    a->segments = NULL;
    a->dead = NULL;
    a->glass = NULL;
    manifest_free(&a->manifest);
}

static morgue_status make_room(morgue_archive *a, morgue_error *err)
{
    size_t count = a->manifest.count;
    a->segments = calloc(count + 1, sizeof(segment *));
    a->dead = calloc(count + 1, sizeof *a->dead);
    a->glass = malloc((count + 1) * sizeof *a->glass);
    for (size_t i = 0; a->glass && i < count; i++)
        a->glass[i] = -1;
    return a->segments && a->dead && a->glass ? MORGUE_OK : fail_nomem(err);
}

static morgue_status open_glass(morgue_archive *a, size_t i, morgue_error *err)
{
    char name[ARCHIVE_FILE_NAME];
    snprintf(name, sizeof name, "%s.glass", a->manifest.segments[i].name);
    a->glass[i] = openat(a->dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (a->glass[i] >= 0)
        return MORGUE_OK;
    morgue_status status = errno == ENOENT ? MORGUE_CORRUPT : MORGUE_IO;
    return fail_errno(err, status, errno, "cannot open %s", name);
}

static morgue_status open_segments(morgue_archive *a, morgue_error *err)
{
    morgue_status status = archive__read_manifest(a->dir_fd, a->path, &a->manifest, err);
    if (!status)
        status = make_room(a, err);
    for (size_t i = 0; !status && i < a->manifest.count; i++) {
        const manifest_segment *s = &a->manifest.segments[i];
        status = segment_open(&a->segments[i], a->dir_fd, s->name, &s->summary, err);
        if (!status)
            status = open_glass(a, i, err);
        if (!status)
            status = archive__load_tombstones(a->dir_fd, s, &a->dead[i], err);
    }
    return status;
}

/* By descriptor: a writer may have removed the names since the archive was opened. */
static morgue_status open_database(morgue_archive *a, morgue_error *err)
{
    enum { LONGEST = 32 };
    size_t count = a->manifest.count;
    const char **paths = calloc(count + 1, sizeof *paths);
    char *texts = malloc((count + 1) * LONGEST);
    morgue_status status = paths && texts ? MORGUE_OK : fail_nomem(err);
    for (size_t i = 0; !status && i < count; i++) {
        paths[i] = texts + i * LONGEST;
        snprintf(texts + i * LONGEST, LONGEST, "/proc/self/fd/%d", a->glass[i]);
    }
    xc_error error;
    if (!status && xc_database_open(&a->db, paths, count, &error))
        status = segment_fail(err, "cannot open the archive", &error);
    free(paths);
    free(texts);
    return status;
}

morgue_status archive_database(morgue_archive *a, xc_database **out, morgue_error *err)
{
    morgue_status status = a->db ? MORGUE_OK : open_database(a, err);
    *out = a->db;
    return status;
}

static bool manifest_moved(const morgue_archive *a, uint64_t revision)
{
    manifest now;
    if (archive__read_manifest(a->dir_fd, a->path, &now, NULL))
        return false;
    bool moved = now.revision != revision;
    manifest_free(&now);
    return moved;
}

static morgue_status open_view(morgue_archive *a, morgue_error *err)
{
    for (int tries = 0;; tries++) {
        morgue_status status = open_segments(a, err);
        if (!status)
            return MORGUE_OK;
        uint64_t revision = a->manifest.revision;
        close_segments(a);
        if (status == MORGUE_NOMEM || tries == OPEN_TRIES || revision == 0 ||
            !manifest_moved(a, revision))
            return status;
    }
}

static morgue_status check_analyzer(morgue_archive *a, morgue_error *err)
{
    if (strcmp(a->manifest.analyzer, analyzer_version()))
        return fail(err, MORGUE_VERSION,
                    "the archive was made with analyzer '%s', this morgue has '%s': index anew",
                    a->manifest.analyzer, analyzer_version());
    return analyzer_new(&a->analyzer, str_of(a->manifest.language), err);
}

morgue_status morgue_archive_open(morgue_archive **out, const char *path,
                                  const morgue_config *config, morgue_error *err)
{
    *out = NULL;
    morgue_archive *a = calloc(1, sizeof *a);
    if (!a)
        return fail_nomem(err);
    a->dir_fd = -1;
    a->config = config;
    morgue_status status = MORGUE_OK;
    if (!config) {
        status = morgue_config_load(&a->own_config, NULL, err);
        a->config = a->own_config;
    }
    a->path = strdup(path);
    a->answers = memo_new(MORGUE_MAX_REMEMBERED);
    if (!status && (!a->path || !a->answers))
        status = fail_nomem(err);
    if (!status && (a->dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        status = errno == ENOENT || errno == ENOTDIR
                     ? fail(err, MORGUE_NOTFOUND, "no archive in %s", path)
                     : fail_errno(err, MORGUE_IO, errno, "cannot open %s", path);
    if (!status)
        status = open_view(a, err);
    if (!status)
        status = check_analyzer(a, err);
    if (status)
        morgue_archive_free(a);
    else
        *out = a;
    return status;
}

void morgue_archive_remember(morgue_archive *a, size_t bytes)
{
    memo_resize(a->answers, bytes);
}

void morgue_archive_free(morgue_archive *a)
{
    if (!a)
        return;
    close_segments(a);
    analyzer_free(a->analyzer);
    alias_table_free(a->aliases);
    memo_free(a->answers);
    morgue_config_free(a->own_config);
    if (a->dir_fd >= 0)
        close(a->dir_fd);
    free(a->path);
    free(a);
}

uint64_t archive_live(const morgue_archive *a)
{
    uint64_t live = 0;
    for (size_t i = 0; i < a->manifest.count; i++)
        live += a->manifest.segments[i].summary.documents - a->manifest.segments[i].dead;
    return live;
}

static void describe_dates(const morgue_archive *a, morgue_archive_info *out)
{
    for (size_t i = 0; i < a->manifest.count; i++) {
        const segment_summary *s = &a->manifest.segments[i].summary;
        if (!s->dated)
            continue;
        bool first = out->earliest.precision == MORGUE_PRECISION_NONE;
        if (first || s->earliest < out->earliest.from)
            out->earliest = (morgue_date){s->earliest, s->earliest, MORGUE_PRECISION_INSTANT,
                                          MORGUE_PROVENANCE_NONE};
        if (first || s->latest > out->latest.last)
            out->latest = (morgue_date){s->latest, s->latest, MORGUE_PRECISION_INSTANT,
                                        MORGUE_PROVENANCE_NONE};
    }
}

void morgue_archive_describe(const morgue_archive *a, morgue_archive_info *out)
{
    *out = (morgue_archive_info){.uuid = a->manifest.uuid,
                                 .revision = a->manifest.revision,
                                 .articles = archive_live(a),
                                 .segments = a->manifest.count,
                                 .bytes = a->manifest.inputs.bytes};
    for (size_t i = 0; i < a->manifest.count; i++) {
        const manifest_segment *s = &a->manifest.segments[i];
        out->dead += s->dead;
        out->undated += s->summary.undated;
        out->text_bytes += s->summary.text_bytes;
        out->bytes += s->summary.bytes + s->summary.stream_bytes + s->summary.sums_bytes +
                      s->tombstones.bytes;
    }
    describe_dates(a, out);
}
