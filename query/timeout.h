/* Lengths of time as options have them. */
#ifndef TIMEOUT_H
#define TIMEOUT_H

#include "str.h"

#include <stdbool.h>

/* "500ms", "2s", "1m", "1h", "1.5s": milliseconds, from 1 to those of a day. */
bool timeout_parse(morgue_str text, uint64_t *milliseconds);

#endif
