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

bool term_lacks(morgue_str field)
{
    static const char *const fields[] = {"headline", "body", "lede", "date", "url"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (str_is(field, fields[i]))
            return true;
    return false;
}

void term_declared_prefix(morgue_str name, char out[TERM_DECLARED_PREFIX])
{
    snprintf(out, TERM_DECLARED_PREFIX, TERM_DECLARED "%.*s:", (int)(name.len > 64 ? 64 : name.len),
             name.ptr);
}

void date_value_put(int64_t seconds, char out[DATE_VALUE_BYTES])
{
    uint64_t n = (uint64_t)seconds ^ UINT64_C(0x8000000000000000);
    for (unsigned i = DATE_VALUE_BYTES; i-- > 0; n >>= 8)
        out[i] = (char)(n & 0xff);
}

bool date_value_get(morgue_str value, int64_t *seconds)
{
    uint64_t n = 0;
    if (value.len != DATE_VALUE_BYTES)
        return false;
    for (size_t i = 0; i < value.len; i++)
        n = n << 8 | (unsigned char)value.ptr[i];
    *seconds = (int64_t)(n ^ UINT64_C(0x8000000000000000));
    return true;
}
