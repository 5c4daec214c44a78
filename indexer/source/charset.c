/* The encoding of a web page: its <meta>, else UTF-8 or Windows-1252. */
#include "charset.h"

#include "error.h"
#include "utf8.h"

#include <errno.h>
#include <iconv.h>

#define PRESCAN  4096 /* bytes in which a <meta charset> is looked for */
#define MAX_NAME 40

static bool name_byte(char c)
{
    return ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '_' || c == ':' || c == '.';
}

/* Copies the name behind the first "charset=" to name; empty without one. */
static void named_charset(morgue_str page, char name[MAX_NAME])
{
    morgue_str head = str_range(page, 0, PRESCAN), key = STR("charset=");
    size_t at = 0, n = 0;
    while (at + key.len < head.len && !str_equal_nocase(str_range(head, at, at + key.len), key))
        at++;
    at += key.len;
    if (at < head.len && (head.ptr[at] == '"' || head.ptr[at] == '\''))
        at++;
    while (at < head.len && n < MAX_NAME - 1 && name_byte(head.ptr[at]))
        name[n++] = head.ptr[at++];
    name[n] = '\0';
}

/* Latin-1 by name is Windows-1252 in practice (WHATWG Encoding Standard). */
static bool is_windows1252(const char *name)
{
    static const char *const names[] = {
        "",       "iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252",
        "cp1252", "utf-8",      "utf8",   NULL};
    for (size_t i = 0; names[i]; i++)
        if (str_equal_nocase(str_of(name), str_of(names[i])))
            return true;
    return false;
}

/* Bytes that the encoding does not know become U+FFFD, one each. */
static bool convert(strbuf *out, iconv_t to_utf8, morgue_str page)
{
    char *in = (char *)(uintptr_t)page.ptr; /* iconv() reads only, whatever its type says */
    size_t left = page.len;
    while (left > 0) {
        char *at = strbuf_reserve(out, 4096);
        char *start = at;
        size_t room = 4096;
        if (!at)
            return false;
        size_t result = iconv(to_utf8, &in, &left, &at, &room);
        out->len += (size_t)(at - start);
        if (result == (size_t)-1 && errno != E2BIG) {
            strbuf_text(out, "\xef\xbf\xbd");
            in++;
            left--;
        }
    }
    strbuf_add(out, "", 0);
    return !out->failed;
}

static bool ascii_compatible(const char *name)
{
    return !str_equal_nocase(str_range(str_of(name), 0, 3), STR("utf")) &&
           !str_equal_nocase(str_range(str_of(name), 0, 3), STR("ucs"));
}

morgue_status charset_decode(strbuf *out, morgue_str page, morgue_error *err)
{
    char name[MAX_NAME];
    named_charset(page, name);
    iconv_t to_utf8 = (iconv_t)-1;
    size_t bad = utf8_first_bad(page);
    if (bad < page.len && !is_windows1252(name) && ascii_compatible(name))
        to_utf8 = iconv_open("UTF-8", name);
    if (to_utf8 != (iconv_t)-1) {
        convert(out, to_utf8, page);
        iconv_close(to_utf8);
    } else if (bad == page.len) {
        strbuf_str(out, page);
    } else {
        utf8_from_windows1252(out, page);
    }
    return strbuf_check(out, err);
}
