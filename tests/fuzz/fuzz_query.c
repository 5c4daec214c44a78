/* Fuzz target: any bytes parse, or fail with a range inside them; the canonical
 * text of what parses means the same. */
#include "parse.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_failure(morgue_str text, morgue_status status, const morgue_error *err)
{
    strbuf lines = {0};
    require(status == MORGUE_QUERY || status == MORGUE_LIMIT);
    require(err->from <= err->to && err->to <= text.len && err->message[0]);
    query_caret(text, err->from, err->to, &lines);
    require(lines.failed || lines.len > 3);
    strbuf_free(&lines);
}

static void check_success(const morgue_query *q)
{
    morgue_query *again = NULL;
    strbuf dump = {0};
    query_dump(q, &dump);
    require(dump.failed || dump.len > 3);
    strbuf_free(&dump);
    size_t len = strlen(morgue_query_text(q));
    if (len > MORGUE_MAX_QUERY_BYTES)
        return;
    require(morgue_query_parse(&again, morgue_query_text(q), len, 0, 0, NULL) == MORGUE_OK);
    require(strcmp(morgue_query_text(q), morgue_query_text(again)) == 0);
    morgue_query_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    morgue_query *q = NULL;
    morgue_error err = {0};
    /* A copy of exactly this size, so that reading over its end is seen. */
    char *text = malloc(size ? size : 1);
    require(text != NULL);
    if (size)
        memcpy(text, data, size);
    morgue_status status = morgue_query_parse(&q, text, size, INT64_C(1686832200), -18000, &err);
    if (status == MORGUE_OK)
        check_success(q);
    else
        check_failure((morgue_str){text, size}, status, &err);
    morgue_query_free(q);
    free(text);
    return 0;
}
