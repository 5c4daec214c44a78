/* How a question is asked: by chance, and as options of a search. */
#include "referee_internal.h"

#include <inttypes.h>
#include <stdio.h>

#define HOUR 3600
#define DAY  INT64_C(86400)

static const char *const facets[] = {"person", "org",    "place", "source",  "lang",
                                     "tag",    "byline", "desk",  "section", "priority"};

/* Some weeks around the date of an article, so that ages and "newer:30d" tell. */
static int64_t some_now(referee *r)
{
    chance *c = &r->chance;
    const morgue_date *d =
        &oracle_article(r->oracle, chance_below(c, (unsigned)oracle_count(r->oracle)))->date;
    if (chance_below(c, 3) == 0 || d->precision == MORGUE_PRECISION_NONE)
        return NOW;
    return d->from + (int64_t)chance_below(c, 90 * DAY) - 20 * DAY;
}

/* Seconds east of UTC: whole hours, other zones that there are, and as far as it goes. */
static int some_offset(chance *c)
{
    static const int others[] = {19800, 20700, -12600, 45900, 86340, -86340, 60, -60};
    switch (chance_below(c, 4)) {
    case 0:
        return ((int)chance_below(c, 27) - 12) * HOUR;
    case 1:
        return others[chance_below(c, sizeof others / sizeof *others)];
    default:
        return 0;
    }
}

static int64_t some_half_life(chance *c)
{
    static const int64_t lives[] = {0, 1, HOUR, 12 * HOUR, DAY, 30 * DAY, 365 * DAY, 36500 * DAY};
    if (chance_below(c, 3) == 0)
        return 1 + chance_below(c, 100 * DAY);
    return lives[chance_below(c, sizeof lives / sizeof *lives)];
}

manner referee__some_manner(referee *r)
{
    static const morgue_unit units[] = {MORGUE_UNIT_YEAR, MORGUE_UNIT_MONTH, MORGUE_UNIT_WEEK,
                                        MORGUE_UNIT_MONTH, MORGUE_UNIT_DAY};
    chance *c = &r->chance;
    manner m = {.sort = (morgue_sort)chance_below(c, 5),
                .unit = units[chance_below(c, chance_below(c, 8) ? 4 : 5)],
                .facet_count = 3};
    unsigned far = sizeof facets / sizeof *facets - 2;
    m.facets = facets + (chance_below(c, 3) ? chance_below(c, far) : 0);
    m.offset = chance_below(c, chance_below(c, 2) ? 3 : ORACLE_MAX);
    m.limit = chance_below(c, 24);
    m.now = some_now(r);
    m.east = some_offset(c);
    m.half_life = some_half_life(c);
    m.age_from = chance_below(c, 2) ? some_now(r) : 0;
    m.partial = chance_below(c, 8) == 0;
    m.stopped = chance_below(c, 8) == 0;
    m.patience = chance_below(c, 3);
    return m;
}

morgue_search_options referee__options(const manner *m)
{
    morgue_search_options options = fixture_options();
    options.sort = m->sort;
    options.half_life = m->half_life;
    options.now = m->age_from;
    options.partial = m->partial;
    return options;
}

morgue_results *referee__search(const referee *r, const morgue_query *q,
                                const morgue_search_options *options)
{
    morgue_results *results;
    morgue_error err = {0};
    if (morgue_search(&results, r->archive, q, options, &err))
        fail_msg("'%s' is refused: %s", q->text.ptr, err.message);
    return results;
}

/* Whatever of the manner is not needed to differ is left out. */
void referee__make_plain(referee *r, manner *m, const char *question)
{
    for (int part = 0; part < 6; part++) {
        manner plainer = *m;
        if (part == 0)
            plainer.sort = MORGUE_SORT_RELEVANCE;
        else if (part == 1)
            plainer.now = NOW;
        else if (part == 2)
            plainer.east = 0;
        else if (part == 3)
            plainer.half_life = plainer.age_from = 0;
        else if (part == 4)
            plainer.partial = false;
        else
            plainer.stopped = false;
        if (referee__judge(r, question, &plainer) == DIFFERENT)
            *m = plainer;
    }
}

void referee__describe(const manner *m, char *out, size_t size)
{
    snprintf(out, size,
             "sort %d, half life %" PRId64 ", ages from %" PRId64 ", now %" PRId64
             ", %d s east, partial %d, stopped %d, unit %d, facets from %s, hit %u of all",
             (int)m->sort, m->half_life, m->age_from, m->now, m->east, m->partial, m->stopped,
             (int)m->unit, m->facets[0], m->offset);
}
