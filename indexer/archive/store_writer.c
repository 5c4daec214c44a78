/* The one writer: drafts become a pending segment, a commit makes it real. */
#include "store_writer.h"
#include "archive_internal.h"
#include "inputs.h"
#include "layout.h"
#include "lock.h"

#include "draft_record.h"
#include "error.h"
#include "io.h"
#include "terms.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

/* An article that is in the pending segment. */
typedef struct pending_article {
    fingerprint print;
    uint32_t docid;
    uint64_t file; /* number of the begin() that it came from */
} pending_article;

struct store_writer {
    char *path;
    const morgue_config *config;
    uint64_t memory;
    int dir_fd, lock_fd;
    manifest manifest;      /* as committed */
    morgue_archive *view;   /* as committed */
    tombstones *dead;       /* of the view's shards, with what is pending */
    bool dead_changed;
    segment_builder *builder; /* NULL until something is added */
    tombstones pending_dead;  /* of the builder's documents */
    map pending_ids;          /* id -> index into pending, plus 1 */
    pending_article *pending;
    size_t pending_count, pending_capacity;
    inputs inputs;
    uint64_t file;       /* counts begin() */
    bool from_file;      /* articles of a file are being added, not of memory */
    map old;             /* shard and docid of what the file had -> 1 when seen again */
    strbuf scratch;
};

static morgue_status open_view(store_writer *w, morgue_error *err)
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

static void close_view(store_writer *w)
{
    for (size_t i = 0; w->dead && i < w->view->manifest.count; i++)
        free(w->dead[i].bits);
    free(w->dead);
    w->dead = NULL;
    morgue_archive_free(w->view);
    w->view = NULL;
}

static void forget_pending(store_writer *w)
{
    segment_builder_free(w->builder);
    w->builder = NULL;
    free(w->pending_dead.bits);
    w->pending_dead = (tombstones){0};
    map_clear(&w->pending_ids);
    w->pending_count = 0;
    w->dead_changed = false;
}

/* Writes MANIFEST, then what is derived from it. */
static morgue_status publish(store_writer *w, const manifest *m, morgue_error *err)
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
    return status ? status : archive__write_stub(w->dir_fd, m, err);
}

static morgue_status load_inputs(store_writer *w, morgue_error *err)
{
    if (w->manifest.inputs.revision == 0)
        return MORGUE_OK;
    char name[ARCHIVE_FILE_NAME];
    archive__inputs_name(w->manifest.inputs.revision, name);
    strbuf bytes = {0};
    morgue_status status =
        archive__read_file(w->dir_fd, name, &w->manifest.inputs, &bytes, err);
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
    if (!status)
        status = archive__new_manifest(&w->manifest, language, err);
    w->manifest.revision = 1;
    return status ? status : publish(w, &w->manifest, err);
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

morgue_status store_writer_open(store_writer **out, const char *path, const morgue_config *config,
                                uint64_t memory, morgue_error *err)
{
    *out = NULL;
    store_writer *w = calloc(1, sizeof *w);
    if (!w)
        return fail_nomem(err);
    w->dir_fd = w->lock_fd = -1;
    w->config = config;
    w->memory = memory;
    w->path = strdup(path);
    morgue_status status = w->path ? MORGUE_OK : fail_nomem(err);
    if (!status)
        status = archive__open_directory(path, &w->dir_fd, err);
    /* Before the lock file appears in somebody's folder of holiday pictures. */
    if (!status && faccessat(w->dir_fd, "MANIFEST", F_OK, 0) < 0)
        status = archive__check_foreign(w->dir_fd, path, err);
    if (!status)
        status = archive__lock(w->dir_fd, path, &w->lock_fd, err);
    if (!status)
        status = load_manifest(w, err);
    if (!status)
        status = check_language(w, err);
    if (!status)
        status = load_inputs(w, err);
    if (!status)
        status = open_view(w, err);
    if (!status) {
        archive__clean(w->dir_fd, &w->manifest);
        status = archive__write_stub(w->dir_fd, &w->manifest, err);
    }
    if (status)
        store_writer_free(w);
    else
        *out = w;
    return status;
}

void store_writer_free(store_writer *w)
{
    if (!w)
        return;
    forget_pending(w);
    if (w->view)
        close_view(w);
    manifest_free(&w->manifest);
    map_free(&w->pending_ids);
    free(w->pending);
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

typedef struct gather {
    store_writer *w;
    size_t shard;
    bool failed;
} gather;

static int gather_old(void *context, uint32_t docid)
{
    gather *g = context;
    char key[12];
    if (!tombstones_has(&g->w->dead[g->shard], docid))
        g->failed = !map_put(&g->w->old, old_key(g->shard, docid, key), NULL);
    return g->failed;
}

morgue_status store_writer_begin(store_writer *w, morgue_str path, morgue_error *err)
{
    w->file++;
    w->from_file = path.len > 0;
    map_clear(&w->old);
    if (path.len == 0)
        return MORGUE_OK;
    term_make(&w->scratch, TERM_PATH, path);
    morgue_status status = strbuf_check(&w->scratch, err);
    for (size_t i = 0; !status && i < w->view->manifest.count; i++) {
        gather g = {w, i, false};
        xc_error error;
        xc_status code = xc_shard_postings(w->view->db, i, (xc_str){w->scratch.ptr, w->scratch.len},
                                           gather_old, &g, &error);
        if (g.failed)
            status = fail_nomem(err);
        else if (code)
            status = segment_fail(err, "cannot read the archive", &error);
    }
    return status;
}

static morgue_status kill(store_writer *w, location at, morgue_error *err)
{
    bool fresh;
    w->dead_changed = true;
    return tombstones_add(&w->dead[at.shard], at.docid, &fresh, err);
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
        memcpy(&shard, e->key.ptr, 8);
        memcpy(&docid, e->key.ptr + 8, 4);
        status = kill(w, (location){(size_t)shard, docid}, err);
        count++;
    }
    map_clear(&w->old);
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
    if (w->manifest.next_segment > 999999)
        return fail(err, MORGUE_LIMIT, "segment number %llu, over the limit of 999999",
                    (unsigned long long)w->manifest.next_segment);
    snprintf(name, sizeof name, "seg-%06u", (unsigned)w->manifest.next_segment);
    return segment_builder_new(&w->builder, w->path, name, w->config, w->memory, err);
}

static morgue_status add(store_writer *w, const draft *d, morgue_error *err)
{
    morgue_status status = start_builder(w, err);
    if (status)
        return status;
    if (w->pending_count == w->pending_capacity) {
        size_t capacity = w->pending_capacity ? w->pending_capacity * 2 : 256;
        pending_article *grown = realloc(w->pending, capacity * sizeof *grown);
        if (!grown)
            return fail_nomem(err);
        w->pending = grown;
        w->pending_capacity = capacity;
    }
    uint64_t *index = map_put(&w->pending_ids, d->id, NULL);
    if (!index)
        return fail_nomem(err);
    uint32_t docid;
    status = segment_builder_add(w->builder, d, &docid, err);
    if (status)
        return status;
    w->pending[w->pending_count] = (pending_article){d->print, docid, w->file};
    *index = ++w->pending_count;
    return MORGUE_OK;
}

static bool same_print(const fingerprint *a, const fingerprint *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static pending_article *find_pending(const store_writer *w, morgue_str id)
{
    uint64_t *index = map_get(&w->pending_ids, id);
    if (!index || *index == 0)
        return NULL;
    pending_article *p = &w->pending[*index - 1];
    return tombstones_has(&w->pending_dead, p->docid) ? NULL : p;
}

static morgue_status put_over_pending(store_writer *w, const draft *d, pending_article *p,
                                      put_result *result, morgue_error *err)
{
    bool mine = p->file == w->file;
    if (same_print(&p->print, &d->print)) {
        *result = mine ? PUT_SAME : PUT_COPY;
        return MORGUE_OK;
    }
    /* Two articles of one file may not hide one another either; only a writer
     * from memory, which has no files, replaces. */
    if (w->from_file) {
        *result = PUT_CLASH;
        return MORGUE_OK;
    }
    bool fresh;
    *result = PUT_REPLACED;
    morgue_status status = tombstones_add(&w->pending_dead, p->docid, &fresh, err);
    return status ? status : add(w, d, err);
}

static morgue_status put_over_committed(store_writer *w, const draft *d, location at,
                                        put_result *result, morgue_error *err)
{
    char key[12];
    uint64_t *old = map_get(&w->old, old_key(at.shard, at.docid, key));
    bool mine = (old && *old == 0) || !w->from_file;
    fingerprint print;
    morgue_article article;
    arena memory = {0};
    morgue_status status = archive_load(w->view, at, &memory, &article, &print, err);
    arena_free(&memory);
    if (status)
        return status;
    if (same_print(&print, &d->print)) {
        if (old)
            *old = 1;
        *result = old || mine ? PUT_SAME : PUT_COPY;
        return MORGUE_OK;
    }
    /* Another file has it, or this one has already shown it: both stay. */
    if (!mine) {
        *result = PUT_CLASH;
        return MORGUE_OK;
    }
    *result = PUT_REPLACED;
    if (old)
        *old = 1;
    status = kill(w, at, err);
    return status ? status : add(w, d, err);
}

/* The committed document of an id that is alive in what is pending, too. */
static morgue_status find_committed(store_writer *w, morgue_str id, location *at, bool *found,
                                    morgue_error *err)
{
    *found = false;
    morgue_error error;
    morgue_status status = archive_find(w->view, id, at, &error);
    if (status == MORGUE_NOTFOUND)
        return MORGUE_OK;
    if (status) {
        if (err)
            *err = error;
        return status;
    }
    *found = !tombstones_has(&w->dead[at->shard], at->docid);
    return MORGUE_OK;
}

morgue_status store_writer_put(store_writer *w, const draft *d, put_result *result,
                               morgue_error *err)
{
    pending_article *p = find_pending(w, d->id);
    if (p)
        return put_over_pending(w, d, p, result, err);
    location at;
    bool found;
    morgue_status status = find_committed(w, d->id, &at, &found, err);
    if (status)
        return status;
    if (found)
        return put_over_committed(w, d, at, result, err);
    *result = PUT_ADDED;
    return add(w, d, err);
}

morgue_status store_writer_remove(store_writer *w, morgue_str id, morgue_error *err)
{
    pending_article *p = find_pending(w, id);
    bool found;
    if (p)
        return tombstones_add(&w->pending_dead, p->docid, &found, err);
    location at;
    morgue_status status = find_committed(w, id, &at, &found, err);
    if (status)
        return status;
    return found ? kill(w, at, err)
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

/* ---- committing ---- */

uint64_t store_writer_pending(const store_writer *w)
{
    return w->builder ? segment_builder_text(w->builder) : 0;
}

bool store_writer_dirty(const store_writer *w)
{
    return w->builder || w->dead_changed || w->inputs.dirty;
}

static morgue_status write_side_file(store_writer *w, const char *name, uint64_t revision,
                                     morgue_str content, manifest_file *out, morgue_error *err)
{
    morgue_status status = io_replace_file(w->dir_fd, name, content, err);
    uint32_t crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)content.ptr, (uInt)content.len);
    *out = (manifest_file){revision, content.len, crc};
    return status;
}

static morgue_status write_tombstones(store_writer *w, manifest_segment *s, const tombstones *t,
                                      uint64_t revision, morgue_error *err)
{
    if (t->dead == s->dead)
        return MORGUE_OK;
    char name[ARCHIVE_FILE_NAME];
    archive__tombstones_name(s->name, revision, name);
    s->dead = t->dead;
    return write_side_file(w, name, revision, (morgue_str){(const char *)t->bits, t->bytes},
                           &s->tombstones, err);
}

static morgue_status finish_segment(store_writer *w, manifest *next, morgue_error *err)
{
    if (!w->builder)
        return MORGUE_OK;
    manifest_segment *s = manifest_add(next);
    if (!s)
        return fail_nomem(err);
    snprintf(s->name, sizeof s->name, "seg-%06u", (unsigned)next->next_segment++);
    morgue_status status = segment_builder_finish(w->builder, &s->summary, err);
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

/* A segment whose documents are all dead is dropped. */
static void drop_dead_segments(manifest *next)
{
    size_t kept = 0;
    for (size_t i = 0; i < next->count; i++)
        if (next->segments[i].dead < next->segments[i].summary.documents)
            next->segments[kept++] = next->segments[i];
    next->count = kept;
}

morgue_status store_writer_commit(store_writer *w, morgue_error *err)
{
    if (!store_writer_dirty(w))
        return MORGUE_OK;
    manifest next;
    morgue_status status = manifest_copy(&next, &w->manifest, err);
    if (status)
        return status;
    next.revision++;
    for (size_t i = 0; !status && i < w->manifest.count; i++)
        status = write_tombstones(w, &next.segments[i], &w->dead[i], next.revision, err);
    if (!status)
        status = finish_segment(w, &next, err);
    if (!status)
        status = save_inputs(w, &next, err);
    drop_dead_segments(&next);
    if (!status)
        status = publish(w, &next, err);
    if (status) {
        manifest_free(&next);
        return status;
    }
    forget_pending(w);
    close_view(w);
    manifest_free(&w->manifest);
    w->manifest = next;
    w->inputs.dirty = false;
    archive__clean(w->dir_fd, &w->manifest);
    return open_view(w, err);
}
