/* The words of headline, standfirst and body as terms. */
#include "draft_internal.h"
#include "terms.h"

#include "error.h"

/* Between standfirst and body: no phrase or NEAR spans them, whose widest gap is
 * MORGUE_MAX_NEAR_DISTANCE + 1. */
#define GAP 2000
/* Of the first word. libxapian takes a term without positions, as a word of the
 * headline alone is one, for standing at 0: nothing may follow there. */
#define FIRST 2
/* A word of the headline weighs as much as this many in the body. */
#define HEADLINE_WDF 3

/* Where the words of one text go. */
typedef struct placing {
    const char *prefix;
    uint32_t wdf;
    uint32_t base; /* position of the first word; 0: none are kept */
    bool lede_only;
    bool mark_elsewhere; /* also note words that were not seen before this text */
} placing;

static void add_form(drafter *d, const placing *p, morgue_str form, bool stem, uint32_t position)
{
    if (form.len == 0)
        return;
    (stem ? term_make_stem : term_make)(&d->term, p->prefix, form);
    bool elsewhere = p->mark_elsewhere && !draft__postings_has(&d->postings, strbuf_view(&d->term));
    draft__postings_add(&d->postings, strbuf_view(&d->term), p->wdf, stem ? 0 : position);
    if (!elsewhere)
        return;
    (stem ? term_make_stem : term_make)(&d->term, TERM_ELSEWHERE, form);
    draft__postings_add(&d->postings, strbuf_view(&d->term), 0, 0);
}

static void add_tokens(drafter *d, const token_list *list, const placing *p)
{
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (p->lede_only && !draft__in_lede(t))
            break;
        uint32_t position = p->base ? p->base + t->position : 0;
        add_form(d, p, t->norm, false, position);
        add_form(d, p, t->exact, false, position);
        add_form(d, p, t->stem, true, 0);
    }
}

static morgue_status add_stems(drafter *d, const token_list *list, morgue_error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->stem.len == 0 || str_equal(t->stem, t->norm))
            continue;
        if (!draft__grow((void **)&d->stems, d->stem_count, &d->stem_capacity, sizeof *d->stems))
            return fail_nomem(err);
        d->stems[d->stem_count++] = (draft_stem){t->stem, t->norm};
    }
    return MORGUE_OK;
}

morgue_status draft__analyze(drafter *d, const morgue_article *a, morgue_error *err)
{
    morgue_status status = analyze(d->analyzer, a->title, &d->title, err);
    if (!status)
        status = analyze(d->analyzer, a->standfirst, &d->standfirst, err);
    return status ? status : analyze(d->analyzer, a->body, &d->body, err);
}

morgue_status draft__add_words(drafter *d, const morgue_article *a, morgue_error *err)
{
    (void)a;
    uint32_t body = d->standfirst.positions ? d->standfirst.positions + GAP : FIRST;
    /* The body goes before the headline, which notes what the body lacks. */
    add_tokens(d, &d->standfirst, &(placing){"", 1, FIRST, false, false});
    add_tokens(d, &d->body, &(placing){"", 1, body, false, false});
    add_tokens(d, &d->title, &(placing){"", HEADLINE_WDF, 0, false, true});
    add_tokens(d, &d->title, &(placing){TERM_HEADLINE, 1, 1, false, false});
    add_tokens(d, &d->standfirst, &(placing){TERM_LEDE, 1, 1, false, false});
    add_tokens(d, &d->body, &(placing){TERM_LEDE, 1, body, true, false});
    morgue_status status = add_stems(d, &d->title, err);
    if (!status)
        status = add_stems(d, &d->standfirst, err);
    return status ? status : add_stems(d, &d->body, err);
}
