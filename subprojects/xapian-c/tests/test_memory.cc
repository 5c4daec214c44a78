/*
 * Every allocation of C++, those of libxapian included, fails once: the shim must
 * answer XC_NOMEM or succeed, and give no wrong answer. What the shim itself does
 * must not leak either. libxapian 1.4 does when memory runs out as it sets up a
 * match or compacts, and in one place of its commit it ends the program: searches
 * are not tested for leaks, and the builder is not made to commit.
 */
#include "xapian_c.h"

#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <new>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

/* The leaks of libxapian are none of this test. */
extern "C" const char *__asan_default_options(void);
extern "C" __attribute__((visibility("default"))) const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

namespace
{

long until_failure; /* 0: never */
long live_blocks;

void *allocate(std::size_t size) noexcept
{
    if (until_failure > 0 && --until_failure == 0)
        return nullptr;
    void *block = std::malloc(size > 0 ? size : 1);
    live_blocks += block != nullptr;
    return block;
}

} // namespace

void *operator new(std::size_t size)
{
    void *block = allocate(size);
    if (block == nullptr)
        throw std::bad_alloc();
    return block;
}

void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    return allocate(size);
}

void operator delete(void *block) noexcept
{
    live_blocks -= block != nullptr;
    std::free(block);
}

void operator delete(void *block, std::size_t) noexcept
{
    operator delete(block);
}

void operator delete(void *block, const std::nothrow_t &) noexcept
{
    operator delete(block);
}

namespace
{

int count_descriptors()
{
    int count = 0;
    DIR *list = opendir("/proc/self/fd");
    while (list != nullptr && readdir(list) != nullptr)
        count++;
    if (list != nullptr)
        closedir(list);
    return count;
}

xc_str word(const char *text)
{
    return xc_str{text, std::char_traits<char>::length(text)};
}

xc_status build(const char *directory, const char *target)
{
    const uint32_t positions[] = {1, 2};
    const xc_term terms[] = {{word("all"), 2, positions, 2}, {word("word"), 1, nullptr, 0}};
    const xc_value value = {0, word("a value that is longer than a short string")};
    const xc_document document = {terms, 2, &value, 1, word("data")};
    xc_builder *builder;
    xc_status status = xc_builder_open(&builder, directory, nullptr);
    for (int i = 0; i < 5 && status == XC_OK; i++)
        status = xc_builder_add(builder, &document, nullptr, nullptr);
    if (status == XC_OK)
        status = xc_builder_metadata(builder, word("key"), word("value"), nullptr);
    if (status == XC_OK && target != nullptr)
        status = xc_builder_finish(builder, target, nullptr);
    xc_builder_free(builder);
    return status;
}

int ignore_match(void *, size_t, uint32_t, const xc_str *)
{
    return 0;
}

xc_status search(xc_database *db, const xc_query *query)
{
    static const uint8_t bytes[] = {0x02};
    static const uint8_t *const dead[] = {bytes, nullptr};
    static const uint32_t lengths[] = {1, 0};
    static const uint32_t slot = 0;
    xc_hit hits[4];
    size_t count;
    uint64_t total;
    xc_search request = {};
    request.query = query;
    request.sort = XC_SORT_UP;
    request.limit = 4;
    request.dead = dead;
    request.dead_bytes = lengths;
    request.slots = &slot;
    request.slot_count = 1;
    request.match = ignore_match;
    xc_status status = xc_search_run(db, &request, hits, &count, &total, nullptr);
    return status == XC_OK && (total != 9 || count != 4) ? XC_INTERNAL : status;
}

/* Opens a segment twice and makes a query; runs it when asked to. */
xc_status answer(const char *path, bool run)
{
    const char *const paths[] = {path, path};
    xc_database *db = nullptr;
    xc_query *parts[2] = {nullptr, nullptr}, *query = nullptr;
    xc_status status = xc_database_open(&db, paths, 2, nullptr);
    if (status == XC_OK)
        status = xc_query_term(&parts[0], word("all"), nullptr);
    if (status == XC_OK)
        status = xc_query_value_range(&parts[1], 0, word("a"), word("b"), nullptr);
    if (status == XC_OK)
        status = xc_query_combine(&query, XC_AND, parts, 2, 0, nullptr);
    if (status == XC_OK && run)
        status = search(db, query);
    xc_query_free(query);
    xc_query_free(parts[0]);
    xc_query_free(parts[1]);
    xc_database_free(db);
    return status;
}

/* libxapian loses the descriptor when the first allocation of a shard fails. */
constexpr int lost_descriptors = 2;

/* Runs body with the first, second … allocation failing until none is left. */
template <typename Body> int fail_each(const char *name, bool check_leaks, Body &&body)
{
    const int descriptors = count_descriptors();
    for (long n = 1; n < 100000; n++) {
        const long blocks = live_blocks;
        until_failure = n;
        const xc_status status = body();
        const bool done = until_failure > 0;
        until_failure = 0;
        const bool expected = status == XC_OK || (status == XC_NOMEM && !done);
        if (!expected || (check_leaks && live_blocks != blocks)) {
            std::fprintf(stderr, "%s, allocation %ld: status %d, %ld blocks left\n", name, n,
                         static_cast<int>(status), live_blocks - blocks);
            return 1;
        }
        if (done)
            return check_leaks && count_descriptors() > descriptors + lost_descriptors;
    }
    return 1;
}

} // namespace

int main()
{
    char directory[] = "/tmp/xapian-c-test-XXXXXX";
    if (mkdtemp(directory) == nullptr)
        return 1;
    const std::string base = directory, building = base + "/building", kept = base + "/kept";
    if (build(building.c_str(), kept.c_str()) != XC_OK || answer(kept.c_str(), true) != XC_OK)
        return 1;
    int failures = fail_each("open", true, [&] { return answer(kept.c_str(), false); });
    failures += fail_each("build", true, [&] {
        const xc_status status = build(building.c_str(), nullptr);
        struct stat info;
        return stat(building.c_str(), &info) == 0 ? XC_INTERNAL : status;
    });
    failures += fail_each("search", false, [&] { return answer(kept.c_str(), true); });
    unlink(kept.c_str());
    rmdir(base.c_str());
    return failures != 0;
}
