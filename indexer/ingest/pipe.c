/* An ordered pipe of one producer, several workers and one consumer: a ring in
 * which an item's place is its turn. */
#include "pipe.h"

#include "error.h"

#include <pthread.h>
#include <stdlib.h>

#define PLACES 512

typedef enum place_state { PLACE_EMPTY, PLACE_WAITING, PLACE_TAKEN, PLACE_DONE } place_state;

typedef struct place {
    pipe_item item;
    place_state state;
} place;

struct ingest_pipe {
    pthread_mutex_t mutex;
    pthread_cond_t room, work, done, idle;
    place ring[PLACES];
    uint64_t head; /* next to consume */
    uint64_t next; /* next for a worker to look at */
    uint64_t tail; /* next free place */
    size_t bytes, budget;
    bool closing;
    morgue_status status; /* of the first failure */
    morgue_error error;
    pipe_consume *consume;
    void *context;
    pthread_t *threads; /* the consumer, then the workers */
    size_t thread_count;
    drafter **drafters;
    size_t drafter_count, drafters_used;
};

static void free_item(pipe_item *item)
{
    free((char *)item->path.ptr);
    morgue_article_free(item->article);
    draft_free(item->draft);
    *item = (pipe_item){0};
}

/* Called with the mutex held. */
static void stop(ingest_pipe *p, morgue_status status, const morgue_error *error)
{
    if (!p->status) {
        p->status = status;
        p->error = *error;
    }
    pthread_cond_broadcast(&p->room);
    pthread_cond_broadcast(&p->work);
    pthread_cond_broadcast(&p->done);
    pthread_cond_broadcast(&p->idle);
}

/* The next article without a draft; others are done as they come. NULL at the
 * end of work. Called with the mutex held. */
static place *take_work(ingest_pipe *p)
{
    for (;;) {
        if (p->closing || p->status)
            return NULL;
        while (p->next < p->tail) {
            place *at = &p->ring[p->next++ % PLACES];
            if (at->state == PLACE_WAITING) {
                at->state = PLACE_TAKEN;
                return at;
            }
        }
        pthread_cond_wait(&p->work, &p->mutex);
    }
}

static void *work(void *context)
{
    ingest_pipe *p = context;
    pthread_mutex_lock(&p->mutex);
    drafter *own = p->drafters[p->drafters_used++];
    for (place *at; (at = take_work(p));) {
        pthread_mutex_unlock(&p->mutex);
        pipe_item *item = &at->item;
        item->status =
            drafter_make_from(own, item->article, item->path, &item->draft, &item->error);
        pthread_mutex_lock(&p->mutex);
        at->state = PLACE_DONE;
        pthread_cond_signal(&p->done);
    }
    pthread_mutex_unlock(&p->mutex);
    return NULL;
}

static void *consume(void *context)
{
    ingest_pipe *p = context;
    pthread_mutex_lock(&p->mutex);
    for (;;) {
        place *at = &p->ring[p->head % PLACES];
        bool ready = p->head < p->tail && at->state == PLACE_DONE;
        if (p->status || (p->closing && p->head == p->tail))
            break;
        if (!ready) {
            pthread_cond_wait(&p->done, &p->mutex);
            continue;
        }
        pthread_mutex_unlock(&p->mutex);
        morgue_error error;
        morgue_status status = p->consume(p->context, &at->item, &error);
        size_t bytes = at->item.bytes;
        free_item(&at->item);
        pthread_mutex_lock(&p->mutex);
        at->state = PLACE_EMPTY;
        p->bytes -= bytes;
        p->head++;
        if (status)
            stop(p, status, &error);
        pthread_cond_signal(&p->room);
        if (p->head == p->tail)
            pthread_cond_broadcast(&p->idle);
    }
    pthread_mutex_unlock(&p->mutex);
    return NULL;
}

static morgue_status start(ingest_pipe *p, void *(*run)(void *), morgue_error *err)
{
    int code = pthread_create(&p->threads[p->thread_count], NULL, run, p);
    if (code)
        return fail_errno(err, MORGUE_INTERNAL, code, "cannot start a thread");
    p->thread_count++;
    return MORGUE_OK;
}

static morgue_status start_all(ingest_pipe *p, const morgue_config *config, const recogniser *names,
                               unsigned threads, morgue_error *err)
{
    p->threads = calloc(threads + 1, sizeof *p->threads);
    p->drafters = calloc(threads, sizeof(drafter *));
    if (!p->threads || !p->drafters)
        return fail_nomem(err);
    morgue_status status = MORGUE_OK;
    for (unsigned i = 0; !status && i < threads; i++) {
        status = drafter_new(&p->drafters[i], config, names, err);
        p->drafter_count += !status;
    }
    if (!status)
        status = start(p, consume, err);
    for (unsigned i = 0; !status && i < threads; i++)
        status = start(p, work, err);
    return status;
}

morgue_status ingest__pipe_new(ingest_pipe **out, const morgue_config *config,
                               const recogniser *names, unsigned threads, size_t budget,
                               pipe_consume *consume_item, void *context, morgue_error *err)
{
    *out = NULL;
    ingest_pipe *p = calloc(1, sizeof *p);
    if (!p)
        return fail_nomem(err);
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->room, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    pthread_cond_init(&p->idle, NULL);
    p->budget = budget;
    p->consume = consume_item;
    p->context = context;
    morgue_status status = start_all(p, config, names, threads, err);
    if (status)
        ingest__pipe_free(p);
    else
        *out = p;
    return status;
}

morgue_status ingest__pipe_push(ingest_pipe *p, pipe_item item, morgue_error *err)
{
    pthread_mutex_lock(&p->mutex);
    /* One item always fits, however large. */
    while (!p->status &&
           (p->tail - p->head == PLACES || (p->bytes > 0 && p->bytes + item.bytes > p->budget)))
        pthread_cond_wait(&p->room, &p->mutex);
    morgue_status status = p->status;
    if (status) {
        if (err)
            *err = p->error;
        free_item(&item);
    } else {
        place *at = &p->ring[p->tail++ % PLACES];
        at->item = item;
        at->state = item.kind == PIPE_ARTICLE ? PLACE_WAITING : PLACE_DONE;
        p->bytes += item.bytes;
        pthread_cond_signal(item.kind == PIPE_ARTICLE ? &p->work : &p->done);
    }
    pthread_mutex_unlock(&p->mutex);
    return status;
}

morgue_status ingest__pipe_drain(ingest_pipe *p, morgue_error *err)
{
    pthread_mutex_lock(&p->mutex);
    while (!p->status && p->head < p->tail)
        pthread_cond_wait(&p->idle, &p->mutex);
    morgue_status status = p->status;
    if (status && err)
        *err = p->error;
    pthread_mutex_unlock(&p->mutex);
    return status;
}

bool ingest__pipe_failed(ingest_pipe *p)
{
    pthread_mutex_lock(&p->mutex);
    bool failed = p->status != MORGUE_OK;
    pthread_mutex_unlock(&p->mutex);
    return failed;
}

void ingest__pipe_free(ingest_pipe *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->mutex);
    p->closing = true;
    morgue_error error;
    fail(&error, MORGUE_CANCELLED, "the run was stopped");
    if (p->head < p->tail)
        stop(p, MORGUE_CANCELLED, &error);
    pthread_cond_broadcast(&p->work);
    pthread_cond_broadcast(&p->done);
    pthread_mutex_unlock(&p->mutex);
    for (size_t i = 0; i < p->thread_count; i++)
        pthread_join(p->threads[i], NULL);
    for (; p->head < p->tail; p->head++)
        free_item(&p->ring[p->head % PLACES].item);
    for (size_t i = 0; i < p->drafter_count; i++)
        drafter_free(p->drafters[i]);
    free(p->drafters);
    free(p->threads);
    pthread_mutex_destroy(&p->mutex);
    pthread_cond_destroy(&p->room);
    pthread_cond_destroy(&p->work);
    pthread_cond_destroy(&p->done);
    pthread_cond_destroy(&p->idle);
    free(p);
}
