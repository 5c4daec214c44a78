/* A match's life: making, starting, walking, and what went wrong. */
#include "match_internal.h"

#include <stdlib.h>

morgue_status match_new(match **out, segment *s, const uint8_t *dead, uint32_t dead_bytes,
                        const match_statistics *statistics, int (*poll)(void *), void *context,
                        morgue_error *err)
{
    *out = NULL;
    if (s->documents > UINT32_MAX - 4 * MASK_DOCUMENTS)
        return fail(err, MORGUE_LIMIT, "a segment has %u documents, too many to be searched",
                    (unsigned)s->documents);
    match *m = calloc(1, sizeof *m);
    if (!m)
        return fail_nomem(err);
    m->segment = s;
    m->documents = s->documents;
    m->dead = dead;
    m->dead_bytes = dead ? dead_bytes : 0;
    if (statistics->total_length)
        m->length_factor = 1 / ((double)statistics->total_length / (double)statistics->documents);
    /* Never 0, so that what stands nowhere weighs 0; too small to change what stands once. */
    m->k1 = statistics->ranking.k1 > 0 ? statistics->ranking.k1 : 1e-300;
    m->b = statistics->ranking.b;
    m->rest = 1 - m->b;
    m->headline = (uint32_t)statistics->ranking.headline;
    m->poll = poll;
    m->context = context;
    m->budget = POLL_STEPS;
    *out = m;
    return MORGUE_OK;
}

void match_free(match *m)
{
    if (!m)
        return;
    for (question *q = m->questions; q; q = q->next)
        spans_free(q->spans);
    arena_free(&m->memory);
    free(m);
}

/* ---- failures ---- */

void match__fail(match *m, morgue_status status, const char *message)
{
    if (m->status)
        return;
    m->status = fail(&m->error, status, "%s", message);
    m->budget = 0;
}

bool match__sound(match *m)
{
    if (m->status)
        return false;
    m->status = segment_status(m->segment, &m->error);
    for (question *q = m->questions; q && !m->status; q = q->next)
        m->status = spans_status(q->spans, &m->error);
    if (m->status)
        m->budget = 0;
    return !m->status;
}

bool match__ask(match *m)
{
    if (!match__sound(m))
        return false;
    m->budget = POLL_STEPS;
    if (!m->poll || !m->poll(m->context))
        return true;
    match__fail(m, MORGUE_CANCELLED, "the search was cancelled");
    return false;
}

morgue_status match_status(const match *m, morgue_error *err)
{
    if (m->status && err)
        *err = m->error;
    return m->status;
}

uint64_t match_most_steps(const match *m)
{
    uint64_t most = 0;
    for (const question *q = m->questions; q; q = q->next) {
        uint64_t steps = spans_most_steps(q->spans);
        most = steps > most ? steps : most;
    }
    return most;
}

/* ---- nodes ---- */

void *match__memory(match *m, size_t bytes)
{
    if (bytes > MATCH_MAX_MEMORY - m->bytes)
        match__fail(m, MORGUE_LIMIT,
                    "the question needs more than 192 MiB for one segment of the archive "
                    "(MATCH_MAX_MEMORY): ask with fewer wildcards, or in parts");
    void *memory = m->status ? NULL : arena_alloc(&m->memory, bytes);
    m->bytes += memory ? bytes : 0;
    if (!memory)
        match__fail(m, MORGUE_NOMEM, "out of memory");
    return memory;
}

match_node *match__node(match *m, const node_class *class)
{
    match_node *n = match__memory(m, sizeof *n);
    if (!n)
        return NULL;
    n->class = class;
    n->match = m;
    n->factor = 1;
    return n;
}

void match__append(node_list *list, match_node *n)
{
    if (!n)
        return;
    if (!list->first)
        list->last = &list->first;
    n->next = NULL;
    *list->last = n;
    list->last = &n->next;
}

match_node *match_scaled(match *m, match_node *node, double factor)
{
    if (m->status || !node)
        return NULL;
    node->factor *= factor;
    return node;
}

/* ---- walking ---- */

morgue_status match_start(match *m, match_node *root, morgue_error *err)
{
    if (!root)
        match__fail(m, MORGUE_INVALID, "a match is started without a question");
    if (m->status)
        return match_status(m, err);
    root = match__simplify(root, 1);
    match__arrange(root, NO_DOCUMENT, 0);
    if (root->scored) {
        if (!stream_lengths(m->segment->stream, &m->lengths) && match__sound(m))
            match__fail(m, MORGUE_CORRUPT, "the lengths of the archive's articles are damaged");
    }
    m->marks = match__memory(m, MASK_DOCUMENTS);
    m->scratch = match__memory(m, ((size_t)m->depth + 1) * 2 * MASK_WORDS * sizeof *m->scratch);
    m->root = root;
    return match_status(m, err);
}

static bool is_dead(const match *m, uint32_t docid)
{
    return docid >> 3 < m->dead_bytes && (m->dead[docid >> 3] >> (docid & 7) & 1);
}

/* Document at a time, so that match_score() finds the postings where they are. */
static bool next_scored(match *m, uint32_t *docid)
{
    while (!m->status) {
        uint32_t next = match__seek(m->root, m->at + 1);
        if (next == NO_DOCUMENT || !match__step(m, 1))
            break;
        m->at = next;
        if (!is_dead(m, next)) {
            *docid = next;
            return true;
        }
    }
    m->root->current = NO_DOCUMENT;
    return false;
}

bool match_next(match *m, uint32_t *docid)
{
    if (!m->root || m->status)
        return false;
    if (m->root->scored ? next_scored(m, docid) : match__next_bit(m, docid))
        return true;
    match__sound(m);
    return false;
}

void match_floor(match *m, double floor)
{
    m->floor = floor > m->floor ? floor : m->floor;
}

double match_score(match *m)
{
    match_node *root = m->root;
    bool stands = root && root->scored && m->at && root->current == m->at && !m->status;
    return stands ? root->class->score(root) : 0;
}
