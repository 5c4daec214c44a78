/* UTF-8: decoding, checking, writing, and Windows-1252 into it. */
#ifndef UTF8_H
#define UTF8_H

#include "strbuf.h"

#define UTF8_BAD 0xFFFFFFFFu

/* Decodes the character at *at (< s.len) and moves *at behind it. An ill-formed
 * sequence (RFC 3629: overlong, surrogate, above U+10FFFF, cut off) yields
 * UTF8_BAD and moves one byte. */
uint32_t utf8_next(morgue_str s, size_t *at);

/* Writes c (a Unicode scalar value) to out; returns the bytes written, 1 to 4. */
size_t utf8_put(uint32_t c, char out[4]);

/* The whole of s is well-formed and has no NUL byte. */
bool utf8_valid(morgue_str s);

/* Offset of the first ill-formed byte or NUL; s.len when there is none. */
size_t utf8_first_bad(morgue_str s);

/* The length of s without a character cut off at its end. */
size_t utf8_complete_prefix(morgue_str s);

/* Number of characters; ill-formed bytes count one each. */
size_t utf8_count(morgue_str s);

/* Columns on a terminal: wide East Asian characters count 2, combining marks 0.
 * Ill-formed bytes count one each. */
size_t utf8_columns(morgue_str s);

/* Appends s, taken as Windows-1252 (of which Latin-1's printable part is a
 * subset; WHATWG Encoding Standard, the five holes become U+FFFD). NULs are
 * dropped. */
void utf8_from_windows1252(strbuf *out, morgue_str s);

#endif
