/* The model of a text's spelling: cheap guesses from what the text showed before. */
#include "text_model.h"

/* ---- letters ---- */

/* The upper-case form of the character at at, if it has one of as many bytes
 * that folding leads back from: ASCII, and the common letters of Latin-1, Greek
 * and Cyrillic. Returns its bytes. */
static size_t raise(char *at, size_t left)
{
    unsigned char c = (unsigned char)at[0];
    if (c < 0x80) {
        if (c >= 'a' && c <= 'z')
            at[0] = (char)(c - 0x20);
        return 1;
    }
    if (left < 2 || c < 0xc3 || c > 0xd1)
        return 1;
    unsigned code = (c & 0x1fu) << 6 | ((unsigned char)at[1] & 0x3fu);
    unsigned down = (code >= 0xe0 && code <= 0xfe) || (code >= 0x3b1 && code <= 0x3c9) ||
                            (code >= 0x430 && code <= 0x44f)
                        ? 0x20
                    : code >= 0x450 && code <= 0x45f ? 0x50
                                                     : 0;
    code -= down;
    at[0] = (char)(0xc0 | code >> 6);
    at[1] = (char)(0x80 | (code & 0x3f));
    return 2;
}

static void raise_all(char *at, size_t len)
{
    for (size_t i = 0; i < len;)
        i += raise(at + i, len - i);
}

static size_t digits_of(morgue_str norm)
{
    size_t n = 0;
    while (n < norm.len && ascii_digit(norm.ptr[n]))
        n++;
    return n;
}

static void spell_grouped(morgue_str norm, strbuf *out)
{
    size_t digits = digits_of(norm);
    for (size_t i = 0; i < norm.len; i++) {
        if (i && i < digits && (digits - i) % 3 == 0)
            strbuf_char(out, ',');
        strbuf_char(out, norm.ptr[i]);
    }
}

static void spell_bare(morgue_str norm, strbuf *out)
{
    size_t from = out->len;
    for (size_t i = 0; i < norm.len; i++)
        if (norm.ptr[i] != '.')
            strbuf_char(out, norm.ptr[i]);
    if (!out->failed && out->len > from)
        raise_all(out->ptr + from, out->len - from);
}

void draft__spell(spelling how, morgue_str norm, strbuf *out)
{
    if (how == SPELLING_GROUPED) {
        spell_grouped(norm, out);
        return;
    }
    if (how == SPELLING_BARE) {
        spell_bare(norm, out);
        return;
    }
    size_t from = out->len;
    strbuf_str(out, norm);
    if (out->failed || norm.len == 0)
        return;
    if (how == SPELLING_CAPITAL)
        raise(out->ptr + from, norm.len);
    else if (how == SPELLING_UPPER)
        raise_all(out->ptr + from, norm.len);
}

void draft__spell_mixed(uint32_t mask, morgue_str norm, strbuf *out)
{
    for (size_t i = 0; i < norm.len; i++) {
        bool capital =
            i < MIXED_LONGEST && mask >> i & 1 && norm.ptr[i] >= 'a' && norm.ptr[i] <= 'z';
        strbuf_char(out, capital ? (char)(norm.ptr[i] - 0x20) : norm.ptr[i]);
    }
}

/* ---- words met before ---- */

void draft__model_begin(text_model *m, uint32_t words)
{
    uint32_t slots = 16;
    while (slots < MODEL_SLOTS && slots < words / 3)
        slots *= 2;
    m->mask = slots - 1;
    m->starts = true;
    m->capitals = 0;
    memset(m->slots, 0, slots * sizeof *m->slots);
}

spelling draft__model_digits(morgue_str norm)
{
    return digits_of(norm) >= 5 && norm.ptr[0] != '0' ? SPELLING_GROUPED : SPELLING_LOWER;
}

void draft__model_learn(text_model *m, spelling how, size_t from, size_t len)
{
    if (m->unknown && !m->starts && how == SPELLING_CAPITAL && m->capitals < 5)
        m->capitals++;
    /* A capital at the start of a sentence tells nothing. */
    if ((m->starts && how == SPELLING_CAPITAL) || len > UINT16_MAX || from > UINT32_MAX)
        return;
    if (how == SPELLING_MIXED || how == SPELLING_LITERAL)
        how = SPELLING_AGAIN;
    *m->slot = (model_slot){m->hash, (uint32_t)from, (uint16_t)len, (uint16_t)how};
}

/* ---- gaps ---- */

static bool stops(char c)
{
    return c == '.' || c == '?' || c == '!';
}

void draft__model_gap(text_model *m, morgue_str gap)
{
    m->starts = false;
    for (size_t i = 0; i < gap.len && !m->starts; i++) {
        char c = gap.ptr[i];
        m->starts =
            c == '\n' || (stops(c) && i + 1 < gap.len) || (c == '"' && i > 0 && i + 1 == gap.len);
    }
}

bool draft__model_east(morgue_str norm)
{
    unsigned char c = (unsigned char)norm.ptr[0];
    if (norm.len < 3)
        return false;
    unsigned char next = (unsigned char)norm.ptr[1];
    bool southeast = (c == 0xe0 && next >= 0xb8 && next <= 0xbb) ||
                     (c == 0xe1 && (next <= 0x82 || next == 0x9e || next == 0x9f));
    return c >= 0xe3 || southeast;
}

/* By number - 2. The first stand in one byte with the run before them, see
 * draft_text.c: files depend on the order. */
#define G(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static const morgue_str gaps[] = {
    G(", "),       G(". "),      G("-"),         G("'s "),     G(".\n\n"),      G(" $"),
    G(". \""),     G(",\" "),    G(" \""),       G("."),       G("  "),         G(".\" "),
    G(") - "),     G(" ("),      G(") "),        G(")"),       G(": "),         G("; "),
    G(" - "),      G(" -- "),    G("\n"),        G(".\n"),     G("\n\n"),       G(". ("),
    G("\" "),      G("' "),      G(" & "),       G("? "),      G("! "),         G("/"),
    G("("),        G("), "),     G("). "),       G(":"),       G(","),          G(" '"),
    G(", \""),     G(".\n\n\""), G(".\" \""),    G(".\"\n\n"), G("?\" "),       G("!\" "),
    G("\""),       G(". \n\n "), G("  ("),       G(" ( "),     G(" ) "),        G(" )"),
    G(" ; "),      G(". * "),    G(" ), "),      G(": \""),    G(" , "),        G(" -"),
    G(" ... "),    G(" ($"),     G(". \n\n \""), G(" ,  "),    G(",  "),        G(".\" ("),
    G("  ."),      G(" ."),      G(" * "),       G(") ("),     G("'s $"),       G(": * "),
    G("'s \""),    G(" ). "),    G("'s, "),      G(", $"),     G("- "),         G("="),
    G("$"),        G(" ) ( "),   G(". '"),       G(". \"("),   G("'s"),         G("..."),
    G("...\""),    G("... "),    G("'"),         G("*"),       G("\n\n\""),     G(".\n\n("),
    G(".)"),       G(",\n"),     G(", '"),       G(",' "),     G(".' "),        G("'s ("),
    G(" #"),       G(" £"),      G(" €"),        G(" +"),      G("+"),          G(" – "),
    G("–"),        G(" — "),     G("—"),         G("’s "),     G("’"),          G("’ "),
    G(" “"),       G("” "),      G("”"),         G("“"),       G(",” "),        G(".” "),
    G(". “"),      G(".\n\n“"),  G(".”\n\n"),    G(", “"),     G(": “"),        G("\n\n“"),
    G(" ‘"),       G("’ ‘"),     G("…"),         G("… "),      G("\u00a0"),     G(" «\u00a0"),
    G("\u00a0» "), G("«"),       G("»"),         G(" „"),      G("“ "),         G("l'"),
    G(" l'"),      G(" d'"),     G(" «"),        G("» "),      G("，"),         G("。"),
    G("、"),       G("："),      G("；"),        G("。\n\n"),  G("。\n"),       G("（"),
    G("）"),       G("，“"),     G("：“"),       G("。”"),     G("·"),          G("《"),
    G("》"),       G("「"),      G("」"),        G("？"),      G("！"),         G("%"),
    G("।"),        G("، "),      G("؛ "),        G("؟ "),      G("。\n\n　　"), G(" . "),
    G(" | "),      G("| "),      G(" /"),        G("//"),      G("://"),        G("_"),
    G("@"),        G("#"),       G("<"),         G(">"),       G("</"),         G("\t"),
    G("\n\n- "),   G("\n- "),
};

#define GAPS (sizeof gaps / sizeof *gaps)

_Static_assert(GAPS + 2 < GAP_LITERAL, "numbers of gaps fit");

unsigned draft__gap_number(morgue_str gap)
{
    if (gap.len == 2 && gap.ptr[1] == ' ' && (gap.ptr[0] == ',' || gap.ptr[0] == '.'))
        return gap.ptr[0] == ',' ? 2 : 3; /* more than half of all */
    for (unsigned i = 0; i < GAPS; i++)
        if (gaps[i].len == gap.len && gaps[i].ptr[0] == gap.ptr[0] &&
            memcmp(gaps[i].ptr, gap.ptr, gap.len) == 0)
            return i + 2;
    return GAP_LITERAL;
}

morgue_str draft__gap_text(unsigned number)
{
    return number >= 2 && number - 2 < GAPS ? gaps[number - 2] : (morgue_str){NULL, 0};
}
