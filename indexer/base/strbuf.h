/* A growing byte buffer with a sticky error: append freely, check once. */
#ifndef STRBUF_H
#define STRBUF_H

#include "str.h"

#include <morgue/status.h>

/* All zero is a valid empty buffer. ptr is NUL-terminated once anything was
 * appended. After a failed allocation every call does nothing. */
typedef struct strbuf {
    char *ptr;
    size_t len, cap;
    bool failed;
} strbuf;

void strbuf_free(strbuf *b);

/* Empties the buffer, keeps its memory, forgets a failure. */
void strbuf_clear(strbuf *b);

/* Room for n more bytes (and a NUL): a pointer to write them at, which the
 * caller then counts with b->len += n; NULL when failed. */
char *strbuf_reserve(strbuf *b, size_t n);

void strbuf_add(strbuf *b, const void *bytes, size_t n);
void strbuf_char(strbuf *b, char c);
void strbuf_printf(strbuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Little-endian base 128, 1 to 10 bytes. */
void strbuf_varint(strbuf *b, uint64_t value);

/* A varint length and the bytes. */
void strbuf_sized(strbuf *b, morgue_str s);

static inline void strbuf_str(strbuf *b, morgue_str s)
{
    strbuf_add(b, s.ptr, s.len);
}

static inline void strbuf_text(strbuf *b, const char *text)
{
    strbuf_add(b, text, strlen(text));
}

/* What is in it; valid until the next append. */
static inline morgue_str strbuf_view(const strbuf *b)
{
    return (morgue_str){b->ptr, b->len};
}

/* MORGUE_NOMEM if any append failed. */
morgue_status strbuf_check(const strbuf *b, morgue_error *err);

/* Reads what strbuf_varint wrote off the front of *in; false when it is cut off
 * or does not fit. */
bool str_varint(morgue_str *in, uint64_t *out);

/* Reads what strbuf_sized wrote; the slice borrows from in. */
bool str_sized(morgue_str *in, morgue_str *out);

#endif
