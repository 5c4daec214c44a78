/* A question with a wildcard over the cap, asked with --partial: of its words only the
 * most frequent count. Which of those as frequent as the last of them do is left open, and
 * so an answer is judged by what it must have and what it may have. */
#include "referee_internal.h"

#include <inttypes.h>

/* ---- over the cap ---- */

typedef struct bounds {
    oracle_set least, most;
    oracle_set unjudged; /* undated articles that match at most but for the dates */
} bounds;

static void note_found(const referee *r, const morgue_results *results, oracle_set *found)
{
    *found = (oracle_set){0};
    for (size_t i = 0; i < morgue_results_hit_count(results); i++) {
        morgue_str id = morgue_results_hit(results, i)->id;
        const uint64_t *number = map_get(&r->numbers, id);
        if (!number)
            fail_msg("%.*s is not in the archive", STR_ARGS(id));
        found->in[*number] = true;
    }
}

static bool bounds_differ(referee *r, const bounds *b, const oracle_set *found)
{
    for (size_t i = 0; i < oracle_count(r->oracle); i++)
        if ((found->in[i] && !b->most.in[i]) || (!found->in[i] && b->least.in[i]))
            return referee__differ(r, "with --partial %s %.*s",
                                   found->in[i] ? "wrongly finds" : "misses",
                                   STR_ARGS(oracle_article(r->oracle, i)->id));
    return false;
}

/* Those that match at most when dates are no hindrance, and were not found. */
static bool undated_differ(referee *r, const bounds *b, const oracle_set *found,
                           const morgue_results *results)
{
    uint64_t got = morgue_results_undated(results, NULL), most = 0;
    for (size_t i = 0; i < oracle_count(r->oracle); i++)
        most +=
            !found->in[i] && (b->unjudged.in[i] ||
                              (b->most.in[i] && oracle_article(r->oracle, i)->date.precision == 0));
    if (got > most)
        return referee__differ(r, "with --partial leaves %" PRIu64 " undated, more than %" PRIu64,
                               got, most);
    return false;
}

bool referee__partial_differs(referee *r, const morgue_query *q, const morgue_results *results,
                              oracle_set *found)
{
    static bounds b;
    oracle_answer_partial(r->oracle, q, AT_LEAST, &b.least, NULL);
    oracle_answer_partial(r->oracle, q, AT_MOST, &b.most, &b.unjudged);
    note_found(r, results, found);
    return bounds_differ(r, &b, found) || undated_differ(r, &b, found, results);
}

/* ---- stopped ---- */

static int count_down(void *context)
{
    unsigned *left = context;
    return *left ? (--*left, 0) : 1;
}

bool referee__stopped_differs(referee *r, const morgue_query *q, const manner *m)
{
    morgue_search_options options = referee__options(m);
    morgue_results *results = NULL;
    morgue_error err = {0};
    unsigned left = m->patience;
    options.limit = IDS_UP_TO;
    options.cancel = count_down;
    options.context = &left;
    morgue_status status = morgue_search(&results, r->archive, q, &options, &err);
    r->stopped += status == MORGUE_CANCELLED;
    if (status && results)
        return referee__differ(r, "has results when it was stopped");
    morgue_results_free(results);
    return false;
}
