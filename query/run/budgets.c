/* What a question took of what it may take, for who asks how it is understood. */
#include "run_internal.h"

static void add_share(strbuf *out, const char *what, uint64_t used, uint64_t most)
{
    if (used * 100 >= most)
        strbuf_printf(out, "budget    %s: %llu of %llu\n", what, (unsigned long long)used,
                      (unsigned long long)most);
}

void run__budgets(const asking *q, strbuf *out)
{
    add_share(out, "words of all wildcards", q->expanded, MORGUE_MAX_EXPANSIONS);
    add_share(out, "steps in one article", q->steps, SPANS_MAX_STEPS);
    if (q->stop.timeout) {
        double left = q->stop.deadline - run__clock();
        uint64_t used = left > 0 ? q->stop.timeout - (uint64_t)left : q->stop.timeout;
        strbuf_printf(out, "budget    milliseconds: %llu of %llu\n", (unsigned long long)used,
                      (unsigned long long)q->stop.timeout);
    }
}
