/* The twin: see twin.h. */
#include "twin.h"

#include <stdio.h>
#include <string.h>

/* ---- questions ---- */

static const spans_kind kinds[] = {SPANS_ANY,      SPANS_ORDERED,  SPANS_ORDERED, SPANS_NEAR,
                                   SPANS_WINDOW,   SPANS_NOT_NEAR, SPANS_FIRST,   SPANS_TOGETHER,
                                   SPANS_TOGETHER, SPANS_WINDOW};

static void grow_words(plant *p, dice *d, const uint32_t *vocabulary, uint32_t size)
{
    p->kind = SPANS_WORDS;
    p->rank_count = roll(d, 4) ? 1 : 1 + roll(d, 3);
    for (size_t i = 0; i < p->rank_count; i++)
        p->ranks[i] = vocabulary[roll(d, size)];
    if (roll(d, 8) == 0) /* more than are looked for one by one */
        for (; p->rank_count < PLANT_RANKS; p->rank_count++)
            p->ranks[p->rank_count] = 300 + roll(d, 100000);
}

static size_t operands_of(spans_kind kind, dice *d)
{
    switch (kind) {
    case SPANS_NEAR:
    case SPANS_NOT_NEAR:
        return 2;
    case SPANS_FIRST:
        return 1;
    default:
        return roll(d, 8) == 0 ? 1 : 2 + roll(d, PLANT_NODES - 1);
    }
}

plant *plant_grow(arena *memory, dice *d, const uint32_t *vocabulary, uint32_t size, unsigned depth)
{
    plant *p = arena_alloc(memory, sizeof *p);
    assert_non_null(p);
    if (depth == 0 || roll(d, 4) == 0) {
        grow_words(p, d, vocabulary, size);
        return p;
    }
    p->kind = kinds[roll(d, sizeof kinds / sizeof *kinds)];
    p->count = operands_of(p->kind, d);
    p->flag = roll(d, 2);
    p->n = roll(d, 8);
    if (p->kind == SPANS_ORDERED && roll(d, 2))
        p->n = 0;
    for (size_t i = 0; i < p->count; i++)
        p->nodes[i] = plant_grow(memory, d, vocabulary, size, depth - 1);
    return p;
}

spans_node *plant_build(const plant *p, spans *s)
{
    spans_node *nodes[PLANT_NODES] = {NULL};
    for (size_t i = 0; i < p->count; i++)
        nodes[i] = plant_build(p->nodes[i], s);
    switch (p->kind) {
    case SPANS_WORDS:
        return spans_words(s, p->ranks, p->rank_count);
    case SPANS_ANY:
        return spans_any(s, nodes, p->count);
    case SPANS_NEAR:
        return spans_near(s, nodes[0], nodes[1], p->n, p->flag);
    case SPANS_WINDOW:
        return spans_window(s, nodes, p->count, p->n);
    case SPANS_NOT_NEAR:
        return spans_not_near(s, nodes[0], nodes[1], p->n);
    case SPANS_TOGETHER:
        return spans_together(s, nodes, p->count, p->flag);
    case SPANS_FIRST:
        return spans_first(s, nodes[0], p->n);
    default:
        return spans_ordered(s, nodes, p->count, p->n);
    }
}

void plant_print(const plant *p)
{
    static const char *const names[] = {"words",  "phrase",   "any",      "ordered", "near",
                                        "window", "not_near", "together", "first",   "at_least"};
    fprintf(stderr, "%s", names[p->kind]);
    if (p->kind != SPANS_WORDS)
        fprintf(stderr, "/%u%s", p->n, p->flag ? "!" : "");
    fputc('(', stderr);
    for (size_t i = 0; i < p->rank_count; i++)
        fprintf(stderr, "%s%u", i ? " " : "", p->ranks[i]);
    for (size_t i = 0; i < p->count; i++) {
        fputs(i ? ", " : "", stderr);
        plant_print(p->nodes[i]);
    }
    fputc(')', stderr);
}

/* ---- documents ---- */

void field_encode(field *f, dice *d)
{
    size_t size = 0, table = 0;
    for (size_t i = 0; i < sizeof f->before; i++)
        f->before[i] = (unsigned char)(roll(d, 256) | (i == sizeof f->before - 1 ? 0x80u : 0));
    for (uint32_t i = 0; i < f->count; i++)
        size += stream_code(f->ranks[i], f->bytes + size);
    for (size_t i = 0; i < 64; i++)
        f->bytes[size + i] = (unsigned char)roll(d, 256);
    for (uint32_t i = 0; i < f->sentence_count; i++) {
        uint32_t v = f->sentences[i];
        for (; v >= 128; v >>= 7)
            f->table[table++] = (unsigned char)(v | 0x80);
        f->table[table++] = (unsigned char)v;
    }
    f->view = (stream_view){.bytes = f->bytes,
                            .size = size,
                            .words = f->count,
                            .lede = f->lede,
                            .sentences = f->table,
                            .sentence_bytes = table};
}

void field_write(field *f, dice *d, const uint32_t *vocabulary, uint32_t size)
{
    for (uint32_t i = 0; i < f->count; i++)
        f->ranks[i] = vocabulary[roll(d, size)];
    f->sentence_count = 0;
    for (uint32_t left = f->count; left > 0;) {
        uint32_t n = 1 + roll(d, left > 80 ? 80 : left);
        f->sentences[f->sentence_count] = n << 1 | (f->sentence_count == 0 || roll(d, 3) == 0);
        f->sentence_count++;
        left -= n;
    }
    f->lede = roll(d, f->count + 1);
    field_encode(f, d);
}

void field_print(const field *f)
{
    fprintf(stderr, "field of %u words, lede %u:", f->count, f->lede);
    uint32_t at = 0;
    for (uint32_t i = 0; i < f->sentence_count; i++) {
        fputs(f->sentences[i] & 1 ? "\n  " : " | ", stderr);
        for (uint32_t j = 0; j < f->sentences[i] >> 1; j++)
            fprintf(stderr, " %u:%u", at, f->ranks[at]), at++;
    }
    fputc('\n', stderr);
}

/* ---- meaning ---- */

static bool has(const twin_set *set, uint32_t first, uint32_t last)
{
    return set->rows[first] >> last & 1;
}

static void give(twin_set *set, uint32_t first, uint32_t last)
{
    set->rows[first] |= 1u << last;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t most(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static bool overlap(span a, span b)
{
    return a.first <= b.last && b.first <= a.last;
}

/* Of two that do not overlap: 1 is side by side. */
static uint32_t apart(span a, span b)
{
    return a.last < b.first ? b.first - a.last : a.first - b.last;
}

/* Every choice of one span of each operand. */
typedef struct choice {
    const plant *p;
    const field *f;
    uint32_t words;
    twin_set given[PLANT_NODES], *out;
    span chosen[PLANT_NODES];
    bool opens;
} choice;

static bool in_one_sentence(const field *f, bool paragraph, uint32_t first, uint32_t last)
{
    uint32_t start = 0, stop = 0;
    for (uint32_t i = 0; i < f->sentence_count; i++) {
        if (!paragraph || f->sentences[i] & 1)
            start = stop;
        stop += f->sentences[i] >> 1;
        if (first >= start && last < stop)
            return true;
    }
    return false;
}

/* Whether the first i + 1 choices can be, the last of them being new. */
static bool allowed(const choice *c, size_t i)
{
    const span *x = c->chosen;
    uint32_t first = x[0].first, last = x[0].last, gaps = 0;
    for (size_t j = 1; j <= i && j < PLANT_NODES; j++) {
        first = least(first, x[j].first);
        last = most(last, x[j].last);
        if (c->p->kind == SPANS_ORDERED && x[j].first <= x[j - 1].last)
            return false;
        gaps += x[j].first - x[j - 1].last - 1;
    }
    for (size_t j = 0; j < i && c->p->kind != SPANS_TOGETHER; j++)
        if (overlap(x[j], x[i]))
            return false;
    switch (c->p->kind) {
    case SPANS_ORDERED:
        return gaps <= c->p->n;
    case SPANS_NEAR:
        if (i == 0)
            return true;
        return apart(x[0], x[1]) <= c->p->n && (!c->p->flag || x[0].last < x[1].first);
    case SPANS_WINDOW:
        return last - first + 1 <= c->p->n;
    default:
        return in_one_sentence(c->f, c->p->flag, first, last);
    }
}

static void choose(choice *c, size_t i)
{
    if (i == c->p->count || i == PLANT_NODES) {
        uint32_t first = c->chosen[0].first, last = c->chosen[0].last;
        for (size_t j = 1; j < i && j < PLANT_NODES; j++) {
            first = least(first, c->chosen[j].first);
            last = most(last, c->chosen[j].last);
        }
        give(c->out, first, last);
        return;
    }
    for (uint32_t first = 0; first < c->words; first++)
        for (uint32_t last = first; c->given[i].rows[first] >> last; last++)
            if (has(&c->given[i], first, last)) {
                c->chosen[i] = (span){first, last};
                if (allowed(c, i))
                    choose(c, i + 1);
            }
}

static bool is_near_any(span x, const twin_set *others, uint32_t words, uint32_t distance)
{
    for (uint32_t first = 0; first < words; first++)
        for (uint32_t last = first; last < words; last++)
            if (has(others, first, last)) {
                span y = {first, last};
                if (overlap(x, y) || apart(x, y) <= distance)
                    return true;
            }
    return false;
}

static void eval_words(const plant *p, const field *f, uint32_t words, twin_set *out)
{
    for (uint32_t at = 0; at < words; at++)
        for (size_t i = 0; i < p->rank_count; i++)
            if (f->ranks[at] == p->ranks[i])
                give(out, at, at);
}

/* Those of the first operand that hold. */
static void eval_filter(const choice *c)
{
    for (uint32_t first = 0; first < c->words; first++)
        for (uint32_t last = first; last < c->words; last++) {
            bool keep = c->p->kind == SPANS_FIRST
                            ? c->opens && last < c->p->n
                            : !is_near_any((span){first, last}, &c->given[1], c->words, c->p->n);
            if (has(&c->given[0], first, last) && keep)
                give(c->out, first, last);
        }
}

void twin_eval(const plant *p, const field *f, uint32_t words, bool opens, twin_set *out)
{
    memset(out, 0, sizeof *out);
    if (p->kind == SPANS_WORDS) {
        eval_words(p, f, words, out);
        return;
    }
    choice c = {.p = p, .f = f, .words = words, .opens = opens, .out = out};
    for (size_t i = 0; i < p->count; i++)
        twin_eval(p->nodes[i], f, words, opens, &c.given[i]);
    if (p->kind == SPANS_ANY) {
        for (size_t i = 0; i < p->count; i++)
            for (uint32_t j = 0; j < words; j++)
                out->rows[j] |= c.given[i].rows[j];
    } else if (p->kind == SPANS_FIRST || p->kind == SPANS_NOT_NEAR) {
        eval_filter(&c);
    } else if (p->count > 0) {
        choose(&c, 0);
    }
}

static uint32_t times_from(const twin_set *set, uint32_t from)
{
    uint32_t best = 0;
    for (uint32_t first = from; first < TWIN_WORDS; first++)
        if (set->rows[first]) {
            uint32_t last = (uint32_t)__builtin_ctz(set->rows[first]);
            best = most(best, 1 + times_from(set, last + 1));
        }
    return best;
}

uint32_t twin_times(const twin_set *set)
{
    return times_from(set, 0);
}
