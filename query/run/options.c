/* The options of a search: their defaults, other versions of them, and what is wrong. */
#include "run_internal.h"

#include "error.h"
#include "utf8.h"

#include <stddef.h>

/* The structs of callers built against earlier versions may end here. */
#define FIRST_SIZE (offsetof(morgue_search_options, context) + sizeof(void *))

void morgue_search_options_init(morgue_search_options *options)
{
    *options = (morgue_search_options){
        .size = sizeof *options, .limit = 10, .facet_limit = 10, .snippet_bytes = 240};
}

/* What an older struct lacks is as morgue_search_options_init() leaves it; of a newer
 * one nothing that we do not know may be asked for. */
morgue_status run__options(morgue_search_options *out, const morgue_search_options *from,
                           morgue_error *err)
{
    morgue_search_options_init(out);
    if (!from)
        return MORGUE_OK;
    if (from->size < FIRST_SIZE)
        return fail(err, MORGUE_INVALID,
                    "search options of %zu bytes, not of %zu: initialise them "
                    "with morgue_search_options_init()",
                    from->size, sizeof *out);
    for (size_t i = sizeof *out; i < from->size; i++)
        if (((const unsigned char *)from)[i])
            return fail(err, MORGUE_INVALID,
                        "search options of %zu bytes ask for what a newer morgue knows and this "
                        "one, of %zu, does not",
                        from->size, sizeof *out);
    memcpy(out, from, from->size < sizeof *out ? from->size : sizeof *out);
    out->size = sizeof *out;
    return MORGUE_OK;
}

morgue_status run__check_options(const morgue_search_options *o, morgue_error *err)
{
    if (o->limit > MORGUE_MAX_RESULTS || o->offset > MORGUE_MAX_RESULTS ||
        o->offset + o->limit > MORGUE_MAX_RESULTS)
        return fail(err, MORGUE_LIMIT, "offset %llu and limit %llu reach over the limit of %d hits",
                    (unsigned long long)o->offset, (unsigned long long)o->limit,
                    MORGUE_MAX_RESULTS);
    if (o->facet_count && !o->facets)
        return fail(err, MORGUE_INVALID, "%zu facets and no list of them", o->facet_count);
    if (o->snippets > MORGUE_MAX_SNIPPETS)
        return fail(err, MORGUE_LIMIT,
                    "%zu passages a hit, over the limit of %d "
                    "(MORGUE_MAX_SNIPPETS)",
                    o->snippets, MORGUE_MAX_SNIPPETS);
    if (o->half_life < 0)
        return fail(err, MORGUE_INVALID, "a half life of %lld seconds is no length of time",
                    (long long)o->half_life);
    morgue_str prefix = str_of(o->facet_prefix);
    if (prefix.len > MORGUE_MAX_TERM)
        return fail(err, MORGUE_LIMIT,
                    "the beginning of facet values is %zu bytes long, over the limit of %d "
                    "(MORGUE_MAX_TERM)",
                    prefix.len, MORGUE_MAX_TERM);
    if (!utf8_valid(prefix))
        return fail(err, MORGUE_INVALID, "the beginning of facet values is not UTF-8");
    if (o->parts > (MORGUE_PART_SNIPPET << 1) - 1)
        return fail(err, MORGUE_INVALID, "parts of a hit that there are not: %#llx",
                    (unsigned long long)o->parts);
    if ((unsigned)o->sort > MORGUE_SORT_RECENT || (unsigned)o->timeline > MORGUE_UNIT_DAY)
        return fail(err, MORGUE_INVALID, "no such sort order or timeline unit");
    return MORGUE_OK;
}
