/* Names before a colon: the language's own, then the configuration's. */
#include "plan_internal.h"

#include "error.h"

#include <stdio.h>

static const struct {
    const char *name;
    field_plan plan;
} known[] = {
    {"headline", {MEANS_WORDS, SCOPE_HEADLINE, {NULL, 0}, true, false, 0}},
    {"lede", {MEANS_WORDS, SCOPE_LEDE, {NULL, 0}, true, false, 0}},
    {"body", {MEANS_WORDS, SCOPE_BODY, {NULL, 0}, true, false, 0}},
    {"byline", {MEANS_WORDS, SCOPE_BYLINE, {NULL, 0}, false, false, 0}},
    {"section", {MEANS_WORDS, SCOPE_SECTION, {NULL, 0}, false, false, 0}},
    {"source", {MEANS_SOURCE, SCOPE_SOURCE, {NULL, 0}, false, false, 0}},
    {"tag", {MEANS_VALUE, SCOPE_TAG, {NULL, 0}, false, false, 0}},
    {"lang", {MEANS_VALUE, SCOPE_LANG, {NULL, 0}, false, false, 0}},
    {"url", {MEANS_VALUE, SCOPE_URL, {NULL, 0}, false, false, 0}},
    {"id", {MEANS_VALUE, SCOPE_ID, {NULL, 0}, false, false, 0}},
    {"person", {MEANS_ENTITY, SCOPE_ENTITY, {NULL, 0}, false, false, 1}},
    {"org", {MEANS_ENTITY, SCOPE_ENTITY, {NULL, 0}, false, false, 2}},
    {"place", {MEANS_ENTITY, SCOPE_ENTITY, {NULL, 0}, false, false, 4}},
    {"entity", {MEANS_ENTITY, SCOPE_ENTITY, {NULL, 0}, false, false, 7}},
    {"about", {MEANS_ENTITY, SCOPE_ENTITY, {NULL, 0}, false, true, 7}},
    {"ticker", {MEANS_TICKER, SCOPE_ENTITY, {NULL, 0}, false, false, 2}},
};

static const char *nearest(const planner *p, morgue_str name, char out[80])
{
    const char *best = query_field_nearest(name);
    /* In a short name two edits make any other short name. */
    unsigned least = name.len < 5 ? 2 : 3;
    if (best)
        least = str_distance(name, str_of(best), least);
    for (size_t i = 0; i < p->config->field_count; i++) {
        morgue_str declared = p->config->fields[i].name;
        unsigned distance = str_distance(name, declared, 3);
        if (distance < least) {
            least = distance;
            snprintf(out, 80, "%.*s", (int)(declared.len < 79 ? declared.len : 79), declared.ptr);
            best = out;
        }
    }
    return best;
}

static bool unknown(planner *p, const node *field)
{
    char buffer[80];
    const char *near = nearest(p, field->text, buffer);
    size_t to = field->from + field->text.len;
    if (to > field->to)
        to = field->to;
    if (near)
        p->status =
            fail_range(p->err, MORGUE_QUERY, field->from, to,
                       "unknown field '%.*s': did you mean '%s:'? (quote the text to search "
                       "for it as words)",
                       STR_ARGS(field->text), near);
    else
        p->status =
            fail_range(p->err, MORGUE_QUERY, field->from, to,
                       "unknown field '%.*s': morgue help query lists the fields (quote the "
                       "text to search for it as words)",
                       STR_ARGS(field->text));
    return false;
}

bool plan__field(planner *p, const node *field, field_plan *out)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(field->text, known[i].name)) {
            *out = known[i].plan;
            out->name = str_of(known[i].name);
            return true;
        }
    const declared_field *declared = schema_field(p->config, field->text);
    if (!declared)
        return unknown(p, field);
    *out = (field_plan){declared->text ? MEANS_WORDS : MEANS_VALUE,
                        declared->text ? SCOPE_DECLARED : SCOPE_KEYWORD,
                        declared->name,
                        false,
                        false,
                        0};
    return true;
}
