/* The table of readers; choosing one by content, then by name. */
#include "source_internal.h"

static const source_reader *const readers[] = {
    &source__jsonl, &source__json, &source__html, &source__markdown, &source__text,
};

const source_reader *source_reader_at(size_t i)
{
    return i < sizeof readers / sizeof *readers ? readers[i] : NULL;
}

static const source_reader *named(const char *name)
{
    const source_reader *reader;
    for (size_t i = 0; (reader = source_reader_at(i)); i++)
        if (strcmp(reader->name, name) == 0)
            return reader;
    return NULL;
}

/* The surest one; the earlier row among equals. */
static const source_reader *detect(morgue_str head, morgue_str path)
{
    const source_reader *reader, *best = NULL;
    int sureness = 0;
    for (size_t i = 0; (reader = source_reader_at(i)); i++) {
        int sure = reader->detect(head, path);
        if (sure > sureness) {
            sureness = sure;
            best = reader;
        }
    }
    return best;
}

static bool is_binary(morgue_str head)
{
    return str_find(head, 0, '\0') < head.len || str_starts(head, STR("%PDF-"));
}

static morgue_status choose(const source_reader **out, const struct source_stream *in,
                            const source_options *options, morgue_error *err)
{
    morgue_str head = source__head(in);
    *out = NULL;
    if (is_binary(head))
        return fail(err, MORGUE_FORMAT, "not text");
    *out = options->format ? named(options->format) : detect(head, in->path);
    if (!*out && options->format)
        return fail(err, MORGUE_INVALID, "there is no reader named %s", options->format);
    return *out ? MORGUE_OK : fail(err, MORGUE_FORMAT, "no reader knows this kind of file");
}

morgue_status source__read_stream(struct source_stream *in, const source_file *file,
                                  const source_options *options, morgue_error *err)
{
    const source_reader *reader;
    morgue_status status = choose(&reader, in, options, err);
    return status == MORGUE_OK ? reader->read(in, file, options, err) : status;
}

morgue_status source_read(int fd, const source_file *file, const source_options *options,
                          morgue_error *err)
{
    struct source_stream in;
    source_file shown = *file;
    if (str_is(shown.path, "-"))
        shown.path = STR("stdin");
    morgue_status status = source__stream_fd(&in, fd, shown.path, options, err);
    if (status != MORGUE_OK)
        return status;
    status = source__read_stream(&in, &shown, options, err);
    source__stream_close(&in);
    return status;
}
