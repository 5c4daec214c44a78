/* Questions of an evaluation, from a file: TREC topics, or a line each. */
#ifndef TOPICS_H
#define TOPICS_H

#include "strbuf.h"

#include <morgue/status.h>

typedef struct topic {
    morgue_str id;   /* without white space */
    morgue_str text; /* a question, or the words of a title */
    bool title;
} topic;

typedef struct topics {
    strbuf bytes; /* of the file, which the topics point into */
    topic *items;
    size_t count, capacity;
} topics;

/*
 * Finds the topics in t->bytes. In a file with "<num>" each is a number and the title
 * behind it:
 *
 *     <num> Number: 301
 *     <title> International Organized Crime
 *
 * In any other it is a line: an id, a tab, a question. Empty lines are passed over.
 *
 * Expected errors: MORGUE_FORMAT with the line that is to blame.
 */
morgue_status topics_find(topics *t, morgue_error *err);

/* Reads a file of at most MORGUE_MAX_TOPICS_BYTES and finds its topics. Free with
 * topics_free(), also after a failure. */
morgue_status topics_read(topics *t, const char *path, morgue_error *err);

/* The question that a topic asks: of a title its words, literal and joined by OR.
 * Appended to out. */
void topic_question(const topic *t, strbuf *out);

void topics_free(topics *t);

#endif
