/* Building an article: texts are repaired, copied and counted against limits. */
#include "reading.h"

#include "article_copy.h"
#include "article_internal.h"
#include "error.h"
#include "utf8.h"

void reading_clear(reading *r)
{
    arena_clear(&r->memory);
    r->article = (morgue_article){0};
    r->date_text = (morgue_str){NULL, 0};
    r->failed = r->tags_over = r->fields_over = false;
}

void reading_free(reading *r)
{
    reading_clear(r);
    arena_free(&r->memory);
}

static bool control(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0);
}

/* How many bytes at the head, eight at a time, are ASCII and no control characters. */
static size_t plain_run(morgue_str text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    size_t at = 0;
    for (uint64_t eight; text.len - at >= 8; at += 8) {
        memcpy(&eight, text.ptr + at, 8);
        /* a byte from 0x80 on, one below 0x20, one from 0x7f on */
        if ((eight | (eight - ones * 0x20) | (eight + ones)) & high)
            break;
    }
    return at;
}

/* Nothing to repair? */
static bool clean(morgue_str text)
{
    if (!utf8_valid(text))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        i += plain_run(str_range(text, i, text.len));
        if (i == text.len)
            break;
        unsigned char byte = (unsigned char)text.ptr[i];
        if (control(byte) && byte < 0x80)
            return false;
        if (byte == 0xc2 && (unsigned char)text.ptr[i + 1] < 0xa0)
            return false;
    }
    return true;
}

/* One character, or one bad byte, from *at on. */
static void repair_next(strbuf *out, morgue_str text, size_t *at)
{
    size_t from = *at;
    uint32_t c = utf8_next(text, at);
    if (c == UTF8_BAD) {
        utf8_from_windows1252(out, str_range(text, from, *at));
    } else if (c == '\r') {
        if (*at >= text.len || text.ptr[*at] != '\n')
            strbuf_char(out, '\n');
    } else if (control(c)) {
        strbuf_char(out, ' ');
    } else {
        strbuf_str(out, str_range(text, from, *at));
    }
}

static morgue_str take(reading *r, morgue_str text)
{
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_range(text, 3, text.len);
    morgue_str copy = {NULL, 0};
    if (r->failed || text.len == 0)
        return copy;
    if (clean(text)) {
        copy = arena_copy(&r->memory, text);
    } else {
        strbuf repaired = {0};
        for (size_t at = 0; at < text.len;)
            repair_next(&repaired, text, &at);
        if (!repaired.failed)
            copy = arena_copy(&r->memory, strbuf_view(&repaired));
        strbuf_free(&repaired);
    }
    r->failed = !copy.ptr;
    return copy;
}

void reading_set(reading *r, morgue_str *field, morgue_str text)
{
    *field = take(r, text);
}

void reading_tag(reading *r, morgue_str tag)
{
    morgue_article *a = &r->article;
    morgue_str copy = str_trim(take(r, str_trim(tag)));
    if (copy.len == 0)
        return;
    for (size_t i = 0; i < a->tag_count; i++)
        if (str_equal(r->tags[i], copy))
            return;
    if (a->tag_count == MORGUE_MAX_TAGS) {
        r->tags_over = true;
        return;
    }
    r->tags[a->tag_count++] = copy;
    a->tags = r->tags;
}

void reading_field(reading *r, morgue_str name, morgue_str value)
{
    morgue_article *a = &r->article;
    if (a->field_count == MORGUE_MAX_FIELDS) {
        r->fields_over = true;
        return;
    }
    morgue_field field = {take(r, name), take(r, value)};
    if (r->failed)
        return;
    r->fields[a->field_count++] = field;
    a->fields = r->fields;
}

morgue_status reading_check(const reading *r, morgue_error *err)
{
    if (r->failed)
        return fail_nomem(err);
    if (r->tags_over)
        return fail(err, MORGUE_LIMIT, "more tags than MORGUE_MAX_TAGS (%d)", MORGUE_MAX_TAGS);
    if (r->fields_over)
        return fail(err, MORGUE_LIMIT, "more fields than MORGUE_MAX_FIELDS (%d)",
                    MORGUE_MAX_FIELDS);
    return article__limits(&r->article, err);
}
