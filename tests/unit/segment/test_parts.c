/* The small parts of segment: position tags, places of words, terms of forms, new
 * numbers of documents. */
#include "form_terms.h"
#include "glass_code.h"
#include "position_tag.h"
#include "positions.h"
#include "renumber.h"
#include "sketch.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- position tags ---- */

static void expect_tag(const uint32_t *positions, size_t count, const char *bytes, size_t n)
{
    unsigned char out[64];
    assert_int_equal(segment__position_tag(out, positions, count) - out, n);
    assert_memory_equal(out, bytes, n);
}

static void test_tags_by_hand(void **state)
{
    (void)state;
    expect_tag((uint32_t[]){7}, 1, "\x07", 1);
    expect_tag((uint32_t[]){0}, 1, "\x00", 1);
    expect_tag((uint32_t[]){300}, 1, "\xac\x02", 2);
    /* 3 of 7 is one of the short codes, two bits 11; then 0 of 4, two bits 00. */
    expect_tag((uint32_t[]){3, 7}, 2, "\x07\x03", 2);
    /* 0 of 2: one bit; count - 2 = 1 of 2: one bit; the middle one has no choice. */
    expect_tag((uint32_t[]){0, 1, 2}, 3, "\x02\x02", 2);
}

typedef struct bits {
    const unsigned char *bytes;
    size_t count, at;
} bits;

static uint64_t take_bits(bits *b, unsigned n)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < n; i++, b->at++) {
        assert_true(b->at < b->count);
        v |= (uint64_t)(b->bytes[b->at / 8] >> b->at % 8 & 1) << i;
    }
    return v;
}

/* As a reader does: one bit less than the range needs, then one more if that is
 * not among the short codes in the middle. */
static uint64_t take_below(bits *b, uint64_t limit)
{
    unsigned width = 0;
    while (limit > UINT64_C(1) << width)
        width++;
    uint64_t spare = (UINT64_C(1) << width) - limit, middle = (limit - spare) / 2;
    if (spare == 0)
        return take_bits(b, width);
    uint64_t v = take_bits(b, width - 1);
    if (v >= middle)
        return v;
    return take_bits(b, 1) ? v + middle + spare : v;
}

static void take_between(bits *b, uint32_t *p, size_t from, size_t to)
{
    if (to - from < 2)
        return;
    size_t middle = from + (to - from) / 2;
    uint64_t range = (uint64_t)p[to] - p[from] - (to - from) + 1;
    p[middle] = (uint32_t)(p[from] + (middle - from) + take_below(b, range));
    take_between(b, p, from, middle);
    take_between(b, p, middle, to);
}

static size_t decode(morgue_str tag, uint32_t *out)
{
    uint64_t last = 0;
    assert_true(glass_take(&tag, &last));
    out[0] = (uint32_t)last;
    if (tag.len == 0)
        return 1;
    bits b = {(const unsigned char *)tag.ptr, 8 * tag.len, 0};
    out[0] = (uint32_t)take_below(&b, last);
    size_t count = (size_t)take_below(&b, last - out[0]) + 2;
    out[count - 1] = (uint32_t)last;
    take_between(&b, out, 0, count - 1);
    assert_true(b.count - b.at < 8);
    assert_int_equal(take_bits(&b, (unsigned)(b.count - b.at)), 0);
    return count;
}

static void test_tags_come_back(void **state)
{
    (void)state;
    enum { MOST = 3000 };
    uint32_t *positions = malloc(MOST * sizeof *positions), *back = malloc(MOST * sizeof *back);
    unsigned char *tag = malloc(POSITION_TAG_ROOM(MOST));
    assert_non_null(positions);
    assert_non_null(back);
    assert_non_null(tag);
    chance c = {99};
    for (int round = 0; round < 3000; round++) {
        size_t count = 1 + chance_skewed(&c, MOST);
        uint32_t gap = 1u << chance_below(&c, 20), at = 2 + chance_skewed(&c, 1u << 28);
        for (size_t i = 0; i < count; i++) {
            positions[i] = at;
            at += 1 + (chance_below(&c, 3) ? 0 : chance_below(&c, gap));
        }
        size_t n = (size_t)(segment__position_tag(tag, positions, count) - tag);
        assert_true(n <= POSITION_TAG_ROOM(count));
        assert_int_equal(decode((morgue_str){(char *)tag, n}, back), count);
        assert_memory_equal(back, positions, count * sizeof *back);
    }
    free(positions);
    free(back);
    free(tag);
}

/* ---- places of words ---- */

static void test_places(void **state)
{
    (void)state;
    sketch *s = sketch_new("x");
    sketch_words(s, TEXT_HEADLINE, "b a b");
    sketch_words(s, TEXT_STANDFIRST, "a c");
    sketch_words(s, TEXT_BODY, "c");
    sketch_form(s, TEXT_BODY,
                "a\x01"
                "A\x02\x04"
                "a\x02\x04"
                "bb",
                10);
    sketch_words(s, TEXT_BYLINE, "never");
    const draft *d = sketch_draft(s);
    static const word_place want[] = {
        {{"A", 1}, 2003}, {{"Sa", 2}, 2},    {{"Sb", 2}, 1}, {{"Sb", 2}, 3},   {{"a", 1}, 2},
        {{"a", 1}, 2003}, {{"bb", 2}, 2003}, {{"c", 1}, 3},  {{"c", 1}, 2002},
    };
    arena memory = {0};
    word_place *places;
    size_t count;
    assert_int_equal(segment__word_places(d, &memory, &places, &count, NULL), MORGUE_OK);
    assert_int_equal(count, sizeof want / sizeof *want);
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(places[i].term, want[i].term) || places[i].position != want[i].position)
            fail_msg("place %zu is %.*s at %u", i, STR_ARGS(places[i].term), places[i].position);
    }
    arena_free(&memory);
    sketch_free(s);
}

/* ---- terms of forms ---- */

static void expect_form(form_terms *f, inversion *v, const char *key, size_t len, const char *want)
{
    uint32_t number = f->count;
    strbuf got = {0};
    strbuf_text(&got, "");
    assert_true(segment__form_terms_extend(f, number + 1));
    assert_int_equal(f->items[number].more, FORM_BAD);
    assert_true(segment__form_terms_learn(f, v, number, (morgue_str){key, len}));
    const form_terms_item *item = &f->items[number];
    if (item->more == FORM_BAD) {
        strbuf_text(&got, "bad");
    } else {
        const uint32_t none[] = {0}, *others = item->more ? f->others + item->more : none;
        strbuf_str(&got, inversion_key(v, &v->entries[item->first]));
        for (uint32_t i = 1; i <= others[0]; i++)
            strbuf_printf(&got, " %.*s", STR_ARGS(inversion_key(v, &v->entries[others[i]])));
    }
    assert_string_equal(got.ptr, want);
    strbuf_free(&got);
}

static void test_form_terms(void **state)
{
    (void)state;
    form_terms f = {0};
    inversion v = {0};
    char longest[300];
    memset(longest, 'x', sizeof longest);
    for (int round = 0; round < 2; round++) {
        expect_form(&f, &v, "oil", 3, "oil");
        expect_form(&f, &v, "oil\x02", 4, "oil");
        expect_form(&f, &v, "oil\x01oils\x02oi", 11, "oil oils");
        expect_form(&f, &v, "oil\x01oils\x04oils\x01oil\x04x", 19, "oil oils x");
        expect_form(&f, &v, "", 0, "bad");
        expect_form(&f, &v, "oil\x04", 4, "bad");
        expect_form(&f, &v, "oil\x04\x02", 5, "bad");
        expect_form(&f, &v, "o\0l", 3, "bad");
        expect_form(&f, &v, longest, 246, "bad");
        expect_form(&f, &v, "last", 4, "last");
        assert_int_equal(v.count, 4);
        assert_int_equal(f.count, 10);
        segment__form_terms_clear(&f);
        segment__inversion_clear(&v);
    }
    segment__form_terms_free(&f);
    segment__inversion_free(&v);
}

/* ---- new numbers ---- */

static void test_renumber(void **state)
{
    (void)state;
    enum { MOST = 500 };
    chance c = {11};
    uint8_t dead[MOST / 8 + 2];
    for (int round = 0; round < 300; round++) {
        segment s = {.documents = chance_skewed(&c, MOST)};
        segment_source source = {&s, round % 5 ? dead : NULL, chance_below(&c, sizeof dead + 1)};
        uint32_t offset = chance_below(&c, 1000), next = offset, often = 1 + chance_below(&c, 9);
        memset(dead, 0, sizeof dead);
        for (uint32_t id = 0; id < 8 * sizeof dead; id++)
            dead[id >> 3] |= (uint8_t)((chance_below(&c, often) == 0) << (id & 7));
        renumber r;
        assert_true(segment__renumber_make(&r, &source, offset));
        for (uint32_t id = 1; id <= s.documents; id++) {
            bool lives =
                !source.dead || id >> 3 >= source.dead_bytes || !(dead[id >> 3] >> (id & 7) & 1);
            assert_int_equal(renumbered(&r, id), lives ? ++next : 0);
        }
        assert_int_equal(r.live, next - offset);
        segment__renumber_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags_by_hand), cmocka_unit_test(test_tags_come_back),
        cmocka_unit_test(test_places),       cmocka_unit_test(test_form_terms),
        cmocka_unit_test(test_renumber),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
