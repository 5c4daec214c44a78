/*
 * Positional questions from any bytes, about fields of any bytes: every kernel
 * gives the same, in order and inside of the field, and reads nothing that it may
 * not. A question, one byte an operator, comes before the field.
 */
#include "spans_internal.h"

#include <stdlib.h>
#include <string.h>

#define MOST_OPERATORS 24
#define OPERANDS       3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct input {
    const uint8_t *at, *end;
    unsigned operators;
} input;

static void require(bool holds)
{
    if (!holds)
        abort();
}

static unsigned take(input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

/* Ranks near the edges of the codes. */
static uint32_t take_rank(input *in)
{
    static const uint32_t bases[] = {0, 128, 128 + (1u << 14), 128 + (1u << 14) + (1u << 21)};
    return bases[take(in) % 4] + take(in) + (take(in) & 3) * 128;
}

static spans_node *take_words(input *in, spans *s)
{
    uint32_t ranks[12];
    size_t count = take(in) % 13;
    for (size_t i = 0; i < count; i++)
        ranks[i] = take_rank(in);
    return spans_words(s, ranks, count);
}

/* Recursion ends with the operators that there may be. */
static spans_node *take_node(input *in, spans *s)
{
    unsigned kind = take(in);
    if (kind < 64 || in->operators++ >= MOST_OPERATORS)
        return take_words(in, s);
    unsigned n = take(in), count = kind >> 4 & 3;
    spans_node *nodes[OPERANDS] = {NULL};
    for (unsigned i = 0; i < OPERANDS; i++)
        nodes[i] = take_node(in, s);
    switch (kind & 7) {
    case 0:
        return spans_any(s, nodes, count);
    case 1:
        return spans_ordered(s, nodes, count, 0);
    case 2:
        return spans_ordered(s, nodes, count, n);
    case 3:
        return spans_near(s, nodes[0], nodes[1], n, n & 1);
    case 4:
        return spans_window(s, nodes, count, n);
    case 5:
        return spans_not_near(s, nodes[0], nodes[1], n);
    case 6:
        return spans_together(s, nodes, count, n & 1);
    default:
        return spans_first(s, nodes[0], n);
    }
}

/* The rest of the input as a field, with no more room around it than is promised. */
static unsigned char *take_field(input *in, stream_view *view)
{
    size_t sentences = take(in) % 32, left;
    view->words = take(in) * 4;
    view->lede = take(in);
    left = (size_t)(in->end - in->at);
    view->sentence_bytes = sentences < left ? sentences : left;
    view->sentences = in->at;
    view->size = left - view->sentence_bytes;
    unsigned char *memory = malloc(32 + view->size + 64);
    require(memory != NULL);
    memset(memory, 0x80, 32 + view->size + 64);
    if (view->size)
        memcpy(memory + 32, in->at + view->sentence_bytes, view->size);
    view->bytes = memory + 32;
    return memory;
}

static void check(spans *s, const stream_view *view)
{
    span *first = NULL;
    size_t first_count = 0;
    bool first_matches = false;
    for (unsigned i = 0; spans__kernels[i]; i++) {
        if (!spans__kernels[i]->usable())
            continue;
        size_t count;
        s->kernel = spans__kernels[i];
        bool matches = spans__match_views(s, &view);
        const span *l = spans__list_view(s, view, &count);
        if (s->status) {
            require(s->status == MORGUE_LIMIT);
            break;
        }
        for (size_t j = 0; j < count; j++) {
            require(l[j].first <= l[j].last && l[j].last < view->words);
            require(j == 0 || l[j - 1].first < l[j].first || l[j - 1].last < l[j].last);
        }
        if (!first) {
            first = malloc((count + 1) * sizeof *first);
            require(first != NULL);
            first_count = count;
            first_matches = matches;
            if (count)
                memcpy(first, l, count * sizeof *l);
        }
        require(matches == first_matches && count == first_count);
        require(count == 0 || memcmp(l, first, count * sizeof *l) == 0);
    }
    free(first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, data + size, 0};
    spans_scope scope = {.field_count = 1};
    spans *s;
    stream_view view = {0};
    scope.lede = take(&in) & 1;
    unsigned times = take(&in) % 4;
    require(spans__new(&s, &scope, NULL) == MORGUE_OK);
    spans_node *root = take_node(&in, s);
    if (times)
        root = spans_at_least(s, root, times);
    require(spans_finish(s, root, NULL) == MORGUE_OK);
    unsigned char *memory = take_field(&in, &view);
    check(s, &view);
    free(memory);
    spans_free(s);
    return 0;
}
