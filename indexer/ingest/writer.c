/* The public writer: articles from memory, drafted on the caller's thread. */
#include "budget.h"
#include "ingest.h"

#include "error.h"

#include <stdlib.h>

struct morgue_writer {
    morgue_config *own_config;
    store_writer *store;
    analyzer *analyzer;
    alias_table *aliases;
    recogniser *names;
    drafter *drafter;
    bool broken; /* a call failed in a way that lost what was pending */
};

static morgue_status open_all(morgue_writer *w, const char *path, const morgue_config *config,
                              uint64_t memory, morgue_error *err)
{
    morgue_status status = store_writer_open(&w->store, path, config, budget_segment(memory), err);
    if (!status)
        status = analyzer_new(&w->analyzer, config->language, err);
    if (!status)
        status = archive_load_aliases(&w->aliases, config, w->analyzer, err);
    if (!status)
        status = recogniser_new(&w->names, w->aliases, err);
    return status ? status : drafter_new(&w->drafter, config, w->names, err);
}

morgue_status morgue_writer_open(morgue_writer **out, const char *path, const morgue_config *config,
                                 uint64_t memory, morgue_error *err)
{
    *out = NULL;
    morgue_writer *w = calloc(1, sizeof *w);
    if (!w)
        return fail_nomem(err);
    morgue_status status = MORGUE_OK;
    if (!config) {
        status = morgue_config_load(&w->own_config, NULL, err);
        config = w->own_config;
    }
    if (!status)
        status = open_all(w, path, config, memory, err);
    if (status)
        morgue_writer_free(w);
    else
        *out = w;
    return status;
}

/* These say what is wrong with an article or an id, and cost nothing. */
static bool harmless(morgue_status status)
{
    return status == MORGUE_OK || status == MORGUE_INVALID || status == MORGUE_LIMIT ||
           status == MORGUE_NOTFOUND;
}

static morgue_status usable(const morgue_writer *w, morgue_error *err)
{
    return w->broken ? fail(err, MORGUE_INVALID,
                            "an earlier call failed: what was not committed is lost, open a new "
                            "writer")
                     : MORGUE_OK;
}

morgue_status morgue_writer_add(morgue_writer *w, const morgue_article *article, morgue_error *err)
{
    morgue_status status = usable(w, err);
    draft *d = NULL;
    put_result result;
    if (!status)
        status = drafter_make(w->drafter, article, &d, err);
    if (!status) {
        status = store_writer_put(w->store, d, &result, err);
        w->broken = !harmless(status);
    }
    draft_free(d);
    return status;
}

morgue_status morgue_writer_remove(morgue_writer *w, const char *id, size_t id_len,
                                   morgue_error *err)
{
    morgue_status status = usable(w, err);
    if (!status) {
        status = store_writer_remove(w->store, (morgue_str){id, id_len}, err);
        w->broken = !harmless(status);
    }
    return status;
}

morgue_status morgue_writer_commit(morgue_writer *w, morgue_error *err)
{
    morgue_status status = usable(w, err);
    if (!status) {
        status = store_writer_commit(w->store, err);
        w->broken = status != MORGUE_OK;
    }
    if (status)
        return status;
    /* What is committed stays so, merged or not; the next commit tries again. */
    store_writer_merge(w->store, false, NULL, NULL, NULL);
    w->broken = store_writer_view(w->store) == NULL;
    return MORGUE_OK;
}

void morgue_writer_free(morgue_writer *w)
{
    if (!w)
        return;
    drafter_free(w->drafter);
    recogniser_free(w->names);
    alias_table_free(w->aliases);
    analyzer_free(w->analyzer);
    store_writer_free(w->store);
    morgue_config_free(w->own_config);
    free(w);
}
