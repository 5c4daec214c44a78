/* Documents by id and by URL. The strings stand in the articles alone: a search
 * reads the few of them that it passes. */
#include "stream_internal.h"

#include "error.h"

#include <stdlib.h>

bool stream__name(stream_reader *r, uint32_t docid, stream_name which, morgue_str *name)
{
    morgue_str payload, names[STREAM_NAMES];
    morgue_error err;
    morgue_status status = stream__payload(r, docid, &payload, &err);
    if (!status && stream__payload_names(payload, names)) {
        *name = names[which];
        return true;
    }
    if (status == MORGUE_NOMEM && !r->status) {
        r->status = status;
        r->error = err;
    }
    stream__damaged(r, "an article");
    return false;
}

/* ---- one id ---- */

bool stream__id_hash(stream_reader *r, uint32_t i, id_hash *out)
{
    unsigned width = stream__width(r->head->documents);
    uint64_t size = sizeof out->hash + width, from = i * size;
    const unsigned char *bytes = stream__touch(r, SECTION_ID_HASHES, from, from + size);
    if (!bytes)
        return false;
    memcpy(&out->hash, bytes, sizeof out->hash);
    out->docid = stream__narrow(bytes + sizeof out->hash, width);
    if (out->docid > 0 && out->docid <= r->head->documents)
        return true;
    stream__damaged(r, "the table of ids");
    return false;
}

/* The first entry of a hash whose document is beyond `after`. False when damaged. */
static bool first_of_hash(stream_reader *r, uint32_t hash, uint32_t after, uint32_t *out)
{
    uint32_t low = 0, high = r->head->documents;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        id_hash have;
        if (!stream__id_hash(r, middle, &have))
            return false;
        if (have.hash < hash || (have.hash == hash && have.docid <= after))
            low = middle + 1;
        else
            high = middle;
    }
    *out = low;
    return true;
}

uint32_t stream_find_id(stream_reader *r, morgue_str id, uint32_t after)
{
    uint32_t hash = stream__name_hash(id), i;
    id_hash have;
    morgue_str name;
    if (!first_of_hash(r, hash, after, &i))
        return 0;
    for (; i < r->head->documents && stream__id_hash(r, i, &have) && have.hash == hash; i++) {
        if (have.docid <= after)
            continue; /* only in damaged tables; callers must get on */
        if (!stream__name(r, have.docid, STREAM_ID, &name))
            return 0;
        if (str_equal(name, id))
            return have.docid;
    }
    return 0;
}

/* ---- in order ---- */

static stream_section order_of(stream_name which)
{
    return which == STREAM_ID ? SECTION_ID_ORDER : SECTION_URL_ORDER;
}

uint32_t stream__ordered_count(const stream_reader *r, stream_name which)
{
    return (uint32_t)(stream__length(r, order_of(which)) / stream__width(r->head->documents));
}

uint32_t stream__ordered(stream_reader *r, stream_name which, uint32_t i)
{
    unsigned width = stream__width(r->head->documents);
    uint64_t from = (uint64_t)i * width;
    const unsigned char *bytes = stream__touch(r, order_of(which), from, from + width);
    uint32_t docid = bytes ? stream__narrow(bytes, width) : 0;
    if (bytes && (docid == 0 || docid > r->head->documents)) {
        stream__damaged(r, "the order of names");
        return 0;
    }
    return docid;
}

/* Where a name stands to those that are looked for. */
typedef enum side { BEFORE, AMONG, BEHIND } side;

static side side_of(morgue_str name, morgue_str text, bool whole)
{
    if (whole ? str_equal(name, text) : str_starts(name, text))
        return AMONG;
    return str_compare(name, text) < 0 ? BEFORE : BEHIND;
}

/* The first entry from low on that is not below a side. False when damaged. */
static bool bound(stream_reader *r, stream_name which, morgue_str text, bool whole, side least,
                  uint32_t low, uint32_t *out)
{
    uint32_t high = stream__ordered_count(r, which);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, docid = stream__ordered(r, which, middle);
        morgue_str name;
        if (!docid || !stream__name(r, docid, which, &name))
            return false;
        if (side_of(name, text, whole) < least)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low;
    return true;
}

uint32_t *stream_find_names(stream_reader *r, stream_name which, morgue_str text, bool whole,
                            uint32_t *count)
{
    uint32_t first, behind;
    *count = 0;
    if (!bound(r, which, text, whole, AMONG, 0, &first) ||
        !bound(r, which, text, whole, BEHIND, first, &behind))
        return NULL;
    uint32_t *out = malloc(((size_t)(behind - first) + 1) * sizeof *out);
    if (!out && !r->status)
        r->status = fail_nomem(&r->error);
    for (uint32_t i = first; out && i < behind; i++)
        out[i - first] = stream__ordered(r, which, i);
    if (r->status) {
        free(out);
        return NULL;
    }
    *count = behind - first;
    return out;
}
