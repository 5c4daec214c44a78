/*
 * Stems: Snowball's, chosen by script, remembered by word. The stem is always
 * that of the norm, without accents, also in languages whose stemmer knows
 * accents: so "reunion" and "réunion" meet whichever of them is asked for.
 */
#include "analyze_internal.h"
#include "error.h"

#include <libstemmer.h>
#include <stdatomic.h>

typedef struct language {
    char code[3];
    uint8_t script;
    const char *algorithm;
} language;

/* The first of a script is its default; "en" is what callers pass unasked. */
static const language languages[] = {
    {"ar", SCRIPT_ARABIC, "arabic"},    {"ca", SCRIPT_LATIN, "catalan"},
    {"da", SCRIPT_LATIN, "danish"},     {"de", SCRIPT_LATIN, "german"},
    {"el", SCRIPT_GREEK, "greek"},      {"en", SCRIPT_LATIN, "english"},
    {"es", SCRIPT_LATIN, "spanish"},    {"eu", SCRIPT_LATIN, "basque"},
    {"fi", SCRIPT_LATIN, "finnish"},    {"fr", SCRIPT_LATIN, "french"},
    {"ga", SCRIPT_LATIN, "irish"},      {"hi", SCRIPT_DEVANAGARI, "hindi"},
    {"hu", SCRIPT_LATIN, "hungarian"},  {"hy", SCRIPT_ARMENIAN, "armenian"},
    {"id", SCRIPT_LATIN, "indonesian"}, {"it", SCRIPT_LATIN, "italian"},
    {"lt", SCRIPT_LATIN, "lithuanian"}, {"ne", SCRIPT_DEVANAGARI, "nepali"},
    {"nl", SCRIPT_LATIN, "dutch"},      {"no", SCRIPT_LATIN, "norwegian"},
    {"pt", SCRIPT_LATIN, "portuguese"}, {"ro", SCRIPT_LATIN, "romanian"},
    {"ru", SCRIPT_CYRILLIC, "russian"}, {"sr", SCRIPT_LATIN, "serbian"},
    {"sv", SCRIPT_LATIN, "swedish"},    {"ta", SCRIPT_TAMIL, "tamil"},
    {"tr", SCRIPT_LATIN, "turkish"},    {"yi", SCRIPT_HEBREW, "yiddish"},
};

#define LANGUAGES (sizeof languages / sizeof *languages)

static const language *find_language(morgue_str code)
{
    for (size_t i = 0; i < LANGUAGES; i++)
        if (str_is(code, languages[i].code))
            return &languages[i];
    return NULL;
}

static morgue_status unknown_language(morgue_str code, morgue_error *err)
{
    char list[LANGUAGES * 4 + 1] = "";
    for (size_t i = 0; i < LANGUAGES; i++) {
        memcpy(list + i * 3, languages[i].code, 2);
        list[i * 3 + 2] = ' ';
    }
    return fail(err, MORGUE_INVALID, "no stemmer for the language \"%.*s\"; there are %snone",
                STR_ARGS(code), list);
}

static bool open_one(stems *all, const language *l)
{
    sb_stemmer_delete(all->by_script[l->script]);
    all->by_script[l->script] = sb_stemmer_new(l->algorithm, "UTF_8");
    return all->by_script[l->script] != NULL;
}

/* A generation that nobody has had. */
static uint32_t next_generation(void)
{
    static atomic_uint last;
    uint32_t next;
    do
        next = atomic_fetch_add(&last, 1) + 1;
    while (next == 0);
    return next;
}

morgue_status stem__open(stems *all, morgue_str code, morgue_error *err)
{
    all->generation = next_generation();
    if (str_is(code, "none"))
        return MORGUE_OK;
    const language *chosen = find_language(code);
    if (!chosen)
        return unknown_language(code, err);
    /* Latin has no stemmer by default, nor has Hebrew: yi is chosen or nothing. */
    for (size_t i = 0; i < LANGUAGES; i++) {
        const language *l = &languages[i];
        bool wanted = l->script != SCRIPT_LATIN && l->script != SCRIPT_HEBREW;
        if (wanted && !all->by_script[l->script] && !open_one(all, l))
            return fail_nomem(err);
    }
    return open_one(all, chosen) ? MORGUE_OK : fail_nomem(err);
}

void stem__close(stems *all)
{
    for (size_t i = 0; i < SCRIPT_COUNT; i++)
        sb_stemmer_delete(all->by_script[i]);
    lexicon__free(&all->words);
}

static void forget(stems *all)
{
    lexicon__clear(&all->words);
    all->generation = next_generation();
}

void stem__renew(stems *all)
{
    if (all->words.count >= LEXICON_WORDS)
        forget(all);
}

/* A stem: so many bytes of its word, then a tail. */
typedef struct parts {
    size_t shared;
    morgue_str tail;
} parts;

/* The tail lives until the next word. False without memory. */
static bool compute(const stems *all, morgue_str norm, script of, parts *out)
{
    struct sb_stemmer *stemmer = all->by_script[of];
    const char *stem =
        (const char *)sb_stemmer_stem(stemmer, (const sb_symbol *)norm.ptr, (int)norm.len);
    if (!stem)
        return false;
    size_t len = (size_t)sb_stemmer_length(stemmer), shared = 0;
    if (len == 0 || len > MORGUE_MAX_TERM) {
        *out = (parts){norm.len, {NULL, 0}};
        return true;
    }
    while (shared < len && shared < norm.len && stem[shared] == norm.ptr[shared])
        shared++;
    *out = (parts){shared, {stem + shared, len - shared}};
    return true;
}

static void set(scan *s, token *t, const parts *stem)
{
    if (stem->tail.len == 0) {
        t->stem = (morgue_str){t->norm.ptr, stem->shared};
        return;
    }
    char *copy = emit__room(s, stem->shared + stem->tail.len);
    if (!copy)
        return;
    memcpy(copy, t->norm.ptr, stem->shared);
    memcpy(copy + stem->shared, stem->tail.ptr, stem->tail.len);
    t->stem = (morgue_str){copy, stem->shared + stem->tail.len};
}

/* What a word without a number, or met for the first time, costs. */
static void stem_afresh(scan *s, token *t)
{
    lexicon *words = &s->a->stems.words;
    parts stem = {0};
    script of = word__stem_script(t->norm);
    if (s->a->stems.by_script[of]) {
        if (!compute(&s->a->stems, t->norm, of, &stem)) {
            s->failed = true;
            return;
        }
        set(s, t, &stem);
    }
    if (!t->word)
        return;
    lexicon_word *known = &words->words[t->word - 1];
    known->shared = (uint8_t)stem.shared;
    known->tail = (uint8_t)stem.tail.len;
    strbuf_str(&words->rests, stem.tail);
}

static inline void stem_token(scan *s, token *t, const lexicon_key *key)
{
    lexicon *words = &s->a->stems.words;
    bool added;
    t->word = lexicon_number(words, t->norm, key, &added);
    if (added || !t->word) {
        stem_afresh(s, t);
        return;
    }
    const lexicon_word *known = &words->words[t->word - 1];
    if (!known->tail) {
        if (known->shared)
            t->stem = (morgue_str){t->norm.ptr, known->shared};
        return;
    }
    size_t rest = known->len > LEXICON_HEAD ? known->len - LEXICON_HEAD : 0;
    set(s, t, &(parts){known->shared, {words->rests.ptr + known->rest + rest, known->tail}});
}

/* Words that are on their way to their numbers at a time: all are prepared, then
 * all approached, then looked up, so that memory has time. */
#define ON_WAY 32u

void stem__tokens(scan *s)
{
    lexicon *words = &s->a->stems.words;
    token_list *list = s->list;
    lexicon_key keys[ON_WAY];
    if (!lexicon__open(words))
        s->failed = true;
    for (size_t at = 0; at < list->count && !s->failed; at += ON_WAY) {
        token *tokens = list->tokens + at;
        size_t n = list->count - at < ON_WAY ? list->count - at : ON_WAY;
        for (size_t i = 0; i < n; i++)
            lexicon_prepare(words, tokens[i].norm, &keys[i]);
        for (size_t i = 0; i < n; i++)
            lexicon_approach(words, &keys[i]);
        for (size_t i = 0; i < n && !s->failed; i++)
            stem_token(s, &tokens[i], &keys[i]);
    }
    if (words->rests.failed)
        s->failed = true;
    if (s->failed)
        forget(&s->a->stems); /* it may have a word without its stem */
}
