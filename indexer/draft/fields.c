/* Byline, source, tags, identifiers and declared fields as terms and facets. */
#include "draft_internal.h"
#include "terms.h"

void draft__add_term(drafter *d, const char *prefix, morgue_str text, uint32_t wdf)
{
    term_make(&d->term, prefix, text);
    uint32_t before = d->terms.count;
    uint32_t at = d->term.failed ? INTERN_FAILED : draft__intern(&d->terms, strbuf_view(&d->term));
    if (at == INTERN_FAILED ||
        (at == before && !draft__grow((void **)&d->wdf, at, &d->wdf_capacity, sizeof *d->wdf))) {
        d->failed = true;
        return;
    }
    d->wdf[at] = wdf + (at == before ? 0 : d->wdf[at]);
}

void draft__add_token_terms(drafter *d, const char *prefix, const token_list *list, uint32_t wdf)
{
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        draft__add_term(d, prefix, t->norm, wdf);
        if (t->exact.len)
            draft__add_term(d, prefix, t->exact, wdf);
    }
}

static void add_whole(drafter *d, const char *prefix, morgue_str value)
{
    draft__add_term(d, prefix, value, 0);
}

/* Notes for "field:*" that the field has a value. */
static void add_has(drafter *d, const char *field)
{
    add_whole(d, TERM_HAS, str_of(field));
}

/* Of fields that nearly every article has, it is noted where one has none. */
static void add_lacks(drafter *d, const char *field, bool lacks)
{
    if (lacks)
        add_whole(d, TERM_LACKS, str_of(field));
}

/* Analyses a value into d->field; its folded form, for keys, into d->folded: its
 * words joined by one space, or the value itself when it has no words. */
static morgue_status fold(drafter *d, morgue_str value, morgue_error *err)
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

/* A field of words, asked by word or phrase, that is also a facet. */
static morgue_status add_named(drafter *d, text_field field, const char *prefix, facet_id facet,
                               morgue_str value, morgue_error *err)
{
    if (value.len == 0)
        return MORGUE_OK;
    add_has(d, facet_name(facet));
    morgue_status status = fold(d, value, err);
    if (status)
        return status;
    draft__add_token_terms(d, prefix, &d->field, 0);
    draft__add_text(d, field, value, &d->field);
    return draft__add_facet(d, facet, strbuf_view(&d->folded), value, 0, err);
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
        status = fold(d, a->tags[i], err);
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
static void add_hosts(drafter *d, morgue_str url)
{
    if (url.len == 0)
        return;
    strbuf_clear(&d->folded);
    morgue_str host = host_of(url);
    for (size_t i = 0; i < host.len; i++)
        strbuf_char(&d->folded, ascii_lower(host.ptr[i]));
    for (morgue_str rest = strbuf_view(&d->folded); rest.len; str_split(&rest, '.'))
        add_whole(d, TERM_HOST, rest);
}

/* One value of a declared field. */
static morgue_status add_value(drafter *d, unsigned number, morgue_str value, morgue_error *err)
{
    const declared_field *declared = &d->config->fields[number];
    if (value.len == 0)
        return MORGUE_OK;
    char prefix[TERM_DECLARED_PREFIX];
    term_declared_prefix(declared->name, prefix);
    add_whole(d, TERM_HAS, declared->name);
    morgue_status status = fold(d, value, err);
    if (status)
        return status;
    if (declared->text) {
        draft__add_token_terms(d, prefix, &d->field, 0);
        draft__add_text(d, TEXT_DECLARED + number, value, &d->field);
    } else {
        add_whole(d, prefix, strbuf_view(&d->folded));
    }
    return declared->facet ? draft__add_facet(d, FACET_BUILTIN_COUNT + number,
                                              strbuf_view(&d->folded), value, 0, err)
                           : MORGUE_OK;
}

/* By declaration, whatever order the article has its fields in: texts come by
 * field. */
static morgue_status add_declared(drafter *d, const morgue_article *a, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    size_t declared = a->field_count ? d->config->field_count : 0;
    for (unsigned number = 0; number < declared; number++)
        for (size_t i = 0; !status && i < a->field_count; i++)
            if (str_equal(a->fields[i].name, d->config->fields[number].name))
                status = add_value(d, number, a->fields[i].value, err);
    return status;
}

morgue_status draft__add_fields(drafter *d, const morgue_article *a, morgue_str file,
                                morgue_error *err)
{
    if (file.len)
        add_whole(d, TERM_PATH, file);
    add_lacks(d, "headline", a->title.len == 0);
    add_lacks(d, "body", a->body.len == 0);
    add_lacks(d, "lede", a->standfirst.len == 0 && a->body.len == 0);
    add_lacks(d, "date", a->date.precision == MORGUE_PRECISION_NONE);
    add_lacks(d, "url", a->url.len == 0);
    add_hosts(d, a->url);
    morgue_status status = add_named(d, TEXT_BYLINE, TERM_BYLINE, FACET_BYLINE, a->byline, err);
    if (!status)
        status = add_named(d, TEXT_SOURCE, TERM_SOURCE, FACET_SOURCE, a->source, err);
    if (!status)
        status = add_named(d, TEXT_SECTION, TERM_SECTION, FACET_SECTION, a->section, err);
    if (!status)
        status = add_lang(d, a->lang, err);
    if (!status)
        status = add_tags(d, a, err);
    return status ? status : add_declared(d, a, err);
}
