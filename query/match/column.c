/* What is true of a document by its columns, or of all, or of none. */
#include "match_internal.h"

static double no_score(match_node *n)
{
    (void)n;
    return 0;
}

static uint32_t same(match_node *n, uint32_t target)
{
    return target <= n->match->documents ? target : NO_DOCUMENT;
}

/* ---- nothing ---- */

static uint32_t nothing_seek(match_node *n, uint32_t target)
{
    (void)target;
    return n->current = NO_DOCUMENT;
}

static bool nothing_test(match_node *n, uint32_t docid)
{
    (void)n;
    (void)docid;
    return false;
}

static void nothing_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    (void)n;
    (void)base;
    (void)wanted;
    memset(words, 0, MASK_WORDS * sizeof *words);
}

const node_class match__nothing = {nothing_seek, nothing_test, no_score, nothing_mask,
                                   nothing_seek};

/* ---- everything ---- */

static uint32_t everything_seek(match_node *n, uint32_t target)
{
    return n->current = same(n, target);
}

static bool everything_test(match_node *n, uint32_t docid)
{
    n->current = docid;
    return true;
}

static void everything_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    (void)n;
    (void)base;
    (void)words;
    (void)wanted;
}

const node_class match__everything = {everything_seek, everything_test, no_score, everything_mask,
                                      same};

/* ---- columns ---- */

static uint32_t column_seek(match_node *n, uint32_t target)
{
    for (; target <= n->match->documents; target++) {
        if (!match__step(n->match, 1))
            break;
        if (n->column.has(n, target))
            return n->current = target;
    }
    return n->current = NO_DOCUMENT;
}

static bool column_test(match_node *n, uint32_t docid)
{
    if (!n->column.has(n, docid))
        return false;
    n->current = docid;
    return true;
}

static void column_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted)
{
    (void)wanted;
    match__mask_by_test(n, base, words);
}

const node_class match__column = {column_seek, column_test, no_score, column_mask, same};

/* An undated document begins after it ends. */
static bool has_date(const match_node *n, uint32_t docid)
{
    const stream_dates *dates = &n->match->dates;
    int64_t from = stream_date_from(dates, docid), last = stream_date_last(dates, docid);
    return from <= n->column.last && last >= n->column.first && from <= last;
}

static bool has_no_date(const match_node *n, uint32_t docid)
{
    return stream_date_from(&n->match->dates, docid) > stream_date_last(&n->match->dates, docid);
}

static bool has_size(const match_node *n, uint32_t docid)
{
    uint32_t words = stream_count(&n->match->words, docid);
    return words >= n->column.first && words <= n->column.last;
}

/* ---- making ---- */

match_node *match_everything(match *m)
{
    match_node *n = match__node(m, &match__everything);
    if (!n)
        return NULL;
    n->estimate = m->documents;
    n->broad = true;
    return n;
}

match_node *match_nothing(match *m)
{
    return match__node(m, &match__nothing);
}

/* sound: whether the column that has() reads could be opened. */
static match_node *make(match *m, bool (*has)(const match_node *, uint32_t), bool sound,
                        int64_t first, int64_t last)
{
    match_node *n = match__node(m, &match__column);
    if (!n)
        return NULL;
    if (!m->documents || first > last) {
        n->class = &match__nothing;
        return n;
    }
    if (!sound) {
        match__sound(m);
        match__fail(m, MORGUE_CORRUPT, "a column of the archive is damaged; run morgue check");
        return NULL;
    }
    n->estimate = m->documents;
    n->broad = true;
    n->column.has = has;
    n->column.first = first;
    n->column.last = last;
    return n;
}

static bool open_dates(match *m)
{
    return m->dates.spans.bytes || stream_dates_of(m->segment->stream, &m->dates);
}

match_node *match_dated(match *m, int64_t first, int64_t last)
{
    return make(m, has_date, open_dates(m), first, last);
}

match_node *match_undated(match *m)
{
    return make(m, has_no_date, open_dates(m), 0, 0);
}

match_node *match_sized(match *m, uint32_t first, uint32_t last)
{
    bool sound = m->words.bytes || stream_word_counts(m->segment->stream, &m->words);
    return make(m, has_size, sound, first, last);
}
