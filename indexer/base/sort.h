/* Sorting by a number first. */
#ifndef SORT_H
#define SORT_H

#include <stddef.h>

/*
 * Sorts elements of size bytes that begin with a uint64_t, by which compare()
 * compares them before all else. They are distributed byte by byte, most
 * significant first, and what is left together is for qsort(): a third of its time
 * on words of a text. Without memory for a copy qsort() does it all.
 */
void sort_by_head(void *items, size_t count, size_t size,
                  int (*compare)(const void *, const void *));

#endif
