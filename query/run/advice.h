/* Why a question finds nothing. Private. */
#ifndef ADVICE_H
#define ADVICE_H

#include "run_internal.h"

typedef struct advice {
    morgue_clause *clauses;
    size_t count;
    size_t more; /* clauses that were not looked at */
} advice;

/* For a question without matches. What it tells lies in memory. */
morgue_status run__advise(asking *q, const plan *p, const morgue_query *query, arena *memory,
                          advice *out, morgue_error *err);

#endif
