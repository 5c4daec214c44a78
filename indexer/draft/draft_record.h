/* The stored article: fingerprint, length, and a zlib stream of its fields. */
#ifndef DRAFT_RECORD_H
#define DRAFT_RECORD_H

#include "map.h"
#include "strbuf.h"

#include <morgue/article.h>

/* Appends the stored form of an article to out; scratch is emptied first. */
morgue_status record_pack(const morgue_article *article, const fingerprint *print, strbuf *scratch,
                          strbuf *out, morgue_error *err);

/* The fingerprint at the head of a record; false when it is too short. */
bool record_fingerprint(morgue_str record, fingerprint *out);

/*
 * Reads a record. The article's texts lie in memory.
 *
 * Expected errors: MORGUE_CORRUPT.
 */
morgue_status record_unpack(morgue_str record, arena *memory, morgue_article *out,
                            morgue_error *err);

#endif
