/* Bytes to tokens: the one analyzer, which indexing and asking share. */
#ifndef ANALYZE_H
#define ANALYZE_H

#include "arena.h"
#include "strbuf.h"

#include <morgue/status.h>

typedef enum token_kind {
    TOKEN_WORD,     /* letters, perhaps with digits: micron, covid19 */
    TOKEN_NUMBER,   /* 10000, 3.5, 3.5% */
    TOKEN_ACRONYM,  /* u.s. (from "U.S." and from capital "US") */
    TOKEN_TICKER,   /* $mu */
    TOKEN_COMPOUND, /* covid19 from "COVID-19", wellknown from "well-known": always an alternate */
    TOKEN_JOINED,   /* at&t, c++ */
    TOKEN_IDEOGRAPH /* one character of a script without spaces; its alternate is the bigram */
} token_kind;

/*
 * A primary token is what a reader counts as a word; positions count primary
 * tokens from 0 in each text. An alternate stands at the position of the
 * primary token before it, is indexed beside it, and is not used for asking,
 * but for compounds and bigrams. Indexing uses all tokens, asking the primary
 * ones: "US" gives primary u.s. and alternate us, "us" gives us alone.
 */
typedef struct token {
    uint32_t from, to; /* bytes of the text */
    uint32_t position;
    uint32_t sentence;  /* counted from 0 in the text */
    uint32_t paragraph; /* counted from 0; an empty line separates them */
    uint32_t word;      /* number of norm and stem, see analyzer_generation(); 0: it has none */
    uint8_t kind;       /* token_kind */
    bool alternate;
    bool capital;     /* starts with an upper-case letter, or script has no case */
    bool allcaps;     /* two or more letters, all upper case */
    bool possessive;  /* "'s" was taken off */
    morgue_str norm;  /* lower case, without accents; never empty; 16 bytes may be read */
    morgue_str exact; /* lower case with its accents (NFC), if that differs from norm; else empty */
    morgue_str stem;  /* Snowball stem of norm (it may equal norm); empty for what is not stemmed */
} token;

typedef struct token_list {
    token *tokens;
    size_t count, capacity;
    uint32_t positions; /* primary tokens */
    uint32_t sentences, paragraphs;
    arena text; /* holds the norms */
} token_list;

typedef struct analyzer analyzer;

/*
 * language: two-letter code of the Snowball stemmer for Latin-script words
 * ("en", "de", "fr" …), or "none". Cyrillic, Greek, Arabic, Devanagari, Armenian
 * … words get the stemmer of Russian, Greek, Arabic, Hindi, Armenian. One
 * analyzer serves one thread.
 *
 * Expected errors: MORGUE_INVALID (no such language; the message lists them).
 */
morgue_status analyzer_new(analyzer **out, morgue_str language, morgue_error *err);

void analyzer_free(analyzer *a);

/* Changes whenever the same text could give other tokens. Static. */
const char *analyzer_version(void);

/*
 * Tokens carry numbers for quick tables: two with the same number have the same
 * norm and the same stem, as long as this has not changed since; it changes in
 * analyze() alone, before its first token, to what no other analyzer of the
 * program has or had; never 0. Numbers are at most ANALYZER_WORDS.
 */
uint32_t analyzer_generation(const analyzer *a);

#define ANALYZER_WORDS 200000

/* The largest number that a token has had in this generation. */
uint32_t analyzer_words(const analyzer *a);

/*
 * Replaces the content of list by the tokens of text, which must be valid UTF-8
 * below 4 GiB. The slices in it live until the next call on the same list.
 */
morgue_status analyze(analyzer *a, morgue_str text, token_list *list, morgue_error *err);

/* As analyze(), for a word of a question: capitals of a lone word do not count
 * as shouting, so "US" is the country. */
morgue_status analyze_question(analyzer *a, morgue_str text, token_list *list, morgue_error *err);

/* The tokens' normal forms with one space between, for names and facet keys;
 * appended to out. Primary tokens only. */
void tokens_join(const token *tokens, size_t count, strbuf *out);

void token_list_free(token_list *list);

/* Name of a kind for dumps: "word", "number" … Static. */
const char *token_kind_name(token_kind kind);

#endif
