/* The list of input files from any bytes, as they are and packed as the list packs them. */
#include "inputs.h"

#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check(morgue_str bytes)
{
    inputs table, again;
    strbuf saved = {0};
    morgue_error err = {0};
    morgue_status status = archive__inputs_load(&table, bytes, &err);
    if (status) {
        require(status == MORGUE_CORRUPT && err.message[0] && table.count == 0);
        return;
    }
    require(archive__inputs_save(&table, &saved, NULL) == MORGUE_OK);
    require(archive__inputs_load(&again, strbuf_view(&saved), NULL) == MORGUE_OK);
    for (size_t i = 0; i < table.count; i++)
        require(archive__inputs_find(&again, table.list[i].path) != NULL);
    archive__inputs_free(&table);
    archive__inputs_free(&again);
    strbuf_free(&saved);
}

/* The form that archive__inputs_save() writes, around records that need not be any. */
static void check_packed(const uint8_t *data, size_t size)
{
    static const char magic[] = "morgue inputs 1\n";
    strbuf packed = {0};
    uLongf len = compressBound((uLong)size);
    strbuf_text(&packed, magic);
    strbuf_varint(&packed, size);
    char *room = strbuf_reserve(&packed, len);
    require(room && compress2((Bytef *)room, &len, size ? data : (const Bytef *)"", (uLong)size,
                              1) == Z_OK);
    packed.len += len;
    check(strbuf_view(&packed));
    strbuf_free(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check((morgue_str){(const char *)data, size});
    check_packed(data, size);
    return 0;
}
