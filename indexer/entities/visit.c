/* Questions to the alias table: from a surface to its entity, from a name to all surfaces. */
#include "entities_internal.h"

const entity *alias_table_of_surface(const alias_table *t, entity_kind kind, morgue_str text)
{
    const surface *s = (unsigned)kind < ENTITY_KINDS ? table__surface(t, kind, text) : NULL;
    return s ? &t->records[s->entity]->public : NULL;
}

static void visit_record(const alias_table *t, const record *r, alias_visit *visit, void *context)
{
    for (uint32_t i = r->first_surface; i != NONE; i = t->surfaces[i].next)
        visit(context, &r->public, t->surfaces[i].text);
}

static const surface *ticker_surface(const alias_table *t, entity_kind kind, morgue_str ticker)
{
    char text[64] = "$";
    if (ticker.len == 0 || ticker.len > sizeof text - 1)
        return NULL;
    for (size_t i = 0; i < ticker.len; i++)
        text[i + 1] = ascii_lower(ticker.ptr[i]);
    return table__surface(t, kind, (morgue_str){text, ticker.len + 1});
}

/* "micron technology inc" asks for "micron technology". */
static const surface *without_suffix(const alias_table *t, entity_kind kind, morgue_str folded)
{
    while (kind == ENTITY_ORG) {
        size_t space = folded.len;
        while (space > 0 && folded.ptr[space - 1] != ' ')
            space--;
        if (space < 2 || !names__suffix(str_range(folded, space, folded.len)))
            return NULL;
        folded = str_range(folded, 0, space - 1);
        const surface *s = table__surface(t, kind, folded);
        if (s)
            return s;
    }
    return NULL;
}

size_t alias_table_visit(const alias_table *t, entity_kind kind, morgue_str folded,
                         alias_visit *visit, void *context)
{
    if ((unsigned)kind >= ENTITY_KINDS || folded.len == 0)
        return 0;
    const record *seen[3] = {NULL, NULL, NULL};
    const surface *s = table__surface(t, kind, folded);
    s = s ? s : without_suffix(t, kind, folded);
    seen[0] = s ? t->records[s->entity] : NULL;
    s = ticker_surface(t, kind, folded);
    seen[1] = s && t->records[s->entity] != seen[0] ? t->records[s->entity] : NULL;
    const record *id = table__by_id(t, folded);
    seen[2] = id && id->public.kind == kind && id != seen[0] && id != seen[1] ? id : NULL;
    size_t count = 0;
    for (size_t i = 0; i < 3; i++)
        if (seen[i]) {
            visit_record(t, seen[i], visit, context);
            count++;
        }
    const record *r = table__by_name(t, kind, folded);
    for (; r; r = r->same_name == NONE ? NULL : t->records[r->same_name])
        if (r != seen[0] && r != seen[1] && r != seen[2]) {
            visit_record(t, r, visit, context);
            count++;
        }
    return count;
}

size_t alias_table_visit_ticker(const alias_table *t, morgue_str ticker, alias_visit *visit,
                                void *context)
{
    size_t count = 0;
    for (int kind = 0; kind < ENTITY_KINDS; kind++) {
        const surface *s = ticker_surface(t, (entity_kind)kind, ticker);
        if (s) {
            visit_record(t, t->records[s->entity], visit, context);
            count++;
        }
    }
    return count;
}
