/* Keys that a map may have, and the one that a misspelt key was meant to be. */
#include "yaml.h"

#include "error.h"

static bool known_key(morgue_str key, const char *const *known)
{
    for (; *known; known++)
        if (str_is(key, *known))
            return true;
    return false;
}

/* Close enough to be a slip: up to a third of the letters, and one at least. */
static const char *nearest_key(morgue_str key, const char *const *known)
{
    const char *best = NULL;
    unsigned least = key.len / 3 > 1 ? (unsigned)(key.len / 3) + 1 : 2;
    for (; *known; known++) {
        unsigned distance = str_distance(key, str_of(*known), least);
        if (distance < least || (distance == least && !best && key.len > 3)) {
            best = *known;
            least = distance;
        }
    }
    return best;
}

morgue_status yaml_check_keys(const yaml_node *node, const char *const *known, const char *name,
                              morgue_error *err)
{
    if (node->kind != YAML_MAP)
        return fail_at(err, MORGUE_CONFIG, node->line, node->column,
                       "%s: here stand keys with values (\"%s: …\")", name, known[0]);
    for (size_t i = 0; i + 1 < node->count; i += 2) {
        const yaml_node *key = &node->children[i];
        if (known_key(key->text, known))
            continue;
        const char *nearest = nearest_key(key->text, known);
        return fail_at(err, MORGUE_CONFIG, key->line, key->column,
                       nearest ? "%s: unknown key \"%.*s\"; did you mean \"%s\"?"
                               : "%s: unknown key \"%.*s\"; \"%s\" is one that may stand here",
                       name, STR_ARGS(key->text), nearest ? nearest : known[0]);
    }
    return MORGUE_OK;
}
