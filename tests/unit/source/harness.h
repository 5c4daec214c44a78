/* For the tests of source: a temporary directory, files in it, articles out of them. */
#ifndef HARNESS_H
#define HARNESS_H

#include "source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define KEPT 16

typedef struct kept_article {
    char *id, *title, *standfirst, *body, *byline, *date, *section, *url, *lang, *source, *path;
    char *tags; /* joined by "|" */
    morgue_date when;
} kept_article;

typedef struct harness {
    char directory[64];
    int dir_fd;
    morgue_config *config;
    const char *format;
    size_t articles, refusals, visits; /* all of them, kept or not */
    kept_article article[KEPT];
    char *refused[KEPT];     /* "path: why" */
    char *visited[KEPT];     /* paths below the directory */
    morgue_status stop_with; /* what the article callback returns */
    morgue_error error;
} harness;

int harness_setup(void **state);
int harness_teardown(void **state);

/* Creates directory/name with n bytes. */
void harness_write(harness *h, const char *name, const void *bytes, size_t n);
void harness_text(harness *h, const char *name, const char *text);
/* The same through gzip. */
void harness_gzip(harness *h, const char *name, const void *bytes, size_t n, bool append);

/* Reads directory/name; what was kept before is forgotten. */
morgue_status harness_read(harness *h, const char *name);
/* harness_text() and harness_read() in one. */
morgue_status harness_read_text(harness *h, const char *name, const char *text);
/* Walks the directory. */
morgue_status harness_walk(harness *h);

#endif
