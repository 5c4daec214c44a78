/* BM25 as libxapian's BM25Weight has it, for wqf 1. */
#include "match_internal.h"

#include <math.h>

double match_weight(const match_statistics *s, uint64_t documents)
{
    uint64_t without = s->documents > documents ? s->documents - documents : 0;
    double odds = ((double)without + 0.5) / ((double)documents + 0.5);
    if (odds < 2)
        odds = odds * 0.5 + 1;
    return log(odds) * (s->ranking.k1 + 1);
}
