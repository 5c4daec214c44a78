/*
 * A text from its words and back: what folding and tokenising lost (letter case,
 * accents, what stands between words) as a string of bytes that deflates well.
 */
#ifndef DRAFT_TEXT_H
#define DRAFT_TEXT_H

#include "analyze.h"

/*
 * Appends to out what draft_text_read() needs beside the norms of the primary
 * tokens of list to give text back byte by byte. list is what analyze() made of
 * text.
 *
 * False when it would not give it back: without memory, or when the tokens are
 * not in order or not of that text. What was appended is of no use then.
 */
bool draft_text_write(morgue_str text, const token_list *list, strbuf *out);

/* Gives the norm of the word at a position; a norm without bytes when it cannot. */
typedef morgue_str draft_text_norm(void *context, uint32_t position);

/*
 * Appends the text of count positions to out. format may hold anything.
 *
 * limit  bytes that the text has at most
 *
 * Expected errors: MORGUE_CORRUPT (the format is damaged, or asks for more than limit).
 */
morgue_status draft_text_read(morgue_str format, uint32_t count, draft_text_norm *norm,
                              void *context, size_t limit, strbuf *out, morgue_error *err);

#endif
