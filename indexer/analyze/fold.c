/*
 * Folding: lower case, compatibility forms, accents. Works a cluster (a base
 * character and its marks) at a time, so that the ordering of marks, which is
 * quadratic in their number, meets only short runs.
 */
#include "analyze_internal.h"
#include "utf8.h"

#include <utf8proc.h>

/* Marks behind one base that count; UAX #15 calls 30 enough for any language. */
#define MAX_MARKS 30
/* Room for the decomposition of a base (at most 18) and its marks (at most 4 each). */
#define MAX_PARTS 160
/* Stretches a line of Arabic, means nothing. */
#define TATWEEL 0x0640

typedef struct pair {
    uint32_t from;
    char to[3];
} pair;

/* Latin letters that Unicode does not take apart. */
static const pair letters[] = {
    {0x00df, "ss"}, {0x00e6, "ae"}, {0x00f0, "d"}, {0x00f8, "o"}, {0x00fe, "th"},
    {0x0111, "d"},  {0x0127, "h"},  {0x0131, "i"}, {0x0142, "l"}, {0x0153, "oe"},
};

static const char *plain_letter(uint32_t c)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].from == c)
            return letters[i].to;
    return NULL;
}

/* Runs of ten decimal digits start at a code point that ends in 0 or 6. */
static uint32_t ascii_of_digit(uint32_t c)
{
    uint32_t start = c & ~0xfu;
    if (utf8proc_category((utf8proc_int32_t)start) != UTF8PROC_CATEGORY_ND)
        start += 6;
    return c >= start && c - start < 10 ? '0' + (c - start) : c;
}

static bool is_mark(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

static bool keeps_arabic_mark(uint32_t base, uint32_t mark)
{
    /* Hamza makes another letter of waw and yeh, but not of alef. */
    return base != 0x0627 && mark >= 0x0653 && mark <= 0x0655;
}

static bool keeps_cyrillic_mark(uint32_t base, uint32_t mark)
{
    return mark != 0x0300 && mark != 0x0301 && !(base == 0x0435 && mark == 0x0308);
}

/* Whether the plain form of a word keeps this mark on this base. */
static bool keeps_mark(uint32_t base, uint32_t mark)
{
    switch (chars__script(base)) {
    case SCRIPT_ARABIC:
        return keeps_arabic_mark(base, mark);
    case SCRIPT_CYRILLIC:
        return keeps_cyrillic_mark(base, mark);
    case SCRIPT_LATIN:
    case SCRIPT_GREEK:
    case SCRIPT_HEBREW:
        return false;
    default:
        return base >= 0x80;
    }
}

static void put(strbuf *out, uint32_t c)
{
    char bytes[4];
    strbuf_add(out, bytes, utf8_put(c, bytes));
}

/* Composes parts in place (NFC) and appends them. */
static void put_composed(strbuf *out, utf8proc_int32_t *parts, size_t count)
{
    utf8proc_ssize_t n = utf8proc_normalize_utf32(parts, (utf8proc_ssize_t)count,
                                                  UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    for (utf8proc_ssize_t i = 0; i < n; i++)
        put(out, (uint32_t)parts[i]);
}

/* The letter that a lower-case one is to the norm. */
static uint32_t plain_of(uint32_t c)
{
    switch (c) {
    case 0x03c2: /* final sigma */
        return 0x03c3;
    case 0x0671: /* alef wasla */
        return 0x0627;
    default:
        return c;
    }
}

/* Takes from parts what the norm does not keep; returns how many are left. */
static size_t strip(const utf8proc_int32_t *parts, size_t count, utf8proc_int32_t *out)
{
    size_t n = 0;
    uint32_t base = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = plain_of((uint32_t)parts[i]);
        bool mark = c >= 0x300 && is_mark(c);
        if (!mark)
            base = c;
        bool orphan = n == 0 && chars__of(c).class == CHAR_MARK;
        if (orphan || (mark && !keeps_mark(base, c)))
            continue;
        const char *plain = c >= 0xdf && c <= 0x153 ? plain_letter(c) : NULL;
        for (; plain && plain[1]; plain++)
            out[n++] = plain[0];
        out[n++] = plain ? plain[0] : (utf8proc_int32_t)c;
    }
    return n;
}

/* What a letter may decompose to inside a word; ﷺ has spaces in it. */
static bool belongs(uint32_t c)
{
    if (c < 0x80)
        return (chars__ascii[c] & ASCII_ALNUM) != 0;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NL && c != 0x02bc) ||
           category == UTF8PROC_CATEGORY_CN;
}

/* Decomposes a cluster, in lower case; returns how many parts. */
static size_t take_apart(morgue_str cluster, script of, utf8proc_int32_t *parts)
{
    /* Thai and Lao vowels would come apart in another order under NFKD. */
    int options = UTF8PROC_DECOMPOSE | UTF8PROC_STABLE | UTF8PROC_IGNORE |
                  (of == SCRIPT_SOUTHEAST ? 0 : UTF8PROC_COMPAT);
    utf8proc_ssize_t n =
        utf8proc_decompose((const utf8proc_uint8_t *)cluster.ptr, (utf8proc_ssize_t)cluster.len,
                           parts, MAX_PARTS, (utf8proc_option_t)options);
    if (n < 0 || n > MAX_PARTS)
        return 0;
    size_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        utf8proc_int32_t c = utf8proc_tolower(parts[i]);
        if (c >= 0x660 && utf8proc_category(c) == UTF8PROC_CATEGORY_ND)
            c = (utf8proc_int32_t)ascii_of_digit((uint32_t)c);
        /* Marks whose base is dropped go with it. */
        bool orphan = kept == 0 && chars__of((uint32_t)c).class == CHAR_MARK;
        if (belongs((uint32_t)c) && !orphan && c != TATWEEL)
            parts[kept++] = c;
    }
    return kept;
}

/* Han and Hangul of the main blocks are their own plain form. */
static bool is_plain(morgue_str cluster)
{
    size_t at = 0;
    uint32_t c = utf8_next(cluster, &at);
    return at == cluster.len && ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3));
}

static void fold_cluster(morgue_str cluster, script of, strbuf *norm, strbuf *exact)
{
    if (is_plain(cluster)) {
        strbuf_str(norm, cluster);
        strbuf_str(exact, cluster);
        return;
    }
    utf8proc_int32_t parts[MAX_PARTS], plain[2 * MAX_PARTS];
    size_t count = take_apart(cluster, of, parts);
    size_t left = strip(parts, count, plain);
    put_composed(norm, plain, left);
    put_composed(exact, parts, count);
}

/* The bytes of the base at the front of text and of its marks; *counted is how
 * many of them are folded. */
static size_t cluster_size(morgue_str text, size_t base, size_t *counted)
{
    size_t at = base;
    *counted = base;
    for (unsigned marks = 0;; marks++) {
        if (at < text.len && (unsigned char)text.ptr[at] < 0x80)
            return at;
        glyph g = chars__at(text, at);
        if (g.size == 0 || g.class != CHAR_MARK)
            return at;
        at += g.size;
        if (marks < MAX_MARKS)
            *counted = at;
    }
}

static void fold_joiner(uint8_t class, strbuf *norm, strbuf *exact)
{
    char c = class == CHAR_APOSTROPHE   ? '\''
             : class == CHAR_DOT        ? '.'
             : class == CHAR_COMMA      ? ','
             : class == CHAR_UNDERSCORE ? '_'
                                        : '\0';
    if (c) {
        strbuf_char(norm, c);
        strbuf_char(exact, c);
    }
}

/* ASCII letters and digits at the front that no mark can stand behind. */
static size_t plain_run(morgue_str text)
{
    size_t n = 0;
    while (n < text.len && chars__ascii[(unsigned char)text.ptr[n]] & ASCII_ALNUM)
        n++;
    return n && n < text.len && (unsigned char)text.ptr[n] >= 0x80 ? n - 1 : n;
}

static void fold_plain(morgue_str plain, strbuf *norm, strbuf *exact)
{
    char *to = strbuf_reserve(norm, plain.len);
    if (!to)
        return;
    for (size_t i = 0; i < plain.len; i++)
        to[i] = ascii_lower(plain.ptr[i]);
    to[plain.len] = '\0';
    norm->len += plain.len;
    strbuf_add(exact, to, plain.len);
}

void fold__word(morgue_str text, strbuf *norm, strbuf *exact)
{
    size_t at = 0;
    while (at < text.len) {
        size_t plain = plain_run(str_range(text, at, text.len));
        if (plain) {
            fold_plain(str_range(text, at, at + plain), norm, exact);
            at += plain;
            continue;
        }
        morgue_str rest = str_range(text, at, text.len);
        glyph g = chars__at(text, at);
        size_t counted, size = cluster_size(rest, g.size, &counted);
        if (g.class == CHAR_LETTER || g.class == CHAR_DIGIT || g.class == CHAR_IDEOGRAPH)
            fold_cluster(str_range(rest, 0, counted), (script)g.script, norm, exact);
        else
            fold_joiner(g.class, norm, exact);
        at += size;
    }
}

/* Whether the digits and commas [at, end) are groups as people write them. */
static bool grouped(const char *digits, size_t at, size_t end)
{
    size_t comma = at;
    while (comma < end && digits[comma] != ',')
        comma++;
    if (comma == end || comma == at || comma - at > 3 || end - at < 5 || digits[end - 4] != ',')
        return false;
    /* Between the first and the last group: all of three digits, or all of two. */
    size_t step = comma + 3 <= end - 4 && digits[comma + 3] == ',' ? 3 : 4;
    size_t i = comma;
    while (i < end - 4) {
        if (i + step > end - 4 || digits[i + step] != ',')
            return false;
        for (size_t k = 1; k < step; k++)
            if (!ascii_digit(digits[i + k]))
                return false;
        i += step;
    }
    return ascii_digit(digits[end - 3]) && ascii_digit(digits[end - 2]) &&
           ascii_digit(digits[end - 1]);
}

void fold__ungroup(strbuf *number)
{
    if (number->failed || !memchr(number->ptr ? number->ptr : "", ',', number->len))
        return;
    size_t kept = 0;
    for (size_t at = 0; at < number->len;) {
        size_t end = at;
        while (end < number->len && (ascii_digit(number->ptr[end]) || number->ptr[end] == ','))
            end++;
        bool drop = end > at && grouped(number->ptr, at, end);
        end = end == at ? at + 1 : end;
        for (; at < end; at++)
            if (!drop || number->ptr[at] != ',')
                number->ptr[kept++] = number->ptr[at];
    }
    number->len = kept;
    number->ptr[kept] = '\0';
}
