/* Who, which organisation, where: names in text, and what they stand for. */
#ifndef ENTITIES_H
#define ENTITIES_H

#include "analyze.h"

typedef enum entity_kind { ENTITY_PERSON, ENTITY_ORG, ENTITY_PLACE, ENTITY_KINDS } entity_kind;

/* "person", "org", "place". Static. */
const char *entity_kind_name(entity_kind kind);

/* How much an article is about a surface; bits. */
enum {
    SALIENT_HEADLINE = 1,
    SALIENT_LEDE = 2,       /* first paragraph of the body */
    SALIENT_OFTEN = 4,      /* three or more mentions */
    SALIENT_NATIONALITY = 8 /* named only by a nationality word */
};

/* ---- the alias table: surfaces to entities, applied when a question runs ---- */

typedef struct alias_table alias_table;

/* One record of an entity file. Strings live as long as the table. */
typedef struct entity {
    entity_kind kind;
    bool ignore;        /* "ignore: true": its surfaces count for nothing */
    morgue_str id;      /* as given, or kind:folded-name */
    morgue_str name;    /* for people to read */
    morgue_str country; /* id or name of a country, may be empty */
    morgue_str ticker;  /* first of its tickers, upper case, may be empty */
} entity;

/* An empty table. The analyzer folds names when files are added; it is not kept. */
morgue_status alias_table_new(alias_table **out, morgue_error *err);
void alias_table_free(alias_table *table);

/* The lists that ship with morgue, into a table that is empty yet. */
morgue_status alias_table_add_shipped(alias_table *table, morgue_error *err);

/*
 * Adds the records of a YAML file. A record with the id (or kind and name) of
 * an earlier one adds to it; a surface that a later file gives to another
 * entity of the same kind is taken from the earlier one; "not:" takes surfaces
 * away from a record.
 *
 * name  for messages
 *
 * After a failure the table may hold some of the records of the file.
 *
 * Expected errors: MORGUE_CONFIG with line and column.
 */
morgue_status alias_table_add(alias_table *table, analyzer *a, const char *name, morgue_str yaml,
                              morgue_error *err);

size_t alias_table_count(const alias_table *table);
const entity *alias_table_entity(const alias_table *table, size_t i);

/* The entity that a surface (folded, as stored in the archive) of a kind stands
 * for; NULL when no record claims it. */
const entity *alias_table_of_surface(const alias_table *table, entity_kind kind,
                                     morgue_str surface);

/* Told of each surface of an entity; a surface occurs once. */
typedef void alias_visit(void *context, const entity *e, morgue_str surface);

/* Visits all surfaces of all entities of a kind that have the folded name as
 * name, alias, ticker or id. Returns how many entities there were. */
size_t alias_table_visit(const alias_table *table, entity_kind kind, morgue_str folded,
                         alias_visit *visit, void *context);

/* Likewise by ticker, without "$", any case. */
size_t alias_table_visit_ticker(const alias_table *table, morgue_str ticker, alias_visit *visit,
                                void *context);

/* ---- the recogniser: names of the table found in tokens, longest first ---- */

/* A span of one text. */
typedef struct mention {
    entity_kind kind;
    bool nationality;      /* "Chinese", "Beijing-based" */
    uint32_t first, count; /* tokens of the list, alternates included */
    uint32_t from, to;     /* bytes of the text */
    morgue_str surface;    /* folded; without possessive and corporate suffix; of the table */
} mention;

typedef struct mention_list {
    mention *mentions;
    size_t count, capacity;
    arena text;
} mention_list;

typedef struct recogniser recogniser;

/* Builds the matching structure from a table, which must outlive it. Read-only
 * afterwards: threads may share it. */
morgue_status recogniser_new(recogniser **out, const alias_table *table, morgue_error *err);
void recogniser_free(recogniser *r);

/*
 * Finds the mentions in the tokens of title and body (either may have none) of
 * one article. Inside an article a short name follows its long one.
 */
morgue_status recognise(const recogniser *r, morgue_str title, const token_list *title_tokens,
                        morgue_str body, const token_list *body_tokens, mention_list *in_title,
                        mention_list *in_body, morgue_error *err);

void mention_list_free(mention_list *list);

#endif
