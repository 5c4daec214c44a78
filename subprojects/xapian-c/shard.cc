/*
 * Reads one shard: counts, metadata, postings, values and stored data.
 */
#include "xc_internal.h"

using namespace xc;

namespace
{

/* Runs body with the shard's database, whose ids are those of the segment. */
template <typename Body>
xc_status with_shard(xc_database *db, size_t shard, xc_error *err, Body &&body) noexcept
{
    if (shard >= db->shards.size())
        return refuse(err, XC_INVALID, "there is no shard %zu of %zu", shard, db->shards.size());
    return guard(err, [&]() -> xc_status {
        body(db->shards[shard]);
        return XC_OK;
    });
}

void give(xc_visit_bytes *visit, void *context, const std::string &bytes)
{
    if (visit(context, to_slice(bytes)) != 0)
        throw cancelled();
}

} // namespace

xc_status xc_shard_counts(xc_database *db, size_t shard, uint32_t *documents, uint32_t *last_id,
                          uint64_t *total_length, xc_error *err) noexcept
{
    return with_shard(db, shard, err, [&](const Xapian::Database &database) {
        if (documents != nullptr)
            *documents = database.get_doccount();
        if (last_id != nullptr)
            *last_id = database.get_lastdocid();
        if (total_length != nullptr)
            *total_length = database.get_total_length();
    });
}

xc_status xc_shard_metadata(xc_database *db, size_t shard, xc_str key, xc_visit_bytes *visit,
                            void *context, xc_error *err) noexcept
{
    xc_status status = check_text(key, 1, max_key, "a metadata key", err);
    if (status != XC_OK)
        return status;
    return with_shard(db, shard, err, [&](const Xapian::Database &database) {
        const std::string value = database.get_metadata(to_string(key));
        if (!value.empty())
            give(visit, context, value);
    });
}

xc_status xc_shard_postings(xc_database *db, size_t shard, xc_str term, xc_visit_id *visit,
                            void *context, xc_error *err) noexcept
{
    xc_status status = check_text(term, 1, XC_MAX_TERM, "a term", err);
    if (status != XC_OK)
        return status;
    return with_shard(db, shard, err, [&](const Xapian::Database &database) {
        const std::string text = to_string(term);
        const Xapian::PostingIterator end = database.postlist_end(text);
        for (Xapian::PostingIterator it = database.postlist_begin(text); it != end; ++it) {
            if (visit(context, *it) != 0)
                throw cancelled();
        }
    });
}

xc_status xc_shard_values(xc_database *db, size_t shard, uint32_t slot, xc_visit_value *visit,
                          void *context, xc_error *err) noexcept
{
    xc_status status = check_slot(slot, err);
    if (status != XC_OK)
        return status;
    return with_shard(db, shard, err, [&](const Xapian::Database &database) {
        const Xapian::ValueIterator end = database.valuestream_end(slot);
        for (Xapian::ValueIterator it = database.valuestream_begin(slot); it != end; ++it) {
            const std::string value = *it;
            if (visit(context, it.get_docid(), to_slice(value)) != 0)
                throw cancelled();
        }
    });
}

xc_status xc_document_value(xc_database *db, size_t shard, uint32_t docid, uint32_t slot,
                            xc_visit_bytes *visit, void *context, xc_error *err) noexcept
{
    xc_status status = check_slot(slot, err);
    if (status != XC_OK)
        return status;
    return with_shard(db, shard, err, [&](const Xapian::Database &database) {
        const std::string value = database.get_document(docid).get_value(slot);
        if (!value.empty())
            give(visit, context, value);
    });
}

xc_status xc_document_data(xc_database *db, size_t shard, uint32_t docid, xc_visit_bytes *visit,
                           void *context, xc_error *err) noexcept
{
    return with_shard(db, shard, err, [&](const Xapian::Database &database) {
        give(visit, context, database.get_document(docid).get_data());
    });
}
