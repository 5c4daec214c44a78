/* Plain text: headline, header lines, byline, body. */
#include "source_internal.h"
#include "text_head.h"

static int detect(morgue_str head, morgue_str path)
{
    (void)path;
    head = str_trim(head);
    if (str_starts(head, STR("<?xml")) || str_starts(head, STR("<rss")))
        return 0;
    return str_starts(head, STR("-- ")) ? 2 : 1;
}

static bool has_sentence_end(morgue_str line)
{
    return line.len && strchr(".!?:", line.ptr[line.len - 1]) != NULL;
}

/* "By Jane Doe" and the like, on a line of its own. */
static bool is_byline(morgue_str line)
{
    line = str_trim(line);
    if (line.len < 6 || line.len > 100 || has_sentence_end(line))
        return false;
    if (!str_equal_nocase(str_range(line, 0, 3), STR("by ")) || line.ptr[0] != 'B')
        return false;
    morgue_str name = str_trim(str_range(line, 3, line.len));
    return name.len && (ascii_upper(name.ptr[0]) || (unsigned char)name.ptr[0] >= 0xc0);
}

static void take_headline(reading *r, morgue_str *rest)
{
    morgue_str line;
    while (r->article.title.len == 0 && source__next_line(rest, &line))
        reading_set(r, &r->article.title, str_trim(line));
}

static void take_byline(reading *r, morgue_str *rest)
{
    morgue_str after = *rest, line;
    if (r->article.byline.len || !source__next_line(&after, &line) || !is_byline(line))
        return;
    source__set_byline(r, line);
    *rest = after;
}

/* Drops the first paragraph when the second begins with its words. */
static morgue_str without_standfirst(morgue_str body)
{
    size_t gap = str_search(body, 0, STR("\n\n"));
    morgue_str second = str_range(body, gap + 2, body.len);
    size_t second_end = str_search(second, 0, STR("\n\n"));
    bool twice =
        second.len && source__repeated(str_range(body, 0, gap), str_range(second, 0, second_end));
    return twice ? second : body;
}

static morgue_status fill(reading *r, strbuf *date, morgue_str text, const morgue_config *config,
                          morgue_error *err)
{
    strbuf body = {0};
    text_head(r, date, &text, &body, config);
    take_headline(r, &text);
    take_byline(r, &text);
    if (body.len)
        strbuf_text(&body, "\n\n");
    source__paragraphs(&body, text);
    reading_set(r, &r->article.body, without_standfirst(strbuf_view(&body)));
    bool failed = body.failed || date->failed;
    strbuf_free(&body);
    return failed ? fail_nomem(err) : MORGUE_OK;
}

static morgue_status read_text(struct source_stream *in, const source_file *file,
                               const source_options *options, morgue_error *err)
{
    reading r = {0};
    strbuf text = {0}, date = {0};
    morgue_status status = source__whole(in, &text, err);
    if (status == MORGUE_OK)
        status = fill(&r, &date, strbuf_view(&text), options->config, err);
    if (status == MORGUE_OK)
        status = source__emit(&r, strbuf_view(&date), file, options, 0, err);
    strbuf_free(&text);
    strbuf_free(&date);
    reading_free(&r);
    return status;
}

static const char *const text_suffixes[] = {".txt", ".text", NULL};

const source_reader source__text = {"text", "plain text: the first line is the headline",
                                    text_suffixes, detect, read_text};
