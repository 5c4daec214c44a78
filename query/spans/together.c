/* Spans of several operands inside of one sentence or paragraph. */
#include "spans_internal.h"

/* Goes through a table of sentences. What lies behind the last is in none. */
typedef struct sentences {
    morgue_str left;
    bool paragraphs;
    uint64_t start, stop; /* the one it is at */
    uint64_t ahead;       /* the next entry, when has */
    bool has;
} sentences;

static void look_ahead(sentences *t)
{
    t->has = t->left.len > 0;
    if (t->has && !(t->left.ptr[0] & 0x80)) {
        t->ahead = (unsigned char)t->left.ptr[0];
        t->left.ptr++;
        t->left.len--;
    } else if (t->has) {
        t->has = str_varint(&t->left, &t->ahead);
    }
    if (t->ahead > UINT32_MAX) /* no text is so long */
        t->has = false;
}

static bool next_sentence(sentences *t)
{
    if (!t->has)
        return false;
    t->start = t->stop;
    do {
        t->stop += t->ahead >> 1;
        look_ahead(t);
    } while (t->paragraphs && t->has && !(t->ahead & 1));
    return true;
}

/* Narrows the parts to the spans that begin in the sentence; false when one has
 * none that ends there too. */
static bool narrow(spans_node *n, const sentences *t)
{
    for (size_t i = 0; i < n->count; i++) {
        spans_part *p = &n->parts[i];
        size_t count = n->nodes[i]->list.count, to;
        bool inside = false;
        p->from = to = spans__seek(p->items, count, p->to, t->start);
        for (; to < count && p->items[to].first < t->stop; to++)
            inside |= p->items[to].last < t->stop;
        p->to = to;
        if (!inside)
            return false;
    }
    return true;
}

/* Goes on to the sentence of a position; false when it is in none. */
static bool find_sentence(sentences *t, uint64_t position)
{
    while (t->stop <= position)
        if (!next_sentence(t))
            return false;
    return true;
}

/* Of the words before one only the nearest of the other operand matters, and of the
 * words behind that only the first: so sentences are asked for in order. Places are
 * counted from 1: 0 is none. */
static bool together_pair(spans *s, spans_node *n, spans_pairs *p, sentences *t)
{
    uint64_t last[2] = {0, 0}, tried = 0;
    while (spans__pairs_next(s, p))
        for (size_t i = 0; i < p->count; i++) {
            uint64_t at = (uint64_t)s->hits[i].last + 1, from;
            unsigned which = s->hits[i].first;
            if (which & 1)
                last[0] = at;
            if (which & 2)
                last[1] = at;
            from = last[0] < last[1] ? last[0] : last[1];
            if (from == tried)
                continue;
            tried = from;
            if (!find_sentence(t, from - 1))
                return true;
            if (at <= t->stop)
                return spans__push(s, &n->list, from - 1, at - 1);
        }
    return true;
}

bool spans__eval_together(spans *s, spans_node *n, const spans_text *t, uint32_t limit,
                          spans_need need)
{
    const stream_view *v = &t->view;
    sentences at = {.left = {(const char *)v->sentences, v->sentence_bytes}, .paragraphs = n->flag};
    spans_pairs pairs;
    if (need == NEED_ANY && spans__pairs_begin(s, n, t, limit, UINT32_MAX, &pairs)) {
        look_ahead(&at);
        together_pair(s, n, &pairs, &at);
        return spans__spend(s, v->sentence_bytes);
    }
    if (s->status || !spans__eval_all(s, n, t, limit, need == NEED_ALL ? NEED_ALL : NEED_MINIMAL))
        return false;
    const span_list *rarest = &n->by_cost[0]->list;
    spans__parts_whole(n);
    for (size_t i = 0; i < n->count; i++)
        n->parts[i].to = 0;
    look_ahead(&at);
    for (size_t i = 0; i < rarest->count; i++) {
        if (rarest->items[i].first < at.stop)
            continue;
        if (!find_sentence(&at, rarest->items[i].first))
            break;
        if (narrow(n, &at) && !spans__cover(s, n, at.stop, UINT64_MAX, need))
            return false;
        if (need == NEED_ANY && n->list.count > 0)
            return true;
    }
    return spans__spend(s, v->sentence_bytes + rarest->count);
}
