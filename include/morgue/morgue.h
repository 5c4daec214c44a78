/*
 * libmorgue: a full-text search engine for news archives.
 *
 *     morgue_archive_open()  ->  morgue_query_parse()  ->  morgue_search()
 *     morgue_writer_open()   ->  morgue_writer_add()   ->  morgue_writer_commit()
 *
 * Rules that hold for all of it:
 *
 * - Every call that can fail returns a morgue_status and fills a morgue_error
 *   of the caller's. On failure *out is NULL and nothing has changed.
 * - An object that comes out through a **out parameter is yours: free it with
 *   its own _free(), which takes NULL too. A pointer that is returned, or that
 *   lies in a struct, is borrowed and dies with the object it came from.
 * - The library never prints, exits, aborts, reads the environment or changes
 *   the locale, and no C++ exception leaves it.
 *
 * Caveats:
 *
 * - Threads: one handle, one thread at a time; any number of handles. A
 *   configuration that several handles share is only read by them.
 * - fork(): a child must not use handles that its parent opened.
 * - Network file systems: the writer's lock is an fcntl() lock. Where the file
 *   system does not honour those, two writers can meet. Readers need no lock.
 * - The licence is GPL-2.0-or-later, because libxapian's is: so is that of
 *   every program that links this library, once it is passed on.
 */
#ifndef MORGUE_H
#define MORGUE_H

#include <morgue/archive.h>
#include <morgue/article.h>
#include <morgue/config.h>
#include <morgue/date.h>
#include <morgue/limits.h>
#include <morgue/query.h>
#include <morgue/search.h>
#include <morgue/status.h>
#include <morgue/str.h>
#include <morgue/suggest.h>
#include <morgue/version.h>
#include <morgue/writer.h>

#endif
