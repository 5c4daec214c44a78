/* JSON Lines: one article a line; a bad line does not stop the others. */
#include "source_internal.h"

static int detect(morgue_str head, morgue_str path)
{
    static const char *const suffixes[] = {".jsonl", ".ndjson", NULL};
    static const char *const whole[] = {".json", NULL};
    bool named = source__suffixed(path, suffixes);
    morgue_str rest = head, first = {0}, second = {0};
    while (source__next_line(&rest, &first) && source__blank(first))
        ;
    first = str_trim(first);
    if (!str_starts(first, STR("{")))
        return named ? 1 : 0;
    bool two = str_ends(first, STR("}")) && source__next_line(&rest, &second) &&
               str_starts(second, STR("{"));
    if (named || two)
        return 3;
    /* A first line longer than the head looks like a line of many. */
    return rest.len == 0 && first.len > SOURCE_HEAD / 2 && !source__suffixed(path, whole) ? 2 : 0;
}

/* What is kept from line to line. */
typedef struct line_run {
    reading r;
    json_parser parser;
    field_texts texts;
    strbuf line;
} line_run;

/* MORGUE_FORMAT and MORGUE_LIMIT are the line's fault. */
static morgue_status parse_line(line_run *run, morgue_str line, const source_options *options,
                                morgue_error *err)
{
    json_object *object = NULL;
    morgue_status status = source__json_parse(&run->parser, &object, line, err);
    if (status == MORGUE_OK && !json_object_is_type(object, json_type_object))
        status = fail(err, MORGUE_FORMAT, "not a JSON object");
    if (status == MORGUE_OK)
        status = source__map_fields(&run->r, object, options->config, &run->texts, err);
    json_object_put(object);
    return status;
}

static morgue_status one_line(line_run *run, uint64_t n, const source_file *file,
                              const source_options *options, morgue_error *err)
{
    morgue_error fault = {0};
    strbuf *date = &run->texts.date;
    strbuf_clear(date);
    morgue_status status = parse_line(run, strbuf_view(&run->line), options, &fault);
    if (status == MORGUE_OK)
        return source__emit(&run->r, strbuf_view(date), file, options, n, err);
    reading_clear(&run->r);
    if (status == MORGUE_NOMEM)
        return fail_nomem(err);
    return source__refuse(file, options, n, status, fault.message) ? MORGUE_OK : fail_nomem(err);
}

static morgue_status read_lines(struct source_stream *in, const source_file *file,
                                const source_options *options, morgue_error *err)
{
    line_run run = {0};
    morgue_status status;
    bool more = true;
    for (;;) {
        morgue_error fault = {0};
        status = source__line(in, MORGUE_MAX_LINE, &run.line, &more, &fault);
        if (status == MORGUE_LIMIT && more) {
            if (!source__refuse(file, options, in->line, status, fault.message))
                status = fail_nomem(err);
            else
                continue;
        }
        if (status != MORGUE_OK && err)
            *err = fault;
        if (status != MORGUE_OK || !more)
            break;
        if (!source__blank(strbuf_view(&run.line)))
            status = one_line(&run, in->line, file, options, err);
        if (status != MORGUE_OK)
            break;
    }
    strbuf_free(&run.line);
    source__field_texts_free(&run.texts);
    source__json_parser_free(&run.parser);
    reading_free(&run.r);
    return status;
}

static const char *const jsonl_suffixes[] = {".jsonl", ".ndjson", NULL};

const source_reader source__jsonl = {"jsonl", "JSON Lines: one object a line, one article each",
                                     jsonl_suffixes, detect, read_lines};
