/* The alias table: records, the surfaces that they own, and finding both. */
#include "entities_internal.h"

#include "error.h"

#include <stdlib.h>

static const char kind_letters[ENTITY_KINDS] = {'P', 'O', 'L'};

const char *entity_kind_name(entity_kind kind)
{
    static const char *const names[ENTITY_KINDS] = {"person", "org", "place"};
    return (unsigned)kind < ENTITY_KINDS ? names[kind] : "unknown";
}

char table__letter(entity_kind kind)
{
    return kind_letters[kind];
}

morgue_status alias_table_new(alias_table **out, morgue_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? MORGUE_OK : fail_nomem(err);
}

void alias_table_free(alias_table *t)
{
    if (!t)
        return;
    free(t->records);
    free(t->surfaces);
    for (unsigned i = 0; i < TABLE_KEYS; i++)
        map_free(&t->keys[i]);
    arena_free(&t->memory);
    free(t);
}

size_t alias_table_count(const alias_table *t)
{
    return t->record_count;
}

const entity *alias_table_entity(const alias_table *t, size_t i)
{
    return i < t->record_count ? &t->records[i]->public : NULL;
}

/* head + text, in lower case if asked, as a key of a map. The buffer serves
 * keys of usual length, the heap the others. */
typedef struct key_text {
    char small[256];
    strbuf large;
    morgue_str key;
} key_text;

static morgue_str make_key(key_text *k, const void *head, size_t head_len, morgue_str text,
                           bool lower)
{
    k->large = (strbuf){0};
    char *at = k->small;
    if (text.len > sizeof k->small - head_len)
        at = strbuf_reserve(&k->large, head_len + text.len);
    if (!at)
        return (morgue_str){NULL, 0};
    memcpy(at, head, head_len);
    for (size_t i = 0; i < text.len; i++)
        at[head_len + i] = lower ? ascii_lower(text.ptr[i]) : text.ptr[i];
    return (morgue_str){at, head_len + text.len};
}

static uint64_t look_up(const alias_table *t, table_key which, const void *head, size_t head_len,
                        morgue_str text, bool lower)
{
    key_text k;
    uint64_t found = 0;
    morgue_str key = make_key(&k, head, head_len, text, lower);
    const uint64_t *value = key.ptr ? map_get(&t->keys[which], key) : NULL;
    if (value)
        found = *value;
    else if (key.ptr && t->shipped)
        found = packed__find(t->shipped, which, key);
    strbuf_free(&k.large);
    return found;
}

static uint64_t *insert(alias_table *t, table_key which, const void *head, size_t head_len,
                        morgue_str text, bool lower, morgue_error *err)
{
    key_text k;
    bool added;
    morgue_str key = make_key(&k, head, head_len, text, lower);
    uint64_t *value = key.ptr ? map_put(&t->keys[which], key, &added) : NULL;
    if (value && added && t->shipped)
        *value = packed__find(t->shipped, which, key);
    strbuf_free(&k.large);
    if (!value)
        fail_nomem(err);
    return value;
}

static void *grow(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? *capacity * 2 : 64;
    void *grown = wanted < UINT32_MAX ? realloc(items, wanted * size) : NULL;
    if (grown)
        *capacity = wanted;
    return grown;
}

record *table__by_id(const alias_table *t, morgue_str id)
{
    uint64_t found = look_up(t, KEY_ID, "", 0, id, true);
    return found ? t->records[found - 1] : NULL;
}

record *table__by_name(const alias_table *t, entity_kind kind, morgue_str name)
{
    uint64_t found = look_up(t, KEY_NAME, &kind_letters[kind], 1, name, false);
    return found ? t->records[found - 1] : NULL;
}

morgue_status table__set_id(alias_table *t, record *r, morgue_str id, morgue_error *err)
{
    uint64_t *place = insert(t, KEY_ID, "", 0, id, true, err);
    morgue_str copy = place ? arena_copy(&t->memory, id) : (morgue_str){NULL, 0};
    if (!copy.ptr)
        return fail_nomem(err);
    if (*place == 0)
        *place = (uint64_t)r->number + 1;
    r->public.id = copy;
    return MORGUE_OK;
}

/* Puts the record behind the others of its kind and name. */
static morgue_status chain_name(alias_table *t, record *r, morgue_str name, morgue_error *err)
{
    uint64_t *place = insert(t, KEY_NAME, &kind_letters[r->public.kind], 1, name, false, err);
    if (!place)
        return MORGUE_NOMEM;
    if (*place) {
        record *first = t->records[*place - 1];
        r->same_name = first->same_name;
        first->same_name = r->number;
    } else {
        *place = (uint64_t)r->number + 1;
    }
    return MORGUE_OK;
}

morgue_status table__add_record(alias_table *t, entity_kind kind, morgue_str id, morgue_str display,
                                morgue_str name, record **out, morgue_error *err)
{
    record **grown = grow(t->records, t->record_count, &t->record_capacity, sizeof *grown);
    record *r = grown ? arena_alloc(&t->memory, sizeof *r) : NULL;
    t->records = grown ? grown : t->records;
    morgue_str shown = r ? arena_copy(&t->memory, display) : (morgue_str){NULL, 0};
    if (!shown.ptr)
        return fail_nomem(err);
    *r = (record){.public = {.kind = kind, .name = shown},
                  .number = (uint32_t)t->record_count,
                  .first_surface = NONE,
                  .same_name = NONE,
                  .given_id = id.len > 0};
    t->records[t->record_count++] = r;
    strbuf made = {0};
    if (!r->given_id) {
        strbuf_printf(&made, "%s:", entity_kind_name(kind));
        strbuf_str(&made, name);
    }
    morgue_status status = strbuf_check(&made, err);
    if (!status)
        status = table__set_id(t, r, r->given_id ? id : strbuf_view(&made), err);
    if (!status)
        status = chain_name(t, r, name, err);
    strbuf_free(&made);
    *out = r;
    return status;
}

static void unlink_surface(alias_table *t, surface *s)
{
    if (s->prev != NONE)
        t->surfaces[s->prev].next = s->next;
    else
        t->records[s->entity]->first_surface = s->next;
    if (s->next != NONE)
        t->surfaces[s->next].prev = s->prev;
}

static void link_surface(alias_table *t, surface *s, record *r)
{
    uint32_t number = (uint32_t)(s - t->surfaces);
    s->entity = r->number;
    s->prev = NONE;
    s->next = r->first_surface;
    if (s->next != NONE)
        t->surfaces[s->next].prev = number;
    r->first_surface = number;
}

/* Words and text share one copy: the words are slices of their own, since a
 * norm need not be a piece of the joined text. */
static bool copy_name(alias_table *t, surface *s, const folded_name *name)
{
    morgue_str *words = arena_alloc(&t->memory, name->count * sizeof *words);
    s->text = arena_copy(&t->memory, name->text);
    if (!words || !s->text.ptr)
        return false;
    for (uint32_t i = 0; i < name->count; i++) {
        words[i] = arena_copy(&t->memory, name->words[i]);
        if (!words[i].ptr)
            return false;
    }
    s->words = words;
    s->count = name->count;
    s->capitals = name->capitals;
    return true;
}

static morgue_status new_surface(alias_table *t, record *r, const folded_name *name, unsigned flags,
                                 morgue_error *err)
{
    surface *grown = grow(t->surfaces, t->surface_count, &t->surface_capacity, sizeof *grown);
    if (!grown)
        return fail_nomem(err);
    t->surfaces = grown;
    surface *s = &t->surfaces[t->surface_count];
    *s = (surface){.file = t->files, .flags = flags, .kind = r->public.kind};
    uint64_t *place = copy_name(t, s, name) ? insert(t, KEY_SURFACE, &kind_letters[s->kind], 1,
                                                     name->text, false, err)
                                            : NULL;
    if (!place)
        return fail_nomem(err);
    *place = ++t->surface_count;
    link_surface(t, s, r);
    return MORGUE_OK;
}

/* What decides about an ordinary word is what the latest file says of it; a
 * second spelling in the same file adds to the first. */
static void merge_flags(surface *s, const folded_name *name, unsigned flags, bool later)
{
    unsigned use = SURFACE_PLAIN | SURFACE_COMMON | SURFACE_STRIPPED;
    if (later && (flags & (SURFACE_PLAIN | SURFACE_COMMON)))
        s->flags &= ~use;
    if (!(flags & SURFACE_SHOUTED))
        s->flags &= ~(unsigned)SURFACE_SHOUTED;
    s->flags |= flags & ~(unsigned)SURFACE_SHOUTED;
    s->capitals &= name->capitals;
}

morgue_status table__add_surface(alias_table *t, record *r, const folded_name *name, unsigned flags,
                                 morgue_error *err)
{
    flags |= name->flags;
    uint64_t found = look_up(t, KEY_SURFACE, &kind_letters[r->public.kind], 1, name->text, false);
    if (!found)
        return new_surface(t, r, name, flags, err);
    surface *s = &t->surfaces[found - 1];
    bool later = s->file < t->files;
    if (s->entity != r->number || s->gone) {
        if (!later && !s->gone)
            return MORGUE_OK;
        if (!s->gone)
            unlink_surface(t, s);
        link_surface(t, s, r);
        s->gone = false;
        s->flags = flags;
        s->capitals = name->capitals;
    } else {
        merge_flags(s, name, flags, later);
    }
    s->file = t->files;
    return MORGUE_OK;
}

static void number_bytes(uint32_t number, char out[4])
{
    memcpy(out, &number, 4);
}

morgue_status table__deny(alias_table *t, record *r, morgue_str text, morgue_error *err)
{
    char head[4];
    number_bytes(r->number, head);
    uint64_t *place = insert(t, KEY_DENIED, head, sizeof head, text, false, err);
    if (!place)
        return MORGUE_NOMEM;
    *place = 1;
    surface *s = table__surface(t, r->public.kind, text);
    if (s && s->entity == r->number) {
        unlink_surface(t, s);
        s->gone = true;
    }
    return MORGUE_OK;
}

bool table__denied(const alias_table *t, uint32_t record_number, morgue_str text)
{
    if (t->keys[KEY_DENIED].count == 0)
        return false;
    char head[4];
    number_bytes(record_number, head);
    return look_up(t, KEY_DENIED, head, sizeof head, text, false) != 0;
}

surface *table__surface(const alias_table *t, entity_kind kind, morgue_str text)
{
    uint64_t found = look_up(t, KEY_SURFACE, &kind_letters[kind], 1, text, false);
    surface *s = found ? &t->surfaces[found - 1] : NULL;
    return s && !s->gone ? s : NULL;
}
