/* Articles on their own: limits, soundness, and a copy in one block. */
#include "article_copy.h"

#include "article_internal.h"
#include "calendar.h"
#include "error.h"
#include "utf8.h"

#include <morgue/limits.h>

#include <stdlib.h>

#define TEXT(member)                                                                               \
    {                                                                                              \
#member, offsetof(morgue_article, member)                                                  \
    }

const article_text article__texts[ARTICLE_TEXTS] = {
    TEXT(id),     TEXT(title),   TEXT(standfirst), TEXT(body), TEXT(byline),
    TEXT(source), TEXT(section), TEXT(url),        TEXT(lang), TEXT(path),
};

static morgue_status over(morgue_error *err, const char *what, size_t len, const char *limit,
                          size_t most)
{
    return fail(err, MORGUE_LIMIT, "%s has %zu bytes, over %s (%zu)", what, len, limit, most);
}

static morgue_status text_limits(const morgue_article *a, morgue_error *err)
{
    for (size_t i = 0; i < ARTICLE_TEXTS; i++) {
        size_t len = article__get(a, i).len, offset = article__texts[i].offset;
        const char *name = article__texts[i].name;
        if (offset == offsetof(morgue_article, id) && len > MORGUE_MAX_ID)
            return over(err, name, len, "MORGUE_MAX_ID", MORGUE_MAX_ID);
        bool text =
            offset == offsetof(morgue_article, title) || offset == offsetof(morgue_article, body);
        if (!text && len > MORGUE_MAX_FIELD)
            return over(err, name, len, "MORGUE_MAX_FIELD", MORGUE_MAX_FIELD);
        if (text && len > MORGUE_MAX_ARTICLE)
            return over(err, name, len, "MORGUE_MAX_ARTICLE", MORGUE_MAX_ARTICLE);
    }
    size_t sum = a->title.len + a->body.len;
    return sum > MORGUE_MAX_ARTICLE
               ? over(err, "title and body", sum, "MORGUE_MAX_ARTICLE", MORGUE_MAX_ARTICLE)
               : MORGUE_OK;
}

morgue_status article__limits(const morgue_article *a, morgue_error *err)
{
    if (a->tag_count > MORGUE_MAX_TAGS)
        return fail(err, MORGUE_LIMIT, "%zu tags, over MORGUE_MAX_TAGS (%d)", a->tag_count,
                    MORGUE_MAX_TAGS);
    if (a->field_count > MORGUE_MAX_FIELDS)
        return fail(err, MORGUE_LIMIT, "%zu fields, over MORGUE_MAX_FIELDS (%d)", a->field_count,
                    MORGUE_MAX_FIELDS);
    for (size_t i = 0; i < a->tag_count; i++)
        if (a->tags[i].len > MORGUE_MAX_FIELD)
            return over(err, "a tag", a->tags[i].len, "MORGUE_MAX_FIELD", MORGUE_MAX_FIELD);
    for (size_t i = 0; i < a->field_count; i++) {
        size_t name = a->fields[i].name.len, value = a->fields[i].value.len;
        if (name > MORGUE_MAX_FIELD || value > MORGUE_MAX_FIELD)
            return over(err, "a field", name > value ? name : value, "MORGUE_MAX_FIELD",
                        MORGUE_MAX_FIELD);
    }
    return text_limits(a, err);
}

/* An interval of its precision in the years 1 to 9999, give or take a zone. */
static bool date_sound(morgue_date d)
{
    static const int64_t longest[] = {0, 366 * 86400, 31 * 86400, 86400, 1};
    if ((unsigned)d.precision > MORGUE_PRECISION_INSTANT ||
        (unsigned)d.provenance > MORGUE_PROVENANCE_INFERRED)
        return false;
    if (d.precision == MORGUE_PRECISION_NONE)
        return d.from == 0 && d.last == 0;
    int64_t first = (calendar_days(1, 1, 1) - 1) * 86400;
    int64_t end = (calendar_days(10000, 1, 1) + 1) * 86400;
    return d.from >= first && d.last < end && d.from <= d.last &&
           d.last - d.from < longest[d.precision];
}

morgue_status article__sound(const morgue_article *a, morgue_error *err)
{
    morgue_status status = article__limits(a, err);
    if (status != MORGUE_OK)
        return status;
    for (size_t i = 0; i < ARTICLE_TEXTS; i++)
        if (!utf8_valid(article__get(a, i)))
            return fail(err, MORGUE_INVALID, "%s is not UTF-8", article__texts[i].name);
    for (size_t i = 0; i < a->tag_count; i++)
        if (!utf8_valid(a->tags[i]))
            return fail(err, MORGUE_INVALID, "a tag is not UTF-8");
    for (size_t i = 0; i < a->field_count; i++)
        if (!utf8_valid(a->fields[i].name) || !utf8_valid(a->fields[i].value))
            return fail(err, MORGUE_INVALID, "a field is not UTF-8");
    if (!date_sound(a->date))
        return fail(err, MORGUE_INVALID, "the date is impossible");
    return MORGUE_OK;
}

morgue_status article_check(const morgue_article *a, morgue_error *err)
{
    if (a->id.len == 0)
        return fail(err, MORGUE_INVALID, "the article has no id");
    return article__sound(a, err);
}

/* ---- copying ---- */

/* Adds to *sum; false when it does not fit. */
static bool count(size_t *sum, size_t n)
{
    if (n > SIZE_MAX / 2 - *sum)
        return false;
    *sum += n;
    return true;
}

static bool size_of(const morgue_article *a, size_t *out)
{
    if (a->tag_count > SIZE_MAX / 4 / sizeof *a->tags ||
        a->field_count > SIZE_MAX / 8 / sizeof *a->fields)
        return false;
    size_t sum = sizeof *a + a->tag_count * sizeof *a->tags + a->field_count * sizeof *a->fields;
    bool fits = true;
    for (size_t i = 0; i < ARTICLE_TEXTS; i++)
        fits = fits && count(&sum, article__get(a, i).len) && count(&sum, 1);
    for (size_t i = 0; i < a->tag_count; i++)
        fits = fits && count(&sum, a->tags[i].len) && count(&sum, 1);
    for (size_t i = 0; i < a->field_count; i++)
        fits = fits && count(&sum, a->fields[i].name.len) && count(&sum, a->fields[i].value.len) &&
               count(&sum, 2);
    *out = sum;
    return fits;
}

static morgue_str place(char **at, morgue_str s)
{
    morgue_str copy = {*at, s.len};
    if (s.len)
        memcpy(*at, s.ptr, s.len);
    (*at)[s.len] = '\0';
    *at += s.len + 1;
    return copy;
}

/* In a block of size_of() bytes. */
static morgue_article *copy_to(void *block, const morgue_article *from)
{
    morgue_article *a = block;
    morgue_str *tags = (morgue_str *)(void *)(a + 1);
    morgue_field *fields = (morgue_field *)(void *)(tags + from->tag_count);
    char *at = (char *)(fields + from->field_count);
    *a = *from;
    a->tags = tags;
    a->fields = fields;
    for (size_t i = 0; i < ARTICLE_TEXTS; i++)
        *article__text(a, i) = place(&at, article__get(from, i));
    for (size_t i = 0; i < from->tag_count; i++)
        tags[i] = place(&at, from->tags[i]);
    for (size_t i = 0; i < from->field_count; i++) {
        fields[i].name = place(&at, from->fields[i].name);
        fields[i].value = place(&at, from->fields[i].value);
    }
    return a;
}

morgue_status article_copy(morgue_article **out, const morgue_article *from, morgue_error *err)
{
    size_t size;
    void *block = size_of(from, &size) ? malloc(size) : NULL;
    *out = block ? copy_to(block, from) : NULL;
    return block ? MORGUE_OK : fail_nomem(err);
}

morgue_article *article_copy_in(arena *memory, const morgue_article *from)
{
    size_t size;
    void *block = size_of(from, &size) ? arena_room(memory, size) : NULL;
    return block ? copy_to(block, from) : NULL;
}

void morgue_article_free(morgue_article *article)
{
    free(article);
}
