/* Markdown's marks, taken off. */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include "strbuf.h"

/* Appends the text of Markdown without heading, emphasis, list and link marks;
 * images go, code stays. Linear in the length of text. */
void markdown_strip(strbuf *out, morgue_str text);

/* One paragraph's worth of inline marks. */
void markdown_inline(strbuf *out, morgue_str text);

#endif
