/* What the files of the schema room share. */
#ifndef SCHEMA_INTERNAL_H
#define SCHEMA_INTERNAL_H

#include "arena.h"
#include "schema.h"
#include "yaml.h"

#include <morgue/limits.h>

/* A configuration being filled; memory ends up as its owned part. */
typedef struct schema_reader {
    morgue_config *config;
    arena *memory;
    const char *name; /* of the file, for messages */
    morgue_error *err;
} schema_reader;

/* The text of a scalar that is not empty; what names it in messages. */
morgue_status schema__text(schema_reader *r, const yaml_node *node, const char *what,
                           morgue_str *out);

/* true, false, yes or no without quotes. */
morgue_status schema__bool(schema_reader *r, const yaml_node *node, const char *what, bool *out);

/* A number without quotes, digits with or without a point, from 0 to most. */
morgue_status schema__number(schema_reader *r, const yaml_node *node, const char *what,
                             unsigned most, double *out);

/* A text or a list of texts; *out lives in the reader's memory. */
morgue_status schema__texts(schema_reader *r, const yaml_node *node, const char *what,
                            const morgue_str **out, size_t *count);

/* The value of the key fields: declared fields and the map of paths. */
morgue_status schema__fields(schema_reader *r, const yaml_node *node);

/* The value of the key ranking. */
morgue_status schema__ranking(schema_reader *r, const yaml_node *node);

/* MORGUE_CONFIG at a node; the message begins with the file's name. */
morgue_status schema__fail(schema_reader *r, const yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
