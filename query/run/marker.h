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
} pattern;

struct marker {
    pattern *patterns;
    size_t count, capacity;
    map index;       /* form letter and first word -> pattern, plus 1 */
    uint32_t groups; /* made so far */
    uint32_t group;  /* of the patterns that are being added; 0: each has its own */
    stopping *stop;
    arena memory;
    bool failed;
};

/* A span of the text and the group that it shows. */
typedef struct marked {
    uint32_t from, to;
    uint32_t group;
} marked;

/* The longest match that starts at token i of the list. */
bool run__marker_match(const marker *m, const token_list *list, size_t i, marked *out);

#endif
