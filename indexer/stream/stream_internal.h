/* What the files of the room share. Private. */
#ifndef STREAM_INTERNAL_H
#define STREAM_INTERNAL_H

#include "sorter.h"
#include "stream.h"
#include "stream_layout.h"

/* ---- codes, four bytes at a time ---- */

/* A code as its bytes lie in memory, zero behind them. */
static inline uint32_t stream__packed(uint32_t rank)
{
    unsigned char bytes[STREAM_CODE_MAX] = {0};
    uint32_t packed;
    stream_code(rank, bytes);
    memcpy(&packed, bytes, sizeof packed);
    return packed;
}

/* Bytes of the code that four bytes begin with; they must have an end mark. */
static inline unsigned stream__code_bytes(uint32_t packed)
{
    return ((unsigned)__builtin_ctz(packed & 0x80808080u) >> 3) + 1;
}

/* Writes a code and up to three bytes of nothing behind it. */
static inline unsigned char *stream__put(unsigned char *at, uint32_t packed)
{
    memcpy(at, &packed, sizeof packed);
    return at + stream__code_bytes(packed);
}

/* Takes a code off *at, from where four bytes can be read; UINT32_MAX if it is none. */
static inline uint32_t stream__get(const unsigned char **at)
{
    static const uint32_t base[STREAM_CODE_MAX + 1] = {0, 0, 128, 128 + (1u << 14),
                                                       128 + (1u << 14) + (1u << 21)};
    uint32_t packed;
    memcpy(&packed, *at, sizeof packed);
    if (!(packed & 0x80808080u))
        return UINT32_MAX;
    unsigned n = stream__code_bytes(packed);
    uint32_t high = __builtin_bswap32(packed) >> (32 - 8 * n);
    *at += n;
    return base[n] + ((high & 0x7f) | (high & 0x7f00) >> 1 | (high & 0x7f0000) >> 2 |
                      (high & 0x7f000000) >> 3);
}

/* ---- narrow numbers ---- */

/* Bytes that the numbers up to most take, at least one. */
static inline unsigned stream__width(uint64_t most)
{
    unsigned width = 1;
    while (most >>= 8)
        width++;
    return width;
}

/* A number of up to four bytes; four can be read. */
static inline uint32_t stream__narrow(const unsigned char *at, unsigned width)
{
    uint32_t number;
    memcpy(&number, at, sizeof number);
    return width < sizeof number ? number & ((1u << 8 * width) - 1) : number;
}

/* ---- strings ---- */

/* The first 8 bytes of a word as a number that orders as they do; it has none
 * below 0x20. */
uint64_t stream__prefix(morgue_str word);

/* ---- temporary files (stream_spool.c) ---- */

typedef struct stream_spool {
    int fd; /* -1: not open */
    unsigned char *buffer;
    size_t used;
    uint64_t written;     /* bytes before the buffer */
    morgue_status status; /* sticky */
    morgue_error error;
} stream_spool;

/* Creates one in directory dir_fd; its name is gone again when this returns. */
void stream__spool_open(stream_spool *s, int dir_fd, const char *name, const char *suffix);
void stream__spool_close(stream_spool *s);
void stream__spool_add(stream_spool *s, const void *bytes, size_t n);
void stream__spool_flush(stream_spool *s);

/* The first failure of a spool. */
morgue_status stream__spool_check(const stream_spool *s, morgue_error *err);

static inline uint64_t stream__spool_size(const stream_spool *s)
{
    return s->written + s->used;
}

/* Reads bytes [from, to) of a flushed spool. */
typedef struct spool_cursor {
    stream_spool *spool; /* its status tells of failures */
    uint64_t at, to;     /* not yet in the buffer */
    unsigned char *buffer;
    size_t pos, len, capacity;
} spool_cursor;

void stream__cursor_open(spool_cursor *c, stream_spool *s, uint64_t from, uint64_t to,
                         size_t buffer);
void stream__cursor_close(spool_cursor *c);
bool stream__cursor_end(const spool_cursor *c);

/* The next n bytes, four more readable behind them, until the next call; NULL
 * when the file fails. */
const unsigned char *stream__cursor_take(spool_cursor *c, size_t n);
uint64_t stream__cursor_varint(spool_cursor *c);

/* ---- the file that is written (stream_out.c) ---- */

typedef struct stream_out {
    int fd;
    char name[64], temporary[64]; /* final and as long as it is unfinished */
    int dir_fd;                   /* borrowed */
    unsigned char *buffer;
    size_t used;
    uint64_t written; /* bytes before the buffer */
    int section;      /* which is being written; -1: none */
    stream_head head;
    strbuf sums;
    morgue_status status; /* sticky */
    morgue_error error;
} stream_out;

void stream__out_open(stream_out *o, int dir_fd, const char *name);

/* Begins a section, which ends the one before. They come in their order. */
void stream__out_section(stream_out *o, stream_section section);
void stream__out_add(stream_out *o, const void *bytes, size_t n);

/* Bytes of the section so far. */
uint64_t stream__out_length(const stream_out *o);

/* Sums, head, sync, name. o->head has everything but sections and sums. */
morgue_status stream__out_finish(stream_out *o, uint64_t *bytes, morgue_error *err);

/* Removes what is unfinished. */
void stream__out_close(stream_out *o);

/* hash_bytes() of block number i of a file of which bytes holds the whole block. */
uint64_t stream__block_sum(const unsigned char *block, uint64_t number, size_t size);

/* For tests: pads a file image (head and sections) and gives it sums that fit. */
void stream__seal(strbuf *image);

/* ---- deflate (packing.c) ---- */

typedef struct packer packer;
typedef struct unpacker unpacker;

packer *stream__packer_new(void); /* NULL: out of memory */
void stream__packer_free(packer *p);

/* Appends raw as a zlib stream. */
morgue_status stream__pack(packer *p, morgue_str raw, strbuf *out, morgue_error *err);

unpacker *stream__unpacker_new(void);
void stream__unpacker_free(unpacker *u);

/* Fills exactly size bytes; MORGUE_CORRUPT without a message when it cannot. */
morgue_status stream__unpack(unpacker *u, morgue_str packed, char *out, size_t size);

/* ---- articles on their way to the file (stored.c) ---- */

typedef struct stored_writer {
    packer *packer;
    strbuf raw;     /* payloads of the run, sized */
    strbuf payload; /* scratch */
    strbuf packed;
    uint32_t documents; /* in all */
    uint32_t first;     /* of the run */
    strbuf directory;   /* of stored_run */
} stored_writer;

/* Makes the payload of a draft, in s->payload. */
morgue_status stream__stored_payload(stored_writer *s, const draft *d, morgue_error *err);

/* Adds the next document's payload; runs that are full go to the file. */
morgue_status stream__stored_add(stored_writer *s, stream_out *o, morgue_str payload,
                                 morgue_error *err);

/* Ends the last run and the directory. */
morgue_status stream__stored_finish(stored_writer *s, stream_out *o, morgue_error *err);
void stream__stored_free(stored_writer *s);

/* ---- forms in memory (vocabulary.c) ---- */

typedef struct vocabulary_form {
    const char *key;
    uint64_t count; /* occurrences in documents that were added */
    uint32_t length;
} vocabulary_form;

typedef struct vocabulary {
    uint64_t *slots; /* upper half of the hash, number + 1 in the lower; 0: empty */
    size_t capacity; /* a power of two, or 0 */
    vocabulary_form *forms;
    uint32_t count, form_capacity;
    arena keys;
} vocabulary;

/* Numbers of n forms, given those that are new. */
morgue_status stream__vocabulary_add(vocabulary *v, const draft_form *forms, size_t n,
                                     uint32_t *numbers, morgue_error *err);
uint64_t stream__vocabulary_memory(const vocabulary *v);
void stream__vocabulary_free(vocabulary *v);

/* Writes the forms that occur, in byte order of their keys: key sized, count,
 * number. */
morgue_status stream__vocabulary_write(const vocabulary *v, stream_spool *s, morgue_error *err);

/* ---- forms by the numbers that drafts have for them (known.c) ---- */

/* Drafts of so many origins have a table at a time: one a thread that drafts. */
#define KNOWN_ORIGINS 64

/* What the vocabulary has for the words of one origin. */
typedef struct known_table {
    uint32_t origin;
    uint32_t *numbers; /* by word: number in the vocabulary, plus 1; 0: not met yet */
    uint64_t used;     /* drafts counted when it was used last */
} known_table;

/* All zero is empty. */
typedef struct known_forms {
    known_table tables[KNOWN_ORIGINS];
    unsigned count;
    uint64_t drafts;
} known_forms;

/* As stream__vocabulary_add(), for all forms of a draft. */
morgue_status stream__known_add(known_forms *k, vocabulary *v, const draft *d, uint32_t *numbers,
                                morgue_error *err);

/* Forgets everything, as when the vocabulary's numbers begin at 0 again. */
void stream__known_free(known_forms *k);

/* ---- blobs (blob.c) ---- */

typedef struct stream_field {
    unsigned field;
    stream_view view;
} stream_field;

/* The fields of a blob; false when it is damaged. Only its head is looked at: what
 * lies behind it would have to be fetched from memory first. */
bool stream__fields(const unsigned char *blob, size_t size, stream_field fields[TEXT_MAX],
                    unsigned *count);

/* A blob in the making. */
typedef struct blob_writer {
    strbuf head, codes, sentences;
    unsigned fields;
} blob_writer;

void stream__blob_begin(blob_writer *b);

/* Room for a field of so many words; NULL when out of memory. */
unsigned char *stream__blob_room(blob_writer *b, uint32_t words);

/* Ends the field whose codes were written to the room, up to end. sentences are
 * in b->sentences from byte from on. */
void stream__blob_field(blob_writer *b, unsigned field, uint32_t words, uint32_t lede,
                        const unsigned char *room, const unsigned char *end, size_t from);

/* Appends the whole to out. */
void stream__blob_end(blob_writer *b, strbuf *out);
void stream__blob_free(blob_writer *b);

/* ---- ids and URLs (name_tables.c, name_lookup.c) ---- */

/* An entry of ID_HASHES in memory. */
typedef struct id_hash {
    uint32_t hash, docid;
} id_hash;

/* The id and the URL of a stored article; false if it is damaged. */
bool stream__payload_names(morgue_str payload, morgue_str names[STREAM_NAMES]);
uint32_t stream__name_hash(morgue_str name);

/* Takes the names of document w->documents. */
morgue_status stream__names_add(stream_writer *w, const morgue_str names[STREAM_NAMES],
                                morgue_error *err);

/* Writes the sections of names; the rows are flushed. */
morgue_status stream__write_names(stream_writer *w, morgue_error *err);

/* The name of a document, until the next article is read; false when damaged. */
bool stream__name(stream_reader *r, uint32_t docid, stream_name which, morgue_str *name);

/* Document i of an order, or 0 when damaged. */
uint32_t stream__ordered(stream_reader *r, stream_name which, uint32_t i);
uint32_t stream__ordered_count(const stream_reader *r, stream_name which);

/* Entry i of ID_HASHES; false when damaged. */
bool stream__id_hash(stream_reader *r, uint32_t i, id_hash *out);

/* Whether the tables of names say what the articles do (verify_names.c). */
morgue_status stream__verify_names(stream_reader *r, morgue_error *err);

/* ---- the writer ---- */

/* What is kept of a document until the end. */
typedef struct stream_row {
    uint64_t blob, facets; /* bytes in their spools */
    int64_t from, last;
    uint32_t length, words;
    uint32_t id_hash;
    uint64_t print;
} stream_row;

struct stream_writer {
    stream_out out;
    stream_spool blobs, rows, facets;
    stream_spool forms;  /* lists of forms, see ranks.h */
    stream_spool sorted; /* runs of all sorters */
    vocabulary vocabulary;
    known_forms known;
    struct epoch *epochs; /* those that are on disk, see ranks.h */
    size_t epoch_count, epoch_capacity;
    uint32_t epoch_document;  /* first of the one in memory */
    stream_reader *adopted;   /* NULL, or what the epoch's documents are copied from */
    uint32_t *adopted_counts; /* occurrences of its forms in them */
    uint32_t documents;
    uint64_t words;
    uint64_t memory;
    stored_writer stored;
    blob_writer blob;
    sorter names[STREAM_NAMES];     /* documents: head is of the name, tail is the document */
    strbuf scratch;                 /* a document's blob, then its facets */
    uint32_t *packed, *occurrences; /* of the forms of one draft */
    size_t packed_capacity;
};

/* Adds the row of a document whose blob is all of w->scratch and whose payload is
 * given; facets by slot. */
morgue_status stream__add_row(stream_writer *w, stream_row *row, morgue_str payload,
                              const morgue_str *facets, unsigned facet_count, morgue_error *err);

/* Writes the forms of the file that was adopted last, as stream__vocabulary_write()
 * does it; the numbers are ranks there. It is let go (merge_copy.c). */
morgue_status stream__adopted_write(stream_writer *w, morgue_error *err);

/* Writes the columns; the rows are flushed (columns.c). */
void stream__write_columns(stream_writer *w);

/* ---- the reader ---- */

struct stream_reader {
    const unsigned char *map;
    size_t size;
    void *mapped; /* what munmap() takes; NULL when the bytes are borrowed */
    char name[64];
    const stream_head *head;
    const uint64_t *sums;
    uint64_t *seen; /* a bit a block: its checksum was compared */
    uint64_t blocks;
    bool whole[SECTION_COUNT]; /* all of its blocks were */
    morgue_status status;      /* sticky */
    morgue_error error;
    unpacker *unpacker;
    char *run; /* the last run that was unpacked */
    size_t run_size, run_capacity;
    uint32_t run_number;           /* UINT32_MAX: none */
    uint32_t run_at, run_document; /* byte of the run, and the document there */
    uint32_t *ranks;               /* of the text that is rebuilt */
    size_t rank_capacity;
    morgue_str *norms; /* of the common ranks, as far as they were asked for */
    strbuf text;
};

/* Of bytes in memory, aligned to 8, which must outlive it. */
morgue_status stream__open_bytes(stream_reader **out, const void *bytes, size_t size,
                                 const char *name, const unsigned char id[16], morgue_error *err);

/* Compares the checksums of bytes of the file that were not yet looked at. */
bool stream__touch_slow(stream_reader *r, uint64_t from, uint64_t to);

/* All of a section; NULL when damaged. */
const void *stream__section(stream_reader *r, stream_section section);

/* Notes damage; returns MORGUE_CORRUPT. */
morgue_status stream__damaged(stream_reader *r, const char *what);

static inline bool stream__seen(const stream_reader *r, uint64_t block)
{
    return r->seen[block >> 6] >> (block & 63) & 1;
}

/* Bytes [from, to) of a section, which must be inside of it. */
static inline const unsigned char *stream__touch(stream_reader *r, stream_section section,
                                                 uint64_t from, uint64_t to)
{
    from += r->head->sections[section].offset;
    to += r->head->sections[section].offset;
    if (from < to && !r->whole[section]) {
        uint64_t first = from / STREAM_BLOCK, last = (to - 1) / STREAM_BLOCK;
        bool seen =
            stream__seen(r, first) && (last == first || stream__seen(r, last)) && last - first < 2;
        if (!seen && !stream__touch_slow(r, from, to))
            return NULL;
    }
    return r->map + from;
}

static inline uint64_t stream__length(const stream_reader *r, stream_section section)
{
    return r->head->sections[section].length;
}

/* Whether a column of so many documents can have a length. */
bool stream__column_fits(uint64_t length, uint64_t documents);

/* Entries i and i + 1 of a directory; false when damaged. limit: of the offsets. */
bool stream__between(stream_reader *r, stream_section directory, uint32_t i, uint64_t limit,
                     uint64_t *from, uint64_t *to);

/* The blob of a document; empty when damaged. */
morgue_str stream__blob(stream_reader *r, uint32_t docid);

/* The packed facets of a document. */
morgue_str stream__facets(stream_reader *r, uint32_t docid);

/* The payload of a document's stored article, until the next call. */
morgue_status stream__payload(stream_reader *r, uint32_t docid, morgue_str *out, morgue_error *err);

/* How many entries WORDS or STEMS has (lookup.c). */
uint32_t stream__entries(const stream_reader *r, stream_section table);

/* The word, rank and key of one of them; false when damaged. */
bool stream__entry(stream_reader *r, stream_section table, uint32_t i, morgue_str *word,
                   uint32_t *rank, morgue_str *key);

#endif
