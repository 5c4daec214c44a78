/* For the tests of archive: a directory of its own, and articles put into it. */
#ifndef RIG_H
#define RIG_H

#include "store_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct rig {
    char path[64]; /* of the archive: not there at first */
    morgue_config *config;
    analyzer *analyzer;
    alias_table *table;
    recogniser *names;
    drafter *drafter;
    morgue_error error;
} rig;

int rig_setup(void **state);
int rig_teardown(void **state);

store_writer *rig_open(rig *r);
/* Commits and frees. */
void rig_close(store_writer *w);

/* Puts an article; file may be "". */
put_result rig_put(rig *r, store_writer *w, const char *file, const char *id, const char *body);

/* The archive as a reader sees it: "id=body" of these ids, "-" for one that is
 * not there, joined by blanks. */
const char *rig_see(rig *r, const char *const *ids);

#define SEE(r, ...) rig_see(r, (const char *const[]){__VA_ARGS__, NULL})

morgue_archive_info rig_info(rig *r);

/* Paths inside the archive. */
const char *rig_file(rig *r, const char *name);
bool rig_there(rig *r, const char *name);
strbuf rig_read(rig *r, const char *name);
void rig_write(rig *r, const char *name, morgue_str bytes);
/* How many names of the archive's directory start with head. */
size_t rig_count(rig *r, const char *head);

#endif
