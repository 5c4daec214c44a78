/* From the epochs' forms on disk to ranks: merge by key, order by count, and a
 * code for each number of an epoch. */
#include "stream_internal.h"

#include "error.h"
#include "sort.h"

#include <stdlib.h>

#define BUFFER ((size_t)64 << 10)

/* An epoch that is read: the entry at its head. */
typedef struct source {
    spool_cursor cursor;
    strbuf key;
    uint64_t count;
    uint32_t number;
    bool done;
} source;

/* Reads the next entry; failures are in the spool. */
static void advance(source *s)
{
    s->done = stream__cursor_end(&s->cursor);
    if (s->done)
        return;
    size_t length = (size_t)stream__cursor_varint(&s->cursor);
    const unsigned char *key = stream__cursor_take(&s->cursor, length);
    strbuf_clear(&s->key);
    if (key)
        strbuf_add(&s->key, key, length);
    s->count = stream__cursor_varint(&s->cursor);
    s->number = (uint32_t)stream__cursor_varint(&s->cursor);
}

static void open_source(source *s, stream_spool *spool, const epoch *e)
{
    stream__cursor_open(&s->cursor, spool, e->from, e->to, BUFFER);
    advance(s);
}

static void close_source(source *s)
{
    stream__cursor_close(&s->cursor);
    strbuf_free(&s->key);
}

/* ---- the merge: a heap of sources, the least key on top ---- */

typedef struct heap {
    source *sources;
    size_t *order, count;
} heap;

static bool less(const heap *h, size_t a, size_t b)
{
    return str_compare(strbuf_view(&h->sources[h->order[a]].key),
                       strbuf_view(&h->sources[h->order[b]].key)) < 0;
}

static void sink(heap *h, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < h->count; child++)
            least = less(h, child, least) ? child : least;
        if (least == i)
            return;
        size_t other = h->order[i];
        h->order[i] = h->order[least];
        h->order[least] = other;
        i = least;
    }
}

static bool make_heap(heap *h, stream_spool *s, const epoch *epochs, size_t n)
{
    h->sources = calloc(n + 1, sizeof *h->sources);
    h->order = calloc(n + 1, sizeof *h->order);
    if (!h->sources || !h->order)
        return false;
    for (size_t i = 0; i < n; i++) {
        open_source(&h->sources[i], s, &epochs[i]);
        if (!h->sources[i].done)
            h->order[h->count++] = i;
    }
    for (size_t i = h->count; i-- > 0;)
        sink(h, i);
    return true;
}

static void free_heap(heap *h, size_t n)
{
    for (size_t i = 0; h->sources && i < n; i++)
        close_source(&h->sources[i]);
    free(h->sources);
    free(h->order);
}

static morgue_str last_key(const ranking *r)
{
    if (r->count == 0)
        return (morgue_str){NULL, 0};
    uint32_t at = r->forms[r->count - 1].at;
    return (morgue_str){r->keys.ptr + at, r->keys.len - at - 1};
}

static morgue_status add_form(ranking *r, const source *s, morgue_error *err)
{
    if (str_equal(last_key(r), strbuf_view(&s->key)) && r->count) {
        r->forms[r->count - 1].count += s->count;
        return MORGUE_OK;
    }
    if (r->count == STREAM_RANKS || r->keys.len + s->key.len >= UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "over %u different words, or 4 GiB of them, in a segment",
                    STREAM_RANKS);
    if (r->count == r->capacity) {
        size_t capacity = r->capacity ? (size_t)r->capacity * 2 : 1024;
        ranked_form *grown = realloc(r->forms, capacity * sizeof *grown);
        if (!grown)
            return fail_nomem(err);
        r->forms = grown;
        r->capacity = (uint32_t)capacity;
    }
    r->forms[r->count++] = (ranked_form){s->count, (uint32_t)r->keys.len, 0};
    strbuf_str(&r->keys, strbuf_view(&s->key));
    strbuf_char(&r->keys, '\0');
    return strbuf_check(&r->keys, err);
}

static morgue_status merge(ranking *r, stream_spool *s, const epoch *epochs, size_t n,
                           morgue_error *err)
{
    heap h = {0};
    morgue_status status = make_heap(&h, s, epochs, n) ? MORGUE_OK : fail_nomem(err);
    while (!status && h.count > 0) {
        source *top = &h.sources[h.order[0]];
        status = strbuf_check(&top->key, err);
        if (!status)
            status = add_form(r, top, err);
        advance(top);
        if (top->done)
            h.order[0] = h.order[--h.count];
        sink(&h, 0);
    }
    free_heap(&h, n);
    return status ? status : stream__spool_check(s, err);
}

/* ---- ranks ---- */

typedef struct by_count {
    uint64_t rarity; /* the greatest count there is, less its own */
    uint32_t form;
} by_count;

static int compare_counts(const void *a, const void *b)
{
    const by_count *x = a, *y = b;
    if (x->rarity != y->rarity)
        return x->rarity < y->rarity ? -1 : 1;
    return (x->form > y->form) - (x->form < y->form);
}

static morgue_status order_forms(ranking *r, morgue_error *err)
{
    by_count *order = malloc((r->count + (size_t)1) * sizeof *order);
    r->by_rank = malloc((r->count + (size_t)1) * sizeof *r->by_rank);
    if (!order || !r->by_rank) {
        free(order);
        return fail_nomem(err);
    }
    for (uint32_t i = 0; i < r->count; i++)
        order[i] = (by_count){UINT64_MAX - r->forms[i].count, i};
    sort_by_head(order, r->count, sizeof *order, compare_counts);
    for (uint32_t rank = 0; rank < r->count; rank++) {
        r->by_rank[rank] = order[rank].form;
        r->forms[order[rank].form].rank = rank;
    }
    free(order);
    return MORGUE_OK;
}

morgue_status stream__rank(ranking *r, stream_spool *s, const epoch *epochs, size_t epoch_count,
                           morgue_error *err)
{
    morgue_status status = merge(r, s, epochs, epoch_count, err);
    return status ? status : order_forms(r, err);
}

void stream__ranking_free(ranking *r)
{
    strbuf_free(&r->keys);
    free(r->forms);
    free(r->by_rank);
    *r = (ranking){0};
}

morgue_status stream__epoch_codes(const ranking *r, stream_spool *s, const epoch *e,
                                  uint32_t **codes, morgue_error *err)
{
    *codes = calloc((size_t)e->numbers + 1, sizeof **codes);
    if (!*codes)
        return fail_nomem(err);
    source from = {0};
    open_source(&from, s, e);
    /* Both are in byte order, and the ranking has every key of the epoch. */
    for (uint32_t i = 0; i < r->count && !from.done; i++) {
        if (strcmp(r->keys.ptr + r->forms[i].at, from.key.ptr ? from.key.ptr : "") != 0)
            continue;
        if (from.number < e->numbers)
            (*codes)[from.number] = stream__packed(r->forms[i].rank);
        advance(&from);
    }
    bool all = from.done;
    close_source(&from);
    morgue_status status = stream__spool_check(s, err);
    if (!status && !all)
        status = fail(err, MORGUE_INTERNAL, "a word got no rank");
    if (status) {
        free(*codes);
        *codes = NULL;
    }
    return status;
}
