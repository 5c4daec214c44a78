/* The built-in fields: their names, and the names under which inputs carry them. */
#include "schema.h"

typedef struct builtin_field {
    const char *name;
    size_t path_count;
    const char *const *paths;
} builtin_field;

#define PATHS(...)                                                                                 \
    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), (const char *const[])             \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* Most telling first: a "name" beside a "headline" is something else. */
static const builtin_field fields[FIELD_BUILTIN_COUNT] = {
    [FIELD_ID] = {"id", PATHS("id", "guid", "guid.value", "_id", "uri", "uuid", "article_id",
                              "articleId", "identifier", "@id")},
    [FIELD_TITLE] = {"title", PATHS("title", "headline", "headlines.basic", "title.rendered",
                                    "webTitle", "head", "name")},
    [FIELD_STANDFIRST] = {"standfirst", PATHS("standfirst", "summary", "description", "abstract",
                                              "dek", "subtitle", "subheadline", "description_text",
                                              "alternativeHeadline", "excerpt", "lead", "trailText",
                                              "fields.trailText")},
    [FIELD_BODY] = {"body", PATHS("body", "text", "content", "articleBody", "body_text", "bodyText",
                                  "body_xhtml", "body_html", "content.rendered", "maintext",
                                  "article", "full_text", "fullText", "fields.body",
                                  "fields.bodyText", "content_text", "content_html")},
    [FIELD_BYLINE] = {"byline",
                      PATHS("byline", "author", "author.name", "authors", "authors.name", "creator",
                            "creator.name", "dc:creator", "by", "writer", "fields.byline")},
    [FIELD_SOURCE] = {"source", PATHS("source", "source.name", "publisher", "publisher.name",
                                      "site", "site_name", "outlet", "publication", "newspaper",
                                      "provider", "domain")},
    [FIELD_SECTION] = {"section", PATHS("section", "sectionName", "category", "articleSection",
                                        "categories", "desk", "rubric", "subject.name")},
    [FIELD_URL] = {"url", PATHS("url", "link", "canonical_url", "canonicalUrl", "web_url", "webUrl",
                                "permalink", "href", "mainEntityOfPage", "mainEntityOfPage.@id",
                                "source_url")},
    [FIELD_LANG] = {"lang", PATHS("lang", "language", "inLanguage", "language_code", "locale")},
    [FIELD_DATE] = {"date",
                    PATHS("date", "published", "pubDate", "datePublished", "published_at",
                          "publishedAt", "publication_date", "publicationDate", "pub_date",
                          "date_published", "published_date", "publishedDate", "firstpublished",
                          "firstcreated", "webPublicationDate", "date_publish", "created",
                          "created_at", "createdAt", "dateCreated", "timestamp", "versioncreated",
                          "issued", "updated", "modified", "dateModified")},
    [FIELD_TAGS] = {"tags",
                    PATHS("tags", "tag", "keywords", "topics", "keyword", "labels", "subjects")},
};

const char *field_name(field_id id)
{
    return fields[id].name;
}

static size_t user_paths(const morgue_config *config, morgue_str field, const morgue_str **user)
{
    for (size_t i = 0; config && i < config->map_count; i++)
        if (str_equal(config->map[i].field, field)) {
            *user = config->map[i].paths;
            return config->map[i].path_count;
        }
    return 0;
}

size_t schema_paths(const morgue_config *config, morgue_str field, const morgue_str **user,
                    size_t *user_count, const char *const **builtin)
{
    *user = NULL;
    *builtin = NULL;
    *user_count = user_paths(config, field, user);
    for (size_t i = 0; i < FIELD_BUILTIN_COUNT; i++)
        if (str_is(field, fields[i].name)) {
            *builtin = fields[i].paths;
            return *user_count + fields[i].path_count;
        }
    return *user_count;
}

const declared_field *schema_field(const morgue_config *config, morgue_str name)
{
    for (size_t i = 0; config && i < config->field_count; i++)
        if (str_equal(config->fields[i].name, name))
            return &config->fields[i];
    return NULL;
}
