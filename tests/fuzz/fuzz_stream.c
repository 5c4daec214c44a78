/* Any bytes as a stream file under checksums that fit them, looked at in full. */
#include "stream_walk.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check(const void *bytes, size_t size)
{
    stream_reader *r;
    morgue_error err = {0};
    morgue_status status = stream__open_bytes(&r, bytes, size, "fuzz", NULL, &err);
    require(status == MORGUE_OK || (status == MORGUE_CORRUPT && err.message[0]));
    if (status)
        return;
    walk_everything(r);
    status = stream_status(r, &err);
    require(status == MORGUE_OK || (status == MORGUE_CORRUPT && err.message[0]));
    morgue_status verified = stream_verify(r, &err);
    require(verified == MORGUE_OK || (verified == MORGUE_CORRUPT && err.message[0]));
    require(status == MORGUE_OK || verified != MORGUE_OK);
    stream_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    strbuf image = {0};
    strbuf_add(&image, data, size);
    stream__seal(&image);
    require(!image.failed);
    /* A block of exactly this size, so that reading over its end is seen. */
    void *exact = malloc(image.len);
    require(exact != NULL);
    memcpy(exact, image.ptr, image.len);
    check(exact, image.len);
    free(exact);
    strbuf_free(&image);
    return 0;
}
