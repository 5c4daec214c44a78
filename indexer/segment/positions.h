/* Positions of words for the phrases of stock Xapian. An option; morgue itself
 * asks the stream. Private. */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "draft.h"
#include "glass_btree.h"
#include "runs.h"

typedef struct position_store position_store;

morgue_status segment__positions_new(position_store **out, int dir_fd, const char *name,
                                     morgue_error *err);

/* NULL is allowed, and no positions then. */
void segment__positions_free(position_store *p);
uint64_t segment__positions_memory(const position_store *p);

morgue_status segment__positions_add(position_store *p, const draft *d, uint32_t id,
                                     morgue_error *err);

/* Puts on disk what is in memory. */
morgue_status segment__positions_spill(position_store *p, morgue_error *err);

/* Writes the table of all that was spilled. */
morgue_status segment__positions_write(position_store *p, glass_file *file, uint64_t memory,
                                       glass_root *root, morgue_error *err);

/* One place of a word. */
typedef struct word_place {
    morgue_str term;
    uint32_t position;
} word_place;

/*
 * The places of a draft's words, by term, then by position, none twice: the S
 * terms of the headline from 1; the words of the standfirst from 2 and of the
 * body a gap behind. The headline's are in no text, so that no phrase joins them
 * to it.
 *
 * memory  holds the places and the texts of the S terms
 */
morgue_status segment__word_places(const draft *d, arena *memory, word_place **out, size_t *count,
                                   morgue_error *err);

#endif
