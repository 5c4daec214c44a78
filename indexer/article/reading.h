/* Building an article: an arena that owns its texts, field by field. */
#ifndef READING_H
#define READING_H

#include "arena.h"
#include "calendar.h"
#include "json_string.h"
#include "map.h"
#include "strbuf.h"

#include <morgue/article.h>
#include <morgue/limits.h>
#include <morgue/status.h>

/* An article under construction. All zero is a valid empty one. */
typedef struct reading {
    morgue_article article;
    arena memory;
    morgue_str date_text; /* the date as written, when it could not be believed */
    morgue_str tags[MORGUE_MAX_TAGS];
    morgue_field fields[MORGUE_MAX_FIELDS];
    bool failed;                 /* sticky: out of memory */
    bool tags_over, fields_over; /* one more was given than fits */
} reading;

/* Empties it, keeps its memory. */
void reading_clear(reading *r);
void reading_free(reading *r);

/* Copies a text into the reading's memory and stores the copy in *field. The
 * text is made valid UTF-8 first (bytes that are not are read as Windows-1252,
 * NUL and other control characters but tab and newline become spaces, CRLF
 * becomes LF, a byte order mark goes). */
void reading_set(reading *r, morgue_str *field, morgue_str text);
void reading_tag(reading *r, morgue_str tag); /* repeated tags count once */
void reading_field(reading *r, morgue_str name, morgue_str value);

/* MORGUE_NOMEM if any call failed; MORGUE_LIMIT, naming it, if a text is over
 * its limit. */
morgue_status reading_check(const reading *r, morgue_error *err);

/* ---- dates ---- */

/*
 * Reads a date as metadata gives it: ISO 8601 and RFC 3339 with any part
 * missing, RFC 2822, "May 21, 2023", "21 May 2023", "Mon Feb 21, 2011 10:37am
 * EST", 20230521, a Unix time in seconds or milliseconds … False when it is
 * none. Zone names of North America and Europe, UTC, GMT, Z and offsets count.
 */
bool date_parse(morgue_str text, partial_date *out);

/* A date in a URL or path: /2023/05/21/, 20230521/, 2023-05-21-slug … The
 * longest precision wins, then the last one. */
bool date_in_path(morgue_str path, partial_date *out);

/*
 * The date of an article by order of belief: metadata text (may be empty), the
 * URL, the path, the printed dateline, inference from the text. now and mtime
 * are seconds since 1970; mtime 0 when unknown. A metadata date after now
 * (+ 1 day) is not believed; nor is any date after mtime (+ 1 day) when it is
 * not metadata. Sets r->article.date and, when a metadata date was not
 * believed, r->date_text.
 */
void reading_date(reading *r, morgue_str metadata, int64_t now, int64_t mtime);

/*
 * Inference alone (7-reading: weekday and day-month mentions constrain the
 * year; a year named nearby decides; nothing after latest). latest: seconds
 * since 1970. Precision NONE when the text does not decide. The printed
 * dateline ("WASHINGTON, May 21 (Agency) -", "BEIJING, Nov 1, 2023") is read
 * first, with provenance DATELINE.
 */
morgue_date date_infer(morgue_str title, morgue_str body, int64_t latest);

/* ---- copies ---- */

/* Of everything that a reader sees or a search can find: all fields but path.
 * The same content gives the same value. */
fingerprint article_fingerprint(const morgue_article *a);

/* ---- dump ---- */

/* One JSON object: id title standfirst body byline date date_precision
 * date_provenance source section url lang tags path and the declared fields. */
void article_dump(const morgue_article *a, strbuf *out);

#endif
