/* Reading the questions of an evaluation. */
#include "topics.h"

#include "error.h"
#include "io.h"

#include <morgue/limits.h>

#include <fcntl.h>
#include <stdlib.h>

static bool blank(char c)
{
    return ascii_space(c);
}

static morgue_str first_word(morgue_str s)
{
    size_t n = 0;
    s = str_trim(s);
    while (n < s.len && !blank(s.ptr[n]))
        n++;
    return str_range(s, 0, n);
}

static morgue_status add(topics *t, morgue_str id, morgue_str text, bool title, unsigned line,
                         morgue_error *err)
{
    if (first_word(id).len != id.len || !id.len)
        return fail_at(err, MORGUE_FORMAT, line, 1,
                       "line %u: a topic's id is one word; write id, tab, question", line);
    if (!text.len)
        return fail_at(err, MORGUE_FORMAT, line, 1, "line %u: the topic '%.*s' asks nothing", line,
                       (int)(id.len < 40 ? id.len : 40), id.ptr);
    if (t->count == t->capacity) {
        size_t capacity = t->capacity ? t->capacity * 2 : 64;
        topic *grown = realloc(t->items, capacity * sizeof *grown);
        if (!grown)
            return fail_nomem(err);
        t->items = grown;
        t->capacity = capacity;
    }
    t->items[t->count++] = (topic){id, text, title};
    return MORGUE_OK;
}

static morgue_status find_lines(topics *t, morgue_str rest, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (unsigned number = 1; !status && rest.len; number++) {
        morgue_str line = str_split(&rest, '\n');
        size_t tab = str_find(line, 0, '\t');
        if (str_trim(line).len)
            status = add(t, str_trim(str_range(line, 0, tab)),
                         str_trim(str_range(line, tab + 1, line.len)), false, number, err);
    }
    return status;
}

static unsigned line_of(morgue_str all, size_t at)
{
    unsigned line = 1;
    for (size_t i = 0; i < at; i++)
        line += all.ptr[i] == '\n';
    return line;
}

/* What stands behind a tag, up to the next "<". */
static morgue_str behind(morgue_str all, size_t at)
{
    return str_trim(str_range(all, at, str_find(all, at, '<')));
}

static morgue_str without(morgue_str text, morgue_str head)
{
    return str_starts(text, head) ? str_trim(str_range(text, head.len, text.len)) : text;
}

static morgue_status find_tags(topics *t, morgue_str all, morgue_error *err)
{
    static const morgue_str num = {"<num>", 5}, title = {"<title>", 7};
    morgue_status status = MORGUE_OK;
    for (size_t at = 0; !status && (at = str_search(all, at, num)) < all.len;) {
        morgue_str id = without(behind(all, at + num.len), STR("Number:"));
        size_t next = str_search(all, at + 1, num), titled = str_search(all, at, title);
        morgue_str text = titled < next ? behind(all, titled + title.len) : (morgue_str){NULL, 0};
        status = add(t, id, without(text, STR("Topic:")), true, line_of(all, at), err);
        at = next;
    }
    return status;
}

morgue_status topics_find(topics *t, morgue_error *err)
{
    morgue_str all = strbuf_view(&t->bytes);
    bool tags = str_search(all, 0, STR("<num>")) < all.len;
    morgue_status status = (tags ? find_tags : find_lines)(t, all, err);
    if (!status && !t->count)
        status = fail(err, MORGUE_FORMAT, "there are no topics; write id, tab, question in a line");
    return status;
}

morgue_status topics_read(topics *t, const char *path, morgue_error *err)
{
    morgue_status status = io_read_file(AT_FDCWD, path, MORGUE_MAX_TOPICS_BYTES, &t->bytes, err);
    if (status == MORGUE_LIMIT)
        return fail(err, MORGUE_LIMIT,
                    "the topics %.200s have more than %d bytes (MORGUE_MAX_TOPICS_BYTES)", path,
                    MORGUE_MAX_TOPICS_BYTES);
    return status ? status : topics_find(t, err);
}

/* Something that can be looked for. */
static bool has_letters(morgue_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (ascii_alpha(word.ptr[i]) || ascii_digit(word.ptr[i]) ||
            (unsigned char)word.ptr[i] >= 0x80)
            return true;
    return false;
}

static void add_word(morgue_str word, strbuf *out)
{
    strbuf_char(out, '\\'); /* capitals that would be an operator, too */
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        bool plain = ascii_alpha(c) || ascii_digit(c) || (unsigned char)c >= 0x80;
        if (i && !plain)
            strbuf_char(out, '\\');
        strbuf_char(out, c);
    }
}

void topic_question(const topic *t, strbuf *out)
{
    morgue_str rest = t->text;
    if (!t->title) {
        strbuf_str(out, rest);
        return;
    }
    bool any = false;
    while (rest.len) {
        rest = str_trim(rest);
        morgue_str word = first_word(rest);
        rest = str_range(rest, word.len, rest.len);
        if (!has_letters(word))
            continue;
        strbuf_text(out, any ? " OR " : "");
        add_word(word, out);
        any = true;
    }
}

void topics_free(topics *t)
{
    strbuf_free(&t->bytes);
    free(t->items);
    *t = (topics){0};
}
