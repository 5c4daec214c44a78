/* One pass over the matches: hits, facets and timeline together. */
#include "advice.h"

#include "error.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* All that a search works with. */
typedef struct searching {
    asking asking;
    const morgue_search_options *options;
    morgue_results *results;
    facet_counter *facets[FACET_MAX];
    const plan_node *apart[FACET_MAX]; /* of a facet: the question without its filters, when it
                                          is counted in a pass of its own; else NULL */
    date_list dates;
    unsigned slots[FACET_MAX]; /* of the facets, in the segment at hand */
    page page;
    morgue_visit_hit *visit; /* of morgue_search_each(); else NULL */
    void *visitor;
    marker *marker; /* what a snippet marks; NULL without snippets */
    uint64_t visited;
    arena hit;              /* what the hit at hand points to */
    int64_t now, half_life; /* seconds */
    bool hits_alone;        /* what cannot come among the hits need not be found */
} searching;

static morgue_status open_facets(searching *s, const plan_node *root, morgue_error *err)
{
    size_t count = s->options->facet_count;
    if (count > FACET_MAX)
        return fail(err, MORGUE_LIMIT, "%zu facets, over the limit of %d", count, FACET_MAX);
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = run__facet_new(&s->facets[i], s->asking.archive, s->options->facets[i], err);
    for (size_t i = 0; !status && s->options->facets_open && i < count; i++)
        status = run__without_filters(&s->asking, root, s->options->facets[i], &s->apart[i], err);
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
        if (!s->apart[i])
            status = run__facet_count(s->facets[i], shard, packed[i], err);
    return status;
}

/* A facet over what matches without its filters. */
static morgue_status count_apart(searching *s, size_t i, morgue_error *err)
{
    const plan_node *root = s->apart[i];
    morgue_archive *a = s->asking.archive;
    morgue_status status = MORGUE_OK;
    for (size_t shard = 0; !status && shard < a->manifest.count; shard++) {
        match *m;
        uint32_t docid;
        unsigned slot = run__facet_slot(s->facets[i], shard);
        if (!run__may_match(&s->asking, shard, root, AS_ASKED))
            continue;
        status = run__match(&s->asking, shard, root, AS_ASKED, &m, err);
        while (!status && match_next(m, &docid)) {
            morgue_str packed;
            stream_facets(a->segments[shard]->stream, docid, &slot, 1, &packed);
            status = run__step(&s->asking.stop, 1)
                         ? run__facet_count(s->facets[i], shard, packed, err)
                         : run__stop(&s->asking.stop, err);
        }
        if (!status)
            status = match_status(m, err);
        match_free(m);
        if (!status)
            status = segment_status(a->segments[shard], err);
    }
    return status;
}

/* Newest first, or oldest first; undated last in either case. */
static inline int64_t date_order(morgue_sort sort, int64_t from)
{
    if (sort == MORGUE_SORT_ARCHIVE)
        return 0;
    if (sort == MORGUE_SORT_OLDEST)
        return ~from;
    return from == NO_DATE ? INT64_MIN : from;
}

/* A logarithm, so that the old do not all become 0: one less is half as much. What has no
 * score is in order of time. The undated come behind all others, by their score: it is not
 * negative, so its bits are in the same order. */
static void set_recency(const searching *s, double score, int64_t from, place *at)
{
    double age = (double)s->now - (double)from;
    if (from == NO_DATE) {
        at->score = -INFINITY;
        memcpy(&at->order, &score, sizeof at->order);
        return;
    }
    age = age > 0 ? age / (double)s->half_life : 0;
    at->score = score > 0 ? log2(score) - age : -DBL_MAX;
}

static place place_of(const searching *s, match *m, size_t shard, uint32_t docid, int64_t from)
{
    morgue_sort sort = s->options->sort;
    place at = {0, date_order(sort, from), (uint32_t)shard, docid};
    if (sort == MORGUE_SORT_RELEVANCE)
        at.score = match_score(m);
    else if (sort == MORGUE_SORT_RECENT)
        set_recency(s, match_score(m), from, &at);
    return at;
}

/* When the page is full, what weighs less than the last of it comes too late. What
 * weighs the same may be newer. */
static inline void raise_floor(const searching *s, match *m)
{
    if (s->hits_alone && s->page.count == s->page.most)
        match_floor(m, s->page.places[0].score);
}

/* ---- hits one by one ---- */

static morgue_status load_hit(searching *s, const place *from, arena *memory, morgue_hit *out,
                              morgue_error *err)
{
    location at = {from->shard, from->docid};
    out->score = s->options->sort == MORGUE_SORT_RECENT ? exp2(from->score) : from->score;
    morgue_status status = run__stop(&s->asking.stop, err);
    if (status)
        return status;
    if (s->options->bare)
        return run__bare_hit(s->asking.archive, at, out, err);
    size_t most = s->options->snippets ? s->options->snippets : 1;
    snippet_size size = {s->options->snippet_bytes, most};
    return run__hit(s->asking.archive, at, (unsigned)s->options->parts, s->marker, &size, memory,
                    out, err);
}

static morgue_status hand_out(searching *s, morgue_hit *hit, morgue_error *err)
{
    hit->rank = ++s->visited;
    if (s->visit(s->visitor, hit))
        return fail(err, MORGUE_CANCELLED, "the search was stopped");
    return MORGUE_OK;
}

static morgue_status visit_hit(searching *s, const place *from, morgue_error *err)
{
    morgue_hit hit = {0};
    arena_clear(&s->hit);
    morgue_status status = load_hit(s, from, &s->hit, &hit, err);
    return status ? status : hand_out(s, &hit, err);
}

/* Articles lie packed, some dozens as one, and the best hits lie anywhere: of so many hits,
 * while they take no more memory than so many bytes, those that lie together are read
 * together. */
#ifndef AHEAD_HITS
#define AHEAD_HITS  16384u
#define AHEAD_BYTES (16u << 20)
#endif

/* A hit that is read before its turn. */
typedef struct early {
    const place *place;
    morgue_hit hit;
    bool read;
} early;

static int by_place(const void *a, const void *b)
{
    const place *x = (*(early *const *)a)->place, *y = (*(early *const *)b)->place;
    if (x->shard != y->shard)
        return x->shard < y->shard ? -1 : 1;
    return (x->docid > y->docid) - (x->docid < y->docid);
}

static morgue_status read_ahead(searching *s, early *hits, size_t count, arena *memory,
                                morgue_error *err)
{
    early **order = arena_alloc(memory, count * sizeof(early *));
    morgue_status status = order ? MORGUE_OK : fail_nomem(err);
    for (size_t i = 0; order && i < count; i++)
        order[i] = &hits[i];
    if (order)
        qsort(order, count, sizeof *order, by_place);
    for (size_t i = 0; !status && i < count && memory->total < AHEAD_BYTES; i++) {
        status = load_hit(s, order[i]->place, memory, &order[i]->hit, err);
        order[i]->read = !status;
    }
    return status;
}

static morgue_status visit_some(searching *s, const place *places, size_t count, arena *memory,
                                morgue_error *err)
{
    arena_clear(memory);
    early *hits = arena_alloc(memory, count * sizeof *hits);
    if (!hits)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        hits[i].place = &places[i];
    morgue_status status = read_ahead(s, hits, count, memory, err);
    for (size_t i = 0; !status && i < count; i++)
        status = hits[i].read ? hand_out(s, &hits[i].hit, err) : visit_hit(s, &places[i], err);
    return status;
}

/* What takes long for each hit gains nothing by it. */
static bool reads_ahead(const searching *s)
{
    return !s->options->bare && !(s->options->parts & (MORGUE_PART_SNIPPET | MORGUE_PART_ENTITIES));
}

static morgue_status visit_page(searching *s, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    size_t step = reads_ahead(s) ? AHEAD_HITS : 1;
    arena memory = {0};
    for (size_t i = 0; !status && i < s->page.count; i += step) {
        size_t left = s->page.count - i;
        status = step == 1
                     ? visit_hit(s, &s->page.places[i], err)
                     : visit_some(s, &s->page.places[i], left < step ? left : step, &memory, err);
    }
    arena_free(&memory);
    return status;
}

/* In the order of the archive a hit can go out at once. */
static bool goes_out(const searching *s)
{
    return s->visit && s->options->sort == MORGUE_SORT_ARCHIVE;
}

static morgue_status take(searching *s, match *m, size_t shard, uint32_t docid, int64_t from,
                          morgue_error *err)
{
    s->results->total++;
    if (s->page.most) {
        place at = place_of(s, m, shard, docid, from);
        morgue_status status = goes_out(s)                   ? visit_hit(s, &at, err)
                               : run__page_add(&s->page, at) ? MORGUE_OK
                                                             : fail_nomem(err);
        if (status)
            return status;
        raise_floor(s, m);
    }
    if (s->options->timeline && !run__date_add(&s->dates, from))
        return fail_nomem(err);
    return count_facets(s, shard, docid, err);
}

static morgue_status walk(searching *s, size_t shard, match *m, morgue_error *err)
{
    stream_reader *stream = s->asking.archive->segments[shard]->stream;
    stream_dates dates;
    uint32_t docid, documents = stream_dates_of(stream, &dates) ? stream_documents(stream) : 0;
    morgue_status status = stream_status(stream, err);
    for (size_t i = 0; i < s->options->facet_count; i++)
        s->slots[i] = s->apart[i] ? STREAM_NO_SLOT : run__facet_slot(s->facets[i], shard);
    raise_floor(s, m);
    while (!status && match_next(m, &docid))
        if (docid - 1 < documents)
            status = run__step(&s->asking.stop, 1)
                         ? take(s, m, shard, docid, stream_date_from(&dates, docid), err)
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
    s->page.most = (size_t)(most < live && !s->visit ? most : live);
    s->hits_alone = o->no_total && s->page.most && o->sort == MORGUE_SORT_RELEVANCE &&
                    !o->facet_count && !o->timeline;
    for (size_t i = 0; !status && i < s->asking.archive->manifest.count; i++)
        if (run__may_match(&s->asking, i, root, AS_ASKED))
            status = search_segment(s, root, i, err);
    run__page_sort(&s->page);
    return status;
}

/* ---- results ---- */

static morgue_status fill_hits(searching *s, morgue_error *err)
{
    morgue_results *r = s->results;
    morgue_status status = MORGUE_OK;
    if (s->page.count <= s->options->offset)
        return MORGUE_OK;
    size_t skipped = (size_t)s->options->offset, count = s->page.count - skipped;
    r->hits = arena_alloc(&r->memory, count * sizeof *r->hits);
    if (!r->hits)
        return fail_nomem(err);
    for (size_t i = 0; !status && i < count; i++) {
        morgue_hit *hit = &r->hits[i];
        hit->rank = s->options->offset + i + 1;
        status = load_hit(s, &s->page.places[skipped + i], &r->memory, hit, err);
        r->hit_count += !status;
    }
    return status;
}

static morgue_status fill_counts(searching *s, morgue_error *err)
{
    morgue_results *r = s->results;
    const morgue_search_options *o = s->options;
    r->facets = arena_alloc(&r->memory, (o->facet_count + 1) * sizeof *r->facets);
    if (!r->facets)
        return fail_nomem(err);
    facet_page asked = {o->facet_offset, o->facet_limit, o->facet_prefix, &s->asking.stop};
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < o->facet_count; i++)
        if (s->apart[i])
            status = count_apart(s, i, err);
    for (size_t i = 0; !status && i < o->facet_count; i++)
        status = run__facet_finish(s->facets[i], &asked, &r->memory, &r->facets[i], err);
    if (!status)
        status = run__stop(&s->asking.stop, err);
    r->facet_count = o->facet_count;
    r->has_timeline = o->timeline != MORGUE_UNIT_NONE;
    if (!status && r->has_timeline)
        status =
            run__timeline(s->asking.archive, o->timeline, &s->dates, &r->memory, &r->timeline, err);
    return status;
}

/* The remarks of the parser, then those of the planner; there is room for one more. */
static morgue_status copy_notes(morgue_results *r, const morgue_query *query, const plan *p,
                                morgue_error *err)
{
    size_t count = query->note_count + p->note_count;
    r->notes = arena_alloc(&r->memory, (count + 2) * sizeof *r->notes);
    if (!r->notes)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++) {
        const char *note =
            i < query->note_count ? query->notes[i] : p->notes[i - query->note_count];
        r->notes[i] = arena_copy(&r->memory, str_of(note));
        if (!r->notes[i].ptr)
            return fail_nomem(err);
    }
    r->note_count = count;
    return MORGUE_OK;
}

/* Why nothing matches. */
static morgue_status add_advice(searching *s, const plan *p, const morgue_query *query,
                                morgue_error *err)
{
    static const char cut[] = "only the first 16 clauses were looked at (MORGUE_MAX_CLAUSES)";
    morgue_results *r = s->results;
    advice found;
    morgue_status status = run__advise(&s->asking, p, query, &r->memory, &found, err);
    if (status)
        return status;
    r->clauses = found.clauses;
    r->clause_count = found.count;
    if (found.more)
        r->notes[r->note_count++] = (morgue_str){cut, sizeof cut - 1};
    return MORGUE_OK;
}

static morgue_status search_plan(searching *s, const plan *p, const morgue_query *query,
                                 morgue_error *err)
{
    s->results->dated = p->dated;
    const morgue_search_options *o = s->options;
    morgue_status status = open_facets(s, p->root, err);
    if (!status && o->parts & MORGUE_PART_SNIPPET && !o->bare && (s->visit || o->limit))
        status = run__marker_new(&s->marker, &s->asking, p->root, err);
    if (!status)
        status = search_segments(s, p->root, err);
    if (!status)
        status = s->visit ? visit_page(s, err) : fill_hits(s, err);
    if (!status)
        status = fill_counts(s, err);
    if (!status && p->dated)
        status = run__count(&s->asking, p->root, BUT_FOR_DATES, &s->results->undated, err);
    if (!status && s->options->advise && !s->results->total)
        status = add_advice(s, p, query, err);
    return status;
}

static void note_ranking(searching *s)
{
    const ranking_settings usual = RANKING_DEFAULT, *used = &s->asking.archive->config->ranking;
    morgue_sort sort = s->options->sort;
    bool recent = sort == MORGUE_SORT_RECENT;
    s->results->ranking = (morgue_ranking){.k1 = used->k1,
                                           .b = used->b,
                                           .headline = used->headline,
                                           .half_life = recent ? s->half_life : 0};
    bool set = used->k1 != usual.k1 || used->b != usual.b || used->headline != usual.headline;
    set |= recent && s->half_life != usual.half_life;
    s->results->ranked = set && (recent || sort == MORGUE_SORT_RELEVANCE);
}

static void end_search(searching *s)
{
    for (size_t i = 0; i < FACET_MAX; i++)
        run__facet_free(s->facets[i]);
    free(s->dates.dates);
    run__marker_free(s->marker);
    arena_free(&s->hit);
    run__page_free(&s->page);
    run__asking_end(&s->asking);
}

static morgue_status search(morgue_results **out, morgue_archive *archive,
                            const morgue_query *query, const morgue_search_options *options,
                            morgue_visit_hit *visit, void *visitor, morgue_error *err)
{
    *out = NULL;
    double start = run__clock();
    morgue_search_options own;
    searching s = {.options = &own, .visit = visit, .visitor = visitor};
    morgue_status status = run__options(&own, options, err);
    s.now = own.now ? own.now : query->now;
    s.half_life = own.half_life ? own.half_life : archive->config->ranking.half_life;
    if (visit) {
        own.offset = own.limit = 0;
        own.no_total = 0;
    }
    if (!status)
        status = run__check_options(&own, err);
    if (status)
        return status;
    own.parts = own.parts ? own.parts : UINT64_MAX;
    if (!own.snippet_bytes)
        own.parts &= ~(uint64_t)MORGUE_PART_SNIPPET;
    s.results = calloc(1, sizeof *s.results);
    if (!s.results)
        return fail_nomem(err);
    run__asking_start(&s.asking, archive, &own);
    note_ranking(&s);
    plan *p = NULL;
    status = plan_make(&p, query, archive->config, archive->analyzer, err);
    if (!status)
        status = copy_notes(s.results, query, p, err);
    if (!status)
        status = search_plan(&s, p, query, err);
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

morgue_status morgue_search(morgue_results **out, morgue_archive *archive,
                            const morgue_query *query, const morgue_search_options *options,
                            morgue_error *err)
{
    return search(out, archive, query, options, NULL, NULL, err);
}

morgue_status morgue_search_each(morgue_results **out, morgue_archive *archive,
                                 const morgue_query *query, const morgue_search_options *options,
                                 morgue_visit_hit *visit, void *context, morgue_error *err)
{
    *out = NULL;
    if (!visit)
        return fail(err, MORGUE_INVALID, "there is nobody to hand the hits to");
    return search(out, archive, query, options, visit, context, err);
}
