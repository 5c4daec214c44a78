/*
 * The border guard: every C++ exception becomes a status and one line of text.
 */
#include "xc_internal.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <sys/statvfs.h>
#include <unistd.h>

namespace xc
{

namespace
{

/* libxapian quotes terms and paths in its messages: keep them to one line, and
 * never end inside a UTF-8 sequence that the buffer cut. */
void tidy(char *message) noexcept
{
    size_t length = 0;
    for (; message[length] != '\0'; length++) {
        unsigned char byte = static_cast<unsigned char>(message[length]);
        if (byte < 0x20 || byte == 0x7f)
            message[length] = '?';
    }
    if (length + 1 < XC_MESSAGE_SIZE)
        return;
    size_t start = length;
    while (start > 0 && (static_cast<unsigned char>(message[start - 1]) & 0xc0) == 0x80)
        start--;
    const unsigned char lead = start > 0 ? static_cast<unsigned char>(message[start - 1]) : 0;
    const size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
    if (wanted > length - start + 1)
        message[start - 1] = '\0';
}

bool full(const char *directory) noexcept
{
    struct statvfs info;
    return directory != nullptr && statvfs(directory, &info) == 0 &&
           (info.f_bavail == 0 || (info.f_files != 0 && info.f_favail == 0));
}

/* The error keeps only the text of its errno, made by the same function in the
 * same locale as here, so equal texts mean equal numbers. */
bool says(const char *text, int number) noexcept
{
    return text != nullptr && std::strcmp(text, std::strerror(number)) == 0;
}

xc_status storage_status(const Xapian::Error &error, const char *directory) noexcept
{
    const char *cause = error.get_error_string();
    if (says(cause, ENOSPC) || says(cause, EDQUOT) || full(directory))
        return XC_NOSPACE;
    if (says(cause, ENOMEM))
        return XC_NOMEM;
    return XC_IO;
}

/* A plain DatabaseError without an errno is what libxapian throws when a block
 * lies beyond the end of the file or an entry makes no sense. */
xc_status database_status(const Xapian::DatabaseError &error, const char *directory) noexcept
{
    xc_status status = storage_status(error, directory);
    if (status == XC_IO && error.get_error_string() == nullptr)
        return XC_CORRUPT;
    return status;
}

xc_status report(xc_error *err, xc_status status, const Xapian::Error &error) noexcept
{
    const char *cause = error.get_error_string();
    return refuse(err, status, "%s: %s%s%s", error.get_type(), error.get_msg().c_str(),
                  cause != nullptr ? ": " : "", cause != nullptr ? cause : "");
}

} // namespace

descriptor::~descriptor()
{
    if (fd_ >= 0)
        close(fd_);
}

xc_status refuse(xc_error *err, xc_status status, const char *format, ...) noexcept
{
    if (err == nullptr)
        return status;
    va_list arguments;
    va_start(arguments, format);
    err->status = status;
    if (std::vsnprintf(err->message, sizeof err->message, format, arguments) < 0)
        err->message[0] = '\0';
    va_end(arguments);
    tidy(err->message);
    return status;
}

xc_status refuse_errno(xc_error *err, int number, const char *what, const char *path) noexcept
{
    xc_status status = XC_IO;
    if (number == ENOENT || number == ENOTDIR)
        status = XC_NOTFOUND;
    else if (number == ENOSPC || number == EDQUOT)
        status = XC_NOSPACE;
    else if (number == ENOMEM)
        status = XC_NOMEM;
    else if (number == EEXIST)
        status = XC_INVALID;
    return refuse(err, status, "%s %s: %s", what, path, std::strerror(number));
}

/* More special types come before the types that they derive from. */
xc_status translate(xc_error *err, const char *directory) noexcept
{
    try {
        throw;
    } catch (const cancelled &) {
        return refuse(err, XC_CANCELLED, "a callback asked to stop");
    } catch (const std::bad_alloc &) {
        return refuse(err, XC_NOMEM, "out of memory");
    } catch (const Xapian::DatabaseModifiedError &error) {
        return report(err, XC_STALE, error);
    } catch (const Xapian::DatabaseLockError &error) {
        return report(err, XC_LOCKED, error);
    } catch (const Xapian::DatabaseVersionError &error) {
        return report(err, XC_VERSION, error);
    } catch (const Xapian::DatabaseCorruptError &error) {
        return report(err, XC_CORRUPT, error);
    } catch (const Xapian::DatabaseNotFoundError &error) {
        return report(err, XC_NOTFOUND, error);
    } catch (const Xapian::DocNotFoundError &error) {
        return report(err, XC_NOTFOUND, error);
    } catch (const Xapian::DatabaseClosedError &error) {
        return report(err, XC_INVALID, error);
    } catch (const Xapian::DatabaseOpeningError &error) {
        return report(err, storage_status(error, directory), error);
    } catch (const Xapian::DatabaseCreateError &error) {
        return report(err, storage_status(error, directory), error);
    } catch (const Xapian::DatabaseError &error) {
        return report(err, database_status(error, directory), error);
    } catch (const Xapian::RangeError &error) {
        return report(err, XC_CORRUPT, error); /* a number in a file is too large */
    } catch (const Xapian::SerialisationError &error) {
        return report(err, XC_CORRUPT, error);
    } catch (const Xapian::WildcardError &error) {
        return report(err, XC_INVALID, error);
    } catch (const Xapian::QueryParserError &error) {
        return report(err, XC_INVALID, error);
    } catch (const Xapian::AssertionError &error) {
        return report(err, XC_INTERNAL, error);
    } catch (const Xapian::LogicError &error) {
        return report(err, XC_INVALID, error);
    } catch (const Xapian::Error &error) {
        return report(err, XC_INTERNAL, error);
    } catch (const std::exception &error) {
        return refuse(err, XC_INTERNAL, "unexpected exception: %s", error.what());
    } catch (...) {
        return refuse(err, XC_INTERNAL, "unexpected exception of unknown type");
    }
}

} // namespace xc

const char *xc_xapian_version(void) noexcept
{
    return Xapian::version_string();
}
