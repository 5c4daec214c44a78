/* The configuration: a YAML file, or the defaults. */
#ifndef MORGUE_CONFIG_H
#define MORGUE_CONFIG_H

#include <morgue/export.h>
#include <morgue/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct morgue_config morgue_config;

/*
 * Reads a configuration. Entity files that it names are read too, relative to
 * its own directory.
 *
 * out   receives the configuration; free it with morgue_config_free()
 * path  the file; NULL or "" gives the defaults
 *
 * Expected errors: MORGUE_NOTFOUND, MORGUE_CONFIG (with line and column).
 */
MORGUE_API morgue_status morgue_config_load(morgue_config **out, const char *path,
                                            morgue_error *err);

/* The archive: key of the configuration, or NULL. Borrowed. */
MORGUE_API const char *morgue_config_archive(const morgue_config *config);

MORGUE_API void morgue_config_free(morgue_config *config);

#ifdef __cplusplus
}
#endif

#endif
