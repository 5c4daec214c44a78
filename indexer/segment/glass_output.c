/* NAME.glass under a temporary name until it is whole. */
#include "glass_output.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

morgue_status segment__output_open(glass_output *o, const segment_place *place, morgue_error *err)
{
    *o = (glass_output){.place = place};
    snprintf(o->temporary, sizeof o->temporary, "%s.tmp", place->name);
    unlinkat(place->dir_fd, o->temporary, 0);
    int fd = openat(place->dir_fd, o->temporary,
                    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot create %s/%s", place->dir, o->temporary);
    o->created = true;
    glass_file_open(&o->file, fd, o->temporary);
    return MORGUE_OK;
}

void segment__output_close(glass_output *o)
{
    if (!o->created)
        return;
    glass_file_close(&o->file);
    unlinkat(o->place->dir_fd, o->temporary, 0);
    o->created = false;
}

morgue_status segment__output_status(const glass_output *o, morgue_status status, morgue_error *err)
{
    if (status || !o->file.status)
        return status;
    if (err)
        *err = o->file.error;
    return o->file.status;
}

morgue_status segment__output_finish(glass_output *o, const unsigned char *id,
                                     const glass_root roots[GLASS_TABLE_COUNT], strbuf *sums,
                                     uint64_t *bytes, morgue_error *err)
{
    char name[SEGMENT_NAME + 8];
    morgue_status status = glass_file_finish(&o->file, id, roots, &o->statistics, err);
    if (status)
        return status;
    strbuf_str(sums, strbuf_view(&o->file.sums));
    *bytes = (uint64_t)o->file.blocks * GLASS_BLOCK;
    snprintf(name, sizeof name, "%s.glass", o->place->name);
    if (renameat(o->place->dir_fd, o->temporary, o->place->dir_fd, name) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot rename %s to %s", o->temporary, name);
    glass_file_close(&o->file);
    o->created = false;
    return strbuf_check(sums, err);
}
