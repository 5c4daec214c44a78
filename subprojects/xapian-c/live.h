/*
 * A posting source that stands for the live documents of every shard. ANDed to a
 * query it leaves out the dead, asks whether to go on for every candidate, and
 * tells which shard is being matched: documents that libxapian gives to a match
 * spy carry the id inside their shard, but not the shard.
 */
#ifndef XC_LIVE_H
#define XC_LIVE_H

#include "xc_internal.h"

namespace xc
{

/* One search in progress, shared by all that libxapian calls back. */
struct progress {
    const xc_database &db;
    const xc_search &search;
    size_t shard = 0; /* that is being matched */
    uint64_t seen = 0;

    progress(const xc_database &database, const xc_search &request) noexcept
        : db(database), search(request)
    {
    }

    /* Counts one candidate; throws cancelled when the caller wants to stop. */
    void tick()
    {
        if ((++seen & 4095) == 0)
            ask();
    }

    void ask() const
    {
        if (search.poll != nullptr && search.poll(search.context) != 0)
            throw cancelled();
    }
};

/* A shard's dead documents. */
class bitmap
{
  public:
    bitmap() noexcept = default;
    bitmap(const xc_search &search, size_t shard) noexcept;
    bool has(uint32_t docid) const noexcept
    {
        return docid >> 3 < length_ && (bytes_[docid >> 3] >> (docid & 7) & 1) != 0;
    }
    uint32_t count() const noexcept;

  private:
    const uint8_t *bytes_ = nullptr;
    uint32_t length_ = 0;
};

class live_source final : public Xapian::PostingSource
{
  public:
    explicit live_source(progress &state) : state_(state)
    {
    }
    Xapian::doccount get_termfreq_min() const override;
    Xapian::doccount get_termfreq_est() const override;
    Xapian::doccount get_termfreq_max() const override;
    void next(double min_weight) override;
    void skip_to(Xapian::docid docid, double min_weight) override;
    bool check(Xapian::docid docid, double min_weight) override;
    bool at_end() const override;
    Xapian::docid get_docid() const override;
    PostingSource *clone() const override;
    void init(const Xapian::Database &db) override;
    std::string get_description() const override;

  private:
    void move_to(uint64_t docid);

    progress &state_;
    size_t shard_ = 0;
    bitmap dead_;
    uint32_t dead_count_ = 0;
    uint32_t documents_ = 0;
    uint64_t last_ = 0;
    uint64_t current_ = 0;
};

} // namespace xc

#endif
