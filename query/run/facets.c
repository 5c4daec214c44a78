/* Facets: numbers of a segment's dictionary mapped to values, counted in arrays;
 * names are looked at once for each value that some match has. */
#include "run_internal.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

#define IGNORED UINT32_MAX /* a surface that the alias table ignores */

typedef struct shard_facet {
    unsigned slot;                    /* STREAM_NO_SLOT: the segment lacks the facet */
    const segment_values *dictionary; /* NULL until a value is met */
    uint32_t *value_of; /* number in the segment -> number in values, plus 1; 0 until met */
} shard_facet;

typedef struct counted {
    uint64_t articles;
    uint64_t last; /* the article that was counted last, so that none counts twice */
} counted;

struct facet_counter {
    morgue_archive *archive;
    const alias_table *aliases; /* NULL until a name is met */
    char name[MORGUE_MAX_TERM];
    bool is_entity;
    entity_kind kind;
    shard_facet *shards;
    counted *values;
    morgue_str *names; /* of values */
    size_t count, capacity;
    map index; /* name -> number in values, plus 1 */
    uint64_t articles, missing;
    strbuf key;
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
        if (!segment_facet_slot(a->segments[i], str_of(name), &shards[i].slot))
            shards[i].slot = STREAM_NO_SLOT;
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
    free(f->names);
    strbuf_free(&f->key);
    map_free(&f->index);
    free(f);
}

static bool make_room(facet_counter *f)
{
    if (f->count < f->capacity)
        return true;
    size_t capacity = f->capacity ? f->capacity * 2 : 256;
    counted *values = realloc(f->values, capacity * sizeof *values);
    f->values = values ? values : f->values;
    morgue_str *names = values ? realloc(f->names, capacity * sizeof *names) : NULL;
    if (!names)
        return false;
    f->names = names;
    f->capacity = capacity;
    return true;
}

/* UINT32_MAX when out of memory. */
static uint32_t intern(facet_counter *f, morgue_str key, morgue_str name)
{
    bool added;
    uint64_t *index = map_put(&f->index, key, &added);
    if (!index || (added && !make_room(f)))
        return UINT32_MAX;
    if (added) {
        f->values[f->count] = (counted){0, 0};
        f->names[f->count] = name;
        *index = ++f->count;
    }
    return (uint32_t)*index;
}

/* What a value of a segment counts as, plus 1: the entity that its surface stands
 * for, or itself. */
static morgue_status resolve(facet_counter *f, const segment_value *v, uint32_t *number,
                             morgue_error *err)
{
    const entity *e = NULL;
    if (f->is_entity)
        e = alias_table_of_surface(f->aliases, f->kind, v->key);
    if (e && e->ignore) {
        *number = IGNORED;
        return MORGUE_OK;
    }
    strbuf_clear(&f->key);
    strbuf_char(&f->key, e ? 'e' : 'v');
    strbuf_str(&f->key, e ? e->id : v->key);
    uint32_t found =
        f->key.failed ? UINT32_MAX : intern(f, strbuf_view(&f->key), e ? e->name : v->display);
    if (found == UINT32_MAX)
        return fail_nomem(err);
    *number = found;
    return MORGUE_OK;
}

/* Reads the dictionary of a segment when its first value comes by. */
static morgue_status load(facet_counter *f, size_t shard, morgue_error *err)
{
    shard_facet *s = &f->shards[shard];
    morgue_status status = MORGUE_OK;
    if (f->is_entity && !f->aliases)
        status = archive_aliases(f->archive, &f->aliases, err);
    if (!status)
        status = segment_facet_values(f->archive->segments[shard], s->slot, &s->dictionary, err);
    if (status)
        return status;
    s->value_of = calloc(s->dictionary->count + 1, sizeof *s->value_of);
    return s->value_of ? MORGUE_OK : fail_nomem(err);
}

/* str_varint(), whose call would cost more than the bytes that most numbers take. */
static inline bool take_varint(morgue_str *in, uint64_t *out)
{
    const unsigned char *b = (const unsigned char *)in->ptr;
    size_t bytes = 1;
    if (in->len >= 1 && b[0] < 0x80) {
        *out = b[0];
    } else if (in->len >= 2 && b[1] < 0x80) {
        *out = (uint64_t)(b[0] & 0x7f) | (uint64_t)b[1] << 7;
        bytes = 2;
    } else {
        return str_varint(in, out);
    }
    in->ptr += bytes;
    in->len -= bytes;
    return true;
}

/* One value of the article at hand; false when it counts for nothing. */
static inline bool count_value(facet_counter *f, uint32_t number)
{
    if (number == IGNORED)
        return false;
    counted *c = &f->values[number - 1];
    c->articles += c->last != f->articles;
    c->last = f->articles;
    return true;
}

unsigned run__facet_slot(const facet_counter *f, size_t shard)
{
    return f->shards[shard].slot;
}

morgue_status run__facet_count(facet_counter *f, size_t shard, morgue_str packed, morgue_error *err)
{
    bool any = false;
    shard_facet *s = &f->shards[shard];
    morgue_status status = MORGUE_OK;
    f->articles++;
    if (packed.len && !s->value_of)
        status = load(f, shard, err);
    uint64_t number, weight;
    while (!status && take_varint(&packed, &number) && take_varint(&packed, &weight)) {
        if (number >= s->dictionary->count)
            continue;
        uint32_t *value = &s->value_of[number];
        if (!*value)
            status = resolve(f, &s->dictionary->items[number], value, err);
        any |= !status && count_value(f, *value);
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

/* ---- which values are asked for ---- */

typedef struct prefix {
    analyzer *analyzer;
    morgue_str text;
    char folded[MORGUE_MAX_TERM * 4];
    size_t folded_len;
    token_list tokens;
    strbuf scratch;
} prefix;

/* The words of a text as they are compared, into p->scratch. */
static morgue_status fold(prefix *p, morgue_str text, morgue_error *err)
{
    morgue_status status = analyze_question(p->analyzer, text, &p->tokens, err);
    strbuf_clear(&p->scratch);
    if (!status)
        tokens_join(p->tokens.tokens, p->tokens.count, &p->scratch);
    return status ? status : strbuf_check(&p->scratch, err);
}

static bool begins(morgue_str s, morgue_str head)
{
    return s.len >= head.len && str_equal_nocase(str_range(s, 0, head.len), head);
}

static morgue_status begins_so(prefix *p, morgue_str value, bool *out, morgue_error *err)
{
    *out = begins(value, p->text);
    if (*out || !p->folded_len)
        return MORGUE_OK;
    morgue_status status = fold(p, value, err);
    *out = !status && str_starts(strbuf_view(&p->scratch), (morgue_str){p->folded, p->folded_len});
    return status;
}

/* Steps that the reading of a value counts for. */
#define VALUE_STEPS 16

/* Keeps the values that begin so. */
static morgue_status keep_begun(facet_counter *f, const facet_page *asked,
                                morgue_facet_value *values, size_t *count, morgue_error *err)
{
    prefix p = {.analyzer = f->archive->analyzer, .text = str_of(asked->prefix)};
    size_t kept = 0;
    morgue_status status = fold(&p, p.text, err);
    if (!status && p.scratch.len <= sizeof p.folded) {
        p.folded_len = p.scratch.len;
        if (p.folded_len)
            memcpy(p.folded, p.scratch.ptr, p.folded_len);
    }
    for (size_t i = 0; !status && i < *count; i++) {
        bool begun = false;
        status = run__step(asked->stop, VALUE_STEPS) ? begins_so(&p, values[i].value, &begun, err)
                                                     : run__stop(asked->stop, err);
        if (!status && begun)
            values[kept++] = values[i];
    }
    *count = kept;
    token_list_free(&p.tokens);
    strbuf_free(&p.scratch);
    return status;
}

morgue_status run__facet_finish(facet_counter *f, const facet_page *asked, arena *memory,
                                morgue_facet *out, morgue_error *err)
{
    morgue_facet_value *values = arena_alloc(memory, (f->count + 1) * sizeof *values);
    if (!values)
        return fail_nomem(err);
    size_t count = 0;
    for (size_t i = 0; i < f->count; i++)
        if (f->values[i].articles)
            values[count++] = (morgue_facet_value){f->names[i], f->values[i].articles};
    *out = (morgue_facet){.kind = arena_copy(memory, str_of(f->name)),
                          .distinct = count,
                          .missing = f->missing,
                          .articles = f->articles};
    if (!out->kind.ptr)
        return fail_nomem(err);
    morgue_status status = asked->prefix ? keep_begun(f, asked, values, &count, err) : MORGUE_OK;
    if (status)
        return status;
    qsort(values, count, sizeof *values, by_count);
    size_t skipped = asked->offset < count ? asked->offset : count, left = count - skipped;
    out->begun = count;
    out->skipped = skipped;
    out->values = values + skipped;
    out->shown = asked->limit && asked->limit < left ? asked->limit : left;
    for (size_t i = skipped; i < skipped + out->shown; i++) {
        values[i].value = arena_copy(memory, values[i].value);
        if (!values[i].value.ptr)
            return fail_nomem(err);
    }
    return MORGUE_OK;
}
