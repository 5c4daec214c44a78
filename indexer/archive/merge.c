/* Merging: several segments become one, without the dead. */
#include "archive_internal.h"
#include "layout.h"
#include "store_writer_internal.h"

#include "error.h"

#include <stdio.h>

/* Articles are drafted anew from what is stored of them, so a merge needs no
 * source file, and finds names that were added to the lists meanwhile. */

/* The newest segments that together hold at least half of what the one before
 * them holds: like carrying in a binary counter, this keeps the number of
 * segments logarithmic (J. L. Bentley and J. B. Saxe, 1980) and rewrites an
 * article a logarithmic number of times. Returns the first of them. */
static size_t first_to_merge(const manifest *m)
{
    size_t first = m->count;
    uint64_t sum = 0;
    while (first > 0) {
        const manifest_segment *s = &m->segments[first - 1];
        uint64_t live = s->summary.documents - s->dead;
        if (sum && sum * 2 < live)
            break;
        sum += live;
        first--;
    }
    return first;
}

/* The file that an article came from: its path, or that without "#17". A file's
 * name can have a "#" of its own, so the table of inputs decides. */
static morgue_str file_of(const store_writer *w, morgue_str path)
{
    size_t at = path.len;
    while (at > 0 && path.ptr[at - 1] != '#')
        at--;
    if (at == 0 || store_writer_input(w, path))
        return path;
    return str_range(path, 0, at - 1);
}

static morgue_status copy_article(store_writer *w, drafter *d, segment_builder *b, location at,
                                  morgue_error *err)
{
    arena memory = {0};
    morgue_article article;
    fingerprint print;
    draft *made = NULL;
    uint32_t docid;
    morgue_status status = archive_load(w->view, at, &memory, &article, &print, err);
    if (!status)
        status = drafter_make_from(d, &article, file_of(w, article.path), &made, err);
    if (!status) {
        draft_set_print(made, &print);
        status = segment_builder_add(b, made, &docid, err);
    }
    draft_free(made);
    arena_free(&memory);
    return status;
}

static morgue_status copy_live(store_writer *w, drafter *d, segment_builder *b, size_t shard,
                               int (*cancel)(void *), void *context, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    uint32_t documents = w->manifest.segments[shard].summary.documents;
    for (uint32_t id = 1; !status && id <= documents; id++) {
        if (tombstones_has(&w->dead[shard], id))
            continue;
        status = cancel && cancel(context) ? fail(err, MORGUE_CANCELLED, "interrupted")
                                           : copy_article(w, d, b, (location){shard, id}, err);
    }
    return status;
}

/* The manifest with the segments from first on replaced by a new one. */
static morgue_status publish_merged(store_writer *w, segment_builder *b, size_t first,
                                    const char *name, morgue_error *err)
{
    manifest next;
    morgue_status status = manifest_copy(&next, &w->manifest, err);
    if (status)
        return status;
    next.count = first;
    next.revision++;
    next.next_segment++;
    manifest_segment *s = segment_builder_count(b) ? manifest_add(&next) : NULL;
    if (s) {
        snprintf(s->name, sizeof s->name, "%s", name);
        status = segment_builder_finish(b, &s->summary, err);
    } else if (segment_builder_count(b)) {
        status = fail_nomem(err);
    }
    if (!status)
        status = archive__publish(w, &next, err);
    if (status) {
        manifest_free(&next);
        return status;
    }
    archive__writer_close_view(w);
    manifest_free(&w->manifest);
    w->manifest = next;
    if (!w->stub_behind)
        archive__clean(w->dir_fd, &w->manifest);
    return archive__writer_open_view(w, err);
}

static morgue_status merge_from(store_writer *w, drafter *d, size_t first, int (*cancel)(void *),
                                void *context, morgue_error *err)
{
    char name[SEGMENT_NAME];
    segment_builder *b = NULL;
    morgue_status status = archive__segment_name(w->manifest.next_segment, name, err);
    if (!status)
        status = segment_builder_new(&b, w->path, name, w->config, w->memory, SEGMENT_BULK, err);
    for (size_t i = first; !status && i < w->manifest.count; i++)
        status = copy_live(w, d, b, i, cancel, context, err);
    if (!status)
        status = publish_merged(w, b, first, name, err);
    segment_builder_free(b);
    if (status)
        archive__writer_clean(w);
    return status;
}

morgue_status store_writer_merge(store_writer *w, drafter *d, bool all, int (*cancel)(void *),
                                 void *context, morgue_error *err)
{
    if (store_writer_dirty(w))
        return fail(err, MORGUE_INVALID, "there is something to commit before a merge");
    size_t first = all ? 0 : first_to_merge(&w->manifest), last = w->manifest.count;
    bool clean = first < last && w->manifest.segments[first].dead == 0;
    /* One segment that is whole cannot get better. */
    if (first == last || (last - first == 1 && (clean || !all)))
        return MORGUE_OK;
    return merge_from(w, d, first, cancel, context, err);
}
