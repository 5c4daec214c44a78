/* Tokens that a plain reading of letters would lose: U.S., $MU, AT&T, C++. */
#include "analyze_internal.h"

/* Letters of a dotted acronym; what comes after starts anew. */
#define MAX_ACRONYM 16
#define MAX_TICKER  5
/* Letters and digits on each side of the & of AT&T. */
#define MAX_JOINED_SIDE 4

static bool alnum(morgue_str text, size_t at)
{
    uint8_t class = chars__at(text, at).class;
    return class == CHAR_LETTER || class == CHAR_DIGIT || class == CHAR_MARK;
}

static size_t alnum_run(morgue_str text, size_t at)
{
    size_t n = 0;
    while (at + n < text.len && chars__ascii[(unsigned char)text.ptr[at + n]] & ASCII_ALNUM)
        n++;
    return n;
}

static size_t capital_run(morgue_str text, size_t at, size_t limit)
{
    size_t n = 0;
    while (n < limit && at + n < text.len && ascii_upper(text.ptr[at + n]))
        n++;
    return n;
}

/* Emits a token whose norm is the lower-case form of ASCII text. */
static token *emit_lower(scan *s, size_t from, size_t to, token_kind kind)
{
    strbuf *norm = &s->a->norm;
    strbuf_clear(norm);
    for (size_t i = from; i < to; i++)
        strbuf_char(norm, ascii_lower(s->text.ptr[i]));
    if (norm->failed) {
        s->failed = true;
        return NULL;
    }
    size_t possessive = word__possessive(s->text, to);
    token *t = emit__primary(s, from, to, to + possessive, kind, emit__store(s, strbuf_view(norm)));
    if (t) {
        t->possessive = possessive > 0;
        t->capital = ascii_upper(s->text.ptr[from]);
        t->allcaps = true;
        for (size_t i = from; i < to; i++)
            t->allcaps &= !(chars__ascii[(unsigned char)s->text.ptr[i]] & ASCII_LOWER);
    }
    return t;
}

bool special__ticker(scan *s)
{
    size_t from = s->at, to = from + 1;
    if (from > 0 && chars__ascii[(unsigned char)s->text.ptr[from - 1]] & ASCII_ALNUM)
        return false;
    size_t letters = capital_run(s->text, to, MAX_TICKER);
    to += letters;
    if (letters == 0 || alnum(s->text, to))
        return false;
    if (to < s->text.len && s->text.ptr[to] == '.' && capital_run(s->text, to + 1, 1) &&
        !alnum(s->text, to + 2))
        to += 2;
    token *t = emit_lower(s, from, to, TOKEN_TICKER);
    if (t)
        t->capital = true;
    return true;
}

typedef struct acronym {
    size_t to;
    unsigned letters;
    unsigned upper;
    bool dotted; /* ends in a full stop */
} acronym;

static acronym read_acronym(morgue_str text, size_t at)
{
    acronym a = {.to = at};
    while (a.letters < MAX_ACRONYM) {
        glyph g = chars__at(text, a.to);
        if (g.class != CHAR_LETTER || !(g.upper || g.lower))
            break;
        size_t behind = a.to + g.size;
        bool dot = behind < text.len && text.ptr[behind] == '.';
        if (!dot && (alnum(text, behind) || a.letters == 0))
            break;
        a.letters++;
        a.upper += g.upper;
        a.dotted = dot;
        a.to = behind + dot;
        if (!dot)
            break;
    }
    return a;
}

/* English words that "U.S." without its dots would be taken for. */
static bool everyday(morgue_str word)
{
    static const char all[] = "am an as at be by do go he hi if in is it me my no of on or so to "
                              "up us we ";
    for (size_t i = 0; i + 2 < sizeof all; i += 3)
        if (memcmp(all + i, word.ptr, 2) == 0)
            return true;
    return false;
}

/* Two letters keep their dots, and go without them as an alternate. */
static token *emit_pair(scan *s, const acronym *a, size_t end, morgue_str bare)
{
    size_t first = (unsigned char)bare.ptr[0] < 0x80 ? 1 : chars__at(bare, 0).size;
    char bytes[64];
    if (bare.len < first + 1 || bare.len > sizeof bytes - 2)
        return NULL;
    memcpy(bytes, bare.ptr, first);
    bytes[first] = '.';
    memcpy(bytes + first + 1, bare.ptr + first, bare.len - first);
    bytes[bare.len + 1] = '.';
    size_t from = s->at;
    morgue_str plain = emit__store(s, bare);
    token *t = emit__primary(s, from, a->to, end, TOKEN_ACRONYM,
                             emit__store(s, (morgue_str){bytes, bare.len + 2}));
    if (!t)
        return NULL;
    t->capital = t->allcaps = a->upper == a->letters;
    if (bare.len != 2 || !everyday(bare))
        emit__alternate(s, TOKEN_WORD, plain);
    return s->failed ? NULL : &s->list->tokens[s->last];
}

static token *emit_acronym(scan *s, const acronym *a, size_t end, morgue_str bare)
{
    if (a->letters == 2)
        return emit_pair(s, a, end, bare);
    token *t = emit__primary(s, s->at, a->to, end, TOKEN_WORD, emit__store(s, bare));
    if (!t)
        return NULL;
    t->allcaps = a->upper == a->letters;
    t->capital = a->upper > 0;
    return t;
}

/* The letters of an acronym, folded, one after another. */
static void fold_letters(scan *s, const acronym *a)
{
    strbuf_clear(&s->a->norm);
    strbuf_clear(&s->a->exact);
    for (size_t at = s->at; at < a->to;) {
        glyph g = chars__at(s->text, at);
        if (g.class == CHAR_LETTER)
            fold__word(str_range(s->text, at, at + g.size), &s->a->norm, &s->a->exact);
        at += g.size;
    }
    s->failed |= s->a->norm.failed || s->a->exact.failed;
}

bool special__acronym(scan *s)
{
    acronym a = read_acronym(s->text, s->at);
    if (a.letters < 2 || (!a.dotted && a.upper < a.letters))
        return false;
    fold_letters(s, &a);
    if (s->failed || s->a->norm.len < a.letters)
        return false;
    size_t possessive = word__possessive(s->text, a.to);
    token *t = emit_acronym(s, &a, a.to + possessive, strbuf_view(&s->a->norm));
    if (!t)
        return s->failed;
    t->possessive = possessive > 0;
    s->dotted = a.dotted && !possessive;
    emit__chain(s, false, true);
    return true;
}

/* The end of "AT&T" or "PG&E"; 0 when there is no such thing. */
static size_t ampersand_end(morgue_str text, size_t at)
{
    size_t side = alnum_run(text, at), end = at + side;
    unsigned parts = 1;
    while (parts < 4 && side && side <= MAX_JOINED_SIDE && end + 1 < text.len &&
           text.ptr[end] == '&' && ascii_alpha(text.ptr[end + 1])) {
        side = alnum_run(text, end + 1);
        end += 1 + side;
        parts++;
    }
    return parts > 1 && side <= MAX_JOINED_SIDE && !alnum(text, end) ? end : 0;
}

/* The end of "C++", "C#", "F#"; 0 when there is no such thing. */
static size_t language_end(morgue_str text, size_t at)
{
    morgue_str tail = str_range(text, at + 1, at + 3);
    size_t end = str_is(tail, "++") ? at + 3 : 0;
    if (!end && str_starts(tail, STR("#")) && strchr("CFcf", text.ptr[at]))
        end = at + 2;
    return end && !alnum(text, end) ? end : 0;
}

bool special__joined(scan *s)
{
    size_t at = s->at;
    if (!ascii_alpha(s->text.ptr[at]))
        return false;
    size_t end = language_end(s->text, at);
    if (!end)
        end = ampersand_end(s->text, at);
    if (!end)
        return false;
    if (emit_lower(s, at, end, TOKEN_JOINED))
        emit__chain(s, false, true);
    return true;
}

bool special__country(scan *s, size_t from, size_t to, size_t end, morgue_str norm, bool possessive)
{
    static const char all[] = "useuukun";
    const char *letters = s->text.ptr + from;
    if (to - from != 2 || norm.len != 2 || !ascii_upper(letters[0]) || !ascii_upper(letters[1]))
        return false;
    size_t i = 0;
    while (i < sizeof all - 1 && memcmp(all + i, norm.ptr, 2) != 0)
        i += 2;
    if (i == sizeof all - 1 || sentence__shouts(s))
        return false;
    char dotted[4] = {norm.ptr[0], '.', norm.ptr[1], '.'};
    morgue_str plain = emit__store(s, norm);
    token *t = emit__primary(s, from, to, end, TOKEN_ACRONYM,
                             emit__store(s, (morgue_str){dotted, sizeof dotted}));
    if (!t)
        return true;
    t->capital = t->allcaps = true;
    t->possessive = possessive;
    emit__alternate(s, TOKEN_WORD, plain);
    emit__chain(s, false, true);
    return true;
}
