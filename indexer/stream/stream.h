/*
 * NAME.stream: a segment's articles as streams of words, beside its postings.
 *
 * For each document: the words of each field in a byte code ordered by frequency,
 * a table of sentences, columns (date, lengths, fingerprint, facets), and what
 * turns the words back into the article. For the segment: the table of forms
 * with lookups by word and by stem. Little-endian, read through mmap; every
 * block carries a checksum that is compared when the block is first touched.
 *
 * The byte code (positions as in "word-based compression with end-tagged codes",
 * Brisaboa et al. 2003): rank r counts forms by falling frequency. r < 128 is the
 * byte 0x80|r. The next 2^14 are (r-128)>>7, then 0x80|low 7 bits; the next 2^21
 * three bytes, seven bits each, high first; then four. Only the last byte of a
 * code has bit 7 set: a byte-wise match of a whole code is a word exactly if the
 * byte before it has bit 7 set.
 */
#ifndef STREAM_H
#define STREAM_H

#include "draft.h"

#include <limits.h>

/* ---- codes ---- */

#define STREAM_CODE_MAX 4
#define STREAM_RANKS    (128u + (1u << 14) + (1u << 21) + (1u << 28))

/* Writes the code of a rank below STREAM_RANKS; returns its bytes. */
static inline unsigned stream_code(uint32_t rank, unsigned char out[STREAM_CODE_MAX])
{
    unsigned n = 1;
    if (rank >= 128) {
        rank -= 128;
        n = 2;
        if (rank >= 1u << 14) {
            rank -= 1u << 14;
            n = 3;
            if (rank >= 1u << 21) {
                rank -= 1u << 21;
                n = 4;
            }
        }
    }
    for (unsigned i = n; i-- > 0; rank >>= 7)
        out[i] = (unsigned char)(rank & 0x7f);
    out[n - 1] |= 0x80;
    return n;
}

/* Reads a code off *at, which must be before end; UINT32_MAX when it is none. */
static inline uint32_t stream_rank(const unsigned char **at, const unsigned char *end)
{
    static const uint32_t base[STREAM_CODE_MAX] = {0, 128, 128 + (1u << 14),
                                                   128 + (1u << 14) + (1u << 21)};
    uint32_t rank = 0;
    for (unsigned n = 0; n < STREAM_CODE_MAX && *at < end; n++) {
        unsigned char c = *(*at)++;
        rank = rank << 7 | (c & 0x7fu);
        if (c & 0x80)
            return base[n] + rank;
    }
    return UINT32_MAX;
}

/* ---- writing ---- */

typedef struct stream_writer stream_writer;

/* One document: the draft, and what the segment knows of it. */
typedef struct stream_document {
    const draft *draft;
    uint32_t length;          /* sum of the wdf of all its terms */
    const morgue_str *facets; /* packed values by slot, empty where there are none */
    unsigned facet_count;
} stream_document;

/*
 * Starts NAME.stream in a directory, under a temporary name.
 *
 * memory  bytes that finishing may take for its own tables, about
 */
morgue_status stream_writer_open(stream_writer **out, int dir_fd, const char *name, uint64_t memory,
                                 morgue_error *err);

/* Removes what is unfinished. NULL is allowed. */
void stream_writer_free(stream_writer *w);

/*
 * Gives each form of a draft its number: dense from 0, the same for the same key
 * until the next spill. numbers has room for form_count. *count receives how
 * many there are by now: those from the old count on are new.
 */
morgue_status stream_writer_forms(stream_writer *w, const draft *d, uint32_t *numbers,
                                  uint32_t *count, morgue_error *err);

/* Adds a document; numbers as stream_writer_forms() gave them for its draft.
 * Documents get the ids 1, 2, 3 … */
morgue_status stream_writer_add(stream_writer *w, const stream_document *document,
                                const uint32_t *numbers, morgue_error *err);

/* Bytes that the forms take in memory. */
uint64_t stream_writer_memory(const stream_writer *w);

/* Puts the forms on disk and forgets them: numbers begin at 0 again. */
morgue_status stream_writer_spill(stream_writer *w, morgue_error *err);

/*
 * Ranks all forms, writes everything in its final code, syncs the file and gives
 * it its name. The bytes depend on the documents alone.
 *
 * id     16 bytes that the file shares with the segment's glass file
 * bytes  receives the size of the file
 */
morgue_status stream_writer_finish(stream_writer *w, const unsigned char id[16], uint64_t *bytes,
                                   morgue_error *err);

/* ---- reading ---- */

/* One file, mapped. Serves one thread at a time (it keeps the last block that it
 * unpacked). */
typedef struct stream_reader stream_reader;

/*
 * Opens NAME.stream and checks its head.
 *
 * id        16 bytes, or NULL for any
 * expected  size of the file
 *
 * Expected errors: MORGUE_CORRUPT.
 */
morgue_status stream_open(stream_reader **out, int dir_fd, const char *name,
                          const unsigned char id[16], uint64_t expected, morgue_error *err);
void stream_free(stream_reader *r);

/* Compares every checksum and walks every structure. */
morgue_status stream_verify(stream_reader *r, morgue_error *err);

/*
 * Damage met by the calls below that return no status: it sticks, they give
 * what they give for nothing, and this tells. Ask it before an answer is
 * believed.
 */
morgue_status stream_status(const stream_reader *r, morgue_error *err);

uint32_t stream_documents(const stream_reader *r);
uint32_t stream_forms(const stream_reader *r); /* ranks are below it */
uint64_t stream_words(const stream_reader *r); /* positions of all documents and fields */

/* The head of a fingerprint: what tells two versions of one article apart. */
static inline uint64_t stream_print(const fingerprint *print)
{
    uint64_t head;
    memcpy(&head, print->bytes, sizeof head);
    return head;
}

/* A column as it is mapped: a number for each document that has one. A document that there is not,
 * as the posting lists of a damaged archive may name, has none. */
typedef struct stream_column {
    const unsigned char *bytes;
    uint32_t documents;
    unsigned width; /* of a cell, in bytes, 0 to 8 */
    uint64_t least, mask;
} stream_column;

static inline int64_t stream_cell(const stream_column *c, uint32_t docid, int64_t without)
{
    uint64_t raw;
    if (docid - 1 >= c->documents)
        return without;
    memcpy(&raw, c->bytes + (size_t)(docid - 1) * c->width, sizeof raw);
    raw &= c->mask;
    return raw ? (int64_t)(c->least + raw - 1) : without;
}

/* 0 for none. What is damaged and yet has its checksum counts as the nearest that can be. */
static inline uint32_t stream_count(const stream_column *c, uint32_t docid)
{
    int64_t count = stream_cell(c, docid, 0);
    return count < 0 ? 0 : count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

typedef struct stream_dates {
    stream_column from, spans;
} stream_dates;

/* INT64_MAX for an undated document. */
static inline int64_t stream_date_from(const stream_dates *d, uint32_t docid)
{
    return stream_cell(&d->from, docid, INT64_MAX);
}

/* INT64_MIN for an undated document. */
static inline int64_t stream_date_last(const stream_dates *d, uint32_t docid)
{
    int64_t from = stream_date_from(d, docid);
    return from == INT64_MAX
               ? INT64_MIN
               : (int64_t)((uint64_t)from + (uint64_t)stream_cell(&d->spans, docid, 0));
}

/* They stay as long as the reader; false when damaged. */
bool stream_lengths(stream_reader *r, stream_column *out);
bool stream_word_counts(stream_reader *r, stream_column *out);
bool stream_dates_of(stream_reader *r, stream_dates *out);
const uint64_t *stream_prints(stream_reader *r); /* stream_print() of each */

/* The packed values of a facet slot of a document; empty when it has none. */
morgue_str stream_facet(stream_reader *r, uint32_t docid, unsigned slot);

/* Those of several slots at once; STREAM_NO_SLOT has none. */
#define STREAM_NO_SLOT UINT_MAX
void stream_facets(stream_reader *r, uint32_t docid, const unsigned *slots, unsigned count,
                   morgue_str *out);

/* The words of one field of one document. */
typedef struct stream_view {
    /* bytes[-1] has bit 7 set, unless damaged; 32 bytes before and 64 behind may be read. */
    const unsigned char *bytes;
    size_t size;
    uint32_t words;
    uint32_t lede; /* positions at the head that are lede */
    /* A varint a sentence: positions << 1 | begins a paragraph. */
    const unsigned char *sentences;
    size_t sentence_bytes;
} stream_view;

/* False when the document has no such field. */
bool stream_view_of(stream_reader *r, uint32_t docid, unsigned field, stream_view *out);

/* Several fields at once: out[i] is that of fields[i], without words where the
 * document has no such field. False when the document cannot be read. */
bool stream_views_of(stream_reader *r, uint32_t docid, const unsigned *fields, unsigned count,
                     stream_view *out);

/* Says that the words of a document will be asked for soon: fetches their beginning
 * from memory meanwhile. */
void stream_expect(const stream_reader *r, uint32_t docid);

/* The key of a form; empty when damaged. Borrowed from the map. */
morgue_str stream_form(stream_reader *r, uint32_t rank);

/* How often it stands in the streams. */
uint64_t stream_form_count(stream_reader *r, uint32_t rank);

/* Non-zero stops the visit. Words come in byte order, the ranks of one ascending. */
typedef int stream_visit(void *context, morgue_str word, uint32_t rank);

/* The forms of which some norm or exact is the word, or begins with the head. */
void stream_find_word(stream_reader *r, morgue_str word, stream_visit *visit, void *context);
void stream_find_prefix(stream_reader *r, morgue_str head, stream_visit *visit, void *context);

/* What is to be done with a word. */
typedef enum stream_way {
    STREAM_VISIT,
    STREAM_PASS, /* on to the next one */
    STREAM_LEAP, /* on to the first that is not below *next, and beyond this one */
    STREAM_STOP
} stream_way;

typedef stream_way stream_judge(void *context, morgue_str word, morgue_str *next);

/* As stream_find_prefix(), the words that a judge takes, from the first on that is not
 * below `from`. It is asked once for each form of a word. */
void stream_find_judged(stream_reader *r, morgue_str from, stream_judge *judge, stream_visit *visit,
                        void *context);

/* As stream_find_judged(), the words that a judge takes and that have the piece in them; it has
 * no byte below 0x20. They come by rank, and the judge is asked about some others too. A leap
 * is but a pass. */
void stream_find_having(stream_reader *r, morgue_str piece, stream_judge *judge,
                        stream_visit *visit, void *context);

/* The forms of which some component has the stem; word is that component's norm. */
void stream_find_stem(stream_reader *r, morgue_str stem, stream_visit *visit, void *context);

/* ---- by name ---- */

typedef enum stream_name { STREAM_ID, STREAM_URL, STREAM_NAMES } stream_name;

/* The first document beyond `after` that has the id; 0 when there is none. Of
 * documents of one id all but one are dead. */
uint32_t stream_find_id(stream_reader *r, morgue_str id, uint32_t after);

/* The documents whose id or URL is the text, or with whole false begins with it:
 * by name, then by number. Malloc'd; NULL when stream_status() tells why. */
uint32_t *stream_find_names(stream_reader *r, stream_name which, morgue_str text, bool whole,
                            uint32_t *count);

/* The article; its texts lie in memory. Expected errors: MORGUE_CORRUPT. */
morgue_status stream_article(stream_reader *r, uint32_t docid, arena *memory, morgue_article *out,
                             morgue_error *err);

/* Likewise, but of the texts that would have to be rebuilt from their words only those
 * whose bit (1 << text_field) is set; others may be empty. */
morgue_status stream_article_with(stream_reader *r, uint32_t docid, unsigned texts, arena *memory,
                                  morgue_article *out, morgue_error *err);

/* What the columns have of a document. */
typedef struct stream_facts {
    int64_t from, last;     /* as stream_date_from() and _last() have them */
    uint32_t length, words; /* as stream_lengths() and stream_word_counts() have them */
    uint64_t print;         /* stream_print() */
} stream_facts;

/* Of one document, without columns in memory. False when damaged. */
bool stream_facts_of(stream_reader *r, uint32_t docid, stream_facts *out);

/* Says that what was read so far will not be read again soon: its pages no longer
 * count as this program's memory. Everything borrowed stays valid. */
void stream_forget(const stream_reader *r);

/* ---- merging ---- */

/* Begins with another file, whose documents are copied next; it must stay open
 * until the next one begins, or a spill, or the end. Until then no draft is added.
 * Takes four bytes a form of it. */
morgue_status stream_writer_adopt(stream_writer *w, stream_reader *from, morgue_error *err);

/* Adds a document of the file that was adopted last as it is, with facets packed
 * anew. */
morgue_status stream_writer_copy(stream_writer *w, uint32_t docid, const morgue_str *facets,
                                 unsigned facet_count, morgue_error *err);

#endif
