/* A question for articles like one: its most telling words, joined by OR. */
#include "run_internal.h"

#include "error.h"
#include "utf8.h"

#include <stdlib.h>

/* Longer words are addresses and the like. */
#define LONGEST_WORD 40

/* Once in the headline is worth so many times in the text. */
#define HEADLINE_WORTH 3

typedef struct telling {
    morgue_str word; /* as it is compared */
    uint64_t times;
    double worth;
} telling;

typedef struct reading_of {
    morgue_archive *archive;
    asking asking;
    telling *words;
    size_t count, capacity;
    map index; /* stem, or word -> number in words, plus 1 */
    arena memory;
    morgue_error *err;
} reading_of;

/* One word a position: of ideographs the pairs, since one alone tells little. */
static bool counts(const token *t)
{
    if (t->norm.len > LONGEST_WORD)
        return false;
    return t->kind == TOKEN_IDEOGRAPH ? t->alternate : !t->alternate;
}

static bool add_token(reading_of *r, const token *t, uint64_t times)
{
    bool added;
    uint64_t *number = map_put(&r->index, t->stem.len ? t->stem : t->norm, &added);
    if (!number)
        return false;
    if (!added) {
        r->words[*number - 1].times += times;
        return true;
    }
    if (r->count == r->capacity) {
        size_t capacity = r->capacity ? r->capacity * 2 : 256;
        telling *grown = realloc(r->words, capacity * sizeof *grown);
        if (!grown)
            return false;
        r->words = grown;
        r->capacity = capacity;
    }
    morgue_str word = arena_copy(&r->memory, t->norm);
    r->words[r->count] = (telling){word, times, 0};
    *number = ++r->count;
    return word.ptr != NULL;
}

/* Steps that a look through the segments for a word counts for. */
#define WORD_STEPS 16

static morgue_status step(reading_of *r, int steps)
{
    return run__step(&r->asking.stop, steps) ? MORGUE_OK : run__stop(&r->asking.stop, r->err);
}

static morgue_status add_text(reading_of *r, morgue_str text, uint64_t worth)
{
    token_list tokens = {0};
    morgue_status status = analyze(r->archive->analyzer, text, &tokens, r->err);
    for (size_t i = 0; !status && i < tokens.count; i++) {
        status = step(r, 1);
        if (!status && counts(&tokens.tokens[i]) && !add_token(r, &tokens.tokens[i], worth))
            status = fail_nomem(r->err);
    }
    token_list_free(&tokens);
    return status;
}

/* ---- which words tell most ---- */

/* BM25's: rare in the archive, often in the article. What no other article has finds
 * nothing. */
static morgue_status weigh(reading_of *r)
{
    strbuf term = {0};
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; i < r->count && !term.failed && !(status = step(r, WORD_STEPS)); i++) {
        telling *t = &r->words[i];
        uint64_t documents = run__documents(r->archive, "", t->word, &term);
        double times = (double)t->times;
        if (documents > 1)
            t->worth = match_weight(&r->asking.statistics, documents) * times / (times + 1);
    }
    if (!status)
        status = strbuf_check(&term, r->err);
    strbuf_free(&term);
    return status;
}

static int by_worth(const void *a, const void *b)
{
    const telling *x = a, *y = b;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return str_compare(x->word, y->word);
}

/* ---- the question ---- */

/* Text that means nothing but itself. */
static void write_literal(morgue_str text, strbuf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool inside = ((unsigned char)c & 0xc0) == 0x80; /* of a character */
        if (!inside && !ascii_alpha(c) && !ascii_digit(c))
            strbuf_char(out, '\\');
        strbuf_char(out, c);
    }
}

/* (micron^0.86 OR …) -id:… */
static void write_question(const reading_of *r, morgue_str id, strbuf *out)
{
    for (size_t i = 0; i < r->count && i < MORGUE_MAX_SIMILAR_WORDS && r->words[i].worth > 0; i++) {
        const telling *t = &r->words[i];
        strbuf_text(out, i ? " OR " : "(");
        write_literal(t->word, out);
        strbuf_printf(out, "^0.%02u", (unsigned)(99 * t->times / (t->times + 1)));
    }
    strbuf_text(out, out->len ? ") -id:" : "-* -id:");
    write_literal(id, out);
}

static morgue_status check_id(morgue_str id, morgue_error *err)
{
    for (size_t at = 0; at < id.len;) {
        uint32_t c = utf8_next(id, &at);
        if (c < 0x20 || (c >= 0x7f && c < 0xa0))
            return fail(err, MORGUE_INVALID,
                        "the article's id has control characters, so that no question can name it");
    }
    return MORGUE_OK;
}

static morgue_status read_article(reading_of *r, morgue_str id)
{
    location at;
    morgue_article article;
    morgue_status status = archive_find(r->archive, id, &at, r->err);
    if (!status)
        status = archive_load(r->archive, at, ~0u, &r->memory, &article, r->err);
    if (!status)
        status = add_text(r, article.title, HEADLINE_WORTH);
    if (!status)
        status = add_text(r, article.standfirst, 1);
    if (!status)
        status = add_text(r, article.body, 1);
    return status;
}

morgue_status morgue_query_similar(morgue_query **out, morgue_archive *archive, const char *id,
                                   size_t id_len, morgue_error *err)
{
    return morgue_query_similar_within(out, archive, id, id_len, NULL, err);
}

morgue_status morgue_query_similar_within(morgue_query **out, morgue_archive *archive,
                                          const char *id, size_t id_len,
                                          const morgue_search_options *options, morgue_error *err)
{
    *out = NULL;
    morgue_str name = {id, id_len};
    strbuf text = {0};
    reading_of r = {.archive = archive, .err = err};
    morgue_search_options own;
    morgue_status status = run__options(&own, options, err);
    if (status)
        return status;
    run__asking_start(&r.asking, archive, &own);
    status = check_id(name, err);
    if (!status)
        status = run__stop(&r.asking.stop, err);
    if (!status)
        status = read_article(&r, name);
    if (!status)
        status = weigh(&r);
    if (!status && r.count)
        qsort(r.words, r.count, sizeof *r.words, by_worth);
    if (!status) {
        write_question(&r, name, &text);
        status = strbuf_check(&text, err);
    }
    if (!status)
        status = run__stop(&r.asking.stop, err);
    if (!status)
        status = morgue_query_parse(out, text.ptr, text.len, 0, 0, err);
    run__asking_end(&r.asking);
    strbuf_free(&text);
    free(r.words);
    map_free(&r.index);
    arena_free(&r.memory);
    return status;
}
