/*
 * Segments of others, with gaps in their ids and ids near the end of 32 bits.
 */
#include "xapian_c.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>
#include <vector>
#include <xapian.h>

namespace
{

int failures;

void check(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    failures++;
}

void make_file(const std::string &path, const std::vector<Xapian::docid> &ids)
{
    const std::string building = path + ".building";
    Xapian::WritableDatabase glass(building, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
    for (Xapian::docid id : ids) {
        Xapian::Document document;
        document.add_term("word");
        glass.replace_document(id, document);
    }
    glass.commit();
    glass.compact(path, Xapian::DBCOMPACT_SINGLE_FILE | Xapian::DBCOMPACT_NO_RENUMBER);
}

int note_id(void *context, size_t shard, uint32_t docid, const xc_str *)
{
    auto *seen = static_cast<std::vector<uint64_t> *>(context);
    seen->push_back(uint64_t{shard} << 32 | docid);
    return 0;
}

/* Dead: 5, and 6, which does not exist. */
void test_gaps(const std::string &path)
{
    const uint8_t bytes[] = {0x60};
    const uint8_t *const dead[] = {bytes, bytes};
    const uint32_t lengths[] = {1, 1};
    const char *const paths[] = {path.c_str(), path.c_str()};
    std::vector<uint64_t> seen;
    xc_database *db = nullptr;
    xc_query *query = nullptr;
    xc_search search = {};
    size_t count = 0;
    uint64_t total = 0;
    xc_hit hits[8];
    check(xc_database_open(&db, paths, 2, nullptr) == XC_OK, "gaps: cannot open");
    check(xc_query_all(&query, nullptr) == XC_OK, "gaps: no query");
    search.query = query;
    search.limit = 8;
    search.dead = dead;
    search.dead_bytes = lengths;
    search.match = note_id;
    search.context = &seen;
    check(xc_search_run(db, &search, hits, &count, &total, nullptr) == XC_OK, "gaps: no search");
    check(total == 4 && count == 4, "gaps: not 2 live documents a shard");
    const std::vector<uint64_t> wanted = {2, 1000, uint64_t{1} << 32 | 2, uint64_t{1} << 32 | 1000};
    check(seen == wanted, "gaps: other ids");
    xc_query_free(query);
    xc_database_free(db);
}

/* One shard may use ids up to the last; of two, their numbers would overflow. */
void test_overflow(const std::string &path)
{
    const char *const paths[] = {path.c_str(), path.c_str()};
    xc_database *db = nullptr;
    xc_error err = {};
    check(xc_database_open(&db, paths, 1, &err) == XC_OK, "wide ids: one shard refused");
    xc_database_free(db);
    check(xc_database_open(&db, paths, 2, &err) == XC_INVALID, "wide ids: two shards taken");
    check(db == nullptr, "wide ids: a database comes out");
}

} // namespace

int main()
{
    char directory[] = "/tmp/xapian-c-test-XXXXXX";
    if (mkdtemp(directory) == nullptr)
        return 1;
    const std::string base = directory;
    make_file(base + "/gaps", {2, 5, 1000});
    make_file(base + "/wide", {1, 0x80000001u});
    test_gaps(base + "/gaps");
    test_overflow(base + "/wide");
    check(std::system(("rm -r " + base).c_str()) == 0, "scratch files stay");
    return failures != 0;
}
