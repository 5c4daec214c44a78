/*
 * Opens segments, one by one and as one, and answers what concerns all of them.
 */
#include "xc_internal.h"

using namespace xc;

namespace
{

/* libxapian closes the descriptor when it throws, unless the very first allocation
 * of the constructor fails. Which it was cannot be told: the number may already be
 * another thread's file, so one descriptor is rather lost than closed twice. */
xc_status open_shard(xc_database &db, const char *path, xc_error *err)
{
    int fd;
    xc_status status = open_segment(path, &fd, err);
    if (status != XC_OK)
        return status;
    db.shards.emplace_back(fd, Xapian::DB_BACKEND_GLASS);
    db.combined.add_database(db.shards.back());
    return XC_OK;
}

/* The combined database numbers documents (id - 1) * shards + shard + 1, in 32
 * bits and without a test of its own. */
xc_status check_numbers(const xc_database &db, xc_error *err)
{
    for (size_t i = 0; i < db.shards.size(); i++) {
        uint64_t last = db.shards[i].get_lastdocid();
        if (last * db.shards.size() > UINT32_MAX)
            return refuse(err, XC_INVALID, "shard %zu has ids up to %llu, too many for %zu shards",
                          i, static_cast<unsigned long long>(last), db.shards.size());
    }
    return XC_OK;
}

xc_status open_all(xc_database &db, const char *const *paths, size_t count, xc_error *err)
{
    db.shards.reserve(count);
    for (size_t i = 0; i < count; i++) {
        xc_status status = open_shard(db, paths[i], err);
        if (status != XC_OK)
            return status;
    }
    return check_numbers(db, err);
}

} // namespace

xc_status xc_database_open(xc_database **out, const char *const *paths, size_t count,
                           xc_error *err) noexcept
{
    xc_database *db = nullptr;
    *out = nullptr;
    xc_status status = guard_new(&db, err, [&] { return new (std::nothrow) xc_database(); });
    if (status == XC_OK)
        status = guard(err, [&] { return open_all(*db, paths, count, err); });
    if (status == XC_OK)
        *out = db;
    else
        delete db;
    return status;
}

void xc_database_free(xc_database *db) noexcept
{
    delete db;
}

xc_status xc_visit_terms(xc_database *db, xc_str prefix, xc_visit_term *visit, void *context,
                         xc_error *err) noexcept
{
    xc_status status = check_text(prefix, 0, XC_MAX_TERM, "a prefix", err);
    if (status != XC_OK)
        return status;
    return guard(err, [&]() -> xc_status {
        const std::string start = to_string(prefix);
        const Xapian::TermIterator end = db->combined.allterms_end(start);
        for (Xapian::TermIterator it = db->combined.allterms_begin(start); it != end; ++it) {
            const std::string term = *it;
            if (visit(context, to_slice(term), it.get_termfreq()) != 0)
                throw cancelled();
        }
        return XC_OK;
    });
}

xc_status xc_term_documents(xc_database *db, xc_str term, uint64_t *documents,
                            xc_error *err) noexcept
{
    *documents = 0;
    xc_status status = check_text(term, 1, XC_MAX_TERM, "a term", err);
    if (status != XC_OK)
        return status;
    return guard(err, [&]() -> xc_status {
        *documents = db->combined.get_termfreq(to_string(term));
        return XC_OK;
    });
}
