/* A value for the content of an article. */
#include "article_internal.h"
#include "reading.h"

/* Folds a part into the value so far. Each part is hashed by itself, so that
 * "ab" + "c" differs from "a" + "bc" and nothing has to be allocated. */
static void fold(fingerprint *value, const void *bytes, size_t n)
{
    fingerprint both[2] = {*value, fingerprint_of((morgue_str){bytes, n})};
    *value = fingerprint_of((morgue_str){(const char *)both, sizeof both});
}

static void fold_number(fingerprint *value, int64_t number)
{
    unsigned char bytes[8]; /* little-endian, the same on every machine */
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    fold(value, bytes, sizeof bytes);
}

fingerprint article_fingerprint(const morgue_article *a)
{
    fingerprint value = {{0}};
    for (size_t i = 0; i < ARTICLE_TEXTS; i++)
        if (article__texts[i].offset != offsetof(morgue_article, path))
            fold(&value, article__get(a, i).ptr, article__get(a, i).len);
    fold_number(&value, a->date.from);
    fold_number(&value, a->date.last);
    fold_number(&value, a->date.precision * 8 + a->date.provenance);
    fold_number(&value, (int64_t)a->tag_count);
    for (size_t i = 0; i < a->tag_count; i++)
        fold(&value, a->tags[i].ptr, a->tags[i].len);
    for (size_t i = 0; i < a->field_count; i++) {
        fold(&value, a->fields[i].name.ptr, a->fields[i].name.len);
        fold(&value, a->fields[i].value.ptr, a->fields[i].value.len);
    }
    return value;
}
