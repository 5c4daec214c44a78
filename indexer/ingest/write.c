/* The writing half: drafts into the archive, one file's bracket after another. */
#include "run_internal.h"

#include "error.h"

#include <stdio.h>

/* A batch is committed when it holds this much text: what a crash can cost, and
 * how large a segment of a first run gets. */
#define COMMIT_BYTES (UINT64_C(1) << 30)

/* Articles that may share an id. */
#define MAX_CLASHES 1000

static void count(ingest *g, uint64_t *counter, uint64_t n)
{
    pthread_mutex_lock(&g->mutex);
    *counter += n;
    pthread_mutex_unlock(&g->mutex);
}

static morgue_status begin(ingest *g, pipe_item *item, morgue_error *err)
{
    g->articles = 0;
    g->draft_failures = 0;
    g->had_copies = false;
    return store_writer_begin(g->writer, item->path, err);
}

/* What is remembered of a file that was read. One that could not be read to its
 * end is doubted, so that it is read again and found when it vanishes. */
static morgue_status remember(ingest *g, const pipe_item *item, morgue_error *err)
{
    const pipe_end *e = &item->end;
    input in = {item->path, e->size, e->ctime, e->ctime_ns, e->print, g->articles, g->had_copies};
    if (!e->failed)
        return ingest__set_input(g, &in, err);
    input before;
    bool known = ingest__input(g, item->path, &before);
    if (known ? before.size == INPUT_DOUBTED && before.had_copies >= g->had_copies
              : g->articles == 0)
        return MORGUE_OK;
    in.size = INPUT_DOUBTED;
    in.had_copies |= known && before.had_copies;
    return ingest__set_input(g, &in, err);
}

static morgue_status end(ingest *g, pipe_item *item, morgue_error *err)
{
    uint64_t removed = 0;
    morgue_status status = store_writer_end(g->writer, item->end.failed, &removed, err);
    count(g, &g->report->removed, removed);
    ingest__failed_rest(g, item->end.input ? item->path : STR("stdin"), g->draft_failures);
    if (!status && item->end.input)
        status = remember(g, item, err);
    if (!status && store_writer_pending(g->writer) >= COMMIT_BYTES)
        status = ingest__commit(g, err);
    return status;
}

/* The first of "ID~2", "ID~3" … that would take an article of this content. */
static morgue_status find_name(ingest *g, morgue_str wanted, const fingerprint *print, strbuf *id,
                               morgue_error *err)
{
    put_result result = PUT_CLASH;
    morgue_status status = MORGUE_OK;
    bool crowded = map_get(&g->crowded, wanted) != NULL;
    for (unsigned n = 2; !status && !crowded && result == PUT_CLASH && n <= MAX_CLASHES; n++) {
        strbuf_clear(id);
        strbuf_str(id, wanted);
        strbuf_printf(id, "~%u", n);
        status = strbuf_check(id, err);
        if (!status)
            status = store_writer_judge(g->writer, strbuf_view(id), print, &result, err);
    }
    if (status || result != PUT_CLASH)
        return status;
    if (!map_put(&g->crowded, wanted, NULL))
        return fail_nomem(err);
    return fail(err, MORGUE_LIMIT, "over %d articles have the id '%.*s'", MAX_CLASHES,
                STR_ARGS(wanted));
}

/* Drafts the article anew under another id: two articles that chose one id both
 * stay. */
static morgue_status put_renamed(ingest *g, const pipe_item *item, put_result *result,
                                 morgue_error *err)
{
    strbuf id = {0};
    draft *d = NULL;
    const fingerprint *print = &item->draft->print;
    morgue_article renamed = *item->article;
    morgue_status status = find_name(g, item->article->id, print, &id, err);
    renamed.id = strbuf_view(&id);
    if (!status)
        status = drafter_make_from(g->redrafter, &renamed, item->path, NULL, &d, err);
    if (!status) {
        /* It is the content under its own id that tells whether it changed. */
        d->print = *print;
        status = store_writer_put(g->writer, d, result, err);
    }
    draft_free(d);
    strbuf_free(&id);
    return status;
}

static void count_put(ingest *g, put_result result)
{
    ingest_report *r = g->report;
    pthread_mutex_lock(&g->mutex);
    r->added += result == PUT_ADDED;
    r->replaced += result == PUT_REPLACED;
    r->same += result == PUT_SAME;
    r->copies += result == PUT_COPY;
    pthread_mutex_unlock(&g->mutex);
}

static bool article_fault(morgue_status status)
{
    return status == MORGUE_INVALID || status == MORGUE_LIMIT || status == MORGUE_FORMAT;
}

static morgue_status put(ingest *g, pipe_item *item, morgue_error *err)
{
    put_result result = PUT_SAME;
    morgue_status status = item->status;
    if (status && err)
        *err = item->error;
    if (!status)
        status = store_writer_put(g->writer, item->draft, &result, err);
    if (!status && result == PUT_CLASH) {
        status = put_renamed(g, item, &result, err);
        count(g, &g->report->clashes, !status);
    }
    if (article_fault(status)) {
        ingest__failed_member(g, item->article->path, status, err->message, &g->draft_failures);
        return MORGUE_OK;
    }
    if (status)
        return status;
    g->articles++;
    g->had_copies |= result == PUT_COPY;
    count_put(g, result);
    return MORGUE_OK;
}

morgue_status ingest__write(void *context, pipe_item *item, morgue_error *err)
{
    ingest *g = context;
    switch (item->kind) {
    case PIPE_BEGIN:
        return begin(g, item, err);
    case PIPE_ARTICLE:
        return put(g, item, err);
    case PIPE_END:
        return end(g, item, err);
    }
    return fail(err, MORGUE_INTERNAL, "an item of an unknown kind");
}
