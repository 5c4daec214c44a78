/* Questions out of bytes: the whole language, valid or nearly so. */
#ifndef ASK_H
#define ASK_H

#include <morgue/limits.h>

#include <stddef.h>
#include <stdint.h>

#define ASK_ROOM (MORGUE_MAX_QUERY_BYTES + 64)

/* Writes a question, as long as the limit at most (and now and then a little longer);
 * its length. The same bytes give the same question. */
size_t ask_question(const uint8_t *data, size_t size, char out[ASK_ROOM]);

#endif
