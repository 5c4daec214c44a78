/*
 * Rules for what goes into a database. libxapian finds a breach late, and then
 * throws away everything that is pending; so it is found here, beforehand.
 */
#include "xc_internal.h"

#include <cstring>

namespace xc
{

namespace
{

int compare(xc_str left, xc_str right) noexcept
{
    size_t shared = left.len < right.len ? left.len : right.len;
    int order = shared > 0 ? std::memcmp(left.ptr, right.ptr, shared) : 0;
    if (order != 0)
        return order;
    return left.len < right.len ? -1 : left.len > right.len;
}

xc_status check_positions(const xc_term &term, xc_error *err) noexcept
{
    if (term.positions == nullptr && term.position_count > 0)
        return refuse(err, XC_INVALID, "positions are missing");
    for (size_t i = 1; i < term.position_count; i++) {
        if (term.positions[i] <= term.positions[i - 1])
            return refuse(err, XC_INVALID, "positions of a term do not ascend");
    }
    return XC_OK;
}

/* A document's length, the sum of its wdf, is a 32-bit number in libxapian. */
xc_status check_terms(const xc_document &document, xc_error *err) noexcept
{
    uint64_t length = 0;
    if (document.terms == nullptr && document.term_count > 0)
        return refuse(err, XC_INVALID, "terms are missing");
    for (size_t i = 0; i < document.term_count; i++) {
        const xc_term &term = document.terms[i];
        xc_status status = check_text(term.text, 1, XC_MAX_TERM, "a term", err);
        if (status == XC_OK)
            status = check_positions(term, err);
        if (status != XC_OK)
            return status;
        if (i > 0 && compare(document.terms[i - 1].text, term.text) >= 0)
            return refuse(err, XC_INVALID, "terms do not ascend");
        length += term.wdf;
        if (length > UINT32_MAX)
            return refuse(err, XC_INVALID, "the sum of wdf is over %u", UINT32_MAX);
    }
    return XC_OK;
}

xc_status check_values(const xc_document &document, xc_error *err) noexcept
{
    if (document.values == nullptr && document.value_count > 0)
        return refuse(err, XC_INVALID, "values are missing");
    for (size_t i = 0; i < document.value_count; i++) {
        const xc_value &value = document.values[i];
        xc_status status = check_slot(value.slot, err);
        if (status != XC_OK)
            return status;
        if (!readable(value.value))
            return refuse(err, XC_INVALID, "a value is missing");
        if (value.value.len > max_value)
            return refuse(err, XC_INVALID, "a value has %zu bytes, over %zu", value.value.len,
                          max_value);
    }
    return XC_OK;
}

} // namespace

xc_status check_text(xc_str text, size_t minimum, size_t maximum, const char *what,
                     xc_error *err) noexcept
{
    if (!readable(text))
        return refuse(err, XC_INVALID, "%s is missing", what);
    if (text.len < minimum)
        return refuse(err, XC_INVALID, "%s is empty", what);
    if (text.len > maximum)
        return refuse(err, XC_INVALID, "%s has %zu bytes, over %zu", what, text.len, maximum);
    if (text.len > 0 && std::memchr(text.ptr, '\0', text.len) != nullptr)
        return refuse(err, XC_INVALID, "%s has a NUL byte", what);
    return XC_OK;
}

xc_status check_slot(uint32_t slot, xc_error *err) noexcept
{
    if (slot == Xapian::BAD_VALUENO)
        return refuse(err, XC_INVALID, "%u is no value slot", slot);
    return XC_OK;
}

xc_status check_document(const xc_document &document, xc_error *err) noexcept
{
    xc_status status = check_terms(document, err);
    if (status == XC_OK)
        status = check_values(document, err);
    if (status != XC_OK)
        return status;
    if (!readable(document.data))
        return refuse(err, XC_INVALID, "the data is missing");
    if (document.data.len > max_data)
        return refuse(err, XC_INVALID, "the data has %zu bytes, over %zu", document.data.len,
                      max_data);
    return XC_OK;
}

} // namespace xc
