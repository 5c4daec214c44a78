/* One segment of the living documents of several. */
#include "segments_merge.h"

#include "error.h"

#include <stdlib.h>

#define POLL 256u /* documents or terms between two questions whether to stop */

morgue_status segment__merge_poll(segments_merge *m, morgue_error *err)
{
    if (!m->cancel || m->polls++ % POLL || !m->cancel(m->context))
        return MORGUE_OK;
    return fail(err, MORGUE_CANCELLED, "the merge was stopped");
}

bool segment_mergeable(const segment *a, const segment *b)
{
    for (unsigned i = 0; i < a->field_count && i < b->field_count; i++)
        if (!str_equal(a->field_names[i], b->field_names[i]))
            return false;
    return true;
}

/* The words of declared fields keep their numbers, so all have to agree on them. */
static morgue_status take_fields(segments_merge *m, morgue_error *err)
{
    for (size_t i = 0; i < m->count; i++) {
        const segment *s = m->sources[i].segment;
        for (unsigned k = 0; k < s->field_count; k++) {
            if (k == m->field_count)
                m->fields[m->field_count++] = s->field_names[k];
            else if (!str_equal(s->field_names[k], m->fields[k]))
                return fail(err, MORGUE_INVALID,
                            "cannot merge segments that number the declared fields %.*s and %.*s "
                            "alike; index the articles anew",
                            STR_ARGS(s->field_names[k]), STR_ARGS(m->fields[k]));
        }
    }
    return MORGUE_OK;
}

static morgue_status number(segments_merge *m, morgue_error *err)
{
    uint64_t next = 0;
    m->numbers = calloc(m->count + 1, sizeof *m->numbers);
    if (!m->numbers)
        return fail_nomem(err);
    for (size_t i = 0; i < m->count; i++) {
        if (!segment__renumber_make(&m->numbers[i], &m->sources[i], (uint32_t)next))
            return fail_nomem(err);
        next += m->numbers[i].live;
        if (next > UINT32_MAX)
            return fail(err, MORGUE_LIMIT, "a segment of over %u articles", UINT32_MAX);
    }
    return MORGUE_OK;
}

/* What the readers met: they go on as if nothing was there. */
static morgue_status check_sources(const segments_merge *m, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    for (size_t i = 0; !status && i < m->count; i++)
        status = segment_status(m->sources[i].segment, err);
    return status;
}

static morgue_status merge_all(segments_merge *m, const morgue_config *config, morgue_error *err)
{
    strbuf sums = {0};
    morgue_status status = take_fields(m, err);
    if (!status)
        status = number(m, err);
    if (!status)
        status = segment__merge_documents(m, config, err);
    if (!status)
        status = check_sources(m, err);
    if (!status) {
        segment__assembly_identify(&m->assembly);
        status = segment__assembly_stream(&m->assembly, err);
    }
    if (!status)
        status = segment__merge_glass(m, &sums, err);
    if (!status)
        status = check_sources(m, err);
    if (!status)
        status = segment__assembly_sums(&m->assembly, &sums, err);
    strbuf_free(&sums);
    return status;
}

morgue_status segment_merge(const char *dir, const char *name, const morgue_config *config,
                            const segment_source *sources, size_t count, uint64_t memory,
                            int (*cancel)(void *), void *context, segment_summary *out,
                            morgue_error *err)
{
    segments_merge *m = calloc(1, sizeof *m);
    if (!m)
        return fail_nomem(err);
    m->sources = sources;
    m->count = count;
    m->cancel = cancel;
    m->context = context;
    morgue_status status = segment__assembly_open(&m->assembly, dir, name, memory, err);
    if (!status)
        status = merge_all(m, config, err);
    if (!status)
        *out = m->assembly.summary;
    for (size_t i = 0; m->numbers && i < count; i++)
        segment__renumber_free(&m->numbers[i]);
    free(m->numbers);
    segment__assembly_close(&m->assembly);
    free(m);
    return status;
}
