/* Every call of the reader on everything there is, a few thousand of each. */
#include "stream_walk.h"

#include "form.h"

#include <stdlib.h>

#define MOST 3000

static uint64_t mix(uint64_t sum, const void *bytes, size_t n)
{
    return (sum ^ hash_bytes(bytes, n)) * UINT64_C(0x9E3779B97F4A7C15) + n;
}

typedef struct visited {
    uint64_t sum;
    unsigned count;
} visited;

static int note(void *context, morgue_str word, uint32_t rank)
{
    visited *v = context;
    v->sum = mix(mix(v->sum, word.ptr, word.len), &rank, sizeof rank);
    return ++v->count > MOST;
}

static uint64_t walk_view(const stream_view *v, uint64_t sum)
{
    const unsigned char *at = v->bytes, *end = at + v->size;
    sum = mix(sum, v->bytes - 32, v->size + 32 + 64); /* which promises that this can be read */
    while (at < end)
        sum += stream_rank(&at, end);
    return mix(sum + v->words + v->lede, v->sentences, v->sentence_bytes);
}

static uint64_t walk_documents(stream_reader *r)
{
    uint64_t sum = 0;
    uint32_t count = stream_documents(r) < MOST ? stream_documents(r) : MOST;
    for (uint32_t docid = 0; docid <= count + 1; docid++) {
        stream_view view;
        static const unsigned fields[] = {TEXT_HEADLINE, TEXT_BODY, TEXT_SECTION,
                                          TEXT_DECLARED + 63};
        for (unsigned i = 0; i < 4; i++)
            if (stream_view_of(r, docid, fields[i], &view))
                sum = walk_view(&view, sum);
        for (unsigned slot = 0; slot < 6; slot++) {
            morgue_str value = stream_facet(r, docid, slot);
            sum = mix(sum, value.ptr, value.len);
        }
    }
    return sum;
}

/* Also to words that are not there, and backwards. */
static stream_way leap(void *context, morgue_str word, morgue_str *next)
{
    const visited *v = context;
    *next = str_range(word, 0, word.len / 2 + v->count % 2);
    return (stream_way)((word.len + v->count) % 3); /* a visit, the next one, a leap */
}

static uint64_t walk_forms(stream_reader *r)
{
    visited v = {0};
    uint32_t count = stream_forms(r) < MOST ? stream_forms(r) : MOST;
    for (uint32_t rank = 0; rank <= count; rank++) {
        morgue_str key = stream_form(r, rank);
        form_part part;
        v.sum = mix(v.sum, key.ptr, key.len) + stream_form_count(r, rank);
        for (unsigned i = 0; i < 8 && form_next(&key, &part); i++) {
            v.count = 0;
            stream_find_word(r, part.norm, note, &v);
            stream_find_word(r, part.exact, note, &v);
            stream_find_stem(r, part.stem, note, &v);
        }
    }
    v.count = 0;
    stream_find_prefix(r, (morgue_str){NULL, 0}, note, &v);
    v.count = 0;
    stream_find_prefix(r, STR("w"), note, &v);
    v.count = 0;
    stream_find_judged(r, STR("a"), leap, note, &v);
    v.count = 0;
    stream_find_having(r, STR("i"), leap, note, &v);
    return v.sum;
}

static uint64_t walk_columns(stream_reader *r)
{
    uint64_t sum = 0;
    uint32_t n = stream_documents(r);
    stream_column lengths, words;
    stream_dates dates;
    const uint64_t *prints = stream_prints(r);
    bool sound = stream_lengths(r, &lengths) && stream_word_counts(r, &words) &&
                 stream_dates_of(r, &dates) && prints;
    for (uint32_t docid = 0; docid <= n + 1; docid++) {
        stream_facts facts = {0};
        if (stream_facts_of(r, docid, &facts))
            sum = mix(sum, &facts, sizeof facts);
    }
    for (uint32_t docid = 1; sound && docid <= n; docid++) {
        const int64_t numbers[] = {stream_count(&lengths, docid), stream_count(&words, docid),
                                   stream_date_from(&dates, docid), stream_date_last(&dates, docid),
                                   (int64_t)prints[docid - 1]};
        sum = mix(sum, numbers, sizeof numbers);
    }
    return sum;
}

static uint64_t walk_articles(stream_reader *r)
{
    uint64_t sum = 0;
    uint32_t count = stream_documents(r) < 200 ? stream_documents(r) : 200;
    for (uint32_t docid = 0; docid <= count + 1; docid++) {
        arena memory = {0};
        morgue_article a;
        if (!stream_article(r, docid, &memory, &a, NULL)) {
            sum = mix(sum, a.id.ptr, a.id.len);
            sum = mix(sum, a.title.ptr, a.title.len);
            sum = mix(sum, a.body.ptr, a.body.len);
        }
        arena_free(&memory);
    }
    return sum;
}

static uint64_t walk_names(stream_reader *r)
{
    static const char *const texts[] = {"", "d", "document 2", "http://", "http://b.example/0"};
    uint64_t sum = 0;
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (uint32_t docid = 0; (docid = stream_find_id(r, str_of(texts[i]), docid)) > 0;)
            sum = mix(sum, &docid, sizeof docid);
        for (unsigned how = 0; how < 2 * STREAM_NAMES; how++) {
            uint32_t count;
            uint32_t *ids =
                stream_find_names(r, (stream_name)(how / 2), str_of(texts[i]), how % 2, &count);
            sum = mix(sum, ids, count * sizeof *ids);
            free(ids);
        }
    }
    return sum;
}

uint64_t walk_everything(stream_reader *r)
{
    uint64_t sum = walk_columns(r);
    sum = mix(sum, &(uint64_t){walk_documents(r)}, 8);
    sum = mix(sum, &(uint64_t){walk_forms(r)}, 8);
    sum = mix(sum, &(uint64_t){walk_names(r)}, 8);
    return mix(sum, &(uint64_t){walk_articles(r)}, 8);
}
