/* Records from any bytes: what decodes is sound and encodes to itself in meaning. */
#include "article_copy.h"
#include "article_record.h"
#include "reading.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    morgue_article *article, *again;
    strbuf record = {0};
    if (article_decode(&article, (morgue_str){(const char *)data, size}, NULL) != MORGUE_OK)
        return 0;
    article_encode(article, &record);
    if (article_decode(&again, strbuf_view(&record), NULL) != MORGUE_OK)
        abort();
    fingerprint a = article_fingerprint(article), b = article_fingerprint(again);
    if (memcmp(&a, &b, sizeof a) != 0)
        abort();
    article_dump(article, &record);
    strbuf_free(&record);
    morgue_article_free(article);
    morgue_article_free(again);
    return 0;
}
