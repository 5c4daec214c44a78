/* Slices: comparing, cutting, trimming. Nothing here allocates. */
#ifndef STR_H
#define STR_H

#include <morgue/str.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define STR(literal) ((morgue_str){"" literal, sizeof(literal) - 1})
/* For printf("%.*s"): lengths beyond INT_MAX never reach a message whole. */
#define STR_ARGS(s) (int)((s).len > 4096 ? 4096 : (s).len), ((s).ptr ? (s).ptr : "")

static inline morgue_str str_of(const char *text)
{
    return (morgue_str){text, text ? strlen(text) : 0};
}

/* The bytes [from, to) of s; both are clamped to its length. */
static inline morgue_str str_range(morgue_str s, size_t from, size_t to)
{
    to = to > s.len ? s.len : to;
    from = from > to ? to : from;
    return (morgue_str){s.ptr ? s.ptr + from : NULL, to - from};
}

static inline bool str_equal(morgue_str a, morgue_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_is(morgue_str a, const char *text)
{
    return str_equal(a, str_of(text));
}

static inline bool str_starts(morgue_str s, morgue_str head)
{
    return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
}

static inline bool str_ends(morgue_str s, morgue_str tail)
{
    return s.len >= tail.len &&
           (tail.len == 0 || memcmp(s.ptr + s.len - tail.len, tail.ptr, tail.len) == 0);
}

/* Order by unsigned bytes, a proper prefix first. */
int str_compare(morgue_str a, morgue_str b);

/* ASCII letters compare without case. */
bool str_equal_nocase(morgue_str a, morgue_str b);

/* Without leading and trailing ASCII white space. */
morgue_str str_trim(morgue_str s);

/* Offset of the first c at or after from; s.len when there is none. */
size_t str_find(morgue_str s, size_t from, char c);

/* Offset of needle at or after from; s.len when there is none. */
size_t str_search(morgue_str s, size_t from, morgue_str needle);

/* Takes the text up to the next c off *rest (which then starts after it) and
 * returns it; the last piece leaves *rest empty with ptr NULL. */
morgue_str str_split(morgue_str *rest, char c);

/* A decimal number of 1 to 19 digits that fills s; false otherwise. */
bool str_to_u64(morgue_str s, uint64_t *out);

/* Edit distance (Levenshtein 1966) of two short texts, bytes, at most limit+1. */
unsigned str_distance(morgue_str a, morgue_str b, unsigned limit);

static inline bool ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ascii_alpha(char c)
{
    return ascii_upper((char)(c & ~0x20));
}

static inline char ascii_lower(char c)
{
    return ascii_upper(c) ? (char)(c | 0x20) : c;
}

#endif
