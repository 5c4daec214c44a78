/* A growing byte buffer with a sticky error, and the varint code used on it. */
#include "strbuf.h"

#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void strbuf_free(strbuf *b)
{
    free(b->ptr);
    *b = (strbuf){0};
}

void strbuf_clear(strbuf *b)
{
    b->len = 0;
    b->failed = false;
    if (b->ptr)
        b->ptr[0] = '\0';
}

char *strbuf_reserve(strbuf *b, size_t n)
{
    if (b->failed)
        return NULL;
    if (n >= SIZE_MAX / 2 - b->len) {
        b->failed = true;
        return NULL;
    }
    size_t need = b->len + n + 1;
    if (need > b->cap) {
        size_t cap = b->cap + b->cap / 2;
        cap = cap < need ? need : cap;
        cap = cap < 64 ? 64 : cap;
        char *grown = realloc(b->ptr, cap);
        if (!grown) {
            b->failed = true;
            return NULL;
        }
        b->ptr = grown;
        b->cap = cap;
    }
    return b->ptr + b->len;
}

void strbuf_add(strbuf *b, const void *bytes, size_t n)
{
    char *at = strbuf_reserve(b, n);
    if (!at)
        return;
    if (n)
        memcpy(at, bytes, n);
    at[n] = '\0';
    b->len += n;
}

void strbuf_char(strbuf *b, char c)
{
    char *at = strbuf_reserve(b, 1);
    if (!at)
        return;
    at[0] = c;
    at[1] = '\0';
    b->len++;
}

void strbuf_printf(strbuf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *at = n < 0 ? NULL : strbuf_reserve(b, (size_t)n);
    if (at) {
        vsnprintf(at, (size_t)n + 1, format, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void strbuf_varint(strbuf *b, uint64_t value)
{
    char *at = strbuf_reserve(b, 10);
    size_t n = 0;
    if (!at)
        return;
    do {
        at[n++] = (char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
        value >>= 7;
    } while (value);
    at[n] = '\0';
    b->len += n;
}

void strbuf_sized(strbuf *b, morgue_str s)
{
    strbuf_varint(b, s.len);
    strbuf_str(b, s);
}

morgue_status strbuf_check(const strbuf *b, morgue_error *err)
{
    return b->failed ? fail_nomem(err) : MORGUE_OK;
}

bool str_varint(morgue_str *in, uint64_t *out)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < in->len && i < 10; i++) {
        unsigned char byte = (unsigned char)in->ptr[i];
        if (i == 9 && byte > 1)
            return false;
        value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (!(byte & 0x80)) {
            *out = value;
            *in = str_range(*in, i + 1, in->len);
            return true;
        }
    }
    return false;
}

bool str_sized(morgue_str *in, morgue_str *out)
{
    morgue_str rest = *in;
    uint64_t len;
    if (!str_varint(&rest, &len) || len > rest.len)
        return false;
    *out = str_range(rest, 0, (size_t)len);
    *in = str_range(rest, (size_t)len, rest.len);
    return true;
}
