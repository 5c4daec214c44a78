/* What a leaf of a plan stands for in this archive: its words. */
#include "automaton.h"
#include "run_internal.h"

#include "error.h"
#include "utf8.h"

#include <stdlib.h>

static bool make_room(word_list *list)
{
    if (list->count < list->capacity)
        return true;
    size_t capacity = list->capacity ? list->capacity * 2 : 16;
    morgue_str *words = realloc(list->words, capacity * sizeof *words);
    list->words = words ? words : list->words;
    uint64_t *counts = words ? realloc(list->documents, capacity * sizeof *counts) : NULL;
    if (!counts)
        return false;
    list->documents = counts;
    list->capacity = capacity;
    return true;
}

size_t run__words_add(word_list *list, morgue_str word, uint64_t documents)
{
    bool added;
    uint64_t *number = list->failed ? NULL : map_put(&list->seen, word, &added);
    if (number && !added)
        return (size_t)*number - 1;
    morgue_str copy = {NULL, 0};
    if (number && make_room(list))
        copy = arena_copy(&list->memory, word);
    if (!copy.ptr) {
        list->failed = true;
        return SIZE_MAX;
    }
    list->documents[list->count] = documents;
    list->words[list->count++] = copy;
    *number = list->count;
    return list->count - 1;
}

void run__words_free(word_list *list)
{
    free(list->words);
    free(list->documents);
    map_free(&list->seen);
    arena_free(&list->memory);
    *list = (word_list){0};
}

uint64_t run__documents(morgue_archive *a, const char *prefix, morgue_str word, strbuf *term)
{
    uint64_t documents = 0;
    term_make(term, prefix, word);
    for (size_t i = 0; !term->failed && i < a->manifest.count; i++) {
        glass_postings list;
        if (glass_postings_open(a->segments[i]->glass, strbuf_view(term), &list))
            documents += list.documents;
    }
    return documents;
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

static int by_word(const void *a, const void *b)
{
    return str_compare(((const ranked_word *)a)->word, ((const ranked_word *)b)->word);
}

/* Puts the words in order, and keeps those alone that some document has. What was
 * left out stays in list->seen. */
static morgue_status arrange(word_list *list, int (*order)(const void *, const void *), size_t most,
                             morgue_error *err)
{
    ranked_word *ranked = malloc((list->count + 1) * sizeof *ranked);
    size_t count = 0;
    if (!ranked)
        return fail_nomem(err);
    for (size_t i = 0; i < list->count; i++)
        if (list->documents[i])
            ranked[count++] = (ranked_word){list->words[i], list->documents[i]};
    qsort(ranked, count, sizeof *ranked, order);
    list->count = count < most ? count : most;
    for (size_t i = 0; i < list->count; i++) {
        list->words[i] = ranked[i].word;
        list->documents[i] = ranked[i].documents;
    }
    free(ranked);
    return MORGUE_OK;
}

/* ---- words of the text, from the forms of each segment ---- */

typedef struct form_visit {
    morgue_archive *archive;
    const char *prefix;
    word_list *out;
    strbuf term;
    size_t last; /* index of the word that came last, SIZE_MAX before the first */
    size_t most; /* words with documents to see before it is enough */
    size_t seen;
} form_visit;

/* A word comes once for each of its forms, and a form may stand in fields that
 * are not asked: only a word with a term counts. */
static int add_word(void *context, morgue_str word, uint32_t rank)
{
    form_visit *v = context;
    (void)rank;
    if (!run__step(v->out->stop, 1))
        return 1;
    if (v->last != SIZE_MAX && str_equal(v->out->words[v->last], word))
        return 0;
    size_t before = v->out->count;
    v->last = run__words_add(v->out, word, 0);
    if (v->last == SIZE_MAX)
        return 1;
    if (v->out->count > before) {
        /* A look into the postings of every segment. */
        run__step(v->out->stop, (int)v->archive->manifest.count * 16);
        uint64_t documents = run__documents(v->archive, v->prefix, word, &v->term);
        v->out->documents[v->last] = documents;
        v->seen += documents > 0;
    }
    return v->seen > v->most;
}

typedef void find_forms(stream_reader *r, morgue_str text, stream_visit *visit, void *context);

/* context is v, or begins with it. */
static morgue_status find_words(form_visit *v, find_forms *find, morgue_str text,
                                stream_visit *visit, void *context, morgue_error *err)
{
    const morgue_archive *a = v->archive;
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && v->seen <= v->most && i < a->manifest.count; i++) {
        v->last = SIZE_MAX;
        find(a->segments[i]->stream, text, visit, context);
        status = v->out->failed || v->term.failed ? fail_nomem(err)
                                                  : segment_status(a->segments[i], err);
        if (!status && v->out->stop)
            status = run__stop(v->out->stop, err);
    }
    strbuf_free(&v->term);
    return status;
}

morgue_status run__stem_words(morgue_archive *a, const char *prefix, morgue_str stem,
                              word_list *out, morgue_error *err)
{
    form_visit visit = {.archive = a, .prefix = prefix, .out = out, .most = SIZE_MAX - 1};
    morgue_status status = find_words(&visit, stream_find_stem, stem, add_word, &visit, err);
    return status ? status : arrange(out, by_word, SIZE_MAX, err);
}

/* ---- wildcards ---- */

/* Enough to choose the most frequent from, and bounded. */
#define PARTIAL_SCAN 200000

typedef struct prefix_visit {
    word_list *out;
    size_t skip; /* bytes of the prefix */
    size_t most;
    size_t seen;
    const plan_node *like; /* only what is spelt like its text; NULL for all */
} prefix_visit;

static bool is_spelt_like(morgue_str x, morgue_str y, unsigned limit);

static int add_prefixed(void *context, xc_str term, uint32_t documents)
{
    prefix_visit *v = context;
    morgue_str word = {term.ptr + v->skip, term.len - v->skip};
    v->seen++;
    if (v->seen <= v->most && (!v->like || is_spelt_like(v->like->text, word, v->like->distance)))
        run__words_add(v->out, word, documents);
    return v->out->failed || v->seen > v->most || !run__step(v->out->stop, 1);
}

/* Values and names are terms alone. like: NULL for all that begin with text. */
static morgue_status find_terms(morgue_archive *a, const char *prefix, morgue_str text, size_t most,
                                const plan_node *like, word_list *out, size_t *seen,
                                morgue_error *err)
{
    strbuf head = {0};
    strbuf_text(&head, prefix);
    prefix_visit visit = {out, head.len, most, 0, like};
    strbuf_str(&head, text);
    xc_database *db;
    xc_error error;
    xc_status code = XC_OK;
    morgue_status status = strbuf_check(&head, err);
    if (!status)
        status = archive_database(a, &db, err);
    if (!status && head.len <= XC_MAX_TERM)
        code = xc_visit_terms(db, (xc_str){head.ptr, head.len}, add_prefixed, &visit, &error);
    strbuf_free(&head);
    *seen = visit.seen;
    if (status || out->failed)
        return status ? status : fail_nomem(err);
    if (code && code != XC_CANCELLED)
        return segment_fail(err, "cannot expand a wildcard", &error);
    return out->stop ? run__stop(out->stop, err) : MORGUE_OK;
}

/* For a message, cut between characters. */
static morgue_str shown(morgue_str text)
{
    text = str_range(text, 0, 80);
    text.len = utf8_complete_prefix(text);
    return text;
}

/* Over the cap: an error, or the most frequent words if partial. */
static morgue_status within_cap(const plan_node *n, size_t seen, bool partial, word_list *out,
                                morgue_error *err)
{
    if (seen <= MORGUE_MAX_EXPANSION)
        return arrange(out, by_word, SIZE_MAX, err);
    if (partial)
        return arrange(out, by_documents, MORGUE_MAX_EXPANSION, err);
    return fail_range(err, MORGUE_LIMIT, n->from, n->to,
                      "'%.*s%s' stands for more than %d words (MORGUE_MAX_EXPANSION): write more "
                      "letters, or use --partial for the most frequent ones",
                      STR_ARGS(shown(n->text)),
                      n->kind == PLAN_PREFIX  ? "*"
                      : n->kind == PLAN_FUZZY ? "~"
                                              : "",
                      MORGUE_MAX_EXPANSION);
}

morgue_status run__prefix_words(morgue_archive *a, const plan_node *n, const char *prefix,
                                bool partial, word_list *out, bool *whole, morgue_error *err)
{
    size_t most = partial ? PARTIAL_SCAN : MORGUE_MAX_EXPANSION, seen = 0;
    morgue_status status;
    if (n->scope > SCOPE_DECLARED) {
        status = find_terms(a, prefix, n->text, most, NULL, out, &seen, err);
    } else {
        form_visit visit = {.archive = a, .prefix = prefix, .out = out, .most = most};
        status = find_words(&visit, stream_find_prefix, n->text, add_word, &visit, err);
        seen = visit.seen;
    }
    *whole = seen <= MORGUE_MAX_EXPANSION;
    return status ? status : within_cap(n, seen, partial, out, err);
}

/* ---- words like others ---- */

/* Longer words are compared by their head. */
#define FUZZY_LETTERS (MORGUE_MAX_TERM + 2)

static size_t letters_of(morgue_str word, uint32_t out[FUZZY_LETTERS])
{
    size_t count = 0;
    for (size_t at = 0; at < word.len && count < FUZZY_LETTERS;)
        out[count++] = utf8_next(word, &at);
    return count;
}

/* Edit distance (V. I. Levenshtein, 1966) in characters is at most limit. */
static bool is_spelt_like(morgue_str x, morgue_str y, unsigned limit)
{
    uint32_t a[FUZZY_LETTERS], b[FUZZY_LETTERS];
    unsigned row[FUZZY_LETTERS + 1];
    size_t n = letters_of(x, a), m = letters_of(y, b);
    if (n > m + limit || m > n + limit)
        return false;
    for (size_t j = 0; j <= m; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned corner = row[0], least = (unsigned)i;
        row[0] = least;
        for (size_t j = 1; j <= m; j++) {
            unsigned change = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            unsigned skip = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < skip ? change : skip;
            least = row[j] < least ? row[j] : least;
        }
        if (least > limit)
            return false;
    }
    return row[m] <= limit;
}

typedef struct like_visit {
    form_visit forms;
    automaton *automaton;
} like_visit;

/* What it costs to read a word. */
#define LIKE_STEPS 4

static stream_way judge_like(void *context, morgue_str word, morgue_str *next)
{
    like_visit *v = context;
    if (!run__step(v->forms.out->stop, LIKE_STEPS))
        return STREAM_STOP;
    switch (automaton_read(v->automaton, word)) {
    case AUTOMATON_TAKES:
        return STREAM_VISIT;
    case AUTOMATON_PASSES:
        return STREAM_PASS;
    case AUTOMATON_LEAPS:
        *next = automaton_next(v->automaton);
        return STREAM_LEAP;
    case AUTOMATON_ENDS:
        break;
    }
    return STREAM_STOP;
}

static void find_like(stream_reader *r, morgue_str head, stream_visit *visit, void *context)
{
    stream_find_judged(r, head, judge_like, visit, context);
}

static void find_having(stream_reader *r, morgue_str piece, stream_visit *visit, void *context)
{
    stream_find_having(r, piece, judge_like, visit, context);
}

/* The letters before the first wildcard from `from` on. */
static morgue_str piece_at(morgue_str pattern, size_t from)
{
    size_t to = from;
    while (to < pattern.len && pattern.ptr[to] != '?' && pattern.ptr[to] != '*')
        to++;
    return str_range(pattern, from, to);
}

static morgue_str longest_piece(morgue_str pattern)
{
    morgue_str longest = {0};
    for (size_t at = 0; at < pattern.len; at++) {
        morgue_str piece = piece_at(pattern, at);
        longest = piece.len > longest.len ? piece : longest;
        at += piece.len;
    }
    return longest;
}

morgue_status run__like_words(morgue_archive *a, const plan_node *n, const char *prefix,
                              bool partial, word_list *out, morgue_error *err)
{
    size_t most = partial ? PARTIAL_SCAN : MORGUE_MAX_EXPANSION;
    like_visit visit = {{.archive = a, .prefix = prefix, .out = out, .most = most},
                        automaton_new(n)};
    find_forms *find = find_like;
    morgue_str text = {0};
    if (!visit.automaton)
        return fail_nomem(err);
    if (n->kind == PLAN_PATTERN)
        text = piece_at(n->text, 0);
    if (n->kind == PLAN_PATTERN && str_starts(n->text, STR("*")) && longest_piece(n->text).len) {
        /* Words that begin with anything are next to one another nowhere. */
        find = find_having;
        text = longest_piece(n->text);
    }
    morgue_status status = find_words(&visit.forms, find, text, add_word, &visit, err);
    automaton_free(visit.automaton);
    return status ? status : within_cap(n, visit.forms.seen, partial, out, err);
}

morgue_status run__spelt_values(morgue_archive *a, const plan_node *n, const char *prefix,
                                word_list *out, morgue_error *err)
{
    size_t seen;
    morgue_status status =
        find_terms(a, prefix, (morgue_str){"", 0}, PARTIAL_SCAN, n, out, &seen, err);
    return status ? status : arrange(out, by_documents, SIZE_MAX, err);
}

/* ---- names ---- */

void run__entity_prefix(const plan_node *n, entity_kind kind, char out[4])
{
    const char *head = n->about ? TERM_ABOUT : TERM_ENTITY;
    out[0] = head[0];
    out[1] = head[1];
    out[2] = term_entity_letter[kind];
    out[3] = '\0';
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
    bool whole;
    run__entity_prefix(n, kind, prefix);
    morgue_status status = run__prefix_words(a, n, prefix, partial, out, &whole, err);
    size_t kept = 0;
    for (size_t i = 0; !status && i < out->count; i++) {
        const entity *e = alias_table_of_surface(aliases, kind, out->words[i]);
        if (e && e->ignore)
            continue;
        out->documents[kept] = out->documents[i];
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
