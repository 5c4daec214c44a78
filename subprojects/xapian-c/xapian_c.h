/*
 * xapian-c: what an archive of articles needs of libxapian, in C.
 *
 * Two jobs: building an immutable single-file glass database (a segment), and
 * searching several of them as one. No C++ type, exception or iterator crosses
 * this border.
 *
 * Ownership: what comes out through **out is the caller's, to be freed with
 * xc_NOUN_free (NULL-safe); slices given to callbacks live until the callback
 * returns. A handle serves one thread at a time.
 */
#ifndef XAPIAN_C_H
#define XAPIAN_C_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define XC_NOEXCEPT noexcept
#define XC_INT : int /* C may hand over any number: C++ must be able to look at it */
#else
#define XC_NOEXCEPT
#define XC_INT
#endif

typedef enum xc_status {
    XC_OK = 0,
    XC_NOMEM,
    XC_STALE, /* the database changed underneath (DatabaseModifiedError) */
    XC_LOCKED,
    XC_VERSION, /* a format that this libxapian cannot read */
    XC_CORRUPT,
    XC_NOTFOUND, /* no such database, document or term */
    XC_IO,
    XC_NOSPACE,
    XC_INVALID,   /* an argument breaks a rule: term over 245 bytes, NUL in a term … */
    XC_CANCELLED, /* a callback returned non-zero */
    XC_INTERNAL   /* anything else, unknown C++ exceptions included */
} xc_status;

#define XC_MESSAGE_SIZE 256
#define XC_MAX_TERM     245 /* bytes */

typedef struct xc_error {
    xc_status status;
    char message[XC_MESSAGE_SIZE]; /* one line, ends in NUL */
} xc_error;

typedef struct xc_str {
    const char *ptr;
    size_t len;
} xc_str;

/* "1.4.22" of the libxapian in use. Static. */
const char *xc_xapian_version(void) XC_NOEXCEPT;

/* ---- building a segment ---- */

typedef struct xc_term {
    xc_str text;               /* 1 to XC_MAX_TERM bytes, no NUL */
    uint32_t wdf;              /* 0 for a boolean term */
    const uint32_t *positions; /* ascending, may be NULL */
    size_t position_count;
} xc_term;

typedef struct xc_value {
    uint32_t slot;
    xc_str value;
} xc_value;

typedef struct xc_document {
    const xc_term *terms; /* in byte order, none twice */
    size_t term_count;
    const xc_value *values;
    size_t value_count;
    xc_str data;
} xc_document;

typedef struct xc_builder xc_builder;

/*
 * Starts a database in the directory at path, which is created and must not
 * exist. A document that breaks a rule is refused before libxapian sees it, for
 * there it would throw away all that is pending. After any other failure the
 * builder is good for xc_builder_free() alone.
 */
xc_status xc_builder_open(xc_builder **out, const char *path, xc_error *err) XC_NOEXCEPT;

/* Adds a document; they get the ids 1, 2, 3 … */
xc_status xc_builder_add(xc_builder *builder, const xc_document *document, uint32_t *docid,
                         xc_error *err) XC_NOEXCEPT;

/* Sets user metadata; an empty value removes it. Key: 1 to 200 bytes, no NUL. */
xc_status xc_builder_metadata(xc_builder *builder, xc_str key, xc_str value,
                              xc_error *err) XC_NOEXCEPT;

/* Writes what is pending to disk, to bound memory. */
xc_status xc_builder_flush(xc_builder *builder, xc_error *err) XC_NOEXCEPT;

/* Compacts everything to the single file target, which must not exist, and
 * syncs it. The builder can only be freed afterwards. */
xc_status xc_builder_finish(xc_builder *builder, const char *target, xc_error *err) XC_NOEXCEPT;

/* Frees the builder and removes its directory, whatever state it is in. */
void xc_builder_free(xc_builder *builder) XC_NOEXCEPT;

/* ---- opening segments ---- */

typedef struct xc_database xc_database;

/* Opens count (may be 0) single-file databases as one. Shard numbers below are
 * indices into paths; document ids are those inside the shard. */
xc_status xc_database_open(xc_database **out, const char *const *paths, size_t count,
                           xc_error *err) XC_NOEXCEPT;
void xc_database_free(xc_database *db) XC_NOEXCEPT;

/* Documents of one shard, the greatest document id, and the sum of lengths. */
xc_status xc_shard_counts(xc_database *db, size_t shard, uint32_t *documents, uint32_t *last_id,
                          uint64_t *total_length, xc_error *err) XC_NOEXCEPT;

/* Non-zero stops the visit, which then returns XC_CANCELLED. */
typedef int xc_visit_bytes(void *context, xc_str bytes);
typedef int xc_visit_term(void *context, xc_str term, uint32_t documents);
typedef int xc_visit_id(void *context, uint32_t docid);
typedef int xc_visit_value(void *context, uint32_t docid, xc_str value);

/* Gives the metadata value once; not at all when it is absent. */
xc_status xc_shard_metadata(xc_database *db, size_t shard, xc_str key, xc_visit_bytes *visit,
                            void *context, xc_error *err) XC_NOEXCEPT;

/* All terms with a prefix (may be empty) over all shards, in byte order, with
 * the number of documents of all shards that have them. */
xc_status xc_visit_terms(xc_database *db, xc_str prefix, xc_visit_term *visit, void *context,
                         xc_error *err) XC_NOEXCEPT;

/* Documents of all shards that have the term. */
xc_status xc_term_documents(xc_database *db, xc_str term, uint64_t *documents,
                            xc_error *err) XC_NOEXCEPT;

/* The documents of one shard that have the term, ascending. */
xc_status xc_shard_postings(xc_database *db, size_t shard, xc_str term, xc_visit_id *visit,
                            void *context, xc_error *err) XC_NOEXCEPT;

/* The values of a slot of one shard, by ascending document id. */
xc_status xc_shard_values(xc_database *db, size_t shard, uint32_t slot, xc_visit_value *visit,
                          void *context, xc_error *err) XC_NOEXCEPT;

/* One value of one document; not at all when it has none. */
xc_status xc_document_value(xc_database *db, size_t shard, uint32_t docid, uint32_t slot,
                            xc_visit_bytes *visit, void *context, xc_error *err) XC_NOEXCEPT;

/* The data of one document. */
xc_status xc_document_data(xc_database *db, size_t shard, uint32_t docid, xc_visit_bytes *visit,
                           void *context, xc_error *err) XC_NOEXCEPT;

/* ---- questions ---- */

typedef struct xc_query xc_query;

typedef enum xc_op XC_INT {
    XC_AND,
    XC_OR,
    XC_AND_NOT, /* first without any of the others */
    XC_FILTER,  /* first, weighted; the others only restrict */
    XC_SYNONYM, /* OR that weighs as one term */
    XC_PHRASE,  /* parameter: window; terms, or ORs of terms, in this order */
    XC_NEAR     /* parameter: window */
} xc_op;

/* Arguments are copied; they stay the caller's. */
xc_status xc_query_term(xc_query **out, xc_str term, xc_error *err) XC_NOEXCEPT;
xc_status xc_query_all(xc_query **out, xc_error *err) XC_NOEXCEPT;
xc_status xc_query_none(xc_query **out, xc_error *err) XC_NOEXCEPT;
/* count 0 matches nothing. */
xc_status xc_query_combine(xc_query **out, xc_op op, const xc_query *const *parts, size_t count,
                           uint32_t parameter, xc_error *err) XC_NOEXCEPT;
/* Values v with low <= v <= high in byte order; an absent bound (ptr NULL) is
 * open. A document without a value never matches. */
xc_status xc_query_value_range(xc_query **out, uint32_t slot, xc_str low, xc_str high,
                               xc_error *err) XC_NOEXCEPT;
/* Weights times factor; 0 makes it purely boolean. */
xc_status xc_query_scale(xc_query **out, const xc_query *query, double factor,
                         xc_error *err) XC_NOEXCEPT;
void xc_query_free(xc_query *query) XC_NOEXCEPT;

typedef enum xc_sort XC_INT {
    XC_SORT_RELEVANCE, /* BM25; ties by the value of sort_slot, greatest first, then by id */
    XC_SORT_DOWN,      /* by the value of sort_slot, greatest first, absent last */
    XC_SORT_UP         /* smallest first, absent last */
} xc_sort;

/* A matching document, seen once each, in no promised order. values: one a
 * slot that was asked for, len 0 when absent. */
typedef int xc_visit_match(void *context, size_t shard, uint32_t docid, const xc_str *values);

/* Non-zero stops the search with XC_CANCELLED; asked every few thousand documents. */
typedef int xc_poll(void *context);

typedef struct xc_search {
    const xc_query *query;
    xc_sort sort;
    uint32_t sort_slot;
    uint32_t offset, limit;     /* of the hits returned; limit 0 for none */
    const uint8_t *const *dead; /* a shard: bitmap by docid (bit id & 7 of byte id >> 3), or NULL */
    const uint32_t *dead_bytes; /* a shard: length of its bitmap; ids beyond it live */
    const uint32_t *slots;      /* values that match wants */
    size_t slot_count;
    xc_visit_match *match; /* may be NULL; when set every match is visited */
    xc_poll *poll;         /* may be NULL */
    void *context;         /* of match and poll */
} xc_search;

typedef struct xc_hit {
    size_t shard;
    uint32_t docid;
    double weight;
} xc_hit;

/*
 * Runs a search. *total is the exact number of live matching documents.
 *
 * hits  room for limit entries
 */
xc_status xc_search_run(xc_database *db, const xc_search *search, xc_hit *hits, size_t *hit_count,
                        uint64_t *total, xc_error *err) XC_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
