/* The key ranking: part of a configuration: how relevance is weighed. */
#include "schema_internal.h"

bool schema_age(morgue_str text, int64_t *seconds)
{
    static const struct {
        char letter;
        int64_t hours;
    } units[] = {{'h', 1}, {'d', 24}, {'w', 7 * 24}, {'m', 30 * 24}, {'y', 365 * 24}};
    uint64_t n;
    if (text.len < 2 || !str_to_u64(str_range(text, 0, text.len - 1), &n) || !n || n > 10000)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (text.ptr[text.len - 1] == units[i].letter) {
            *seconds = (int64_t)n * units[i].hours * 3600;
            return true;
        }
    return false;
}

static morgue_status read_k1(schema_reader *r, const yaml_node *node)
{
    return schema__number(r, node, "k1", 10, &r->config->ranking.k1);
}

static morgue_status read_b(schema_reader *r, const yaml_node *node)
{
    return schema__number(r, node, "b", 1, &r->config->ranking.b);
}

/* Whole, so that a sum of occurrences is the same in whatever order they are added. */
static morgue_status read_times(schema_reader *r, const yaml_node *node, const char *key,
                                unsigned least, unsigned most, unsigned *times)
{
    uint64_t n;
    if (node->kind != YAML_SCALAR || !node->plain || !str_to_u64(node->text, &n) || n < least ||
        n > most)
        return schema__fail(r, node, "%s must be a whole number from %u to %u", key, least, most);
    *times = (unsigned)n;
    return MORGUE_OK;
}

static morgue_status read_headline(schema_reader *r, const yaml_node *node)
{
    return read_times(r, node, "headline", 0, RANKING_HEADLINE_MOST, &r->config->ranking.headline);
}

/* Not 0: what counts for nothing would not be found. */
static morgue_status read_lede(schema_reader *r, const yaml_node *node)
{
    return read_times(r, node, "lede", 1, RANKING_LEDE_MOST, &r->config->ranking.lede);
}

static morgue_status read_half_life(schema_reader *r, const yaml_node *node)
{
    if (node->kind != YAML_SCALAR || !schema_age(node->text, &r->config->ranking.half_life))
        return schema__fail(r, node,
                            "half_life must be a length of time up to 10000 of a unit, such as "
                            "12h, 30d, 2w, 3m or 1y");
    return MORGUE_OK;
}

morgue_status schema__ranking(schema_reader *r, const yaml_node *node)
{
    static const char *const keys[] = {"k1", "b", "headline", "lede", "half_life", NULL};
    static morgue_status (*const read[])(schema_reader *, const yaml_node *) = {
        read_k1, read_b, read_headline, read_lede, read_half_life};
    morgue_status status = yaml_check_keys(node, keys, r->name, r->err);
    for (size_t i = 0; !status && keys[i]; i++) {
        const yaml_node *value = yaml_get(node, keys[i]);
        if (value && !yaml_is_null(value))
            status = read[i](r, value);
    }
    return status;
}
