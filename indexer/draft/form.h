/*
 * Forms: what stands at one position of a text, spelled as one key.
 *
 * A position holds a primary token and perhaps alternates ("covid" with
 * "covid19" of COVID-19, an ideograph with the pair that it begins). All that
 * can be asked of the position is a function of its form, so a text is stored
 * as one form a position, and every kind of word is looked up in the table of
 * forms alone.
 *
 *   key        component ( 0x04 component )*    the primary token first
 *   component  norm [ 0x01 exact ] [ 0x02 [ stem ] ]
 *
 * exact stands there only if it differs from norm. 0x02 alone: the stem is the
 * norm; no 0x02: not stemmed. No token holds a byte below 0x20.
 */
#ifndef FORM_H
#define FORM_H

#include "analyze.h"

/* Bytes of the longest key; a position that would need more loses its last
 * alternates, which no text of a person does. */
#define FORM_LONGEST 4096

typedef struct form_part {
    morgue_str norm;
    morgue_str exact; /* empty unless it differs from norm */
    morgue_str stem;  /* empty when not stemmed */
} form_part;

/* Appends the key of tokens[0], a primary one, and its alternates behind it. */
void form_write(const token *tokens, size_t count, strbuf *out);

/* Takes the first component off *key; false at the end, or at once when *key is
 * not of that grammar (then *key is left empty). Slices borrow from the key. */
bool form_next(morgue_str *key, form_part *out);

#endif
