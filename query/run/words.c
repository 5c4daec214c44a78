/* What a leaf of a plan stands for in this archive: its words. */
#include "run_internal.h"

#include "error.h"
#include "utf8.h"

#include <stdlib.h>

void run__words_add(word_list *list, morgue_str word, uint64_t documents)
{
    bool added;
    uint64_t *number = list->failed ? NULL : map_put(&list->seen, word, &added);
    if (number && !added)
        return;
    if (number && list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 16;
        morgue_str *words = realloc(list->words, capacity * sizeof *words);
        list->words = words ? words : list->words;
        uint64_t *counts = realloc(list->documents, capacity * sizeof *counts);
        list->documents = counts ? counts : list->documents;
        number = words && counts ? number : NULL;
        list->capacity = number ? capacity : list->capacity;
    }
    morgue_str copy = number ? arena_copy(&list->memory, word) : (morgue_str){NULL, 0};
    if (!copy.ptr) {
        list->failed = true;
        return;
    }
    list->documents[list->count] = documents;
    list->words[list->count++] = copy;
}

void run__words_free(word_list *list)
{
    free(list->words);
    free(list->documents);
    map_free(&list->seen);
    arena_free(&list->memory);
    *list = (word_list){0};
}

static void add_surface(void *context, morgue_str surface)
{
    run__words_add(context, surface, 0);
}

/* A stem need not be a word of the archive, nor, as a word, have itself as its
 * stem. */
static morgue_status add_stem_itself(morgue_archive *a, morgue_str stem, word_list *out,
                                     morgue_error *err)
{
    token_list tokens = {0};
    uint64_t documents = 0;
    xc_error error;
    morgue_status status = analyze(a->analyzer, stem, &tokens, err);
    bool is_word = !status && tokens.count == 1 && str_equal(tokens.tokens[0].stem, stem) &&
                   str_equal(tokens.tokens[0].norm, stem);
    token_list_free(&tokens);
    if (is_word && xc_term_documents(a->db, (xc_str){stem.ptr, stem.len}, &documents, &error))
        status = segment_fail(err, "cannot look up a word", &error);
    if (documents)
        run__words_add(out, stem, documents);
    return status;
}

morgue_status run__stem_words(morgue_archive *a, morgue_str stem, word_list *out, morgue_error *err)
{
    morgue_status status = add_stem_itself(a, stem, out, err);
    for (size_t i = 0; !status && i < a->manifest.count; i++)
        status = segment_surfaces(a->db, i, stem, add_surface, out, err);
    return status || !out->failed ? status : fail_nomem(err);
}

typedef struct prefix_visit {
    word_list *out;
    size_t skip; /* bytes of the prefix */
    size_t most;
    uint64_t seen;
} prefix_visit;

static int add_prefixed(void *context, xc_str term, uint32_t documents)
{
    prefix_visit *v = context;
    v->seen++;
    if (v->seen <= v->most)
        run__words_add(v->out, (morgue_str){term.ptr + v->skip, term.len - v->skip}, documents);
    return v->out->failed || v->seen > v->most;
}

typedef struct ranked_word {
    morgue_str word;
    uint64_t documents;
} ranked_word;

static int by_documents(const void *a, const void *b)
{
    const ranked_word *x = a, *y = b;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return str_compare(x->word, y->word);
}

/* Keeps the most frequent words alone. */
static morgue_status keep_frequent(word_list *list, size_t most, morgue_error *err)
{
    ranked_word *ranked = malloc((list->count + 1) * sizeof *ranked);
    if (!ranked)
        return fail_nomem(err);
    for (size_t i = 0; i < list->count; i++)
        ranked[i] = (ranked_word){list->words[i], list->documents[i]};
    qsort(ranked, list->count, sizeof *ranked, by_documents);
    list->count = list->count < most ? list->count : most;
    for (size_t i = 0; i < list->count; i++) {
        list->words[i] = ranked[i].word;
        list->documents[i] = ranked[i].documents;
    }
    free(ranked);
    return MORGUE_OK;
}

/* For a message, cut between characters. */
static morgue_str shown(morgue_str text)
{
    text = str_range(text, 0, 80);
    text.len = utf8_complete_prefix(text);
    return text;
}

/* Enough to choose the most frequent from, and bounded. */
#define PARTIAL_SCAN 200000

morgue_status run__prefix_words(morgue_archive *a, const plan_node *n, const char *prefix,
                                bool partial, word_list *out, morgue_error *err)
{
    strbuf head = {0};
    strbuf_text(&head, prefix);
    prefix_visit visit = {out, head.len, partial ? PARTIAL_SCAN : MORGUE_MAX_EXPANSION, 0};
    strbuf_str(&head, n->text);
    xc_error error;
    morgue_status status = strbuf_check(&head, err);
    xc_status code =
        status || head.len > XC_MAX_TERM
            ? XC_OK
            : xc_visit_terms(a->db, (xc_str){head.ptr, head.len}, add_prefixed, &visit, &error);
    strbuf_free(&head);
    if (status || out->failed)
        return status ? status : fail_nomem(err);
    if (code && code != XC_CANCELLED)
        return segment_fail(err, "cannot expand a wildcard", &error);
    if (partial)
        return keep_frequent(out, MORGUE_MAX_EXPANSION, err);
    if (visit.seen > MORGUE_MAX_EXPANSION)
        return fail_range(
            err, MORGUE_LIMIT, n->from, n->to,
            "'%.*s*' stands for more than %d words, the limit: write more letters, or "
            "use --partial for the most frequent ones",
            STR_ARGS(shown(n->text)), MORGUE_MAX_EXPANSION);
    return MORGUE_OK;
}

static void add_entity_surface(void *context, const entity *e, morgue_str surface)
{
    if (!e->ignore)
        run__words_add(context, surface, 0);
}

/* Surfaces in the archive that begin so, of entities that count. */
static morgue_status entity_prefix_words(morgue_archive *a, const alias_table *aliases,
                                         const plan_node *n, entity_kind kind, bool partial,
                                         word_list *out, morgue_error *err)
{
    char prefix[4];
    run__entity_prefix(n, kind, prefix);
    morgue_status status = run__prefix_words(a, n, prefix, partial, out, err);
    size_t kept = 0;
    for (size_t i = 0; !status && i < out->count; i++) {
        const entity *e = alias_table_of_surface(aliases, kind, out->words[i]);
        if (!e || !e->ignore)
            out->words[kept++] = out->words[i];
    }
    out->count = kept;
    return status;
}

morgue_status run__entity_words(morgue_archive *a, const plan_node *n, entity_kind kind,
                                bool partial, word_list *out, morgue_error *err)
{
    const alias_table *aliases;
    morgue_status status = archive_aliases(a, &aliases, err);
    if (status)
        return status;
    if (n->kind == PLAN_PREFIX)
        return entity_prefix_words(a, aliases, n, kind, partial, out, err);
    if (n->kind == PLAN_TICKER)
        alias_table_visit_ticker(aliases, n->text, add_entity_surface, out);
    else
        alias_table_visit(aliases, kind, n->text, add_entity_surface, out);
    /* A surface that no record claims stands for itself. */
    if (n->kind != PLAN_TICKER && !alias_table_of_surface(aliases, kind, n->text))
        run__words_add(out, n->text, 0);
    return out->failed ? fail_nomem(err) : MORGUE_OK;
}
