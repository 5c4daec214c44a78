/* UTF-8: decoding, checking, writing, and Windows-1252 into it. */
#include "utf8.h"

uint32_t utf8_next(morgue_str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t left = s.len - *at;
    unsigned char lead = p[0];
    *at += 1;
    if (lead < 0x80)
        return lead;
    unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (lead < 0xc2 || lead > 0xf4 || left <= more)
        return UTF8_BAD;
    uint32_t c = lead & (0x3fu >> more);
    for (unsigned i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return UTF8_BAD;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return UTF8_BAD;
    *at += more;
    return c;
}

size_t utf8_put(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    static const unsigned lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(lead[n] | c);
    return n;
}

size_t utf8_first_bad(morgue_str s)
{
    size_t at = 0;
    while (at < s.len) {
        uint64_t eight;
        if (s.len - at >= 8) {
            memcpy(&eight, s.ptr + at, 8);
            /* eight ASCII bytes, none of them NUL */
            if (!(eight & 0x8080808080808080u) &&
                !((eight - 0x0101010101010101u) & 0x8080808080808080u)) {
                at += 8;
                continue;
            }
        }
        size_t before = at;
        uint32_t c = utf8_next(s, &at);
        if (c == UTF8_BAD || c == 0)
            return before;
    }
    return s.len;
}

bool utf8_valid(morgue_str s)
{
    return utf8_first_bad(s) == s.len;
}

size_t utf8_complete_prefix(morgue_str s)
{
    size_t back = 0;
    while (back < s.len && back < 3 && ((unsigned char)s.ptr[s.len - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back == s.len)
        return s.len;
    unsigned char lead = (unsigned char)s.ptr[s.len - 1 - back];
    size_t want = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    return back < want ? s.len - 1 - back : s.len;
}

size_t utf8_count(morgue_str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len; n++)
        utf8_next(s, &at);
    return n;
}

/* Wide per Unicode TR 11 (W and F), by block. */
static bool wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0x303e) ||
           (c >= 0x3041 && c <= 0xa4cf) || (c >= 0xa960 && c <= 0xa97f) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
           (c >= 0x20000 && c <= 0x3fffd);
}

static bool combining(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x483 && c <= 0x489) || (c >= 0x591 && c <= 0x5bd) ||
           (c >= 0x610 && c <= 0x61a) || (c >= 0x64b && c <= 0x65f) ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x20d0 && c <= 0x20ff) ||
           (c >= 0x302a && c <= 0x302d) || (c >= 0x3099 && c <= 0x309a) ||
           (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

size_t utf8_columns(morgue_str s)
{
    size_t columns = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        columns += c == UTF8_BAD ? 1 : combining(c) ? 0 : wide(c) ? 2 : 1;
    }
    return columns;
}

/* The bytes 0x80 to 0x9f of Windows-1252. */
static const uint16_t windows1252[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

void utf8_from_windows1252(strbuf *out, morgue_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char byte = (unsigned char)s.ptr[i];
        char bytes[4];
        if (byte)
            strbuf_add(
                out, bytes,
                utf8_put(byte >= 0x80 && byte < 0xa0 ? windows1252[byte - 0x80] : byte, bytes));
    }
}
