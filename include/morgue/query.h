/* A question in morgue's query language, parsed. */
#ifndef MORGUE_QUERY_H
#define MORGUE_QUERY_H

#include <morgue/export.h>
#include <morgue/status.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct morgue_query morgue_query;

/*
 * Parse a question; morgue-query(7) has the language. No archive is needed and
 * no field name is judged here but by its form.
 *
 * out     receives the query; free it with morgue_query_free()
 * now     seconds since 1970 UTC that "today", "newer:30d" … count from
 * offset  seconds east of UTC in which dates without a zone are read
 *
 * Expected errors: MORGUE_QUERY and MORGUE_LIMIT, both with the byte range that
 * is to blame in err->from and err->to.
 */
MORGUE_API morgue_status morgue_query_parse(morgue_query **out, const char *text, size_t len,
                                            int64_t now, int offset, morgue_error *err);

MORGUE_API void morgue_query_free(morgue_query *query);

/* The question as understood, fully parenthesised. Borrowed from the query. */
MORGUE_API const char *morgue_query_text(const morgue_query *query);

#ifdef __cplusplus
}
#endif

#endif
