/* Which kernel this machine takes, and what is made ready for all of them. */
#include "scan.h"

#include <string.h>

const scan_kernel *const spans__kernels[] = {
    &spans__scalar,
#if defined(__x86_64__) && defined(__GNUC__)
    &spans__sse2,   &spans__avx2, &spans__avx512,
#endif
    NULL,
};

const scan_kernel *spans__best_kernel(void)
{
    const scan_kernel *best = &spans__scalar;
    for (size_t i = 0; spans__kernels[i]; i++)
        if (spans__kernels[i]->usable())
            best = spans__kernels[i];
    return best;
}

void spans__words_add(scan_words *words, const uint32_t *ranks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        scan_code *code = &words->codes[words->upto[STREAM_CODE_MAX]];
        code->size = stream_code(ranks[i], code->bytes);
        for (unsigned n = code->size; n <= STREAM_CODE_MAX; n++)
            words->upto[n]++;
    }
}

static void set_bit(unsigned char *row, size_t from, size_t to, unsigned bit)
{
    for (size_t i = from; i < to; i++)
        row[i] |= (unsigned char)bit;
}

static void add_twin(scan_twins *t, const unsigned char *code, unsigned size, unsigned bit)
{
    for (unsigned i = 0; i < 3; i++) {
        unsigned char c = i < size ? code[size - 1 - i] : 0;
        bool any = i > size, ends = i == size;
        set_bit(t->low[i], any || ends ? 0 : c & 15, any || ends ? 16 : (c & 15) + 1, bit);
        set_bit(t->high[i], any ? 0 : ends ? 8 : c >> 4, any || ends ? 16 : (c >> 4) + 1, bit);
        if (!ends)
            set_bit(t->byte[i], any ? 0 : c & 127, any ? 128 : (c & 127) + 1, bit);
    }
    for (unsigned i = 0; i < 2; i++)
        if (size <= i + 1)
            t->shorter[i] |= (unsigned char)bit;
}

void spans__twins_begin(scan_twins *t)
{
    memset(t, 0, sizeof *t);
    t->exact = true;
}

void spans__twins_add(scan_twins *t, unsigned operand, const uint32_t *ranks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char code[STREAM_CODE_MAX];
        unsigned size = stream_code(ranks[i], code), number = t->count[operand]++;
        t->ranks[operand][number] = ranks[i];
        add_twin(t, code, size, 1u << (operand * SCAN_TWIN_BITS + number % SCAN_TWIN_BITS));
        t->exact &= number < SCAN_TWIN_BITS && size < STREAM_CODE_MAX;
    }
}

/* A power of two, at most half full. */
static size_t table_size(size_t count)
{
    size_t size = 16;
    while (size < 2 * count)
        size *= 2;
    return size;
}

size_t spans__set_size(size_t count)
{
    return table_size(count) + table_size(count) / 2;
}

static void add_rank(scan_set *set, uint32_t rank)
{
    uint32_t hash = scan_hash(rank), at = hash >> set->shift;
    set->filter[at >> 1] |= 1u << (hash & 31);
    while (set->table[at] != UINT32_MAX && set->table[at] != rank)
        at = (at + 1) & set->mask;
    set->table[at] = rank;
}

static void add_byte(scan_set *set, unsigned char c, unsigned kind)
{
    set->kinds |= 1u << kind;
    set->bytes[c & 0x7f] |= (unsigned char)(1u << kind);
    set->rows[kind][c & 0x0f] |= (unsigned char)(1u << (c >> 4 & 7));
}

static void add_code(scan_set *set, const unsigned char *code, unsigned n)
{
    if (n == 1) {
        add_byte(set, code[0], SCAN_ALONE);
        return;
    }
    add_byte(set, code[n - 1], n == 2 ? SCAN_SECOND : SCAN_LAST);
    add_byte(set, code[n - 2], n == 2 ? SCAN_FIRST : SCAN_BEFORE);
}

void spans__set_make(scan_set *set, uint32_t *memory, const uint32_t *ranks, size_t count)
{
    size_t size = table_size(count);
    memset(set, 0, sizeof *set);
    memset(memory, 0xff, size * sizeof *memory);
    memset(memory + size, 0, size / 2 * sizeof *memory);
    set->table = memory;
    set->filter = memory + size;
    set->mask = (uint32_t)size - 1;
    set->shift = 32 - (unsigned)__builtin_ctzll(size);
    for (size_t i = 0; i < count; i++) {
        unsigned char code[STREAM_CODE_MAX];
        add_code(set, code, stream_code(ranks[i], code));
        add_rank(set, ranks[i]);
    }
}

/*
 * How common a byte is in streams, about, in ten-thousandths: words follow Zipf's
 * law, so small ranks dominate their byte, and the byte before a last one is
 * small for the commoner of the longer codes.
 */
static unsigned commonness(unsigned char c)
{
    unsigned low = c & 0x7fu;
    return c & 0x80 ? 30 + 600 / (low + 2) : 10 + 700 / (low + 6);
}

void spans__pattern_choose(scan_pattern *p)
{
    size_t rarest = 0, second = 0;
    for (size_t i = 1; i < p->size; i++)
        if (commonness(p->bytes[i]) < commonness(p->bytes[rarest]))
            rarest = i;
    second = rarest == 0 ? p->size - 1 : 0;
    for (size_t i = 0; i < p->size; i++)
        if (i != rarest && commonness(p->bytes[i]) < commonness(p->bytes[second]))
            second = i;
    p->rare[0] = rarest;
    p->rare[1] = second;
}
