/* Inline marks of Markdown: emphasis, links, images, code, tags. */
#include "markdown.h"

/* Where the next of a kind of byte is; asked for at growing places only, so
 * that all questions together read the text once. */
typedef struct ahead {
    char byte;
    size_t at;
    bool known;
} ahead;

typedef struct inline_state {
    morgue_str text;
    strbuf *out;
    ahead bracket, paren, angle, tick;
    bool stars, lines, tildes; /* these marks occur more than once */
} inline_state;

static size_t find_ahead(ahead *a, morgue_str text, size_t from)
{
    if (!a->known || (a->at < from && a->at < text.len))
        a->at = str_find(text, from, a->byte);
    a->known = true;
    return a->at;
}

static size_t run_end(morgue_str text, size_t at)
{
    char c = text.ptr[at];
    while (at < text.len && text.ptr[at] == c)
        at++;
    return at;
}

static bool is_space_at(morgue_str text, size_t at)
{
    return at >= text.len || ascii_space(text.ptr[at]);
}

static bool is_word_at(morgue_str text, size_t at)
{
    return at < text.len && (ascii_alpha(text.ptr[at]) || ascii_digit(text.ptr[at]) ||
                             (unsigned char)text.ptr[at] >= 0x80);
}

/* A mark touches text on one side at least; "_" inside a word is no mark. */
static bool is_mark(morgue_str text, size_t at, size_t end)
{
    bool touches = !is_space_at(text, end) || (at > 0 && !is_space_at(text, at - 1));
    bool inside = at > 0 && is_word_at(text, at - 1) && is_word_at(text, end);
    return touches && !(text.ptr[at] == '_' && inside);
}

static bool more_than_one(morgue_str text, char c)
{
    unsigned runs = 0;
    for (size_t at = str_find(text, 0, c); at < text.len && runs < 2;) {
        size_t end = run_end(text, at);
        runs += is_mark(text, at, end) && (c != '~' || end - at == 2);
        at = str_find(text, end, c);
    }
    return runs > 1;
}

/* "[text](target)", "[text][reference]", "[^note]"; returns where to go on. */
static size_t link_mark(inline_state *s, size_t at, bool image)
{
    size_t close = find_ahead(&s->bracket, s->text, at);
    if (close >= s->text.len)
        return 0;
    size_t end = close + 1;
    char next = end < s->text.len ? s->text.ptr[end] : ' ';
    bool note = s->text.ptr[at + 1] == '^';
    if (next == '(') {
        size_t paren = find_ahead(&s->paren, s->text, end);
        if (paren >= s->text.len)
            return 0;
        end = paren + 1;
    } else if (next == '[') {
        morgue_str near = str_range(s->text, 0, end + 200);
        size_t stop = str_find(near, end, ']');
        end = stop < near.len ? stop + 1 : end;
    } else if (!note) {
        return 0;
    }
    if (!image && !note)
        markdown_inline(s->out, str_range(s->text, at + 1, close));
    return end;
}

/* "<https://…>" keeps what is inside, "<b>" and comments go. */
static size_t angle_mark(inline_state *s, size_t at)
{
    morgue_str rest = str_range(s->text, at + 1, s->text.len);
    if (!rest.len || (!ascii_alpha(rest.ptr[0]) && rest.ptr[0] != '/' && rest.ptr[0] != '!'))
        return 0;
    size_t end = find_ahead(&s->angle, s->text, at);
    if (end >= s->text.len)
        return 0;
    if (str_starts(rest, STR("http://")) || str_starts(rest, STR("https://")))
        strbuf_str(s->out, str_range(s->text, at + 1, end));
    return end + 1;
}

static size_t code_mark(inline_state *s, size_t at)
{
    size_t start = run_end(s->text, at);
    size_t end = find_ahead(&s->tick, s->text, start);
    if (end >= s->text.len)
        return 0;
    strbuf_str(s->out, str_range(s->text, start, end));
    return run_end(s->text, end);
}

static size_t emphasis_mark(const inline_state *s, size_t at)
{
    char c = s->text.ptr[at];
    size_t end = run_end(s->text, at);
    bool counted = c == '*' ? s->stars : c == '_' ? s->lines : s->tildes && end - at == 2;
    return counted && is_mark(s->text, at, end) ? end : 0;
}

/* What the mark at at leads to; 0 when the byte stands for itself. */
static size_t mark_at(inline_state *s, size_t at)
{
    morgue_str text = s->text;
    bool next = at + 1 < text.len;
    switch (text.ptr[at]) {
    case '\\':
        if (!next || !strchr("\\`*_{}[]()#+-.!~>|<", text.ptr[at + 1]) || !text.ptr[at + 1])
            return 0;
        strbuf_char(s->out, text.ptr[at + 1]);
        return at + 2;
    case '!':
        return next && text.ptr[at + 1] == '[' ? link_mark(s, at + 1, true) : 0;
    case '[':
        return next ? link_mark(s, at, false) : 0;
    case '<':
        return angle_mark(s, at);
    case '`':
        return code_mark(s, at);
    case '*':
    case '_':
    case '~':
        return emphasis_mark(s, at);
    default:
        return 0;
    }
}

/* The text of a link holds no further "]", so the nesting ends at the second level. */
void markdown_inline(strbuf *out, morgue_str text)
{
    inline_state s = {.text = text, .out = out};
    s.bracket.byte = ']';
    s.paren.byte = ')';
    s.angle.byte = '>';
    s.tick.byte = '`';
    s.stars = more_than_one(text, '*');
    s.lines = more_than_one(text, '_');
    s.tildes = more_than_one(text, '~');
    for (size_t at = 0; at < text.len;) {
        size_t to = mark_at(&s, at);
        if (!to)
            strbuf_char(out, text.ptr[at]);
        at = to ? to : at + 1;
    }
}
