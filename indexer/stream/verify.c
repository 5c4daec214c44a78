/* Everything at once: each checksum, each structure, each article. */
#include "stream_internal.h"

#include "error.h"
#include "form.h"

#include <limits.h>
#include <stdlib.h>

static bool all_blocks(stream_reader *r)
{
    return stream__touch_slow(r, 0, r->head->sums_offset);
}

/* ---- words ---- */

/* Whether the sentences cover the words, none of them empty. */
static bool sentences_fit(const stream_view *v)
{
    morgue_str rest = {(const char *)v->sentences, v->sentence_bytes};
    uint64_t sum = 0, sentence;
    while (rest.len > 0) {
        if (!str_varint(&rest, &sentence) || sentence >> 1 == 0 || sentence >> 1 > v->words - sum)
            return false;
        sum += sentence >> 1;
    }
    return sum == v->words;
}

static bool walk_words(const stream_reader *r, const stream_view *v, uint64_t *occurrences)
{
    const unsigned char *at = v->bytes, *end = at + v->size;
    if (!(at[-1] & 0x80))
        return false;
    for (uint32_t i = 0; i < v->words; i++) {
        uint32_t rank = at < end ? stream__get(&at) : UINT32_MAX;
        if (rank >= r->head->forms)
            return false;
        occurrences[rank]++;
    }
    return at == end && sentences_fit(v);
}

static bool walk_document(stream_reader *r, uint32_t docid, uint64_t *occurrences, uint64_t *words)
{
    stream_field fields[TEXT_MAX];
    unsigned count;
    morgue_str blob = stream__blob(r, docid);
    if (!blob.ptr || !stream__fields((const unsigned char *)blob.ptr, blob.len, fields, &count))
        return false;
    for (unsigned i = 0; i < count; i++) {
        if (!walk_words(r, &fields[i].view, occurrences))
            return false;
        *words += fields[i].view.words;
    }
    stream_facet(r, docid, UINT_MAX);
    return !r->status;
}

static bool walk_documents(stream_reader *r, uint64_t *occurrences)
{
    uint64_t words = 0;
    for (uint32_t docid = 1; docid <= r->head->documents; docid++)
        if (!walk_document(r, docid, occurrences, &words))
            return false;
    return words == r->head->words;
}

/* ---- forms ---- */

/* Parts of a key that are in WORDS, and those in STEMS; false if it is none. */
static bool walk_key(morgue_str key, uint64_t *words, uint64_t *stems)
{
    form_part part;
    bool any = key.len > 0;
    while (key.len > 0) {
        if (!form_next(&key, &part))
            return false;
        *words += part.exact.len > 0 ? 2 : 1;
        *stems += part.stem.len > 0 && !str_equal(part.stem, part.norm);
    }
    return any;
}

/* Ranks go by falling count, then by key. */
static bool walk_forms(stream_reader *r, const uint64_t *occurrences, uint64_t *words,
                       uint64_t *stems)
{
    morgue_str last = {NULL, 0};
    for (uint32_t rank = 0; rank < r->head->forms; rank++) {
        morgue_str key = stream_form(r, rank);
        uint64_t count = stream_form_count(r, rank);
        if (count == 0 || count != occurrences[rank] || !walk_key(key, words, stems))
            return false;
        if (rank > 0 && (occurrences[rank - 1] < count ||
                         (occurrences[rank - 1] == count && str_compare(last, key) >= 0)))
            return false;
        last = key;
    }
    return true;
}

/* At most so many entries as there are parts: those of one form may be equal. */
static bool walk_table(stream_reader *r, stream_section table, uint64_t most)
{
    uint32_t n = stream__entries(r, table), rank, last_rank = 0;
    const uint64_t *heads = stream__section(r, table + 1);
    morgue_str word, key, last = {NULL, 0};
    if (!heads || n > most)
        return false;
    for (uint32_t i = 0; i < n; i++, last = word, last_rank = rank) {
        if (!stream__entry(r, table, i, &word, &rank, &key))
            return false;
        int order = str_compare(last, word);
        if (i > 0 && (order > 0 || (table == SECTION_WORDS && order == 0 && last_rank >= rank)))
            return false;
        if (i % STREAM_STRIDE == 0 && heads[i / STREAM_STRIDE] != stream__prefix(word))
            return false;
    }
    return true;
}

static morgue_status walk(stream_reader *r, morgue_error *err)
{
    uint64_t words = 0, stems = 0;
    uint64_t *occurrences = calloc((size_t)r->head->forms + 1, sizeof *occurrences);
    if (!occurrences)
        return fail_nomem(err);
    if (!walk_documents(r, occurrences))
        stream__damaged(r, "words of a document");
    else if (!walk_forms(r, occurrences, &words, &stems))
        stream__damaged(r, "the table of words");
    else if (!walk_table(r, SECTION_WORDS, words) || !walk_table(r, SECTION_STEMS, stems))
        stream__damaged(r, "the lookup of words");
    free(occurrences);
    return stream_status(r, err);
}

static morgue_status walk_articles(stream_reader *r, morgue_error *err)
{
    arena memory = {0};
    morgue_status status = MORGUE_OK;
    for (uint32_t docid = 1; docid <= r->head->documents && !status; docid++) {
        morgue_article article;
        arena_clear(&memory);
        status = stream_article(r, docid, &memory, &article, err);
    }
    arena_free(&memory);
    return status;
}

morgue_status stream_verify(stream_reader *r, morgue_error *err)
{
    if (!all_blocks(r))
        return stream_status(r, err);
    morgue_status status = walk(r, err);
    if (!status)
        status = walk_articles(r, err);
    return status ? status : stream__verify_names(r, err);
}
