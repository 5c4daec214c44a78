/* Dates from any bytes: metadata, paths and running text. */
#include "reading.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool found, const partial_date *d)
{
    if (found != (d->precision != MORGUE_PRECISION_NONE) || (found && !calendar_valid(d)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    morgue_str text = {(const char *)data, size};
    const int64_t latest = 1700000000;
    partial_date d;
    check(date_parse(text, &d), &d);
    check(date_in_path(text, &d), &d);
    morgue_date date = date_infer(str_range(text, 0, 16), text, latest);
    if (date.precision != MORGUE_PRECISION_NONE && date.from > latest)
        abort();
    return 0;
}
