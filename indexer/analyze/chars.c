/* Characters: a table for ASCII, Unicode categories and blocks for the rest. */
#include "analyze_internal.h"
#include "utf8.h"

#include <utf8proc.h>

#define L ASCII_LOWER
#define U ASCII_UPPER
#define D (ASCII_DIGIT | ASCII_CAREFUL)
#define C ASCII_CAREFUL

/* clang-format off */
const uint8_t chars__ascii[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, C, 0, 0, C, C, 0, 0, 0, C, 0, C, C, 0, /* # & ' + - . */
    D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, 0,
    0, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, U, U, U, U, 0, 0, 0, 0, C, /* _ */
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
};
/* clang-format on */

#undef L
#undef U
#undef D
#undef C

typedef struct block {
    uint32_t first, last;
    uint8_t script;
} block;

/* Unicode blocks (Blocks.txt), ascending. */
static const block blocks[] = {
    {0x0041, 0x024f, SCRIPT_LATIN},     {0x0250, 0x02af, SCRIPT_LATIN},
    {0x0370, 0x03ff, SCRIPT_GREEK},     {0x0400, 0x052f, SCRIPT_CYRILLIC},
    {0x0530, 0x058f, SCRIPT_ARMENIAN},  {0x0590, 0x05ff, SCRIPT_HEBREW},
    {0x0600, 0x06ff, SCRIPT_ARABIC},    {0x0750, 0x077f, SCRIPT_ARABIC},
    {0x0870, 0x08ff, SCRIPT_ARABIC},    {0x0900, 0x097f, SCRIPT_DEVANAGARI},
    {0x0b80, 0x0bff, SCRIPT_TAMIL},     {0x0e00, 0x0eff, SCRIPT_SOUTHEAST},
    {0x1000, 0x109f, SCRIPT_SOUTHEAST}, {0x1100, 0x11ff, SCRIPT_CJK},
    {0x1780, 0x17ff, SCRIPT_SOUTHEAST}, {0x1c80, 0x1c8f, SCRIPT_CYRILLIC},
    {0x1d00, 0x1dbf, SCRIPT_LATIN},     {0x1e00, 0x1eff, SCRIPT_LATIN},
    {0x1f00, 0x1fff, SCRIPT_GREEK},     {0x2c60, 0x2c7f, SCRIPT_LATIN},
    {0x2de0, 0x2dff, SCRIPT_CYRILLIC},  {0x2e80, 0x2fdf, SCRIPT_CJK},
    {0x3005, 0x3007, SCRIPT_CJK},       {0x3021, 0x303c, SCRIPT_CJK},
    {0x3041, 0x31ff, SCRIPT_CJK},       {0x3400, 0x4dbf, SCRIPT_CJK},
    {0x4e00, 0xa4cf, SCRIPT_CJK},       {0xa640, 0xa69f, SCRIPT_CYRILLIC},
    {0xa720, 0xa7ff, SCRIPT_LATIN},     {0xa8e0, 0xa8ff, SCRIPT_DEVANAGARI},
    {0xa960, 0xa97f, SCRIPT_CJK},       {0xa9e0, 0xa9ff, SCRIPT_SOUTHEAST},
    {0xaa60, 0xaa7f, SCRIPT_SOUTHEAST}, {0xab30, 0xab6f, SCRIPT_LATIN},
    {0xac00, 0xd7ff, SCRIPT_CJK},       {0xf900, 0xfaff, SCRIPT_CJK},
    {0xfb00, 0xfb06, SCRIPT_LATIN},     {0xfb13, 0xfb17, SCRIPT_ARMENIAN},
    {0xfb1d, 0xfb4f, SCRIPT_HEBREW},    {0xfb50, 0xfdff, SCRIPT_ARABIC},
    {0xfe70, 0xfefe, SCRIPT_ARABIC},    {0xff21, 0xff5a, SCRIPT_LATIN},
    {0xff66, 0xffdc, SCRIPT_CJK},       {0x1aff0, 0x1b16f, SCRIPT_CJK},
    {0x20000, 0x3fffd, SCRIPT_CJK},
};

script chars__script(uint32_t c)
{
    size_t low = 0, high = sizeof blocks / sizeof *blocks;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > blocks[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof blocks / sizeof *blocks || c < blocks[low].first)
        return SCRIPT_OTHER;
    return (script)blocks[low].script;
}

#define O CHAR_OTHER
#define L CHAR_LETTER
#define D CHAR_DIGIT
#define S CHAR_SPACE
#define A CHAR_APOSTROPHE
#define F CHAR_DOT
#define K CHAR_COMMA
#define U CHAR_UNDERSCORE
#define H CHAR_HYPHEN
#define P CHAR_PERCENT
#define E CHAR_STOP
#define Q CHAR_CLOSER

/* clang-format off */
const uint8_t chars__ascii_class[128] = {
    O, O, O, O, O, O, O, O, O, S, S, S, S, S, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    S, E, Q, O, O, P, O, A, O, Q, O, O, K, H, F, O,
    D, D, D, D, D, D, D, D, D, D, O, O, O, O, O, E,
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, O, O, Q, O, U,
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, O, O, Q, O, O,
};
/* clang-format on */

#undef O
#undef L
#undef D
#undef S
#undef A
#undef F
#undef K
#undef U
#undef H
#undef P
#undef E
#undef Q

/* Characters whose category does not say what they do here. */
static uint8_t odd_class(uint32_t c)
{
    switch (c) {
    case 0x2019: /* the typographic apostrophe */
    case 0x02bc:
    case 0x055a:
        return CHAR_APOSTROPHE;
    case 0x00b7: /* middle dot of Catalan */
    case 0x0387:
    case 0x2027:
    case 0x05f3: /* Hebrew geresh, gershayim */
    case 0x05f4:
        return CHAR_SILENT;
    case 0x066b: /* Arabic decimal point, group separator, percent */
        return CHAR_DOT;
    case 0x066c:
        return CHAR_COMMA;
    case 0x066a:
        return CHAR_PERCENT;
    case 0x2010:
    case 0x2011:
        return CHAR_HYPHEN;
    case 0x2026: /* ellipsis, and the full stops of other scripts */
    case 0x203c:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x0589:
    case 0x061f:
    case 0x06d4:
    case 0x0964:
    case 0x0965:
    case 0x1362:
        return CHAR_STOP;
    case 0x3002:
    case 0xff01:
    case 0xff1f:
    case 0xff61:
        return CHAR_WIDE_STOP;
    case 0x0640: /* tatweel only stretches a line */
    case 0x00ad: /* soft hyphen, non-joiner, joiner: invisible inside a word */
    case 0x200c:
    case 0x200d:
    case 0xff9e: /* half-width marks of kana */
    case 0xff9f:
        return CHAR_MARK;
    default:
        return CHAR_OTHER;
    }
}

static bool subscript_digit(uint32_t c)
{
    return c >= 0x2080 && c <= 0x2089;
}

/* Vowels and finals of Hangul written in parts belong to the consonant before. */
static bool jamo_tail(uint32_t c)
{
    return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
}

static uint8_t category_class(uint32_t c, int category, script of)
{
    switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        if (jamo_tail(c))
            return CHAR_MARK;
        return of >= SCRIPT_CJK ? CHAR_IDEOGRAPH : CHAR_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CHAR_MARK;
    case UTF8PROC_CATEGORY_ND:
        return CHAR_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return CHAR_SPACE;
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PI:
        return CHAR_CLOSER;
    default:
        return subscript_digit(c) ? CHAR_DIGIT : CHAR_OTHER;
    }
}

glyph chars__of(uint32_t c)
{
    glyph g = {.c = c};
    if (c < 0x80)
        return chars__of_ascii((unsigned char)c);
    g.script = (uint8_t)chars__script(c);
    if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3)) {
        g.class = CHAR_IDEOGRAPH;
        return g;
    }
    g.class = odd_class(c);
    if (g.class != CHAR_OTHER)
        return g;
    int category = utf8proc_get_property((utf8proc_int32_t)c)->category;
    g.class = category_class(c, category, (script)g.script);
    g.upper = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
    g.lower = category == UTF8PROC_CATEGORY_LL;
    return g;
}

glyph chars__wide(morgue_str text, size_t at)
{
    size_t next = at;
    uint32_t c = utf8_next(text, &next);
    glyph g = {0};
    if (c >= 0xff01 && c <= 0xff5e && c != 0xff01 && c != 0xff1f && c != 0xff0d) {
        /* Full-width forms do what the ASCII characters do that they stand for. */
        g = chars__of(c - 0xfee0);
        g.c = c;
    } else if (c != UTF8_BAD) {
        g = chars__of(c);
    }
    g.size = (uint8_t)(next - at);
    return g;
}
