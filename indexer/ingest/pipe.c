/* An ordered pipe of one producer, several workers and one consumer: a ring in
 * which a batch's place is its turn. Batches, for a lock taken once an article is
 * felt beside the work on it. */
#include "pipe.h"

#include "error.h"

#include <pthread.h>
#include <stdlib.h>

#define PLACES 256

/* Batches under way for each worker: so few that what was read of the last one is still in
 * the processor's cache when it is drafted. */
#define PLACES_A_WORKER 8

/* Items of a batch: so many that handing it over costs nothing, so few that the
 * last ones of a run keep all workers busy. */
#define BATCH 32

typedef enum batch_state { BATCH_WAITING, BATCH_TAKEN, BATCH_DONE } batch_state;

/* A batch goes from the producer to a worker to the consumer, and one of them at a time
 * takes of its memory: the C library's would be under a lock between all three. */
typedef struct batch {
    pipe_item items[BATCH];
    size_t count;
    size_t bytes;
    batch_state state;
    arena memory; /* articles and drafts */
    struct batch *next;
} batch;

/* A batch that is done keeps at most so much memory for the next one. */
#define KEPT ((size_t)2 << 20)

struct ingest_pipe {
    batch *open; /* the producer's, not yet in the ring; NULL when there is none */
    size_t budget, batch_bytes, places;
    pthread_mutex_t mutex;
    pthread_cond_t room, work, done, idle;
    /* below: under the mutex */
    batch *ring[PLACES];
    batch *spare;  /* the last one that was done is the next to be used */
    uint64_t head; /* next to consume */
    uint64_t next; /* next for a worker to look at */
    uint64_t tail; /* next free place */
    size_t bytes;
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

static void empty_batch(batch *b)
{
    for (size_t i = 0; i < b->count; i++)
        draft_free(b->items[i].draft);
    b->count = b->bytes = 0;
    if (b->memory.total > KEPT)
        arena_free(&b->memory);
    arena_clear(&b->memory);
}

static void free_batch(batch *b)
{
    if (!b)
        return;
    empty_batch(b);
    arena_free(&b->memory);
    free(b);
}

static void free_spare(batch *b)
{
    while (b) {
        batch *next = b->next;
        free_batch(b);
        b = next;
    }
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

/* The next batch with articles to draft; others are done as they come. NULL at
 * the end of work. Called with the mutex held. */
static batch *take_work(ingest_pipe *p)
{
    for (;;) {
        if (p->closing || p->status)
            return NULL;
        while (p->next < p->tail) {
            batch *b = p->ring[p->next++ % PLACES];
            if (b->state == BATCH_WAITING) {
                b->state = BATCH_TAKEN;
                return b;
            }
        }
        pthread_cond_wait(&p->work, &p->mutex);
    }
}

static void draft_all(batch *b, drafter *own)
{
    for (size_t i = 0; i < b->count; i++) {
        pipe_item *item = &b->items[i];
        if (item->kind == PIPE_ARTICLE)
            item->status = drafter_make_from(own, item->article, item->path, &b->memory,
                                             &item->draft, &item->error);
    }
}

static void *work(void *context)
{
    ingest_pipe *p = context;
    pthread_mutex_lock(&p->mutex);
    drafter *own = p->drafters[p->drafters_used++];
    for (batch *b; (b = take_work(p));) {
        pthread_mutex_unlock(&p->mutex);
        draft_all(b, own);
        pthread_mutex_lock(&p->mutex);
        b->state = BATCH_DONE;
        pthread_cond_signal(&p->done);
    }
    pthread_mutex_unlock(&p->mutex);
    return NULL;
}

static morgue_status consume_all(ingest_pipe *p, batch *b, morgue_error *error)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < b->count; i++)
        status = p->consume(p->context, &b->items[i], error);
    return status;
}

static void *consume(void *context)
{
    ingest_pipe *p = context;
    pthread_mutex_lock(&p->mutex);
    for (;;) {
        batch *b = p->head < p->tail ? p->ring[p->head % PLACES] : NULL;
        if (p->status || (p->closing && !b))
            break;
        if (!b || b->state != BATCH_DONE) {
            pthread_cond_wait(&p->done, &p->mutex);
            continue;
        }
        /* A batch without articles is done before a worker has passed it. */
        p->next = p->next > p->head ? p->next : p->head + 1;
        pthread_mutex_unlock(&p->mutex);
        morgue_error error;
        morgue_status status = consume_all(p, b, &error);
        size_t bytes = b->bytes;
        empty_batch(b);
        pthread_mutex_lock(&p->mutex);
        p->bytes -= bytes;
        p->head++;
        b->next = p->spare;
        p->spare = b;
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
    p->batch_bytes = budget / (4 * (size_t)threads);
    p->places = threads < PLACES / PLACES_A_WORKER ? threads * PLACES_A_WORKER : PLACES;
    p->consume = consume_item;
    p->context = context;
    morgue_status status = start_all(p, config, names, threads, err);
    if (status)
        ingest__pipe_free(p);
    else
        *out = p;
    return status;
}

/* The first failure so far. Called with the mutex held. */
static morgue_status failure(const ingest_pipe *p, morgue_error *err)
{
    if (p->status && err)
        *err = p->error;
    return p->status;
}

/* Puts the open batch into the ring. */
static morgue_status hand_over(ingest_pipe *p, morgue_error *err)
{
    batch *b = p->open;
    if (!b)
        return MORGUE_OK;
    p->open = NULL;
    pthread_mutex_lock(&p->mutex);
    /* One batch always fits, however large. */
    while (!p->status &&
           (p->tail - p->head == p->places || (p->bytes > 0 && p->bytes + b->bytes > p->budget)))
        pthread_cond_wait(&p->room, &p->mutex);
    morgue_status status = failure(p, err);
    if (!status) {
        p->ring[p->tail++ % PLACES] = b;
        p->bytes += b->bytes;
        pthread_cond_signal(b->state == BATCH_WAITING ? &p->work : &p->done);
    }
    pthread_mutex_unlock(&p->mutex);
    if (status)
        free_batch(b);
    return status;
}

static bool full(const ingest_pipe *p, size_t more)
{
    const batch *b = p->open;
    return b && b->count && (b->count == BATCH || b->bytes + more > p->batch_bytes);
}

static batch *take_spare(ingest_pipe *p)
{
    pthread_mutex_lock(&p->mutex);
    batch *b = p->spare;
    if (b)
        p->spare = b->next;
    pthread_mutex_unlock(&p->mutex);
    return b ? b : calloc(1, sizeof *b);
}

morgue_status ingest__pipe_memory(ingest_pipe *p, size_t bytes, arena **out, morgue_error *err)
{
    morgue_status status = full(p, bytes) ? hand_over(p, err) : MORGUE_OK;
    if (!status && !p->open && (p->open = take_spare(p)))
        p->open->state = BATCH_DONE;
    if (!status && !p->open)
        status = fail_nomem(err);
    *out = status ? NULL : &p->open->memory;
    return status;
}

void ingest__pipe_push(ingest_pipe *p, const pipe_item *item)
{
    batch *b = p->open;
    if (item->kind == PIPE_ARTICLE)
        b->state = BATCH_WAITING;
    b->bytes += item->bytes;
    b->items[b->count++] = *item;
}

morgue_status ingest__pipe_drain(ingest_pipe *p, morgue_error *err)
{
    morgue_status status = hand_over(p, err);
    if (status)
        return status;
    pthread_mutex_lock(&p->mutex);
    while (!p->status && p->head < p->tail)
        pthread_cond_wait(&p->idle, &p->mutex);
    status = failure(p, err);
    batch *spare = p->spare;
    p->spare = NULL;
    pthread_mutex_unlock(&p->mutex);
    free_spare(spare);
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
        free_batch(p->ring[p->head % PLACES]);
    free_batch(p->open);
    free_spare(p->spare);
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
