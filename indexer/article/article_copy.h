/* Articles on their own: checking and copying. */
#ifndef ARTICLE_COPY_H
#define ARTICLE_COPY_H

#include "arena.h"

#include <morgue/article.h>
#include <morgue/status.h>

/* A copy in one block that morgue_article_free() frees. */
morgue_status article_copy(morgue_article **out, const morgue_article *from, morgue_error *err);

/* A copy that lies in memory; NULL when there is none. */
morgue_article *article_copy_in(arena *memory, const morgue_article *from);

/*
 * Is it fit for an archive? MORGUE_INVALID: no id, a text that is not UTF-8 or
 * has a NUL byte, a date that cannot be. MORGUE_LIMIT names the limit.
 */
morgue_status article_check(const morgue_article *a, morgue_error *err);

#endif
