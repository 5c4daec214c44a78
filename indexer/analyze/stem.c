/*
 * Stems: Snowball's, chosen by script, remembered by word. The stem is always
 * that of the norm, without accents, also in languages whose stemmer knows
 * accents: so "reunion" and "réunion" meet whichever of them is asked for.
 */
#include "analyze_internal.h"
#include "error.h"

#include <libstemmer.h>

/* Words remembered before all are forgotten: some 20 MB. */
#define MAX_WORDS 200000

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

morgue_status stem__open(stems *all, morgue_str code, morgue_error *err)
{
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
    map_free(&all->words);
    strbuf_free(&all->tails);
}

/* How a stem is remembered: the bytes that it shares with its word, and where
 * the rest of it is in tails. */
static uint64_t pack(size_t shared, size_t tail, size_t offset)
{
    return (uint64_t)shared | (uint64_t)tail << 8 | (uint64_t)offset << 16;
}

/* Stems norm, appends what does not come from norm to tails, returns the packed
 * form. false without memory. */
static bool compute(stems *all, morgue_str norm, script of, uint64_t *out)
{
    const unsigned char *stem =
        sb_stemmer_stem(all->by_script[of], (const sb_symbol *)norm.ptr, (int)norm.len);
    if (!stem)
        return false;
    size_t len = (size_t)sb_stemmer_length(all->by_script[of]), shared = 0;
    if (len == 0 || len > MORGUE_MAX_TERM) {
        *out = pack(norm.len, 0, 0);
        return true;
    }
    while (shared < len && shared < norm.len && stem[shared] == (unsigned char)norm.ptr[shared])
        shared++;
    *out = pack(shared, len - shared, all->tails.len);
    strbuf_add(&all->tails, stem + shared, len - shared);
    return !all->tails.failed;
}

static void forget(stems *all)
{
    map_clear(&all->words);
    strbuf_clear(&all->tails);
}

static bool look_up(stems *all, morgue_str norm, script of, uint64_t *out)
{
    if (all->words.count >= MAX_WORDS)
        forget(all);
    bool added;
    uint64_t *place = map_put(&all->words, norm, &added);
    if (!place)
        return false;
    if (added && !compute(all, norm, of, place)) {
        forget(all); /* it has the word without its stem */
        return false;
    }
    *out = *place;
    return true;
}

void stem__token(scan *s, token *t, script of)
{
    stems *all = &s->a->stems;
    uint64_t packed;
    if (s->failed || !all->by_script[of])
        return;
    if (!look_up(all, t->norm, of, &packed)) {
        s->failed = true;
        return;
    }
    size_t shared = packed & 0xff, tail = packed >> 8 & 0xff;
    if (tail == 0) {
        t->stem = (morgue_str){t->norm.ptr, shared};
        return;
    }
    char *copy = emit__room(s, shared + tail);
    if (!copy)
        return;
    memcpy(copy, t->norm.ptr, shared);
    memcpy(copy + shared, all->tails.ptr + (packed >> 16), tail);
    t->stem = (morgue_str){copy, shared + tail};
}
