/* Inside query/parse: tokens, the clauses that name intervals, building nodes. */
#ifndef PARSE_INTERNAL_H
#define PARSE_INTERNAL_H

#include "error.h"
#include "parse.h"

/* ---- fields.c ---- */

/* What may stand behind the colon. */
typedef enum field_form {
    FORM_TEXT, /* words, phrases, a group */
    FORM_WORDS_COUNT,
    FORM_DATE,   /* an interval or A..B */
    FORM_AFTER,  /* one date each, from its start … */
    FORM_BEFORE, /* … strictly before its start … */
    FORM_UNTIL,  /* … to its end */
    FORM_NEWER,  /* a length of time */
    FORM_OLDER,
    FORM_SAVED /* the name of a saved query */
} field_form;

/* The name without its alias and in lower case; *form is FORM_TEXT for fields
 * that the language does not know. ptr is NULL when out of memory. */
morgue_str fields__resolve(arena *memory, morgue_str name, field_form *form);

/* Bytes of the "name:" at the head of s, without the colon; 0 when there is
 * none, and for "http://" and "https://", which are words. */
size_t fields__prefix(morgue_str s);

/* s starts with http:// or https://, in whichever case. */
bool fields__url(morgue_str s);

/* ---- lexer.c ---- */

typedef enum token_kind {
    TOKEN_END,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_NEAR,     /* distance */
    TOKEN_ADJ,      /* distance */
    TOKEN_NOT_NEAR, /* distance */
    TOKEN_SENTENCE,
    TOKEN_PARA,
    TOKEN_ATLEAST, /* distance: how often; a group follows at once */
    TOKEN_FIRST,   /* distance: how many words; likewise */
    TOKEN_FIELD,
    TOKEN_COMMA,  /* only between the values of a field */
    TOKEN_WEIGHT, /* right behind a word, phrase or group: text, weight */
    TOKEN_WORD,
    TOKEN_PREFIX,
    TOKEN_ANY,
    TOKEN_PHRASE,  /* distance */
    TOKEN_PATTERN, /* text: as written */
    TOKEN_FUZZY    /* distance */
} token_kind;

typedef struct token {
    token_kind kind;
    size_t from, to;
    morgue_str text; /* of words and phrases: escapes resolved; of a field: the name as written */
    morgue_str raw;  /* as written, without the quotes of a phrase: a slice of the question */
    unsigned distance;
    double weight;
} token;

typedef struct lexer {
    morgue_str text; /* checked: valid UTF-8 without control characters but white space */
    size_t at;
    bool value;  /* behind "field:", where operators are words and commas separate */
    bool closed; /* the last token was ")" or a phrase */
    bool marked; /* the last token was a word that ended at a "^" */
    arena *memory;
    morgue_error *err;
} lexer;

morgue_status lexer__next(lexer *l, token *out);

/* The word, written bare, would not be read as that same word because of how it
 * starts or because it is an operator. */
bool lexer__reserved(morgue_str word);

/* A Unicode space, or white space of ASCII. */
bool lexer__space(uint32_t c);

/* 0, or which family of quotation marks c belongs to: 1 for ", 2 for the curly
 * ones, 3 for guillemets. */
int lexer__quote(uint32_t c);

/* For a message: not more than 40 bytes of s, cut between characters. */
morgue_str lexer__shown(morgue_str s);

/* ---- dates.c, ranges.c ---- */

typedef struct interval {
    int64_t first, last; /* inclusive; INT64_MIN and INT64_MAX when open */
} interval;

/* What the words of a date clause count from. */
typedef struct clock_time {
    int64_t now;
    int offset; /* seconds east of UTC */
} clock_time;

/* All slices are parts of question, so that an error can name its bytes. */
morgue_status dates__clause(clock_time clock, field_form form, morgue_str question,
                            morgue_str value, interval *out, morgue_error *err);

/* The furthest from UTC that a date can be written: 23:59. */
#define DATES_MAX_OFFSET 86340

/* As a date clause reads it: "2023-05-21T16:00:00Z". */
void dates__write(int64_t instant, strbuf *out);

/* ">500", ">=500", "<500", "<=500", "200..800", "200..", "..800", "500". */
morgue_status ranges__clause(morgue_str question, morgue_str value, interval *out,
                             morgue_error *err);

/* ---- ast.c ---- */

typedef struct builder {
    morgue_query *query;
    size_t nodes;
    morgue_error *err;
} builder;

/* *out = a new node without children; MORGUE_LIMIT when the query has too many. */
morgue_status ast__node(builder *b, node_kind kind, size_t from, size_t to, node **out);

/* Copies the children in. */
morgue_status ast__adopt(builder *b, node *parent, node *const *children, size_t count);

/* MORGUE_LIMIT when operators nest too deeply. */
morgue_status ast__check_depth(const node *root, morgue_error *err);

/* The canonical text: parses to an equal tree again. */
void ast__write(const node *n, strbuf *out);

#endif
