/* Articles on their way to the file: a few consecutive ones deflated as one. */
#include "stream_internal.h"

#include "error.h"

/* A run ends with so many documents, or when it has so many bytes. */
#ifndef RUN_DOCUMENTS
#define RUN_DOCUMENTS 32
#endif
#define RUN_BYTES (64u << 10)
/* What a giant article needed is not kept. */
#define KEPT ((size_t)1 << 20)

morgue_status stream__stored_payload(stored_writer *s, const draft *d, morgue_error *err)
{
    unsigned rebuilt = 0;
    strbuf_clear(&s->payload);
    strbuf_sized(&s->payload, d->record);
    for (unsigned i = 0; i < d->text_count; i++)
        rebuilt += d->texts[i].rebuilt;
    strbuf_varint(&s->payload, rebuilt);
    for (unsigned i = 0; i < d->text_count; i++) {
        if (!d->texts[i].rebuilt)
            continue;
        if (d->texts[i].field >= TEXT_DECLARED)
            return fail(err, MORGUE_INVALID, "the text of a declared field cannot be rebuilt");
        strbuf_varint(&s->payload, d->texts[i].field);
        strbuf_sized(&s->payload, d->texts[i].format);
    }
    if (s->payload.len > STREAM_LONGEST_PAYLOAD)
        return fail(err, MORGUE_LIMIT, "article of %zu bytes, over the limit of %u", s->payload.len,
                    STREAM_LONGEST_PAYLOAD);
    return strbuf_check(&s->payload, err);
}

static morgue_status end_run(stored_writer *s, stream_out *o, morgue_error *err)
{
    if (s->documents == s->first)
        return MORGUE_OK;
    if (!s->packer && !(s->packer = stream__packer_new()))
        return fail_nomem(err);
    stored_run run = {stream__out_length(o), s->first, (uint32_t)s->raw.len};
    strbuf_clear(&s->packed);
    morgue_status status = stream__pack(s->packer, strbuf_view(&s->raw), &s->packed, err);
    if (status)
        return status;
    stream__out_add(o, s->packed.ptr, s->packed.len);
    strbuf_add(&s->directory, &run, sizeof run);
    s->first = s->documents;
    (s->raw.cap > KEPT ? strbuf_free : strbuf_clear)(&s->raw);
    (s->packed.cap > KEPT ? strbuf_free : strbuf_clear)(&s->packed);
    return strbuf_check(&s->directory, err);
}

morgue_status stream__stored_add(stored_writer *s, stream_out *o, morgue_str payload,
                                 morgue_error *err)
{
    strbuf_sized(&s->raw, payload);
    s->documents++;
    if (s->payload.cap > KEPT && payload.ptr != s->payload.ptr)
        strbuf_free(&s->payload);
    if (s->raw.failed)
        return fail_nomem(err);
    if (s->documents - s->first < RUN_DOCUMENTS && s->raw.len < RUN_BYTES)
        return MORGUE_OK;
    return end_run(s, o, err);
}

morgue_status stream__stored_finish(stored_writer *s, stream_out *o, morgue_error *err)
{
    morgue_status status = end_run(s, o, err);
    stored_run last = {stream__out_length(o), s->documents, 0};
    strbuf_add(&s->directory, &last, sizeof last);
    return status ? status : strbuf_check(&s->directory, err);
}

void stream__stored_free(stored_writer *s)
{
    stream__packer_free(s->packer);
    strbuf_free(&s->raw);
    strbuf_free(&s->payload);
    strbuf_free(&s->packed);
    strbuf_free(&s->directory);
    *s = (stored_writer){0};
}
