/* Byline, source, tags, identifiers and declared fields as terms and facets. */
#include "draft_internal.h"
#include "terms.h"

static void add_whole(drafter *d, const char *prefix, morgue_str value)
{
    term_make(&d->term, prefix, value);
    draft__postings_add(&d->postings, strbuf_view(&d->term), 0, 0);
}

/* Notes for "field:*" that the field has a value. */
static void add_has(drafter *d, const char *field)
{
    add_whole(d, TERM_HAS, str_of(field));
}

morgue_status draft__fold(drafter *d, morgue_str value, morgue_error *err)
{
    morgue_status status = analyze(d->analyzer, value, &d->field, err);
    if (status)
        return status;
    strbuf_clear(&d->folded);
    tokens_join(d->field.tokens, d->field.count, &d->folded);
    if (d->folded.len == 0)
        strbuf_str(&d->folded, value);
    return strbuf_check(&d->folded, err);
}

/* The words of a field that is asked by word or phrase, never by stem. */
static morgue_status add_words_of(drafter *d, const char *prefix, morgue_str value,
                                  morgue_error *err)
{
    morgue_status status = analyze(d->analyzer, value, &d->field, err);
    for (size_t i = 0; !status && i < d->field.count; i++) {
        const token *t = &d->field.tokens[i];
        term_make(&d->term, prefix, t->norm);
        draft__postings_add(&d->postings, strbuf_view(&d->term), 0, t->position + 1);
        if (t->exact.len) {
            term_make(&d->term, prefix, t->exact);
            draft__postings_add(&d->postings, strbuf_view(&d->term), 0, t->position + 1);
        }
    }
    return status;
}

/* A field of words that is also a facet. */
static morgue_status add_named(drafter *d, const char *field, const char *prefix, unsigned facet,
                               morgue_str value, morgue_error *err)
{
    if (value.len == 0)
        return MORGUE_OK;
    add_has(d, field);
    morgue_status status = add_words_of(d, prefix, value, err);
    if (!status)
        status = draft__fold(d, value, err);
    return status ? status : draft__add_facet(d, facet, strbuf_view(&d->folded), value, 0, err);
}

/* "zh-Hant" is found by zh-hant and by zh. */
static morgue_status add_lang(drafter *d, morgue_str lang, morgue_error *err)
{
    if (lang.len == 0)
        return MORGUE_OK;
    add_has(d, "lang");
    strbuf_clear(&d->folded);
    for (size_t i = 0; i < lang.len; i++)
        strbuf_char(&d->folded, lang.ptr[i] == '_' ? '-' : ascii_lower(lang.ptr[i]));
    morgue_str whole = strbuf_view(&d->folded);
    add_whole(d, TERM_LANG, whole);
    morgue_str primary = str_range(whole, 0, str_find(whole, 0, '-'));
    if (primary.len < whole.len)
        add_whole(d, TERM_LANG, primary);
    return draft__add_facet(d, FACET_LANG, primary, primary, 0, err);
}

static morgue_status add_tags(drafter *d, const morgue_article *a, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    if (a->tag_count)
        add_has(d, "tag");
    for (size_t i = 0; !status && i < a->tag_count; i++) {
        status = draft__fold(d, a->tags[i], err);
        if (status)
            break;
        add_whole(d, TERM_TAG, strbuf_view(&d->folded));
        status = draft__add_facet(d, FACET_TAG, strbuf_view(&d->folded), a->tags[i], 0, err);
    }
    return status;
}

/* The host of a URL: example.org of http://user@www.example.org:80/x, without
 * a leading "www.". */
static morgue_str host_of(morgue_str url)
{
    size_t scheme = str_search(url, 0, STR("://"));
    if (scheme == url.len)
        return (morgue_str){NULL, 0};
    morgue_str rest = str_range(url, scheme + 3, url.len);
    size_t end = 0;
    while (end < rest.len && !memchr("/?#", rest.ptr[end], 3))
        end++;
    morgue_str host = str_range(rest, 0, end);
    size_t at = str_find(host, 0, '@');
    if (at < host.len)
        host = str_range(host, at + 1, host.len);
    host = str_range(host, 0, str_find(host, 0, ':'));
    return str_starts(host, STR("www.")) ? str_range(host, 4, host.len) : host;
}

/* news.example.org is found by itself, by example.org and by org. */
static void add_url(drafter *d, morgue_str url)
{
    if (url.len == 0)
        return;
    add_has(d, "url");
    add_whole(d, TERM_URL, url);
    strbuf_clear(&d->folded);
    morgue_str host = host_of(url);
    for (size_t i = 0; i < host.len; i++)
        strbuf_char(&d->folded, ascii_lower(host.ptr[i]));
    for (morgue_str rest = strbuf_view(&d->folded); rest.len; str_split(&rest, '.'))
        add_whole(d, TERM_HOST, rest);
}

static morgue_status add_declared(drafter *d, const morgue_field *field, morgue_error *err)
{
    const declared_field *declared = schema_field(d->config, field->name);
    if (!declared || field->value.len == 0)
        return MORGUE_OK;
    char prefix[TERM_DECLARED_PREFIX];
    term_declared_prefix(declared->name, prefix);
    add_whole(d, TERM_HAS, declared->name);
    morgue_status status = draft__fold(d, field->value, err);
    if (status)
        return status;
    if (declared->facet)
        status = draft__add_facet(d, FACET_BUILTIN_COUNT + (unsigned)(declared - d->config->fields),
                                  strbuf_view(&d->folded), field->value, 0, err);
    if (!declared->text)
        add_whole(d, prefix, strbuf_view(&d->folded));
    return status || !declared->text ? status : add_words_of(d, prefix, field->value, err);
}

morgue_status draft__add_fields(drafter *d, const morgue_article *a, morgue_str file,
                                morgue_error *err)
{
    add_whole(d, TERM_ID, a->id);
    add_has(d, "id");
    if (file.len)
        add_whole(d, TERM_PATH, file);
    if (a->title.len)
        add_has(d, "headline");
    if (a->body.len)
        add_has(d, "body");
    if (a->standfirst.len || a->body.len)
        add_has(d, "lede");
    if (a->date.precision != MORGUE_PRECISION_NONE)
        add_has(d, "date");
    add_url(d, a->url);
    morgue_status status = add_named(d, "byline", TERM_BYLINE, FACET_BYLINE, a->byline, err);
    if (!status)
        status = add_named(d, "source", TERM_SOURCE, FACET_SOURCE, a->source, err);
    if (!status)
        status = add_named(d, "section", TERM_SECTION, FACET_SECTION, a->section, err);
    if (!status)
        status = add_lang(d, a->lang, err);
    if (!status)
        status = add_tags(d, a, err);
    for (size_t i = 0; !status && i < a->field_count; i++)
        status = add_declared(d, &a->fields[i], err);
    return status;
}
