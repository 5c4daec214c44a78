/* Text from articles made fit for a terminal: no control gets through. */
#include "render_internal.h"

#define REPLACEMENT "\xef\xbf\xbd"

static bool control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == UTF8_BAD;
}

void render_plain(strbuf *out, morgue_str s)
{
    size_t done = 0; /* what is before it has been written */
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        if (!control(utf8_next(s, &at)))
            continue;
        strbuf_str(out, str_range(s, done, from));
        strbuf_text(out, REPLACEMENT);
        done = at;
    }
    strbuf_str(out, str_range(s, done, s.len));
}

void render__put(strbuf *out, uint32_t c, morgue_str bytes)
{
    if (c < 0x80 && ascii_space((char)c))
        strbuf_char(out, ' ');
    else if (control(c))
        strbuf_text(out, REPLACEMENT);
    else
        strbuf_str(out, bytes);
}

void render__line(strbuf *out, morgue_str s)
{
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        render__put(out, c, str_range(s, from, at));
    }
}

void render__fit(strbuf *out, morgue_str s, unsigned columns)
{
    bool cut = utf8_columns(s) > columns;
    size_t room = cut ? columns - 1 : columns, used = 0;
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        morgue_str bytes = str_range(s, from, at);
        size_t wide = utf8_columns(bytes);
        if (used + wide > room)
            break;
        render__put(out, c, bytes);
        used += wide;
    }
    if (cut) {
        strbuf_text(out, "…");
        used++;
    }
    for (; used < columns; used++)
        strbuf_char(out, ' ');
}
