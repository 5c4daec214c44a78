/* Adding articles to an archive from memory. */
#ifndef MORGUE_WRITER_H
#define MORGUE_WRITER_H

#include <morgue/article.h>
#include <morgue/config.h>
#include <morgue/status.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct morgue_writer morgue_writer;

/*
 * Open an archive for writing; it is created when the directory is absent or
 * empty. Only one writer can have an archive at a time, in any process.
 *
 * out     receives the writer; free it with morgue_writer_free()
 * config  NULL for the defaults; must outlive the writer
 * memory  bytes to stay within, 0 for 512 MiB; at least 64 MiB is used
 *
 * Expected errors: MORGUE_LOCKED (the message names the holder),
 * MORGUE_VERSION, MORGUE_CORRUPT.
 */
MORGUE_API morgue_status morgue_writer_open(morgue_writer **out, const char *path,
                                            const morgue_config *config, uint64_t memory,
                                            morgue_error *err);

/*
 * Add one article. An article of the same id is replaced; the same id with the
 * same content changes nothing. Nothing of the article is kept by pointer.
 *
 * Expected errors: MORGUE_INVALID (no id, or a text that is not UTF-8),
 * MORGUE_LIMIT, MORGUE_NOSPACE. After MORGUE_INVALID and MORGUE_LIMIT the
 * writer goes on as if the call had not been made; after any other error
 * nothing since the last commit is kept and only morgue_writer_free() helps.
 */
MORGUE_API morgue_status morgue_writer_add(morgue_writer *writer, const morgue_article *article,
                                           morgue_error *err);

/* Remove the article with this id. MORGUE_NOTFOUND when there is none. */
MORGUE_API morgue_status morgue_writer_remove(morgue_writer *writer, const char *id, size_t id_len,
                                              morgue_error *err);

/* Make all since the last commit durable and visible to those who open the
 * archive from now on. When it returns MORGUE_OK, a power cut loses none of it. */
MORGUE_API morgue_status morgue_writer_commit(morgue_writer *writer, morgue_error *err);

/* Gives up what was not committed. NULL is allowed. */
MORGUE_API void morgue_writer_free(morgue_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
