/* The names in an article as facets and terms; facets of every other kind. */
#include "draft_internal.h"
#include "terms.h"

#include "error.h"
#include "utf8.h"

#include <stdio.h>

static const char *const facet_names[FACET_BUILTIN_COUNT] = {
    "person", "org", "place", "source", "section", "lang", "tag", "byline",
};

const char *facet_name(facet_id id)
{
    return facet_names[id];
}

/* A copy of a value, cut when it is long: then tail takes the place of the rest. */
static morgue_str keep(drafter *d, morgue_str value, const char *tail)
{
    if (value.len <= FACET_LONGEST)
        return arena_copy(&d->facet_index.keys, value);
    size_t room = FACET_LONGEST - strlen(tail);
    strbuf_clear(&d->term);
    strbuf_add(&d->term, value.ptr, utf8_complete_prefix(str_range(value, 0, room)));
    strbuf_text(&d->term, tail);
    return d->term.failed ? (morgue_str){NULL, 0}
                          : arena_copy(&d->facet_index.keys, strbuf_view(&d->term));
}

static morgue_str keep_key(drafter *d, morgue_str key)
{
    char hash[18];
    snprintf(hash, sizeof hash, "#%016llx", (unsigned long long)hash_bytes(key.ptr, key.len));
    return keep(d, key, hash);
}

static draft_facet *new_facet(drafter *d, unsigned facet, morgue_str key, morgue_str display)
{
    if (!draft__grow((void **)&d->facets, d->facet_count, &d->facet_capacity, sizeof *d->facets))
        return NULL;
    /* Copied now: key lives in a scratch buffer of the drafter. */
    morgue_str kept = keep_key(d, key);
    morgue_str shown = keep(d, display, "…");
    if (!kept.ptr || !shown.ptr)
        return NULL;
    d->facets[d->facet_count] = (draft_facet){facet, kept, shown, 0, 0};
    return &d->facets[d->facet_count++];
}

morgue_status draft__add_facet(drafter *d, unsigned facet, morgue_str key, morgue_str display,
                               uint8_t salience, morgue_error *err)
{
    strbuf_clear(&d->term);
    strbuf_char(&d->term, (char)facet);
    strbuf_str(&d->term, key);
    bool added;
    uint64_t *index =
        d->term.failed ? NULL : map_put(&d->facet_index, strbuf_view(&d->term), &added);
    if (!index)
        return fail_nomem(err);
    if (added && !new_facet(d, facet, key, display))
        return fail_nomem(err);
    if (added)
        *index = d->facet_count;
    draft_facet *f = &d->facets[*index - 1];
    f->mentions++;
    /* Named once by its own name, it is no longer named by nationality alone. */
    uint8_t plain = (uint8_t)((f->salience & salience) & SALIENT_NATIONALITY);
    bool first = f->mentions == 1;
    f->salience = (uint8_t)(((f->salience | salience) & ~SALIENT_NATIONALITY) |
                            (first ? salience & SALIENT_NATIONALITY : plain));
    return MORGUE_OK;
}

static morgue_status add_mentions(drafter *d, const mention_list *list, const token_list *tokens,
                                  morgue_str text, bool headline, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < list->count; i++) {
        const mention *m = &list->mentions[i];
        uint8_t salience = headline ? SALIENT_HEADLINE : 0;
        if (!headline && draft__in_lede(&tokens->tokens[m->first]))
            salience = SALIENT_LEDE;
        if (m->nationality)
            salience |= SALIENT_NATIONALITY;
        status = draft__add_facet(d, m->kind, m->surface, str_range(text, m->from, m->to), salience,
                                  err);
    }
    return status;
}

static void add_entity_term(drafter *d, const char *prefix, const draft_facet *f)
{
    char full[4] = {prefix[0], prefix[1], term_entity_letter[f->facet], '\0'};
    draft__add_term(d, full, f->key, 0);
}

morgue_status draft__add_entities(drafter *d, const morgue_article *a, morgue_error *err)
{
    morgue_status status =
        recognise(d->names, a->title, &d->title, a->body, &d->body, &d->in_title, &d->in_body, err);
    if (!status)
        status = add_mentions(d, &d->in_title, &d->title, a->title, true, err);
    if (!status)
        status = add_mentions(d, &d->in_body, &d->body, a->body, false, err);
    bool has[ENTITY_KINDS] = {false};
    for (size_t i = 0; !status && i < d->facet_count; i++) {
        draft_facet *f = &d->facets[i];
        if (f->facet >= ENTITY_KINDS)
            continue;
        if (f->mentions >= 3)
            f->salience |= SALIENT_OFTEN;
        add_entity_term(d, TERM_ENTITY, f);
        bool salient = (f->salience & ~SALIENT_NATIONALITY) && !(f->salience & SALIENT_NATIONALITY);
        if (salient)
            add_entity_term(d, TERM_ABOUT, f);
        has[f->facet] = true;
    }
    for (unsigned k = 0; k < ENTITY_KINDS; k++)
        if (has[k])
            draft__add_term(d, TERM_HAS, str_of(facet_names[k]), 0);
    return status;
}
