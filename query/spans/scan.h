/*
 * Finding codes in a field's bytes, 64 bytes at a time: one pass gives every hit
 * and the position that it stands at. What differs from machine to machine is a
 * table of functions; all tables give the same.
 *
 * Only bytes[-4] to bytes[size + 63] of a field are ever read.
 */
#ifndef SCAN_H
#define SCAN_H

#include "spans.h"

#define SCAN_BLOCK 64

/* For the functions of a kernel's loops: a call would put all of a pass in memory. */
#define INLINE inline __attribute__((always_inline))

/* A word as it stands in the bytes. */
typedef struct scan_code {
    unsigned char bytes[STREAM_CODE_MAX];
    unsigned size;
} scan_code;

/* So many words at most are looked for one by one. */
#define SCAN_WORDS 8

/* A few words, short codes first. */
typedef struct scan_words {
    scan_code codes[SCAN_WORDS];
    unsigned upto[STREAM_CODE_MAX + 1]; /* [n]: codes of at most n bytes */
} scan_words;

/* Many words: a table of ranks, and bytes that their codes can have, by the length
 * of these: nearly all codes of a text have one byte or two, and nearly all words of
 * a large set three. */
enum {
    SCAN_ALONE,     /* a code of one byte */
    SCAN_SECOND,    /* the last of two bytes */
    SCAN_FIRST,     /* the byte before it */
    SCAN_LAST,      /* the last of three or four */
    SCAN_BEFORE,    /* the byte before it */
    SCAN_BYTE_KINDS /* of the two of a pair the second has the lower bit */
};

typedef struct scan_set {
    uint32_t *table;  /* open addressing; UINT32_MAX is a free place */
    uint32_t *filter; /* half as many: at a rank's hash one of 32 bits is set */
    unsigned shift;   /* 32 - binary logarithm of the table's size */
    uint32_t mask;
    unsigned kinds;           /* a bit a kind: some byte is of it */
    unsigned char bytes[128]; /* by the low seven bits of a byte, a bit a kind */
    /* The same for shuffles: bit h of [kind][l] is the byte (h << 4 | l) & 0x7f. */
    unsigned char rows[SCAN_BYTE_KINDS][16];
} scan_set;

/* Where codes of a set may end in a block, as far as two bytes tell, if codes of
 * that length end there. */
typedef struct scan_maybe {
    uint64_t one, two, more;
} scan_maybe;

static inline bool scan_set_has_kind(const scan_set *set, unsigned kind)
{
    return set->kinds >> kind & 1;
}

/* A pass over one field, begun by scan_begin(); called again it goes on. */
typedef struct scan {
    const unsigned char *bytes;
    size_t size;       /* below UINT32_MAX */
    uint32_t limit;    /* positions from here on need not be reported */
    size_t at;         /* bytes done */
    uint32_t position; /* codes that end before at */
    uint32_t before;   /* bit 3 - i: bytes[at - 1 - i] ends a code */
    span *out;         /* a hit: first is the offset of its code's last byte, last its position */
    size_t count;
    size_t wanted; /* the pass stops at so many; out has room for SCAN_BLOCK more */
} scan;

#define SCAN_BEFORE_FIELD 8

/* Bytes before the field end no code, but the one right before it does, whatever
 * it holds. */
static inline scan scan_begin(const unsigned char *bytes, size_t size, uint32_t limit)
{
    return (scan){.bytes = bytes, .size = size, .limit = limit, .before = SCAN_BEFORE_FIELD};
}

static inline bool scan_done(const scan *s)
{
    return s->at >= s->size || s->position >= s->limit;
}

/* Codes of several words side by side, and which two bytes to look for. */
typedef struct scan_pattern {
    unsigned char *bytes;
    size_t size;
    size_t rare[2]; /* offsets */
} scan_pattern;

/* So many words of each operand have a bit of their own. */
#define SCAN_TWIN_BITS 4

/*
 * Words of two operands: each has a bit, those of the first operand the lower four, and
 * row [i] tells which words may have a byte as the last but i of their codes. (The idea is
 * that of Teddy, by G. Langdale.) What ends the code before has its highest bit set.
 */
typedef struct scan_twins {
    unsigned char low[3][16], high[3][16]; /* by each half of the byte, for shuffles */
    unsigned char byte[3][128];            /* by its low seven bits; the highest apart: … */
    unsigned char shorter[2];              /* … codes of at most i + 1 bytes */
    uint32_t ranks[2][SCAN_WORDS];
    unsigned count[2];
    bool exact; /* no two words share a bit, and three bytes are a whole code */
} scan_twins;

/* Blocks that pair() goes over in one call at most. */
#define SCAN_PAIR_BLOCKS 64
#define SCAN_PAIR_HITS   ((size_t)SCAN_PAIR_BLOCKS * SCAN_BLOCK)
#define SCAN_TWIN_BYTES  SCAN_PAIR_HITS

typedef struct scan_kernel {
    const char *name;
    bool (*usable)(void);
    size_t few; /* so many words are better looked for one by one; at most SCAN_WORDS */
    void (*codes)(scan *s, const scan_words *words);
    void (*set)(scan *s, const scan_set *set);
    /* Hits of either in the next blocks, at most SCAN_PAIR_BLOCKS: first is 1 for one
     * of a, 2 for one of b, 3 for both; out has room for SCAN_PAIR_HITS. Those with none
     * of the other at most reach blocks away may be left out. a: the rarer. */
    void (*pair)(scan *s, const scan_words *a, const scan_words *b, unsigned blocks,
                 unsigned reach);
    /* Whether a word of each operand stand at most distance (at least 1) apart; ordered:
     * the first one's before. NULL: no better way than pair(). */
    bool (*near)(const unsigned char *bytes, size_t size, const scan_twins *twins,
                 uint32_t distance, bool ordered);
    /* As pair() in a whole field of at most SCAN_TWIN_BYTES, from its beginning to its end; a is
     * the first of the twins. Where one has none hits of the other may be left out. NULL: as
     * near(). */
    void (*twins)(scan *s, const scan_twins *twins);
    /* Offset of the pattern's first byte at or after from; size when there is none. */
    size_t (*pattern)(const unsigned char *bytes, size_t size, const scan_pattern *p, size_t from);
    /* Codes that end in [from, to). */
    uint32_t (*ends)(const unsigned char *bytes, size_t from, size_t to);
} scan_kernel;

/* Slowest first, then NULL; some may not be usable here. */
extern const scan_kernel *const spans__kernels[];
extern const scan_kernel spans__scalar, spans__sse2, spans__avx2, spans__avx512;

const scan_kernel *spans__best_kernel(void);

/* Adds ranks, which ascend and are above those that words has; at most SCAN_WORDS in all. */
void spans__words_add(scan_words *words, const uint32_t *ranks, size_t count);

/* Begins with none, and adds words to an operand (0 or 1): at most SCAN_WORDS in all. */
void spans__twins_begin(scan_twins *twins);
void spans__twins_add(scan_twins *twins, unsigned operand, const uint32_t *ranks, size_t count);

/* Fills set for the ranks, all below STREAM_RANKS; memory has room for spans__set_size(). */
size_t spans__set_size(size_t count);
void spans__set_make(scan_set *set, uint32_t *memory, const uint32_t *ranks, size_t count);

static inline uint32_t scan_hash(uint32_t rank)
{
    return rank * 0x9e3779b1u;
}

/* False only when the set has it not. */
static inline bool scan_set_may_have(const scan_set *set, uint32_t rank)
{
    uint32_t hash = scan_hash(rank);
    return set->filter[hash >> set->shift >> 1] >> (hash & 31) & 1;
}

static inline bool scan_set_has(const scan_set *set, uint32_t rank)
{
    uint32_t i = scan_hash(rank) >> set->shift;
    while (set->table[i] != rank && set->table[i] != UINT32_MAX)
        i = (i + 1) & set->mask;
    return set->table[i] == rank && rank != UINT32_MAX;
}

/* Chooses the two bytes that are likely to be rare. */
void spans__pattern_choose(scan_pattern *p);

/* The rank of a code of 1 + before bytes, whose last 28 bits of payload are given. */
static inline uint32_t scan_rank_of(uint32_t payload, unsigned before)
{
    static const uint32_t base[STREAM_CODE_MAX] = {0, 128, 128 + (1u << 14),
                                                   128 + (1u << 14) + (1u << 21)};
    return (payload & ((1u << 7 * (before + 1)) - 1)) + base[before];
}

/* Where the code begins whose last byte is bytes[end]; SIZE_MAX when it is none. */
static inline size_t scan_code_start(const unsigned char *bytes, size_t end)
{
    for (size_t start = end; end - start < STREAM_CODE_MAX; start--)
        if (start == 0 || bytes[start - 1] & 0x80)
            return start;
    return SIZE_MAX;
}

/* The rank whose code ends with bytes[end]; UINT32_MAX when none does. */
static inline uint32_t scan_rank(const unsigned char *bytes, size_t end)
{
    size_t start = scan_code_start(bytes, end);
    if (start == SIZE_MAX)
        return UINT32_MAX;
    const unsigned char *at = bytes + start;
    return stream_rank(&at, bytes + end + 1);
}

#endif
