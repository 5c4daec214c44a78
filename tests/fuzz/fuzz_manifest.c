/* A MANIFEST from any bytes, with their own checksum and with the right one. */
#include "manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* What is read writes itself in the same way ever after. A MANIFEST without an
 * analyzer or language is read as one with none, which opening it refuses. */
static void check_again(const manifest *m)
{
    manifest again;
    strbuf first = {0}, second = {0};
    if (!m->analyzer[0] || !m->language[0])
        return;
    manifest_format(m, &first);
    require(!first.failed && manifest_parse(&again, strbuf_view(&first), NULL) == MORGUE_OK);
    manifest_format(&again, &second);
    require(str_equal(strbuf_view(&first), strbuf_view(&second)));
    manifest_free(&again);
    strbuf_free(&first);
    strbuf_free(&second);
}

static void check(morgue_str text)
{
    manifest m;
    morgue_error err = {0};
    morgue_status status = manifest_parse(&m, text, &err);
    if (status == MORGUE_OK)
        check_again(&m);
    else
        require((status == MORGUE_CORRUPT || status == MORGUE_VERSION) && err.message[0]);
    require(status == MORGUE_OK || (m.segments == NULL && m.count == 0));
    manifest_free(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    strbuf signed_text = {0};
    strbuf_add(&signed_text, data, size);
    check((morgue_str){(const char *)data, size});
    strbuf_printf(&signed_text, "crc32 %08lx\n", crc32(crc32(0, NULL, 0), data, (uInt)size));
    check(strbuf_view(&signed_text));
    strbuf_free(&signed_text);
    return 0;
}
