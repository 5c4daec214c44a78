/* Small helpers on lines, suffixes and paragraphs that several readers share. */
#include "source_internal.h"

bool source__next_line(morgue_str *rest, morgue_str *line)
{
    if (rest->len == 0)
        return false;
    size_t end = str_find(*rest, 0, '\n');
    *line = str_range(*rest, 0, end);
    *rest = str_range(*rest, end + 1, rest->len);
    if (line->len && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool source__blank(morgue_str line)
{
    return str_trim(line).len == 0;
}

bool source__suffixed(morgue_str path, const char *const *suffixes)
{
    if (path.len > 3 && str_equal_nocase(str_range(path, path.len - 3, path.len), STR(".gz")))
        path.len -= 3;
    for (; *suffixes; suffixes++) {
        morgue_str suffix = str_of(*suffixes);
        if (path.len > suffix.len &&
            str_equal_nocase(str_range(path, path.len - suffix.len, path.len), suffix))
            return true;
    }
    return false;
}

static morgue_str trim_end(morgue_str s)
{
    while (s.len && ascii_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

static bool indented(morgue_str line)
{
    return str_starts(line, STR("\t")) || str_starts(line, STR("  "));
}

static bool ends_in(morgue_str line, morgue_str any)
{
    return line.len && str_find(any, 0, line.ptr[line.len - 1]) < any.len;
}

/* Ends as a sentence may, perhaps in a quotation. */
static bool stops(morgue_str line)
{
    line = trim_end(line);
    while (ends_in(line, STR("\"')")))
        line.len--;
    if (str_ends(line, STR("\xe2\x80\x9d")))
        line.len -= 3;
    return ends_in(line, STR(".!?:"));
}

/* Agencies indent the first line of a paragraph, East Asia's press by two ideographic
 * spaces. Lines that are all indented, and an item of a list that goes on below itself, are
 * not that. */
static bool begins_by_indent(morgue_str before, morgue_str line)
{
    return str_starts(line, STR("\xe3\x80\x80\xe3\x80\x80")) ||
           (indented(line) && !indented(before) && stops(before));
}

void source__paragraphs(strbuf *out, morgue_str text)
{
    morgue_str line, before = {0};
    size_t start = out->len;
    bool gap = true;
    while (source__next_line(&text, &line)) {
        if (source__blank(line)) {
            gap = true;
            continue;
        }
        gap |= begins_by_indent(before, line);
        if (out->len > start)
            strbuf_text(out, gap ? "\n\n" : "\n");
        strbuf_str(out, gap ? str_trim(line) : trim_end(line));
        before = line;
        gap = false;
    }
}

/* Behind "CITY, May 1 (Agency) - " at the head of a paragraph; 0 without one. */
static size_t dateline_end(morgue_str s)
{
    morgue_str head = str_range(s, 0, 100);
    size_t plain = str_search(head, 0, STR(" - ")) + 3;
    size_t wide = str_search(head, 0, STR(" \xe2\x80\x94 ")) + 5;
    size_t end = plain < wide ? plain : wide;
    return end < head.len ? end : 0;
}

static size_t skip_space(morgue_str s, size_t at)
{
    while (at < s.len && ascii_space(s.ptr[at]))
        at++;
    return at;
}

static bool begins(morgue_str a, morgue_str b)
{
    size_t i = 0, j = skip_space(b, 0);
    while (i < a.len) {
        if (j >= b.len)
            return false;
        bool space = ascii_space(a.ptr[i]);
        if (space != ascii_space(b.ptr[j]) || (!space && a.ptr[i] != b.ptr[j]))
            return false;
        i = space ? skip_space(a, i) : i + 1;
        j = space ? skip_space(b, j) : j + 1;
    }
    return j >= b.len || (!ascii_alpha(b.ptr[j]) && !ascii_digit(b.ptr[j]));
}

bool source__repeated(morgue_str a, morgue_str b)
{
    a = str_trim(a);
    while (a.len && a.ptr[a.len - 1] == '.')
        a.len--;
    if (str_ends(a, STR("\xe2\x80\xa6"))) /* an ellipsis */
        a.len -= 3;
    a = str_trim(a);
    if (a.len < 20)
        return false;
    size_t at = dateline_end(b);
    return begins(a, b) || (at > 0 && begins(a, str_range(b, at, b.len)));
}
