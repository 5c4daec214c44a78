/* For the tests of ingest: files in a directory, runs over them, the archive after. */
#ifndef DESK_H
#define DESK_H

#include "ingest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct desk {
    char path[64]; /* holds the inputs, and "archive" */
    morgue_config *config;
    ingest_options options; /* for the next run; roots are set by desk_run() */
    ingest_report report;
    morgue_error error;
    char told[400]; /* what the last run reported as failed, names of files by comma */
    int cancel_at;  /* the call of cancel that says stop; 0: none does */
    int cancel_calls;
} desk;

int desk_setup(void **state);
int desk_teardown(void **state);

/* Creates or replaces a file; folders of its name are made. */
void desk_write(desk *d, const char *name, const char *text);
/* gzip of text; cut off after keep bytes unless that is 0. */
void desk_gzip(desk *d, const char *name, const char *text, size_t keep);
void desk_remove(desk *d, const char *name);
/* The path of a name; of "" the directory itself. Lives until the eighth next call. */
const char *desk_path(desk *d, const char *name);

/* Runs over roots below the directory ("-" is standard input). */
morgue_status desk_run(desk *d, const char *const *roots);
#define RUN(d, ...)    desk_run(d, (const char *const[]){__VA_ARGS__, NULL})
#define RUN_OK(d, ...) desk_must(d, RUN(d, __VA_ARGS__))
void desk_must(desk *d, morgue_status status);

/* As "f2 n1 c0 u1 v0 x0 | a3 r0 d0 s1 p0 t0": files, new, changed, unchanged,
 * vanished, failed; articles added, replaced, removed (died), same, copies, clashes
 * (twins). */
const char *desk_report(desk *d);

/* The bodies of ids, "id=body", "-" when absent. "@name" is the path of a name. */
const char *desk_see(desk *d, const char *const *ids);
#define SEE(d, ...) desk_see(d, (const char *const[]){__VA_ARGS__, NULL})
uint64_t desk_articles(desk *d);

/* The paths in the ledger below the directory, by comma. */
const char *desk_ledger(desk *d);

#endif
