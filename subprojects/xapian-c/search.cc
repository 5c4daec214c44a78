/*
 * Runs a search over all shards: one match pass that gives hits, the exact
 * total, and each match to the caller who wants them.
 */
#include "live.h"

#include <algorithm>

using namespace xc;

namespace
{

/* Sees every match of a pass: counts it and hands it on. */
class spy final : public Xapian::MatchSpy
{
  public:
    spy(progress &state) : state_(state), held_(slot_count()), values_(slot_count())
    {
    }

    void operator()(const Xapian::Document &document, double) override
    {
        total_++;
        state_.tick();
        if (state_.search.match != nullptr)
            give(document);
    }

    uint64_t total() const noexcept
    {
        return total_;
    }

  private:
    size_t slot_count() const noexcept
    {
        return state_.search.match != nullptr ? state_.search.slot_count : 0;
    }

    void give(const Xapian::Document &document)
    {
        const xc_search &search = state_.search;
        for (size_t i = 0; i < held_.size(); i++) {
            held_[i] = document.get_value(search.slots[i]);
            values_[i] = to_slice(held_[i]);
        }
        if (search.match(search.context, state_.shard, document.get_docid(), values_.data()) != 0)
            throw cancelled();
    }

    progress &state_;
    std::vector<std::string> held_;
    std::vector<xc_str> values_;
    uint64_t total_ = 0;
};

/* Sort keys for smallest first: those of absent values come after all others. */
class absent_last final : public Xapian::KeyMaker
{
  public:
    explicit absent_last(Xapian::valueno slot) : slot_(slot)
    {
    }

    std::string operator()(const Xapian::Document &document) const override
    {
        std::string value = document.get_value(slot_);
        return value.empty() ? std::string(1, '\1') : value.insert(0, 1, '\0');
    }

  private:
    Xapian::valueno slot_;
};

/* The page of hits that a search may find at most. */
struct page {
    Xapian::doccount first, size;

    page(const xc_search &search, Xapian::doccount documents) noexcept
        : first(std::min(search.offset, documents)), size(std::min(search.limit, documents - first))
    {
    }
};

bool has_dead(const xc_database &db, const xc_search &search) noexcept
{
    for (size_t i = 0; i < db.shards.size(); i++) {
        if (bitmap(search, i).count() > 0)
            return true;
    }
    return false;
}

/* The live ones are asked for first, so that nothing can keep their source from
 * being set up for a shard. live must outlive the question. */
Xapian::Query question(const progress &state, live_source &live)
{
    const xc_search &search = state.search;
    const bool many = search.match != nullptr && state.db.shards.size() > 1;
    if (!many && !has_dead(state.db, search))
        return search.query->query;
    const Xapian::Query boolean(0.0, Xapian::Query(&live));
    return Xapian::Query(Xapian::Query::OP_AND, boolean, search.query->query);
}

void set_order(Xapian::Enquire &enquire, const xc_search &search, absent_last &key)
{
    if (search.limit == 0)
        enquire.set_weighting_scheme(Xapian::BoolWeight());
    else if (search.sort == XC_SORT_RELEVANCE)
        enquire.set_sort_by_relevance_then_value(search.sort_slot, true);
    else if (search.sort == XC_SORT_DOWN)
        enquire.set_sort_by_value(search.sort_slot, true);
    else
        enquire.set_sort_by_key(&key, false);
}

/* The ids of the combined database go round the shards. */
size_t copy_hits(const Xapian::MSet &found, size_t shards, xc_hit *hits)
{
    size_t count = 0;
    for (Xapian::MSetIterator it = found.begin(); it != found.end(); ++it) {
        const Xapian::docid number = *it - 1;
        xc_hit &hit = hits[count++];
        hit.shard = number % shards;
        hit.docid = static_cast<uint32_t>(number / shards) + 1;
        hit.weight = it.get_weight();
    }
    return count;
}

/* Whether libxapian can tell the total without a look at the postings. */
bool knows_total(const xc_database &db, const Xapian::Query &query, uint64_t *total)
{
    Xapian::Enquire enquire(db.combined);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    const Xapian::MSet bounds = enquire.get_mset(0, 0);
    *total = bounds.get_matches_upper_bound();
    return bounds.get_matches_lower_bound() == *total;
}

/* One pass over the postings. all: every match, not only those that may still
 * become one of the wanted hits. */
size_t match(progress &state, const Xapian::Query &query, const page &wanted, bool all, spy &every,
             xc_hit *hits)
{
    const Xapian::Database &combined = state.db.combined;
    absent_last key(state.search.sort_slot);
    Xapian::Enquire enquire(combined);
    enquire.set_query(query);
    set_order(enquire, state.search, key);
    enquire.add_matchspy(&every);
    const Xapian::doccount least = all ? combined.get_doccount() : 0;
    const Xapian::MSet found = enquire.get_mset(wanted.first, wanted.size, least);
    return copy_hits(found, state.db.shards.size(), hits);
}

xc_status run(const xc_database &db, const xc_search &search, xc_hit *hits, size_t *hit_count,
              uint64_t *total)
{
    progress state(db, search);
    state.ask();
    const Xapian::doccount documents = db.shards.empty() ? 0 : db.combined.get_doccount();
    if (documents == 0)
        return XC_OK;
    live_source live(state);
    const Xapian::Query query = question(state, live);
    const page wanted(search, documents);
    spy every(state);
    const bool known = search.match == nullptr && knows_total(db, query, total);
    if (!known || wanted.size > 0)
        *hit_count = match(state, query, wanted, !known, every, hits);
    if (!known)
        *total = every.total();
    return XC_OK;
}

xc_status check_search(const xc_search *search, const xc_hit *hits, xc_error *err) noexcept
{
    if (search == nullptr || search->query == nullptr)
        return refuse(err, XC_INVALID, "a search needs a query");
    if (hits == nullptr && search->limit > 0)
        return refuse(err, XC_INVALID, "a search needs room for its hits");
    if (search->sort < XC_SORT_RELEVANCE || search->sort > XC_SORT_UP)
        return refuse(err, XC_INVALID, "there is no such order: %d",
                      static_cast<int>(search->sort));
    if (search->slots == nullptr && search->slot_count > 0)
        return refuse(err, XC_INVALID, "the slots are missing");
    for (size_t i = 0; i < search->slot_count; i++) {
        xc_status status = check_slot(search->slots[i], err);
        if (status != XC_OK)
            return status;
    }
    return check_slot(search->sort_slot, err);
}

} // namespace

xc_status xc_search_run(xc_database *db, const xc_search *search, xc_hit *hits, size_t *hit_count,
                        uint64_t *total, xc_error *err) noexcept
{
    *hit_count = 0;
    *total = 0;
    xc_status status = check_search(search, hits, err);
    if (status != XC_OK)
        return status;
    status = guard(err, [&] { return run(*db, *search, hits, hit_count, total); });
    if (status != XC_OK)
        *hit_count = *total = 0;
    return status;
}
