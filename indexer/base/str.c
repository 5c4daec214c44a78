/* Slices: comparing, cutting, trimming. */
#define _GNU_SOURCE /* memmem */
#include "str.h"

int str_compare(morgue_str a, morgue_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_equal_nocase(morgue_str a, morgue_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i]))
            return false;
    return true;
}

morgue_str str_trim(morgue_str s)
{
    while (s.len && ascii_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && ascii_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

size_t str_find(morgue_str s, size_t from, char c)
{
    if (from >= s.len)
        return s.len;
    const char *at = memchr(s.ptr + from, c, s.len - from);
    return at ? (size_t)(at - s.ptr) : s.len;
}

size_t str_search(morgue_str s, size_t from, morgue_str needle)
{
    if (from >= s.len || needle.len > s.len - from)
        return s.len;
    const char *at = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return at ? (size_t)(at - s.ptr) : s.len;
}

morgue_str str_split(morgue_str *rest, char c)
{
    size_t at = str_find(*rest, 0, c);
    morgue_str piece = str_range(*rest, 0, at);
    *rest = at < rest->len ? str_range(*rest, at + 1, rest->len) : (morgue_str){NULL, 0};
    return piece;
}

bool str_to_u64(morgue_str s, uint64_t *out)
{
    if (s.len == 0 || s.len > 19)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!ascii_digit(s.ptr[i]))
            return false;
        value = value * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    *out = value;
    return true;
}

unsigned str_distance(morgue_str a, morgue_str b, unsigned limit)
{
    unsigned row[64];
    if (b.len >= 64 || a.len >= 64)
        return limit + 1;
    for (unsigned j = 0; j <= b.len; j++)
        row[j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            unsigned replace = diagonal + (a.ptr[i - 1] != b.ptr[j - 1]);
            unsigned best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            diagonal = row[j];
            row[j] = replace < best ? replace : best;
        }
    }
    return row[b.len] > limit ? limit + 1 : row[b.len];
}
