/* Completions: the most frequent words of headlines and names that begin with a text. */
#include "run_internal.h"

#include "error.h"
#include "utf8.h"

#include <morgue/suggest.h>

#include <stdlib.h>

struct morgue_suggestions {
    morgue_suggestion *items;
    size_t count, capacity;
    arena memory;
};

typedef struct suggesting {
    morgue_archive *archive;
    morgue_suggestions *out;
    asking asking;
    size_t limit;
    char text[MORGUE_MAX_TERM + 1];
    morgue_str word; /* the one word of the text as it is compared; empty when there are more */
    morgue_error *err;
} suggesting;

static bool add(morgue_suggestions *s, morgue_str text, morgue_str kind, uint64_t count)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? s->capacity * 2 : 32;
        morgue_suggestion *grown = realloc(s->items, capacity * sizeof *grown);
        if (!grown)
            return false;
        s->items = grown;
        s->capacity = capacity;
    }
    morgue_suggestion item = {arena_copy(&s->memory, text), arena_copy(&s->memory, kind), count};
    if (!item.text.ptr || !item.kind.ptr)
        return false;
    s->items[s->count++] = item;
    return true;
}

/* ---- words of headlines ---- */

typedef struct frequent {
    morgue_str word;
    uint64_t documents; /* the dead included: at least as many as live */
} frequent;

static int by_documents(const void *a, const void *b)
{
    const frequent *x = a, *y = b;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return str_compare(x->word, y->word);
}

/* The live headlines that have a word. */
static morgue_status count_word(suggesting *x, morgue_str word, uint64_t *out)
{
    plan_node *n = arena_alloc(&x->asking.memory, sizeof *n);
    if (!n)
        return fail_nomem(x->err);
    *n = (plan_node){.kind = PLAN_WORD, .scope = SCOPE_HEADLINE, .text = word, .factor = 1};
    return run__count(&x->asking, n, AS_ASKED, out, x->err);
}

/* In falling order of what they can have at most, until no other can come among the
 * first. */
static morgue_status add_frequent(suggesting *x, const frequent *words, size_t count)
{
    morgue_status status = MORGUE_OK;
    uint64_t least = UINT64_MAX; /* of those that were added, of which there are limit or more */
    size_t added = 0;
    for (size_t i = 0; !status && i < count; i++) {
        uint64_t live = 0;
        if (added >= x->limit && words[i].documents < least)
            break;
        status = count_word(x, words[i].word, &live);
        if (status || !live)
            continue;
        least = live < least ? live : least;
        added++;
        if (!add(x->out, words[i].word, STR("headline"), live))
            status = fail_nomem(x->err);
    }
    return status;
}

static morgue_status add_words(suggesting *x)
{
    bool whole;
    word_list found = {.stop = &x->asking.stop};
    plan_node prefix = {.kind = PLAN_PREFIX, .scope = SCOPE_HEADLINE, .text = x->word};
    char term[TERM_DECLARED_PREFIX];
    run__prefix(SCOPE_HEADLINE, (morgue_str){NULL, 0}, term);
    morgue_status status =
        run__prefix_words(x->archive, &prefix, term, true, &found, &whole, x->err);
    frequent *words = status ? NULL : malloc((found.count + 1) * sizeof *words);
    if (!status && !words)
        status = fail_nomem(x->err);
    for (size_t i = 0; words && i < found.count; i++)
        words[i] = (frequent){found.words[i], found.documents[i]};
    if (words) {
        qsort(words, found.count, sizeof *words, by_documents);
        status = add_frequent(x, words, found.count);
    }
    free(words);
    run__words_free(&found);
    return status;
}

/* ---- names ---- */

static morgue_status count_names(suggesting *x, facet_counter *counters[ENTITY_KINDS], size_t shard)
{
    stream_reader *stream = x->archive->segments[shard]->stream;
    plan_node all = {.kind = PLAN_ALL, .factor = 1};
    unsigned slots[ENTITY_KINDS];
    uint32_t docid;
    match *m;
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        slots[kind] = run__facet_slot(counters[kind], shard);
    morgue_status status = run__match(&x->asking, shard, &all, AS_ASKED, &m, x->err);
    while (!status && match_next(m, &docid)) {
        morgue_str packed[ENTITY_KINDS];
        stream_facets(stream, docid, slots, ENTITY_KINDS, packed);
        if (!run__step(&x->asking.stop, 1))
            status = run__stop(&x->asking.stop, x->err);
        for (unsigned kind = 0; !status && kind < ENTITY_KINDS; kind++)
            status = run__facet_count(counters[kind], shard, packed[kind], x->err);
    }
    if (!status)
        status = match_status(m, x->err);
    match_free(m);
    return status ? status : segment_status(x->archive->segments[shard], x->err);
}

static morgue_status add_facet(suggesting *x, facet_counter *counter)
{
    morgue_facet found;
    arena memory = {0};
    facet_page asked = {0, x->limit, x->text, &x->asking.stop};
    morgue_status status = run__facet_finish(counter, &asked, &memory, &found, x->err);
    for (size_t i = 0; !status && i < found.shown; i++)
        if (!add(x->out, found.values[i].value, found.kind, found.values[i].count))
            status = fail_nomem(x->err);
    arena_free(&memory);
    return status;
}

static morgue_status add_names(suggesting *x)
{
    facet_counter *counters[ENTITY_KINDS] = {NULL};
    morgue_status status = MORGUE_OK;
    for (unsigned kind = 0; !status && kind < ENTITY_KINDS; kind++)
        status = run__facet_new(&counters[kind], x->archive, entity_kind_name((entity_kind)kind),
                                x->err);
    for (size_t i = 0; !status && i < x->archive->manifest.count; i++)
        status = count_names(x, counters, i);
    for (unsigned kind = 0; !status && kind < ENTITY_KINDS; kind++)
        status = add_facet(x, counters[kind]);
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++)
        run__facet_free(counters[kind]);
    return status;
}

/* ---- all ---- */

static int by_count(const void *a, const void *b)
{
    const morgue_suggestion *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    int order = str_compare(x->text, y->text);
    return order ? order : str_compare(x->kind, y->kind);
}

static morgue_status check(const char *text, size_t len, size_t limit, morgue_error *err)
{
    if (limit > MORGUE_MAX_SUGGESTIONS)
        return fail(err, MORGUE_LIMIT,
                    "%zu suggestions, over the limit of %d (MORGUE_MAX_SUGGESTIONS)", limit,
                    MORGUE_MAX_SUGGESTIONS);
    if (len > MORGUE_MAX_TERM)
        return fail(err, MORGUE_LIMIT,
                    "what is to be completed is %zu bytes long, over the limit of %d "
                    "(MORGUE_MAX_TERM)",
                    len, MORGUE_MAX_TERM);
    if (!utf8_valid((morgue_str){text, len}) || memchr(text, '\0', len))
        return fail(err, MORGUE_QUERY, "what is to be completed is not UTF-8 text");
    return MORGUE_OK;
}

/* What the text is as one word, if it is one. */
static morgue_status take_word(suggesting *x)
{
    token_list tokens = {0};
    morgue_status status = analyze_question(x->archive->analyzer, str_of(x->text), &tokens, x->err);
    if (!status && !tokens.count)
        status = fail(x->err, MORGUE_QUERY, "'%s' has no letters or digits to complete", x->text);
    if (!status && tokens.positions == 1)
        x->word = arena_copy(&x->asking.memory, tokens.tokens[0].norm);
    if (!status && tokens.positions == 1 && !x->word.ptr)
        status = fail_nomem(x->err);
    token_list_free(&tokens);
    return status;
}

morgue_status morgue_suggest(morgue_suggestions **out, morgue_archive *archive, const char *text,
                             size_t len, size_t limit, morgue_error *err)
{
    return morgue_suggest_within(out, archive, text, len, limit, NULL, err);
}

morgue_status morgue_suggest_within(morgue_suggestions **out, morgue_archive *archive,
                                    const char *text, size_t len, size_t limit,
                                    const morgue_search_options *options, morgue_error *err)
{
    *out = NULL;
    text = len ? text : "";
    morgue_search_options own;
    morgue_status status = run__options(&own, options, err);
    if (!status)
        status = check(text, len, limit, err);
    morgue_suggestions *made = status ? NULL : calloc(1, sizeof *made);
    if (!made)
        return status ? status : fail_nomem(err);
    suggesting x = {.archive = archive, .out = made, .limit = limit, .err = err};
    memcpy(x.text, text, len);
    own.partial = 1;
    run__asking_start(&x.asking, archive, &own);
    status = take_word(&x);
    if (!status && limit && x.word.len)
        status = add_words(&x);
    if (!status && limit)
        status = add_names(&x);
    if (!status)
        status = run__stop(&x.asking.stop, err);
    status = run__stop_reason(&x.asking.stop, status, err);
    run__asking_end(&x.asking);
    if (made->count)
        qsort(made->items, made->count, sizeof *made->items, by_count);
    made->count = made->count < limit ? made->count : limit;
    if (status)
        morgue_suggestions_free(made);
    else
        *out = made;
    return status;
}

void morgue_suggestions_free(morgue_suggestions *s)
{
    if (!s)
        return;
    free(s->items);
    arena_free(&s->memory);
    free(s);
}

size_t morgue_suggestions_count(const morgue_suggestions *s)
{
    return s->count;
}

const morgue_suggestion *morgue_suggestions_at(const morgue_suggestions *s, size_t i)
{
    return i < s->count ? &s->items[i] : NULL;
}
