/* The table of forms and its lookups by word and by stem. */
#include "stream_internal.h"

#include "error.h"
#include "form.h"
#include "sort.h"

#include <stdlib.h>

/* A word or stem of a form. */
typedef struct table_word {
    uint64_t prefix;
    const char *word; /* in the ranking's keys, where a byte below 0x20 ends it */
    uint32_t at;      /* in FORMS */
    uint32_t rank;
    uint32_t norm; /* bytes from the stem back to its norm; 0 for words */
} table_word;

typedef struct table {
    table_word *words;
    size_t count, capacity;
} table;

uint64_t stream__prefix(morgue_str word)
{
    uint64_t prefix = 0;
    for (unsigned i = 0; i < 8 && i < word.len && (unsigned char)word.ptr[i] >= 0x20; i++)
        prefix |= (uint64_t)(unsigned char)word.ptr[i] << (56 - 8 * i);
    return prefix;
}

static bool add(table *t, morgue_str word, const char *key, uint32_t key_at, uint32_t rank,
                size_t norm)
{
    if (t->count == t->capacity) {
        size_t capacity = t->capacity ? t->capacity * 2 : 1024;
        table_word *grown = realloc(t->words, capacity * sizeof *grown);
        if (!grown)
            return false;
        t->words = grown;
        t->capacity = capacity;
    }
    t->words[t->count++] = (table_word){stream__prefix(word), word.ptr,
                                        key_at + (uint32_t)(word.ptr - key), rank, (uint32_t)norm};
    return true;
}

static bool add_form(table *words, table *stems, const char *key, uint32_t at, uint32_t rank)
{
    morgue_str rest = str_of(key);
    form_part part;
    while (form_next(&rest, &part)) {
        if (!add(words, part.norm, key, at, rank, 0))
            return false;
        if (part.exact.len && !add(words, part.exact, key, at, rank, 0))
            return false;
        if (part.stem.len && !str_equal(part.stem, part.norm) &&
            !add(stems, part.stem, key, at, rank, (size_t)(part.stem.ptr - part.norm.ptr)))
            return false;
    }
    return true;
}

/* The table of forms; notes their words as they go. */
static morgue_status write_keys(const ranking *r, stream_out *o, strbuf *groups, table *words,
                                table *stems, morgue_error *err)
{
    strbuf count = {0};
    morgue_status status = MORGUE_OK;
    stream__out_section(o, SECTION_FORMS);
    for (uint32_t rank = 0; rank < r->count && !status; rank++) {
        const ranked_form *f = &r->forms[r->by_rank[rank]];
        const char *key = r->keys.ptr + f->at;
        uint64_t length = stream__out_length(o);
        uint32_t at = (uint32_t)length;
        if (length > UINT32_MAX - FORM_LONGEST - 16)
            status = fail(err, MORGUE_LIMIT, "over 4 GiB of different words in a segment");
        if (rank % STREAM_GROUP == 0)
            strbuf_add(groups, &at, sizeof at);
        stream__out_add(o, key, strlen(key) + 1);
        strbuf_clear(&count);
        strbuf_varint(&count, f->count);
        stream__out_add(o, count.ptr, count.failed ? 0 : count.len);
        if (count.failed || !add_form(words, stems, key, at, rank))
            status = fail_nomem(err);
    }
    uint32_t end = (uint32_t)stream__out_length(o);
    strbuf_add(groups, &end, sizeof end);
    strbuf_free(&count);
    return status ? status : strbuf_check(groups, err);
}

static int compare_words(const char *a, const char *b)
{
    while (*a == *b && (unsigned char)*a >= 0x20) {
        a++;
        b++;
    }
    int x = (unsigned char)*a < 0x20 ? 0 : (unsigned char)*a;
    int y = (unsigned char)*b < 0x20 ? 0 : (unsigned char)*b;
    return x - y;
}

static int by_word(const void *a, const void *b)
{
    const table_word *x = a, *y = b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    int order = compare_words(x->word, y->word);
    if (order == 0 && (x->norm || y->norm))
        order = compare_words(x->word - x->norm, y->word - y->norm);
    if (order == 0)
        order = (x->rank > y->rank) - (x->rank < y->rank);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The same word, norm and rank. */
static bool same(const table_word *x, const table_word *y)
{
    return x->prefix == y->prefix && x->rank == y->rank && !compare_words(x->word, y->word) &&
           (!x->norm || !compare_words(x->word - x->norm, y->word - y->norm));
}

static morgue_status write_table(table *t, stream_out *o, stream_section section, morgue_error *err)
{
    strbuf heads = {0};
    size_t written = 0;
    unsigned width = stream__width(o->head.sections[SECTION_FORMS].length);
    sort_by_head(t->words, t->count, sizeof *t->words, by_word);
    stream__out_section(o, section);
    for (size_t i = 0; i < t->count; i++) {
        if (i > 0 && same(&t->words[i - 1], &t->words[i]))
            continue;
        if (written++ % STREAM_STRIDE == 0)
            strbuf_add(&heads, &t->words[i].prefix, sizeof t->words[i].prefix);
        stream__out_add(o, &t->words[i].at, width);
    }
    stream__out_section(o, section + 1);
    stream__out_add(o, heads.ptr, heads.len);
    morgue_status status = strbuf_check(&heads, err);
    strbuf_free(&heads);
    return status;
}

morgue_status stream__write_forms(const ranking *r, stream_out *o, morgue_error *err)
{
    table words = {0}, stems = {0};
    strbuf groups = {0};
    morgue_status status = write_keys(r, o, &groups, &words, &stems, err);
    stream__out_section(o, SECTION_FORM_GROUPS);
    if (!status) {
        stream__out_add(o, groups.ptr, groups.len);
        status = write_table(&words, o, SECTION_WORDS, err);
    }
    if (!status)
        status = write_table(&stems, o, SECTION_STEMS, err);
    strbuf_free(&groups);
    free(words.words);
    free(stems.words);
    return status;
}
