/* The passage that shows why an article matches. */
#include "marker.h"

#include "error.h"
#include "utf8.h"

#include <stdlib.h>

/* Only this much of a text is searched for its best passage. */
#define MAX_MARKS 4096
/* A cut moves this many bytes, to be between words. */
#define WORD 40
/* A longer text is read in parts of about this many bytes, each from the beginning of a
 * paragraph: all words of a book at once would take much memory, and long. */
#define PART 131072

typedef struct mark_list {
    marked *marks;
    size_t count;
} mark_list;

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

/* Those of a part that begins at start. Marks do not overlap: the earlier and longer one
 * stays. */
static morgue_status add_marks(const marker *m, const token_list *tokens, size_t start,
                               mark_list *out, morgue_error *err)
{
    for (size_t i = 0; i < tokens->count && out->count < MAX_MARKS; i++) {
        marked found;
        if (!run__step(m->stop, 1))
            return run__stop(m->stop, err);
        if (!run__marker_match(m, tokens, i, &found))
            continue;
        found.from += (uint32_t)start;
        found.to += (uint32_t)start;
        marked *last = out->count ? &out->marks[out->count - 1] : NULL;
        if (last && found.from < last->to) {
            if (found.from == last->from && found.to > last->to)
                *last = found;
            continue;
        }
        out->marks[out->count++] = found;
    }
    return MORGUE_OK;
}

/* tokens are those of the part that begins at *start, the last that was read. */
static morgue_status find_marks(const marker *m, analyzer *a, morgue_str text, token_list *tokens,
                                size_t *start, mark_list *out, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    size_t next = 0;
    out->marks = malloc(MAX_MARKS * sizeof *out->marks);
    if (!out->marks)
        return fail_nomem(err);
    do {
        morgue_str part = part_from(text, next);
        *start = next;
        next += part.len;
        status = analyze(a, part, tokens, err);
        if (!status)
            status = add_marks(m, tokens, *start, out, err);
        if (!status && next < text.len)
            status = run__stop(m->stop, err);
    } while (!status && next < text.len && out->count < MAX_MARKS);
    return status;
}

/* The tokens of the part that a mark is in, when others came behind it. */
static morgue_status go_back(analyzer *a, morgue_str text, size_t mark, token_list *tokens,
                             size_t *start, morgue_error *err)
{
    morgue_str part = part_from(text, 0);
    size_t at = 0;
    if (mark >= *start)
        return MORGUE_OK;
    while (at + part.len <= mark) {
        at += part.len;
        part = part_from(text, at);
    }
    *start = at;
    return analyze(a, part, tokens, err);
}

/* What the marks from one on show that fit into a passage. */
typedef struct worth {
    size_t different; /* words and operands */
    size_t reach;     /* bytes from the first to where the last of these ends */
    size_t again;
} worth;

static worth worth_of(const mark_list *list, size_t first, size_t bytes)
{
    const marked *marks = list->marks;
    worth value = {0, 0, 0};
    for (size_t i = first; i < list->count && i < first + 64; i++) {
        if (marks[i].to - marks[first].from > bytes)
            break;
        bool again = false;
        for (size_t k = first; !again && k < i; k++)
            again = marks[k].group == marks[i].group;
        if (!again)
            value = (worth){value.different + 1, marks[i].to - marks[first].from, value.again};
        value.again += again;
    }
    return value;
}

/* Different words are worth more than one word again, and more if they stand near
 * each other: a NEAR/5 b is shown where it is true. */
static bool is_better(worth a, worth b)
{
    if (a.different != b.different)
        return a.different > b.different;
    if (a.different > 1 && a.reach != b.reach)
        return a.reach < b.reach;
    return a.again > b.again;
}

static size_t best_mark(const mark_list *list, size_t bytes)
{
    size_t best = 0;
    worth most = {0, 0, 0};
    for (size_t i = 0; i < list->count; i++) {
        worth value = worth_of(list, i, bytes);
        if (is_better(value, most)) {
            most = value;
            best = i;
        }
    }
    return best;
}

static bool breaks(char c)
{
    return ascii_space(c);
}

/* Back to the start of a sentence or, if that is far, of a word; never further
 * than twice the lead. tokens are those from part on. */
static size_t window_start(morgue_str text, const token_list *tokens, size_t part, size_t mark,
                           size_t lead)
{
    size_t start = mark > lead ? mark - lead : 0;
    uint32_t sentence = UINT32_MAX;
    for (size_t i = 0; i < tokens->count && part + tokens->tokens[i].from <= mark; i++) {
        const token *t = &tokens->tokens[i];
        if (t->sentence != sentence && part + t->from >= start)
            return part + t->from;
        sentence = t->sentence;
    }
    size_t furthest = lead + (lead < WORD ? lead : WORD);
    while (start > 0 && start < mark && !breaks(text.ptr[start - 1]) && mark - start < furthest)
        start--;
    while (start > 0 && ((unsigned char)text.ptr[start] & 0xc0) == 0x80)
        start--;
    return start;
}

/* Not before least, where what was looked for ends. */
static size_t window_end(morgue_str text, size_t start, size_t bytes, size_t least)
{
    if (text.len - start <= bytes + WORD / 2)
        return text.len;
    size_t end = start + bytes;
    if (end <= least)
        return least;
    size_t nearest = end > WORD && end - WORD > least ? end - WORD : least;
    for (size_t back = end; back > nearest && back > start; back--)
        if (breaks(text.ptr[back]))
            return back;
    return start + utf8_complete_prefix(str_range(text, start, end));
}

static morgue_status render(morgue_str text, size_t start, size_t end, const mark_list *marks,
                            arena *memory, morgue_hit *out, morgue_error *err)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    strbuf s = {0};
    if (start > 0)
        strbuf_text(&s, ellipsis);
    size_t shift = s.len;
    for (size_t i = start; i < end; i++)
        strbuf_char(&s, ascii_space(text.ptr[i]) ? ' ' : text.ptr[i]);
    if (end < text.len)
        strbuf_text(&s, ellipsis);
    morgue_mark *list = arena_alloc(memory, (marks->count + 1) * sizeof *list);
    out->snippet = s.failed ? (morgue_str){NULL, 0} : arena_copy(memory, strbuf_view(&s));
    strbuf_free(&s);
    if (!list || !out->snippet.ptr)
        return fail_nomem(err);
    for (size_t i = 0; i < marks->count; i++)
        if (marks->marks[i].from >= start && marks->marks[i].to <= end)
            list[out->mark_count++] =
                (morgue_mark){(uint32_t)(marks->marks[i].from - start + shift),
                              (uint32_t)(marks->marks[i].to - start + shift)};
    out->marks = list;
    return MORGUE_OK;
}

static morgue_status passage(const marker *m, analyzer *a, morgue_str text, token_list *tokens,
                             size_t bytes, arena *memory, morgue_hit *out, bool *found,
                             morgue_error *err)
{
    mark_list marks = {0};
    size_t part = 0;
    morgue_status status = find_marks(m, a, text, tokens, &part, &marks, err);
    *found = marks.count > 0;
    const marked *best = *found ? &marks.marks[best_mark(&marks, bytes * 2 / 3)] : NULL;
    if (!status && best)
        status = go_back(a, text, best->from, tokens, &part, err);
    if (!status && best) {
        /* What the text lacks behind the mark is shown of what is before it. */
        size_t behind = text.len - best->from, lead = bytes / 3;
        if (behind < bytes - lead)
            lead = bytes - behind;
        size_t start = window_start(text, tokens, part, best->from, lead);
        size_t end = window_end(text, start, bytes, best->to);
        status = render(text, start, end, &marks, memory, out, err);
    }
    free(marks.marks);
    return status;
}

morgue_status run__snippet(const marker *m, analyzer *a, const morgue_article *article,
                           size_t bytes, arena *memory, morgue_hit *out, morgue_error *err)
{
    token_list tokens = {0};
    bool found = false;
    morgue_str body = article->body.len ? article->body : article->standfirst;
    morgue_status status = passage(m, a, body, &tokens, bytes, memory, out, &found, err);
    if (!status && !found && article->standfirst.len)
        status = passage(m, a, article->standfirst, &tokens, bytes, memory, out, &found, err);
    /* Nothing of the text matched (a tag did, or a date): its beginning, then. */
    if (!status && !found)
        status = render(body, 0, window_end(body, 0, bytes, 0), &(mark_list){0}, memory, out, err);
    token_list_free(&tokens);
    return status;
}
