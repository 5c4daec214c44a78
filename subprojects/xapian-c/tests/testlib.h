/*
 * What the tests of the shim share: a scratch directory, a small corpus of made
 * documents, and a check that no file descriptor is left open.
 */
#ifndef TESTLIB_H
#define TESTLIB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xapian_c.h"

#define STR(literal) ((xc_str){(literal), sizeof(literal) - 1})

/* Asserts that call succeeds; err is a local xc_error. */
#define OK(call)                                                                                   \
    do {                                                                                           \
        err.message[0] = '\0';                                                                     \
        xc_status got_ = (call);                                                                   \
        if (got_ != XC_OK)                                                                         \
            fail_msg("status %d: %s", (int)got_, err.message);                                     \
    } while (0)

/* Asserts that call fails with status, in the error as well, with a message. */
#define FAILS(wanted, call)                                                                        \
    do {                                                                                           \
        memset(&err, 0, sizeof err);                                                               \
        assert_int_equal((call), (wanted));                                                        \
        assert_int_equal(err.status, (wanted));                                                    \
        assert_true(err.message[0] != '\0');                                                       \
    } while (0)

xc_str str(const char *text);

/* Makes a scratch directory and remembers the open descriptors; the teardown
 * removes the directory and fails when a descriptor has been left open. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

/* A path in the scratch directory; good until four more have been asked for. */
const char *scratch(const char *name);
int exists(const char *path);
void write_file(const char *path, const void *bytes, size_t length);
/* The bytes of a file, to be freed. */
char *read_file(const char *path, size_t *length);

/* Writes a segment of count documents; fill makes document number n, from 1. */
typedef void fill_document(void *context, uint32_t number, xc_builder *builder);
void make_segment(const char *path, uint32_t count, fill_document *fill, void *context);

/* Adds a document with the space-separated words of text, in byte order, as
 * terms with wdf 1 and no positions, and value in slot 0 unless NULL. */
void add_words(xc_builder *builder, const char *text, const char *value);

/* Copies what a visit gives into a buffer of 256 bytes with a NUL at the end. */
int keep_bytes(void *context, xc_str bytes);

#endif
