/* Reading: opening, comparing checksums as blocks are touched, columns and
 * words of documents. Whatever the bytes, nothing outside of the map is read. */
#define _DEFAULT_SOURCE /* madvise() */
#include "stream_internal.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

morgue_status stream__damaged(stream_reader *r, const char *what)
{
    if (!r->status)
        r->status = fail(&r->error, MORGUE_CORRUPT, "%s is damaged: %s", r->name, what);
    return r->status;
}

morgue_status stream_status(const stream_reader *r, morgue_error *err)
{
    if (r->status && err)
        *err = r->error;
    return r->status;
}

/* ---- checksums ---- */

static bool compare_block(stream_reader *r, uint64_t block)
{
    uint64_t from = block * STREAM_BLOCK, left = r->head->sums_offset - from;
    size_t size = left < STREAM_BLOCK ? (size_t)left : STREAM_BLOCK;
    if (stream__block_sum(r->map + from, block, size) != r->sums[block]) {
        if (!r->status)
            r->status = fail(&r->error, MORGUE_CORRUPT, "%s is damaged between bytes %llu and %llu",
                             r->name, (unsigned long long)from, (unsigned long long)(from + size));
        return false;
    }
    r->seen[block >> 6] |= UINT64_C(1) << (block & 63);
    return true;
}

bool stream__touch_slow(stream_reader *r, uint64_t from, uint64_t to)
{
    for (uint64_t block = from / STREAM_BLOCK; block <= (to - 1) / STREAM_BLOCK; block++)
        if (!stream__seen(r, block) && !compare_block(r, block))
            return false;
    return true;
}

const void *stream__section(stream_reader *r, stream_section section)
{
    const void *bytes = stream__touch(r, section, 0, stream__length(r, section));
    r->whole[section] = bytes != NULL;
    return bytes;
}

/* ---- opening ---- */

/* Whether a section can have its length, as far as the head alone can tell. */
static bool fits(const stream_head *h, stream_section section)
{
    uint64_t n = h->documents, length = h->sections[section].length;
    unsigned place = stream__width(h->sections[SECTION_FORMS].length), number = stream__width(n);
    switch (section) {
    case SECTION_DOCUMENTS:
        return length >= STREAM_MARGIN;
    case SECTION_DIRECTORY:
    case SECTION_FACET_DIRECTORY:
        return length == 4 * (n + 1) || length == 8 * (n + 1);
    case SECTION_LENGTHS:
    case SECTION_WORD_COUNTS:
    case SECTION_FROM:
    case SECTION_LAST:
        return stream__column_fits(length, n);
    case SECTION_PRINTS:
        return length == 8 * n;
    case SECTION_ARTICLE_DIRECTORY:
        return length >= sizeof(stored_run) && length % sizeof(stored_run) == 0 &&
               length / sizeof(stored_run) <= n + 1;
    case SECTION_FORMS:
        return length <= UINT32_MAX;
    case SECTION_FORM_GROUPS:
        return length == 4 * (((uint64_t)h->forms + STREAM_GROUP - 1) / STREAM_GROUP + 1);
    case SECTION_WORDS:
    case SECTION_STEMS:
        return length % place == 0 && length / place <= UINT32_MAX;
    case SECTION_WORD_HEADS:
    case SECTION_STEM_HEADS:
        return length ==
               8 * ((h->sections[section - 1].length / place + STREAM_STRIDE - 1) / STREAM_STRIDE);
    case SECTION_ID_HASHES:
        return length == (4 + number) * n;
    case SECTION_ID_ORDER:
        return length == number * n;
    case SECTION_URL_ORDER:
        return length % number == 0 && length / number <= n;
    default:
        return true;
    }
}

static bool sections_fit(const stream_head *h)
{
    uint64_t at = STREAM_HEAD;
    for (unsigned i = 0; i < SECTION_COUNT; i++) {
        const stream_extent *s = &h->sections[i];
        if (s->offset < at || s->offset % 8 || s->offset > h->sums_offset ||
            s->length > h->sums_offset - s->offset || !fits(h, (stream_section)i))
            return false;
        at = s->offset + s->length;
    }
    return h->forms <= STREAM_RANKS && h->documents < UINT32_MAX;
}

/* The head, and the sums as a whole. */
static bool sound(const stream_reader *r)
{
    const stream_head *h = r->head;
    if (r->size < STREAM_HEAD || memcmp(h->magic, STREAM_MAGIC, sizeof h->magic) != 0 ||
        h->head_sum != hash_bytes(h, offsetof(stream_head, head_sum)))
        return false;
    if (h->sums_offset < STREAM_HEAD || h->sums_offset % 8 || h->sums_offset > r->size)
        return false;
    uint64_t blocks = (h->sums_offset + STREAM_BLOCK - 1) / STREAM_BLOCK;
    return r->size - h->sums_offset == 8 * blocks &&
           h->sums_sum == hash_bytes(r->map + h->sums_offset, (size_t)(8 * blocks)) &&
           sections_fit(h);
}

static morgue_status check_head(stream_reader *r, const unsigned char id[16], morgue_error *err)
{
    if (!sound(r))
        return fail(err, MORGUE_CORRUPT, "%s is damaged at its head", r->name);
    if (id && memcmp(r->head->id, id, sizeof r->head->id) != 0)
        return fail(err, MORGUE_CORRUPT, "%s belongs to another segment", r->name);
    r->sums = (const uint64_t *)(const void *)(r->map + r->head->sums_offset);
    r->blocks = (r->size - r->head->sums_offset) / 8;
    r->seen = calloc((size_t)(r->blocks + 63) / 64, sizeof *r->seen);
    return r->seen ? MORGUE_OK : fail_nomem(err);
}

morgue_status stream__open_bytes(stream_reader **out, const void *bytes, size_t size,
                                 const char *name, const unsigned char id[16], morgue_error *err)
{
    *out = NULL;
    stream_reader *r = calloc(1, sizeof *r);
    if (!r)
        return fail_nomem(err);
    r->map = bytes;
    r->size = size;
    r->head = bytes;
    r->run_number = UINT32_MAX;
    snprintf(r->name, sizeof r->name, "%s.stream", name);
    morgue_status status = check_head(r, id, err);
    if (status)
        stream_free(r);
    else
        *out = r;
    return status;
}

static morgue_status map_file(int fd, const char *name, uint64_t expected, void **at, size_t *size,
                              morgue_error *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return fail_errno(err, MORGUE_IO, errno, "cannot inspect %s.stream", name);
    if (!S_ISREG(st.st_mode) || st.st_size < 0 || (uint64_t)st.st_size != expected)
        return fail(err, MORGUE_CORRUPT, "%s.stream has %lld bytes instead of %llu", name,
                    (long long)st.st_size, (unsigned long long)expected);
    if (expected < STREAM_HEAD || expected > SIZE_MAX)
        return fail(err, MORGUE_CORRUPT, "%s.stream is damaged at its head", name);
    *size = (size_t)expected;
    *at = mmap(NULL, *size, PROT_READ, MAP_SHARED, fd, 0);
    if (*at == MAP_FAILED)
        return fail_errno(err, MORGUE_IO, errno, "cannot map %s.stream", name);
    return MORGUE_OK;
}

morgue_status stream_open(stream_reader **out, int dir_fd, const char *name,
                          const unsigned char id[16], uint64_t expected, morgue_error *err)
{
    char file[64];
    void *at = NULL;
    size_t size = 0;
    *out = NULL;
    snprintf(file, sizeof file, "%s.stream", name);
    int fd = openat(dir_fd, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return fail_errno(err, errno == ENOENT ? MORGUE_CORRUPT : MORGUE_IO, errno,
                          "cannot open %s", file);
    morgue_status status = map_file(fd, name, expected, &at, &size, err);
    close(fd);
    if (status)
        return status;
    status = stream__open_bytes(out, at, size, name, id, err);
    if (status)
        munmap(at, size);
    else
        (*out)->mapped = at;
    return status;
}

void stream_free(stream_reader *r)
{
    if (!r)
        return;
    if (r->mapped)
        munmap(r->mapped, r->size);
    stream__unpacker_free(r->unpacker);
    strbuf_free(&r->text);
    free(r->seen);
    free(r->run);
    free(r->ranks);
    free(r->norms);
    free(r);
}

void stream_forget(const stream_reader *r)
{
    /* A wish: nothing depends on it. */
    if (r->mapped)
        madvise(r->mapped, r->size, MADV_DONTNEED);
}

/* ---- what there is ---- */

uint32_t stream_documents(const stream_reader *r)
{
    return r->head->documents;
}

uint32_t stream_forms(const stream_reader *r)
{
    return r->head->forms;
}

uint64_t stream_words(const stream_reader *r)
{
    return r->head->words;
}

/* ---- documents ---- */

static unsigned directory_width(const stream_reader *r, stream_section directory)
{
    return stream__length(r, directory) == 4 * ((uint64_t)r->head->documents + 1) ? 4 : 8;
}

bool stream__between(stream_reader *r, stream_section directory, uint32_t i, uint64_t limit,
                     uint64_t *from, uint64_t *to)
{
    unsigned width = directory_width(r, directory);
    uint64_t first = (uint64_t)i * width;
    const unsigned char *at = stream__touch(r, directory, first, first + 2 * width);
    if (!at)
        return false;
    if (width == 8) {
        memcpy(from, at, 8);
        memcpy(to, at + 8, 8);
    } else {
        uint32_t pair[2];
        memcpy(pair, at, sizeof pair);
        *from = pair[0];
        *to = pair[1];
    }
    if (*from <= *to && *to <= limit)
        return true;
    stream__damaged(r, "a directory is not in order");
    return false;
}

static morgue_str slice(stream_reader *r, stream_section directory, stream_section section,
                        uint64_t limit, uint32_t docid)
{
    uint64_t from, to;
    if (docid == 0 || docid > r->head->documents ||
        !stream__between(r, directory, docid - 1, limit, &from, &to))
        return (morgue_str){NULL, 0};
    const unsigned char *bytes = stream__touch(r, section, from, to);
    return (morgue_str){(const char *)bytes, bytes ? (size_t)(to - from) : 0};
}

morgue_str stream__blob(stream_reader *r, uint32_t docid)
{
    return slice(r, SECTION_DIRECTORY, SECTION_DOCUMENTS,
                 stream__length(r, SECTION_DOCUMENTS) - STREAM_MARGIN, docid);
}

morgue_str stream__facets(stream_reader *r, uint32_t docid)
{
    return slice(r, SECTION_FACET_DIRECTORY, SECTION_FACETS, stream__length(r, SECTION_FACETS),
                 docid);
}

/* Takes the values of one slot off the front; false at the end. */
static bool take_slot(stream_reader *r, morgue_str *rest, uint64_t *slot, morgue_str *values)
{
    if (rest->len == 0)
        return false;
    if (str_varint(rest, slot) && str_sized(rest, values))
        return true;
    stream__damaged(r, "facets of a document");
    return false;
}

morgue_str stream_facet(stream_reader *r, uint32_t docid, unsigned slot)
{
    morgue_str rest = stream__facets(r, docid), values;
    uint64_t number;
    while (take_slot(r, &rest, &number, &values))
        if (number == slot)
            return values;
    return (morgue_str){NULL, 0};
}

void stream_facets(stream_reader *r, uint32_t docid, const unsigned *slots, unsigned count,
                   morgue_str *out)
{
    morgue_str rest = stream__facets(r, docid), values;
    uint64_t number;
    for (unsigned i = 0; i < count; i++)
        out[i] = (morgue_str){NULL, 0};
    while (take_slot(r, &rest, &number, &values))
        for (unsigned i = 0; i < count; i++)
            if (number == slots[i])
                out[i] = values;
}

static bool fields_of(stream_reader *r, uint32_t docid, stream_field fields[TEXT_MAX],
                      unsigned *count)
{
    morgue_str blob = stream__blob(r, docid);
    if (!blob.ptr)
        return false;
    if (stream__fields((const unsigned char *)blob.ptr, blob.len, fields, count))
        return true;
    stream__damaged(r, "words of a document");
    return false;
}

static bool pick(const stream_field *fields, unsigned count, unsigned field, stream_view *out)
{
    for (unsigned i = 0; i < count; i++) {
        if (fields[i].field != field)
            continue;
        *out = fields[i].view;
        return true;
    }
    return false;
}

bool stream_view_of(stream_reader *r, uint32_t docid, unsigned field, stream_view *out)
{
    stream_field have[TEXT_MAX];
    unsigned count;
    return fields_of(r, docid, have, &count) && pick(have, count, field, out);
}

bool stream_views_of(stream_reader *r, uint32_t docid, const unsigned *fields, unsigned count,
                     stream_view *out)
{
    stream_field have[TEXT_MAX];
    unsigned have_count;
    if (!fields_of(r, docid, have, &have_count))
        return false;
    for (unsigned i = 0; i < count; i++)
        if (!pick(have, have_count, fields[i], &out[i]))
            out[i] = (stream_view){0};
    return true;
}

/* What is read in order comes by itself, once it was begun. */
#define EXPECTED_LINES 12
#define LINE           64

/* What the directory says is not checked yet, and need not be: whatever it is, only
 * bytes of the map are fetched. */
void stream_expect(const stream_reader *r, uint32_t docid)
{
    unsigned width = directory_width(r, SECTION_DIRECTORY);
    uint64_t at = 0, end = stream__length(r, SECTION_DOCUMENTS);
    if (docid == 0 || docid > r->head->documents)
        return;
    const unsigned char *directory = r->map + r->head->sections[SECTION_DIRECTORY].offset;
    memcpy(&at, directory + (uint64_t)(docid - 1) * width, width);
    const unsigned char *bytes = r->map + r->head->sections[SECTION_DOCUMENTS].offset;
    for (unsigned i = 0; i < EXPECTED_LINES && at < end; i++, at += LINE)
        __builtin_prefetch(bytes + at);
}
