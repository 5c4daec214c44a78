/*
 * Keys in an open-addressing table, what is appended to each of them in slices
 * of one pool that double in size: no allocation, no pointer and little waste a
 * posting.
 */
#include "inversion.h"

#include "map.h"
#include "pages.h"
#include "sort.h"

#include <stdlib.h>

#define LINE       64u /* of the processor's cache */
#define LINK       4u  /* bytes at the end of a slice: where the next one is */
#define FIRST      16u
#define TOP_LEVEL  9 /* slices of 8192 bytes and no longer */
#define LEAST_POOL ((size_t)64 << 10)

typedef struct inversion_place {
    uint32_t hash;
    uint32_t number; /* of the entry, plus 1; 0: free */
} inversion_place;

static unsigned slice_size(unsigned level)
{
    return FIRST << level;
}

void segment__inversion_free(inversion *v)
{
    pages_free(v->pool, v->pool_capacity);
    free(v->entries);
    free(v->places);
    *v = (inversion){0};
}

void segment__inversion_clear(inversion *v)
{
    v->used = 0;
    v->count = 0;
    if (v->places)
        memset(v->places, 0, v->place_count * sizeof *v->places);
}

/* What sorting needs of an entry. */
typedef struct sorted_key {
    uint64_t head;
    const inversion_entry *entry;
    const unsigned char *text;
} sorted_key;

/* Places by how many there would have to be at most: those that were needed
 * before it was cleared do not count. */
uint64_t segment__inversion_memory(const inversion *v)
{
    uint64_t places = 4 * (uint64_t)v->count;
    places = places < v->place_count ? places : v->place_count;
    return v->used + v->count * (sizeof *v->entries + sizeof(sorted_key) + sizeof(void *)) +
           places * sizeof *v->places;
}

static void use_large_pages(void *bytes, size_t n)
{
    if (n >= PAGES_LARGE)
        pages_enlarge(bytes, n);
}

static bool grow_entries(inversion *v, size_t need)
{
    if (need <= v->capacity)
        return true;
    size_t capacity = v->capacity + v->capacity / 2;
    capacity = capacity < need ? need : capacity;
    size_t bytes = (capacity * sizeof *v->entries + LINE - 1) / LINE * LINE;
    inversion_entry *grown = aligned_alloc(LINE, bytes);
    if (!grown)
        return false;
    use_large_pages(grown, bytes);
    if (v->count)
        memcpy(grown, v->entries, v->count * sizeof *grown);
    free(v->entries);
    v->entries = grown;
    v->capacity = capacity;
    return true;
}

static void put_place(inversion_place *places, size_t mask, inversion_place p)
{
    size_t i = p.hash & mask;
    while (places[i].number)
        i = (i + 1) & mask;
    places[i] = p;
}

/* At most five eighths full. */
static bool grow_places(inversion *v, size_t need)
{
    size_t count = v->place_count ? v->place_count : 1024;
    while (count / 8 * 5 < need)
        count *= 2;
    if (count == v->place_count)
        return true;
    inversion_place *grown = calloc(count, sizeof *grown);
    if (!grown)
        return false;
    use_large_pages(grown, count * sizeof *grown);
    for (size_t i = 0; i < v->place_count; i++)
        if (v->places[i].number)
            put_place(grown, count - 1, v->places[i]);
    free(v->places);
    v->places = grown;
    v->place_count = count;
    return true;
}

bool segment__inversion_reserve(inversion *v, size_t n)
{
    if (v->count + n >= UINT32_MAX || !grow_entries(v, v->count + n) ||
        !grow_places(v, v->count + n))
        v->failed = true;
    return !v->failed;
}

uint64_t segment__inversion_hash(const inversion *v, morgue_str key)
{
    uint64_t hash = hash_bytes(key.ptr, key.len);
    __builtin_prefetch(&v->places[(uint32_t)hash & (v->place_count - 1)]);
    return hash;
}

/* The entry that a hash most likely stands for, or NULL. */
static const inversion_entry *guess(const inversion *v, uint64_t hash)
{
    size_t mask = v->place_count - 1, i = (uint32_t)hash & mask;
    for (unsigned tries = 0; tries < 4 && v->places[i].number; tries++, i = (i + 1) & mask)
        if (v->places[i].hash == (uint32_t)hash)
            return &v->entries[v->places[i].number - 1];
    return NULL;
}

void segment__inversion_near(const inversion *v, uint64_t hash)
{
    const inversion_entry *e = guess(v, hash);
    if (e)
        __builtin_prefetch(e, 1);
}

void segment__inversion_far(const inversion *v, uint64_t hash)
{
    const inversion_entry *e = guess(v, hash);
    if (!e)
        return;
    __builtin_prefetch(v->pool + e->text);
    __builtin_prefetch(v->pool + e->tail, 1);
}

/* n bytes of the pool; 0 when out of memory. Offset 0 is never handed out. */
static uint32_t take(inversion *v, size_t n)
{
    size_t start = v->used ? v->used : 1;
    if (start + n > v->pool_capacity) {
        size_t capacity = v->pool_capacity + v->pool_capacity / 2;
        capacity = capacity < start + n ? start + n : capacity;
        capacity = capacity < LEAST_POOL ? LEAST_POOL : capacity;
        unsigned char *grown =
            start + n > UINT32_MAX ? NULL : pages_resize(v->pool, v->pool_capacity, capacity);
        if (!grown) {
            v->failed = true;
            return 0;
        }
        v->pool = grown;
        v->pool_capacity = capacity;
    }
    v->used = start + n;
    return (uint32_t)start;
}

static inversion_entry *add(inversion *v, morgue_str key, inversion_place *place, uint32_t hash)
{
    unsigned slice = slice_size(0);
    uint32_t text = take(v, key.len + slice);
    if (!text)
        return NULL;
    memcpy(v->pool + text, key.ptr, key.len);
    inversion_entry *e = &v->entries[v->count++];
    *e = (inversion_entry){.text = text, .length = (uint8_t)key.len};
    e->tail = text + (uint32_t)key.len;
    e->left = (uint16_t)(slice - LINK);
    *place = (inversion_place){hash, (uint32_t)v->count};
    return e;
}

inversion_entry *segment__inversion_entry(inversion *v, morgue_str key, uint64_t hash)
{
    size_t mask = v->place_count - 1;
    uint32_t low = (uint32_t)hash;
    for (size_t i = low & mask;; i = (i + 1) & mask) {
        inversion_place *p = &v->places[i];
        if (!p->number)
            return add(v, key, p, low);
        inversion_entry *e = &v->entries[p->number - 1];
        if (p->hash == low && str_equal(inversion_key(v, e), key))
            return e;
    }
}

/* Opens a slice of the entry's next level, linked to the one that is full. */
static bool next_slice(inversion *v, inversion_entry *e)
{
    unsigned level = e->level < TOP_LEVEL ? e->level + 1u : TOP_LEVEL;
    uint32_t slice = take(v, slice_size(level));
    if (!slice)
        return false;
    memcpy(v->pool + e->tail, &slice, LINK);
    e->tail = slice;
    e->left = (uint16_t)(slice_size(level) - LINK);
    e->level = (uint8_t)level;
    return true;
}

void segment__inversion_append(inversion *v, inversion_entry *e, const void *bytes, size_t n)
{
    const unsigned char *from = bytes;
    while (n > 0 && !v->failed) {
        if (e->left == 0 && !next_slice(v, e))
            return;
        size_t step = n < e->left ? n : e->left;
        memcpy(v->pool + e->tail, from, step);
        e->tail += (uint32_t)step;
        e->left = (uint16_t)(e->left - step);
        from += step;
        n -= step;
    }
}

/* Copies slice after slice; the last is the one that the tail lies in. */
static size_t copy_slices(const inversion *v, const inversion_entry *e, unsigned char *out)
{
    size_t n = 0;
    uint32_t at = e->text + e->length;
    for (unsigned level = 0;; level += level < TOP_LEVEL) {
        unsigned size = slice_size(level) - LINK;
        bool last = e->tail >= at && e->tail <= at + size;
        size = last ? e->tail - at : size;
        if (out)
            memcpy(out + n, v->pool + at, size);
        n += size;
        if (last)
            return n;
        memcpy(&at, v->pool + at + size, LINK);
    }
}

morgue_str segment__inversion_bytes(const inversion *v, const inversion_entry *e,
                                    unsigned char **scratch, size_t *capacity)
{
    uint32_t head = e->text + e->length;
    if (e->level == 0)
        return (morgue_str){(const char *)v->pool + head, e->tail - head};
    size_t n = copy_slices(v, e, NULL);
    if (n > *capacity) {
        unsigned char *grown = realloc(*scratch, n + n / 2);
        if (!grown)
            return (morgue_str){NULL, 0};
        *scratch = grown;
        *capacity = n + n / 2;
    }
    copy_slices(v, e, *scratch);
    return (morgue_str){(const char *)*scratch, n};
}

static int by_text(const void *a, const void *b)
{
    const sorted_key *x = a, *y = b;
    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    return str_compare((morgue_str){(const char *)x->text, x->entry->length},
                       (morgue_str){(const char *)y->text, y->entry->length});
}

/* The first eight bytes as a number; a shorter key is filled up with NULs. */
static uint64_t head_of(const unsigned char *text, size_t n)
{
    uint64_t head = 0;
    for (size_t i = 0; i < 8; i++)
        head = head << 8 | (i < n ? text[i] : 0);
    return head;
}

const inversion_entry **segment__inversion_sorted(const inversion *v)
{
    sorted_key *keys = malloc((v->count + 1) * sizeof *keys);
    const inversion_entry **sorted = malloc((v->count + 1) * sizeof *sorted);
    if (keys && sorted) {
        for (size_t i = 0; i < v->count; i++) {
            const inversion_entry *e = &v->entries[i];
            const unsigned char *text = v->pool + e->text;
            keys[i] = (sorted_key){head_of(text, e->length), e, text};
        }
        sort_by_head(keys, v->count, sizeof *keys, by_text);
        for (size_t i = 0; i < v->count; i++)
            sorted[i] = keys[i].entry;
    } else {
        free(sorted);
        sorted = NULL;
    }
    free(keys);
    return sorted;
}
