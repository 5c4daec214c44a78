/* Text to AST. Knows no index; every node knows its bytes of the question. */
#ifndef PARSE_H
#define PARSE_H

#include "arena.h"
#include "calendar.h"
#include "strbuf.h"

#include <morgue/limits.h>
#include <morgue/query.h>

typedef enum node_kind {
    NODE_AND,      /* two or more children */
    NODE_OR,       /* two or more children */
    NODE_NOT,      /* one child */
    NODE_NEAR,     /* two children, distance, any order */
    NODE_ADJ,      /* two children, distance, in order */
    NODE_NOT_NEAR, /* two children, distance: the first, where the second is not near */
    NODE_SENTENCE, /* two children in one sentence */
    NODE_PARA,     /* two children in one paragraph */
    NODE_ATLEAST,  /* one child, distance times or more */
    NODE_FIRST,    /* one child among the first distance words */
    NODE_WEIGHT,   /* one child, text = the number as written, weight */
    NODE_FIELD,    /* one child, text = field name, lower case, no alias (title -> headline) */
    NODE_WORD,     /* text: one word as written, escapes resolved */
    NODE_PHRASE,   /* text: between the quotes, escapes resolved; distance = slop, 0 if none */
    NODE_PREFIX,   /* text: the letters before the star */
    NODE_PATTERN,  /* text: as written; "?" is one letter, "*" any number of them */
    NODE_FUZZY,    /* text: one word; distance: 1 or 2 letters may differ */
    NODE_DATE,     /* first, last: seconds; a clause after:/before:/date: … */
    NODE_RANGE,    /* text = field ("wc"); first, last: numbers; a bound may be open */
    NODE_ANY,      /* "*" alone; below a NODE_FIELD: has any value */
    NODE_SAVED     /* text: name of a saved query */
} node_kind;

typedef struct node {
    node_kind kind;
    uint32_t from, to; /* bytes of the question */
    morgue_str text;
    unsigned distance;
    double weight;       /* NODE_WEIGHT: from MORGUE_MIN_WEIGHT to MORGUE_MAX_WEIGHT */
    int64_t first, last; /* NODE_DATE, NODE_RANGE: inclusive, INT64_MIN/MAX when open */
    struct node **children;
    size_t count;
} node;

struct morgue_query {
    morgue_str text; /* as asked, NUL-terminated copy */
    const node *root;
    const char *canonical;
    const char *const *notes; /* e.g. that AND and OR were mixed */
    size_t note_count;
    bool dated;  /* a NODE_DATE occurs */
    int64_t now; /* as given to morgue_query_parse() */
    int offset;
    arena memory;
};

/* Every field name of the language with its aliases and meaning; a field that
 * is not here may still be one that a configuration declares. */
typedef struct query_field {
    const char *name;
    const char *aliases[3]; /* NULL-terminated unless full */
    const char *explanation;
} query_field;

/* NULL behind the last one. */
const query_field *query_field_at(size_t i);

/* The field or alias that name is most likely a misspelling of, e.g. "date" for
 * "datee"; NULL when none is near. Static. */
const char *query_field_nearest(morgue_str name);

/* One indented line a node, for explain --ast and golden tests: kind, bytes
 * [from,to), text. */
void query_dump(const morgue_query *query, strbuf *out);

/* "line, then the question, then a caret line" for a terminal: appended to out.
 * Control characters in the question are shown as "?"; a long question is cut
 * around the place; columns count wide characters twice. */
void query_caret(morgue_str question, size_t from, size_t to, strbuf *out);

#endif
