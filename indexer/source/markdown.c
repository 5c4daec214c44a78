/* Markdown with YAML front matter. */
#include "markdown.h"

#include "source_internal.h"
#include "yaml.h"

static const char *const markdown_suffixes[] = {".md", ".markdown", ".mdown", NULL};

/* ---- front matter ---- */

/* Between a first line "---" and a line "---" or "..."; *rest is what follows. */
static bool front_matter(morgue_str text, morgue_str *yaml, morgue_str *rest)
{
    morgue_str line, after = text;
    if (!source__next_line(&after, &line) || !str_is(line, "---"))
        return false;
    size_t start = text.len - after.len;
    for (;;) {
        size_t at = text.len - after.len;
        if (!source__next_line(&after, &line))
            return false;
        morgue_str mark = str_trim(line);
        if (line.len && line.ptr[0] != ' ' && (str_is(mark, "---") || str_is(mark, "..."))) {
            *yaml = str_range(text, start, at);
            *rest = after;
            return true;
        }
    }
}

static bool looks_like_front(morgue_str head)
{
    morgue_str line, rest = head;
    if (!source__next_line(&rest, &line) || !str_is(line, "---"))
        return false;
    while (source__next_line(&rest, &line)) {
        size_t colon = str_find(line, 0, ':');
        if (colon > 0 && colon < line.len && ascii_alpha(line.ptr[0]))
            return true;
        if (!source__blank(line) && line.ptr[0] != '#')
            return false;
    }
    return false;
}

static int detect(morgue_str head, morgue_str path)
{
    bool named = source__suffixed(path, markdown_suffixes);
    if (looks_like_front(head))
        return named ? 3 : 2;
    return named ? 1 : 0;
}

static json_object *to_json(const yaml_node *node, bool *failed);

static void map_to_json(const yaml_node *node, json_object *object, bool *failed)
{
    strbuf key = {0};
    for (size_t i = 0; i + 1 < node->count && !*failed; i += 2) {
        strbuf_clear(&key);
        strbuf_str(&key, node->children[i].text);
        json_object *member = to_json(&node->children[i + 1], failed);
        *failed = *failed || key.failed;
        if (*failed || json_object_object_add(object, key.ptr ? key.ptr : "", member) != 0) {
            json_object_put(member);
            *failed = true;
        }
    }
    strbuf_free(&key);
}

/* The depth of a YAML tree is bounded by MORGUE_MAX_YAML_DEPTH. */
static json_object *to_json(const yaml_node *node, bool *failed)
{
    json_object *value = NULL;
    if (*failed || yaml_is_null(node))
        return NULL;
    if (node->kind == YAML_SCALAR)
        value =
            json_object_new_string_len(node->text.ptr ? node->text.ptr : "", (int)node->text.len);
    else
        value = node->kind == YAML_MAP ? json_object_new_object() : json_object_new_array();
    *failed = *failed || !value;
    if (value && node->kind == YAML_MAP)
        map_to_json(node, value, failed);
    for (size_t i = 0; value && node->kind == YAML_LIST && i < node->count && !*failed; i++) {
        json_object *element = to_json(&node->children[i], failed);
        if (!*failed && json_object_array_add(value, element) != 0) {
            json_object_put(element);
            *failed = true;
        }
    }
    return value;
}

static morgue_status map_front(reading *r, field_texts *texts, morgue_str yaml,
                               const morgue_config *config, morgue_error *err)
{
    yaml_document *document = NULL;
    morgue_error fault = {0};
    morgue_status status = yaml_parse(&document, yaml, &fault);
    if (status != MORGUE_OK)
        return fail_at(err, status, fault.line ? fault.line + 1 : 0, fault.column,
                       "front matter: %s", fault.message);
    bool failed = false;
    json_object *object = to_json(yaml_root(document), &failed);
    if (failed)
        status = fail_nomem(err);
    else if (json_object_is_type(object, json_type_object))
        status = source__map_fields(r, object, config, texts, err);
    json_object_put(object);
    yaml_free(document);
    return status;
}

/* ---- the text ---- */

/* The text of a first "# heading", with the marks inside it gone. */
static bool first_heading(morgue_str text, strbuf *heading, morgue_str *rest)
{
    morgue_str line;
    *rest = text;
    while (source__next_line(rest, &line))
        if (!source__blank(line))
            break;
    line = text.len ? str_trim(line) : (morgue_str){0};
    if (line.len < 3 || line.ptr[0] != '#' || !ascii_space(line.ptr[1]))
        return false;
    line = str_trim(str_range(line, 2, line.len));
    while (line.len && line.ptr[line.len - 1] == '#')
        line.len--;
    markdown_inline(heading, str_trim(line));
    return heading->len > 0;
}

/* A heading that is the title is not repeated in the body. */
static void fill_text(reading *r, morgue_str text, strbuf *body)
{
    strbuf heading = {0};
    morgue_str rest;
    if (first_heading(text, &heading, &rest)) {
        if (r->article.title.len == 0)
            reading_set(r, &r->article.title, strbuf_view(&heading));
        if (str_equal(r->article.title, str_trim(strbuf_view(&heading))))
            text = rest;
    }
    markdown_strip(body, text);
    if (body->len || r->article.body.len == 0)
        reading_set(r, &r->article.body, str_trim(strbuf_view(body)));
    r->failed = r->failed || body->failed || heading.failed;
    strbuf_free(&heading);
}

static morgue_status fill(reading *r, field_texts *texts, morgue_str text,
                          const morgue_config *config, morgue_error *err)
{
    morgue_str yaml, rest = text;
    strbuf body = {0};
    morgue_status status = MORGUE_OK;
    if (front_matter(text, &yaml, &rest))
        status = map_front(r, texts, yaml, config, err);
    if (status == MORGUE_OK)
        fill_text(r, rest, &body);
    strbuf_free(&body);
    return status;
}

static morgue_status read_markdown(struct source_stream *in, const source_file *file,
                                   const source_options *options, morgue_error *err)
{
    reading r = {0};
    strbuf text = {0};
    field_texts texts = {0};
    morgue_status status = source__whole(in, &text, err);
    if (status == MORGUE_OK)
        status = fill(&r, &texts, strbuf_view(&text), options->config, err);
    if (status == MORGUE_OK)
        status = source__emit(&r, strbuf_view(&texts.date), file, options, 0, err);
    strbuf_free(&text);
    source__field_texts_free(&texts);
    reading_free(&r);
    return status;
}

const source_reader source__markdown = {
    "markdown", "Markdown, with YAML front matter between lines of three dashes", markdown_suffixes,
    detect, read_markdown};
