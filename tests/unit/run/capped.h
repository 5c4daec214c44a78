/* Before all else of what is built for test-run-capped: another cap on the words of a
 * wildcard. */
#ifndef CAPPED_H
#define CAPPED_H

#include <morgue/limits.h>

#undef MORGUE_MAX_EXPANSION
#define MORGUE_MAX_EXPANSION CAP

#endif
