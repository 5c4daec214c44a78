/*
 * Every exception that libxapian or the C++ library can throw, and the status
 * that it must become.
 */
#include "xc_internal.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace
{

int failures;

template <typename Exception>
void expect(xc_status wanted, const Exception &exception, const char *name)
{
    xc_error err = {};
    xc_status got = xc::guard(&err, [&]() -> xc_status { throw exception; });
    bool same = got == wanted && err.status == wanted && err.message[0] != '\0';
    bool without = xc::guard(nullptr, [&]() -> xc_status { throw exception; }) == wanted;
    if (same && without)
        return;
    std::fprintf(stderr, "%s: wanted %d, got %d: %s\n", name, wanted, got, err.message);
    failures++;
}

#define EXPECT(status, exception) expect(status, exception, #exception)

void test_statuses()
{
    EXPECT(XC_NOMEM, std::bad_alloc());
    EXPECT(XC_CANCELLED, xc::cancelled());
    EXPECT(XC_STALE, Xapian::DatabaseModifiedError("x"));
    EXPECT(XC_LOCKED, Xapian::DatabaseLockError("x"));
    EXPECT(XC_VERSION, Xapian::DatabaseVersionError("x"));
    EXPECT(XC_CORRUPT, Xapian::DatabaseCorruptError("x"));
    EXPECT(XC_NOTFOUND, Xapian::DatabaseNotFoundError("x"));
    EXPECT(XC_NOTFOUND, Xapian::DocNotFoundError("x"));
    EXPECT(XC_IO, Xapian::DatabaseOpeningError("x", EMFILE));
    EXPECT(XC_IO, Xapian::DatabaseCreateError("x", EACCES));
    EXPECT(XC_IO, Xapian::DatabaseError("x", EIO));
    EXPECT(XC_CORRUPT, Xapian::DatabaseError("Error reading block 3: got end of file"));
    EXPECT(XC_NOSPACE, Xapian::DatabaseError("x", ENOSPC));
    EXPECT(XC_NOSPACE, Xapian::DatabaseCreateError("x", EDQUOT));
    EXPECT(XC_NOMEM, Xapian::DatabaseOpeningError("x", ENOMEM));
    EXPECT(XC_INVALID, Xapian::DatabaseClosedError("x"));
    EXPECT(XC_INVALID, Xapian::InvalidArgumentError("x"));
    EXPECT(XC_INVALID, Xapian::InvalidOperationError("x"));
    EXPECT(XC_INVALID, Xapian::UnimplementedError("x"));
    EXPECT(XC_INVALID, Xapian::WildcardError("x"));
    EXPECT(XC_INVALID, Xapian::QueryParserError("x"));
    EXPECT(XC_CORRUPT, Xapian::RangeError("x"));
    EXPECT(XC_CORRUPT, Xapian::SerialisationError("x"));
    EXPECT(XC_INTERNAL, Xapian::AssertionError("x"));
    EXPECT(XC_INTERNAL, Xapian::InternalError("x"));
    EXPECT(XC_INTERNAL, Xapian::NetworkTimeoutError("x"));
    EXPECT(XC_INTERNAL, Xapian::FeatureUnavailableError("x"));
    EXPECT(XC_INTERNAL, std::length_error("basic_string::append"));
    EXPECT(XC_INTERNAL, 42);
}

void check(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s\n", what);
    failures++;
}

/* Messages are one line, fit, and do not end inside a character. */
void test_messages()
{
    xc_error err = {};
    xc::refuse(&err, XC_INVALID, "a\nb\tc\x7f");
    check(std::strcmp(err.message, "a?b?c?") == 0, "control characters stay");
    std::string umlauts;
    for (int i = 0; i < 200; i++)
        umlauts += "\xc3\xa4";
    xc::refuse(&err, XC_INVALID, "%s", umlauts.c_str());
    check(std::strlen(err.message) == 254, "cut inside a character");
    xc::refuse(&err, XC_INVALID, "x%s", umlauts.c_str());
    check(std::strlen(err.message) == 255, "a whole character was lost");
    check(xc::refuse(nullptr, XC_IO, "x") == XC_IO, "no error to fill");
}

void test_success()
{
    xc_error err = {XC_IO, "kept"};
    check(xc::guard(&err, [] { return XC_OK; }) == XC_OK, "success is not XC_OK");
    check(std::strcmp(err.message, "kept") == 0, "success writes an error");
}

} // namespace

int main()
{
    test_statuses();
    test_messages();
    test_success();
    return failures != 0;
}
