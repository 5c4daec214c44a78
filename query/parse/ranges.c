/* Clauses over numbers: wc:>500, wc:200..800. */
#include "parse_internal.h"

#define MAX_DIGITS 15

/* A whole number, perhaps grouped as in 10,000. */
static bool read_number(morgue_str s, int64_t *out)
{
    char digits[MAX_DIGITS];
    size_t n = 0, since_comma = 0;
    bool grouped = false;
    for (size_t i = 0; i < s.len; i++) {
        bool comma = s.ptr[i] == ',';
        if (comma ? since_comma == 0 || since_comma > 3 || (grouped && since_comma != 3)
                  : n == MAX_DIGITS)
            return false;
        if (!comma)
            digits[n++] = s.ptr[i];
        grouped = grouped || comma;
        since_comma = comma ? 0 : since_comma + 1;
    }
    uint64_t value;
    if ((grouped && since_comma != 3) || !str_to_u64((morgue_str){digits, n}, &value))
        return false;
    *out = (int64_t)value;
    return true;
}

/* Both bounds from "200..800"; false when it is not of that form. */
static bool read_bounds(morgue_str s, size_t dots, interval *out)
{
    morgue_str a = str_range(s, 0, dots), b = str_range(s, dots + 2, s.len);
    if (a.len == 0 && b.len == 0)
        return false;
    return (a.len == 0 || read_number(a, &out->first)) &&
           (b.len == 0 || read_number(b, &out->last));
}

static bool read_comparison(morgue_str s, interval *out)
{
    bool equal = s.len > 1 && s.ptr[1] == '=';
    int64_t n;
    if (!read_number(str_range(s, equal ? 2 : 1, s.len), &n))
        return false;
    if (s.ptr[0] == '>')
        out->first = equal ? n : n + 1;
    else
        out->last = equal ? n : n - 1;
    return true;
}

morgue_status ranges__clause(morgue_str question, morgue_str value, interval *out,
                             morgue_error *err)
{
    size_t from = (size_t)(value.ptr - question.ptr), to = from + value.len;
    size_t dots = str_search(value, 0, STR(".."));
    interval r = {INT64_MIN, INT64_MAX};
    bool read;
    if (dots < value.len)
        read = read_bounds(value, dots, &r);
    else if (value.len && (value.ptr[0] == '>' || value.ptr[0] == '<'))
        read = read_comparison(value, &r);
    else {
        read = read_number(value, &r.first);
        r.last = r.first;
    }
    if (!read)
        return fail_range(err, MORGUE_QUERY, from, to,
                          "'%.*s' is not a range of numbers; write wc:>500, wc:<=500, wc:200..800, "
                          "wc:200.. or wc:500",
                          STR_ARGS(lexer__shown(value)));
    if (r.first > r.last || r.last < 0)
        return fail_range(err, MORGUE_QUERY, from, to,
                          "'%.*s' holds no number; write the smaller one first, from 0 on",
                          STR_ARGS(lexer__shown(value)));
    *out = r;
    return MORGUE_OK;
}
