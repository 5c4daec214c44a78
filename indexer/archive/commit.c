/* Committing: what is pending becomes files, and a MANIFEST that names them. */
#include "archive_internal.h"
#include "layout.h"
#include "store_writer_internal.h"

#include "error.h"
#include "io.h"

#include <stdlib.h>
#include <zlib.h>

morgue_status archive__writer_open_view(store_writer *w, morgue_error *err)
{
    morgue_status status = morgue_archive_open(&w->view, w->path, w->config, err);
    if (status)
        return status;
    size_t count = w->view->manifest.count;
    w->dead = calloc(count + 1, sizeof *w->dead);
    if (!w->dead)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++) {
        const tombstones *from = &w->view->dead[i];
        if (!from->bits)
            continue;
        uint8_t *bits = malloc(from->bytes);
        if (!bits)
            return fail_nomem(err);
        memcpy(bits, from->bits, from->bytes);
        w->dead[i] = (tombstones){bits, from->bytes, from->dead};
    }
    return MORGUE_OK;
}

void archive__writer_close_view(store_writer *w)
{
    for (size_t i = 0; w->dead && i < w->view->manifest.count; i++)
        free(w->dead[i].bits);
    free(w->dead);
    w->dead = NULL;
    morgue_archive_free(w->view);
    w->view = NULL;
}

void archive__writer_forget(store_writer *w)
{
    segment_builder_free(w->builder);
    w->builder = NULL;
    free(w->pending_dead.bits);
    w->pending_dead = (tombstones){0};
    archive__pending_clear(&w->pending);
    map_clear(&w->files);
    w->dead_changed = false;
}

morgue_status archive__publish(store_writer *w, const manifest *m, morgue_error *err)
{
    strbuf text = {0};
    manifest_format(m, &text);
    /* Segments and side files must be in the directory before it names them. */
    morgue_status status = io_sync_dir(w->dir_fd, w->path, err);
    if (!status)
        status = strbuf_check(&text, err);
    if (!status)
        status = io_replace_file(w->dir_fd, "MANIFEST", strbuf_view(&text), err);
    if (!status)
        status = io_sync_dir(w->dir_fd, w->path, err);
    strbuf_free(&text);
    if (status)
        return status;
    /* From here on it is committed, and the stub can be mended later. */
    w->stub_behind = archive__write_stub(w->dir_fd, m, NULL) != MORGUE_OK;
    return MORGUE_OK;
}

static morgue_status write_side_file(store_writer *w, const char *name, uint64_t revision,
                                     morgue_str content, manifest_file *out, morgue_error *err)
{
    morgue_status status = io_replace_file(w->dir_fd, name, content, err);
    uint32_t crc =
        (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)content.ptr, (uInt)content.len);
    *out = (manifest_file){revision, content.len, crc};
    return status;
}

static morgue_status write_tombstones(store_writer *w, manifest_segment *s, const tombstones *t,
                                      uint64_t revision, morgue_error *err)
{
    if (t->dead == s->dead)
        return MORGUE_OK;
    s->dead = t->dead;
    /* A segment without a live document is dropped: nobody reads its bitmap. */
    if (s->dead >= s->summary.documents)
        return MORGUE_OK;
    char name[ARCHIVE_FILE_NAME];
    archive__tombstones_name(s->name, revision, name);
    return write_side_file(w, name, revision, (morgue_str){(const char *)t->bits, t->bytes},
                           &s->tombstones, err);
}

morgue_status archive__segment_name(uint64_t number, char out[SEGMENT_NAME], morgue_error *err)
{
    if (number > UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "segment number %llu, over the limit of %u",
                    (unsigned long long)number, UINT32_MAX);
    snprintf(out, SEGMENT_NAME, "seg-%06u", (unsigned)number);
    return MORGUE_OK;
}

static morgue_status finish_segment(store_writer *w, manifest *next, morgue_error *err)
{
    uint32_t documents = w->builder ? segment_builder_count(w->builder) : 0;
    if (documents == w->pending_dead.dead)
        return MORGUE_OK; /* nothing was added, or all of it was removed again */
    manifest_segment *s = manifest_add(next);
    if (!s)
        return fail_nomem(err);
    morgue_status status = archive__segment_name(next->next_segment++, s->name, err);
    if (!status)
        status = segment_builder_finish(w->builder, &s->summary, err);
    return status ? status : write_tombstones(w, s, &w->pending_dead, next->revision, err);
}

static morgue_status save_inputs(store_writer *w, manifest *next, morgue_error *err)
{
    if (!w->inputs.dirty)
        return MORGUE_OK;
    char name[ARCHIVE_FILE_NAME];
    archive__inputs_name(next->revision, name);
    strbuf bytes = {0};
    morgue_status status = archive__inputs_save(&w->inputs, &bytes, err);
    if (!status)
        status = write_side_file(w, name, next->revision, strbuf_view(&bytes), &next->inputs, err);
    strbuf_free(&bytes);
    return status;
}

static void drop_dead_segments(manifest *next)
{
    size_t kept = 0;
    for (size_t i = 0; i < next->count; i++)
        if (next->segments[i].dead < next->segments[i].summary.documents)
            next->segments[kept++] = next->segments[i];
    next->count = kept;
}

static morgue_status write_all(store_writer *w, manifest *next, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < w->manifest.count; i++)
        status = write_tombstones(w, &next->segments[i], &w->dead[i], next->revision, err);
    if (!status)
        status = finish_segment(w, next, err);
    if (!status)
        status = save_inputs(w, next, err);
    if (status)
        return status;
    drop_dead_segments(next);
    return archive__publish(w, next, err);
}

morgue_status store_writer_commit(store_writer *w, morgue_error *err)
{
    if (!store_writer_dirty(w))
        return MORGUE_OK;
    manifest next;
    morgue_status status = manifest_copy(&next, &w->manifest, err);
    if (status)
        return status;
    if (next.revision == 1)
        archive__set_uuid(&next, w->pending.print);
    next.revision++;
    status = write_all(w, &next, err);
    if (status) {
        w->commit_failed = true;
        manifest_free(&next);
        return status;
    }
    archive__writer_forget(w);
    archive__writer_close_view(w);
    manifest_free(&w->manifest);
    w->manifest = next;
    w->inputs.dirty = false;
    if (!w->stub_behind)
        archive__clean(w->dir_fd, &w->manifest);
    return archive__writer_open_view(w, err);
}
