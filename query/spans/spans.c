/* Spans: the questions as they are put to the documents of a stream. */
#include "spans_internal.h"

#include "error.h"

morgue_status spans_new(spans **out, stream_reader *stream, const spans_scope *scope,
                        morgue_error *err)
{
    morgue_status status = spans__new(out, scope, err);
    if (!status)
        (*out)->stream = stream;
    return status;
}

bool spans_match(spans *s, uint32_t docid)
{
    stream_view views[TEXT_MAX];
    const stream_view *there[TEXT_MAX];
    unsigned count = s->scope.field_count;
    /* Whoever goes from document to document does not say how many there are. */
    s->asked++;
    if (s->asked >= SPANS_MANY && !(s->asked & (s->asked - 1)))
        spans_prepare(s, s->asked);
    if (!stream_views_of(s->stream, docid, s->scope.fields, count, views))
        return false;
    for (unsigned i = 0; i < count; i++)
        there[i] = views[i].words ? &views[i] : NULL;
    s->docid = docid;
    bool matches = spans__match_views(s, there);
    s->docid = 0;
    return matches;
}

void spans_expect(const spans *s, uint32_t docid)
{
    stream_expect(s->stream, docid);
}

const span *spans_list(spans *s, uint32_t docid, unsigned field, size_t *count)
{
    stream_view view;
    *count = 0;
    if (!stream_view_of(s->stream, docid, field, &view))
        return NULL;
    return spans__list_view(s, &view, count);
}
