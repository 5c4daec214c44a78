/* What is printed around news and names nobody in it: credits, bylines, rights. */
#include "entities_internal.h"

#include "error.h"

/* Bytes. A credit that goes on for longer is not one. */
#define LONGEST_CREDIT  1500
#define LONGEST_BYLINE  120
#define LONGEST_RIGHTS  400 /* line with a notice of copyright */
#define DATELINE_WITHIN 200 /* of the start of the text */
#define LONGEST_AGENCY  40

typedef struct finder {
    morgue_str text;
    arena *memory;
    span_list *out;
    size_t covered; /* end of the last span */
    bool failed;
} finder;

static bool grow(finder *f)
{
    span_list *list = f->out;
    size_t capacity = list->capacity ? list->capacity * 2 : 16;
    byte_span *grown = arena_alloc(f->memory, capacity * sizeof *grown);
    if (!grown)
        return false;
    if (list->count)
        memcpy(grown, list->spans, list->count * sizeof *grown);
    list->spans = grown;
    list->capacity = capacity;
    return true;
}

static void add_span(finder *f, size_t from, size_t to)
{
    from = from < f->covered ? f->covered : from;
    if (from >= to || f->failed)
        return;
    if (f->out->count == f->out->capacity && !grow(f)) {
        f->failed = true;
        return;
    }
    f->out->spans[f->out->count++] = (byte_span){(uint32_t)from, (uint32_t)to};
    f->covered = to;
}

static bool starts_nocase(morgue_str s, morgue_str head)
{
    return s.len >= head.len && str_equal_nocase(str_range(s, 0, head.len), head);
}

/* "Reporting by", "Additional reporting and writing by" … */
static bool credit(morgue_str s)
{
    static const morgue_str words[] = {
        STR("additional "), STR("reporting "),  STR("writing "),  STR("editing "),
        STR("compiled "),   STR("and "),        STR("edited "),   STR("reported "),
        STR("written "),    STR("graphics "),   STR("graphic "),  STR("translation "),
        STR("translated "), STR("production "), STR("research "), STR("created "),
        STR("desk "),       STR("producing "),
    };
    size_t seen = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words && seen < 5;) {
        if (starts_nocase(s, words[i])) {
            s = str_range(s, words[i].len, s.len);
            seen++;
            i = 0;
        } else {
            i++;
        }
    }
    return seen > 0 && (starts_nocase(s, STR("by ")) || starts_nocase(s, STR("by\n")) ||
                        starts_nocase(s, STR("by:")));
}

static size_t paragraph_end(morgue_str text, size_t from)
{
    size_t limit = from + LONGEST_CREDIT < text.len ? from + LONGEST_CREDIT : text.len;
    morgue_str head = str_range(text, 0, limit);
    return str_search(head, from, STR("\n\n"));
}

/* From an opening bracket to behind the closing one. */
static size_t bracket_end(morgue_str text, size_t open)
{
    size_t end = paragraph_end(text, open);
    char close = text.ptr[open] == '(' ? ')' : ']';
    size_t at = str_find(str_range(text, 0, end), open, close);
    return at < end ? at + 1 : end;
}

/* "(Reuters) -" in the first line: the agency, not somebody in the news. */
static bool agency(morgue_str text, size_t open)
{
    if (open > DATELINE_WITHIN)
        return false;
    size_t limit = open + LONGEST_AGENCY < text.len ? open + LONGEST_AGENCY : text.len;
    size_t close = str_find(str_range(text, 0, limit), open, ')');
    if (close == limit)
        return false;
    morgue_str rest = str_trim(str_range(text, close + 1, close + 12));
    return str_starts(rest, STR("-")) || str_starts(rest, STR("\xe2\x80\x93")) ||
           str_starts(rest, STR("\xe2\x80\x94"));
}

static void find_brackets(finder *f, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        if (f->text.ptr[at] != '(' && f->text.ptr[at] != '[')
            continue;
        morgue_str inside = str_range(f->text, at + 1, at + 200);
        while (inside.len && ascii_space(inside.ptr[0]))
            inside = str_range(inside, 1, inside.len);
        if (credit(inside) || agency(f->text, at)) {
            add_span(f, at, bracket_end(f->text, at));
            at = f->covered > at ? f->covered - 1 : at;
        }
    }
}

static bool rights(morgue_str line)
{
    static const morgue_str marks[] = {
        STR("\xc2\xa9"),          STR("(c) "),       STR("(C) "),      STR("Copyright 1"),
        STR("Copyright 2"),       STR("opyright ("), STR("COPYRIGHT"), STR("ll rights reserved"),
        STR("LL RIGHTS RESERVED")};
    if (line.len > LONGEST_RIGHTS)
        return false;
    bool sign = str_search(line, 0, STR("\xc2\xa9")) < line.len ||
                str_search(line, 0, STR("ights")) < line.len ||
                str_search(line, 0, STR("RIGHT")) < line.len ||
                str_search(line, 0, STR("opyright")) < line.len;
    for (size_t i = 0; sign && i < sizeof marks / sizeof *marks; i++)
        if (str_search(line, 0, marks[i]) < line.len)
            return true;
    return false;
}

/* "By Jane Doe" on a line of its own at the head. */
static bool byline(morgue_str line, unsigned number)
{
    if (number > 3 || line.len > LONGEST_BYLINE || line.len < 5)
        return false;
    bool by = str_starts(line, STR("By ")) || str_starts(line, STR("BY "));
    char last = line.ptr[line.len - 1];
    return by && ascii_upper(line.ptr[3]) && last != '.' && last != ',' && last != ':';
}

static void look_at_line(finder *f, size_t from, size_t to, unsigned number)
{
    morgue_str line = str_trim(str_range(f->text, from, to));
    if (line.len == 0)
        return;
    if (byline(line, number) || rights(line))
        add_span(f, from, to);
    else if (credit(line))
        add_span(f, from, paragraph_end(f->text, from));
    else
        find_brackets(f, from < f->covered ? f->covered : from, to);
}

morgue_status boilerplate__find(morgue_str text, arena *memory, span_list *out, morgue_error *err)
{
    finder f = {.text = text, .memory = memory, .out = out};
    unsigned number = 0;
    for (size_t at = 0; at < text.len && !f.failed;) {
        size_t end = str_find(text, at, '\n');
        number++;
        if (end > f.covered)
            look_at_line(&f, at < f.covered ? f.covered : at, end, number);
        at = end + 1;
    }
    return f.failed ? fail_nomem(err) : MORGUE_OK;
}
