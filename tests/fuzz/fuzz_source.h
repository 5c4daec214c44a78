/* One input through one reader of the source room. */
#ifndef FUZZ_SOURCE_H
#define FUZZ_SOURCE_H

#include "source_internal.h"

static morgue_status fuzz_article(void *context, const reading *r, morgue_error *err)
{
    (void)context;
    (void)r;
    (void)err;
    return MORGUE_OK;
}

/* The configuration lives for the whole run: it is only read. */
static int fuzz_source(const uint8_t *data, size_t size, const char *format)
{
    static morgue_config *config;
    struct source_stream in;
    source_file file = {.path = STR("2023/05/21/fuzz")};
    source_options options = {.format = format, .now = 1700000000, .article = fuzz_article};
    if (!config && morgue_config_load(&config, NULL, NULL) != MORGUE_OK)
        return 0;
    options.config = config;
    if (source__stream_memory(&in, (morgue_str){(const char *)data, size}, file.path, NULL) !=
        MORGUE_OK)
        return 0;
    source__read_stream(&in, &file, &options, NULL);
    source__stream_close(&in);
    return 0;
}

#endif
