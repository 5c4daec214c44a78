/* Memory that is freed all at once: a chain of blocks, filled upward. */
#include "arena.h"

#include <stdlib.h>

#define FIRST_BLOCK   4096
#define LARGEST_BLOCK (1u << 20)

struct arena_block {
    struct arena_block *next;
    size_t size;
    _Alignas(max_align_t) char bytes[];
};

static bool grow(arena *a, size_t n)
{
    size_t size = a->blocks ? a->blocks->size * 2 : FIRST_BLOCK;
    size = size > LARGEST_BLOCK ? LARGEST_BLOCK : size;
    size = size < n ? n : size;
    if (size > SIZE_MAX - sizeof(struct arena_block))
        return false;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return false;
    *block = (struct arena_block){a->blocks, size};
    a->blocks = block;
    a->used = 0;
    a->size = size;
    a->total += size;
    return true;
}

char *arena_bytes(arena *a, size_t n)
{
    if (n > a->size - a->used && !grow(a, n))
        return NULL;
    if (!a->blocks && !grow(a, n))
        return NULL;
    char *at = a->blocks->bytes + a->used;
    a->used += n;
    return at;
}

void *arena_room(arena *a, size_t n)
{
    size_t align = _Alignof(max_align_t);
    size_t pad = (align - a->used % align) % align;
    if (a->size - a->used < pad || a->size - a->used - pad < n) {
        if (!grow(a, n))
            return NULL;
        pad = 0;
    }
    a->used += pad;
    return arena_bytes(a, n);
}

void *arena_alloc(arena *a, size_t n)
{
    void *at = arena_room(a, n);
    return at ? memset(at, 0, n) : NULL;
}

morgue_str arena_copy(arena *a, morgue_str s)
{
    char *copy = s.len < SIZE_MAX ? arena_bytes(a, s.len + 1) : NULL;
    if (!copy)
        return (morgue_str){NULL, 0};
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (morgue_str){copy, s.len};
}

static void free_chain(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_clear(arena *a)
{
    if (!a->blocks)
        return;
    free_chain(a->blocks->next);
    a->blocks->next = NULL;
    a->used = 0;
    a->total = a->blocks->size;
}

void arena_free(arena *a)
{
    free_chain(a->blocks);
    *a = (arena){0};
}
