/*
 * Words and numbers after UAX #29, rules WB5 to WB13b, with these differences:
 * a full stop between letters parts them (reuters.com, "end.The"), a hyphen
 * too (the compound comes as an alternate), possessive 's and French elisions
 * are taken off, and scripts without spaces give one token a character.
 */
#include "analyze_internal.h"

typedef struct segment {
    size_t from, to;
    unsigned upper, lower, digits; /* characters, counted up to UINT_MAX */
    unsigned letters;
    bool joined; /* has an apostrophe, a dot or the like inside */
    bool ascii;
    glyph first;
} segment;

static bool letter_or_digit(uint8_t class)
{
    return class == CHAR_LETTER || class == CHAR_DIGIT;
}

/* The character between two others belongs to one word with them. */
static bool joins(uint8_t before, uint8_t class, uint8_t after)
{
    switch (class) {
    case CHAR_APOSTROPHE:
    case CHAR_SILENT:
        return before == CHAR_LETTER && after == CHAR_LETTER;
    case CHAR_DOT:
    case CHAR_COMMA:
        return before == CHAR_DIGIT && after == CHAR_DIGIT;
    case CHAR_UNDERSCORE:
        return letter_or_digit(after);
    default:
        return false;
    }
}

static void count(segment *w, glyph g)
{
    w->ascii &= g.c < 0x80;
    if (g.class == CHAR_DIGIT) {
        w->digits++;
    } else if (g.class == CHAR_LETTER) {
        w->letters++;
        w->upper += g.upper;
        w->lower += g.lower;
    }
}

/* Counts the ASCII letters and digits from at on; where they end. */
static size_t count_ascii(segment *w, morgue_str text, size_t at)
{
    for (uint8_t seen; at < text.len; at++) {
        seen = chars__ascii[(unsigned char)text.ptr[at]];
        if (!(seen & ASCII_ALNUM))
            break;
        w->digits += (seen & ASCII_DIGIT) != 0;
        w->letters += (seen & ASCII_ALPHA) != 0;
        w->upper += (seen & ASCII_UPPER) != 0;
        w->lower += (seen & ASCII_LOWER) != 0;
    }
    return at;
}

static segment read_segment(morgue_str text, size_t at, glyph first)
{
    segment w = {.from = at, .ascii = true, .first = first};
    uint8_t before = CHAR_OTHER;
    glyph g = first;
    for (;;) {
        size_t end = count_ascii(&w, text, at);
        if (end > at) {
            before = chars__ascii_class[(unsigned char)text.ptr[end - 1]];
            at = end;
            g = chars__at(text, at);
        }
        if (letter_or_digit(g.class)) {
            before = g.class;
        } else if (g.class != CHAR_MARK) {
            glyph after = chars__at(text, at + g.size);
            if (g.size == 0 || !joins(before, g.class, after.class))
                break;
            w.joined = true;
        }
        count(&w, g);
        at += g.size;
        g = chars__at(text, at);
    }
    w.to = at;
    return w;
}

size_t word__possessive(morgue_str text, size_t at)
{
    glyph apostrophe = chars__at(text, at);
    if (apostrophe.class != CHAR_APOSTROPHE)
        return 0;
    size_t s = at + apostrophe.size;
    if (s >= text.len || (text.ptr[s] | 0x20) != 's')
        return 0;
    glyph after = chars__at(text, s + 1);
    if (letter_or_digit(after.class) || after.class == CHAR_MARK)
        return 0;
    return s + 1 - at;
}

/* Shortens a norm that ends in 's; returns how many characters came off. */
static size_t drop_possessives(morgue_str *norm)
{
    size_t dropped = 0;
    while (norm->len > 2 && norm->ptr[norm->len - 2] == '\'' && norm->ptr[norm->len - 1] == 's') {
        norm->len -= 2;
        dropped += 2;
    }
    return dropped;
}

/* Takes l' d' j' n' s' c' m' t' qu' off the front of a norm. */
static size_t drop_elisions(morgue_str *norm)
{
    size_t dropped = 0;
    for (;;) {
        size_t head = norm->len > 2 && norm->ptr[1] == '\'' && strchr("ldjnscmt", norm->ptr[0]) ? 2
                      : norm->len > 3 && memcmp(norm->ptr, "qu'", 3) == 0                       ? 3
                                                                                                : 0;
        if (!head)
            return dropped;
        *norm = str_range(*norm, head, norm->len);
        dropped += head;
    }
}

/* The norm may end up with an apostrophe at an end when letters beside it fold
 * to nothing. */
static void trim(morgue_str *norm)
{
    while (norm->len && (norm->ptr[0] == '\'' || norm->ptr[0] == '_'))
        *norm = str_range(*norm, 1, norm->len);
    while (norm->len && (norm->ptr[norm->len - 1] == '\'' || norm->ptr[norm->len - 1] == '_'))
        norm->len--;
}

/* Moves w->from (or back from w->to) by as many characters as came off the norm. */
static void narrow(segment *w, morgue_str text, size_t front, size_t back)
{
    for (; front; front--)
        w->from += chars__at(text, w->from).size;
    for (; back; back--) {
        do
            w->to--;
        while (((unsigned char)text.ptr[w->to] & 0xc0) == 0x80);
    }
    w->first = chars__at(text, w->from);
    w->upper = w->lower = 0;
    for (size_t at = w->from; at < w->to;) {
        glyph g = chars__at(text, at);
        w->upper += g.upper;
        w->lower += g.lower;
        at += g.size;
    }
}

/* Clitics go; true if a possessive went. Marks do not stand in their way: they
 * are not part of what is compared. */
static bool drop_clitics(scan *s, segment *w, morgue_str *norm)
{
    if (!w->joined)
        return false;
    size_t back = drop_possessives(norm), front = drop_elisions(norm);
    bool exact_span = w->to - w->from >= front + back + 1;
    for (size_t at = w->from, i = 0; exact_span && i < front; i++) {
        glyph g = chars__at(s->text, at);
        exact_span = g.class == CHAR_LETTER || g.class == CHAR_APOSTROPHE;
        at += g.size;
    }
    if (exact_span && chars__at(s->text, w->to - 1).c < 0x80)
        narrow(w, s->text, front, back);
    trim(norm);
    return back > 0;
}

static void set_exact(scan *s, token *t)
{
    morgue_str exact = strbuf_view(&s->a->exact);
    if (t->possessive && str_ends(exact, STR("'s")))
        exact.len -= 2;
    drop_elisions(&exact);
    trim(&exact);
    if (exact.len && !str_equal(exact, t->norm))
        t->exact = emit__store(s, exact);
    if (str_equal(t->exact, t->norm)) /* both shortened */
        t->exact = (morgue_str){0};
}

script word__stem_script(morgue_str norm)
{
    unsigned scripts = 0;
    for (size_t at = 0; at < norm.len;) {
        glyph g = chars__at(norm, at);
        if (g.class == CHAR_LETTER)
            scripts |= 1u << g.script;
        else if (g.class != CHAR_MARK)
            return SCRIPT_OTHER;
        at += g.size;
    }
    for (unsigned i = 0; i < SCRIPT_COUNT; i++)
        if (scripts == 1u << i)
            return (script)i;
    return SCRIPT_OTHER;
}

static void emit_word(scan *s, segment *w, size_t end, morgue_str folded)
{
    morgue_str norm = folded;
    bool possessive = drop_clitics(s, w, &norm);
    if (norm.len == 0) {
        s->at = end;
        return;
    }
    if (special__country(s, w->from, w->to, end, norm, possessive))
        return;
    token *t = emit__primary(s, w->from, w->to, end, TOKEN_WORD, emit__store(s, norm));
    if (!t)
        return;
    bool caseless = w->upper + w->lower == 0;
    t->possessive = possessive;
    t->capital = w->first.class == CHAR_LETTER && (w->first.upper || caseless);
    t->allcaps = w->upper > 1 && w->lower == 0;
    if (!w->ascii)
        set_exact(s, t);
    bool inside = memchr(norm.ptr, '\'', norm.len) || memchr(norm.ptr, '_', norm.len);
    emit__chain(s, !inside, true);
}

static void emit_number(scan *s, const segment *w, morgue_str norm)
{
    glyph percent = chars__at(s->text, w->to);
    if (percent.class != CHAR_PERCENT) {
        if (emit__primary(s, w->from, w->to, w->to, TOKEN_NUMBER, emit__store(s, norm)))
            emit__chain(s, true, false);
        return;
    }
    size_t to = w->to + percent.size;
    strbuf_char(&s->a->norm, '%');
    morgue_str both = strbuf_view(&s->a->norm);
    if (emit__primary(s, w->from, to, to, TOKEN_NUMBER, emit__store(s, both)))
        emit__alternate(s, TOKEN_NUMBER, emit__store(s, str_range(both, 0, both.len - 1)));
}

/* Some letters fold to nothing, which can leave a number of a word. */
static bool has_letters(morgue_str norm)
{
    for (size_t at = 0; at < norm.len;) {
        glyph g = chars__at(norm, at);
        if (g.class == CHAR_LETTER)
            return true;
        at += g.size;
    }
    return false;
}

void word__read(scan *s, glyph first)
{
    segment w = read_segment(s->text, s->at, first);
    strbuf *norm = &s->a->norm;
    strbuf_clear(norm);
    strbuf_clear(&s->a->exact);
    fold__word(str_range(s->text, w.from, w.to), norm, &s->a->exact);
    if (w.digits)
        fold__ungroup(norm);
    if (norm->failed || s->a->exact.failed)
        s->failed = true;
    else if (norm->len == 0)
        s->at = w.to;
    else if (w.letters && (w.ascii || has_letters(strbuf_view(norm))))
        emit_word(s, &w, w.to, strbuf_view(norm));
    else
        emit_number(s, &w, strbuf_view(norm));
}

/* Appends the character at an offset (with its marks) to out; returns its end. */
static size_t fold_character(scan *s, size_t at, strbuf *out)
{
    size_t end = at + chars__at(s->text, at).size;
    for (glyph g; (g = chars__at(s->text, end)).class == CHAR_MARK;)
        end += g.size;
    strbuf_clear(&s->a->exact);
    fold__word(str_range(s->text, at, end), out, &s->a->exact);
    return end;
}

void ideograph__read(scan *s)
{
    strbuf *norm = &s->a->norm;
    strbuf_clear(norm);
    size_t from = s->at, end = fold_character(s, from, norm), single = norm->len;
    s->at = end;
    if (single) {
        token *t =
            emit__primary(s, from, end, end, TOKEN_IDEOGRAPH, emit__store(s, strbuf_view(norm)));
        if (t)
            t->capital = true;
    }
    if (single && chars__at(s->text, end).class == CHAR_IDEOGRAPH) {
        size_t to = fold_character(s, end, norm);
        token *t = norm->len > single
                       ? emit__alternate(s, TOKEN_IDEOGRAPH, emit__store(s, strbuf_view(norm)))
                       : NULL;
        if (t)
            t->to = (uint32_t)to;
    }
    s->failed |= norm->failed || s->a->exact.failed;
}
