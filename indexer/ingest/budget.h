/* How a run shares out the memory that it may take. Private. */
#ifndef BUDGET_H
#define BUDGET_H

#include <stddef.h>
#include <stdint.h>

#define BUDGET_DEFAULT (UINT64_C(512) << 20)
#define BUDGET_LEAST   (UINT64_C(64) << 20)
/* The lists of names, what each thread needs, the code. */
#define BUDGET_FIXED (UINT64_C(52) << 20)

/* The same whatever the number of threads: what is written depends on it. */
static inline uint64_t budget_of(uint64_t memory)
{
    memory = memory ? memory : BUDGET_DEFAULT;
    return memory < BUDGET_LEAST ? BUDGET_LEAST : memory;
}

/* Bytes for the pending segment, or for a merge. */
static inline uint64_t budget_segment(uint64_t memory)
{
    return (budget_of(memory) - BUDGET_FIXED) / 2;
}

/* Bytes for articles and drafts between reading and writing. */
static inline size_t budget_pipe(uint64_t memory)
{
    return (size_t)(budget_of(memory) / 8);
}

#endif
