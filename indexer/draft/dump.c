/* Lines for people and golden tests: tokens, entities, drafts. */
#include "draft_internal.h"

#include "article_copy.h"
#include "calendar.h"
#include "error.h"

/* Tabs and line ends would break the columns. */
static void add_cell(strbuf *out, morgue_str text)
{
    for (size_t i = 0; i < text.len; i++)
        strbuf_char(out, (unsigned char)text.ptr[i] < 0x20 ? ' ' : text.ptr[i]);
}

static void add_line(strbuf *out, const morgue_article *a, const char *field, uint32_t from,
                     uint32_t to, const char *kind, morgue_str norm, morgue_str text)
{
    add_cell(out, a->id);
    strbuf_printf(out, "\t%s\t%u\t%u\t%s\t", field, from, to, kind);
    add_cell(out, norm);
    strbuf_char(out, '\t');
    add_cell(out, str_range(text, from, to));
    strbuf_char(out, '\n');
}

static void dump_tokens(strbuf *out, const morgue_article *a, const char *field, morgue_str text,
                        const token_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        add_line(out, a, field, t->from, t->to, token_kind_name(t->kind), t->norm, text);
    }
}

morgue_status drafter_dump_tokens(drafter *d, const morgue_article *a, strbuf *out,
                                  morgue_error *err)
{
    morgue_status status = article_check(a, err);
    if (!status)
        status = draft__analyze(d, a, err);
    if (status)
        return status;
    dump_tokens(out, a, "title", a->title, &d->title);
    dump_tokens(out, a, "standfirst", a->standfirst, &d->standfirst);
    dump_tokens(out, a, "body", a->body, &d->body);
    return strbuf_check(out, err);
}

static void dump_mentions(strbuf *out, const morgue_article *a, const char *field, morgue_str text,
                          const mention_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const mention *m = &list->mentions[i];
        add_line(out, a, field, m->from, m->to, entity_kind_name(m->kind), m->surface, text);
    }
}

morgue_status drafter_dump_entities(drafter *d, const morgue_article *a, strbuf *out,
                                    morgue_error *err)
{
    morgue_status status = article_check(a, err);
    if (!status)
        status = draft__analyze(d, a, err);
    if (!status)
        status = recognise(d->names, a->title, &d->title, a->body, &d->body, &d->in_title,
                           &d->in_body, err);
    if (status)
        return status;
    dump_mentions(out, a, "title", a->title, &d->in_title);
    dump_mentions(out, a, "body", a->body, &d->in_body);
    return strbuf_check(out, err);
}

static const char *text_name(unsigned field)
{
    static const char *const names[TEXT_DECLARED] = {"headline", "standfirst", "body",
                                                     "byline",   "source",     "section"};
    return field < TEXT_DECLARED ? names[field] : "declared";
}

/* A form as one word: "covid=covid19", "reunion~réunion", the stem in brackets. */
static void add_form(strbuf *out, morgue_str key)
{
    form_part part;
    for (bool first = true; form_next(&key, &part); first = false) {
        if (!first)
            strbuf_char(out, '=');
        add_cell(out, part.norm);
        if (part.exact.len) {
            strbuf_char(out, '~');
            add_cell(out, part.exact);
        }
        if (part.stem.len && !str_equal(part.stem, part.norm)) {
            strbuf_char(out, '[');
            add_cell(out, part.stem);
            strbuf_char(out, ']');
        }
    }
}

/* "|" between words, " / " between sentences, " // " between paragraphs. */
static void add_words(const draft *d, const draft_text *t, strbuf *out)
{
    uint32_t next = 0, sentence = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        if (i == next) {
            bool paragraph = t->sentences[sentence] & 1;
            if (i)
                strbuf_text(out, paragraph ? " // " : " / ");
            next += t->sentences[sentence++] >> 1;
        } else {
            strbuf_char(out, '|');
        }
        add_form(out, form_key_text(d->forms[t->words[i]].key));
    }
}

static void add_text(const draft *d, const draft_text *t, strbuf *out)
{
    strbuf_printf(out, "text\t%s", text_name(t->field));
    if (t->field >= TEXT_DECLARED)
        strbuf_printf(out, " %u", t->field - TEXT_DECLARED);
    strbuf_printf(out, "\t%u words, %u lede, %s\t", t->count, t->lede,
                  t->rebuilt ? "rebuilt" : "stored");
    add_words(d, t, out);
    strbuf_char(out, '\n');
}

void draft_dump(const draft *d, strbuf *out)
{
    char date[CALENDAR_TEXT];
    calendar_format(d->date, date);
    strbuf_text(out, "article\t");
    add_cell(out, d->id);
    strbuf_printf(out, "\ndate\t%s\nwords\t%u\n", date, d->words);
    for (unsigned i = 0; i < d->text_count; i++)
        add_text(d, &d->texts[i], out);
    for (uint32_t i = 0; i < d->form_count; i++) {
        strbuf_text(out, "form\t");
        add_form(out, form_key_text(d->forms[i].key));
        strbuf_printf(out, "\t%u\n", d->forms[i].wdf);
    }
    for (size_t i = 0; i < d->term_count; i++) {
        strbuf_text(out, "term\t");
        add_cell(out, d->terms[i].text);
        strbuf_printf(out, "\t%u\n", d->terms[i].wdf);
    }
    for (size_t i = 0; i < d->facet_count; i++) {
        const draft_facet *f = &d->facets[i];
        strbuf_printf(out, "facet\t%s\t",
                      f->facet < FACET_BUILTIN_COUNT ? facet_name(f->facet) : "declared");
        add_cell(out, f->key);
        strbuf_char(out, '\t');
        add_cell(out, f->display);
        strbuf_printf(out, "\t%u\t%u\n", f->mentions, f->salience);
    }
}
