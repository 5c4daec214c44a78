/* JSON: one object is one article; a list, or objects in a row, are many. */
#include "source_internal.h"

static const char *const json_suffixes[] = {".json", NULL};

static int detect(morgue_str head, morgue_str path)
{
    bool named = source__suffixed(path, json_suffixes);
    head = str_trim(head);
    morgue_str inside = str_trim(str_range(head, 1, head.len));
    bool object = str_starts(head, STR("{")) &&
                  (inside.len == 0 || inside.ptr[0] == '"' || inside.ptr[0] == '}');
    bool list = str_starts(head, STR("[")) &&
                (inside.len == 0 || inside.ptr[0] == '{' || inside.ptr[0] == ']');
    if (object || list)
        return named ? 3 : 2;
    return named ? 1 : 0;
}

typedef struct json_run {
    struct source_stream *in;
    const source_file *file;
    const source_options *options;
    json_parser parser;
    reading r;
    field_texts texts;
} json_run;

/* Takes white space off the stream; *c is the byte that comes then, 0 at the end. */
static morgue_status next_byte(json_run *run, char *c, morgue_error *err)
{
    morgue_str part;
    morgue_status status;
    *c = 0;
    while ((status = source__chunk(run->in, &part, err)) == MORGUE_OK && part.len) {
        size_t at = 0;
        while (at < part.len && ascii_space(part.ptr[at]))
            at++;
        source__unread(run->in, part.len - at);
        if (at < part.len) {
            *c = part.ptr[at];
            break;
        }
    }
    return status;
}

static morgue_status skip_byte(json_run *run, morgue_error *err)
{
    morgue_str part;
    morgue_status status = source__chunk(run->in, &part, err);
    if (status == MORGUE_OK && part.len)
        source__unread(run->in, part.len - 1);
    return status;
}

/* A value on its way through the parser; the first fault is kept, and the
 * value is gone over to its end all the same. */
typedef struct json_pass {
    json_gauge gauge;
    size_t size, limit;
    enum json_tokener_error state;
    json_object *value;
    morgue_status status;
    morgue_error fault;
} json_pass;

static void feed(json_run *run, json_pass *pass, morgue_str part)
{
    pass->size += part.len;
    if (pass->status != MORGUE_OK)
        return;
    pass->status = source__gauge_check(&pass->gauge, &pass->fault);
    if (pass->status == MORGUE_OK && pass->size > pass->limit)
        pass->status =
            fail(&pass->fault, MORGUE_LIMIT, "JSON object of more than %zu bytes", pass->limit);
    if (pass->status != MORGUE_OK)
        return;
    pass->value = json_tokener_parse_ex(run->parser.tokener, part.ptr, (int)part.len);
    pass->state = json_tokener_get_error(run->parser.tokener);
    if (pass->state != json_tokener_continue && pass->state != json_tokener_success)
        pass->status = source__json_fault(pass->state, &pass->fault);
}

/* Takes the value that begins with a bracket off the stream. What is wrong with
 * it is in pass; the result tells of the stream. */
static morgue_status take_value(json_run *run, json_pass *pass, morgue_error *err)
{
    size_t end = 0;
    if (!source__json_ready(&run->parser))
        return fail_nomem(err);
    while (end == 0) {
        morgue_str part;
        morgue_status status = source__chunk(run->in, &part, err);
        if (status != MORGUE_OK)
            return status;
        if (part.len == 0)
            return source__json_fault(json_tokener_continue, err);
        end = source__gauge(&pass->gauge, part, true);
        if (end) {
            source__unread(run->in, part.len - end);
            part.len = end;
        }
        feed(run, pass, part);
    }
    if (pass->status == MORGUE_OK && pass->state != json_tokener_success)
        pass->status = source__json_fault(pass->state, &pass->fault);
    return MORGUE_OK;
}

static morgue_status emit_object(json_run *run, json_object *object, uint64_t n, morgue_error *err)
{
    strbuf *date = &run->texts.date;
    strbuf_clear(date);
    morgue_status status =
        source__map_fields(&run->r, object, run->options->config, &run->texts, err);
    if (status == MORGUE_OK)
        status = source__emit(&run->r, strbuf_view(date), run->file, run->options, n, err);
    return status;
}

/* The n-th of many: a fault of its own is refused, the next one is read. */
static morgue_status member(json_run *run, json_pass *pass, uint64_t n, morgue_error *err)
{
    if (pass->status == MORGUE_OK && !json_object_is_type(pass->value, json_type_object))
        pass->status = fail(&pass->fault, MORGUE_FORMAT, "not a JSON object");
    if (pass->status == MORGUE_OK)
        return emit_object(run, pass->value, n, err);
    if (pass->status == MORGUE_NOMEM ||
        !source__refuse(run->file, run->options, n, pass->status, pass->fault.message))
        return fail_nomem(err);
    return MORGUE_OK;
}

/* Objects one after the other; the first stands alone when nothing follows. */
static morgue_status read_objects(json_run *run, morgue_error *err)
{
    char c = '{';
    morgue_status status = MORGUE_OK;
    for (uint64_t n = 1; status == MORGUE_OK && c == '{'; n++) {
        json_pass pass = {.limit = MORGUE_MAX_FILE};
        status = take_value(run, &pass, err);
        if (status == MORGUE_OK)
            status = next_byte(run, &c, err);
        if (status == MORGUE_OK && c && c != '{')
            status = fail(err, MORGUE_FORMAT, "not JSON: more text behind the object");
        if (status == MORGUE_OK && n == 1 && !c) {
            status = pass.status;
            if (status == MORGUE_OK)
                status = emit_object(run, pass.value, 0, err);
            else if (err)
                *err = pass.fault;
        } else if (status == MORGUE_OK) {
            status = member(run, &pass, n, err);
        }
        json_object_put(pass.value);
    }
    return status;
}

/* Passes over a number, a string or a word up to the comma or bracket behind it. */
static morgue_status skip_scalar(json_run *run, morgue_error *err)
{
    json_gauge gauge = {0};
    for (;;) {
        morgue_str part;
        morgue_status status = source__chunk(run->in, &part, err);
        if (status != MORGUE_OK || part.len == 0)
            return status;
        for (size_t i = 0; i < part.len; i++) {
            if (!gauge.in_string && (part.ptr[i] == ',' || part.ptr[i] == ']')) {
                source__unread(run->in, part.len - i);
                return MORGUE_OK;
            }
            source__gauge(&gauge, str_range(part, i, i + 1), false);
        }
    }
}

static morgue_status list_member(json_run *run, uint64_t n, char c, morgue_error *err)
{
    json_pass pass = {.limit = MORGUE_MAX_LINE};
    morgue_status status =
        c == '{' || c == '[' ? take_value(run, &pass, err) : skip_scalar(run, err);
    if (status == MORGUE_OK)
        status = member(run, &pass, n, err);
    json_object_put(pass.value);
    return status;
}

/* Behind the last bracket of a list only white space may follow. */
static morgue_status end_of_list(json_run *run, morgue_error *err)
{
    char c;
    morgue_status status = skip_byte(run, err);
    if (status == MORGUE_OK)
        status = next_byte(run, &c, err);
    if (status == MORGUE_OK && c)
        status = fail(err, MORGUE_FORMAT, "not JSON: more text behind the list");
    return status;
}

static morgue_status read_list(json_run *run, morgue_error *err)
{
    char c = ',';
    morgue_status status = skip_byte(run, err);
    for (uint64_t n = 1; status == MORGUE_OK && c == ','; n++) {
        status = next_byte(run, &c, err);
        if (status == MORGUE_OK && c == ']' && n == 1)
            break;
        if (status == MORGUE_OK)
            status = list_member(run, n, c, err);
        if (status == MORGUE_OK)
            status = next_byte(run, &c, err);
        if (status == MORGUE_OK && c != ',' && c != ']')
            status = fail(err, MORGUE_FORMAT,
                          c ? "not JSON: no comma behind element %llu"
                            : "not JSON: it ends behind element %llu",
                          (unsigned long long)n);
        if (status == MORGUE_OK && c == ',')
            status = skip_byte(run, err);
    }
    return status == MORGUE_OK ? end_of_list(run, err) : status;
}

static morgue_status read_json(struct source_stream *in, const source_file *file,
                               const source_options *options, morgue_error *err)
{
    json_run run = {.in = in, .file = file, .options = options};
    char c;
    morgue_status status = next_byte(&run, &c, err);
    if (status == MORGUE_OK && c == '{')
        status = read_objects(&run, err);
    else if (status == MORGUE_OK && c == '[')
        status = read_list(&run, err);
    else if (status == MORGUE_OK)
        status = fail(err, MORGUE_FORMAT, "not JSON: neither an object nor a list");
    source__json_parser_free(&run.parser);
    source__field_texts_free(&run.texts);
    reading_free(&run.r);
    return status;
}

const source_reader source__json = {"json", "JSON: an object is one article, a list many",
                                    json_suffixes, detect, read_json};
