/* Showing on a terminal which part of a question an error is about. */
#include "parse.h"

#include "utf8.h"

/* Columns of the question that are shown at most, and of them left of the place. */
#define WINDOW 72
#define LEAD   36

/* What a terminal must not be sent: control characters and marks that turn the
 * direction of writing. */
static bool unprintable(uint32_t c)
{
    return c == UTF8_BAD || c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* The character at *at as it is shown; *at moves behind it. */
static morgue_str shown(morgue_str s, size_t *at)
{
    size_t from = *at;
    return unprintable(utf8_next(s, at)) ? STR("?") : str_range(s, from, *at);
}

/* Where to start so that about LEAD columns stand left of offset place. */
static size_t window_start(morgue_str s, size_t place)
{
    size_t start = place, columns = 0;
    while (start > 0 && columns < LEAD) {
        size_t end = start--;
        while (start > 0 && ((unsigned char)s.ptr[start] & 0xc0) == 0x80)
            start--;
        columns += utf8_columns(str_range(s, start, end));
    }
    return start;
}

void query_caret(morgue_str question, size_t from, size_t to, strbuf *out)
{
    from = from > question.len ? question.len : from;
    to = to > question.len ? question.len : to < from ? from : to;
    size_t start = utf8_columns(question) <= WINDOW ? 0 : window_start(question, from);
    size_t column = start ? 3 : 0, begin = column, end = column, at = start;
    strbuf_text(out, start ? "  ..." : "  ");
    while (at < question.len && column < WINDOW) {
        if (at <= from)
            begin = column;
        morgue_str c = shown(question, &at);
        strbuf_str(out, c);
        column += utf8_columns(c);
        if (at <= to)
            end = column;
    }
    if (from >= at)
        begin = column;
    strbuf_text(out, at < question.len ? "...\n  " : "\n  ");
    for (size_t i = 0; i < begin; i++)
        strbuf_char(out, ' ');
    strbuf_char(out, '^');
    for (size_t i = begin + 1; i < end; i++)
        strbuf_char(out, '~');
    strbuf_char(out, '\n');
}
