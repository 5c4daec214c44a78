/* For the tests of glass: made posting lists, databases of them, and chance. */
#ifndef MAKER_H
#define MAKER_H

#include "glass_btree.h"
#include "glass_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Numbers that look random and are always the same (xorshift, Marsaglia 2003). */
typedef struct chance {
    uint64_t state; /* not 0 */
} chance;

/* 0 to n - 1. */
uint32_t chance_below(chance *c, uint32_t n);

typedef struct made_list {
    char term[GLASS_KEY];
    unsigned term_len;
    uint32_t count, capacity;
    uint32_t *ids, *wdfs;
    uint64_t occurrences;
} made_list;

/* Lists of ids up to `documents`. */
typedef struct made {
    uint32_t documents;
    made_list *lists; /* by term, once made_sort() was called */
    size_t count, capacity;
} made;

made_list *made_new_list(made *m, morgue_str term);
void made_add(made_list *l, uint32_t id, uint32_t wdf);
void made_sort(made *m);
void made_free(made *m);

/* Lists of all kinds: dense, sparse, in heaps, of one posting, with great wdfs,
 * with terms from 1 to 245 bytes. */
void made_mixture(made *m, uint32_t documents, uint64_t seed);

/* A scratch directory, removed with its files by scratch_free(). */
typedef struct scratch {
    char path[64];
    int fd;
} scratch;

void scratch_open(scratch *s);
void scratch_free(scratch *s);

/* Writes the lists into the file name with the room's own writer, in chunks of
 * about so many bytes (libxapian: 2000), with metadata `first` of 100,000 bytes. */
void made_write(const made *m, const scratch *s, const char *name, unsigned chunk);

/* Lets libxapian write them. */
void made_build(const made *m, const scratch *s, const char *name);

#endif
