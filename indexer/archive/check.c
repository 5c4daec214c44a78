/* Verifying an archive: every checksum, every count. */
#include "archive_internal.h"
#include "inputs.h"
#include "layout.h"
#include "ledger.h"

#include "error.h"
#include "io.h"
#include "reading.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* How often a check begins again when a writer commits under it. */
#define TRIES 8

typedef struct checking {
    int dir_fd;
    const char *path;
    morgue_check_report *report;
    void *context;
    uint64_t revision; /* of the MANIFEST that is being checked; 0 before it is read */
    unsigned tries_left;
    bool moved; /* a writer has committed meanwhile: begin again */
    morgue_status first;
    morgue_error *err;
} checking;

static bool commit_seen(const checking *c)
{
    manifest now;
    if (c->revision == 0 || c->tries_left == 0 ||
        archive__read_manifest(c->dir_fd, c->path, &now, NULL))
        return false;
    bool moved = now.revision != c->revision;
    manifest_free(&now);
    return moved;
}

/* Reports a fault; the first one is what the check returns. What a commit has
 * removed under the check is no fault. */
static void note(checking *c, const char *file, morgue_status status, const morgue_error *error)
{
    if (!status || c->moved)
        return;
    c->moved = commit_seen(c);
    if (c->moved)
        return;
    if (c->report)
        c->report(c->context, file, error->message);
    if (c->first)
        return;
    c->first = status;
    if (c->err)
        *c->err = *error;
}

static void check_tombstones(checking *c, const manifest_segment *s)
{
    char name[ARCHIVE_FILE_NAME];
    morgue_error error;
    tombstones dead;
    morgue_status status = archive__load_tombstones(c->dir_fd, s, &dead, &error);
    uint32_t marked = 0;
    for (uint32_t i = 0; !status && i < dead.bytes; i++)
        marked += (uint32_t)__builtin_popcount(dead.bits[i]);
    if (!status && marked != s->dead)
        status = fail(&error, MORGUE_CORRUPT, "%u documents are marked dead, MANIFEST says %u",
                      (unsigned)marked, (unsigned)s->dead);
    archive__tombstones_name(s->name, s->tombstones.revision, name);
    note(c, name, status, &error);
    free(dead.bits);
}

static morgue_status differs(const char *what, uint64_t there, uint64_t expected, morgue_error *err)
{
    return there == expected
               ? MORGUE_OK
               : fail(err, MORGUE_CORRUPT, "%s: %" PRIu64 ", but %" PRIu64 " were expected", what,
                      there, expected);
}

/* "x" of "x~2": the id that an article chose which another had already. Its
 * fingerprint was taken under that. */
static morgue_str chosen_id(morgue_str id)
{
    size_t at = id.len;
    while (at > 0 && ascii_digit(id.ptr[at - 1]))
        at--;
    bool renamed = at > 1 && at < id.len && id.ptr[at - 1] == '~';
    return str_range(id, 0, renamed ? at - 1 : id.len);
}

static bool has_print(const morgue_article *article, uint64_t wanted)
{
    fingerprint print = article_fingerprint(article);
    return stream_print(&print) == wanted;
}

/* Each article comes back as it was given: rebuilt from its words, it has the
 * fingerprint that was taken when it was read. */
static morgue_status check_articles(segment *open, morgue_error *err)
{
    const uint64_t *prints = stream_prints(open->stream);
    arena memory = {0};
    morgue_status status = segment_status(open, err);
    for (uint32_t id = 1; !status && prints && id <= open->documents; id++) {
        morgue_article article;
        arena_clear(&memory);
        status = stream_article(open->stream, id, &memory, &article, err);
        if (status)
            break;
        morgue_article original = article;
        original.id = chosen_id(article.id);
        if (!has_print(&article, prints[id - 1]) && !has_print(&original, prints[id - 1]))
            status = fail(err, MORGUE_CORRUPT,
                          "article %u ('%.*s') does not come back as it was indexed", (unsigned)id,
                          STR_ARGS(article.id));
    }
    arena_free(&memory);
    return status;
}

/* The two files of a segment and the MANIFEST tell of the same documents, and the
 * documents are whole. */
static morgue_status check_documents(checking *c, const manifest_segment *s, morgue_error *err)
{
    segment *open = NULL;
    const segment_summary *u = &s->summary;
    morgue_status status = segment_open(&open, c->dir_fd, s->name, u, err);
    if (status)
        return status;
    const glass_statistics *glass = glass_statistics_of(open->glass);
    stream_column lengths;
    stream_dates dates;
    bool sound = stream_lengths(open->stream, &lengths) && stream_dates_of(open->stream, &dates);
    uint32_t documents = stream_documents(open->stream), undated = 0;
    uint64_t length = 0;
    for (uint32_t docid = 1; sound && docid <= documents; docid++) {
        length += stream_count(&lengths, docid);
        undated += stream_date_from(&dates, docid) == INT64_MAX;
    }
    status = segment_status(open, err);
    if (!status)
        status = differs("documents in .stream", documents, u->documents, err);
    if (!status)
        status = differs("documents in .glass", glass->documents, u->documents, err);
    if (!status)
        status = differs("words in .glass", glass->total_length, length, err);
    if (!status)
        status = differs("undated documents", undated, u->undated, err);
    if (!status)
        status = check_articles(open, err);
    segment_free(open);
    return status;
}

/* Stock tools, and our dictionaries, read it through libxapian. */
static morgue_status check_xapian(checking *c, const manifest_segment *s, morgue_error *err)
{
    strbuf path = {0};
    strbuf_printf(&path, "%s/%s.glass", c->path, s->name);
    xc_database *db = NULL;
    xc_error error;
    uint32_t documents = 0, last = 0;
    uint64_t length;
    const char *one = path.ptr;
    morgue_status status = strbuf_check(&path, err);
    if (!status && (xc_database_open(&db, &one, 1, &error) ||
                    xc_shard_counts(db, 0, &documents, &last, &length, &error)))
        status = segment_fail(err, "cannot open it", &error);
    else if (!status)
        status = differs("documents for Xapian", documents, s->summary.documents, err);
    xc_database_free(db);
    strbuf_free(&path);
    return status;
}

static void check_segment(checking *c, const manifest_segment *s)
{
    morgue_error error;
    morgue_status status = segment_verify(c->dir_fd, s->name, &s->summary, &error);
    /* Of what is damaged libxapian may believe anything. */
    if (!status)
        status = check_documents(c, s, &error);
    if (!status)
        status = check_xapian(c, s, &error);
    note(c, s->name, status, &error);
    check_tombstones(c, s);
}

static void check_inputs(checking *c, const manifest *m)
{
    if (m->inputs.revision == 0)
        return;
    char name[ARCHIVE_FILE_NAME];
    archive__inputs_name(m->inputs.revision, name);
    strbuf bytes = {0};
    inputs table = {0};
    morgue_error error;
    morgue_status status = archive__read_file(c->dir_fd, name, &m->inputs, &bytes, &error);
    if (!status)
        status = archive__inputs_load(&table, strbuf_view(&bytes), &error);
    note(c, name, status, &error);
    archive__inputs_free(&table);
    strbuf_free(&bytes);
}

/* The stub is derived, but stock tools believe it. */
static void check_stub(checking *c, const manifest *m)
{
    strbuf text = {0};
    morgue_error error;
    morgue_status status = io_read_file(c->dir_fd, "XAPIANDB", 64u << 20, &text, &error);
    /* The first run of all may have ended before it wrote one. */
    if (status == MORGUE_NOTFOUND && m->count == 0)
        return;
    if (!status)
        status = archive__check_stub(strbuf_view(&text), m, &error);
    note(c, "XAPIANDB", status, &error);
    strbuf_free(&text);
}

static void check_ledger(checking *c)
{
    ledger failures = {0};
    morgue_error error;
    morgue_status status = ledger_load(&failures, c->dir_fd, &error);
    note(c, LEDGER_FILE, status, &error);
    ledger_free(&failures);
}

static void check_all(checking *c)
{
    manifest m = {0};
    morgue_error error;
    c->moved = false;
    c->revision = 0;
    morgue_status status = archive__read_manifest(c->dir_fd, c->path, &m, &error);
    note(c, "MANIFEST", status, &error);
    if (status)
        return;
    c->revision = m.revision;
    for (size_t i = 0; !c->moved && i < m.count; i++)
        check_segment(c, &m.segments[i]);
    if (!c->moved) {
        check_inputs(c, &m);
        check_stub(c, &m);
        check_ledger(c);
    }
    manifest_free(&m);
}

morgue_status morgue_archive_check(const char *path, morgue_check_report *report, void *context,
                                   morgue_error *err)
{
    checking c = {
        .path = path, .report = report, .context = context, .err = err, .tries_left = TRIES};
    c.dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c.dir_fd < 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? fail(err, MORGUE_NOTFOUND, "no archive in %s", path)
                   : fail_errno(err, MORGUE_IO, errno, "cannot open %s", path);
    do
        check_all(&c);
    while (c.moved && c.tries_left--);
    close(c.dir_fd);
    return c.first;
}
