/* Block marks of Markdown: headings, lists, quotes, fences, rules. */
#include "markdown.h"
#include "source_internal.h"

typedef struct block_state {
    strbuf *out;
    strbuf paragraph; /* lines that wait for their inline marks to go */
    char fence;       /* '`' or '~' inside fenced code */
} block_state;

static void flush(block_state *s)
{
    if (s->paragraph.len) {
        if (s->out->len)
            strbuf_text(s->out, "\n\n");
        markdown_inline(s->out, strbuf_view(&s->paragraph));
    }
    s->out->failed = s->out->failed || s->paragraph.failed;
    strbuf_clear(&s->paragraph);
}

static void add_line(block_state *s, morgue_str line)
{
    if (s->paragraph.len)
        strbuf_char(&s->paragraph, '\n');
    strbuf_str(&s->paragraph, line);
}

/* All of the line is c or white space, at least least of c. */
static bool all_of(morgue_str line, char c, size_t least)
{
    size_t n = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != c && !ascii_space(line.ptr[i]))
            return false;
        n += line.ptr[i] == c;
    }
    return n >= least;
}

static bool is_rule(morgue_str line)
{
    return all_of(line, '-', 3) || all_of(line, '*', 3) || all_of(line, '_', 3) ||
           all_of(line, '=', 2);
}

static morgue_str without_quotes(morgue_str line)
{
    while (line.len && line.ptr[0] == '>')
        line = str_trim(str_range(line, 1, line.len));
    return line;
}

/* Behind the marks of a heading; 0 when it is none. */
static size_t heading_mark(morgue_str line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] == '#')
        n++;
    return n > 0 && n <= 6 && (n == line.len || ascii_space(line.ptr[n])) ? n : 0;
}

static bool is_bullet(morgue_str line)
{
    return line.len > 2 && strchr("-*+", line.ptr[0]) && line.ptr[1] == ' ';
}

/* "[name]: target" */
static bool is_definition(morgue_str line)
{
    if (!str_starts(line, STR("[")))
        return false;
    size_t close = str_search(str_range(line, 0, 200), 0, STR("]: "));
    return close < line.len && close < 200;
}

static void text_line(block_state *s, morgue_str line)
{
    size_t mark = heading_mark(line);
    if (mark) {
        morgue_str heading = str_trim(str_range(line, mark, line.len));
        while (heading.len && heading.ptr[heading.len - 1] == '#')
            heading.len--;
        flush(s);
        add_line(s, str_trim(heading));
        flush(s);
    } else if (is_rule(line)) {
        flush(s);
    } else if (is_bullet(line)) {
        add_line(s, str_trim(str_range(line, 2, line.len)));
    } else if (!is_definition(line)) {
        add_line(s, line);
    }
}

static bool is_fence(const block_state *s, morgue_str line)
{
    if (s->fence)
        return line.len >= 3 && all_of(line, s->fence, 3);
    return str_starts(line, STR("```")) || str_starts(line, STR("~~~"));
}

static void add_code(block_state *s, morgue_str line)
{
    if (s->out->len)
        strbuf_char(s->out, '\n');
    strbuf_str(s->out, line);
}

void markdown_strip(strbuf *out, morgue_str text)
{
    block_state s = {.out = out};
    morgue_str line;
    while (source__next_line(&text, &line)) {
        morgue_str clean = without_quotes(str_trim(line));
        if (is_fence(&s, clean)) {
            flush(&s);
            s.fence = s.fence ? '\0' : clean.ptr[0];
            if (s.fence && out->len)
                strbuf_char(out, '\n');
        } else if (s.fence) {
            add_code(&s, line);
        } else if (clean.len == 0) {
            flush(&s);
        } else {
            text_line(&s, clean);
        }
    }
    flush(&s);
    strbuf_free(&s.paragraph);
}
