/* Text as a JSON string. */
#ifndef JSON_STRING_H
#define JSON_STRING_H

#include "strbuf.h"

/* Appends s as a JSON string (RFC 8259), quotes included. Quotes, backslashes,
 * controls (C0, DEL, C1), U+2028 and 2029 and the bidirectional controls
 * U+202A..202E and 2066..2069 are escaped; ill-formed bytes become U+FFFD. */
void json_string(strbuf *out, morgue_str s);

#endif
