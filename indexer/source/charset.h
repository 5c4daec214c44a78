/* The encoding of a web page. */
#ifndef CHARSET_H
#define CHARSET_H

#include "strbuf.h"

/*
 * Appends page as UTF-8. A <meta> that names an encoding decides, unless the
 * page is well-formed UTF-8; what is neither is taken as Windows-1252.
 */
morgue_status charset_decode(strbuf *out, morgue_str page, morgue_error *err);

#endif
