/* The one writer: opening it, and drafts becoming a pending segment. */
#include "store_writer.h"
#include "archive_internal.h"
#include "layout.h"
#include "lock.h"
#include "store_writer_internal.h"

#include "error.h"
#include "terms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The shard number, in the keys of w->old, of the segment still being built. */
#define PENDING_SHARD SIZE_MAX

/* The part of the memory, one in so many, that the pending articles' ids may take. */
#define PENDING_SHARE 8

static morgue_status load_inputs(store_writer *w, morgue_error *err)
{
    if (w->manifest.inputs.revision == 0)
        return MORGUE_OK;
    char name[ARCHIVE_FILE_NAME];
    archive__inputs_name(w->manifest.inputs.revision, name);
    strbuf bytes = {0};
    morgue_status status = archive__read_file(w->dir_fd, name, &w->manifest.inputs, &bytes, err);
    if (!status)
        status = archive__inputs_load(&w->inputs, strbuf_view(&bytes), err);
    strbuf_free(&bytes);
    return status;
}

/* The manifest of the archive; a new one, published, when there is none. */
static morgue_status load_manifest(store_writer *w, morgue_error *err)
{
    morgue_status status = archive__read_manifest(w->dir_fd, w->path, &w->manifest, err);
    if (status != MORGUE_NOTFOUND)
        return status;
    status = archive__check_foreign(w->dir_fd, w->path, err);
    char language[MANIFEST_TEXT];
    snprintf(language, sizeof language, "%.*s", STR_ARGS(w->config->language));
    if (status)
        return status;
    archive__new_manifest(&w->manifest, language);
    return archive__publish(w, &w->manifest, err);
}

static morgue_status check_language(const store_writer *w, morgue_error *err)
{
    if (str_is(w->config->language, w->manifest.language))
        return MORGUE_OK;
    return fail(err, MORGUE_INVALID,
                "the archive's language is '%s', the configuration says '%.*s': set language: %s, "
                "or index into a new archive",
                w->manifest.language, STR_ARGS(w->config->language), w->manifest.language);
}

static store_writer *new_writer(const char *path, const morgue_config *config, uint64_t memory)
{
    store_writer *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->dir_fd = w->lock_fd = -1;
    w->config = config;
    w->memory = memory;
    archive__pending_open(&w->pending, -1, memory / PENDING_SHARE);
    w->path = strdup(path);
    if (w->path)
        return w;
    free(w);
    return NULL;
}

static morgue_status open_locked(store_writer *w, morgue_error *err)
{
    morgue_status status = archive__open_directory(w->path, &w->dir_fd, err);
    w->pending.dir_fd = w->dir_fd;
    /* Before the lock file appears in somebody's folder of holiday pictures. */
    if (!status && faccessat(w->dir_fd, "MANIFEST", F_OK, 0) < 0)
        status = archive__check_foreign(w->dir_fd, w->path, err);
    if (!status)
        status = archive__lock(w->dir_fd, w->path, &w->lock_fd, err);
    if (!status)
        status = load_manifest(w, err);
    if (!status)
        status = check_language(w, err);
    if (!status)
        status = load_inputs(w, err);
    return status ? status : archive__writer_open_view(w, err);
}

morgue_status store_writer_open(store_writer **out, const char *path, const morgue_config *config,
                                uint64_t memory, morgue_error *err)
{
    *out = NULL;
    store_writer *w = new_writer(path, config, memory);
    if (!w)
        return fail_nomem(err);
    morgue_status status = open_locked(w, err);
    /* What an interrupted run left; the old stub may name some of it. */
    if (!status)
        status = archive__write_stub(w->dir_fd, &w->manifest, err);
    if (!status)
        archive__clean(w->dir_fd, &w->manifest);
    if (status)
        store_writer_free(w);
    else
        *out = w;
    return status;
}

static morgue_status peek(store_writer *w, morgue_error *err)
{
    w->dir_fd = open(w->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w->dir_fd < 0)
        return errno == ENOENT ? MORGUE_OK
                               : fail_errno(err, MORGUE_IO, errno, "cannot open %s", w->path);
    morgue_status status = archive__read_manifest(w->dir_fd, w->path, &w->manifest, err);
    if (status == MORGUE_NOTFOUND)
        return archive__check_foreign(w->dir_fd, w->path, err);
    if (!status)
        status = check_language(w, err);
    return status ? status : load_inputs(w, err);
}

morgue_status store_writer_peek(store_writer **out, const char *path, const morgue_config *config,
                                morgue_error *err)
{
    *out = NULL;
    store_writer *w = new_writer(path, config, 0);
    if (!w)
        return fail_nomem(err);
    morgue_status status = peek(w, err);
    if (status)
        store_writer_free(w);
    else
        *out = w;
    return status;
}

void archive__writer_clean(const store_writer *w)
{
    manifest m;
    if (archive__read_manifest(w->dir_fd, w->path, &m, NULL))
        return;
    archive__clean(w->dir_fd, &m);
    manifest_free(&m);
}

void store_writer_free(store_writer *w)
{
    if (!w)
        return;
    archive__writer_forget(w);
    if (w->commit_failed)
        archive__writer_clean(w);
    if (w->view)
        archive__writer_close_view(w);
    manifest_free(&w->manifest);
    map_free(&w->files);
    archive__inputs_free(&w->inputs);
    map_free(&w->old);
    strbuf_free(&w->scratch);
    if (w->lock_fd >= 0)
        close(w->lock_fd);
    if (w->dir_fd >= 0)
        close(w->dir_fd);
    free(w->path);
    free(w);
}

morgue_archive *store_writer_view(store_writer *w)
{
    return w->view;
}

/* ---- the file being read ---- */

static morgue_str old_key(size_t shard, uint32_t docid, char key[12])
{
    uint64_t wide = shard;
    memcpy(key, &wide, 8);
    memcpy(key + 8, &docid, 4);
    return (morgue_str){key, 12};
}

/* What the file had as committed. */
static morgue_status gather_committed(store_writer *w, morgue_str path, morgue_error *err)
{
    char key[12];
    term_make(&w->scratch, TERM_PATH, path);
    morgue_status status = strbuf_check(&w->scratch, err);
    for (size_t i = 0; !status && i < w->view->manifest.count; i++) {
        glass_postings list;
        segment *s = w->view->segments[i];
        bool more = glass_postings_open(s->glass, strbuf_view(&w->scratch), &list);
        while (!status && more && (more = glass_postings_next(&list)))
            for (uint32_t n = 0; !status && n < list.count; n++)
                if (!tombstones_has(&w->dead[i], list.ids[n]) &&
                    !map_put(&w->old, old_key(i, list.ids[n], key), NULL))
                    status = fail_nomem(err);
        if (!status)
            status = segment_status(s, err);
    }
    return status;
}

/* What it put since the last commit, when it is read a second time. */
static morgue_status gather_pending(store_writer *w, morgue_error *err)
{
    pending_article a;
    uint64_t at = 0;
    /* What an article was replaced by since is found in its place, and it is dead. */
    while (archive__pending_next(&w->pending, &at, &a)) {
        char key[12];
        if (a.file == w->file && !tombstones_has(&w->pending_dead, a.document) &&
            !map_put(&w->old, old_key(PENDING_SHARD, a.document, key), NULL))
            return fail_nomem(err);
    }
    if (w->pending.status && err)
        *err = w->pending.error;
    return w->pending.status;
}

morgue_status store_writer_begin(store_writer *w, morgue_str path, morgue_error *err)
{
    w->file = 0;
    w->from_file = path.len > 0;
    map_clear(&w->old);
    if (path.len == 0)
        return MORGUE_OK;
    bool first;
    if (w->files.count == UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "over %u files in one commit", UINT32_MAX);
    uint64_t *number = map_put(&w->files, path, &first);
    if (!number)
        return fail_nomem(err);
    if (first)
        *number = w->files.count;
    w->file = (uint32_t)*number;
    morgue_status status = gather_committed(w, path, err);
    return status || first ? status : gather_pending(w, err);
}

static morgue_status kill(store_writer *w, location at, bool *fresh, morgue_error *err)
{
    if (at.shard == PENDING_SHARD)
        return tombstones_add(&w->pending_dead, at.docid, fresh, err);
    w->dead_changed = true;
    return tombstones_add(&w->dead[at.shard], at.docid, fresh, err);
}

morgue_status store_writer_end(store_writer *w, bool keep, uint64_t *removed, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    uint64_t count = 0;
    size_t at = 0;
    for (const map_entry *e; !status && !keep && (e = map_next(&w->old, &at));) {
        if (e->value)
            continue;
        uint64_t shard;
        uint32_t docid;
        bool fresh;
        memcpy(&shard, e->key.ptr, 8);
        memcpy(&docid, e->key.ptr + 8, 4);
        status = kill(w, (location){(size_t)shard, docid}, &fresh, err);
        count += fresh;
    }
    map_clear(&w->old);
    w->file = 0;
    w->from_file = false;
    if (removed)
        *removed = count;
    return status;
}

/* ---- adding ---- */

static morgue_status start_builder(store_writer *w, morgue_error *err)
{
    if (w->builder)
        return MORGUE_OK;
    char name[SEGMENT_NAME];
    morgue_status status = archive__segment_name(w->manifest.next_segment, name, err);
    if (status)
        return status;
    return segment_builder_new(&w->builder, w->path, name, w->config, w->memory, SEGMENT_BULK, err);
}

static morgue_status add(store_writer *w, const draft *d, morgue_error *err)
{
    uint32_t docid;
    morgue_status status = start_builder(w, err);
    if (!status)
        status = archive__pending_reserve(&w->pending, err);
    if (!status)
        status = segment_builder_add(w->builder, d, &docid, err);
    if (status)
        return status;
    status = archive__pending_add(&w->pending, d->id, &d->print, w->file, err);
    if (status)
        return status;
    return docid == w->pending.count
               ? MORGUE_OK
               : fail(err, MORGUE_INTERNAL, "document %u was added as %u", w->pending.count, docid);
}

/* The live document of an id, committed or pending, the head of its fingerprint,
 * and its file when it is pending. */
static morgue_status find(store_writer *w, morgue_str id, location *at, uint64_t *print,
                          uint32_t *file, bool *found, morgue_error *err)
{
    pending_article a;
    *file = 0;
    morgue_status status = archive__pending_find(&w->pending, id, &a, found, err);
    *found = *found && !tombstones_has(&w->pending_dead, a.document);
    if (status || *found) {
        *at = (location){PENDING_SHARD, *found ? a.document : 0};
        *print = *found ? a.print : 0;
        *file = *found ? a.file : 0;
        return status;
    }
    morgue_error error;
    status = archive_find(w->view, id, at, &error);
    if (status == MORGUE_NOTFOUND)
        return MORGUE_OK;
    if (!status)
        *found = !tombstones_has(&w->dead[at->shard], at->docid);
    if (*found)
        status = archive_print(w->view, *at, print, &error);
    if (status && err)
        *err = error;
    return status;
}

/* What a put comes to, and the document that it concerns. */
typedef struct verdict {
    put_result result;
    location at;
    uint64_t *old; /* its entry in w->old, or NULL */
} verdict;

static morgue_status judge(store_writer *w, morgue_str id, const fingerprint *print, verdict *v,
                           morgue_error *err)
{
    char key[12];
    uint64_t there;
    uint32_t file;
    bool found;
    *v = (verdict){.result = PUT_ADDED};
    morgue_status status = find(w, id, &v->at, &there, &file, &found, err);
    if (status || !found)
        return status;
    v->old = map_get(&w->old, old_key(v->at.shard, v->at.docid, key));
    bool mine = v->old || (v->at.shard == PENDING_SHARD && file == w->file);
    /* An article that its file has shown already may not be hidden by the next
     * one of that file either; only a writer from memory just replaces. */
    bool open = !w->from_file || (v->old && *v->old == 0);
    if (there == stream_print(print))
        v->result = mine || !w->from_file ? PUT_SAME : PUT_COPY;
    else
        v->result = open ? PUT_REPLACED : PUT_CLASH;
    return MORGUE_OK;
}

morgue_status store_writer_judge(store_writer *w, morgue_str id, const fingerprint *print,
                                 put_result *result, morgue_error *err)
{
    verdict v;
    morgue_status status = judge(w, id, print, &v, err);
    *result = v.result;
    return status;
}

morgue_status store_writer_put(store_writer *w, const draft *d, put_result *result,
                               morgue_error *err)
{
    verdict v;
    bool fresh;
    morgue_status status = judge(w, d->id, &d->print, &v, err);
    *result = v.result;
    if (status)
        return status;
    /* Added before the old one dies: one that is refused costs nothing. */
    if (v.result == PUT_ADDED || v.result == PUT_REPLACED)
        status = add(w, d, err);
    if (!status && v.result == PUT_REPLACED)
        status = kill(w, v.at, &fresh, err);
    if (!status && v.old && v.result != PUT_CLASH)
        *v.old = 1;
    return status;
}

morgue_status store_writer_remove(store_writer *w, morgue_str id, morgue_error *err)
{
    location at;
    uint64_t print;
    uint32_t file;
    bool found, fresh;
    morgue_status status = find(w, id, &at, &print, &file, &found, err);
    if (status)
        return status;
    return found ? kill(w, at, &fresh, err)
                 : fail(err, MORGUE_NOTFOUND, "no article with id '%.*s'", STR_ARGS(id));
}

morgue_status store_writer_remove_path(store_writer *w, morgue_str path, uint64_t *removed,
                                       morgue_error *err)
{
    morgue_status status = store_writer_begin(w, path, err);
    if (!status)
        status = store_writer_end(w, false, removed, err);
    if (!status)
        archive__inputs_remove(&w->inputs, path);
    return status;
}

/* ---- inputs ---- */

morgue_status store_writer_doubt_copies(store_writer *w, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    size_t at = 0;
    for (const input *in; !status && (in = store_writer_next_input(w, &at));) {
        input doubted = *in;
        doubted.size = INPUT_DOUBTED;
        if (in->had_copies && in->size != INPUT_DOUBTED)
            status = archive__inputs_set(&w->inputs, &doubted, err);
    }
    return status;
}

const input *store_writer_input(const store_writer *w, morgue_str path)
{
    return archive__inputs_find(&w->inputs, path);
}

morgue_status store_writer_set_input(store_writer *w, const input *in, morgue_error *err)
{
    return archive__inputs_set(&w->inputs, in, err);
}

const input *store_writer_next_input(const store_writer *w, size_t *at)
{
    while (*at < w->inputs.count) {
        const input *in = &w->inputs.list[(*at)++];
        if (in->path.ptr)
            return in;
    }
    return NULL;
}

/* ---- what is pending ---- */

uint64_t store_writer_pending(const store_writer *w)
{
    return w->builder ? segment_builder_text(w->builder) : 0;
}

bool store_writer_dirty(const store_writer *w)
{
    return w->builder || w->dead_changed || w->inputs.dirty;
}
