/* Files to articles: walking, unpacking, one reader per format. */
#ifndef SOURCE_H
#define SOURCE_H

#include "reading.h"
#include "schema.h"

/* A file (or standard input) that can hold articles. */
typedef struct source_file {
    morgue_str path;  /* as shown and stored: root joined with the names below it */
    int64_t mtime;    /* seconds since 1970, 0 for standard input */
    int64_t mtime_ns; /* nanoseconds part */
    uint64_t size;
} source_file;

/* ---- walking ---- */

/* Verdict of a visitor: MORGUE_OK goes on, anything else stops the walk. */
typedef morgue_status source_visit(void *context, int dir_fd, const char *name,
                                   const source_file *file, morgue_error *err);

/* Told of what cannot be read: a path, as bytes, and why in one line. */
typedef void source_refuse(void *context, morgue_str path, morgue_status status, const char *why);

typedef struct source_walk {
    source_visit *visit;
    source_refuse *refuse;
    void *context;
} source_walk;

/*
 * Visits every regular file below root in byte order of names, depth first.
 * root may be a file. Names that begin with "." or end in "~" are skipped, as
 * is what a .morgueignore file in a directory names (one glob a line, "/" at
 * the end for directories, # comments). Symbolic links to files are followed,
 * to directories only when they do not lead back into the walk (a loop is
 * refused); FIFOs, sockets and devices, unreadable files, and names that are
 * not UTF-8 are refused, one call each.
 *
 * Expected errors: MORGUE_NOTFOUND (no such root), or what a visitor returned.
 */
morgue_status source_walk_root(const char *root, const source_walk *walk, morgue_error *err);

/* ---- reading ---- */

/* Told of each article. The reading belongs to the reader and is cleared after
 * the call. id is set: the input's own, else the file's path (with "#n" for the
 * n-th of many, from 1). path is set likewise. */
typedef morgue_status source_article(void *context, const reading *r, morgue_error *err);

/* Told of the bytes of the file as they lie on disk, in order, as they are read: all
 * of them, or those before what made a reader stop. */
typedef void source_bytes(void *context, const void *bytes, size_t n);

typedef struct source_options {
    const morgue_config *config;
    int64_t now;        /* seconds since 1970 */
    const char *format; /* a reader's name to use; NULL to detect */
    source_article *article;
    source_refuse *refuse; /* bad members of a file: "a.jsonl#17" */
    source_bytes *bytes;   /* may be NULL */
    void *context;
} source_options;

/*
 * Reads all articles of an open file; detection is by content first, name
 * second; gzip is unpacked on the way. What is wrong with one member of many is
 * refused and the rest goes on.
 *
 * Expected errors, for the whole file: MORGUE_FORMAT, MORGUE_LIMIT, MORGUE_IO;
 * and whatever the article callback returned.
 */
morgue_status source_read(int fd, const source_file *file, const source_options *options,
                          morgue_error *err);

struct source_stream; /* private to the room: bytes of a file, unpacked */

/* ---- readers: one file and one row each ---- */

typedef struct source_reader {
    const char *name;            /* "text", "markdown", "html", "json", "jsonl" */
    const char *explanation;     /* one line */
    const char *const *suffixes; /* ".txt" …, NULL at the end */
    /* 0 = no, 1 = by suffix alone, 2 = the content looks like it, 3 = certain */
    int (*detect)(morgue_str head, morgue_str path);
    morgue_status (*read)(struct source_stream *in, const source_file *file,
                          const source_options *options, morgue_error *err);
} source_reader;

/* NULL behind the last one. */
const source_reader *source_reader_at(size_t i);

#endif
