/* Names as operands: their words in a row, wherever they stand. Of many names those that
 * differ in their last word alone are one phrase, whose last word is any of theirs: a star
 * can stand for hundreds of people of one first name. */
#include "compile.h"

#include "error.h"

#include <stdlib.h>

/* A name is its last word and what stands before that. */
typedef struct name {
    morgue_str head, last;
} name;

typedef struct name_list {
    name *items; /* by head */
    size_t count;
    morgue_str *lasts; /* those of the items, in the same order */
} name_list;

static int by_head(const void *a, const void *b)
{
    const name *x = a, *y = b;
    int order = str_compare(x->head, y->head);
    return order ? order : str_compare(x->last, y->last);
}

static name split(morgue_str text)
{
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != ' ')
        at--;
    return (name){str_range(text, 0, at ? at - 1 : 0), str_range(text, at, text.len)};
}

/* None after a failure. */
static name_list list_names(compiler *c, const plan_node *n)
{
    const leaf *names = run__leaf_of(c, n, LEAF_SELF);
    size_t count = names ? names->words.count : 0;
    name_list list = {calloc(count + 1, sizeof *list.items), 0,
                      calloc(count + 1, sizeof *list.lasts)};
    if (!c->status && (!list.items || !list.lasts))
        c->status = fail_nomem(c->err);
    if (c->status)
        return list;
    for (; list.count < count; list.count++)
        list.items[list.count] = split(names->words.words[list.count]);
    if (count)
        qsort(list.items, count, sizeof *list.items, by_head);
    for (size_t i = 0; i < count; i++)
        list.lasts[i] = list.items[i].last;
    return list;
}

static void free_names(name_list *list)
{
    free(list->items);
    free(list->lasts);
}

/* Where the names end that have the head of the first. */
static size_t group_end(const name_list *list, size_t first)
{
    size_t end = first + 1;
    while (end < list->count && str_equal(list->items[end].head, list->items[first].head))
        end++;
    return end;
}

/* ---- candidates ---- */

/* Documents that have any of the words. */
static match_node *any_word(compiler *c, const char *prefix, const morgue_str *words, size_t count)
{
    arena memory = {0};
    match_node *out = NULL;
    morgue_str *terms = arena_alloc(&memory, (count + 1) * sizeof *terms);
    for (size_t i = 0; terms && i < count; i++) {
        term_make(&c->q->term, prefix, words[i]);
        terms[i] = c->q->term.failed ? (morgue_str){NULL, 0}
                                     : arena_copy(&memory, strbuf_view(&c->q->term));
        if (!terms[i].ptr)
            terms = NULL;
    }
    if (terms)
        out = match_terms(c->match, terms, count, 0);
    else
        c->status = fail_nomem(c->err);
    arena_free(&memory);
    return out;
}

/* Documents that have all words of the head and any of the others. */
static match_node *group_candidates(compiler *c, const plan_node *n, morgue_str head,
                                    const morgue_str *lasts, size_t count)
{
    char prefix[TERM_DECLARED_PREFIX];
    size_t words = 0;
    match_node **parts = calloc(head.len + 2, sizeof(match_node *));
    if (!parts) {
        c->status = fail_nomem(c->err);
        return NULL;
    }
    run__prefix(n->scope, n->name, prefix);
    while (!c->status && head.len) {
        morgue_str word = str_split(&head, ' ');
        parts[words++] = any_word(c, prefix, &word, 1);
    }
    if (!c->status)
        parts[words++] = any_word(c, prefix, lasts, count);
    match_node *out = c->status ? NULL : match_all(c->match, parts, words);
    free(parts);
    return out;
}

match_node *run__names_candidates(compiler *c, const plan_node *n)
{
    name_list list = list_names(c, n);
    size_t groups = 0;
    match_node **parts = calloc(list.count + 1, sizeof(match_node *));
    if (!parts && !c->status)
        c->status = fail_nomem(c->err);
    for (size_t i = 0, end; !c->status && i < list.count; i = end) {
        end = group_end(&list, i);
        parts[groups++] = group_candidates(c, n, list.items[i].head, list.lasts + i, end - i);
    }
    match_node *out = c->status ? NULL : match_any(c->match, parts, groups);
    free(parts);
    free_names(&list);
    return out;
}

/* ---- the question ---- */

static spans_node *words_of(compiler *c, spans *q, const morgue_str *words, size_t count)
{
    rank_list forms = {0};
    c->status = run__ranks_of_words(c->segment->stream, words, count, &forms, c->err);
    spans_node *out = c->status ? NULL : spans_words(q, forms.ranks, forms.count);
    run__ranks_free(&forms);
    return out;
}

static spans_node *group_operand(compiler *c, spans *q, morgue_str head, const morgue_str *lasts,
                                 size_t count)
{
    size_t words = 0;
    spans_node **parts = calloc(head.len + 2, sizeof(spans_node *));
    if (!parts)
        c->status = fail_nomem(c->err);
    while (!c->status && head.len) {
        morgue_str word = str_split(&head, ' ');
        parts[words++] = words_of(c, q, &word, 1);
    }
    if (!c->status)
        parts[words++] = words_of(c, q, lasts, count);
    spans_node *out = NULL;
    if (!c->status)
        out = words == 1 ? parts[0] : spans_ordered(q, parts, words, 0);
    free(parts);
    return out;
}

spans_node *run__names_operand(compiler *c, spans *q, const plan_node *n)
{
    name_list list = list_names(c, n);
    size_t groups = 0;
    spans_node **operands = calloc(list.count + 1, sizeof(spans_node *));
    if (!operands && !c->status)
        c->status = fail_nomem(c->err);
    for (size_t i = 0, end; !c->status && i < list.count; i = end) {
        end = group_end(&list, i);
        operands[groups++] = group_operand(c, q, list.items[i].head, list.lasts + i, end - i);
    }
    spans_node *out = c->status ? NULL : spans_any(q, operands, groups);
    free(operands);
    free_names(&list);
    return out;
}
