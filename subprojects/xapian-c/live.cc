/*
 * The posting source of live documents; see live.h. It takes every id up to the
 * last for a document, so a gap in the ids may come out as a match of its own:
 * it is only ever used together with a query whose documents exist.
 */
#include "live.h"

#include <algorithm>

namespace xc
{

bitmap::bitmap(const xc_search &search, size_t shard) noexcept
{
    if (search.dead == nullptr || search.dead_bytes == nullptr || search.dead[shard] == nullptr)
        return;
    bytes_ = search.dead[shard];
    length_ = search.dead_bytes[shard];
}

uint32_t bitmap::count() const noexcept
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < length_; i++)
        set += static_cast<uint32_t>(__builtin_popcount(bytes_[i]));
    return set;
}

/* The bitmap may have bits of ids that are not used: the least is careful. */
Xapian::doccount live_source::get_termfreq_min() const
{
    return documents_ - std::min(documents_, dead_count_);
}

Xapian::doccount live_source::get_termfreq_est() const
{
    return get_termfreq_min();
}

Xapian::doccount live_source::get_termfreq_max() const
{
    return documents_;
}

void live_source::next(double)
{
    move_to(current_ + 1);
}

void live_source::skip_to(Xapian::docid docid, double)
{
    if (docid > current_)
        move_to(docid);
}

/* Cheaper than skip_to: does not look for the next one when docid is dead. */
bool live_source::check(Xapian::docid docid, double)
{
    state_.shard = shard_;
    state_.tick();
    current_ = docid;
    return !dead_.has(docid);
}

bool live_source::at_end() const
{
    return current_ > last_;
}

Xapian::docid live_source::get_docid() const
{
    return static_cast<Xapian::docid>(current_);
}

Xapian::PostingSource *live_source::clone() const
{
    return new live_source(state_);
}

/* Called on a clone for each shard; the handle leads to the same internals. */
void live_source::init(const Xapian::Database &db)
{
    const std::vector<Xapian::Database> &shards = state_.db.shards;
    auto same = [&](const Xapian::Database &shard) {
        return shard.internal.size() == 1 && db.internal.size() == 1 &&
               shard.internal.front().get() == db.internal.front().get();
    };
    const auto found = std::find_if(shards.begin(), shards.end(), same);
    if (found == shards.end())
        throw Xapian::InternalError("a shard is not one of the database");
    shard_ = static_cast<size_t>(found - shards.begin());
    dead_ = bitmap(state_.search, shard_);
    dead_count_ = dead_.count();
    documents_ = db.get_doccount();
    last_ = db.get_lastdocid();
    current_ = 0;
}

std::string live_source::get_description() const
{
    return "live";
}

void live_source::move_to(uint64_t docid)
{
    state_.shard = shard_;
    state_.tick();
    current_ = docid;
    while (current_ <= last_ && dead_.has(static_cast<uint32_t>(current_)))
        current_++;
}

} // namespace xc
