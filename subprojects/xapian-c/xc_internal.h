/*
 * What the files of the shim share: the objects behind the opaque types, the
 * guard that no exception passes, and small helpers. C++ only.
 */
#ifndef XC_INTERNAL_H
#define XC_INTERNAL_H

#include "xapian_c.h"

#include <new>
#include <string>
#include <utility>
#include <vector>
#include <xapian.h>

enum class builder_state { building, finished, broken };

struct xc_builder {
    std::string path;
    Xapian::WritableDatabase db;
    builder_state state;
};

struct xc_database {
    std::vector<Xapian::Database> shards;
    Xapian::Database combined;
};

struct xc_query {
    Xapian::Query query;
    unsigned depth; /* of operators, for libxapian recurses over them */
    bool words;     /* a term or an OR of terms: what a phrase may be made of */
};

namespace xc
{

/* Operators above one another: libxapian needs under 300 bytes of stack a level. */
constexpr unsigned max_query_depth = 200;
/* Far below the point where a glass tag would not fit its item count. */
constexpr size_t max_data = size_t{64} << 20;
constexpr size_t max_value = size_t{1} << 20;
constexpr size_t max_key = 200;

/* Thrown through libxapian when a callback wants to stop. */
struct cancelled {
};

/* Owns a file descriptor until release(). */
class descriptor
{
  public:
    explicit descriptor(int fd) noexcept : fd_(fd)
    {
    }
    descriptor(const descriptor &) = delete;
    descriptor &operator=(const descriptor &) = delete;
    ~descriptor();
    int get() const noexcept
    {
        return fd_;
    }
    int release() noexcept
    {
        return std::exchange(fd_, -1);
    }

  private:
    int fd_;
};

/* ---- guard.cc ---- */

/* Fills err, which may be NULL, and returns status. */
xc_status refuse(xc_error *err, xc_status status, const char *format, ...) noexcept
    __attribute__((format(printf, 3, 4)));

/* The same for a failed system call with its errno. */
xc_status refuse_errno(xc_error *err, int number, const char *what, const char *path) noexcept;

/* Turns the exception in flight into a status. directory: where was written, or
 * NULL; it decides between XC_IO and XC_NOSPACE. */
xc_status translate(xc_error *err, const char *directory) noexcept;

/* Runs body, which returns a status; nothing thrown inside gets out. */
template <typename Body>
xc_status guard(xc_error *err, Body &&body, const char *directory = nullptr) noexcept
{
    try {
        return body();
    } catch (...) {
        return translate(err, directory);
    }
}

/* Runs body, which returns a new object or NULL when memory ran out. */
template <typename Object, typename Body>
xc_status guard_new(Object **out, xc_error *err, Body &&body) noexcept
{
    return guard(err, [&]() -> xc_status {
        *out = body();
        return *out != nullptr ? XC_OK : refuse(err, XC_NOMEM, "out of memory");
    });
}

/* ---- validate.cc ---- */

inline bool readable(xc_str text) noexcept
{
    return text.ptr != nullptr || text.len == 0;
}

inline std::string to_string(xc_str text)
{
    return text.len == 0 ? std::string() : std::string(text.ptr, text.len);
}

inline xc_str to_slice(const std::string &text) noexcept
{
    return xc_str{text.data(), text.size()};
}

/* Whether text is minimum to maximum bytes long, without NUL. what names it. */
xc_status check_text(xc_str text, size_t minimum, size_t maximum, const char *what,
                     xc_error *err) noexcept;
xc_status check_slot(uint32_t slot, xc_error *err) noexcept;
xc_status check_document(const xc_document &document, xc_error *err) noexcept;

/* ---- files.cc ---- */

/* A descriptor of the single-file database at path, or -1 with err filled. */
xc_status open_segment(const char *path, int *fd, xc_error *err) noexcept;
/* Creates path, which must not exist, for reading and writing. */
xc_status create_file(const char *path, int *fd, xc_error *err) noexcept;
/* Removes a directory and the files in it, as far as possible. */
void remove_directory(const char *path) noexcept;

} // namespace xc

#endif
