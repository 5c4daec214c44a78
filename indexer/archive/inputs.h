/* The table of input files, in memory and on disk. Private. */
#ifndef INPUTS_H
#define INPUTS_H

#include "store_writer.h"

/* All zero is an empty table. */
typedef struct inputs {
    map index;   /* path -> number + 1 */
    input *list; /* a removed one has path.ptr NULL */
    size_t count, capacity;
    bool dirty;
} inputs;

void archive__inputs_free(inputs *t);

input *archive__inputs_find(const inputs *t, morgue_str path);
morgue_status archive__inputs_set(inputs *t, const input *in, morgue_error *err);
void archive__inputs_remove(inputs *t, morgue_str path);

/* The stored form: a zlib stream of records, behind its unpacked length. */
morgue_status archive__inputs_save(const inputs *t, strbuf *out, morgue_error *err);
morgue_status archive__inputs_load(inputs *t, morgue_str bytes, morgue_error *err);

#endif
