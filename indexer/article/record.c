/* An article as bytes, and back from bytes that may be hostile. */
#include "article_copy.h"
#include "article_internal.h"
#include "article_record.h"
#include "error.h"

#include <morgue/limits.h>

#define VERSION 1

/* Small numbers of either sign become small unsigned ones. */
static uint64_t zigzag(int64_t value)
{
    return ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t value)
{
    uint64_t half = value >> 1;
    return value & 1 ? -(int64_t)half - 1 : (int64_t)half;
}

void article_encode(const morgue_article *a, strbuf *out)
{
    strbuf_char(out, VERSION);
    for (size_t i = 0; i < ARTICLE_TEXTS; i++)
        strbuf_sized(out, article__get(a, i));
    strbuf_char(out, (char)a->date.precision);
    strbuf_char(out, (char)a->date.provenance);
    strbuf_varint(out, zigzag(a->date.from));
    strbuf_varint(out, (uint64_t)a->date.last - (uint64_t)a->date.from);
    strbuf_varint(out, a->tag_count);
    for (size_t i = 0; i < a->tag_count; i++)
        strbuf_sized(out, a->tags[i]);
    strbuf_varint(out, a->field_count);
    for (size_t i = 0; i < a->field_count; i++) {
        strbuf_sized(out, a->fields[i].name);
        strbuf_sized(out, a->fields[i].value);
    }
}

static bool take_byte(morgue_str *in, unsigned char *out)
{
    if (in->len == 0)
        return false;
    *out = (unsigned char)in->ptr[0];
    *in = str_range(*in, 1, in->len);
    return true;
}

static bool take_date(morgue_str *in, morgue_date *out)
{
    unsigned char precision, provenance;
    uint64_t from, span;
    if (!take_byte(in, &precision) || !take_byte(in, &provenance) || !str_varint(in, &from) ||
        !str_varint(in, &span))
        return false;
    /* A year at most, so that the sum below cannot overflow for sound dates. */
    int64_t start = unzigzag(from);
    if (precision > MORGUE_PRECISION_INSTANT || provenance > MORGUE_PROVENANCE_INFERRED ||
        span > 366 * 86400 || start > INT64_MAX / 2)
        return false;
    *out = (morgue_date){start, start + (int64_t)span, (morgue_precision)precision,
                         (morgue_provenance)provenance};
    return true;
}

/* A number of things of which each takes at least least bytes. */
static bool take_count(morgue_str *in, uint64_t most, size_t least, size_t *out)
{
    uint64_t n;
    if (!str_varint(in, &n) || n > most || n > in->len / least)
        return false;
    *out = (size_t)n;
    return true;
}

static bool take_tags(morgue_str *in, arena *memory, morgue_article *a, bool *nomem)
{
    if (!take_count(in, MORGUE_MAX_TAGS, 1, &a->tag_count))
        return false;
    morgue_str *tags = a->tag_count ? arena_alloc(memory, a->tag_count * sizeof *tags) : NULL;
    *nomem = a->tag_count && !tags;
    a->tags = tags;
    for (size_t i = 0; i < a->tag_count; i++)
        if (*nomem || !str_sized(in, &tags[i]))
            return false;
    return true;
}

static bool take_fields(morgue_str *in, arena *memory, morgue_article *a, bool *nomem)
{
    if (!take_count(in, MORGUE_MAX_FIELDS, 2, &a->field_count))
        return false;
    morgue_field *fields =
        a->field_count ? arena_alloc(memory, a->field_count * sizeof *fields) : NULL;
    *nomem = a->field_count && !fields;
    a->fields = fields;
    for (size_t i = 0; i < a->field_count; i++)
        if (*nomem || !str_sized(in, &fields[i].name) || !str_sized(in, &fields[i].value))
            return false;
    return true;
}

static bool take_texts(morgue_str *in, morgue_article *a)
{
    unsigned char version;
    if (!take_byte(in, &version) || version != VERSION)
        return false;
    for (size_t i = 0; i < ARTICLE_TEXTS; i++)
        if (!str_sized(in, article__text(a, i)))
            return false;
    return true;
}

bool article_decode_names(morgue_str bytes, morgue_str *id, morgue_str *url)
{
    morgue_article a = {0};
    if (!take_texts(&bytes, &a))
        return false;
    *id = a.id;
    *url = a.url;
    return true;
}

morgue_status article_decode_view(arena *memory, morgue_str bytes, morgue_article *out,
                                  morgue_error *err)
{
    bool nomem = false;
    morgue_article a = {0};
    morgue_error why;
    *out = a;
    bool whole = take_texts(&bytes, &a) && take_date(&bytes, &a.date) &&
                 take_tags(&bytes, memory, &a, &nomem) && take_fields(&bytes, memory, &a, &nomem) &&
                 bytes.len == 0;
    if (nomem)
        return fail_nomem(err);
    if (!whole)
        return fail(err, MORGUE_CORRUPT, "an article's record is damaged");
    if (article__sound(&a, &why) != MORGUE_OK)
        return fail(err, MORGUE_CORRUPT, "an article's record is damaged: %s", why.message);
    *out = a;
    return MORGUE_OK;
}

morgue_status article_decode(morgue_article **out, morgue_str bytes, morgue_error *err)
{
    arena memory = {0};
    morgue_article view;
    *out = NULL;
    morgue_status status = article_decode_view(&memory, bytes, &view, err);
    if (status == MORGUE_OK)
        status = article_copy(out, &view, err);
    arena_free(&memory);
    return status;
}
