/*
 * Every limit of morgue, in one place. Beyond one of these a call fails with
 * MORGUE_LIMIT (or the input goes to the ledger) and the message names the
 * limit and the value; nothing is ever cut silently.
 */
#ifndef MORGUE_LIMITS_H
#define MORGUE_LIMITS_H

/* Questions */
#define MORGUE_MAX_QUERY_BYTES    8192 /* of one question */
#define MORGUE_MAX_QUERY_DEPTH    64   /* of parentheses and operators */
#define MORGUE_MAX_QUERY_NODES    512
#define MORGUE_MIN_WILDCARD_FIXED 3           /* letters before the star */
#define MORGUE_MAX_EXPANSION      2048        /* words that one wildcard may stand for */
#define MORGUE_MAX_EXPANSIONS     16384       /* words that all wildcards of a question stand for */
#define MORGUE_MAX_NEAR_DISTANCE  1000        /* n of NEAR/n and of a phrase's slop */
#define MORGUE_MAX_RESULTS        1000000     /* offset + limit of one page */
#define MORGUE_MAX_REMEMBERED     (16u << 20) /* bytes of answers that a handle keeps */
#define MORGUE_MAX_CLAUSES        16          /* looked at when a question finds nothing */
#define MORGUE_MAX_SNIPPETS       32          /* passages of one hit */
#define MORGUE_MAX_SUGGESTIONS    1000        /* of one beginning */
#define MORGUE_MAX_SIMILAR_WORDS  25          /* of an article that others are like */
#define MORGUE_MAX_TOPICS_BYTES   1048576     /* of a file of questions */
#define MORGUE_MIN_WEIGHT         0.01        /* of x^0.01, also of weights inside of one another */
#define MORGUE_MAX_WEIGHT         100         /* likewise */
#define MORGUE_MAX_WEIGHT_DIGITS  9           /* of the number behind ^ */

/* Articles */
#define MORGUE_MAX_ID              1024        /* bytes of an article's id */
#define MORGUE_MAX_ARTICLE         (4u << 20)  /* bytes of one article's title, and of its body */
#define MORGUE_MAX_FILE            (64u << 20) /* bytes of a file that holds one article */
#define MORGUE_MAX_LINE            (32u << 20) /* bytes of one JSON line */
#define MORGUE_MAX_TAGS            256         /* tags of one article */
#define MORGUE_MAX_FIELDS          64          /* declared fields of one article */
#define MORGUE_MAX_FIELD           65536       /* bytes of any text but body and title */
#define MORGUE_MAX_JSON_DEPTH      64
#define MORGUE_MAX_YAML_DEPTH      64
#define MORGUE_MAX_YAML_NODES      200000 /* of one YAML document */
#define MORGUE_MAX_HTML_DEPTH      512
#define MORGUE_MAX_INFLATE_RATIO   200 /* unpacked : packed, once past 16 MiB */
#define MORGUE_MAX_DIRECTORY_DEPTH 64

/* Terms: libxapian takes at most 245 bytes; ours leave room for a prefix. */
#define MORGUE_MAX_TERM                                                                            \
    200 /* bytes of a normalised word; longer ones are indexed by their head and a hash */

#endif
