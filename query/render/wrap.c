/* Filling lines: words, wide characters, and marks that may span them. */
#include "render_internal.h"

#define ZERO_WIDTH_JOINER 0x200du

/* These do not begin a line, or do not end one, beside wide characters. */
static const char closing[] = "、。，．：；！？」』）】》〉〕ー々…”’,.:;!?)]}%";
static const char opening[] = "「『（【《〈〔“‘([{$";

/* What no line break divides. */
typedef struct piece {
    size_t from, to;
    size_t columns;
    bool spaced; /* white space stands before it */
} piece;

typedef struct filler {
    const render_page *page;
    const render_block *block;
    size_t column, line_start;
    size_t mark;         /* the first that does not lie behind us */
    const char *current; /* the style that is on */
} filler;

static bool listed(const char *list, morgue_str character)
{
    morgue_str all = str_of(list);
    return str_search(all, 0, character) < all.len;
}

/* May a line end between two neighbours of a word? */
static bool breakable(morgue_str before, morgue_str after)
{
    size_t at = 0;
    size_t columns = utf8_columns(after);
    if (columns == 0 || (utf8_columns(before) < 2 && columns < 2))
        return false;
    if (utf8_next(before, &at) == ZERO_WIDTH_JOINER)
        return false;
    return !listed(closing, after) && !listed(opening, before);
}

static size_t skip_space(morgue_str text, size_t at)
{
    while (at < text.len && ascii_space(text.ptr[at]))
        at++;
    return at;
}

/* The next piece, no wider than most unless one character is; false at the end. */
static bool next_piece(morgue_str text, size_t most, size_t *at, piece *out)
{
    size_t start = skip_space(text, *at);
    *out = (piece){.from = start, .to = start, .spaced = start > *at};
    morgue_str before = {NULL, 0};
    while (out->to < text.len && !ascii_space(text.ptr[out->to])) {
        size_t to = out->to;
        uint32_t c = utf8_next(text, &to);
        morgue_str character = str_range(text, out->to, to);
        size_t columns = utf8_columns(character);
        if (before.len && (out->columns + columns > most || breakable(before, character)))
            break;
        out->columns += columns;
        out->to = to;
        if (columns || c == ZERO_WIDTH_JOINER)
            before = character;
    }
    *at = out->to;
    return out->to > out->from;
}

static const char *style_at(filler *f, size_t at)
{
    const render_block *b = f->block;
    while (f->mark < b->mark_count && b->marks[f->mark].to <= at)
        f->mark++;
    bool marked = f->mark < b->mark_count && b->marks[f->mark].from <= at;
    return marked && b->mark_style ? b->mark_style : b->style;
}

static void switch_style(filler *f, const char *style)
{
    if (style == f->current)
        return;
    strbuf_text(f->page->out, f->current ? RENDER_RESET : "");
    strbuf_text(f->page->out, style ? style : "");
    f->current = style;
}

static void break_line(filler *f)
{
    switch_style(f, NULL);
    strbuf_printf(f->page->out, "\n%*s", (int)f->block->indent, "");
    f->column = f->line_start = f->block->indent;
}

static void put_piece(filler *f, const piece *p)
{
    morgue_str text = f->block->text;
    for (size_t at = p->from; at < p->to;) {
        size_t from = at;
        switch_style(f, style_at(f, from));
        uint32_t c = utf8_next(text, &at);
        render__put(f->page->out, c, str_range(text, from, at));
    }
    f->column += p->columns;
}

static void place(filler *f, const piece *p)
{
    size_t width = f->page->width;
    bool space = p->spaced && f->column > f->line_start;
    if (f->column > f->line_start && f->column + space + p->columns > width) {
        break_line(f);
    } else if (space) {
        switch_style(f, style_at(f, p->from - 1));
        strbuf_char(f->page->out, ' ');
        f->column++;
    }
    put_piece(f, p);
}

void render__wrap(const render_page *p, const render_block *b)
{
    filler f = {.page = p, .block = b, .column = b->column, .line_start = b->column};
    size_t most = b->indent < p->width ? p->width - b->indent : 1;
    size_t at = 0;
    for (piece next; next_piece(b->text, most, &at, &next);)
        place(&f, &next);
    switch_style(&f, NULL);
    strbuf_char(p->out, '\n');
}
