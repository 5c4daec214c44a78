/*
 * NAME.stream, byte by byte. Little-endian; sections begin at multiples of 8.
 *
 *   head      stream_head, 512 bytes; its last 8 are hash_bytes() of those before
 *   sections  in the order of stream_section, zero bytes between them
 *   sums      u64 a block: hash_bytes() of the block
 *
 * A block is STREAM_BLOCK bytes of the file, counted from its beginning; the
 * first lacks the head, the last ends where the sums begin. The head has a
 * checksum of the sums.
 *
 * ARTICLES           a zlib stream for each run of consecutive documents, which
 *                    holds for each of them a sized payload: the record of
 *                    article_encode() sized; number of texts that are rebuilt;
 *                    for each its field and its format, sized
 * DOCUMENTS          a blob a document: number of fields; for each its id, words,
 *                    bytes of codes, bytes of sentences, words of lede; then
 *                    for each a byte 0x80 and the codes; then for each its
 *                    sentences, a varint each: positions << 1 | begins a
 *                    paragraph. Behind the last blob STREAM_MARGIN zero bytes
 * DIRECTORY          where each blob begins, and where the last one ends: u32
 *                    each, or u64 each if u32 cannot hold the last
 * LENGTHS            a column: sum of the wdf of a document's terms
 * WORD_COUNTS        a column: words of headline, standfirst and body
 * FROM               a column: seconds; none of undated documents
 * LAST               a column: seconds less those of FROM, where that is not 0
 * PRINTS             u64 a document: the head of its fingerprint. Two versions of
 *                    one article are told apart by it, never two articles
 * FACET_DIRECTORY    as DIRECTORY, into FACETS
 * FACETS             for each slot that a document has values of: slot, length,
 *                    packed values
 * ARTICLE_DIRECTORY  stored_run a run of documents, and one behind the last
 * FORMS              by rank: key, NUL, occurrences as a varint
 * FORM_GROUPS        u32: where each STREAM_GROUP-th form begins, and the end
 * WORDS              narrow, each: where in FORMS a norm or exact begins; by the
 *                    word's bytes, then by rank; no rank twice for a word
 * WORD_HEADS         u64 each: the first 8 bytes of each STREAM_STRIDE-th word
 *                    as a big-endian number, zero behind its end
 * STEMS, STEM_HEADS  likewise where a stem begins that differs from its norm; by
 *                    stem, norm, rank
 * ID_HASHES          a document: upper half of hash_bytes() of its id as a u32, its
 *                    number narrow; by hash, then by number
 * ID_ORDER           narrow, a document: its number; by id, then by number
 * URL_ORDER          likewise by URL, of documents that have one
 *
 * A column is its least number as an i64, then for each document its number less
 * that plus 1, or 0 for none, all in as few bytes, 0 to 8, as the greatest takes.
 *
 * A narrow number has as few bytes as the greatest that there can be takes: the
 * length of FORMS, the number of documents.
 *
 * A word in FORMS ends before the first byte below 0x20. All sizes and counts
 * that are not said to be otherwise are varints, as strbuf_varint() writes them.
 */
#ifndef STREAM_LAYOUT_H
#define STREAM_LAYOUT_H

#include <stdint.h>

#if !defined __BYTE_ORDER__ || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "stream files are mapped as they are: this needs a little-endian machine"
#endif

#define STREAM_MAGIC  "morgue stream 1\n"
#define STREAM_BLOCK  16384u
#define STREAM_HEAD   512u
#define STREAM_MARGIN 64u
#define STREAM_GROUP  8u
#define STREAM_STRIDE 64u

/* Bytes that one article's payload has at most: a record of 32 MiB and formats. */
#define STREAM_LONGEST_PAYLOAD (64u << 20)

typedef enum stream_section {
    SECTION_ARTICLES,
    SECTION_DOCUMENTS,
    SECTION_DIRECTORY,
    SECTION_LENGTHS,
    SECTION_WORD_COUNTS,
    SECTION_FROM,
    SECTION_LAST,
    SECTION_PRINTS,
    SECTION_FACET_DIRECTORY,
    SECTION_FACETS,
    SECTION_ARTICLE_DIRECTORY,
    SECTION_FORMS,
    SECTION_FORM_GROUPS,
    SECTION_WORDS,
    SECTION_WORD_HEADS,
    SECTION_STEMS,
    SECTION_STEM_HEADS,
    SECTION_ID_HASHES,
    SECTION_ID_ORDER,
    SECTION_URL_ORDER,
    SECTION_COUNT
} stream_section;

typedef struct stream_extent {
    uint64_t offset, length; /* bytes of the file */
} stream_extent;

typedef struct stream_head {
    char magic[16];
    unsigned char id[16];
    uint64_t words;
    uint32_t documents, forms;
    stream_extent sections[SECTION_COUNT];
    uint64_t sums_offset; /* also the end of the last block */
    uint64_t sums_sum;    /* hash_bytes() of the sums */
    unsigned char zero[120];
    uint64_t head_sum;
} stream_head;

_Static_assert(sizeof(stream_head) == STREAM_HEAD, "the head is written as it is");

typedef struct stored_run {
    uint64_t offset;   /* in ARTICLES; it ends where the next begins */
    uint32_t document; /* its first, counted from 0; behind the last: how many there are */
    uint32_t raw;      /* bytes unpacked; 0 behind the last */
} stored_run;

_Static_assert(sizeof(stored_run) == 16, "written as it is");

#endif
