/* The articles of the pending segment: an open-addressing table, which goes to a
 * file when it gets large. */
#include "pending.h"

#include "error.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAST_BITS 8u
#define MOST_BITS  32u

/* Numbered like the files of segments, so that one which a dead run left is swept
 * away with theirs. */
#define FILE_NAME "seg-000000.pending.tmp"

_Static_assert(sizeof(pending_article) == 32, "no page may end within a place");

void archive__pending_open(pending *p, int dir_fd, uint64_t most)
{
    *p = (pending){.dir_fd = dir_fd, .most = most, .table = {.fd = -1}};
}

static void close_table(pending_table *t)
{
    if (t->fd >= 0)
        close(t->fd);
    free(t->places);
    free(t->buffer);
    *t = (pending_table){.fd = -1};
}

void archive__pending_clear(pending *p)
{
    close_table(&p->table);
    archive__pending_open(p, p->dir_fd, p->most);
}

/* ---- places ---- */

static off_t page_offset(uint64_t page)
{
    return (off_t)((page - 1) * PENDING_PAGE * sizeof(pending_article));
}

/* Writes the page of the buffer when it has changed. */
static morgue_status put_page(pending_table *t, morgue_error *err)
{
    if (!t->changed)
        return MORGUE_OK;
    t->changed = false;
    if (lseek(t->fd, page_offset(t->page), SEEK_SET) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot write a temporary file");
    return io_write_fd(t->fd, "a temporary file", t->buffer, PENDING_PAGE * sizeof *t->buffer, err);
}

static morgue_status get_page(pending_table *t, uint64_t page, morgue_error *err)
{
    size_t have = 0, size = PENDING_PAGE * sizeof *t->buffer;
    morgue_status status = put_page(t, err);
    t->page = 0;
    while (!status && have < size) {
        ssize_t n =
            pread(t->fd, (char *)t->buffer + have, size - have, page_offset(page) + (off_t)have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail_errno(err, MORGUE_IO, n < 0 ? errno : EIO, "cannot read a temporary file");
        have += (size_t)n;
    }
    t->page = status ? 0 : page;
    return status;
}

/* A place, until the next one is asked for; NULL when the file fails. */
static pending_article *place_at(pending *p, pending_table *t, uint64_t i)
{
    if (t->places)
        return &t->places[i];
    uint64_t page = i / PENDING_PAGE + 1;
    if (!p->status && page != t->page)
        p->status = get_page(t, page, &p->error);
    return p->status ? NULL : &t->buffer[i % PENDING_PAGE];
}

/* The place of an id: where it stands, or the empty one where it belongs. The
 * upper bits of the id tell where, so that a table which grows is gone through from
 * front to back, the old one as the new one. */
static pending_article *find(pending *p, pending_table *t, const fingerprint *id)
{
    uint64_t hash, mask = (UINT64_C(1) << t->bits) - 1;
    memcpy(&hash, id->bytes, sizeof hash);
    for (uint64_t at = hash >> (64 - t->bits);; at = (at + 1) & mask) {
        pending_article *place = place_at(p, t, at);
        if (!place || place->document == 0 || !memcmp(&place->id, id, sizeof *id))
            return place;
    }
}

static morgue_status check(const pending *p, morgue_error *err)
{
    if (p->status && err)
        *err = p->error;
    return p->status;
}

/* ---- growing ---- */

static morgue_status open_file(pending *p, pending_table *t, uint64_t bytes, morgue_error *err)
{
    t->buffer = malloc(PENDING_PAGE * sizeof *t->buffer);
    if (!t->buffer)
        return fail_nomem(err);
    unlinkat(p->dir_fd, FILE_NAME, 0);
    t->fd = openat(p->dir_fd, FILE_NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (t->fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot create %s", FILE_NAME);
    unlinkat(p->dir_fd, FILE_NAME, 0);
    if (ftruncate(t->fd, (off_t)bytes) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot write %s", FILE_NAME);
    return MORGUE_OK;
}

static morgue_status open_table(pending *p, pending_table *t, unsigned bits, morgue_error *err)
{
    uint64_t bytes = (UINT64_C(1) << bits) * sizeof *t->places;
    *t = (pending_table){.fd = -1, .bits = bits};
    if (bytes > p->most && bits > LEAST_BITS)
        return open_file(p, t, bytes, err);
    t->places = calloc((size_t)1 << bits, sizeof *t->places);
    return t->places ? MORGUE_OK : fail_nomem(err);
}

/* Every id of one table into another. */
static morgue_status move(pending *p, pending_table *from, pending_table *to, morgue_error *err)
{
    uint64_t count = from->bits ? UINT64_C(1) << from->bits : 0;
    for (uint64_t i = 0; i < count; i++) {
        const pending_article *old = place_at(p, from, i);
        pending_article *place = old && old->document ? find(p, to, &old->id) : NULL;
        if (p->status)
            return check(p, err);
        if (place) {
            *place = *old;
            to->changed = true;
        }
    }
    return MORGUE_OK;
}

/* At most three quarters of the places are taken. */
morgue_status archive__pending_reserve(pending *p, morgue_error *err)
{
    pending_table *t = &p->table, bigger;
    if (p->count == UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "over %u articles in one commit", UINT32_MAX);
    if (t->bits && p->taken < (UINT64_C(1) << t->bits) / 4 * 3)
        return check(p, err);
    if (t->bits == MOST_BITS)
        return fail(err, MORGUE_LIMIT, "over %u articles in one commit", p->taken);
    morgue_status status = open_table(p, &bigger, t->bits ? t->bits + 1 : LEAST_BITS, err);
    if (!status)
        status = move(p, t, &bigger, err);
    if (status) {
        close_table(&bigger);
        return status;
    }
    close_table(t);
    *t = bigger;
    return MORGUE_OK;
}

/* ---- articles ---- */

morgue_status archive__pending_add(pending *p, morgue_str id, const fingerprint *print,
                                   uint32_t file, morgue_error *err)
{
    fingerprint both[2] = {p->print, *print};
    pending_article added = {.id = fingerprint_of(id), .document = p->count + 1, .file = file};
    memcpy(&added.print, print->bytes, sizeof added.print);
    pending_article *place = find(p, &p->table, &added.id);
    if (!place)
        return check(p, err);
    p->taken += place->document == 0;
    *place = added;
    p->table.changed = true;
    p->count++;
    p->print = fingerprint_of((morgue_str){(const char *)both, sizeof both});
    return MORGUE_OK;
}

morgue_status archive__pending_find(pending *p, morgue_str id, pending_article *out, bool *found,
                                    morgue_error *err)
{
    *found = false;
    if (p->taken == 0)
        return MORGUE_OK;
    fingerprint print = fingerprint_of(id);
    const pending_article *place = find(p, &p->table, &print);
    if (!place)
        return check(p, err);
    *found = place->document != 0;
    *out = *place;
    return MORGUE_OK;
}

bool archive__pending_next(pending *p, uint64_t *at, pending_article *out)
{
    uint64_t count = p->table.bits ? UINT64_C(1) << p->table.bits : 0;
    while (*at < count) {
        const pending_article *place = place_at(p, &p->table, (*at)++);
        if (!place)
            return false;
        if (place->document == 0)
            continue;
        *out = *place;
        return true;
    }
    return false;
}
