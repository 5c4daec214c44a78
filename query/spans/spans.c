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

/* Depth was bounded when the tree was made. */
static void describe(const spans_node *n, strbuf *out)
{
    strbuf_varint(out, n->kind << 1 | n->flag);
    strbuf_varint(out, n->n);
    strbuf_varint(out, n->rank_count);
    for (size_t i = 0; i < n->rank_count && out->len <= SPANS_DESCRIBED; i++)
        strbuf_varint(out, n->ranks[i]);
    strbuf_varint(out, n->count);
    for (size_t i = 0; i < n->count && out->len <= SPANS_DESCRIBED; i++)
        describe(n->nodes[i], out);
}

bool spans_describe(const spans *s, strbuf *out)
{
    strbuf_varint(out, s->scope.field_count << 1 | s->scope.lede);
    for (unsigned i = 0; i < s->scope.field_count; i++)
        strbuf_varint(out, s->scope.fields[i]);
    if (s->root)
        describe(s->root, out);
    return out->len <= SPANS_DESCRIBED;
}

void spans_recall_from(spans *s, memo_answers *answers)
{
    s->answers = answers;
}

uint32_t spans_recall(const spans *s, uint32_t base, uint64_t *documents, size_t words)
{
    size_t known = s->answers ? stream_documents(s->stream) / 64 + 1 : 0, from = base / 64;
    uint32_t open = 0;
    for (size_t i = 0; i < words; i++) {
        uint64_t asked = from + i < known ? s->answers->asked[from + i] : 0;
        uint64_t yes = from + i < known ? s->answers->yes[from + i] : 0;
        open += (uint32_t)__builtin_popcountll(documents[i] & ~asked);
        documents[i] &= ~asked | yes;
    }
    return open;
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

static bool look_at(spans *s, uint32_t docid)
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

/* Whoever asks has the number from another file. */
static bool is_kept(const spans *s, uint32_t docid)
{
    return s->answers && docid <= stream_documents(s->stream);
}

static bool is_known(const spans *s, uint32_t docid)
{
    return is_kept(s, docid) && memo_knows(s->answers, docid);
}

bool spans_match(spans *s, uint32_t docid)
{
    if (is_known(s, docid))
        return memo_says(s->answers, docid);
    bool matches = look_at(s, docid);
    if (is_kept(s, docid) && !s->status && !stream_status(s->stream, NULL))
        memo_note(s->answers, docid, matches);
    return matches;
}

void spans_expect(const spans *s, uint32_t docid)
{
    if (!is_known(s, docid))
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
