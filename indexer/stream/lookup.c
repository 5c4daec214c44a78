/* The table of forms: keys by rank, ranks by word and by stem. Nothing is loaded
 * when a file is opened: a search reads a list of heads, then one stretch of the
 * sorted table, then words where the table points. */
#include "stream_internal.h"

#include "form.h"

/* Bytes that a form takes at most: key, NUL, count. */
#define FORM_BYTES (FORM_LONGEST + 1 + 10)
/* Bytes that are touched at a time while a word's end is sought. */
#define STEP 64

/* ---- by rank ---- */

static const uint32_t *groups_of(stream_reader *r, uint32_t *count)
{
    *count = (uint32_t)(stream__length(r, SECTION_FORM_GROUPS) / 4) - 1;
    return stream__section(r, SECTION_FORM_GROUPS);
}

/* The bytes of the forms of a group; empty when damaged. */
static morgue_str group_at(stream_reader *r, const uint32_t *groups, uint32_t group)
{
    uint64_t from = groups[group], to = groups[group + 1];
    if (from > to || to > stream__length(r, SECTION_FORMS) ||
        to - from > STREAM_GROUP * FORM_BYTES) {
        stream__damaged(r, "the table of words");
        return (morgue_str){NULL, 0};
    }
    const unsigned char *bytes = stream__touch(r, SECTION_FORMS, from, to);
    return (morgue_str){(const char *)bytes, bytes ? (size_t)(to - from) : 0};
}

/* Takes one form off the front. */
static bool take_form(morgue_str *rest, morgue_str *key, uint64_t *count)
{
    const char *end = rest->len ? memchr(rest->ptr, '\0', rest->len) : NULL;
    if (!end || end == rest->ptr || end - rest->ptr > FORM_LONGEST)
        return false;
    *key = str_range(*rest, 0, (size_t)(end - rest->ptr));
    *rest = str_range(*rest, key->len + 1, rest->len);
    return str_varint(rest, count);
}

static bool form_at(stream_reader *r, uint32_t rank, morgue_str *key, uint64_t *count)
{
    uint32_t group_count;
    const uint32_t *groups = groups_of(r, &group_count);
    if (!groups || rank >= r->head->forms)
        return false;
    morgue_str rest = group_at(r, groups, rank / STREAM_GROUP);
    for (uint32_t i = 0; i <= rank % STREAM_GROUP; i++) {
        if (!take_form(&rest, key, count)) {
            stream__damaged(r, "the table of words");
            return false;
        }
    }
    return true;
}

morgue_str stream_form(stream_reader *r, uint32_t rank)
{
    morgue_str key;
    uint64_t count;
    return form_at(r, rank, &key, &count) ? key : (morgue_str){NULL, 0};
}

uint64_t stream_form_count(stream_reader *r, uint32_t rank)
{
    morgue_str key;
    uint64_t count;
    return form_at(r, rank, &key, &count) ? count : 0;
}

/* ---- by place ---- */

/* The first of n bytes that is below 0x20; n when there is none. Eight at a time: what is taken
 * from a byte borrows from the one above only behind the first that is found. */
static size_t control_byte(const unsigned char *bytes, size_t n)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        uint64_t found = (eight - each * 0x20) & ~eight & each * 0x80;
        if (found)
            return i + (size_t)__builtin_ctzll(found) / 8;
    }
    while (i < n && bytes[i] >= 0x20)
        i++;
    return i;
}

/* The word that begins at byte `at` of FORMS: it ends before a byte below 0x20. */
static bool word_at(stream_reader *r, uint32_t at, morgue_str *word)
{
    uint64_t end = stream__length(r, SECTION_FORMS), to = at;
    const char *start = NULL;
    while (to < end && to - at < FORM_LONGEST) {
        uint64_t step = end - to < STEP ? end - to : STEP;
        const unsigned char *bytes = stream__touch(r, SECTION_FORMS, to, to + step);
        if (!bytes)
            return false;
        start = start ? start : (const char *)bytes;
        size_t length = control_byte(bytes, step);
        if (length < step) {
            *word = (morgue_str){start, (size_t)(to + length - at)};
            return true;
        }
        to += step;
    }
    stream__damaged(r, "the table of words");
    return false;
}

/* The form that has byte `at` of FORMS in its key. */
static bool form_around(stream_reader *r, uint32_t at, uint32_t *rank, morgue_str *key)
{
    uint32_t count, low = 0;
    uint64_t occurrences;
    const uint32_t *groups = groups_of(r, &count);
    if (!groups)
        return false;
    for (uint32_t high = count; high - low > 1;) {
        uint32_t middle = low + (high - low) / 2;
        if (groups[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    morgue_str rest = count ? group_at(r, groups, low) : (morgue_str){NULL, 0};
    size_t target = count ? at - (size_t)groups[low] : 0;
    const char *start = rest.ptr;
    for (*rank = low * STREAM_GROUP; take_form(&rest, key, &occurrences); (*rank)++) {
        size_t from = (size_t)(key->ptr - start);
        if (target >= from && target - from < key->len && *rank < r->head->forms)
            return true;
    }
    stream__damaged(r, "the table of words");
    return false;
}

/* ---- sorted tables ---- */

static unsigned place_width(const stream_reader *r)
{
    return stream__width(stream__length(r, SECTION_FORMS));
}

uint32_t stream__entries(const stream_reader *r, stream_section table)
{
    return (uint32_t)(stream__length(r, table) / place_width(r));
}

static bool entry_word(stream_reader *r, stream_section table, uint32_t i, uint32_t *at,
                       morgue_str *word)
{
    unsigned width = place_width(r);
    uint64_t from = (uint64_t)i * width;
    const unsigned char *bytes = stream__touch(r, table, from, from + width);
    if (!bytes)
        return false;
    *at = stream__narrow(bytes, width);
    return word_at(r, *at, word);
}

bool stream__entry(stream_reader *r, stream_section table, uint32_t i, morgue_str *word,
                   uint32_t *rank, morgue_str *key)
{
    uint32_t at;
    return entry_word(r, table, i, &at, word) && form_around(r, at, rank, key);
}

/* Whether the entry's word is below this one, which has no byte below 0x20: the first byte that
 * differs decides, the one that ends the entry's word too. */
static bool entry_below(stream_reader *r, stream_section table, uint32_t i, morgue_str word,
                        bool *below)
{
    unsigned width = place_width(r);
    uint64_t from = (uint64_t)i * width, end = stream__length(r, SECTION_FORMS);
    const unsigned char *bytes = stream__touch(r, table, from, from + width);
    if (!bytes)
        return false;
    uint32_t at = stream__narrow(bytes, width);
    if (at >= end) {
        stream__damaged(r, "the table of words");
        return false;
    }
    size_t length = word.len < end - at ? word.len : (size_t)(end - at);
    bytes = stream__touch(r, SECTION_FORMS, at, at + length);
    if (!bytes)
        return false;
    *below = length > 0 && memcmp(bytes, word.ptr, length) < 0;
    return true;
}

/* The first head from `low` on that is not below the prefix: in strides that double, for who goes
 * through a table mostly goes on nearby. */
static uint32_t first_head(const uint64_t *heads, uint32_t low, uint32_t count, uint64_t prefix)
{
    uint32_t stride = 1, high = low;
    while (high < count && heads[high] < prefix) {
        low = high + 1;
        high = count - high > stride ? high + stride : count;
        stride *= 2;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (heads[middle] < prefix)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first entry from `low` on whose word is not below this one; the table's end when damaged. */
static uint32_t lower_bound(stream_reader *r, stream_section table, uint32_t low, morgue_str word)
{
    uint32_t count = stream__entries(r, table), high = count;
    const uint64_t *heads = stream__section(r, table + 1);
    uint32_t head_count = (uint32_t)(stream__length(r, table + 1) / 8);
    if (!heads || low >= count)
        return count;
    uint64_t prefix = stream__prefix(word);
    uint32_t first = first_head(heads, low / STREAM_STRIDE, head_count, prefix);
    uint32_t behind =
        prefix == UINT64_MAX ? head_count : first_head(heads, first, head_count, prefix + 1);
    if (first && (first - 1) * STREAM_STRIDE > low)
        low = (first - 1) * STREAM_STRIDE;
    if (behind < head_count)
        high = behind * STREAM_STRIDE;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        bool below;
        if (!entry_below(r, table, middle, word, &below))
            return count;
        if (below)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether a component of the key has this stem; *norm receives its norm. With a
 * place, the component whose stem lies there. */
static bool has_stem(morgue_str key, morgue_str stem, const char *place, morgue_str *norm)
{
    form_part part;
    while (form_next(&key, &part)) {
        if (!str_equal(part.stem, stem) ||
            (place ? part.stem.ptr != place : !str_equal(part.norm, stem)))
            continue;
        *norm = part.norm;
        return true;
    }
    return false;
}

void stream_find_prefix(stream_reader *r, morgue_str head, stream_visit *visit, void *context)
{
    uint32_t count = stream__entries(r, SECTION_WORDS);
    for (uint32_t i = lower_bound(r, SECTION_WORDS, 0, head); i < count; i++) {
        morgue_str word, key;
        uint32_t at, rank;
        if (!entry_word(r, SECTION_WORDS, i, &at, &word) || !str_starts(word, head))
            return;
        if (!form_around(r, at, &rank, &key) || visit(context, word, rank))
            return;
    }
}

/* Words lie in the order of their ranks, so each is somewhere else: the places of those to
 * come are fetched meanwhile. They are not checked yet, and need not be. */
#define WORDS_AHEAD 12u

static void expect_words(const stream_reader *r, uint32_t i, uint32_t count)
{
    unsigned width = place_width(r);
    const unsigned char *places = r->map + r->head->sections[SECTION_WORDS].offset;
    const unsigned char *forms = r->map + r->head->sections[SECTION_FORMS].offset;
    if (i + WORDS_AHEAD >= count)
        return;
    uint64_t at = stream__narrow(places + (uint64_t)(i + WORDS_AHEAD) * width, width);
    if (at < stream__length(r, SECTION_FORMS))
        __builtin_prefetch(forms + at);
}

void stream_find_judged(stream_reader *r, morgue_str from, stream_judge *judge, stream_visit *visit,
                        void *context)
{
    uint32_t count = stream__entries(r, SECTION_WORDS);
    for (uint32_t i = lower_bound(r, SECTION_WORDS, 0, from); i < count;) {
        morgue_str word, key, next;
        uint32_t at, rank;
        expect_words(r, i, count);
        if (!entry_word(r, SECTION_WORDS, i, &at, &word))
            return;
        stream_way way = judge(context, word, &next);
        if (way == STREAM_STOP)
            return;
        if (way == STREAM_VISIT && (!form_around(r, at, &rank, &key) || visit(context, word, rank)))
            return;
        i++;
        if (way != STREAM_LEAP)
            continue;
        i = lower_bound(r, SECTION_WORDS, i, next);
    }
}

/* False: no further word is asked for. */
static bool judge_form(morgue_str key, uint32_t rank, stream_judge *judge, stream_visit *visit,
                       void *context)
{
    form_part part;
    while (form_next(&key, &part)) {
        const morgue_str words[] = {part.norm, part.exact};
        for (size_t i = 0; i < 2 && words[i].len; i++) {
            morgue_str next;
            stream_way way = judge(context, words[i], &next);
            if (way == STREAM_STOP || (way == STREAM_VISIT && visit(context, words[i], rank)))
                return false;
        }
    }
    return true;
}

static bool judge_group(stream_reader *r, const uint32_t *groups, uint32_t group,
                        stream_judge *judge, stream_visit *visit, void *context)
{
    morgue_str rest = group_at(r, groups, group), key;
    uint64_t occurrences;
    for (uint32_t rank = group * STREAM_GROUP; rest.len; rank++) {
        if (!take_form(&rest, &key, &occurrences) || rank >= r->head->forms) {
            stream__damaged(r, "the table of words");
            return false;
        }
        if (!judge_form(key, rank, judge, visit, context))
            return false;
    }
    return !r->status;
}

void stream_find_having(stream_reader *r, morgue_str piece, stream_judge *judge,
                        stream_visit *visit, void *context)
{
    uint32_t count, group = 0;
    const uint32_t *groups = groups_of(r, &count);
    morgue_str forms = {groups ? stream__section(r, SECTION_FORMS) : NULL, 0};
    forms.len = forms.ptr ? stream__length(r, SECTION_FORMS) : 0;
    while (forms.ptr && group < count) {
        size_t found = str_search(forms, groups[group], piece);
        while (group < count && groups[group + 1] <= found)
            group++;
        if (group == count || !judge_group(r, groups, group, judge, visit, context))
            return;
        group++;
    }
}

void stream_find_word(stream_reader *r, morgue_str word, stream_visit *visit, void *context)
{
    uint32_t count = stream__entries(r, SECTION_WORDS);
    for (uint32_t i = lower_bound(r, SECTION_WORDS, 0, word); i < count; i++) {
        morgue_str have, key;
        uint32_t at, rank;
        if (!entry_word(r, SECTION_WORDS, i, &at, &have) || !str_equal(have, word))
            return;
        if (!form_around(r, at, &rank, &key) || visit(context, have, rank))
            return;
    }
}

/* Forms that have the stem as a norm, and that norm as its own stem. */
static bool visit_bare(stream_reader *r, morgue_str stem, stream_visit *visit, void *context)
{
    uint32_t count = stream__entries(r, SECTION_WORDS);
    for (uint32_t i = lower_bound(r, SECTION_WORDS, 0, stem); i < count; i++) {
        morgue_str have, key, norm;
        uint32_t at, rank;
        if (!entry_word(r, SECTION_WORDS, i, &at, &have))
            return false;
        if (!str_equal(have, stem))
            return true;
        if (!form_around(r, at, &rank, &key))
            return false;
        if (has_stem(key, stem, NULL, &norm) && visit(context, norm, rank))
            return false;
    }
    return true;
}

void stream_find_stem(stream_reader *r, morgue_str stem, stream_visit *visit, void *context)
{
    uint32_t count = stream__entries(r, SECTION_STEMS);
    bool bare = false; /* those were visited: their norm, the stem, is in its place */
    for (uint32_t i = lower_bound(r, SECTION_STEMS, 0, stem); i < count && !r->status; i++) {
        morgue_str have, key, norm;
        uint32_t at, rank;
        if (!entry_word(r, SECTION_STEMS, i, &at, &have) || !str_equal(have, stem))
            break;
        if (!form_around(r, at, &rank, &key))
            break;
        if (!has_stem(key, stem, have.ptr, &norm)) {
            stream__damaged(r, "the table of stems");
            break;
        }
        if (!bare && str_compare(norm, stem) > 0) {
            bare = true;
            if (!visit_bare(r, stem, visit, context))
                return;
        }
        if (visit(context, norm, rank))
            return;
    }
    if (!bare && !r->status)
        visit_bare(r, stem, visit, context);
}
