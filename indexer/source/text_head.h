/* Header lines at the top of plain text. */
#ifndef TEXT_HEAD_H
#define TEXT_HEAD_H

#include "source.h"

/*
 * Takes header lines off *text: a block of "-- " lines (headline, byline, date
 * and URL in any order) or of "Key: value" lines. Lines with keys that nobody
 * knows are appended to body, so that they can still be found.
 */
void text_head(reading *r, strbuf *date, morgue_str *text, strbuf *body,
               const morgue_config *config);

#endif
