/* The table of field names, and recognising one in a question. */
#include "parse_internal.h"

typedef struct field_row {
    query_field field;
    field_form form;
} field_row;

static const field_row rows[] = {
    {{"headline", {"title"}, "words of the headline"}, FORM_TEXT},
    {{"lede", {NULL}, "words of the first paragraph"}, FORM_TEXT},
    {{"body", {NULL}, "words of the text under the headline"}, FORM_TEXT},
    {{"byline", {"author"}, "who wrote it"}, FORM_TEXT},
    {{"source", {"site"}, "the outlet or agency"}, FORM_TEXT},
    {{"section", {NULL}, "the section or desk"}, FORM_TEXT},
    {{"lang", {NULL}, "the language, as in lang:en"}, FORM_TEXT},
    {{"url", {NULL}, "the address; with a star, its beginning"}, FORM_TEXT},
    {{"id", {NULL}, "the article's id"}, FORM_TEXT},
    {{"tag", {NULL}, "a keyword that the article carries"}, FORM_TEXT},
    {{"person", {NULL}, "a person, under any alias"}, FORM_TEXT},
    {{"org", {NULL}, "an organisation, under any alias"}, FORM_TEXT},
    {{"place", {NULL}, "a place, under any alias"}, FORM_TEXT},
    {{"entity", {NULL}, "a person, organisation or place"}, FORM_TEXT},
    {{"ticker", {NULL}, "a stock symbol, as in ticker:MU"}, FORM_TEXT},
    {{"about", {NULL}, "an entity that the article is about, not only mentions"}, FORM_TEXT},
    {{"wc", {NULL}, "the number of words: wc:>500, wc:200..800"}, FORM_WORDS_COUNT},
    {{"date", {NULL}, "within a date: date:2023-05, date:2023..2024, date:*"}, FORM_DATE},
    {{"after", {NULL}, "from the start of a date on"}, FORM_AFTER},
    {{"since", {NULL}, "the same as after"}, FORM_AFTER},
    {{"before", {NULL}, "strictly before the start of a date"}, FORM_BEFORE},
    {{"until", {NULL}, "up to the end of a date"}, FORM_UNTIL},
    {{"newer", {NULL}, "within a length of time: newer:30d, 12h, 2w, 3m, 1y"}, FORM_NEWER},
    {{"older", {NULL}, "longer ago than: older:1y"}, FORM_OLDER},
    {{"query", {NULL}, "a saved query of the configuration"}, FORM_SAVED},
};

enum {
    ROW_COUNT = sizeof rows / sizeof *rows,
    ALIAS_COUNT = sizeof rows->field.aliases / sizeof *rows->field.aliases
};

const query_field *query_field_at(size_t i)
{
    return i < ROW_COUNT ? &rows[i].field : NULL;
}

static bool named(const query_field *field, morgue_str name)
{
    if (str_equal_nocase(name, str_of(field->name)))
        return true;
    for (size_t i = 0; i < ALIAS_COUNT && field->aliases[i]; i++)
        if (str_equal_nocase(name, str_of(field->aliases[i])))
            return true;
    return false;
}

morgue_str fields__resolve(arena *memory, morgue_str name, field_form *form)
{
    *form = FORM_TEXT;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (named(&rows[i].field, name)) {
            *form = rows[i].form;
            return str_of(rows[i].field.name);
        }
    }
    char *lower = arena_bytes(memory, name.len + 1);
    if (!lower)
        return (morgue_str){NULL, 0};
    for (size_t i = 0; i < name.len; i++)
        lower[i] = ascii_lower(name.ptr[i]);
    lower[name.len] = '\0';
    return (morgue_str){lower, name.len};
}

/* Keeps the better of *best and candidate; distance 0 cannot be beaten. */
static void consider(const char *candidate, morgue_str name, const char **best, unsigned *distance)
{
    unsigned d = *distance ? str_distance(name, str_of(candidate), *distance - 1) : 1;
    if (d < *distance) {
        *best = candidate;
        *distance = d;
    }
}

const char *query_field_nearest(morgue_str name)
{
    const char *best = NULL;
    /* In a short name two edits make any other short name. */
    unsigned distance = name.len < 5 ? 2 : 3;
    char lower[32];
    if (name.len == 0 || name.len > sizeof lower)
        return NULL;
    for (size_t i = 0; i < name.len; i++)
        lower[i] = ascii_lower(name.ptr[i]);
    morgue_str wanted = {lower, name.len};
    for (size_t i = 0; i < ROW_COUNT; i++) {
        consider(rows[i].field.name, wanted, &best, &distance);
        for (size_t j = 0; j < ALIAS_COUNT && rows[i].field.aliases[j]; j++)
            consider(rows[i].field.aliases[j], wanted, &best, &distance);
    }
    return best;
}

bool fields__url(morgue_str s)
{
    return str_equal_nocase(str_range(s, 0, 7), STR("http://")) ||
           str_equal_nocase(str_range(s, 0, 8), STR("https://"));
}

size_t fields__prefix(morgue_str s)
{
    if (s.len == 0 || !ascii_alpha(s.ptr[0]) || fields__url(s))
        return 0;
    size_t n = 1;
    while (n < s.len &&
           (ascii_alpha(s.ptr[n]) || ascii_digit(s.ptr[n]) || s.ptr[n] == '_' || s.ptr[n] == '-'))
        n++;
    return n < s.len && s.ptr[n] == ':' ? n : 0;
}
