/* A stored article from any bytes, as they are and packed as the archive packs them. */
#include "draft_record.h"

#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check(morgue_str record)
{
    arena memory = {0};
    morgue_article article;
    fingerprint print = {0};
    morgue_error err = {0};
    strbuf scratch = {0}, again = {0};
    require(record_fingerprint(record, &print) == (record.len >= sizeof print));
    morgue_status status = record_unpack(record, &memory, &article, &err);
    require(status == MORGUE_OK || (status == MORGUE_CORRUPT && err.message[0]));
    if (status == MORGUE_OK) {
        require(record_pack(&article, &print, &scratch, &again, NULL) == MORGUE_OK);
        require(record_unpack(strbuf_view(&again), &memory, &article, NULL) == MORGUE_OK);
    }
    strbuf_free(&scratch);
    strbuf_free(&again);
    arena_free(&memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const fingerprint print;
    strbuf packed = {0};
    uLongf len = compressBound((uLong)size);
    check((morgue_str){(const char *)data, size});
    strbuf_add(&packed, print.bytes, sizeof print.bytes);
    strbuf_varint(&packed, size);
    char *room = strbuf_reserve(&packed, len);
    require(room && compress2((Bytef *)room, &len, size ? data : (const Bytef *)"", (uLong)size,
                              1) == Z_OK);
    packed.len += len;
    check(strbuf_view(&packed));
    strbuf_free(&packed);
    return 0;
}
