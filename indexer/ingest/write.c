/* The writing half: drafts into the archive, one file's bracket after another. */
#include "run_internal.h"

#include "draft_record.h"
#include "error.h"

#include <stdio.h>

/* A batch is committed when it holds this much text: what a crash can cost, and
 * how large a segment of a first run gets. */
#define COMMIT_BYTES (UINT64_C(1) << 30)

#define MAX_CLASHES 10000

static void count(ingest *g, uint64_t *counter, uint64_t n)
{
    pthread_mutex_lock(&g->mutex);
    *counter += n;
    pthread_mutex_unlock(&g->mutex);
}

static morgue_status begin(ingest *g, pipe_item *item, morgue_error *err)
{
    g->articles = 0;
    g->had_copies = false;
    return store_writer_begin(g->writer, item->path, err);
}

static morgue_status end(ingest *g, pipe_item *item, morgue_error *err)
{
    const pipe_end *e = &item->end;
    uint64_t removed = 0;
    morgue_status status = store_writer_end(g->writer, e->failed, &removed, err);
    count(g, &g->report->removed, removed);
    if (!status && e->remember) {
        input in = {item->path, e->size, e->ctime, e->ctime_ns, e->print, g->articles,
                    g->had_copies};
        status = store_writer_set_input(g->writer, &in, err);
    }
    if (!status && store_writer_pending(g->writer) >= COMMIT_BYTES)
        status = store_writer_commit(g->writer, err);
    return status;
}

/* Drafts the article anew under "ID~2", "ID~3" … until the archive takes it:
 * two articles that chose one id both stay. */
static morgue_status put_renamed(ingest *g, const morgue_article *article, const fingerprint *print,
                                 put_result *result, morgue_error *err)
{
    strbuf id = {0};
    morgue_status status = MORGUE_OK;
    *result = PUT_CLASH;
    for (unsigned n = 2; !status && *result == PUT_CLASH && n < MAX_CLASHES; n++) {
        morgue_article renamed = *article;
        draft *d = NULL;
        strbuf_clear(&id);
        strbuf_str(&id, article->id);
        strbuf_printf(&id, "~%u", n);
        renamed.id = strbuf_view(&id);
        status = strbuf_check(&id, err);
        if (!status)
            status = drafter_make(g->redrafter, &renamed, &d, err);
        if (!status) {
            /* It is the content under its own id that tells whether it changed. */
            d->print = *print;
            memcpy((char *)d->record.ptr, print->bytes, sizeof print->bytes);
            status = store_writer_put(g->writer, d, result, err);
        }
        draft_free(d);
    }
    strbuf_free(&id);
    if (!status && *result == PUT_CLASH)
        status = fail(err, MORGUE_LIMIT, "over %d articles have the id '%.*s'", MAX_CLASHES,
                      STR_ARGS(article->id));
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
        status = put_renamed(g, item->article, &item->draft->print, &result, err);
        count(g, &g->report->clashes, !status);
    }
    if (article_fault(status)) {
        ingest__failed(g, item->article->path, status, err->message);
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
