/* The directory of an archive. */
#include "layout.h"
#include "archive_internal.h"

#include "error.h"
#include "io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* A new directory must outlast a power cut, as what is committed in it will. */
static morgue_status sync_parent(int dir_fd, const char *path, morgue_error *err)
{
    int parent = openat(dir_fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0)
        return MORGUE_OK; /* not ours to read */
    morgue_status status = io_sync_dir(parent, path, err);
    close(parent);
    return status;
}

morgue_status archive__open_directory(const char *path, int *dir_fd, morgue_error *err)
{
    bool created = mkdir(path, 0700) == 0;
    if (!created && errno != EEXIST)
        return fail_errno(err, MORGUE_IO, errno, "cannot create %s", path);
    *dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*dir_fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot open %s", path);
    return created ? sync_parent(*dir_fd, path, err) : MORGUE_OK;
}

static size_t digits(morgue_str s)
{
    size_t n = 0;
    while (n < s.len && ascii_digit(s.ptr[n]))
        n++;
    return n;
}

/* "seg-000001.…" or "inputs-000007…": a file that some MANIFEST named or would
 * have named. */
static bool numbered(morgue_str name)
{
    bool of_segment = str_starts(name, STR("seg-"));
    if (!of_segment && !str_starts(name, STR("inputs-")))
        return false;
    morgue_str rest = str_range(name, str_find(name, 0, '-') + 1, name.len);
    size_t n = digits(rest);
    rest = str_range(rest, n, rest.len);
    return n >= 6 &&
           (of_segment ? str_starts(rest, STR(".")) : rest.len == 0 || str_is(rest, ".tmp"));
}

static bool temporary(morgue_str name)
{
    return str_is(name, "MANIFEST.tmp") || str_is(name, "XAPIANDB.tmp") ||
           str_is(name, "failed.jsonl.tmp");
}

/* A stream over a directory that leaves dir_fd open. */
static DIR *open_stream(int dir_fd)
{
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir && fd >= 0)
        close(fd);
    return dir;
}

/* A new archive has a lock, and a MANIFEST before anything else. */
static bool early(const char *name)
{
    static const char *const names[] = {".", "..", "lock", "MANIFEST", "MANIFEST.tmp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

morgue_status archive__check_foreign(int dir_fd, const char *path, morgue_error *err)
{
    DIR *dir = open_stream(dir_fd);
    if (!dir)
        return fail_errno(err, MORGUE_IO, errno, "cannot list %s", path);
    bool segments = false;
    char other[80] = "";
    for (struct dirent *e; (e = readdir(dir));) {
        segments |= numbered(str_of(e->d_name)) && str_ends(str_of(e->d_name), STR(".glass"));
        if (!early(e->d_name))
            snprintf(other, sizeof other, "%.79s", e->d_name);
    }
    closedir(dir);
    if (segments)
        return fail(err, MORGUE_CORRUPT,
                    "%s holds segments but no MANIFEST: bring that back, or name a new directory",
                    path);
    return *other ? fail(err, MORGUE_INVALID,
                         "%s is not an archive and holds '%s': name an empty or new directory",
                         path, other)
                  : MORGUE_OK;
}

static bool named_by_segment(const manifest_segment *s, morgue_str name)
{
    char file[ARCHIVE_FILE_NAME];
    morgue_str head = str_of(s->name);
    if (!str_starts(name, head))
        return false;
    morgue_str rest = str_range(name, head.len, name.len);
    if (str_is(rest, ".glass") || str_is(rest, ".stream") || str_is(rest, ".sums"))
        return true;
    archive__tombstones_name(s->name, s->tombstones.revision, file);
    return s->tombstones.revision && str_is(name, file);
}

static bool named(const manifest *m, morgue_str name)
{
    char file[ARCHIVE_FILE_NAME];
    archive__inputs_name(m->inputs.revision, file);
    if (m->inputs.revision && str_is(name, file))
        return true;
    for (size_t i = 0; i < m->count; i++)
        if (named_by_segment(&m->segments[i], name))
            return true;
    return false;
}

/* A builder's directory: a flat folder of files. */
static void remove_tree(int dir_fd, const char *name)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *e; (e = readdir(dir));)
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
            unlinkat(fd, e->d_name, 0);
    closedir(dir);
    unlinkat(dir_fd, name, AT_REMOVEDIR);
}

void archive__clean(int dir_fd, const manifest *m)
{
    DIR *dir = open_stream(dir_fd);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir));) {
        morgue_str name = str_of(e->d_name);
        if (!(numbered(name) && !named(m, name)) && !temporary(name))
            continue;
        if (unlinkat(dir_fd, e->d_name, 0) < 0)
            remove_tree(dir_fd, e->d_name);
    }
    closedir(dir);
}

void archive__set_uuid(manifest *m, fingerprint content)
{
    char text[2 * MANIFEST_TEXT + 64];
    int n = snprintf(text, sizeof text - sizeof content, "morgue archive %d\n%s\n%s\n",
                     MANIFEST_FORMAT, m->analyzer, m->language);
    memcpy(text + n, content.bytes, sizeof content.bytes);
    fingerprint print = fingerprint_of((morgue_str){text, (size_t)n + sizeof content.bytes});
    unsigned char *r = print.bytes;
    r[6] = (unsigned char)((r[6] & 0x0f) | 0x80); /* RFC 9562, version 8 */
    r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
    char *out = m->uuid;
    for (size_t i = 0; i < sizeof print.bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        out += snprintf(out, 3, "%02x", r[i]);
    }
}

void archive__new_manifest(manifest *out, const char *language)
{
    *out = (manifest){.revision = 1, .next_segment = 1};
    snprintf(out->analyzer, sizeof out->analyzer, "%s", analyzer_version());
    snprintf(out->language, sizeof out->language, "%s", language);
    archive__set_uuid(out, (fingerprint){{0}});
}

void archive__format_stub(const manifest *m, strbuf *out)
{
    strbuf_text(out, "# Derived from MANIFEST: lets Xapian's own tools open this archive.\n");
    for (size_t i = 0; i < m->count; i++)
        strbuf_printf(out, "auto %s.glass\n", m->segments[i].name);
}

/* "# revision 7 crc32 01234567": the crc is of all before its own word. */
static void add_stub_seal(morgue_str body, uint64_t revision, strbuf *out)
{
    strbuf_printf(out, "# revision %" PRIu64, revision);
    morgue_str head = strbuf_view(out);
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)body.ptr, (uInt)body.len);
    crc = (uint32_t)crc32(crc, (const Bytef *)head.ptr, (uInt)head.len);
    strbuf_printf(out, " crc32 %08" PRIx32 "\n", crc);
}

static bool says_so(int dir_fd, morgue_str text)
{
    strbuf old = {0};
    bool same = io_read_file(dir_fd, "XAPIANDB", text.len, &old, NULL) == MORGUE_OK &&
                str_equal(strbuf_view(&old), text);
    strbuf_free(&old);
    return same;
}

morgue_status archive__write_stub(int dir_fd, const manifest *m, morgue_error *err)
{
    strbuf text = {0}, seal = {0};
    archive__format_stub(m, &text);
    morgue_status status = strbuf_check(&text, err);
    if (!status)
        add_stub_seal(strbuf_view(&text), m->revision, &seal);
    strbuf_str(&text, strbuf_view(&seal));
    if (!status)
        status = strbuf_check(seal.failed ? &seal : &text, err);
    if (!status && !says_so(dir_fd, strbuf_view(&text)))
        status = io_replace_file(dir_fd, "XAPIANDB", strbuf_view(&text), err);
    strbuf_free(&text);
    strbuf_free(&seal);
    return status;
}

morgue_status archive__check_stub(morgue_str text, const manifest *m, morgue_error *err)
{
    strbuf expected = {0}, seal = {0};
    archive__format_stub(m, &expected);
    size_t at = str_search(text, 0, STR("# revision "));
    morgue_str body = str_range(text, 0, at), last = str_range(text, at, text.len);
    char line[64];
    uint64_t revision = 0;
    snprintf(line, sizeof line, "%.*s", STR_ARGS(last));
    bool sealed = sscanf(line, "# revision %" SCNu64, &revision) == 1;
    if (sealed)
        add_stub_seal(body, revision, &seal);
    morgue_status status = strbuf_check(expected.failed ? &expected : &seal, err);
    /* One of another commit is behind, not damaged: a run ended between writing
     * the MANIFEST and the stub. */
    bool behind = sealed && revision != m->revision;
    bool good =
        str_equal(last, strbuf_view(&seal)) && (behind || str_equal(body, strbuf_view(&expected)));
    strbuf_free(&expected);
    strbuf_free(&seal);
    return status || good ? status
                          : fail(err, MORGUE_CORRUPT, "it does not say what MANIFEST says");
}
