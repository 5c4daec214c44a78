/* Between the files of this room: streams, emitting articles, JSON, field maps. */
#ifndef SOURCE_INTERNAL_H
#define SOURCE_INTERNAL_H

#include "error.h"
#include "source.h"

#include <json-c/json.h>
#include <zlib.h>

/* ---- streams (stream.c, inflate.c) ---- */

#define SOURCE_HEAD         4096        /* bytes that detection sees */
#define SOURCE_CHUNK        65536       /* bytes of one buffer */
#define SOURCE_FREE_INFLATE (16u << 20) /* below it no ratio is checked */

typedef enum source_encoding {
    ENCODING_BYTES,
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE
} source_encoding;

struct source_stream {
    morgue_str path;              /* for messages */
    int fd;                       /* -1: memory */
    morgue_str memory;            /* what is left of it */
    const source_options *told;   /* whose bytes() is told; NULL: nobody's */
    bool gzip, z_open, z_between; /* z_between: behind one member, maybe before another */
    bool raw_end, end;
    z_stream z;
    unsigned char *raw; /* as in the file */
    size_t raw_at, raw_len;
    char *plain;      /* unpacked, before decoding; SOURCE_CHUNK bytes */
    size_t plain_len; /* bytes of an unfinished UTF-16 unit carried over: 0 to 3 */
    strbuf text;      /* decoded, not yet handed out */
    size_t text_at;
    source_encoding encoding; /* by byte order mark */
    bool started;             /* the byte order mark has been looked for */
    uint64_t packed, unpacked;
    uint64_t line; /* number of the line that source__line() gave last */
};

/* Neither closes nor owns fd. On failure nothing is held. */
morgue_status source__stream_fd(struct source_stream *in, int fd, morgue_str path,
                                const source_options *options, morgue_error *err);
/* bytes must outlive the stream. */
morgue_status source__stream_memory(struct source_stream *in, morgue_str bytes, morgue_str path,
                                    morgue_error *err);
void source__stream_close(struct source_stream *in);

/* The first bytes, at most SOURCE_HEAD; before anything was read. */
morgue_str source__head(const struct source_stream *in);

/* The next bytes, valid until the next call; empty at the end. */
morgue_status source__chunk(struct source_stream *in, morgue_str *out, morgue_error *err);
/* Gives back the last n bytes of the chunk that source__chunk() gave. */
void source__unread(struct source_stream *in, size_t n);

/* Everything, at most MORGUE_MAX_FILE. */
morgue_status source__whole(struct source_stream *in, strbuf *out, morgue_error *err);

/* The next line without its end; *more is false behind the last one. A line
 * over limit bytes is skipped to its end and gives MORGUE_LIMIT with *more
 * true; the next call goes on behind it. */
morgue_status source__line(struct source_stream *in, size_t limit, strbuf *line, bool *more,
                           morgue_error *err);

/* For stream.c: unpacks more into in->plain; *n is 0 at the end. */
morgue_status source__inflate(struct source_stream *in, char *out, size_t room, size_t *n,
                              morgue_error *err);
/* For inflate.c: raw bytes of the file into in->raw. */
morgue_status source__fill(struct source_stream *in, morgue_error *err);

/* ---- articles (emit.c) ---- */

/*
 * Completes an article (path, id, date) and hands it over. n is 0 for a file
 * that is one article; a faulty n-th of many is refused instead and that is
 * MORGUE_OK. Clears r.
 */
morgue_status source__emit(reading *r, morgue_str date, const source_file *file,
                           const source_options *options, uint64_t n, morgue_error *err);

/* Tells options->refuse of member n, "path#n". False: out of memory. */
bool source__refuse(const source_file *file, const source_options *options, uint64_t n,
                    morgue_status status, const char *why);

/* A byline without "By" and without runs of white space. */
void source__set_byline(reading *r, morgue_str text);

/* Tags between commas or semicolons. */
void source__set_tags(reading *r, morgue_str list);

/* ---- text helpers (lines.c) ---- */

/* Takes a line off *rest, without "\n" or "\r\n"; false at the end. */
bool source__next_line(morgue_str *rest, morgue_str *line);
bool source__blank(morgue_str line);
/* The name ends in one of the suffixes (no case), ".gz" not counted. */
bool source__suffixed(morgue_str path, const char *const *suffixes);
/* Paragraphs of text, which begin behind an empty line or with an indented one,
 * separated by one empty line each, appended to out. */
void source__paragraphs(strbuf *out, morgue_str text);
/* a, without its last full stop or dots, begins b (after a dateline perhaps);
 * white space counts as one space. */
bool source__repeated(morgue_str a, morgue_str b);

/* ---- JSON (json_value.c) and field maps (fields.c) ---- */

#define SOURCE_MAX_JSON_VALUES 200000 /* of one article */

/* Counts depth and values of JSON text ahead of the parser, whose memory they bound. */
typedef struct json_gauge {
    uint64_t depth, deepest, values;
    bool in_string, escaped;
} json_gauge;

/* Goes over bytes. With one_value it stops behind the bracket that closes the
 * first value and returns how many bytes that took; 0 when more is needed. */
size_t source__gauge(json_gauge *g, morgue_str bytes, bool one_value);
morgue_status source__gauge_check(const json_gauge *g, morgue_error *err);

/* What parsing keeps from one text to the next. All zero is ready. */
typedef struct json_parser {
    json_tokener *tokener;
} json_parser;

/* Its tokener as new; false when out of memory. */
bool source__json_ready(json_parser *parser);

/* out is freed with json_object_put(); it may be NULL for null. */
morgue_status source__json_parse(json_parser *parser, json_object **out, morgue_str text,
                                 morgue_error *err);
void source__json_parser_free(json_parser *parser);
/* What the tokener found wrong. */
morgue_status source__json_fault(enum json_tokener_error fault, morgue_error *err);
morgue_str source__json_str(json_object *value);

/* Texts on their way from an object to a reading: kept from one article to the next. All
 * zero is ready. */
typedef struct field_texts {
    strbuf date; /* as written: the caller's to use and to clear */
    strbuf found, body;
} field_texts;

void source__field_texts_free(field_texts *texts);

/* Fills r from a JSON object by the configuration's field map; the date goes to texts. */
morgue_status source__map_fields(reading *r, json_object *object, const morgue_config *config,
                                 field_texts *texts, morgue_error *err);

/* Appends the text of a JSON value: names of authors and the like, joined. */
void source__value_text(strbuf *out, json_object *value, const char *joint);

/* ---- readers (read.c) ---- */

/* As source_read(), from a stream that is open. */
morgue_status source__read_stream(struct source_stream *in, const source_file *file,
                                  const source_options *options, morgue_error *err);

extern const source_reader source__text;
extern const source_reader source__markdown;
extern const source_reader source__html;
extern const source_reader source__json;
extern const source_reader source__jsonl;

#endif
