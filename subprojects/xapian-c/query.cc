/*
 * Questions: a C face on Xapian::Query.
 */
#include "xc_internal.h"

#include <algorithm>
#include <cmath>

using namespace xc;

namespace
{

using part_list = std::vector<Xapian::Query>;

/* What the parts of a combination have in common. */
struct summary {
    unsigned depth;
    bool words;
};

summary summarise(const xc_query *const *parts, size_t count) noexcept
{
    summary sum = {0, true};
    for (size_t i = 0; i < count; i++) {
        sum.depth = std::max(sum.depth, parts[i]->depth);
        sum.words = sum.words && parts[i]->words;
    }
    return sum;
}

xc_status check_shape(xc_op op, const summary &sum, xc_error *err) noexcept
{
    if (sum.depth >= max_query_depth)
        return refuse(err, XC_INVALID, "a query is nested over %u deep", max_query_depth);
    if ((op == XC_PHRASE || op == XC_NEAR) && !sum.words)
        return refuse(err, XC_INVALID, "a phrase is made of terms and ORs of terms only");
    return XC_OK;
}

/* The first part against the others, which act together through inner. */
Xapian::Query against(Xapian::Query::op outer, Xapian::Query::op inner, const part_list &parts)
{
    if (parts.size() < 2)
        return parts.empty() ? Xapian::Query::MatchNothing : parts.front();
    Xapian::Query others(inner, parts.begin() + 1, parts.end());
    return Xapian::Query(outer, parts.front(), others);
}

Xapian::Query combine(xc_op op, const part_list &parts, uint32_t parameter)
{
    using query = Xapian::Query;
    switch (op) {
    case XC_AND:
        return query(query::OP_AND, parts.begin(), parts.end());
    case XC_OR:
        return query(query::OP_OR, parts.begin(), parts.end());
    case XC_AND_NOT:
        return against(query::OP_AND_NOT, query::OP_OR, parts);
    case XC_FILTER:
        return against(query::OP_FILTER, query::OP_AND, parts);
    case XC_SYNONYM:
        return query(query::OP_SYNONYM, parts.begin(), parts.end());
    case XC_PHRASE:
        return query(query::OP_PHRASE, parts.begin(), parts.end(), parameter);
    case XC_NEAR:
        return query(query::OP_NEAR, parts.begin(), parts.end(), parameter);
    }
    throw Xapian::InvalidArgumentError("unknown query operator");
}

part_list copy_parts(const xc_query *const *parts, size_t count)
{
    part_list copies;
    copies.reserve(count);
    for (size_t i = 0; i < count; i++)
        copies.push_back(parts[i]->query);
    return copies;
}

/* Every value is greater than the absent one, which libxapian takes for empty. */
Xapian::Query value_range(uint32_t slot, xc_str low, xc_str high)
{
    const std::string least(1, '\0');
    const std::string from = std::max(to_string(low), least);
    if (high.ptr == nullptr)
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, from);
    return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, from, to_string(high));
}

} // namespace

xc_status xc_query_term(xc_query **out, xc_str term, xc_error *err) noexcept
{
    *out = nullptr;
    xc_status status = check_text(term, 1, XC_MAX_TERM, "a term", err);
    if (status != XC_OK)
        return status;
    return guard_new(out, err, [&] {
        return new (std::nothrow) xc_query{Xapian::Query(to_string(term)), 1, true};
    });
}

xc_status xc_query_all(xc_query **out, xc_error *err) noexcept
{
    *out = nullptr;
    return guard_new(out, err, [&] {
        return new (std::nothrow) xc_query{Xapian::Query::MatchAll, 1, false};
    });
}

xc_status xc_query_none(xc_query **out, xc_error *err) noexcept
{
    *out = nullptr;
    return guard_new(out, err, [&] {
        return new (std::nothrow) xc_query{Xapian::Query::MatchNothing, 1, true};
    });
}

xc_status xc_query_combine(xc_query **out, xc_op op, const xc_query *const *parts, size_t count,
                           uint32_t parameter, xc_error *err) noexcept
{
    *out = nullptr;
    if (parts == nullptr && count > 0)
        return refuse(err, XC_INVALID, "the parts of the query are missing");
    if (count > 0 && std::find(parts, parts + count, nullptr) != parts + count)
        return refuse(err, XC_INVALID, "a part of the query is missing");
    const summary sum = summarise(parts, count);
    xc_status status = check_shape(op, sum, err);
    if (status != XC_OK)
        return status;
    const bool words = sum.words && (op == XC_OR || count == 0);
    return guard_new(out, err, [&] {
        const part_list copies = copy_parts(parts, count);
        return new (std::nothrow) xc_query{combine(op, copies, parameter), sum.depth + 1, words};
    });
}

xc_status xc_query_value_range(xc_query **out, uint32_t slot, xc_str low, xc_str high,
                               xc_error *err) noexcept
{
    *out = nullptr;
    xc_status status = check_slot(slot, err);
    if (status != XC_OK)
        return status;
    if (!readable(low) || !readable(high))
        return refuse(err, XC_INVALID, "a bound is missing");
    return guard_new(out, err, [&] {
        return new (std::nothrow) xc_query{value_range(slot, low, high), 1, false};
    });
}

xc_status xc_query_scale(xc_query **out, const xc_query *query, double factor,
                         xc_error *err) noexcept
{
    *out = nullptr;
    if (!std::isfinite(factor) || factor < 0)
        return refuse(err, XC_INVALID, "a query cannot be scaled by that factor");
    if (query->depth >= max_query_depth)
        return refuse(err, XC_INVALID, "a query is nested over %u deep", max_query_depth);
    return guard_new(out, err, [&] {
        Xapian::Query scaled(Xapian::Query::OP_SCALE_WEIGHT, query->query, factor);
        return new (std::nothrow) xc_query{scaled, query->depth + 1, false};
    });
}

void xc_query_free(xc_query *query) noexcept
{
    delete query;
}
