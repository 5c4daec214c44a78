/* One pass over the matches: hits, facets and timeline together. */
#include "run_internal.h"

#include "error.h"

#include <stddef.h>
#include <stdlib.h>

/* The structs of callers built against earlier versions may end here. */
#define FIRST_SIZE (offsetof(morgue_search_options, context) + sizeof(void *))

void morgue_search_options_init(morgue_search_options *options)
{
    *options = (morgue_search_options){
        .size = sizeof *options, .limit = 10, .facet_limit = 10, .snippet_bytes = 240};
}

/* All that a search works with. */
typedef struct searching {
    asking asking;
    const morgue_search_options *options;
    morgue_results *results;
    facet_counter *facets[FACET_MAX];
    date_list dates;
    unsigned slots[FACET_MAX]; /* of the facets, in the segment at hand */
    page page;
    bool hits_alone; /* what cannot come among the hits need not be found */
} searching;

static morgue_status open_facets(searching *s, morgue_error *err)
{
    size_t count = s->options->facet_count;
    if (count > FACET_MAX)
        return fail(err, MORGUE_LIMIT, "%zu facets, over the limit of %d", count, FACET_MAX);
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = run__facet_new(&s->facets[i], s->asking.archive, s->options->facets[i], err);
    return status;
}

/* ---- one pass over the matches of a segment ---- */

static morgue_status count_facets(searching *s, size_t shard, uint32_t docid, morgue_error *err)
{
    morgue_str packed[FACET_MAX];
    morgue_status status = MORGUE_OK;
    unsigned count = (unsigned)s->options->facet_count;
    if (count)
        stream_facets(s->asking.archive->segments[shard]->stream, docid, s->slots, count, packed);
    for (unsigned i = 0; !status && i < count; i++)
        status = run__facet_count(s->facets[i], shard, packed[i], err);
    return status;
}

/* Newest first, or oldest first; undated last in either case. */
static inline int64_t date_order(morgue_sort sort, int64_t from)
{
    if (sort == MORGUE_SORT_OLDEST)
        return ~from;
    return from == NO_DATE ? INT64_MIN : from;
}

/* When the page is full, what weighs less than the last of it comes too late. What
 * weighs the same may be newer. */
static inline void raise_floor(const searching *s, match *m)
{
    if (s->hits_alone && s->page.count == s->page.most)
        match_floor(m, s->page.places[0].score);
}

static morgue_status take(searching *s, match *m, size_t shard, uint32_t docid, int64_t from,
                          morgue_error *err)
{
    morgue_sort sort = s->options->sort;
    s->results->total++;
    if (s->page.most) {
        double score = sort == MORGUE_SORT_RELEVANCE ? match_score(m) : 0;
        place at = {score, date_order(sort, from), (uint32_t)shard, docid};
        if (!run__page_add(&s->page, at))
            return fail_nomem(err);
        raise_floor(s, m);
    }
    if (s->options->timeline && !run__date_add(&s->dates, from))
        return fail_nomem(err);
    return count_facets(s, shard, docid, err);
}

static morgue_status walk(searching *s, size_t shard, match *m, morgue_error *err)
{
    stream_reader *stream = s->asking.archive->segments[shard]->stream;
    const int64_t *dates = stream_dates_from(stream);
    uint32_t docid, documents = dates ? stream_documents(stream) : 0;
    morgue_status status = stream_status(stream, err);
    for (size_t i = 0; i < s->options->facet_count; i++)
        s->slots[i] = run__facet_slot(s->facets[i], shard);
    raise_floor(s, m);
    while (!status && match_next(m, &docid))
        if (docid - 1 < documents)
            status = run__step(&s->asking.stop, 1) ? take(s, m, shard, docid, dates[docid - 1], err)
                                                   : run__stop(&s->asking.stop, err);
        else
            status = fail(err, MORGUE_CORRUPT,
                          "segment %s has postings of a document that it has not: index anew",
                          s->asking.archive->manifest.segments[shard].name);
    return status ? status : match_status(m, err);
}

static morgue_status search_segment(searching *s, const plan_node *root, size_t shard,
                                    morgue_error *err)
{
    const morgue_search_options *o = s->options;
    match *m;
    uint64_t here = 0;
    morgue_status status = run__match(&s->asking, shard, root, AS_ASKED, &m, err);
    if (!status && (s->page.most || o->facet_count || o->timeline))
        status = walk(s, shard, m, err);
    else if (!status)
        status = match_count(m, &here, err);
    s->results->total += here;
    match_free(m);
    return status ? status : segment_status(s->asking.archive->segments[shard], err);
}

static morgue_status search_segments(searching *s, const plan_node *root, morgue_error *err)
{
    const morgue_search_options *o = s->options;
    uint64_t live = archive_live(s->asking.archive), most = o->limit ? o->offset + o->limit : 0;
    morgue_status status = MORGUE_OK;
    s->page.most = (size_t)(most < live ? most : live);
    s->hits_alone = o->no_total && s->page.most && o->sort == MORGUE_SORT_RELEVANCE &&
                    !o->facet_count && !o->timeline;
    for (size_t i = 0; !status && i < s->asking.archive->manifest.count; i++)
        if (run__may_match(&s->asking, i, root, AS_ASKED))
            status = search_segment(s, root, i, err);
    run__page_sort(&s->page);
    return status;
}

/* ---- results ---- */

static morgue_status fill_hit(searching *s, const place *from, const marker *m, morgue_error *err)
{
    morgue_results *r = s->results;
    morgue_status status = run__stop(&s->asking.stop, err);
    if (status)
        return status;
    morgue_hit *hit = &r->hits[r->hit_count];
    hit->rank = s->options->offset + r->hit_count + 1;
    hit->score = from->score;
    location at = {from->shard, from->docid};
    if (s->options->bare)
        status = run__bare_hit(s->asking.archive, at, hit, err);
    else
        status =
            run__hit(s->asking.archive, at, m, s->options->snippet_bytes, &r->memory, hit, err);
    r->hit_count += !status;
    return status;
}

static morgue_status fill_hits(searching *s, const plan_node *root, morgue_error *err)
{
    morgue_results *r = s->results;
    marker *m = NULL;
    morgue_status status = MORGUE_OK;
    if (s->page.count <= s->options->offset)
        return MORGUE_OK;
    size_t skipped = (size_t)s->options->offset, count = s->page.count - skipped;
    r->hits = arena_alloc(&r->memory, count * sizeof *r->hits);
    if (!r->hits)
        return fail_nomem(err);
    if (s->options->snippet_bytes && !s->options->bare)
        status = run__marker_new(&m, s->asking.archive, root, &s->asking.stop, err);
    for (size_t i = 0; !status && i < count; i++)
        status = fill_hit(s, &s->page.places[skipped + i], m, err);
    run__marker_free(m);
    return status;
}

static morgue_status fill_counts(searching *s, morgue_error *err)
{
    morgue_results *r = s->results;
    const morgue_search_options *o = s->options;
    r->facets = arena_alloc(&r->memory, (o->facet_count + 1) * sizeof *r->facets);
    if (!r->facets)
        return fail_nomem(err);
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < o->facet_count; i++)
        status = run__facet_finish(s->facets[i], o->facet_limit, &r->memory, &r->facets[i], err);
    if (!status)
        status = run__stop(&s->asking.stop, err);
    r->facet_count = o->facet_count;
    r->has_timeline = o->timeline != MORGUE_UNIT_NONE;
    if (!status && r->has_timeline)
        status =
            run__timeline(s->asking.archive, o->timeline, &s->dates, &r->memory, &r->timeline, err);
    return status;
}

static morgue_status copy_notes(morgue_results *r, const morgue_query *query, morgue_error *err)
{
    r->notes = arena_alloc(&r->memory, (query->note_count + 1) * sizeof *r->notes);
    if (!r->notes)
        return fail_nomem(err);
    for (size_t i = 0; i < query->note_count; i++) {
        r->notes[i] = arena_copy(&r->memory, str_of(query->notes[i]));
        if (!r->notes[i].ptr)
            return fail_nomem(err);
    }
    r->note_count = query->note_count;
    return MORGUE_OK;
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

static morgue_status check_options(const morgue_search_options *o, morgue_error *err)
{
    if (o->limit > MORGUE_MAX_RESULTS || o->offset > MORGUE_MAX_RESULTS ||
        o->offset + o->limit > MORGUE_MAX_RESULTS)
        return fail(err, MORGUE_LIMIT, "offset %llu and limit %llu reach over the limit of %d hits",
                    (unsigned long long)o->offset, (unsigned long long)o->limit,
                    MORGUE_MAX_RESULTS);
    if (o->facet_count && !o->facets)
        return fail(err, MORGUE_INVALID, "%zu facets and no list of them", o->facet_count);
    if ((unsigned)o->sort > MORGUE_SORT_OLDEST || (unsigned)o->timeline > MORGUE_UNIT_DAY)
        return fail(err, MORGUE_INVALID, "no such sort order or timeline unit");
    return MORGUE_OK;
}

static morgue_status search_plan(searching *s, const plan *p, morgue_error *err)
{
    s->results->dated = p->dated;
    morgue_status status = open_facets(s, err);
    if (!status)
        status = search_segments(s, p->root, err);
    if (!status)
        status = fill_hits(s, p->root, err);
    if (!status)
        status = fill_counts(s, err);
    if (!status && p->dated)
        status = run__count(&s->asking, p->root, BUT_FOR_DATES, &s->results->undated, err);
    return status;
}

static void end_search(searching *s)
{
    for (size_t i = 0; i < FACET_MAX; i++)
        run__facet_free(s->facets[i]);
    free(s->dates.dates);
    run__page_free(&s->page);
    run__asking_end(&s->asking);
}

morgue_status morgue_search(morgue_results **out, morgue_archive *archive,
                            const morgue_query *query, const morgue_search_options *options,
                            morgue_error *err)
{
    *out = NULL;
    double start = run__clock();
    morgue_search_options own;
    searching s = {.options = &own};
    morgue_status status = run__options(&own, options, err);
    if (!status)
        status = check_options(&own, err);
    if (status)
        return status;
    s.results = calloc(1, sizeof *s.results);
    if (!s.results)
        return fail_nomem(err);
    run__asking_start(&s.asking, archive, own.partial,
                      &(stopping){own.cancel, own.context, .timeout = own.timeout});
    plan *p = NULL;
    status = plan_make(&p, query, archive->config, archive->analyzer, err);
    if (!status)
        status = copy_notes(s.results, query, err);
    if (!status)
        status = search_plan(&s, p, err);
    if (!status)
        status = run__stop(&s.asking.stop, err); /* no answer comes behind the deadline */
    status = run__stop_reason(&s.asking.stop, status, err);
    end_search(&s);
    plan_free(p);
    s.results->elapsed = run__clock() - start;
    if (status)
        morgue_results_free(s.results);
    else
        *out = s.results;
    return status;
}
