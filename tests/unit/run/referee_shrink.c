/* A question as short as it can be and still be judged different. */
#include "referee_internal.h"

typedef struct attempt {
    referee *referee;
    const manner *manner;
    const strbuf *question;
    strbuf shorter; /* what is tried */
} attempt;

/* Something else for the bytes [from, to) of the question: it is shorter, and they
 * still differ about it. */
static bool instead(attempt *a, size_t from, size_t to, morgue_str what)
{
    morgue_str question = strbuf_view(a->question);
    if (what.len >= to - from)
        return false;
    strbuf_clear(&a->shorter);
    strbuf_str(&a->shorter, str_range(question, 0, from));
    strbuf_str(&a->shorter, what);
    strbuf_str(&a->shorter, str_range(question, to, question.len));
    if (a->shorter.len == 0)
        return false;
    return referee__judge(a->referee, a->shorter.ptr, a->manner) == DIFFERENT;
}

/* A node gives way to one of its children, or to everything or nothing; or a node
 * below it does. */
static bool try_below(attempt *a, const node *n)
{
    morgue_str question = strbuf_view(a->question);
    for (size_t i = 0; i < n->count; i++) {
        const node *child = n->children[i];
        if (instead(a, n->from, n->to, str_range(question, child->from, child->to)))
            return true;
    }
    if (instead(a, n->from, n->to, STR("*")) || instead(a, n->from, n->to, STR("-*")))
        return true;
    for (size_t i = 0; i < n->count; i++)
        if (try_below(a, n->children[i]))
            return true;
    return false;
}

static bool shrink_once(attempt *a)
{
    morgue_query *q;
    if (morgue_query_parse(&q, a->question->ptr, a->question->len, a->manner->now, a->manner->east,
                           NULL))
        return false;
    morgue_str question = strbuf_view(a->question);
    bool shorter = instead(a, 0, question.len, str_range(question, q->root->from, q->root->to)) ||
                   try_below(a, q->root);
    morgue_query_free(q);
    return shorter;
}

void referee__shrink(referee *r, const manner *m, strbuf *question)
{
    attempt a = {.referee = r, .manner = m, .question = question};
    while (shrink_once(&a)) {
        strbuf_clear(question);
        strbuf_str(question, strbuf_view(&a.shorter));
    }
    strbuf_free(&a.shorter);
}
