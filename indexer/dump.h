/* --dump: a stage of the pipeline, printed instead of indexed. */
#ifndef DUMP_H
#define DUMP_H

#include "schema.h"

bool dump_stage_known(const char *stage);

/* Prints the stage of every article below the paths; an exit code. */
int dump_paths(const morgue_config *config, const char *stage, const char *format, char **paths,
               size_t count);

#endif
