/*
 * A nondeterministic automaton by bits (S. Wu and U. Manber, 1992): bit i of level e is
 * set when the characters read so far can be the first i of the pattern with e edits.
 */
#include "automaton.h"

#include "utf8.h"

#include <morgue/limits.h>

#include <stdlib.h>

/* Characters of a pattern, and of a word; a word's last one may be cut by the limit. */
#define LETTERS (MORGUE_MAX_TERM + 2)
#define LEVELS  3
#define WORDS   ((LETTERS + 1 + 63) / 64) /* of 64 bits */

typedef struct places {
    uint64_t bits[WORDS];
} places;

typedef struct state {
    places level[LEVELS];
} state;

typedef struct letter {
    uint32_t character;
    places at; /* where the pattern has it */
} letter;

struct automaton {
    unsigned levels;
    unsigned words;          /* of places, in use */
    size_t length;           /* of the pattern, in characters */
    bool open;               /* its first wildcard is a star: */
    morgue_str head, tail;   /* all that begins with the head can match if it ends with the tail */
    places any;              /* its ? */
    places stars;            /* its * */
    letter letters[LETTERS]; /* ascending, each once */
    size_t letter_count;
    const places *ascii[128]; /* of a character; NULL: the pattern has it not */
    uint32_t path[LETTERS];   /* what was read last … */
    size_t depth;
    state states[LETTERS + 1]; /* … and before each of its characters */
    char next[LETTERS * 4];
    size_t next_len;
};

/* ---- places ---- */

static void set(places *p, size_t i)
{
    p->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static bool has(const places *p, size_t i)
{
    return p->bits[i / 64] >> (i % 64) & 1;
}

/* out |= (from & mask) moved on by one; mask NULL: all. words: in use, nearly always one,
 * for which these functions are inlined. */
static inline void add_moved(unsigned words, places *out, const places *from, const places *mask)
{
    uint64_t carry = 0;
    for (unsigned i = 0; i < words; i++) {
        uint64_t bits = from->bits[i] & (mask ? mask->bits[i] : UINT64_MAX);
        out->bits[i] |= bits << 1 | carry;
        carry = bits >> 63;
    }
}

static inline void add(unsigned words, places *out, const places *from, const places *mask)
{
    for (unsigned i = 0; i < words; i++)
        out->bits[i] |= from->bits[i] & (mask ? mask->bits[i] : UINT64_MAX);
}

/* ---- making ---- */

/* Where the character's letter is, or would be. */
static size_t find_letter(const automaton *a, uint32_t character)
{
    size_t low = 0, high = a->letter_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (a->letters[middle].character < character)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_letter(automaton *a, uint32_t character, size_t place)
{
    size_t at = find_letter(a, character);
    if (at == a->letter_count || a->letters[at].character != character) {
        for (size_t i = a->letter_count++; i > at; i--)
            a->letters[i] = a->letters[i - 1];
        a->letters[at] = (letter){.character = character};
    }
    set(&a->letters[at].at, place);
}

static void add_pattern(automaton *a, morgue_str text, bool wild)
{
    for (size_t at = 0; at < text.len && a->length < LETTERS;) {
        uint32_t character = utf8_next(text, &at);
        if (!wild || (character != '?' && character != '*'))
            add_letter(a, character, a->length);
        else if (character == '?')
            set(&a->any, a->length);
        else if (a->length && has(&a->stars, a->length - 1))
            continue; /* one star is as good as two */
        else
            set(&a->stars, a->length);
        a->length++;
    }
}

/* What can be reached without a further character: a star that stands for nothing, a
 * letter left out. */
static inline void close_state(const automaton *a, unsigned words, unsigned levels, state *s)
{
    add_moved(words, &s->level[0], &s->level[0], &a->stars);
    for (unsigned e = 1; e < levels; e++)
        add_moved(words, &s->level[e], &s->level[e - 1], NULL);
}

static bool is_wild(char c)
{
    return c == '?' || c == '*';
}

static void find_ends(automaton *a, morgue_str text)
{
    size_t head = 0, tail = text.len;
    while (head < text.len && !is_wild(text.ptr[head]))
        head++;
    while (tail > head && !is_wild(text.ptr[tail - 1]))
        tail--;
    a->open = head < text.len && text.ptr[head] == '*';
    a->head = str_range(text, 0, head);
    a->tail = str_range(text, tail, text.len);
}

automaton *automaton_new(const plan_node *n)
{
    automaton *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    bool wild = n->kind == PLAN_PATTERN;
    a->levels = wild ? 1 : n->distance + 1;
    if (a->levels > LEVELS)
        a->levels = LEVELS;
    add_pattern(a, n->text, wild);
    if (wild)
        find_ends(a, n->text);
    for (size_t i = 0; i < a->letter_count; i++)
        if (a->letters[i].character < 128)
            a->ascii[a->letters[i].character] = &a->letters[i].at;
    a->words = (unsigned)(a->length / 64 + 1);
    set(&a->states[0].level[0], 0);
    close_state(a, a->words, a->levels, &a->states[0]);
    return a;
}

void automaton_free(automaton *a)
{
    free(a);
}

/* ---- reading ---- */

static inline bool step_in(const automaton *a, unsigned words, unsigned levels, const state *from,
                           const places *at, state *to)
{
    uint64_t alive = 0;
    for (unsigned e = 0; e < levels; e++) {
        places *out = &to->level[e];
        for (unsigned i = 0; i < words; i++)
            out->bits[i] = 0;
        if (at)
            add_moved(words, out, &from->level[e], at);
        add_moved(words, out, &from->level[e], &a->any);
        add(words, out, &from->level[e], &a->stars);
        if (e == 0)
            continue;
        add(words, out, &from->level[e - 1], NULL);       /* one too many */
        add_moved(words, out, &from->level[e - 1], NULL); /* another one */
    }
    close_state(a, words, levels, to);
    for (unsigned i = 0; i < words; i++)
        alive |= to->level[levels - 1].bits[i]; /* which has all of the levels below */
    return alive != 0;
}

/* A character: of these places, or of none. False when nothing can match any more. Nearly every
 * pattern has one of the shapes that are unrolled. */
static bool step(const automaton *a, const state *from, const places *at, state *to)
{
    if (a->words > 1)
        return step_in(a, a->words, a->levels, from, at, to);
    switch (a->levels) {
    case 1:
        return step_in(a, 1, 1, from, at, to);
    case 2:
        return step_in(a, 1, 2, from, at, to);
    default:
        return step_in(a, 1, LEVELS, from, at, to);
    }
}

static bool step_by(const automaton *a, const state *from, uint32_t character, state *to)
{
    if (character < 128)
        return step(a, from, a->ascii[character], to);
    size_t i = find_letter(a, character);
    bool found = i < a->letter_count && a->letters[i].character == character;
    return step(a, from, found ? &a->letters[i].at : NULL, to);
}

/* Whether a letter leads on from where no other character does: there are no edits left to make
 * then, so it has to stand in one of the places reached with all of them made. */
static bool leads_on(const automaton *a, const state *from, const letter *l)
{
    for (unsigned i = 0; i < a->words; i++)
        if (from->level[a->levels - 1].bits[i] & l->at.bits[i])
            return true;
    return false;
}

/* The least character above this one that leads on; UINT32_MAX when none does. */
static uint32_t next_character(const automaton *a, const state *from, uint32_t character)
{
    state to = {0};
    if (step(a, from, NULL, &to))
        return character + 1;
    size_t i = find_letter(a, character + 1);
    while (i < a->letter_count && !leads_on(a, from, &a->letters[i]))
        i++;
    return i < a->letter_count ? a->letters[i].character : UINT32_MAX;
}

/* No character at all has code points above. */
#define LAST_CHARACTER 0x10ffffu

/* The path ends where nothing can match: where it may go on, from its end backwards. */
static automaton_answer leap(automaton *a)
{
    while (a->depth > 0) {
        uint32_t last = a->path[--a->depth];
        uint32_t next = next_character(a, &a->states[a->depth], last);
        if (next > LAST_CHARACTER)
            continue;
        a->next_len = 0;
        for (size_t i = 0; i < a->depth; i++)
            a->next_len += utf8_put(a->path[i], a->next + a->next_len);
        if (next >= 0xd800 && next < 0xe000)
            next = 0xe000; /* surrogates are no characters */
        a->next_len += utf8_put(next, a->next + a->next_len);
        return AUTOMATON_LEAPS;
    }
    return AUTOMATON_ENDS;
}

automaton_answer automaton_read(automaton *a, morgue_str word)
{
    size_t depth = 0;
    bool same = true;
    if (a->open && str_starts(word, a->head) && !str_ends(word, a->tail))
        return AUTOMATON_PASSES; /* as is known without reading it */
    for (size_t at = 0; at < word.len && depth < LETTERS; depth++) {
        unsigned char first = (unsigned char)word.ptr[at];
        uint32_t character = first < 128 ? first : utf8_next(word, &at);
        at += first < 128;
        same = same && depth < a->depth && a->path[depth] == character;
        if (same)
            continue;
        a->path[depth] = character;
        a->depth = depth + 1;
        if (!step_by(a, &a->states[depth], character, &a->states[depth + 1]))
            return leap(a);
    }
    a->depth = depth;
    return has(&a->states[depth].level[a->levels - 1], a->length) ? AUTOMATON_TAKES
                                                                  : AUTOMATON_PASSES;
}

morgue_str automaton_next(const automaton *a)
{
    return (morgue_str){a->next, a->next_len};
}
