/* What every segment in the making has, built from drafts or from segments: its
 * place, stream file, dictionaries and summary. Private. */
#ifndef ASSEMBLY_H
#define ASSEMBLY_H

#include "dictionaries.h"

typedef struct assembly {
    segment_place place;
    char *dir, name[SEGMENT_NAME];
    segment_summary summary;
    dictionaries dictionaries;
    stream_writer *stream;
    fingerprint content; /* of the name and all documents so far */
    unsigned char id[16];
    bool naming; /* files get their names, in any order */
    bool whole;  /* nothing is unfinished */
} assembly;

/* Expected errors: MORGUE_IO. A failed one is closed, too. */
morgue_status segment__assembly_open(assembly *a, const char *dir, const char *name,
                                     uint64_t memory, morgue_error *err);

/* Removes what is unfinished. */
void segment__assembly_close(assembly *a);

/* Bytes that postings and forms may take: beside what is held, and with what
 * putting them in order needs. */
uint64_t segment__assembly_allowance(const assembly *a);

/* Notes one more document: stream_print() and date; an undated one has from
 * INT64_MAX. */
void segment__assembly_note(assembly *a, uint64_t print, int64_t from, int64_t last);

/* All documents are noted: the id is known, and files may get their names. */
void segment__assembly_identify(assembly *a);

/* Finishes NAME.stream. Touches nothing else of the assembly but the size of that
 * in its summary, so that NAME.glass can be written meanwhile. */
morgue_status segment__assembly_stream(assembly *a, morgue_error *err);

/* All metadata of the segment in byte order; out has room for MOST_METADATA.
 * fields: names of declared text fields, by number. */
typedef struct assembly_metadata {
    segment_metadata items[MOST_METADATA];
    size_t count;
    arena memory;
    strbuf names, fields, text;
} assembly_metadata;

morgue_status segment__assembly_metadata(const assembly *a, const morgue_str *fields, size_t count,
                                         assembly_metadata *out, morgue_error *err);
void segment__metadata_free(assembly_metadata *m);

/* Writes NAME.sums; the segment is whole then. */
morgue_status segment__assembly_sums(assembly *a, const strbuf *sums, morgue_error *err);

#endif
