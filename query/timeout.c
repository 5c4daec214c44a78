/* Reading "500ms". */
#include "timeout.h"

#define MOST UINT64_C(86400000)

static const struct {
    const char *name;
    uint64_t milliseconds;
} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};

/* The digits at the beginning, taken off; false when there are none, or too many. */
static bool take_digits(morgue_str *text, uint64_t *out, uint64_t *scale)
{
    size_t count = 0;
    *out = 0;
    *scale = 1;
    for (; count < text->len && ascii_digit(text->ptr[count]); count++) {
        if (count == 9)
            return false;
        *out = *out * 10 + (uint64_t)(text->ptr[count] - '0');
        *scale *= 10;
    }
    *text = str_range(*text, count, text->len);
    return count > 0;
}

bool timeout_parse(morgue_str text, uint64_t *milliseconds)
{
    uint64_t whole, part = 0, scale = 1, unit = 0;
    if (!take_digits(&text, &whole, &scale))
        return false;
    scale = 1;
    if (str_starts(text, STR("."))) {
        text = str_range(text, 1, text.len);
        if (!take_digits(&text, &part, &scale))
            return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(text, units[i].name))
            unit = units[i].milliseconds;
    *milliseconds = whole * unit + part * unit / scale;
    return *milliseconds > 0 && *milliseconds <= MOST;
}
