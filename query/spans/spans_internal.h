/*
 * What the files of this room share: the tree, its evaluation on one field, and
 * the entry that takes fields as they are, without a file.
 *
 * What an operator gives
 *
 * The meaning of a node is the set of all its spans, as spans.h has it. Such sets
 * can be large where a few members decide, so a parent says what it needs:
 *
 *   NEED_ALL      the set
 *   NEED_MINIMAL  any part of the set that has every span of it which contains no
 *                 other span of it
 *   NEED_ANY      any part of the set that is not empty unless the set is
 *
 * When minimal spans are wanted of any, window, together and first, then minimal
 * spans of the operands are enough: take a minimal span w of the set, and the
 * spans of the operands that it covers. Put in the place of each a minimal one
 * inside of it. They are still in one window and one sentence, end no later, and
 * do not begin to overlap; so what they cover is in the set too, and inside of w:
 * it is w. The same holds of a in "a not near b", since what lies inside of a span
 * is no nearer to any b; and of at_least, where a greatest number of spans that do
 * not overlap stays one when each shrinks.
 *
 * ordered, near and the b of not_near ask how far two spans are apart, and a span
 * that shrinks moves away: they need all spans of their operands.
 *
 * Every list is sorted by first, then last, and has no span twice.
 */
#ifndef SPANS_INTERNAL_H
#define SPANS_INTERNAL_H

#include "arena.h"
#include "scan.h"

/* Steps of a span that an operator makes. */
#define SPANS_PUSH_COST 8

/* Steps between two questions to poll(): some hundred microseconds. */
#define SPANS_POLL_STEPS (1 << 16)

/* Nesting of one question, which is the depth of recursion. */
#define SPANS_MAX_DEPTH 128

/* Operands of one window when some of them may overlap: the search for places is
 * exponential in their number. */
#define SPANS_MAX_CLASHING 12

/* A form is rare if fewer than one of so many documents have it, about. */
#define SPANS_RARE 64

/* To ask where a rare form stands costs as much as to look for all of them in so many
 * documents, about. */
#define SPANS_LOCATE_COST 8

/* Places of rare forms of a word that are kept: one for so many documents, about. */
#define SPANS_PLACES_SHARE 4

/* Documents of which it is not known how many will follow. */
#define SPANS_MANY 1024

/* Words around a hit that are better walked through than looked for in the whole field. */
#define SPANS_SHORT_WALK 24

typedef enum spans_need {
    NEED_ANY,
    NEED_MINIMAL,
    NEED_ALL,
} spans_need;

typedef enum spans_kind {
    SPANS_WORDS,
    SPANS_PHRASE, /* ordered, side by side, of words alone */
    SPANS_ANY,
    SPANS_ORDERED,
    SPANS_NEAR,
    SPANS_WINDOW,
    SPANS_NOT_NEAR,
    SPANS_TOGETHER,
    SPANS_FIRST,
    SPANS_AT_LEAST,
} spans_kind;

typedef struct span_list {
    span *items;
    size_t count, capacity;
} span_list;

/* One operand's spans inside of the stretch that is looked at. */
typedef struct spans_part {
    const span *items;
    size_t from, to;
    size_t at;     /* a cursor */
    uint64_t best; /* the nearest end so far */
    size_t tails;  /* where its tails begin */
} spans_part;

/* Forms to look for in a field. */
typedef struct spans_look {
    size_t count;
    scan_words few; /* the first ones */
    scan_set set;   /* may be empty when there are few */
} spans_look;

/* Documents that may have rare forms, and which. */
typedef struct spans_rest {
    uint64_t *documents; /* a bit each, by id */
    uint32_t *before;    /* a word of them: bits that are set in those before it */
    uint32_t *start;     /* a set bit: where its ranks begin; and one more */
    uint32_t *ranks;
} spans_rest;

struct spans_node {
    spans_kind kind;
    spans_node **nodes; /* as given */
    size_t count;
    spans_node **by_cost; /* the same, the rarest first */
    uint32_t n;           /* slop, distance, window, positions, times */
    bool flag;            /* ordered; paragraph; of a window: operands may overlap */
    bool used;            /* has a parent */
    bool solid;           /* its spans consist of its words: no gaps */
    unsigned depth;
    double cost; /* expected spans a million words, about */

    /* words */
    uint32_t *ranks; /* ascending */
    size_t rank_count;
    spans_look all;
    spans_look common; /* when there is a rest */
    spans_rest *rest;  /* NULL: not known */
    bool located;      /* it was asked for */
    spans_look here;   /* the common ones and those of the rest of the document last asked for */

    /* a phrase */
    scan_pattern pattern; /* the commonest form of each operand; empty when one has none */
    bool sole;            /* they have no other */
    size_t anchor;        /* the rarest operand */

    /* two operands of words */
    scan_twins twins;              /* of what is looked for in most documents: … */
    const spans_look *twins_of[2]; /* … this; NULL: not made yet */
    scan_twins twins_here;         /* and in the document last asked for */

    spans_part *parts; /* one an operand */
    span_list list;    /* what it gave last */
    spans_node *older; /* all of a question */
};

/* A chain of operands so far. */
typedef struct spans_run {
    uint32_t first, last, gaps;
} spans_run;

typedef struct spans_runs {
    spans_run *items;
    size_t count, capacity;
} spans_runs;

/* An end of a span, for sorting by ends. */
typedef struct spans_end {
    uint32_t last, first;
    size_t part;
} spans_end;

struct spans {
    stream_reader *stream;
    spans_scope scope;
    const scan_kernel *kernel;
    spans_node *nodes; /* newest first */
    spans_node *root;
    arena memory;
    morgue_status status;
    morgue_error error;
    int64_t steps; /* until spans__tired() is asked whether there are more */
    int64_t spare; /* left for this document behind these */
    int64_t most;  /* that a document before this one took */
    int (*poll)(void *);
    void *poll_context;
    uint32_t docid; /* of it; 0: not known */
    uint32_t asked; /* documents so far */
    spans_locate *locate;
    const void *locate_context;
    uint32_t rare;         /* SPANS_RARE */
    memo_answers *answers; /* NULL: none are kept */
    /* Buffers of the operators, used by one at a time. */
    spans_runs runs[2];
    uint32_t *numbers;
    size_t numbers_capacity;
    spans_end *ends;
    size_t ends_capacity;
    span_list tidied; /* while it is made */
    span *hits;       /* of two operands */
    size_t hits_capacity;
};

/* One field that is looked at. */
typedef struct spans_text {
    stream_view view;
    uint32_t limit; /* positions that there are for the question */
    bool opens;     /* spans_first() counts here */
    unsigned field; /* of the scope's */
} spans_text;

/* ---- without a file ---- */

morgue_status spans__new(spans **out, const spans_scope *scope, morgue_error *err);

/* As spans_match(): views[i] is of scope.fields[i]; NULL for one that is not there. */
bool spans__match_views(spans *s, const stream_view *const *views);

/* As spans_shortest(), of views[which]; the views are as above. */
const span *spans__shortest_view(spans *s, const stream_view *const *views, unsigned which,
                                 size_t *count);

/* As spans_list(), of one view. */
const span *spans__list_view(spans *s, const stream_view *view, size_t *count);

/* ---- inside ---- */

/* The first failure sticks. Gives false. */
bool spans__fail(spans *s, morgue_status status, const char *message);

/* Another portion of steps, if poll() agrees and the document has any left. */
bool spans__tired(spans *s);

/* All steps of a document are there again. Those until the next poll() stay, so that many
 * quick documents poll too. */
static inline void spans__rested(spans *s)
{
    int64_t taken = SPANS_MAX_STEPS - s->spare - s->steps;
    s->most = taken > s->most ? taken : s->most;
    s->spare = SPANS_MAX_STEPS - s->steps;
}

/* Counts steps; false when there are none left. */
static inline bool spans__spend(spans *s, size_t n)
{
    s->steps -= n > SPANS_MAX_STEPS ? SPANS_MAX_STEPS : (int64_t)n;
    return s->steps >= 0 || spans__tired(s);
}

/* items for need elements of size bytes, at *capacity now; NULL when out of memory,
 * and then nothing has changed. A list of many MB grows without a copy, which would be
 * a long time without a poll; pages_free() frees it. */
void *spans__grow(spans *s, void *items, size_t *capacity, size_t need, size_t size);

static inline bool spans__push(spans *s, span_list *l, uint64_t first, uint64_t last)
{
    if (!spans__spend(s, SPANS_PUSH_COST))
        return false;
    if (l->count == l->capacity) {
        span *items = spans__grow(s, l->items, &l->capacity, l->count + 1, sizeof *items);
        if (!items)
            return false;
        l->items = items;
    }
    l->items[l->count++] = (span){(uint32_t)first, (uint32_t)last};
    return true;
}

/* Sorts a list and drops what is there twice. */
bool spans__tidy(spans *s, span_list *l);

/* The first item that begins at or after a position. hint: where the last answer
 * was, which is quick when positions ascend; SIZE_MAX for none. */
size_t spans__seek(const span *items, size_t count, size_t hint, uint64_t first);

/* numbers with room for so many; NULL when out of memory. */
uint32_t *spans__numbers(spans *s, size_t count);

/* Fills n->list; whether it has any. False when something failed as well. */
bool spans__eval(spans *s, spans_node *n, const spans_text *t, uint32_t limit, spans_need need);

/* Evaluates the operands, the rarest first; false as soon as one has nothing. */
bool spans__eval_all(spans *s, spans_node *n, const spans_text *t, uint32_t limit, spans_need need);

/* One a kind: fill n->list, which is empty before. What they return matters only to
 * their own early ends: s->status tells a failure. */
bool spans__eval_words(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                       spans_need need);
bool spans__eval_phrase(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                        spans_need need);
bool spans__eval_ordered(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                         spans_need need);
bool spans__eval_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                      spans_need need);
bool spans__eval_not_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                          spans_need need);
bool spans__eval_window(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                        spans_need need);
bool spans__eval_together(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                          spans_need need);

/* Of a document that may have rare forms. */
const spans_look *spans__look_here(const spans *s, spans_node *n);

/* What is to be looked for in the document. */
static inline const spans_look *spans__look(const spans *s, spans_node *n)
{
    if (!n->rest || !s->docid)
        return &n->all;
    bool rare = n->rest->documents[s->docid >> 6] >> (s->docid & 63) & 1;
    return rare ? spans__look_here(s, n) : &n->common;
}

/* Memory of the tree, zeroed; NULL after a failure. */
void *spans__take(spans *s, size_t count, size_t size);

/* The ranks must be in order, once each. */
void spans__look_make(spans *s, const uint32_t *ranks, size_t count, spans_look *out);

/* ---- two operands of few words each, gone over at once ---- */

typedef struct spans_pairs {
    scan pass;
    const scan_twins *twins; /* NULL: by these two: */
    const scan_words *rarer, *other;
    unsigned is_first, is_second; /* a hit's bits for the operands as they were given */
    unsigned reach;               /* blocks */
    size_t count;                 /* hits in s->hits: as scan_kernel has them */
} spans_pairs;

/* reach: positions between words that matter, about. False when the operands are no
 * such words, or when memory runs out. */
bool spans__pairs_begin(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                        uint32_t reach, spans_pairs *out);

/* The next hits, all of them before the limit; false at the end. */
bool spans__pairs_next(spans *s, spans_pairs *p);

/* Whether a near has any span, without its places. False when this is no way to tell. */
bool spans__twins_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit, bool *near);

/* Adds the rare forms of n that the document has. */
void spans__twins_rest(const spans *s, const spans_node *n, scan_twins *twins, unsigned operand);

/* A span of a near whose operands are words, if there is one, by walking from word to
 * word around each hit of the rarer. */
bool spans__any_near(spans *s, spans_node *n, const spans_text *t, uint32_t limit);

/* Whether all operands are words. */
bool spans__are_words(const spans_node *n);

/* What one span of each part covers that ends before stop, at most width long;
 * parts may overlap. Appends in order. */
bool spans__cover(spans *s, spans_node *n, uint64_t stop, uint64_t width, spans_need need);

/* The parts of a node are all that its operands gave. */
void spans__parts_whole(spans_node *n);

/* For each item of a part the nearest end of it and all behind it; those that end
 * at or after stop count as UINT32_MAX. */
uint32_t *spans__tails(spans *s, spans_node *n, uint64_t stop);

#endif
