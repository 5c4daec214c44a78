/*
 * What the files of the room share: the node, the classes of nodes, and the walk
 * over a posting list's block, which is inline.
 *
 * A node answers in two ways, and one match uses one of them: document at a time
 * (seek, test, score), or, for counting, MASK_DOCUMENTS at a time as bitmaps
 * (mask, lower). Targets never fall.
 */
#ifndef MATCH_INTERNAL_H
#define MATCH_INTERNAL_H

#include "error.h"
#include "match.h"

#define NO_DOCUMENT UINT32_MAX

/* Documents of one bitmap, and documents whose weights a union adds up at a time:
 * they stay in the L1 cache. Multiples of 64; tests take smaller ones. */
#ifndef MASK_DOCUMENTS
#define MASK_DOCUMENTS  16384u
#define SCORE_DOCUMENTS 2048u
#endif
#define MASK_WORDS (MASK_DOCUMENTS / 64)

/* Unions of one match that may have a window; the others go through their
 * operands for each document. */
#define WINDOWS_MAX 64

/* Operands of a join. */
#define JOIN_MAX 16

/* match_terms() of more lists than these puts them into one at once. */
#define LISTS_MAX 16

/* Steps between two questions to poll(). */
#define POLL_STEPS 4096

typedef struct node_class {
    /* Moves to the first document at or after target, for a target beyond
     * current, and returns it: NO_DOCUMENT at the end. */
    uint32_t (*seek)(match_node *n, uint32_t target);
    /* Whether the document matches; if so, it is current. Finds no other. */
    bool (*test)(match_node *n, uint32_t docid);
    /* The weight of current. */
    double (*score)(match_node *n);
    /* Clears the bits of the documents from base on that do not match. wanted:
     * how many bits are set, at most. */
    void (*mask)(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted);
    /* No document from target on is below it. */
    uint32_t (*lower)(match_node *n, uint32_t target);
} node_class;

/* Some documents from base on of a union, found in one go. */
typedef struct window {
    uint32_t base, size;
    uint64_t *bits;
    double *sums;   /* weights; NULL when nothing is weighed, and for synonyms */
    uint32_t *wdfs; /* of synonyms; of each operand of a join; NULL when nothing is weighed */
    uint8_t *marks; /* a byte a document */
    bool whole;     /* there is nothing outside of it */
} window;

/* A positional question that a conjunction asks last. */
typedef struct check {
    struct check *next;
    spans *question;
} check;

typedef struct node_list {
    match_node *first;
    match_node **last; /* NULL: empty */
} node_list;

struct match_node {
    const node_class *class;
    match *match;
    match_node *next;  /* operand of the same parent */
    uint32_t current;  /* where it stands: no document of it lies between the last target
                          and this; 0 before the first */
    uint32_t estimate; /* documents at most */
    unsigned depth;    /* of operators above it */
    bool scored;       /* something in it has a weight */
    bool slow;         /* asks positional questions */
    bool broad;        /* reads columns: quick to test, long to walk */
    double weight;     /* of a term, of synonyms */
    double bound;      /* no document of it weighs more */
    double factor;     /* until match_start(), which multiplies the weights by it */
    union {
        struct {
            glass_postings *postings;
            unsigned at; /* ids[at] is current */
        } term;
        struct {
            node_list list;
            match_node **parts;
            uint32_t count;
            uint64_t sum;       /* of the estimates */
            bool synonyms;      /* terms that weigh as one */
            node_list headline; /* of synonyms: terms that only change the weight */
            window *window;
        } any;
        struct {
            node_list list;  /* as they were given */
            node_list minus; /* none of these */
            check *checks;
            match_node **parts; /* first part_count to walk, then those to test */
            uint32_t part_count, count;
        } all;
        struct {
            bool (*has)(const match_node *n, uint32_t docid);
            int64_t first, last; /* seconds, or words */
        } column;
    };
};

typedef struct question {
    struct question *next;
    spans *spans;
} question;

/* A window that is filled from the start, and the list that it is of. */
typedef struct pool {
    struct pool *next;
    const morgue_str *terms;
    size_t count;
    bool headline; /* its wdfs have those of the headline, too */
    window *window;
    uint64_t sum;
} pool;

struct match {
    segment *segment;
    uint32_t documents;
    const uint8_t *dead;
    uint32_t dead_bytes;
    double length_factor;         /* one over the average length; 0 when that is 0 */
    double k1, b, rest;           /* of BM25; rest: 1 - b */
    uint32_t headline;            /* occurrences added for each in the headline, modulo 2^32 */
    stream_column lengths, words; /* bytes NULL before they are needed */
    stream_dates dates;
    int (*poll)(void *);
    void *context;
    int budget; /* steps until the next question to poll(); never above 0 after a failure */
    match_node *root;
    uint32_t at;  /* the document given last */
    double floor; /* below it nothing is wanted */
    question *questions;
    pool *pools;
    bool bitmaps;        /* it is asked by bitmaps, and not document at a time */
    unsigned windows;    /* of unions, so far */
    unsigned depth;      /* of the deepest node */
    uint64_t *scratch;   /* two bitmaps for each depth */
    uint8_t *marks;      /* a byte a document */
    uint64_t *bits;      /* of a walk without weights: the documents from base on */
    uint32_t base, word; /* bits[word] is being given */
    uint64_t left;       /* of that, what was not given */
    morgue_status status;
    morgue_error error;
    size_t bytes; /* of memory */
    arena memory;
};

extern const node_class match__nothing, match__everything, match__column, match__term;
extern const node_class match__union, match__window, match__join, match__all;

/* ---- match.c ---- */

/* A new node; NULL after a failure. */
match_node *match__node(match *m, const node_class *class);
/* Zeroed memory that lives as long as the match; NULL notes the failure. */
void *match__memory(match *m, size_t bytes);
/* Notes a failure; the first one stays. */
void match__fail(match *m, morgue_status status, const char *message);
/* Asks for damage; false when the walk must end. */
bool match__sound(match *m);
/* Likewise, and asks poll(). */
bool match__ask(match *m);
void match__append(node_list *list, match_node *n);

/* Counts steps; false when the walk must end. */
static inline bool match__step(match *m, int steps)
{
    return (m->budget -= steps) > 0 || match__ask(m);
}

/* ---- prepare.c ---- */

/* Flattens the tree, drops what cannot matter and multiplies the factors into
 * the weights. What stands in the place of the node. */
match_node *match__simplify(match_node *n, double factor);
/* Orders operands and chooses between ways to walk. visits: how many targets
 * it will be asked for, about. */
void match__arrange(match_node *n, uint32_t visits, unsigned depth);

/* ---- bm25.c ---- */

/* Documents count as so long at least, in average lengths. */
#define SHORTEST 0.5

/* The weight of a term that stands wdf times in a document. */
static inline double match__bm25(const match *m, double weight, uint32_t wdf, uint32_t docid)
{
    double length = stream_count(&m->lengths, docid) * m->length_factor;
    length = length < SHORTEST ? SHORTEST : length;
    double times = wdf;
    return weight * (times / (m->k1 * (length * m->b + m->rest) + times));
}

/* ---- term.c ---- */

/* Leaves the open block for the posting at or after target; returns it. */
uint32_t match__term_leave(match_node *n, uint32_t target);
/* Sets the byte of each document of [base, base + MASK_DOCUMENTS). */
void match__term_mark(match_node *n, uint32_t base, uint8_t *marks);
/* Adds one term's postings in the window to its weights, or to wdfs, and marks
 * them. */
void match__term_weigh(match_node *n, const window *w);
void match__term_occur(match_node *n, const window *w, uint32_t *wdfs);
/* Adds to the wdfs what a term of the headline changes in them; marks nothing. */
void match__term_stress(match_node *n, const window *w, uint32_t *wdfs);
/* Of the documents that are marked `mark`, those with the term get mark + 1, and
 * all that have it their wdf; or, for one of several terms, that is added. */
void match__term_meet(match_node *n, const window *w, uint8_t mark, uint32_t *wdfs);
void match__term_meet_any(match_node *n, const window *w, uint8_t mark, uint32_t *wdfs);

static inline uint32_t match__term_seek(match_node *n, uint32_t target)
{
    const glass_postings *p = n->term.postings;
    unsigned at = n->term.at, count = p->count;
    if (at >= count || p->ids[count - 1] < target)
        return match__term_leave(n, target);
    while (at + 8 <= count && p->ids[at + 7] < target)
        at += 8;
    while (p->ids[at] < target)
        at++;
    n->term.at = at;
    return n->current = p->ids[at];
}

static inline uint32_t match__seek(match_node *n, uint32_t target)
{
    if (n->current >= target)
        return n->current;
    return n->class == &match__term ? match__term_seek(n, target) : n->class->seek(n, target);
}

/* ---- join.c ---- */

/* Of the first operands of a conjunction, rarest first, those that are better
 * met by windows than one by one become one operand, the first. */
void match__join_parts(match_node *all);

/* ---- window.c ---- */

/* Gives a node its window; wdfs: arrays of them that it needs. */
bool match__make_window(match_node *n, unsigned wdfs, bool sums);
/* Fills the window with the first documents at or after target; false at the end. */
bool match__fill_union(match_node *n, uint32_t target);
bool match__fill_join(match_node *n, uint32_t target);
uint32_t match__window_seek(match_node *n, uint32_t target);
bool match__window_test(match_node *n, uint32_t docid);

/* ---- any.c ---- */

void match__union_mask(match_node *n, uint32_t base, uint64_t *words, uint32_t wanted);
uint32_t match__union_lower(match_node *n, uint32_t target);

/* Puts the lists of many terms into one window; headline may be NULL. */
match_node *match__pool(match *m, const morgue_str *terms, const morgue_str *headline, size_t count,
                        double weight);

/* ---- count.c ---- */

/* The live matches from *base on, which moves to a multiple of 64 behind which
 * the first may be. False at the end and after a failure. */
bool match__bitmap(match *m, uint32_t *base, uint64_t *words);
bool match__next_bit(match *m, uint32_t *docid);

/* ---- mask.c ---- */

/* Sets the bits of all documents from base on, a multiple of 64. */
void match__fill(const match *m, uint32_t base, uint64_t *words);
uint32_t match__ones(const uint64_t *words);
/* Makes bits of bytes that are 0 or 1; adds them to those in words. */
void match__pack(const uint8_t *marks, uint32_t count, uint64_t *words);
/* Sets the bits of the bytes that are value, clears the others. */
void match__pack_equal(const uint8_t *marks, uint8_t value, uint32_t count, uint64_t *words);
/* Clears the bits of documents that the node's test fails. */
void match__mask_by_test(match_node *n, uint32_t base, uint64_t *words);

/* The first set bit at or after from; size when there is none. */
static inline uint32_t match__find(const uint64_t *words, uint32_t from, uint32_t size)
{
    if (from >= size)
        return size;
    uint32_t i = from / 64, end = (size + 63) / 64;
    uint64_t word = words[i] & ~UINT64_C(0) << from % 64;
    while (!word) {
        if (++i == end)
            return size;
        word = words[i];
    }
    uint32_t bit = i * 64 + (uint32_t)__builtin_ctzll(word);
    return bit < size ? bit : size;
}

/* How many of a node's documents lie in one bitmap, about. */
static inline uint32_t match__share(const match *m, uint64_t estimate)
{
    return m->documents <= MASK_DOCUMENTS ? (uint32_t)estimate
                                          : (uint32_t)(estimate * MASK_DOCUMENTS / m->documents);
}

#endif
