/* A name as the analyzer sees it: its words, without corporate suffix. */
#include "entities_internal.h"

#include "error.h"

/* The norm without its dots ("s.a." as "sa") is in the list. */
bool names__suffix(morgue_str norm)
{
    char bare[16];
    size_t len = 0;
    for (size_t i = 0; i < norm.len; i++) {
        if (norm.ptr[i] == '.')
            continue;
        if (len == sizeof bare)
            return false;
        bare[len++] = norm.ptr[i];
    }
    for (const char *const *suffix = words__suffixes; *suffix; suffix++)
        if (str_is((morgue_str){bare, len}, *suffix))
            return true;
    return false;
}

/* Primary tokens of the folder's list, at most one more than a name may have. */
static uint32_t primary_tokens(const token_list *list, uint32_t out[ENTITIES_MAX_WORDS + 1])
{
    uint32_t n = 0;
    for (size_t i = 0; i < list->count && n <= ENTITIES_MAX_WORDS; i++)
        if (!list->tokens[i].alternate)
            out[n++] = (uint32_t)i;
    return n;
}

/* Of an organisation: "The New York Times Co., Ltd." is "New York Times". */
static void strip(const token_list *list, const uint32_t *at, uint32_t *from, uint32_t *to)
{
    while (*to - *from > 1 && names__suffix(list->tokens[at[*to - 1]].norm))
        (*to)--;
    if (*to - *from > 2 && str_is(list->tokens[at[*from]].norm, "the"))
        (*from)++;
}

static void add_word(folded_name *out, morgue_str name, const token *t, const token *before)
{
    uint32_t i = out->count++;
    out->words[i] = t->norm;
    if (t->capital)
        out->capitals |= (uint32_t)1 << i;
    if (t->kind == TOKEN_IDEOGRAPH)
        out->flags |= SURFACE_CJK;
    if (before && str_find(str_range(name, before->to, t->from), 0, ',') < t->from - before->to)
        out->flags |= SURFACE_COMMA;
}

morgue_status names__fold(name_folder *f, entity_kind kind, morgue_str name, folded_name *out,
                          morgue_error *err)
{
    out->count = out->capitals = 0;
    out->flags = 0;
    out->text = (morgue_str){NULL, 0};
    morgue_status status = analyze_question(f->analyzer, name, &f->tokens, err);
    if (status)
        return status;
    uint32_t at[ENTITIES_MAX_WORDS + 1];
    uint32_t count = primary_tokens(&f->tokens, at), from = 0, to = count;
    out->too_long = count > ENTITIES_MAX_WORDS;
    if (count == 0 || out->too_long)
        return MORGUE_OK;
    if (kind == ENTITY_ORG)
        strip(&f->tokens, at, &from, &to);
    const token *tokens = f->tokens.tokens;
    for (uint32_t i = from; i < to; i++)
        add_word(out, name, &tokens[at[i]], i > from ? &tokens[at[i - 1]] : NULL);
    if (to < count && out->count == 1)
        out->flags |= SURFACE_STRIPPED;
    const token *only = &tokens[at[from]];
    if (out->count == 1 && only->allcaps && only->kind != TOKEN_ACRONYM)
        out->flags |= SURFACE_SHOUTED;
    strbuf_clear(&f->text);
    tokens_join(tokens + at[from], (size_t)at[to - 1] - at[from] + 1, &f->text);
    out->text = strbuf_view(&f->text);
    return strbuf_check(&f->text, err);
}

void names__free(name_folder *f)
{
    token_list_free(&f->tokens);
    strbuf_free(&f->text);
}
