/* What the files of this room share about articles. */
#ifndef ARTICLE_INTERNAL_H
#define ARTICLE_INTERNAL_H

#include "str.h"

#include <morgue/article.h>
#include <morgue/status.h>

/* The built-in texts in the order of records and fingerprints, path the last. */
#define ARTICLE_TEXTS 10

typedef struct article_text {
    const char *name;
    size_t offset; /* in morgue_article */
} article_text;

extern const article_text article__texts[ARTICLE_TEXTS];

static inline morgue_str *article__text(morgue_article *a, size_t i)
{
    return (morgue_str *)(void *)((char *)a + article__texts[i].offset);
}

static inline morgue_str article__get(const morgue_article *a, size_t i)
{
    return *(const morgue_str *)(const void *)((const char *)a + article__texts[i].offset);
}

/* MORGUE_LIMIT, naming it, when a text or a count is over its limit. */
morgue_status article__limits(const morgue_article *a, morgue_error *err);

/* article__limits(), and MORGUE_INVALID for bad UTF-8 or an impossible date. */
morgue_status article__sound(const morgue_article *a, morgue_error *err);

#endif
