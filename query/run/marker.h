/* Patterns of words to mark in a text. Private. */
#ifndef MARKER_H
#define MARKER_H

#include "run_internal.h"

/* Wildcards have at least this many bytes before the star. */
#define MARKER_PREFIX MORGUE_MIN_WILDCARD_FIXED

typedef enum pattern_form { FORM_SURFACE, FORM_STEM, FORM_PREFIX } pattern_form;

typedef struct pattern {
    morgue_str first;
    pattern_form form;
    morgue_str rest; /* further words of a phrase, with single spaces */
    uint64_t next;   /* another pattern with the same key, plus 1 */
} pattern;

struct marker {
    pattern *patterns;
    size_t count, capacity;
    map index; /* form letter and first word -> pattern, plus 1 */
    arena memory;
    bool failed;
};

/* A span of the text and the pattern that it shows. */
typedef struct marked {
    uint32_t from, to;
    uint32_t pattern;
} marked;

/* The longest match that starts at token i of the list. */
bool run__marker_match(const marker *m, const token_list *list, size_t i, marked *out);

#endif
