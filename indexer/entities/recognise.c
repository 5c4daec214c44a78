/* The recogniser's one call: scan both texts, look at the article as a whole, list mentions. */
#include "entities_internal.h"

#include "error.h"

#include <stdlib.h>

void mention_list_free(mention_list *list)
{
    free(list->mentions);
    arena_free(&list->text);
    *list = (mention_list){0};
}

static bool append(mention_list *list, mention m)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 32;
        mention *grown = realloc(list->mentions, capacity * sizeof *grown);
        if (!grown)
            return false;
        list->mentions = grown;
        list->capacity = capacity;
    }
    list->mentions[list->count++] = m;
    return true;
}

static bool hyphen(morgue_str gap)
{
    return str_is(gap, "-") || str_is(gap, "\xe2\x80\x90") || str_is(gap, "\xe2\x80\x91");
}

/* "Beijing-based", "China-friendly": a hyphen and a word without capital. */
static bool compounded(const text_scan *s, uint32_t last)
{
    uint32_t next = scan__next(s->tokens, last);
    return next < s->tokens->count && hyphen(scan__gap(s, last, next)) &&
           !s->tokens->tokens[next].capital && s->letters != CASE_NONE;
}

static bool add_mention(const text_scan *s, const hit *h, const surface *f, bool whole,
                        mention_list *out)
{
    uint32_t last = whole ? h->suffix_last : h->last;
    bool adjective = (f->flags & SURFACE_NATIONALITY) && !(f->flags & SURFACE_PLAIN);
    mention m = {.kind = f->kind,
                 .nationality = f->kind == ENTITY_PLACE && (adjective || compounded(s, last)),
                 .first = h->first,
                 .count = scan__next(s->tokens, last) - h->first,
                 .from = s->tokens->tokens[h->first].from,
                 .to = s->tokens->tokens[last].to,
                 .surface = f->text};
    return append(out, m);
}

static morgue_status list_mentions(const story *d, const text_scan *s, mention_list *out,
                                   morgue_error *err)
{
    for (size_t i = 0; i < s->count; i++) {
        bool whole;
        uint32_t found = choose__surface(d, s, i, &whole);
        if (found != NONE &&
            !add_mention(s, &s->hits[i], &d->r->table->surfaces[found], whole, out))
            return fail_nomem(err);
    }
    return MORGUE_OK;
}

static const token_list no_tokens;

morgue_status recognise(const recogniser *r, morgue_str title, const token_list *title_tokens,
                        morgue_str body, const token_list *body_tokens, mention_list *in_title,
                        mention_list *in_body, morgue_error *err)
{
    in_title->count = in_body->count = 0;
    arena_clear(&in_title->text);
    arena_clear(&in_body->text);
    if (r->name_count == 0)
        return MORGUE_OK;
    arena *memory = &in_body->text;
    story d = {.r = r,
               .texts = {{.r = r, .text = title, .tokens = title_tokens},
                         {.r = r, .text = body, .tokens = body_tokens}}};
    for (size_t i = 0; i < 2; i++)
        if (!d.texts[i].tokens)
            d.texts[i].tokens = &no_tokens;
    morgue_status status = scan__text(&d.texts[0], false, memory, err);
    if (!status)
        status = scan__text(&d.texts[1], true, memory, err);
    if (!status)
        status = story__gather(&d, memory, err);
    if (!status)
        status = list_mentions(&d, &d.texts[0], in_title, err);
    if (!status)
        status = list_mentions(&d, &d.texts[1], in_body, err);
    if (status)
        in_title->count = in_body->count = 0;
    return status;
}
