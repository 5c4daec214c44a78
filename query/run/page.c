/* The best of many matches: a bounded heap, then an order that never depends on
 * chance. */
#include "run_internal.h"

#include <stdlib.h>

/* Better first; ties by date, then in the order of segments and documents. */
static inline int compare(const place *x, const place *y)
{
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    if (x->order != y->order)
        return x->order > y->order ? -1 : 1;
    if (x->shard != y->shard)
        return x->shard < y->shard ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static int by_rank(const void *a, const void *b)
{
    return compare(a, b);
}

static void sift_up(place *heap, size_t at, place p)
{
    while (at && compare(&heap[(at - 1) / 2], &p) < 0) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = p;
}

static void sift_down(place *heap, size_t count, place p)
{
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && compare(&heap[child], &heap[child + 1]) < 0;
        if (compare(&p, &heap[child]) >= 0)
            break;
        heap[at] = heap[child];
    }
    heap[at] = p;
}

bool run__page_add(page *p, place at)
{
    if (p->count == p->most) {
        if (p->count && compare(&at, &p->places[0]) < 0)
            sift_down(p->places, p->count, at);
        return true;
    }
    if (p->count == p->capacity) {
        size_t capacity = p->capacity ? p->capacity * 2 : 64;
        place *grown = realloc(p->places, capacity * sizeof *grown);
        if (!grown)
            return false;
        p->places = grown;
        p->capacity = capacity;
    }
    sift_up(p->places, p->count++, at);
    return true;
}

void run__page_sort(page *p)
{
    if (p->count)
        qsort(p->places, p->count, sizeof *p->places, by_rank);
}

void run__page_free(page *p)
{
    free(p->places);
    *p = (page){0};
}
