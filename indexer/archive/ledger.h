/* The ledger of inputs that could not be indexed: failed.jsonl. */
#ifndef LEDGER_H
#define LEDGER_H

#include "arena.h"
#include "map.h"
#include "strbuf.h"

#define LEDGER_FILE "failed.jsonl"

/* The file holds one JSON object a line, {"path","status","error","when"}, and
 * a last one, {"entries","crc32"}, over all lines before it. */
typedef struct ledger_entry {
    morgue_str path; /* printable: bytes that are not UTF-8 are written \xNN */
    morgue_str line; /* the JSON object, without the line end */
} ledger_entry;

/* All zero is an empty ledger. */
typedef struct ledger {
    ledger_entry *entries;
    size_t count, capacity;
    arena memory;
} ledger;

void ledger_free(ledger *l);

/* when: seconds since 1970. */
morgue_status ledger_add(ledger *l, morgue_str path, morgue_status status, const char *why,
                         int64_t when, morgue_error *err);

/* Reads the ledger of an archive; an absent file is an empty one.
 * MORGUE_CORRUPT when its checksum does not match. */
morgue_status ledger_load(ledger *l, int dir_fd, morgue_error *err);

/* Writes it; an empty one removes the file. */
morgue_status ledger_save(const ledger *l, int dir_fd, morgue_error *err);

/* The file of a member: "a.jsonl" of "a.jsonl#7". */
morgue_str ledger_file(morgue_str path);

/* Is entry the given path, a member of it or below it ("path/x")? */
bool ledger_covers(morgue_str path, morgue_str entry);

/* Appends from's entries for which keep says so; NULL keeps all. */
typedef bool ledger_keep(void *context, morgue_str path);
morgue_status ledger_merge(ledger *l, const ledger *from, ledger_keep *keep, void *context,
                           morgue_error *err);

/* path as printable UTF-8, appended to out. */
void ledger_printable(morgue_str path, strbuf *out);

#endif
