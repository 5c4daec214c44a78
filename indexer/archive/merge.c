/* Merging: several segments become one, without the dead. */
#include "archive_internal.h"
#include "layout.h"
#include "store_writer_internal.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

/* So few segments are left as they are: to merge them would cost more than to ask them. */
#define MERGE_LEAST 4

/* The newest segments that together hold at least half of what the one before
 * them holds, once there are some: like carrying in a counter, this keeps the number of
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
    return m->count - first < MERGE_LEAST ? m->count : first;
}

/* The first of the newest segments, from first on, that all can be merged: not
 * those from before the configuration's fields were reordered. */
static size_t first_alike(const store_writer *w, size_t first)
{
    segment *const *all = w->view->segments;
    size_t count = w->manifest.count;
    for (size_t i = count; i-- > first;)
        for (size_t k = i + 1; k < count; k++)
            if (!segment_mergeable(all[i], all[k]))
                return i + 1;
    return first;
}

/* The manifest with the segments from first on replaced by a new one. */
static morgue_status publish_merged(store_writer *w, size_t first, const manifest_segment *merged,
                                    morgue_error *err)
{
    manifest next;
    morgue_status status = manifest_copy(&next, &w->manifest, err);
    if (status)
        return status;
    next.count = first;
    next.revision++;
    next.next_segment++;
    manifest_segment *s = manifest_add(&next);
    if (s)
        *s = *merged;
    else
        status = fail_nomem(err);
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

static morgue_status merge_from(store_writer *w, size_t first, int (*cancel)(void *), void *context,
                                morgue_error *err)
{
    size_t count = w->manifest.count - first;
    manifest_segment merged = {.dead = 0};
    segment_source *sources = calloc(count, sizeof *sources);
    if (!sources)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++) {
        const tombstones *dead = &w->dead[first + i];
        sources[i] = (segment_source){w->view->segments[first + i], dead->bits,
                                      dead->bits ? dead->bytes : 0};
    }
    morgue_status status = archive__segment_name(w->manifest.next_segment, merged.name, err);
    if (!status)
        status = segment_merge(w->path, merged.name, w->config, sources, count, w->memory, cancel,
                               context, &merged.summary, err);
    if (!status)
        status = publish_merged(w, first, &merged, err);
    free(sources);
    if (status)
        archive__writer_clean(w);
    return status;
}

morgue_status store_writer_merge(store_writer *w, bool all, int (*cancel)(void *), void *context,
                                 morgue_error *err)
{
    if (store_writer_dirty(w))
        return fail(err, MORGUE_INVALID, "there is something to commit before a merge");
    size_t first = all ? 0 : first_alike(w, first_to_merge(&w->manifest));
    size_t last = w->manifest.count;
    bool clean = first < last && w->manifest.segments[first].dead == 0;
    /* One segment that is whole cannot get better. */
    if (first == last || (last - first == 1 && (clean || !all)))
        return MORGUE_OK;
    return merge_from(w, first, cancel, context, err);
}
