/*
 * Formats of texts. Any bytes as a format over odd words give a status and no
 * more than the limit; any text, made UTF-8, comes back from its format as it was.
 */
#include "draft_text.h"
#include "form.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition) require(condition, #condition, __LINE__)
#define LIMIT              5000

static void require(bool holds, const char *condition, int line)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_text_format.c:%d: does not hold: %s\n", line, condition);
    abort();
}

/* The norms of a list by position. */
typedef struct norms {
    morgue_str *at;
    uint32_t count;
} norms;

static morgue_str norm_at(void *context, uint32_t position)
{
    const norms *n = context;
    return n->count ? n->at[position % n->count] : STR("word");
}

static norms norms_of(const token_list *list)
{
    norms n = {calloc(list->positions + 1, sizeof *n.at), 0};
    REQUIRE(n.at != NULL);
    for (size_t i = 0; i < list->count; i++)
        if (!list->tokens[i].alternate)
            n.at[n.count++] = list->tokens[i].norm;
    REQUIRE(n.count == list->positions);
    return n;
}

/* The text back from its format, with exactly its own bytes as the limit. */
static void there_and_back(morgue_str text, const token_list *list, norms *n)
{
    strbuf format = {0}, out = {0};
    draft_text_write(text, list, &format);
    REQUIRE(!format.failed);
    REQUIRE(draft_text_read(strbuf_view(&format), list->positions, norm_at, n, text.len, &out,
                            NULL) == MORGUE_OK);
    REQUIRE(str_equal(strbuf_view(&out), text));
    strbuf_free(&format);
    strbuf_free(&out);
}

/* The input as a format, of as many words as its first byte says. */
static void read_hostile(morgue_str format, norms *n)
{
    strbuf out = {0};
    morgue_error err = {0};
    uint32_t count = format.len ? (unsigned char)format.ptr[0] : 0;
    morgue_status status =
        draft_text_read(str_range(format, 1, format.len), count, norm_at, n, LIMIT, &out, &err);
    REQUIRE(status == MORGUE_OK || (status == MORGUE_CORRUPT && err.message[0]));
    REQUIRE(out.len <= LIMIT && (status == MORGUE_OK || out.len == 0));
    strbuf_free(&out);
}

static void take_apart(morgue_str key)
{
    form_part part;
    size_t parts = 0, len = key.len;
    while (form_next(&key, &part)) {
        REQUIRE(part.norm.len > 0 && part.norm.len <= len);
        REQUIRE(++parts <= len);
    }
    REQUIRE(key.len == 0);
}

/* Bytes that are not UTF-8 become question marks. */
static morgue_str make_valid(const uint8_t *data, size_t size, strbuf *out)
{
    morgue_str rest = {(const char *)data, size};
    while (rest.len) {
        size_t good = utf8_first_bad(rest);
        strbuf_add(out, rest.ptr, good);
        if (good < rest.len)
            strbuf_char(out, '?');
        rest = str_range(rest, good + 1, rest.len);
    }
    return strbuf_view(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static analyzer *a;
    strbuf valid = {0};
    token_list list = {0};
    morgue_str text = make_valid(data, size, &valid);
    if (!a)
        REQUIRE(analyzer_new(&a, STR("en"), NULL) == MORGUE_OK);
    REQUIRE(analyze(a, text, &list, NULL) == MORGUE_OK);
    norms n = norms_of(&list);
    there_and_back(text, &list, &n);
    read_hostile((morgue_str){(const char *)data, size}, &n);
    take_apart((morgue_str){(const char *)data, size});
    free(n.at);
    token_list_free(&list);
    strbuf_free(&valid);
    return 0;
}
