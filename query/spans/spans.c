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

/* The fields of the scope; NULL for those that are not there. False when the document
 * cannot be read. */
static bool views_of(spans *s, uint32_t docid, stream_view views[TEXT_MAX],
                     const stream_view *there[TEXT_MAX])
{
    unsigned count = s->scope.field_count;
    if (!stream_views_of(s->stream, docid, s->scope.fields, count, views))
        return false;
    for (unsigned i = 0; i < count; i++)
        there[i] = views[i].words ? &views[i] : NULL;
    return true;
}

bool spans_match(spans *s, uint32_t docid)
{
    stream_view views[TEXT_MAX];
    const stream_view *there[TEXT_MAX];
    /* Whoever goes from document to document does not say how many there are. */
    s->asked++;
    if (s->asked >= SPANS_MANY && !(s->asked & (s->asked - 1)))
        spans_prepare(s, s->asked);
    if (!views_of(s, docid, views, there))
        return false;
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

const span *spans_shortest(spans *s, uint32_t docid, unsigned field, size_t *count)
{
    stream_view views[TEXT_MAX];
    const stream_view *there[TEXT_MAX];
    unsigned which = 0;
    *count = 0;
    while (which < s->scope.field_count && s->scope.fields[which] != field)
        which++;
    if (which == s->scope.field_count || !views_of(s, docid, views, there))
        return NULL;
    return spans__shortest_view(s, there, which, count);
}
