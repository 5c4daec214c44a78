/*
 * Builds a segment: a writable glass database in a directory of its own, then
 * compacted into one file. Nothing of the directory counts until then, so what
 * libxapian flushes by itself meanwhile promises nothing to anybody.
 */
#include "xc_internal.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace xc;

namespace
{

/* Runs one step of building. Whatever fails in it may have cost what was
 * pending, so the builder is of no use afterwards. */
template <typename Body> xc_status step(xc_builder *builder, xc_error *err, Body &&body) noexcept
{
    if (builder->state == builder_state::finished)
        return refuse(err, XC_INVALID, "the segment is finished");
    if (builder->state == builder_state::broken)
        return refuse(err, XC_INVALID, "the builder has failed before");
    xc_status status = guard(err, body, builder->path.c_str());
    if (status != XC_OK)
        builder->state = builder_state::broken;
    return status;
}

void add_term(Xapian::Document &document, const xc_term &term)
{
    const std::string text = to_string(term.text);
    if (term.wdf == 0)
        document.add_boolean_term(text);
    else
        document.add_term(text, term.wdf);
    for (size_t i = 0; i < term.position_count; i++)
        document.add_posting(text, term.positions[i], 0);
}

/* False when two values share a slot: then libxapian keeps fewer of them. */
bool add_values(Xapian::Document &document, const xc_document &source)
{
    size_t given = 0;
    for (size_t i = 0; i < source.value_count; i++) {
        const xc_value &value = source.values[i];
        document.add_value(value.slot, to_string(value.value));
        given += value.value.len > 0;
    }
    return document.values_count() == given;
}

xc_status make_document(Xapian::Document &document, const xc_document &source, xc_error *err)
{
    xc_status status = check_document(source, err);
    if (status != XC_OK)
        return status;
    for (size_t i = 0; i < source.term_count; i++)
        add_term(document, source.terms[i]);
    if (!add_values(document, source))
        return refuse(err, XC_INVALID, "two values share a slot");
    document.set_data(to_string(source.data));
    return XC_OK;
}

/* Compacts into fd, which libxapian closes. */
xc_status compact(xc_builder *builder, int fd, xc_error *err)
{
    descriptor copy(fcntl(fd, F_DUPFD_CLOEXEC, 3));
    if (copy.get() < 0) {
        int number = errno;
        close(fd);
        return refuse_errno(err, number, "cannot duplicate a descriptor of", builder->path.c_str());
    }
    builder->db.compact(fd, Xapian::DBCOMPACT_SINGLE_FILE);
    if (fsync(copy.get()) != 0)
        return refuse_errno(err, errno, "cannot sync the segment of", builder->path.c_str());
    return XC_OK;
}

/* Throws away what is pending: the destructor would commit it. */
void drop_pending(Xapian::WritableDatabase &db) noexcept
{
    try {
        db.begin_transaction(false);
        db.cancel_transaction();
    } catch (...) {
        /* It goes with its directory anyway. */
    }
}

} // namespace

xc_status xc_builder_open(xc_builder **out, const char *path, xc_error *err) noexcept
{
    *out = nullptr;
    if (path == nullptr || *path == '\0')
        return refuse(err, XC_INVALID, "a builder needs a directory");
    if (mkdir(path, 0777) != 0)
        return refuse_errno(err, errno, "cannot create", path);
    const int flags = Xapian::DB_CREATE | Xapian::DB_NO_SYNC | Xapian::DB_BACKEND_GLASS;
    xc_status status = guard(
        err,
        [&]() -> xc_status {
            *out = new xc_builder{path, Xapian::WritableDatabase(path, flags),
                                  builder_state::building};
            return XC_OK;
        },
        path);
    if (status != XC_OK)
        remove_directory(path);
    return status;
}

xc_status xc_builder_add(xc_builder *builder, const xc_document *document, uint32_t *docid,
                         xc_error *err) noexcept
{
    if (docid != nullptr)
        *docid = 0;
    return guard(err, [&]() -> xc_status {
        Xapian::Document made;
        xc_status status = make_document(made, *document, err);
        if (status != XC_OK)
            return status;
        return step(builder, err, [&]() -> xc_status {
            const Xapian::docid added = builder->db.add_document(made);
            if (docid != nullptr)
                *docid = added;
            return XC_OK;
        });
    });
}

xc_status xc_builder_metadata(xc_builder *builder, xc_str key, xc_str value, xc_error *err) noexcept
{
    xc_status status = check_text(key, 1, max_key, "a metadata key", err);
    if (status != XC_OK)
        return status;
    if (!readable(value))
        return refuse(err, XC_INVALID, "the metadata value is missing");
    if (value.len > max_data)
        return refuse(err, XC_INVALID, "a metadata value has %zu bytes, over %zu", value.len,
                      max_data);
    return step(builder, err, [&]() -> xc_status {
        builder->db.set_metadata(to_string(key), to_string(value));
        return XC_OK;
    });
}

xc_status xc_builder_flush(xc_builder *builder, xc_error *err) noexcept
{
    return step(builder, err, [&]() -> xc_status {
        builder->db.commit();
        return XC_OK;
    });
}

xc_status xc_builder_finish(xc_builder *builder, const char *target, xc_error *err) noexcept
{
    if (target == nullptr || *target == '\0')
        return refuse(err, XC_INVALID, "a segment needs a file name");
    bool created = false;
    xc_status status = step(builder, err, [&]() -> xc_status {
        builder->db.commit();
        int fd;
        xc_status made = create_file(target, &fd, err);
        if (made != XC_OK)
            return made;
        created = true;
        return compact(builder, fd, err);
    });
    if (status == XC_OK)
        builder->state = builder_state::finished;
    else if (created)
        unlink(target);
    return status;
}

void xc_builder_free(xc_builder *builder) noexcept
{
    if (builder == nullptr)
        return;
    drop_pending(builder->db);
    const std::string path = std::move(builder->path);
    delete builder;
    remove_directory(path.c_str());
}
