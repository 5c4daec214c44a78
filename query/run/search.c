/* One pass over the matches: hits, facets and timeline together. */
#include "run_internal.h"

#include "error.h"

#include <stdlib.h>
#include <time.h>

#define MAX_SLOTS (FACET_MAX + 1)

void morgue_search_options_init(morgue_search_options *options)
{
    *options = (morgue_search_options){
        .size = sizeof *options, .limit = 10, .facet_limit = 10, .snippet_bytes = 240};
}

/* All that a search works with. */
typedef struct searching {
    morgue_archive *archive;
    const morgue_search_options *options;
    morgue_results *results;
    facet_counter *facets[FACET_MAX];
    date_list dates;
    uint32_t slots[MAX_SLOTS]; /* facets in order, then the date if wanted */
    size_t slot_count;
    uint32_t *facet_slots; /* a shard: its slot of each facet */
    stopping stop;
    morgue_error *err;
    morgue_status status; /* of counting, which happens inside of libxapian's pass */
} searching;

/* Slots of a facet are the same in every segment unless the configuration
 * changed; then values are fetched by a union of slots, and each shard picks. */
static size_t slot_index(searching *s, uint32_t slot)
{
    for (size_t i = 0; i < s->slot_count; i++)
        if (s->slots[i] == slot)
            return i;
    s->slots[s->slot_count] = slot;
    return s->slot_count++;
}

static morgue_status open_facets(searching *s, morgue_error *err)
{
    size_t count = s->options->facet_count, shards = s->archive->manifest.count;
    if (count > FACET_MAX)
        return fail(err, MORGUE_LIMIT, "%zu facets, over the limit of %d", count, FACET_MAX);
    s->facet_slots = calloc(count * shards + 1, sizeof *s->facet_slots);
    if (!s->facet_slots)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++) {
        morgue_status status =
            run__facet_new(&s->facets[i], s->archive, s->options->facets[i], err);
        if (status)
            return status;
        for (size_t k = 0; k < shards; k++) {
            uint32_t slot = run__facet_slot(s->facets[i], k);
            bool fits = slot != UINT32_MAX && slot < SLOT_FACET + FACET_MAX;
            s->facet_slots[k * count + i] = fits ? (uint32_t)slot_index(s, slot) : UINT32_MAX;
        }
    }
    if (s->options->timeline)
        slot_index(s, SLOT_DATE_FROM);
    return MORGUE_OK;
}

static int on_match(void *context, size_t shard, uint32_t docid, const xc_str *values)
{
    searching *s = context;
    (void)docid;
    size_t count = s->options->facet_count;
    for (size_t i = 0; i < count && !s->status; i++) {
        uint32_t index = s->facet_slots[shard * count + i];
        xc_str v = index == UINT32_MAX ? (xc_str){NULL, 0} : values[index];
        s->status = run__facet_count(s->facets[i], shard, (morgue_str){v.ptr, v.len}, s->err);
    }
    if (s->options->timeline && !s->status) {
        xc_str v = values[s->slot_count - 1];
        if (!run__date_add(&s->dates, (morgue_str){v.ptr, v.len}))
            s->status = fail_nomem(s->err);
    }
    return s->status != MORGUE_OK;
}

int run__stop(const stopping *stop)
{
    return stop && stop->cancel ? stop->cancel(stop->context) : 0;
}

static int on_poll(void *context)
{
    const searching *s = context;
    return run__stop(&s->stop);
}

static int on_count_poll(void *context)
{
    return run__stop(context);
}

static morgue_status stopped(morgue_error *err)
{
    return fail(err, MORGUE_CANCELLED, "the search was stopped");
}

static void set_dead(const morgue_archive *a, const uint8_t **bits, uint32_t *bytes)
{
    for (size_t i = 0; i < a->manifest.count; i++) {
        bits[i] = a->dead[i].bits;
        bytes[i] = a->dead[i].bytes;
    }
}

/* Runs a search of libxapian over the live documents. */
static morgue_status run(morgue_archive *a, xc_search *search, xc_hit *hits, size_t *hit_count,
                         uint64_t *total, morgue_error *err)
{
    size_t shards = a->manifest.count;
    const uint8_t **bits = calloc(shards + 1, sizeof *bits);
    uint32_t *bytes = calloc(shards + 1, sizeof *bytes);
    morgue_status status = bits && bytes ? MORGUE_OK : fail_nomem(err);
    if (!status) {
        set_dead(a, bits, bytes);
        search->dead = bits;
        search->dead_bytes = bytes;
        xc_error error;
        xc_status code = xc_search_run(a->db, search, hits, hit_count, total, &error);
        if (code == XC_CANCELLED)
            status = stopped(err);
        else if (code)
            status = segment_fail(err, "cannot search", &error);
    }
    free(bits);
    free(bytes);
    return status;
}

morgue_status run__count(morgue_archive *a, const xc_query *query, const stopping *stop,
                         uint64_t *total, morgue_error *err)
{
    size_t none;
    stopping context = stop ? *stop : (stopping){NULL, NULL};
    xc_search search = {.query = query, .poll = on_count_poll, .context = &context};
    return run(a, &search, NULL, &none, total, err);
}

/* Could match, does not, and has no date. */
static morgue_status undated_query(compiler *c, const plan_node *root, xc_query **out)
{
    *out = NULL;
    c->could = true;
    xc_query *could = run__compile(c, root, true);
    c->could = false;
    xc_query *matches = run__compile(c, root, true), *dated = NULL;
    xc_error error;
    if (!c->status &&
        xc_query_term(&dated, (xc_str){TERM_HAS "date", sizeof TERM_HAS "date" - 1}, &error))
        c->status = segment_fail(c->err, "cannot build the query", &error);
    const xc_query *parts[] = {could, matches, dated};
    if (!c->status && xc_query_combine(out, XC_AND_NOT, parts, 3, 0, &error))
        c->status = segment_fail(c->err, "cannot build the query", &error);
    xc_query_free(could);
    xc_query_free(matches);
    xc_query_free(dated);
    return c->status;
}

/* True only if it is certain: segments count their dead too. */
static bool all_dated(const morgue_archive *a)
{
    for (size_t i = 0; i < a->manifest.count; i++)
        if (a->manifest.segments[i].summary.undated)
            return false;
    return true;
}

morgue_status run__count_undated(morgue_archive *a, const plan_node *root, bool partial,
                                 const stopping *stop, uint64_t *total, morgue_error *err)
{
    *total = 0;
    if (all_dated(a))
        return MORGUE_OK;
    compiler c = {.archive = a, .partial = partial, .err = err};
    xc_query *query;
    morgue_status status = undated_query(&c, root, &query);
    if (!status)
        status = run__count(a, query, stop, total, err);
    xc_query_free(query);
    strbuf_free(&c.term);
    return status;
}

static morgue_status match(searching *s, const plan_node *root, xc_hit *hits, size_t *hit_count,
                           morgue_error *err)
{
    static const xc_sort sorts[] = {XC_SORT_RELEVANCE, XC_SORT_DOWN, XC_SORT_UP};
    const morgue_search_options *o = s->options;
    compiler c = {.archive = s->archive, .partial = o->partial, .err = err};
    xc_query *query = run__compile(&c, root, true);
    morgue_status status = c.status;
    bool visit = o->facet_count || o->timeline;
    morgue_error error = {0};
    xc_search search = {.query = query,
                        .sort = sorts[o->sort],
                        .sort_slot = SLOT_DATE_FROM,
                        .offset = (uint32_t)o->offset,
                        .limit = (uint32_t)o->limit,
                        .slots = s->slots,
                        .slot_count = s->slot_count,
                        .match = visit ? on_match : NULL,
                        .poll = on_poll,
                        .context = s};
    if (!status)
        status = run(s->archive, &search, hits, hit_count, &s->results->total, &error);
    if (s->status)
        status = s->status; /* the callback has filled err; libxapian's pass was only stopped */
    else if (status && !c.status && err)
        *err = error;
    xc_query_free(query);
    strbuf_free(&c.term);
    return status;
}

static morgue_status fill_hit(searching *s, const xc_hit *from, const marker *m,
                              hit_dictionaries *d, morgue_error *err)
{
    morgue_results *r = s->results;
    if (run__stop(&s->stop))
        return stopped(err);
    morgue_hit *hit = &r->hits[r->hit_count];
    hit->rank = s->options->offset + r->hit_count + 1;
    hit->score = s->options->sort == MORGUE_SORT_RELEVANCE ? from->weight : 0;
    morgue_status status = run__hit(s->archive, (location){from->shard, from->docid}, m,
                                    s->options->snippet_bytes, d, &r->memory, hit, err);
    r->hit_count += !status;
    return status;
}

static morgue_status fill_hits(searching *s, const plan_node *root, const xc_hit *hits,
                               size_t count, morgue_error *err)
{
    morgue_results *r = s->results;
    marker *m = NULL;
    hit_dictionaries d = {0};
    morgue_status status = MORGUE_OK;
    if (count == 0)
        return MORGUE_OK;
    r->hits = arena_alloc(&r->memory, count * sizeof *r->hits);
    if (!r->hits)
        return fail_nomem(err);
    if (s->options->snippet_bytes)
        status = run__marker_new(&m, s->archive, root, err);
    if (!status)
        status = run__dictionaries(s->archive, &d, err);
    for (size_t i = 0; !status && i < count; i++)
        status = fill_hit(s, &hits[i], m, &d, err);
    arena_free(&d.memory);
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
    r->facet_count = o->facet_count;
    r->has_timeline = o->timeline != MORGUE_UNIT_NONE;
    if (!status && r->has_timeline)
        status = run__timeline(s->archive, o->timeline, &s->dates, &r->memory, &r->timeline, err);
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

static morgue_status check_options(const morgue_search_options *o, morgue_error *err)
{
    if (o->size != sizeof *o)
        return fail(err, MORGUE_INVALID,
                    "search options of %zu bytes, not of %zu: initialise them "
                    "with morgue_search_options_init()",
                    o->size, sizeof *o);
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

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static morgue_status search_plan(searching *s, const plan *p, morgue_error *err)
{
    uint64_t live = archive_live(s->archive);
    size_t room = (size_t)(s->options->limit < live ? s->options->limit : live), found = 0;
    xc_hit *hits = calloc(room + 1, sizeof *hits);
    if (!hits)
        return fail_nomem(err);
    /* No more can be found than there are, so that much room is enough. */
    morgue_search_options options = *s->options;
    options.limit = room;
    s->options = &options;
    morgue_status status = open_facets(s, err);
    if (!status)
        status = match(s, p->root, hits, &found, err);
    if (!status)
        status = fill_hits(s, p->root, hits, found, err);
    if (!status)
        status = fill_counts(s, err);
    if (!status && p->dated)
        status = run__count_undated(s->archive, p->root, options.partial, &s->stop,
                                    &s->results->undated, err);
    free(hits);
    return status;
}

morgue_status morgue_search(morgue_results **out, morgue_archive *archive,
                            const morgue_query *query, const morgue_search_options *options,
                            morgue_error *err)
{
    *out = NULL;
    double start = milliseconds();
    morgue_search_options defaults;
    morgue_search_options_init(&defaults);
    searching s = {.archive = archive, .options = options ? options : &defaults, .err = err};
    morgue_status status = check_options(s.options, err);
    if (status)
        return status;
    s.stop = (stopping){s.options->cancel, s.options->context};
    s.results = calloc(1, sizeof *s.results);
    if (!s.results)
        return fail_nomem(err);
    plan *p = NULL;
    status = plan_make(&p, query, archive->config, archive->analyzer, err);
    if (!status)
        status = copy_notes(s.results, query, err);
    if (!status) {
        s.results->dated = p->dated;
        status = search_plan(&s, p, err);
    }
    for (size_t i = 0; i < FACET_MAX; i++)
        run__facet_free(s.facets[i]);
    free(s.facet_slots);
    free(s.dates.dates);
    plan_free(p);
    s.results->elapsed = milliseconds() - start;
    if (status)
        morgue_results_free(s.results);
    else
        *out = s.results;
    return status;
}
