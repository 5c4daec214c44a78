/* Whether a segment's files are what they were when it was written. */
#include "segment.h"
#include "sums.h"

#include "error.h"

#include <stdio.h>
#include <string.h>

static morgue_status check_sums(int dir_fd, const char *name, const segment_summary *expected,
                                morgue_error *err)
{
    char file[SEGMENT_NAME + 8], sums[SEGMENT_NAME + 8];
    snprintf(file, sizeof file, "%.15s.glass", name);
    snprintf(sums, sizeof sums, "%.15s.sums", name);
    const sums_expected known = {expected->bytes, expected->sums_bytes, expected->sums_crc};
    return sums_check(dir_fd, file, sums, &known, SIZE_MAX, err);
}

/* The stream file, which has to have the id of the glass file. */
static morgue_status open_stream(int dir_fd, const char *name, const segment_summary *expected,
                                 stream_reader **out, morgue_error *err)
{
    char file[SEGMENT_NAME + 8];
    glass_reader *glass;
    *out = NULL;
    snprintf(file, sizeof file, "%.15s.glass", name);
    morgue_status status = glass_open(&glass, dir_fd, file, (morgue_str){NULL, 0}, err);
    if (status)
        return status;
    status = stream_open(out, dir_fd, name, glass_uuid(glass), expected->stream_bytes, err);
    glass_free(glass);
    return status;
}

morgue_status segment_verify(int dir_fd, const char *name, const segment_summary *expected,
                             morgue_error *err)
{
    stream_reader *stream;
    morgue_status status = check_sums(dir_fd, name, expected, err);
    if (status)
        return status;
    status = open_stream(dir_fd, name, expected, &stream, err);
    if (!status)
        status = stream_verify(stream, err);
    stream_free(stream);
    return status;
}
