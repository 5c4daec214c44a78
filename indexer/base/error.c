/* Error reports: formatting into the caller's fixed buffer. */
#include "error.h"

#include "utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const status_names[] = {
    [MORGUE_OK] = "ok",
    [MORGUE_NOMEM] = "out of memory",
    [MORGUE_IO] = "i/o error",
    [MORGUE_NOSPACE] = "no space left",
    [MORGUE_NOTFOUND] = "not found",
    [MORGUE_INVALID] = "invalid argument",
    [MORGUE_QUERY] = "query error",
    [MORGUE_LIMIT] = "limit exceeded",
    [MORGUE_FORMAT] = "format error",
    [MORGUE_CONFIG] = "configuration error",
    [MORGUE_VERSION] = "unknown version",
    [MORGUE_CORRUPT] = "corrupt",
    [MORGUE_LOCKED] = "locked",
    [MORGUE_STALE] = "stale",
    [MORGUE_CANCELLED] = "cancelled",
    [MORGUE_INTERNAL] = "internal error",
};

const char *morgue_status_name(morgue_status status)
{
    size_t i = (size_t)status;
    if (i >= sizeof status_names / sizeof *status_names || !status_names[i])
        return "unknown status";
    return status_names[i];
}

/* Formats at offset used, keeps the message one line of valid UTF-8. */
static void append(morgue_error *err, size_t used, const char *format, va_list args)
{
    size_t room = sizeof err->message - used;
    int n = vsnprintf(err->message + used, room, format, args);
    size_t len = used + (n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1);
    len = utf8_complete_prefix((morgue_str){err->message, len});
    err->message[len] = '\0';
    for (size_t at = used; at < len;) {
        size_t before = at;
        uint32_t c = utf8_next((morgue_str){err->message, len}, &at);
        if (c == UTF8_BAD || c < 0x20 || c == 0x7f)
            err->message[before] = '?';
    }
}

static morgue_status fill(morgue_error *err, morgue_status status, const char *format, va_list args)
{
    if (err) {
        memset(err, 0, offsetof(morgue_error, message));
        err->status = status;
        append(err, 0, format, args);
    }
    return status;
}

morgue_status fail(morgue_error *err, morgue_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, status, format, args);
    va_end(args);
    return status;
}

static void append_format(morgue_error *err, size_t used, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    append(err, used, format, args);
    va_end(args);
}

morgue_status fail_errno(morgue_error *err, morgue_status status, int code, const char *format, ...)
{
    if (code == ENOSPC || code == EDQUOT)
        status = MORGUE_NOSPACE;
    else if (code == ENOMEM)
        status = MORGUE_NOMEM;
    va_list args;
    va_start(args, format);
    fill(err, status, format, args);
    va_end(args);
    if (err) {
        char text[128];
        /* POSIX strerror_r: fills text, at worst with a number. */
        if (strerror_r(code, text, sizeof text) != 0)
            snprintf(text, sizeof text, "error %d", code);
        append_format(err, strlen(err->message), ": %s", text);
    }
    return status;
}

morgue_status fail_at(morgue_error *err, morgue_status status, unsigned line, unsigned column,
                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, status, format, args);
    va_end(args);
    if (err) {
        err->line = line;
        err->column = column;
    }
    return status;
}

morgue_status fail_range(morgue_error *err, morgue_status status, size_t from, size_t to,
                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, status, format, args);
    va_end(args);
    if (err) {
        err->from = from;
        err->to = to;
    }
    return status;
}

morgue_status fail_nomem(morgue_error *err)
{
    return fail(err, MORGUE_NOMEM, "out of memory");
}
