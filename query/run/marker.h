/* Patterns of words to mark in a text. Private. */
#ifndef MARKER_H
#define MARKER_H

#include "run_internal.h"

/* Wildcards have at least this many bytes before the star. */
#define MARKER_PREFIX MORGUE_MIN_WILDCARD_FIXED

/* What a word must have in common with one of a text, as a letter. */
typedef enum pattern_form { FORM_SURFACE = 's', FORM_STEM = 'z', FORM_PREFIX = 'p' } pattern_form;

typedef struct pattern {
    morgue_str first;
    pattern_form form;
    morgue_str rest; /* further words, one behind the other: form and text of each, with single
                        spaces between */
    uint64_t next;   /* another pattern with the same key, plus 1 */
    uint32_t group;  /* patterns of one operand, such as (a OR b) NEAR c, are one thing to show */
    bool bound;      /* of an operand: without its operator it shows nothing */
} pattern;

typedef struct proofs proofs;

struct marker {
    morgue_archive *archive;
    proofs *proofs; /* where its operators are true */
    pattern *patterns;
    size_t count, capacity;
    map index;       /* form letter and first word -> pattern, plus 1 */
    uint32_t groups; /* made so far */
    uint32_t group;  /* of the patterns that are being added; 0: each has its own */
    bool bound;      /* so are these */
    stopping *stop;  /* of the search */
    arena memory;
    bool failed;
};

/* A span of the text and the group that it shows. */
typedef struct marked {
    uint32_t from, to;
    uint32_t group;
    bool bound; /* a word as its pattern is */
} marked;

/* The longest match that starts at token i of the list. */
bool run__marker_match(const marker *m, const token_list *list, size_t i, marked *out);

/* Words without gaps: together they are one thing to mark. */
bool run__is_run(const plan_node *n);

/* ---- proofs.c ---- */

/* Of the operators about the order of words the outermost that look into what is told
 * under a headline; but for plain phrases, which marks alone show. */
morgue_status run__proofs_new(proofs **out, asking *q, const plan_node *root, morgue_error *err);
void run__proofs_free(proofs *p);

size_t run__proofs_count(const proofs *p);

/* The shortest stretches of positions of a field where operator i is true, first and last
 * ascending; borrowed until the next call for i. None where it would take too many steps
 * to tell. */
morgue_status run__proofs_of(proofs *p, size_t i, location at, unsigned field, const span **out,
                             size_t *count, morgue_error *err);

#endif
