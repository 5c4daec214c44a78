/* The last step of every reader: a complete article to the caller. */
#include "source_internal.h"

static void member_name(strbuf *out, const source_file *file, uint64_t n)
{
    strbuf_str(out, file->path);
    if (n)
        strbuf_printf(out, "#%llu", (unsigned long long)n);
}

bool source__refuse(const source_file *file, const source_options *options, uint64_t n,
                    morgue_status status, const char *why)
{
    if (!options->refuse)
        return true;
    strbuf name = {0};
    member_name(&name, file, n);
    bool named = !name.failed;
    if (named)
        options->refuse(options->context, strbuf_view(&name), status, why);
    strbuf_free(&name);
    return named;
}

static morgue_status complete(reading *r, morgue_str date, const source_file *file,
                              const source_options *options, uint64_t n, morgue_error *err)
{
    morgue_article *a = &r->article;
    strbuf name = {0};
    /* A record with an id of its own is an article even when its text was lost:
     * archives hold such, and their count must not depend on it. */
    if (a->id.len == 0 && source__blank(a->title) && source__blank(a->body))
        return fail(err, MORGUE_FORMAT, "empty: neither a headline nor a text");
    member_name(&name, file, n);
    morgue_status status = strbuf_check(&name, err);
    if (status == MORGUE_OK) {
        reading_set(r, &a->path, strbuf_view(&name));
        if (a->id.len == 0)
            a->id = a->path;
        reading_date(r, date, options->now, file->mtime);
        status = reading_check(r, err);
    }
    strbuf_free(&name);
    return status;
}

morgue_status source__emit(reading *r, morgue_str date, const source_file *file,
                           const source_options *options, uint64_t n, morgue_error *err)
{
    morgue_error fault;
    morgue_status status = complete(r, date, file, options, n, &fault);
    if (status == MORGUE_OK)
        status = options->article(options->context, r, err);
    else if (n > 0 && (status == MORGUE_FORMAT || status == MORGUE_LIMIT))
        status =
            source__refuse(file, options, n, status, fault.message) ? MORGUE_OK : fail_nomem(err);
    else if (err)
        *err = fault;
    reading_clear(r);
    return status;
}

void source__set_byline(reading *r, morgue_str text)
{
    strbuf clean = {0};
    text = str_trim(text);
    if (text.len > 3 && str_equal_nocase(str_range(text, 0, 2), STR("by")) &&
        ascii_space(text.ptr[2]))
        text = str_trim(str_range(text, 3, text.len));
    for (size_t i = 0; i < text.len; i++) {
        bool space = ascii_space(text.ptr[i]);
        if (!space || !ascii_space(text.ptr[i - 1]))
            strbuf_char(&clean, space ? ' ' : text.ptr[i]);
    }
    if (clean.failed)
        r->failed = true;
    else
        reading_set(r, &r->article.byline, strbuf_view(&clean));
    strbuf_free(&clean);
}

void source__set_tags(reading *r, morgue_str list)
{
    while (list.len) {
        size_t comma = str_find(list, 0, ',');
        size_t end = str_find(str_range(list, 0, comma), 0, ';');
        morgue_str tag = str_trim(str_range(list, 0, end));
        list = str_range(list, end + 1, list.len);
        if (tag.len)
            reading_tag(r, tag);
    }
}
