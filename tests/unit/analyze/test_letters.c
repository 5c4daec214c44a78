/* Runs of letters: the quick way, the portable way and the obvious way agree. */
#include "letters.h"

#include "str.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROUNDS 200000

static uint64_t state = 88172645463325252u;

/* xorshift64 (Marsaglia 2003): the same bytes in every run. */
static uint32_t draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 20);
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void check(const char at[16])
{
    char quick[16], portable[16];
    letters one = letters_of_16(at, quick), two = letters_of_16_portably(at, portable);
    size_t count = 0;
    bool lower = false;
    for (; count < 16 && letter(at[count]); count++) {
        lower |= at[count] >= 'a';
        assert_int_equal(quick[count], ascii_lower(at[count]));
        assert_int_equal(portable[count], ascii_lower(at[count]));
    }
    assert_int_equal(one.count, count);
    assert_int_equal(two.count, count);
    assert_int_equal(one.lower, lower);
    assert_int_equal(two.lower, lower);
}

static void test_every_byte(void **unused)
{
    (void)unused;
    char bytes[16];
    for (unsigned c = 0; c < 256; c++)
        for (unsigned at = 0; at < 16; at++) {
            memset(bytes, 'Q', sizeof bytes);
            bytes[at] = (char)c;
            check(bytes);
        }
}

static void test_noise(void **unused)
{
    (void)unused;
    char bytes[16];
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < 16; i++)
            bytes[i] = (char)(draw() % 12 ? (draw() % 2 ? 'a' : 'A') + draw() % 26 : draw());
        check(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
