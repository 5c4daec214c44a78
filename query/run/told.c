/* A text read in parts: the tokens of a book at once would take much memory, and long. */
#include "told.h"

#include "utf8.h"

/* About this many bytes, each from the beginning of a paragraph. */
#define PART 131072

/* The part of a text that begins there: to the end of a paragraph, or where that is far
 * of a word. */
static morgue_str part_from(morgue_str text, size_t start)
{
    morgue_str part = str_range(text, start, text.len);
    if (part.len <= PART)
        return part;
    for (size_t end = PART; end > PART / 2; end--)
        if (part.ptr[end - 1] == '\n' && part.ptr[end - 2] == '\n')
            return str_range(part, 0, end);
    for (size_t end = PART; end > PART / 2; end--)
        if (ascii_space(part.ptr[end - 1]))
            return str_range(part, 0, end);
    part.len = PART;
    part.len = utf8_complete_prefix(part);
    return part;
}

morgue_status run__told_next(told *t, morgue_error *err)
{
    morgue_str part = part_from(t->text, t->to);
    t->positions += t->tokens.positions;
    t->from = t->to;
    t->to += part.len;
    return analyze(t->analyzer, part, &t->tokens, err);
}

morgue_status run__told_go(told *t, size_t at, morgue_error *err)
{
    size_t from = 0, to = part_from(t->text, 0).len;
    if (at >= t->from && at < t->to)
        return MORGUE_OK;
    while (to <= at && to < t->text.len) {
        from = to;
        to += part_from(t->text, from).len;
    }
    t->from = from;
    t->to = to;
    return analyze(t->analyzer, str_range(t->text, from, to), &t->tokens, err);
}

void run__told_free(told *t)
{
    token_list_free(&t->tokens);
}
