/* The names of terms and the bytes of values. */
#include "terms.h"

#include "map.h"
#include "utf8.h"

#include <stdio.h>

const char term_entity_letter[] = "pog";

#define LONGEST 230 /* bytes; libxapian takes 245 */

static void finish(strbuf *out)
{
    if (out->failed || out->len <= LONGEST)
        return;
    uint64_t hash = hash_bytes(out->ptr, out->len);
    out->len = utf8_complete_prefix((morgue_str){out->ptr, LONGEST - 17});
    strbuf_printf(out, "#%016llx", (unsigned long long)hash);
}

void term_make(strbuf *out, const char *prefix, morgue_str text)
{
    strbuf_clear(out);
    strbuf_text(out, prefix);
    strbuf_str(out, text);
    finish(out);
}

void term_make_stem(strbuf *out, const char *prefix, morgue_str stem)
{
    strbuf_clear(out);
    strbuf_char(out, TERM_STEM[0]);
    strbuf_text(out, prefix);
    strbuf_str(out, stem);
    finish(out);
}

void term_declared_prefix(morgue_str name, char out[TERM_DECLARED_PREFIX])
{
    snprintf(out, TERM_DECLARED_PREFIX, TERM_DECLARED "%.*s:", (int)(name.len > 64 ? 64 : name.len),
             name.ptr);
}

static void put_big_endian(uint64_t n, char *out, unsigned bytes)
{
    for (unsigned i = bytes; i-- > 0; n >>= 8)
        out[i] = (char)(n & 0xff);
}

static uint64_t get_big_endian(morgue_str value)
{
    uint64_t n = 0;
    for (size_t i = 0; i < value.len; i++)
        n = n << 8 | (unsigned char)value.ptr[i];
    return n;
}

void date_value_put(int64_t seconds, char out[DATE_VALUE_BYTES])
{
    put_big_endian((uint64_t)seconds ^ UINT64_C(0x8000000000000000), out, DATE_VALUE_BYTES);
}

bool date_value_get(morgue_str value, int64_t *seconds)
{
    if (value.len != DATE_VALUE_BYTES)
        return false;
    *seconds = (int64_t)(get_big_endian(value) ^ UINT64_C(0x8000000000000000));
    return true;
}

void u32_value_put(uint32_t n, char out[4])
{
    put_big_endian(n, out, 4);
}

bool u32_value_get(morgue_str value, uint32_t *n)
{
    if (value.len != 4)
        return false;
    *n = (uint32_t)get_big_endian(value);
    return true;
}
