/* What the lifetime tests share: a directory and an archive for each test, and
 * the descriptors that must be closed again when it ends. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <morgue/morgue.h>

#define PATH_SIZE 512

/* The state of a test. */
typedef struct scratch {
    char directory[PATH_SIZE];
    char archive[PATH_SIZE + 16]; /* inside it; holds three articles */
    char missing[PATH_SIZE + 16]; /* inside it, and not there */
    unsigned descriptors;         /* open when the test began */
} scratch;

/* Set-up and tear-down of a cmocka test; the state is a scratch. */
int scratch_begin(void **state);
int scratch_end(void **state);

#define SCRATCH_TEST(f) cmocka_unit_test_setup_teardown(f, scratch_begin, scratch_end)

morgue_str text(const char *s);

/* Asserts that a slice holds exactly a text. */
void assert_text(morgue_str got, const char *expected);

/* Asserts success, with the message of the error when there was none. */
void assert_ok(morgue_status status, const morgue_error *error);

/* A file of the scratch directory; returns its path in out. */
void write_file(const scratch *s, const char *name, const char *content, char out[PATH_SIZE * 2]);

/* Copies title and body into memory of their own, adds them, frees them. */
void add_article(morgue_writer *writer, const char *id, const char *title, const char *body);

morgue_writer *open_writer(const char *path, const morgue_config *config);
morgue_archive *open_archive(const char *path, const morgue_config *config);
morgue_query *parse(const char *question);

/* Hits, facets of all kinds, a timeline. */
morgue_results *search(morgue_archive *archive, const morgue_query *query);

/* Articles that match a question. */
uint64_t count(morgue_archive *archive, const char *question);

/* Reads every byte that the results lend; returns a sum of them. */
uint64_t touch_results(const morgue_results *results);

#endif
