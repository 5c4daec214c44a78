/* An article: what readers make, what writers store, what show prints. */
#ifndef MORGUE_ARTICLE_H
#define MORGUE_ARTICLE_H

#include <morgue/date.h>
#include <morgue/export.h>
#include <morgue/str.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A field that the configuration declares beyond the built-in ones. */
typedef struct morgue_field {
    morgue_str name;
    morgue_str value;
} morgue_field;

/*
 * All texts are valid UTF-8 without NUL bytes; any may be empty. Paragraphs of
 * the body are separated by an empty line.
 */
typedef struct morgue_article {
    morgue_str id;         /* unique in an archive, at most MORGUE_MAX_ID bytes */
    morgue_str title;      /* the headline */
    morgue_str standfirst; /* the summary under it, when it is not part of the body */
    morgue_str body;
    morgue_str byline; /* who wrote it */
    morgue_str source; /* the outlet or agency */
    morgue_str section;
    morgue_str url;
    morgue_str lang; /* BCP 47, e.g. "en", "zh-Hant"; empty when unknown */
    morgue_str path; /* the file it came from, "a.jsonl.gz#17" inside one of many */
    morgue_date date;
    const morgue_str *tags;
    size_t tag_count;
    const morgue_field *fields;
    size_t field_count;
} morgue_article;

/* Frees an article that a morgue function handed out; NULL is allowed. */
MORGUE_API void morgue_article_free(morgue_article *article);

#ifdef __cplusplus
}
#endif

#endif
