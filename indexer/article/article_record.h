/* An article as bytes: the record that archives store. */
#ifndef ARTICLE_RECORD_H
#define ARTICLE_RECORD_H

#include "arena.h"
#include "strbuf.h"

#include <morgue/article.h>
#include <morgue/status.h>

/*
 * Appends the record of an article that passes article_check(). Layout: a
 * version byte (1); id, title, standfirst, body, byline, source, section, url,
 * lang and path, each a varint length and its bytes; the date as precision and
 * provenance (a byte each), from (zig-zag varint) and last - from (varint); the
 * number of tags and the tags; the number of fields, each a name and a value.
 */
void article_encode(const morgue_article *a, strbuf *out);

/* The article of a whole record, owned by the caller. Expected errors:
 * MORGUE_CORRUPT (also for a version that this library does not know). */
morgue_status article_decode(morgue_article **out, morgue_str bytes, morgue_error *err);

/* As article_decode() without copying: texts borrow from bytes, arrays lie in
 * memory. On failure *out is empty. */
morgue_status article_decode_view(arena *memory, morgue_str bytes, morgue_article *out,
                                  morgue_error *err);

/* The id and the URL of a record, borrowed from it; false when it is damaged. */
bool article_decode_names(morgue_str bytes, morgue_str *id, morgue_str *url);

#endif
