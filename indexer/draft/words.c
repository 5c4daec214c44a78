/* The texts of an article as forms by position, sentences, and formats. */
#include "draft_internal.h"
#include "draft_text.h"
#include "terms.h"

#include "error.h"

#include <stdlib.h>

/* A format larger than this part of its text is not worth it. */
#define WORTH_PERCENT 60

morgue_status draft__analyze(drafter *d, const morgue_article *a, morgue_error *err)
{
    morgue_status status = analyze(d->analyzer, a->title, &d->title, err);
    if (!status)
        status = analyze(d->analyzer, a->standfirst, &d->standfirst, err);
    return status ? status : analyze(d->analyzer, a->body, &d->body, err);
}

static size_t group_size(const token_list *list, size_t first)
{
    size_t end = first + 1;
    while (end < list->count && list->tokens[end].alternate)
        end++;
    return end - first;
}

/* Room for n more numbers in an array. */
static bool reserve(uint32_t **array, size_t count, size_t *capacity, size_t n)
{
    if (n <= *capacity - count)
        return true;
    size_t bigger = *capacity + *capacity / 2;
    bigger = bigger < count + n ? count + n : bigger;
    uint32_t *grown = realloc(*array, bigger * sizeof *grown);
    if (!grown)
        return false;
    *array = grown;
    *capacity = bigger;
    return true;
}

/* Tokens between asking for something in memory and looking at it. */
#define AHEAD 16

/* Appends the sentence whose first and last words are at and before the places. */
static void add_sentence(drafter *d, const uint32_t *first, const uint32_t *end, bool paragraph)
{
    if (end > first)
        d->sentences[d->sentence_count++] = (uint32_t)(end - first) << 1 | paragraph;
}

/* What an occurrence counts among those of an article, where that does not hang on its
 * place in the field. */
static uint32_t wdf_of(unsigned field)
{
    return field == TEXT_HEADLINE ? HEADLINE_WDF : field == TEXT_STANDFIRST || field == TEXT_BODY;
}

/* One form a position, and the sentences that they make up; there is room. The first
 * `lede` positions are lede. */
static void add_forms(drafter *d, const token_list *list, uint32_t wdf, uint32_t lede)
{
    const uint32_t *const end_of_lede = d->words + d->word_count + lede;
    const uint32_t lede_wdf = wdf * d->config->ranking.lede;
    const token *tokens = list->tokens, *before = NULL;
    uint32_t *to = d->words + d->word_count, *first = to;
    bool paragraph = true;
    for (size_t i = 0, n; i < list->count; i += n) {
        const token *t = &tokens[i];
        n = i + 1 < list->count && t[1].alternate ? group_size(list, i) : 1;
        if (list->count - i > AHEAD)
            draft__form_prepare(&d->forms, t + AHEAD);
        if (before && (t->sentence != before->sentence || t->paragraph != before->paragraph)) {
            add_sentence(d, first, to, paragraph);
            paragraph = t->paragraph != before->paragraph;
            first = to;
        }
        before = t;
        uint32_t local = draft__form_of(&d->forms, t, n);
        if (local == UINT32_MAX) {
            d->failed = true;
            return;
        }
        d->forms.locals[local].wdf += to < end_of_lede ? lede_wdf : wdf;
        *to++ = local;
    }
    add_sentence(d, first, to, paragraph);
    d->word_count += list->positions;
}

static uint32_t lede_of(unsigned field, const token_list *list)
{
    if (field == TEXT_STANDFIRST)
        return list->positions;
    uint32_t n = 0;
    if (field == TEXT_BODY)
        for (size_t i = 0; i < list->count && draft__in_lede(&list->tokens[i]); i++)
            n += !list->tokens[i].alternate;
    return n;
}

/* Writes the format, and keeps it if it gives the text back and is worth it. */
static void add_format(drafter *d, text_place *place, morgue_str text, const token_list *list)
{
    place->format = d->formats.len;
    bool whole = draft_text_write(text, list, &d->formats);
    size_t bytes = d->formats.len - place->format;
    place->rebuilt = whole && bytes <= text.len * WORTH_PERCENT / 100;
    place->format_bytes = place->rebuilt ? bytes : 0;
    if (!place->rebuilt)
        d->formats.len = place->format;
}

void draft__add_text(drafter *d, unsigned field, morgue_str text, const token_list *list)
{
    if (list->positions == 0 || d->failed)
        return;
    text_place *last = d->text_count ? &d->texts[d->text_count - 1] : NULL;
    bool more = last && last->field == field;
    if (!draft__forms_sync(&d->forms, d->analyzer) ||
        list->positions > UINT32_MAX / 2 - d->word_count ||
        !reserve(&d->words, d->word_count, &d->word_capacity, list->positions) ||
        !reserve(&d->sentences, d->sentence_count, &d->sentence_capacity, list->sentences)) {
        d->failed = true;
        return;
    }
    text_place place = {.field = field,
                        .words = d->word_count,
                        .sentences = d->sentence_count,
                        .lede = lede_of(field, list)};
    add_forms(d, list, wdf_of(field), place.lede);
    if (d->failed)
        return;
    place.count = d->word_count - place.words;
    place.sentence_count = d->sentence_count - place.sentences;
    if (more) {
        last->count += place.count;
        last->sentence_count += place.sentence_count;
        last->rebuilt = false;
        last->format_bytes = 0;
        return;
    }
    if (field < TEXT_DECLARED) /* those of declared fields stay in the record */
        add_format(d, &place, text, list);
    d->texts[d->text_count++] = place;
}

bool draft__is_rebuilt(const drafter *d, unsigned field)
{
    for (unsigned i = 0; i < d->text_count; i++)
        if (d->texts[i].field == field)
            return d->texts[i].rebuilt;
    return false;
}

static morgue_status add(drafter *d, unsigned field, morgue_str text, token_list *list,
                         morgue_error *err)
{
    morgue_status status = analyze(d->analyzer, text, list, err);
    if (!status)
        draft__add_text(d, field, text, list);
    return status;
}

morgue_status draft__add_words(drafter *d, const morgue_article *a, morgue_error *err)
{
    morgue_status status = add(d, TEXT_HEADLINE, a->title, &d->title, err);
    if (!status)
        status = add(d, TEXT_STANDFIRST, a->standfirst, &d->standfirst, err);
    if (!status)
        status = add(d, TEXT_BODY, a->body, &d->body, err);
    draft__add_token_terms(d, TERM_HEADLINE, &d->title, 1);
    return status;
}
