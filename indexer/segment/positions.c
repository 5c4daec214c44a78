/* Positions of words: gathered from a draft, inverted, written as a table. */
#include "positions.h"
#include "form.h"
#include "position_tag.h"
#include "terms.h"

#include "error.h"

#include <stdlib.h>

/* Between standfirst and body: no phrase or NEAR spans them, whose widest gap is
 * MORGUE_MAX_NEAR_DISTANCE + 1. */
#define GAP 2000
/* Of the first word. libxapian takes a term without positions, as a word of the
 * headline alone is one, for standing at 0: nothing may follow there. */
#define FIRST 2

struct position_store {
    inversion inversion; /* an entry's bytes: id less the one before, length of the tag, tag */
    run_store runs;
    strbuf tag;
    arena scratch;
    uint32_t *numbers; /* the positions of one term in one document */
    size_t capacity;
};

/* ---- the places of a draft ---- */

/* Where places are put; with a counter alone they are counted. */
typedef struct placing {
    word_place *places;
    size_t count;
    arena *memory;
    strbuf term;
    bool failed;
} placing;

static void place_word(placing *p, const char *prefix, morgue_str word, uint32_t position)
{
    if (word.len == 0)
        return;
    if (p->places && *prefix) {
        term_make(&p->term, prefix, word);
        word = arena_copy(p->memory, strbuf_view(&p->term));
        p->failed |= p->term.failed || !word.ptr;
    }
    if (p->places)
        p->places[p->count] = (word_place){word, position};
    p->count++;
}

static void place_text(placing *p, const draft *d, const draft_text *t, const char *prefix,
                       uint32_t base)
{
    for (uint32_t i = 0; i < t->count; i++) {
        morgue_str key = form_key_text(d->forms[t->words[i]].key);
        for (form_part part; form_next(&key, &part);) {
            place_word(p, prefix, part.norm, base + i);
            place_word(p, prefix, part.exact, base + i);
        }
    }
}

static void place_all(placing *p, const draft *d)
{
    uint32_t body = FIRST;
    for (unsigned i = 0; i < d->text_count; i++) {
        const draft_text *t = &d->texts[i];
        if (t->field == TEXT_HEADLINE)
            place_text(p, d, t, TERM_HEADLINE, 1);
        if (t->field == TEXT_STANDFIRST) {
            place_text(p, d, t, "", FIRST);
            body = t->count + GAP;
        }
        if (t->field == TEXT_BODY)
            place_text(p, d, t, "", body);
    }
}

static int by_place(const void *a, const void *b)
{
    const word_place *x = a, *y = b;
    int order = str_compare(x->term, y->term);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

morgue_status segment__word_places(const draft *d, arena *memory, word_place **out, size_t *count,
                                   morgue_error *err)
{
    placing p = {.memory = memory};
    place_all(&p, d);
    p.places = arena_alloc(memory, (p.count + 1) * sizeof *p.places);
    p.count = 0;
    if (p.places)
        place_all(&p, d);
    strbuf_free(&p.term);
    if (!p.places || p.failed)
        return fail_nomem(err);
    qsort(p.places, p.count, sizeof *p.places, by_place);
    size_t kept = 0;
    for (size_t i = 0; i < p.count; i++)
        if (kept == 0 || by_place(&p.places[kept - 1], &p.places[i]) != 0)
            p.places[kept++] = p.places[i];
    *out = p.places;
    *count = kept;
    return MORGUE_OK;
}

/* ---- inverting ---- */

morgue_status segment__positions_new(position_store **out, int dir_fd, const char *name,
                                     morgue_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return fail_nomem(err);
    segment__runs_open(&(*out)->runs, RUN_TAGS, dir_fd, name, "positions");
    return segment__runs_check(&(*out)->runs, err);
}

void segment__positions_free(position_store *p)
{
    if (!p)
        return;
    segment__inversion_free(&p->inversion);
    segment__runs_close(&p->runs);
    strbuf_free(&p->tag);
    arena_free(&p->scratch);
    free(p->numbers);
    free(p);
}

uint64_t segment__positions_memory(const position_store *p)
{
    return p ? segment__inversion_memory(&p->inversion) : 0;
}

/* Id less the one before, then the tag behind room for both heads. */
static bool add_term(position_store *p, const word_place *places, size_t n, uint32_t id)
{
    for (size_t i = 0; i < n; i++)
        p->numbers[i] = places[i].position;
    unsigned char head[2 * GLASS_UINT_MAX], *end;
    inversion *v = &p->inversion;
    strbuf_clear(&p->tag);
    unsigned char *tag = (unsigned char *)strbuf_reserve(&p->tag, POSITION_TAG_ROOM(n));
    if (!tag || !segment__inversion_reserve(v, 1))
        return false;
    uint64_t hash = segment__inversion_hash(v, places->term);
    inversion_entry *e = segment__inversion_entry(v, places->term, hash);
    if (!e)
        return false;
    size_t size = (size_t)(segment__position_tag(tag, p->numbers, n) - tag);
    end = glass_uint(head, id - e->last);
    end = glass_uint(end, size);
    segment__inversion_append(v, e, head, (size_t)(end - head));
    segment__inversion_append(v, e, tag, size);
    e->last = id;
    e->count++;
    return !v->failed;
}

static bool add_places(position_store *p, const word_place *places, size_t count, uint32_t id)
{
    if (count > p->capacity) {
        uint32_t *grown = realloc(p->numbers, count * sizeof *grown);
        if (!grown)
            return false;
        p->numbers = grown;
        p->capacity = count;
    }
    for (size_t i = 0, n; i < count; i += n) {
        n = 1;
        while (i + n < count && str_equal(places[i + n].term, places[i].term))
            n++;
        if (!add_term(p, places + i, n, id))
            return false;
    }
    return true;
}

morgue_status segment__positions_add(position_store *p, const draft *d, uint32_t id,
                                     morgue_error *err)
{
    if (!p)
        return MORGUE_OK;
    word_place *places;
    size_t count;
    arena_clear(&p->scratch);
    morgue_status status = segment__word_places(d, &p->scratch, &places, &count, err);
    if (!status && !add_places(p, places, count, id))
        status = fail_nomem(err);
    return status;
}

morgue_status segment__positions_spill(position_store *p, morgue_error *err)
{
    if (!p || p->inversion.count == 0)
        return MORGUE_OK;
    morgue_status status = segment__runs_add(&p->runs, &p->inversion, err);
    segment__inversion_clear(&p->inversion);
    return status;
}

/* ---- the table ---- */

static void write_term(glass_table *t, merge *m)
{
    unsigned char key[GLASS_KEY + 8];
    size_t n = m->key.len < GLASS_KEY ? m->key.len : GLASS_KEY;
    memcpy(key, m->key.ptr, n);
    key[n++] = 0;
    for (size_t g = 0; g < m->group_count; g++) {
        merge_source *s = &m->sources[m->group[g]];
        uint32_t id = 0;
        for (uint64_t i = 0; i < s->count; i++) {
            id += (uint32_t)spool_get(&s->reader);
            size_t len = (size_t)spool_get(&s->reader);
            const unsigned char *tag = spool_bytes(&s->reader, len);
            if (!tag)
                return;
            unsigned char *end = glass_uint_sort(key + n, id);
            glass_table_put(t, key, (size_t)(end - key), tag, len);
        }
    }
}

morgue_status segment__positions_write(position_store *p, glass_file *file, uint64_t memory,
                                       glass_root *root, morgue_error *err)
{
    glass_table table;
    merge m;
    if (!p)
        return MORGUE_OK;
    glass_table_open(&table, file);
    morgue_status status = segment__merge_open(&m, &p->runs, 0, p->runs.count, memory, err);
    while (!status && !file->status && segment__merge_next(&m))
        write_term(&table, &m);
    glass_table_finish(&table, root);
    segment__merge_close(&m);
    glass_table_free(&table);
    return status ? status : segment__runs_check(&p->runs, err);
}
