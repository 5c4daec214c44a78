/* The passages that show why an article matches. */
#include "told.h"

#include "error.h"
#include "utf8.h"

#include <stdlib.h>

/* A cut moves this many bytes, to be between words. */
#define WORD 40

enum { STANDFIRST, BODY, TEXTS };

/* What is shown as one: a stretch of a text, or both ends of a long one. */
typedef struct passage {
    unsigned text;
    stretch pieces[2];
    size_t count;
} passage;

typedef struct showing {
    const marker *marker;
    location at;
    const snippet_size *size;
    told texts[TEXTS];
    findings found[TEXTS];
    bool looked[TEXTS]; /* found is filled */
    choice choice;
    passage *passages; /* the best first */
    size_t count;
} showing;

/* ---- where a passage begins and ends ---- */

static bool breaks(char c)
{
    return ascii_space(c);
}

static bool inside_of_character(morgue_str text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;
}

/* Back to the start of a sentence or, if that is far, of a word; never further
 * than twice the lead. The part at hand is that of the mark. */
static size_t window_start(const told *t, size_t mark, size_t lead)
{
    morgue_str text = t->text;
    const token_list *tokens = &t->tokens;
    size_t part = t->from;
    size_t start = mark > lead ? mark - lead : 0;
    uint32_t sentence = UINT32_MAX;
    for (size_t i = 0; i < tokens->count && part + tokens->tokens[i].from <= mark; i++) {
        const token *word = &tokens->tokens[i];
        if (word->sentence != sentence && part + word->from >= start)
            return part + word->from;
        sentence = word->sentence;
    }
    size_t furthest = lead + (lead < WORD ? lead : WORD);
    while (start > 0 && start < mark && !breaks(text.ptr[start - 1]) && mark - start < furthest)
        start--;
    while (start > 0 && inside_of_character(text, start))
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

/* Around what lies from mark to least, about so many bytes and lead of them before it. */
static morgue_status window(told *t, size_t mark, size_t least, size_t bytes, size_t lead,
                            stretch *out, morgue_error *err)
{
    morgue_status status = run__told_go(t, mark, err);
    if (status)
        return status;
    out->from = window_start(t, mark, lead);
    out->to = window_end(t->text, out->from, bytes, least);
    return MORGUE_OK;
}

/* Of what lies in the stretch the end of its first word, and the start of its last; where
 * spaces are rare, what may be one. */
static size_t first_end(morgue_str text, const stretch *in)
{
    size_t end = in->from, most = in->to - in->from > WORD ? in->from + WORD : in->to;
    while (end < most && !breaks(text.ptr[end]))
        end++;
    while (inside_of_character(text, end))
        end--;
    return end;
}

static size_t last_start(morgue_str text, const stretch *in)
{
    size_t start = in->to, least = in->to - in->from > WORD ? in->to - WORD : in->from;
    while (start > least && !breaks(text.ptr[start - 1]))
        start--;
    while (inside_of_character(text, start))
        start++;
    return start;
}

/* Each end in half of the bytes; one piece where they meet, or where a half would be
 * little more than a word: then the beginning alone. */
static morgue_status show_ends(told *t, const stretch *core, size_t bytes, passage *out,
                               morgue_error *err)
{
    size_t half = bytes / 2, first = first_end(t->text, core), last = last_start(t->text, core);
    bool both = half > 2 * WORD;
    morgue_status status = window(t, core->from, first, both ? half : bytes,
                                  (both ? half : bytes) / 3, &out->pieces[0], err);
    out->count = 1;
    if (status || !both)
        return status;
    status = window(t, last, core->to, half, half * 2 / 3, &out->pieces[1], err);
    if (out->pieces[1].from > out->pieces[0].to)
        out->count = 2;
    else
        out->pieces[0].to = out->pieces[1].to;
    return status;
}

static morgue_status show_whole(told *t, const stretch *core, size_t bytes, passage *out,
                                morgue_error *err)
{
    /* What the text lacks behind the core is shown of what is before it. */
    size_t behind = t->text.len - core->from, lead = bytes / 3, len = core->to - core->from;
    if (len < bytes && bytes - len < lead)
        lead = bytes - len;
    if (behind < bytes - lead)
        lead = bytes - behind;
    out->count = 1;
    return window(t, core->from, core->to, bytes, lead, &out->pieces[0], err);
}

/* ---- which passages ---- */

static morgue_status look(showing *x, unsigned text, morgue_error *err)
{
    if (x->looked[text])
        return MORGUE_OK;
    x->looked[text] = true;
    return run__find(x->marker, x->at, &x->texts[text], &x->found[text], err);
}

/* Pieces of a text that are shown already, in order; how many. */
static size_t list_taken(const showing *x, unsigned text, stretch *out)
{
    size_t count = 0;
    for (size_t i = 0; i < x->count; i++)
        for (size_t k = 0; x->passages[i].text == text && k < x->passages[i].count; k++) {
            size_t at = count++;
            for (; at > 0 && out[at - 1].from > x->passages[i].pieces[k].from; at--)
                out[at] = out[at - 1];
            out[at] = x->passages[i].pieces[k];
        }
    return count;
}

/* Cuts off what others show, none of which is of the core. */
static void keep_apart(morgue_str text, const stretch *core, const stretch *taken, size_t count,
                       passage *p)
{
    stretch *first = &p->pieces[0], *last = &p->pieces[p->count - 1];
    for (size_t i = 0; i < count; i++) {
        if (taken[i].to <= core->from && taken[i].to > first->from)
            first->from = taken[i].to;
        if (taken[i].from >= core->to && taken[i].from < last->to)
            last->to = taken[i].from;
    }
    while (count && first->from < core->from && breaks(text.ptr[first->from]))
        first->from++;
    while (count && last->to > core->to && breaks(text.ptr[last->to - 1]))
        last->to--;
}

static morgue_status choose_from(showing *x, unsigned text, morgue_error *err)
{
    told *t = &x->texts[text];
    size_t bytes = x->size->bytes;
    morgue_status status = look(x, text, err);
    stretch core, *taken = malloc(2 * x->size->most * sizeof *taken);
    if (!status && !taken)
        status = fail_nomem(err);
    while (!status && x->count < x->size->most) {
        size_t count = list_taken(x, text, taken);
        if (!run__choose(&x->choice, &x->found[text], taken, count, bytes, &core)) {
            status = run__stop(x->marker->stop, err);
            break;
        }
        passage *p = &x->passages[x->count];
        *p = (passage){.text = text};
        status = (core.ends ? show_ends : show_whole)(t, &core, bytes, p, err);
        if (!status)
            keep_apart(t->text, &core, taken, count, p);
        x->count += !status;
    }
    free(taken);
    return status;
}

/* The text that shows best why the article matches: what stands above the body is shown
 * where the body has nothing to show, or where its operators are true there alone. */
static morgue_status best_text(showing *x, unsigned *out, morgue_error *err)
{
    const findings *body = &x->found[BODY], *above = &x->found[STANDFIRST];
    unsigned first = x->texts[BODY].text.len ? BODY : STANDFIRST;
    morgue_status status = look(x, first, err);
    *out = first;
    if (status || first == STANDFIRST || !x->texts[STANDFIRST].text.len)
        return status;
    bool unproved = run__proofs_count(x->marker->proofs) && !body->place_count;
    if (body->mark_count && !unproved)
        return MORGUE_OK;
    status = look(x, STANDFIRST, err);
    if (above->place_count || (above->mark_count && !body->mark_count))
        *out = STANDFIRST;
    return status;
}

static morgue_status choose_passages(showing *x, morgue_error *err)
{
    unsigned best;
    morgue_status status = best_text(x, &best, err);
    if (!status)
        status = choose_from(x, best, err);
    unsigned other = best == BODY ? STANDFIRST : BODY;
    if (!status && x->count < x->size->most && x->texts[other].text.len)
        status = choose_from(x, other, err);
    /* Nothing of the text matched (a tag did, or a date): its beginning, then. */
    if (!status && !x->count) {
        morgue_str text = x->texts[best].text;
        x->passages[x->count++] =
            (passage){best, {{0, window_end(text, 0, x->size->bytes, 0), false}}, 1};
    }
    return status;
}

/* ---- what is handed out ---- */

static bool inside(const marked *m, const stretch *piece)
{
    return m->from >= piece->from && m->to <= piece->to;
}

/* Those of a piece that stands in out->text from shift on. */
static void add_marks(const findings *f, const stretch *piece, size_t shift, morgue_mark *list,
                      size_t *count)
{
    for (size_t i = 0; i < f->mark_count; i++)
        if (inside(&f->marks[i], piece))
            list[(*count)++] = (morgue_mark){(uint32_t)(f->marks[i].from - piece->from + shift),
                                             (uint32_t)(f->marks[i].to - piece->from + shift)};
}

static size_t count_marks(const findings *f, const passage *p)
{
    size_t count = 0;
    for (size_t k = 0; k < p->count; k++)
        for (size_t i = 0; i < f->mark_count; i++)
            count += inside(&f->marks[i], &p->pieces[k]);
    return count;
}

/* In one line, with "…" where something is left out. */
static morgue_status render(const showing *x, const passage *p, arena *memory, morgue_passage *out,
                            morgue_error *err)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    const findings *f = &x->found[p->text];
    morgue_str text = x->texts[p->text].text;
    strbuf s = {0};
    morgue_mark *marks = arena_alloc(memory, (count_marks(f, p) + 1) * sizeof *marks);
    if (p->pieces[0].from > 0)
        strbuf_text(&s, ellipsis);
    for (size_t k = 0; marks && k < p->count; k++) {
        const stretch *piece = &p->pieces[k];
        strbuf_text(&s, k ? " \xe2\x80\xa6 " : "");
        add_marks(f, piece, s.len, marks, &out->mark_count);
        for (size_t i = piece->from; i < piece->to; i++)
            strbuf_char(&s, ascii_space(text.ptr[i]) ? ' ' : text.ptr[i]);
    }
    if (p->pieces[p->count - 1].to < text.len)
        strbuf_text(&s, ellipsis);
    out->text = s.failed ? (morgue_str){NULL, 0} : arena_copy(memory, strbuf_view(&s));
    out->marks = marks;
    strbuf_free(&s);
    return marks && out->text.ptr ? MORGUE_OK : fail_nomem(err);
}

static int by_text(const void *a, const void *b)
{
    const passage *x = a, *y = b;
    if (x->text != y->text)
        return x->text < y->text ? -1 : 1;
    return (x->pieces[0].from > y->pieces[0].from) - (x->pieces[0].from < y->pieces[0].from);
}

/* All of them, as a reader meets them. */
static morgue_status hand_out(showing *x, arena *memory, morgue_hit *out, morgue_error *err)
{
    morgue_passage best = {.mark_count = 0}, *list = NULL;
    morgue_status status = render(x, &x->passages[0], memory, &best, err);
    out->snippet = best.text;
    out->marks = best.marks;
    out->mark_count = best.mark_count;
    if (status || x->size->most < 2)
        return status;
    list = arena_alloc(memory, x->count * sizeof *list);
    if (!list)
        return fail_nomem(err);
    qsort(x->passages, x->count, sizeof *x->passages, by_text);
    for (size_t i = 0; !status && i < x->count; i++)
        status = render(x, &x->passages[i], memory, &list[i], err);
    out->passages = list;
    out->passage_count = x->count;
    return status;
}

morgue_status run__snippet(marker *m, location at, const morgue_article *article,
                           const snippet_size *size, arena *memory, morgue_hit *out,
                           morgue_error *err)
{
    showing x = {.marker = m, .at = at, .size = size};
    x.texts[STANDFIRST] = (told){
        .analyzer = m->archive->analyzer, .text = article->standfirst, .field = TEXT_STANDFIRST};
    x.texts[BODY] =
        (told){.analyzer = m->archive->analyzer, .text = article->body, .field = TEXT_BODY};
    x.passages = calloc(size->most, sizeof *x.passages);
    morgue_status status = x.passages ? MORGUE_OK : fail_nomem(err);
    if (!status)
        status = run__choice_new(&x.choice, m, err);
    if (!status)
        status = choose_passages(&x, err);
    if (!status)
        status = hand_out(&x, memory, out, err);
    for (unsigned i = 0; i < TEXTS; i++) {
        run__findings_free(&x.found[i]);
        run__told_free(&x.texts[i]);
    }
    run__choice_free(&x.choice);
    free(x.passages);
    return status;
}
