/* The directory of an archive: creating it, naming what belongs, cleaning. Private. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "manifest.h"

/* Opens the directory, creating it with mode 0700 when absent. */
morgue_status archive__open_directory(const char *path, int *dir_fd, morgue_error *err);

/* MORGUE_INVALID when a directory without a MANIFEST holds foreign files,
 * MORGUE_CORRUPT when it holds segments. */
morgue_status archive__check_foreign(int dir_fd, const char *path, morgue_error *err);

/* Removes files of ours that the manifest does not name. Failures are ignored:
 * the next write tries again. */
void archive__clean(int dir_fd, const manifest *m);

/* A manifest for a new archive that nothing has been committed to. */
void archive__new_manifest(manifest *out, const char *language);

/* Sets the uuid to one that follows from the archive's format, analyzer and
 * language, and from content. */
void archive__set_uuid(manifest *m, fingerprint content);

/* The text of XAPIANDB: a stub that names the segments, without its seal. */
void archive__format_stub(const manifest *m, strbuf *out);

/* MORGUE_CORRUPT when a stub's seal is wrong, or it is of this revision and
 * names other segments. One of another revision is only behind. */
morgue_status archive__check_stub(morgue_str text, const manifest *m, morgue_error *err);

/* Replaces XAPIANDB by what the manifest says, unless it says so already. */
morgue_status archive__write_stub(int dir_fd, const manifest *m, morgue_error *err);

#endif
