/* Asks a file for everything that can be asked of it, for tests that only want
 * to see that nothing breaks. */
#ifndef STREAM_WALK_H
#define STREAM_WALK_H

#include "stream_internal.h"

/* A sum over all that it said; what it said means nothing if stream_status()
 * afterwards is not MORGUE_OK. */
uint64_t walk_everything(stream_reader *r);

#endif
