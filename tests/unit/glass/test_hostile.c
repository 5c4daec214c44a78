/*
 * Damaged files: whatever the bytes are, reading ends, stays inside the file (as
 * AddressSanitizer sees it) and gives ascending ids of documents that there are.
 * A file is damaged through a shared mapping and opened anew each time.
 */
#include "maker.h"
#include "sums.h"

#include "glass_code.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct victim {
    scratch place;
    made made;
    unsigned char *bytes; /* the file, writable */
    unsigned char *whole; /* as it was */
    size_t size;
    unsigned refused, damaged, survived; /* so many tries each */
} victim;

static void setup(victim *v, uint32_t documents, unsigned chunk)
{
    *v = (victim){0};
    scratch_open(&v->place);
    made_mixture(&v->made, documents, 77);
    made_write(&v->made, &v->place, "a.glass", chunk);
    int fd = openat(v->place.fd, "a.glass", O_RDWR);
    assert_true(fd >= 0);
    v->size = (size_t)lseek(fd, 0, SEEK_END);
    v->bytes = mmap(NULL, v->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    assert_true(v->bytes != MAP_FAILED);
    close(fd);
    v->whole = malloc(v->size);
    assert_non_null(v->whole);
    memcpy(v->whole, v->bytes, v->size);
}

static void teardown(victim *v)
{
    if (v->bytes)
        munmap(v->bytes, v->size);
    free(v->whole);
    made_free(&v->made);
    scratch_free(&v->place);
}

/* ---- reading all there is ---- */

static uint32_t expect_ascending(const glass_postings *p, uint32_t last, uint32_t documents)
{
    assert_true(p->count > 0 && p->count <= GLASS_POSTINGS);
    for (uint32_t i = 0; i < p->count; i++) {
        assert_true(p->ids[i] > last && p->ids[i] <= documents);
        last = p->ids[i];
    }
    return last;
}

static void read_list(glass_reader *r, const made_list *l, uint32_t step)
{
    glass_postings p;
    uint32_t last = 0, documents = glass_statistics_of(r)->documents;
    morgue_str term = {l->term, l->term_len};
    if (!glass_postings_open(r, term, &p))
        return;
    assert_true(p.documents <= documents);
    while (glass_postings_next(&p))
        last = expect_ascending(&p, last, documents);
    assert_int_equal(p.count, 0);
    if (!glass_postings_open(r, term, &p))
        return;
    for (uint32_t id = step; glass_postings_seek(&p, id); id += step) {
        assert_true(p.ids[0] >= id);
        expect_ascending(&p, id - 1, documents);
        id = p.ids[0];
    }
    assert_int_equal(p.count, 0);
}

static void read_tables(glass_reader *r)
{
    glass_cursor *c = NULL;
    for (glass_table_id t = GLASS_POSTLIST; t < GLASS_TABLE_COUNT; t++) {
        char last[GLASS_KEY];
        morgue_str key, tag, before = {last, 0};
        unsigned sum = 0;
        if (glass_cursor_open(&c, r, t, STR(""), NULL))
            return;
        while (glass_cursor_next(c, &key, &tag)) {
            assert_true(key.len <= GLASS_KEY && str_compare(before, key) < 0);
            memcpy(last, key.ptr, key.len);
            before.len = key.len;
            for (size_t i = 0; i < tag.len; i += 64)
                sum += (unsigned char)tag.ptr[i];
        }
        assert_true(sum < UINT32_MAX);
        glass_cursor_free(c);
    }
}

/* Reads everything of the file as it is now; lists: read every n-th of them. */
static void attempt(victim *v, size_t lists)
{
    glass_reader *r = NULL;
    morgue_error error = {0};
    morgue_status status = glass_open(&r, v->place.fd, "a.glass", (morgue_str){NULL, 0}, &error);
    if (status) {
        assert_true(status == MORGUE_CORRUPT || status == MORGUE_VERSION);
        assert_true(error.message[0] && !r);
        v->refused++;
        return;
    }
    for (size_t i = 0; i < v->made.count; i += lists)
        read_list(r, &v->made.lists[i], 1 + (uint32_t)(i * i) % 300);
    read_tables(r);
    status = glass_status(r, &error);
    assert_true(!status || status == MORGUE_CORRUPT || status == MORGUE_VERSION);
    if (status) {
        assert_true(error.message[0]);
        v->damaged++;
    } else {
        v->survived++;
    }
    glass_free(r);
}

static void flip(victim *v, size_t byte, unsigned bit, size_t lists)
{
    v->bytes[byte] ^= (unsigned char)(1u << bit);
    attempt(v, lists);
    v->bytes[byte] = v->whole[byte];
}

/* ---- damage ---- */

/* All of the version record, of the heads and directories of blocks and of the
 * first bytes of items; of the rest a sample. */
static void test_bits(void **state)
{
    (void)state;
    victim v;
    setup(&v, 60, 60);
    for (size_t i = 0; i < 8 * 130; i++)
        flip(&v, i / 8, i % 8, 9);
    for (size_t block = GLASS_BLOCK; block < v.size; block += GLASS_BLOCK)
        for (size_t i = 0; i < 8 * 40; i += block < v.size - 2 * GLASS_BLOCK ? 7 : 1)
            flip(&v, block + i / 8, i % 8, 9);
    for (size_t i = 8 * GLASS_BLOCK; i < 8 * v.size; i += 307)
        flip(&v, i / 8, i % 8, 5);
    attempt(&v, 1);
    assert_true(v.refused > 100 && v.damaged > 100 && v.survived > 100);
    teardown(&v);
}

/* With checksums no flipped bit of any block gets past who reads everything. */
static void test_bits_with_sums(void **state)
{
    (void)state;
    victim v;
    strbuf sums = {0};
    uint64_t bytes;
    setup(&v, 60, 60);
    assert_int_equal(sums_make(v.place.fd, "a.glass", &sums, &bytes, NULL), MORGUE_OK);
    for (size_t i = 0; i < 8 * v.size; i += 1009) {
        glass_reader *r = NULL;
        v.bytes[i / 8] ^= (unsigned char)(1u << i % 8);
        if (!glass_open(&r, v.place.fd, "a.glass", strbuf_view(&sums), NULL)) {
            read_tables(r);
            assert_int_equal(glass_status(r, NULL), MORGUE_CORRUPT);
        }
        glass_free(r);
        v.bytes[i / 8] = v.whole[i / 8];
    }
    glass_reader *r = NULL;
    assert_int_equal(glass_open(&r, v.place.fd, "a.glass", strbuf_view(&sums), NULL), MORGUE_OK);
    read_tables(r);
    assert_int_equal(glass_status(r, NULL), MORGUE_OK);
    glass_free(r);
    sums.len -= SUMS_BYTES;
    assert_int_equal(glass_open(&r, v.place.fd, "a.glass", strbuf_view(&sums), NULL),
                     MORGUE_CORRUPT);
    strbuf_free(&sums);
    teardown(&v);
}

/* Blocks in place of others, numbers for numbers: trees with loops, blocks with
 * many parents, directories that lie. */
static void test_blocks_out_of_place(void **state)
{
    (void)state;
    victim v;
    chance c = {31};
    setup(&v, 2000, 400);
    uint32_t blocks = (uint32_t)(v.size / GLASS_BLOCK);
    for (unsigned i = 0; i < 150; i++) {
        unsigned char *to = v.bytes + GLASS_BLOCK * chance_below(&c, blocks);
        unsigned char *from = v.bytes + GLASS_BLOCK * (1 + chance_below(&c, blocks - 1));
        if (to != from)
            memcpy(to == v.bytes ? v.bytes + v.size - GLASS_BLOCK : to, from, GLASS_BLOCK);
        attempt(&v, 11);
        if (i % 3 == 2)
            memcpy(v.bytes, v.whole, v.size);
    }
    memcpy(v.bytes, v.whole, v.size);
    for (unsigned i = 0; i < 300; i++) {
        for (unsigned j = 0; j < 8; j++) {
            size_t block = GLASS_BLOCK * (1 + chance_below(&c, blocks - 1));
            v.bytes[block + chance_below(&c, chance_below(&c, 2) ? 60 : GLASS_BLOCK)] =
                (unsigned char)chance_below(&c, 256);
        }
        attempt(&v, 11);
        memcpy(v.bytes, v.whole, v.size);
    }
    assert_true(v.damaged > 100);
    teardown(&v);
}

/* Every branch points at one block for all of its items. */
static void test_one_child_for_all(void **state)
{
    (void)state;
    victim v;
    setup(&v, 3000, 100);
    for (size_t block = GLASS_BLOCK; block < v.size; block += GLASS_BLOCK) {
        unsigned char *b = v.bytes + block;
        unsigned end = (unsigned)b[9] << 8 | b[10];
        for (unsigned i = 13; b[4] && i < end; i += 2) {
            unsigned first = (unsigned)b[11] << 8 | b[12], item = (unsigned)b[i] << 8 | b[i + 1];
            memcpy(b + item, b + first, 4);
        }
    }
    attempt(&v, 1);
    assert_int_equal(v.damaged, 1);
    teardown(&v);
}

static void test_cut_off(void **state)
{
    (void)state;
    victim v;
    setup(&v, 500, 300);
    size_t size = v.size;
    munmap(v.bytes, size);
    int fd = openat(v.place.fd, "a.glass", O_RDWR);
    assert_true(fd >= 0);
    while (size > 0) {
        size -= size <= 300 ? 1 : size < 5000 || size % GLASS_BLOCK > 4000 ? 299 : 4099;
        assert_int_equal(ftruncate(fd, (off_t)size), 0);
        attempt(&v, 3);
    }
    assert_int_equal(v.survived, 0);
    assert_int_equal(v.damaged, 0); /* the root is the last block: always missed at once */
    close(fd);
    v.bytes = NULL;
    teardown(&v);
}

/* ---- single checks ---- */

static unsigned two(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* Reads all posting lists of a file that has some damage, which is then undone. */
static void expect_lists_damaged(victim *v)
{
    glass_reader *r = NULL;
    assert_int_equal(glass_open(&r, v->place.fd, "a.glass", (morgue_str){NULL, 0}, NULL),
                     MORGUE_OK);
    for (size_t i = 0; i < v->made.count; i++)
        read_list(r, &v->made.lists[i], 50);
    assert_int_equal(glass_status(r, NULL), MORGUE_CORRUPT);
    glass_free(r);
    memcpy(v->bytes, v->whole, v->size);
}

/* Length of the term if an item is a later chunk of its list, in one part; or 0. */
static size_t later_chunk(const unsigned char *item)
{
    const unsigned char *zero = memchr(item + 3, 0, item[2]);
    return two(item) >> 13 == 3 && zero && zero > item + 3 ? (size_t)(zero - item - 3) : 0;
}

/* A leaf with two later chunks of one list, one after the other. */
static unsigned char *two_chunks(victim *v)
{
    for (size_t block = GLASS_BLOCK; block < v->size; block += GLASS_BLOCK) {
        unsigned char *b = v->bytes + block, *end = b + two(b + 9);
        for (unsigned char *d = b + 11; b[4] == 0 && d + 2 < end; d += 2) {
            const unsigned char *x = b + two(d), *y = b + two(d + 2);
            size_t n = later_chunk(x);
            if (n && n == later_chunk(y) && memcmp(x + 3, y + 3, n) == 0)
                return d;
        }
    }
    fail_msg("no two chunks side by side");
    return NULL;
}

/* The number of a chunk's second part. */
static unsigned char *second_part(victim *v)
{
    for (size_t block = GLASS_BLOCK; block < v->size; block += GLASS_BLOCK) {
        unsigned char *b = v->bytes + block, *item = b + two(b + 11);
        if (b[4] == 0 && !(two(item) & 0x2000) && item[3] && two(item + 3 + item[2]) == 2)
            return item + 3 + item[2];
    }
    fail_msg("no chunk in two parts");
    return NULL;
}

static void test_checks(void **state)
{
    (void)state;
    victim v;
    setup(&v, 4000, 500);
    unsigned char *d = two_chunks(&v), first[2] = {d[0], d[1]};
    memcpy(d, d + 2, 2); /* in the wrong order */
    memcpy(d + 2, first, 2);
    expect_lists_damaged(&v);
    second_part(&v)[1] = 3;
    expect_lists_damaged(&v);
    v.bytes[(size_t)(d - v.bytes) / GLASS_BLOCK * GLASS_BLOCK + 4] = 1; /* the leaf's level */
    expect_lists_damaged(&v);
    /* The root is last; all its children become a block behind the end. */
    unsigned char *root = v.bytes + v.size - GLASS_BLOCK;
    assert_true(root[4] > 0);
    for (unsigned i = 11; i < two(root + 9); i += 2)
        glass_big_endian(root + two(root + i), v.size / GLASS_BLOCK, 4);
    expect_lists_damaged(&v);
    teardown(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_bits_with_sums),
        cmocka_unit_test(test_blocks_out_of_place),
        cmocka_unit_test(test_one_child_for_all),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
