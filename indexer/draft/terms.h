/* The names of terms and the bytes of values: what the index calls things. */
#ifndef TERMS_H
#define TERMS_H

#include "strbuf.h"

#include <morgue/date.h>

/* Prefixes follow Xapian's conventions where it has one (S title, A
 * author, K keyword, L language, H host, P path). Words of an article are lower
 * case, so no word looks like a prefix. */
#define TERM_HEADLINE "S"  /* + word of the headline, by how often it stands there */
#define TERM_BYLINE   "A"  /* + word */
#define TERM_SOURCE   "XR" /* + word of the outlet's name */
#define TERM_SECTION  "XC" /* + word */
#define TERM_HOST     "H"  /* + host of the URL and each domain above it */
#define TERM_TAG      "K"  /* + folded tag */
#define TERM_LANG     "L"  /* + "zh-hant", and + "zh" */
#define TERM_PATH     "P"  /* + path of the input file */
#define TERM_ENTITY   "XE" /* + p, o or g + surface */
#define TERM_ABOUT    "XB" /* likewise, when salient */
#define TERM_HAS      "XH" /* + field that has a value */
#define TERM_LACKS    "XN" /* + field that has none, of term_lacks() */
#define TERM_DECLARED "XF" /* + field name + ":" + word or folded value */

/* Whether it is noted of a field that an article has no value of it, and not that
 * it has one: headline, body, lede, date, url. */
bool term_lacks(morgue_str field);

/* Letters after TERM_ENTITY, by entity kind. */
extern const char term_entity_letter[];

/* Writes prefix and text as one term into out (cleared first). A term that
 * would be too long for the index keeps its head and a hash of the whole. */
void term_make(strbuf *out, const char *prefix, morgue_str text);

#define TERM_DECLARED_PREFIX 72

/* The prefix of a declared field, NUL-terminated; name is at most 64 bytes. */
void term_declared_prefix(morgue_str name, char out[TERM_DECLARED_PREFIX]);

#define DATE_VALUE_BYTES 8

/* Order-preserving bytes of seconds since 1970. */
void date_value_put(int64_t seconds, char out[DATE_VALUE_BYTES]);

/* The inverse; false when value is not 8 bytes long. */
bool date_value_get(morgue_str value, int64_t *seconds);

#endif
