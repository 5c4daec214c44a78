/* Inversion, runs on disk, and the merge of many of them. */
#include "runs.h"
#include "sketch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void append(inversion *v, const char *key, size_t len, const void *bytes, size_t n)
{
    assert_true(segment__inversion_reserve(v, 1));
    uint64_t hash = segment__inversion_hash(v, (morgue_str){key, len});
    segment__inversion_near(v, hash);
    segment__inversion_far(v, hash);
    inversion_entry *e = segment__inversion_entry(v, (morgue_str){key, len}, hash);
    assert_non_null(e);
    segment__inversion_append(v, e, bytes, n);
    e->count++;
    e->sum += 3;
}

/* What goes in piece by piece comes out whole, whatever the pieces' size. */
static void test_slices(void **state)
{
    (void)state;
    enum { KEYS = 300, MOST = 60000 };
    static unsigned char want[KEYS][64];
    inversion v = {0};
    chance c = {5};
    char key[16], *giant = malloc(MOST);
    size_t lengths[KEYS] = {0}, total = 0;
    assert_non_null(giant);
    for (int round = 0; round < 3000; round++) {
        unsigned k = chance_below(&c, KEYS);
        int len = snprintf(key, sizeof key, "k%u", k);
        unsigned char byte = (unsigned char)chance_below(&c, 256);
        if (lengths[k] < sizeof want[k]) {
            want[k][lengths[k]++] = byte;
            append(&v, key, (size_t)len, &byte, 1);
        }
        size_t n = chance_below(&c, 40);
        memset(giant + total, round & 0xff, total + n <= MOST ? n : 0);
        append(&v, "giant", 5, giant + total, total + n <= MOST ? n : 0);
        total += total + n <= MOST ? n : 0;
    }
    const inversion_entry **sorted = segment__inversion_sorted(&v);
    unsigned char *scratch = NULL;
    size_t capacity = 0;
    assert_non_null(sorted);
    for (size_t i = 0; i < v.count; i++) {
        morgue_str name = inversion_key(&v, sorted[i]);
        morgue_str bytes = segment__inversion_bytes(&v, sorted[i], &scratch, &capacity);
        assert_non_null(bytes.ptr);
        if (i)
            assert_true(str_compare(inversion_key(&v, sorted[i - 1]), name) < 0);
        uint64_t k = KEYS;
        assert_true(name.ptr[0] == 'g' || str_to_u64(str_range(name, 1, name.len), &k));
        assert_int_equal(bytes.len, k == KEYS ? total : lengths[k]);
        assert_memory_equal(bytes.ptr, k == KEYS ? (void *)giant : want[k], bytes.len);
    }
    assert_true(total > 8192 * 3);
    free(sorted);
    free(scratch);
    free(giant);
    segment__inversion_free(&v);
}

/* Keys that agree in their first eight bytes, or end before them. */
static void test_order(void **state)
{
    (void)state;
    static const char *const keys[] = {"",         "a",         "a\0",       "a\0b",
                                       "aaaaaaaa", "aaaaaaaab", "aaaaaaaac", "b"};
    static const size_t lengths[] = {0, 1, 2, 3, 8, 9, 9, 1};
    inversion v = {0};
    for (size_t i = 8; i-- > 0;)
        append(&v, keys[(i * 5) % 8], lengths[(i * 5) % 8], "x", 1);
    const inversion_entry **sorted = segment__inversion_sorted(&v);
    assert_int_equal(v.count, 8);
    assert_non_null(sorted);
    for (size_t i = 0; i < 8; i++) {
        morgue_str key = inversion_key(&v, sorted[i]);
        assert_int_equal(key.len, lengths[i]);
        assert_memory_equal(key.ptr, keys[i], key.len);
    }
    free(sorted);
    segment__inversion_free(&v);
}

/* So many keys that some have the same 32 bits of hash: each is itself. */
static void test_collisions(void **state)
{
    (void)state;
    enum { KEYS = 300000 };
    inversion v = {0};
    char key[16];
    for (int i = 0; i < 2 * KEYS; i++)
        append(&v, key, (size_t)snprintf(key, sizeof key, "c%d", i % KEYS), "x", 1);
    assert_int_equal(v.count, KEYS);
    for (size_t i = 0; i < v.count; i++)
        assert_int_equal(v.entries[i].count, 2);
    segment__inversion_free(&v);
}

/* One document as a run: "all" in every one, "odd" in every other, a value, and
 * a key that no document was counted in. */
static void add_run(run_store *s, uint32_t id)
{
    inversion v = {0};
    unsigned char bytes[64], *end = glass_uint(glass_uint(bytes, id), 7);
    append(&v, "all", 3, bytes, (size_t)(end - bytes));
    if (id % 2) {
        end = glass_uint(glass_uint(bytes, id), 9);
        append(&v, "odd", 3, bytes, (size_t)(end - bytes));
    }
    end = glass_uint(glass_uint(bytes, id), 1);
    *end++ = 'v';
    append(&v, KEY_VALUES_PREFIX, 2, bytes, (size_t)(end - bytes));
    assert_true(segment__inversion_reserve(&v, 1));
    morgue_str unused = STR("never");
    assert_non_null(segment__inversion_entry(&v, unused, segment__inversion_hash(&v, unused)));
    assert_int_equal(segment__runs_add(s, &v, NULL), MORGUE_OK);
    segment__inversion_free(&v);
}

/* Likewise for a store of tags: all keys have them. */
static void add_tags(run_store *s, uint32_t id)
{
    inversion v = {0};
    unsigned char bytes[64], *end = glass_uint(glass_uint(bytes, id), 1);
    *end++ = 'v';
    append(&v, "all", 3, bytes, (size_t)(end - bytes));
    assert_int_equal(segment__runs_add(s, &v, NULL), MORGUE_OK);
    segment__inversion_free(&v);
}

/* Reads what the group has of a key: ids that ascend by step, each with v. */
static void expect_ids(merge *m, uint64_t step, uint64_t count, uint64_t v, bool bytes)
{
    uint64_t seen = 0;
    for (size_t g = 0; g < m->group_count; g++) {
        merge_source *s = &m->sources[m->group[g]];
        uint64_t id = 0;
        for (uint64_t i = 0; i < s->count; i++, seen++) {
            id += spool_get(&s->reader);
            assert_int_equal(id, 1 + seen * step);
            assert_int_equal(spool_get(&s->reader), v);
            if (bytes)
                assert_int_equal(*spool_bytes(&s->reader, 1), 'v');
        }
    }
    assert_int_equal(seen, count);
}

static void expect_postings(run_store *s, uint32_t n)
{
    merge m;
    assert_int_equal(segment__merge_open(&m, s, 0, s->count, 0, NULL), MORGUE_OK);
    assert_true(segment__merge_next(&m));
    assert_int_equal(key_kind_of(strbuf_view(&m.key)), KEY_VALUES);
    expect_ids(&m, 1, n, 1, true);
    assert_true(segment__merge_next(&m));
    assert_true(str_is(strbuf_view(&m.key), "all"));
    assert_int_equal(m.count, n);
    assert_int_equal(m.sum, 3 * (uint64_t)n);
    expect_ids(&m, 1, n, 7, false);
    assert_true(segment__merge_next(&m));
    assert_true(str_is(strbuf_view(&m.key), "odd"));
    expect_ids(&m, 2, (n + 1) / 2, 9, false);
    assert_false(segment__merge_next(&m));
    segment__merge_close(&m);
}

static void expect_tags(run_store *s, uint32_t n)
{
    merge m;
    assert_int_equal(segment__merge_open(&m, s, 0, s->count, 0, NULL), MORGUE_OK);
    assert_true(segment__merge_next(&m));
    assert_true(str_is(strbuf_view(&m.key), "all"));
    expect_ids(&m, 1, n, 1, true);
    assert_false(segment__merge_next(&m));
    segment__merge_close(&m);
}

/* 32 runs become one, and 32 of those one more. */
static void test_many_runs(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    int dir_fd = open(base && *base ? base : "/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char name[64];
    run_store postings, tags;
    assert_true(dir_fd >= 0);
    snprintf(name, sizeof name, "morgue-runs-%ld", (long)getpid());
    segment__runs_open(&postings, RUN_POSTINGS, dir_fd, name, "postings");
    segment__runs_open(&tags, RUN_TAGS, dir_fd, name, "tags");
    for (uint32_t id = 1; id <= 1100; id++) {
        add_run(&postings, id);
        add_tags(&tags, id);
        if (id == 31 || id == 32 || id == 33 || id == 1024 || id == 1100) {
            expect_postings(&postings, id);
            expect_tags(&tags, id);
        }
        if (id == 31)
            assert_int_equal(postings.count, 31);
        if (id == 32 || id == 1024)
            assert_int_equal(postings.count, 1);
    }
    /* One of 1,024 documents, two of 32, 12 of one. */
    assert_int_equal(postings.count, 15);
    segment__runs_close(&postings);
    segment__runs_close(&tags);
    close(dir_fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_collisions),
        cmocka_unit_test(test_many_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
