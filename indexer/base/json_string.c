/* Text as a JSON string (RFC 8259). */
#include "json_string.h"

#include "utf8.h"

/* Not for JSON's sake alone: a terminal that shows it would obey the controls of
 * C1, and U+2028 to 202E and 2066 to 2069 break or turn around lines. */
static bool plain(uint32_t c)
{
    return c >= 0x20 && c != '"' && c != '\\' && !(c >= 0x7f && c <= 0x9f) &&
           !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069) && c != UTF8_BAD;
}

static void escape(strbuf *out, uint32_t c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *at = c && c < 0x80 ? strchr(from, (int)c) : NULL;
    if (at) {
        strbuf_char(out, '\\');
        strbuf_char(out, to[at - from]);
    } else {
        strbuf_printf(out, "\\u%04x", (unsigned)c);
    }
}

void json_string(strbuf *out, morgue_str s)
{
    size_t done = 0; /* what is before it has been written */
    strbuf_char(out, '"');
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        if (plain(c))
            continue;
        strbuf_str(out, str_range(s, done, from));
        escape(out, c == UTF8_BAD ? 0xfffd : c);
        done = at;
    }
    strbuf_str(out, str_range(s, done, s.len));
    strbuf_char(out, '"');
}
