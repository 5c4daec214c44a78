/* Facets: numbers of a segment's dictionary mapped to values, counted in arrays. */
#include "run_internal.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

#define UNUSED UINT32_MAX /* a surface that the alias table ignores */

typedef struct shard_facet {
    uint32_t slot;
    uint32_t *value_of; /* number in the segment -> number in values; NULL until met */
    size_t count;
} shard_facet;

typedef struct counted {
    morgue_str name;
    uint64_t articles;
    uint64_t last; /* the article that was counted last, so that none counts twice */
} counted;

struct facet_counter {
    morgue_archive *archive;
    char name[MORGUE_MAX_TERM];
    bool is_entity;
    entity_kind kind;
    shard_facet *shards;
    counted *values;
    size_t count, capacity;
    map index; /* name -> number in values, plus 1 */
    uint64_t articles, missing;
    arena memory;
};

static bool known_facet(const morgue_archive *a, morgue_str name)
{
    for (unsigned i = 0; i < FACET_BUILTIN_COUNT; i++)
        if (str_is(name, facet_name((facet_id)i)))
            return true;
    const declared_field *declared = schema_field(a->config, name);
    return declared && declared->facet;
}

morgue_status run__facet_new(facet_counter **out, morgue_archive *a, const char *name,
                             morgue_error *err)
{
    *out = NULL;
    name = name ? name : "";
    if (!known_facet(a, str_of(name)) || strlen(name) >= MORGUE_MAX_TERM)
        return fail(
            err, MORGUE_INVALID,
            "there is no facet '%.60s': the facets are person, org, place, source, section, "
            "lang, tag, byline and those that the configuration declares",
            name);
    facet_counter *f = calloc(1, sizeof *f);
    shard_facet *shards = calloc(a->manifest.count + 1, sizeof *shards);
    if (!f || !shards) {
        free(f);
        free(shards);
        return fail_nomem(err);
    }
    f->archive = a;
    f->shards = shards;
    snprintf(f->name, sizeof f->name, "%s", name);
    for (unsigned k = 0; k < ENTITY_KINDS; k++)
        if (!strcmp(name, facet_name((facet_id)k))) {
            f->is_entity = true;
            f->kind = (entity_kind)k;
        }
    for (size_t i = 0; i < a->manifest.count; i++)
        if (!segment_facet_slot(a->db, i, str_of(name), &shards[i].slot))
            shards[i].slot = UNUSED;
    *out = f;
    return MORGUE_OK;
}

void run__facet_free(facet_counter *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->archive->manifest.count; i++)
        free(f->shards[i].value_of);
    free(f->shards);
    free(f->values);
    map_free(&f->index);
    arena_free(&f->memory);
    free(f);
}

uint32_t run__facet_slot(const facet_counter *f, size_t shard)
{
    return f->shards[shard].slot;
}

static bool intern(facet_counter *f, morgue_str key, morgue_str name, uint32_t *number)
{
    bool added;
    uint64_t *index = map_put(&f->index, key, &added);
    if (!index)
        return false;
    if (added) {
        if (f->count == f->capacity) {
            size_t capacity = f->capacity ? f->capacity * 2 : 256;
            counted *grown = realloc(f->values, capacity * sizeof *grown);
            if (!grown)
                return false;
            f->values = grown;
            f->capacity = capacity;
        }
        f->values[f->count] = (counted){name, 0, 0};
        *index = ++f->count;
    }
    *number = (uint32_t)(*index - 1);
    return true;
}

/* What a value of a segment counts as: the entity that its surface stands for,
 * or itself. */
static bool resolve(facet_counter *f, const alias_table *aliases, const segment_value *v,
                    uint32_t *number)
{
    const entity *e = f->is_entity ? alias_table_of_surface(aliases, f->kind, v->key) : NULL;
    if (e && e->ignore) {
        *number = UNUSED;
        return true;
    }
    char tag = e ? 'e' : 'v';
    strbuf key = {0};
    strbuf_char(&key, tag);
    strbuf_str(&key, e ? e->id : v->key);
    bool good = !key.failed && intern(f, strbuf_view(&key), e ? e->name : v->display, number);
    strbuf_free(&key);
    return good;
}

/* Reads the dictionary of a shard when its first match comes by. */
static morgue_status load(facet_counter *f, size_t shard, morgue_error *err)
{
    shard_facet *s = &f->shards[shard];
    const alias_table *aliases = NULL;
    segment_value *values;
    morgue_status status = f->is_entity ? archive_aliases(f->archive, &aliases, err) : MORGUE_OK;
    if (!status)
        status = segment_dictionary(f->archive->db, shard, str_of(f->name), &f->memory, &values,
                                    &s->count, err);
    if (status)
        return status;
    s->value_of = malloc((s->count + 1) * sizeof *s->value_of);
    for (size_t i = 0; s->value_of && i < s->count; i++)
        if (!resolve(f, aliases, &values[i], &s->value_of[i]))
            return fail_nomem(err);
    return s->value_of ? MORGUE_OK : fail_nomem(err);
}

morgue_status run__facet_count(facet_counter *f, size_t shard, morgue_str value, morgue_error *err)
{
    f->articles++;
    bool any = false;
    shard_facet *s = &f->shards[shard];
    morgue_status status = value.len && !s->value_of ? load(f, shard, err) : MORGUE_OK;
    uint64_t number, weight;
    while (!status && str_varint(&value, &number) && str_varint(&value, &weight)) {
        uint32_t v = number < s->count ? s->value_of[number] : UNUSED;
        if (v == UNUSED)
            continue;
        any = true;
        if (f->values[v].last != f->articles)
            f->values[v].articles++;
        f->values[v].last = f->articles;
    }
    f->missing += !any;
    return status;
}

static int by_count(const void *a, const void *b)
{
    const morgue_facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return str_compare(x->value, y->value);
}

morgue_status run__facet_finish(facet_counter *f, size_t limit, arena *memory, morgue_facet *out,
                                morgue_error *err)
{
    morgue_facet_value *values = arena_alloc(memory, (f->count + 1) * sizeof *values);
    if (!values)
        return fail_nomem(err);
    size_t count = 0;
    for (size_t i = 0; i < f->count; i++)
        if (f->values[i].articles)
            values[count++] = (morgue_facet_value){f->values[i].name, f->values[i].articles};
    qsort(values, count, sizeof *values, by_count);
    *out = (morgue_facet){arena_copy(memory, str_of(f->name)), values,
                          limit && limit < count ? limit : count, count, f->missing};
    if (!out->kind.ptr)
        return fail_nomem(err);
    for (size_t i = 0; i < out->shown; i++) {
        values[i].value = arena_copy(memory, values[i].value);
        if (!values[i].value.ptr)
            return fail_nomem(err);
    }
    return MORGUE_OK;
}
