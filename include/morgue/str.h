/* A piece of text: UTF-8, a length, no terminating NUL promised. */
#ifndef MORGUE_STR_H
#define MORGUE_STR_H

#include <stddef.h>

/*
 * A slice of bytes that somebody else owns. An absent text has len 0; ptr may
 * then be NULL. The bytes stay valid as long as their owner does, which each
 * function that hands one out names.
 */
typedef struct morgue_str {
    const char *ptr;
    size_t len;
} morgue_str;

#endif
