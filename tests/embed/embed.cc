// A program of somebody else that embeds libmorgue, in C++: handles in smart
// pointers, statuses turned into exceptions on its own side.
//
// usage: embed DIRECTORY
#include <morgue/morgue.h>

#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace
{

struct Free {
    void operator()(morgue_archive *p) const
    {
        morgue_archive_free(p);
    }
    void operator()(morgue_article *p) const
    {
        morgue_article_free(p);
    }
    void operator()(morgue_query *p) const
    {
        morgue_query_free(p);
    }
    void operator()(morgue_results *p) const
    {
        morgue_results_free(p);
    }
    void operator()(morgue_writer *p) const
    {
        morgue_writer_free(p);
    }
};
template <class T> using owned = std::unique_ptr<T, Free>;

struct Failure : std::runtime_error {
    explicit Failure(const morgue_error &e) : std::runtime_error(e.message), error(e)
    {
    }
    morgue_error error;
};

// Calls f(&out, arguments..., &error) and returns what came out.
template <class T, class F, class... A> owned<T> make(F f, A... arguments)
{
    T *out = nullptr;
    morgue_error error;
    if (f(&out, arguments..., &error) != MORGUE_OK)
        throw Failure(error);
    return owned<T>(out);
}

morgue_str str(std::string_view s)
{
    return {s.data(), s.size()};
}
std::string_view view(morgue_str s)
{
    return {s.ptr ? s.ptr : "", s.len};
}

void check(bool holds, const char *what)
{
    if (!holds)
        throw std::logic_error(what);
}

void add(morgue_writer *writer, std::string_view id, std::string_view title, std::string_view body)
{
    morgue_article article = {};
    morgue_error error;
    article.id = str(id);
    article.title = str(title);
    article.body = str(body);
    if (morgue_writer_add(writer, &article, &error) != MORGUE_OK)
        throw Failure(error);
}

void write(const std::string &path)
{
    auto writer = make<morgue_writer>(morgue_writer_open, path.c_str(),
                                      static_cast<const morgue_config *>(nullptr), uint64_t{0});
    add(writer.get(), "one", "美光芯片", "美光科技在中国。");
    add(writer.get(), "two", "Samsung in Seoul", "Samsung makes chips in Seoul.");
    morgue_error error;
    if (morgue_writer_commit(writer.get(), &error) != MORGUE_OK)
        throw Failure(error);
}

std::vector<std::string> ids(morgue_archive *archive, std::string_view question)
{
    auto query =
        make<morgue_query>(morgue_query_parse, question.data(), question.size(), int64_t{0}, 0);
    const char *kinds[] = {"org"};
    morgue_search_options options;
    morgue_search_options_init(&options);
    options.facets = kinds;
    options.facet_count = 1;
    options.timeline = MORGUE_UNIT_YEAR;
    auto results =
        make<morgue_results>(morgue_search, archive, static_cast<const morgue_query *>(query.get()),
                             static_cast<const morgue_search_options *>(&options));
    check(morgue_results_facet_count(results.get()) == 1, "one facet");
    check(morgue_results_timeline(results.get())->undated == morgue_results_total(results.get()),
          "all are undated");
    std::vector<std::string> found;
    for (size_t i = 0; i < morgue_results_hit_count(results.get()); i++)
        found.emplace_back(view(morgue_results_hit(results.get(), i)->id));
    return found;
}

owned<morgue_article> fetch(morgue_archive *archive, std::string_view id)
{
    morgue_article *out = nullptr;
    morgue_error error;
    if (morgue_archive_article(archive, id.data(), id.size(), &out, &error) != MORGUE_OK)
        throw Failure(error);
    return owned<morgue_article>(out);
}

template <class F> morgue_error failure_of(F f)
{
    try {
        f();
    } catch (const Failure &failure) {
        return failure.error;
    }
    throw std::logic_error("no failure");
}

void run(const std::string &path)
{
    write(path);
    auto archive = make<morgue_archive>(morgue_archive_open, path.c_str(),
                                        static_cast<const morgue_config *>(nullptr));
    check(ids(archive.get(), "org:Micron") == std::vector<std::string>{"one"}, "org:Micron");
    check(ids(archive.get(), "芯片") == std::vector<std::string>{"one"}, "芯片");
    check(ids(archive.get(), "*").size() == 2, "everything");
    check(ids(archive.get(), "nosuchword").empty(), "nothing");
    check(view(fetch(archive.get(), "two")->title) == "Samsung in Seoul", "title");
    auto error = failure_of([&] { ids(archive.get(), "美光 AND (x"); });
    check(error.status == MORGUE_QUERY && error.from == 11 && error.to >= 12, "bytes of the error");
    error = failure_of([&] {
        make<morgue_archive>(morgue_archive_open, (path + "/nowhere").c_str(),
                             static_cast<const morgue_config *>(nullptr));
    });
    check(error.status == MORGUE_NOTFOUND, "missing archive");
}

} // namespace

int main(int argc, char **argv)
{
    try {
        check(argc == 2, "one argument");
        run(std::string(argv[1]) + "/archive");
    } catch (const std::exception &e) {
        std::cerr << e.what() << "\n";
        return 1;
    }
    return 0;
}
