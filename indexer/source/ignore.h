/* .morgueignore: which names of a directory are passed over. */
#ifndef IGNORE_H
#define IGNORE_H

#include "strbuf.h"

#define IGNORE_MAX_FILE 65536 /* bytes of one .morgueignore */

/* One directory's rules and, through outer, those of the directories above. */
typedef struct ignore_rules {
    const struct ignore_rules *outer;
    strbuf text;
    size_t directory_len; /* bytes of this directory's path, with its slash */
} ignore_rules;

/* Reads the .morgueignore of the directory, if it has one. */
morgue_status ignore_load(ignore_rules *rules, int dir_fd, morgue_error *err);

/*
 * Whether path is passed over. A pattern without "/" applies to names at any
 * depth below its file; with one inside, to the path from its directory. "*",
 * "?" and "[a-z]" do not match "/".
 */
bool ignore_match(const ignore_rules *rules, morgue_str path, bool is_directory);

/* The pattern fits the whole of text; no part of it may hold a "/". Takes at
 * most their product in steps. */
bool ignore_glob(morgue_str pattern, morgue_str text);

#endif
