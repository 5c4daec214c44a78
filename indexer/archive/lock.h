/* The lock of the one writer. Private. */
#ifndef LOCK_H
#define LOCK_H

#include <morgue/status.h>

/* Takes the lock of an archive's directory and writes who has it; *fd is to be
 * closed to let it go. MORGUE_LOCKED names the holder. */
morgue_status archive__lock(int dir_fd, const char *path, int *fd, morgue_error *err);

#endif
