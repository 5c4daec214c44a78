/* The configuration, checked: which fields there are and where they come from. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "strbuf.h"

#include <morgue/config.h>

/* The built-in fields that a reader can fill, in the order of morgue_article. */
typedef enum field_id {
    FIELD_ID,
    FIELD_TITLE,
    FIELD_STANDFIRST,
    FIELD_BODY,
    FIELD_BYLINE,
    FIELD_SOURCE,
    FIELD_SECTION,
    FIELD_URL,
    FIELD_LANG,
    FIELD_DATE,
    FIELD_TAGS,
    FIELD_BUILTIN_COUNT
} field_id;

/* "id", "title", … as in the JSON dump and in field maps. */
const char *field_name(field_id id);

/* A field of the user's own, beyond the built-in ones. */
typedef struct declared_field {
    morgue_str name; /* [a-z][a-z0-9_-]*, none of the built-in or query field names */
    bool text;       /* words are indexed; otherwise the whole value is one boolean term */
    bool facet;      /* can be counted */
} declared_field;

/* Where a field comes from: dotted paths, tried in order ("meta.pub.date"). */
typedef struct field_source {
    morgue_str field; /* built-in or declared name */
    const morgue_str *paths;
    size_t path_count;
} field_source;

typedef struct entity_file {
    const char *path; /* resolved, NUL-terminated */
    morgue_str content;
} entity_file;

typedef struct saved_query {
    morgue_str name, text;
} saved_query;

/* How relevance is weighed. All but lede applies to questions alone. */
typedef struct ranking_settings {
    double k1, b;      /* of BM25 */
    unsigned headline; /* an occurrence in the headline counts as so many in the text */
    unsigned lede;     /* likewise in the lede; counted when an article is indexed */
    int64_t half_life; /* seconds of age that halve relevance where the recent is preferred */
} ranking_settings;

#define RANKING_HEADLINE_MOST 100
#define RANKING_LEDE_MOST     100

/* What a configuration without the key has. docs/adr/0011-ranking.md tells why. */
#define RANKING_DEFAULT ((ranking_settings){1, 0.5, 3, 2, INT64_C(30) * 86400})

/* All strings live as long as the configuration. */
struct morgue_config {
    const char *path;    /* NULL for the defaults */
    const char *archive; /* NULL when not set */
    morgue_str language; /* of Latin-script text, for stemming: "en" by default, "none" for none */
    bool shipped_entities; /* use the lists that come with morgue; true by default */
    bool stock_positions;  /* "positions: xapian": also keep positions of words where stock Xapian
                              looks for them; false by default */
    const declared_field *fields;
    size_t field_count;
    const field_source *map; /* user's mapping; tried before the built-in names */
    size_t map_count;
    const entity_file *entities;
    size_t entity_count;
    const saved_query *queries;
    size_t query_count;
    ranking_settings ranking;
    void *owned; /* private */
};

/* The paths that may hold a field in a structured input: the user's first, then
 * the built-in ones (for FIELD_TITLE: "title", "headline", "name" …). Returns
 * how many there are and points *paths at them. */
size_t schema_paths(const morgue_config *config, morgue_str field, const morgue_str **user,
                    size_t *user_count, const char *const **builtin);

/* "12h", "30d", "2w", "3m", "1y": seconds, of up to 10000 of the unit; false for
 * anything else. */
bool schema_age(morgue_str text, int64_t *seconds);

/* NULL when the configuration declares no such field. */
const declared_field *schema_field(const morgue_config *config, morgue_str name);

#endif
