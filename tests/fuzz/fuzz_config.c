/* A configuration from any bytes: accepted within its rules, or refused with a place. */
#define _DEFAULT_SOURCE
#include "schema.h"

#include <morgue/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* A file without a name, the same for the whole run; its path is put in name. */
static void fill_file(const uint8_t *data, size_t size, char *name, size_t room)
{
    static FILE *file;
    if (!file)
        file = tmpfile();
    require(file != NULL);
    require(ftruncate(fileno(file), 0) == 0);
    require(pwrite(fileno(file), data, size, 0) == (ssize_t)size);
    snprintf(name, room, "/proc/self/fd/%d", fileno(file));
}

static void check_config(const morgue_config *config)
{
    require(config->language.len > 0);
    require(config->field_count <= MORGUE_MAX_FIELDS);
    for (size_t i = 0; i < config->field_count; i++) {
        require(config->fields[i].name.len > 0);
        require(schema_field(config, config->fields[i].name) != NULL);
    }
    for (size_t i = 0; i < config->query_count; i++)
        require(config->queries[i].text.len <= MORGUE_MAX_QUERY_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[64];
    morgue_config *config = NULL;
    morgue_error err = {0};
    fill_file(data, size, name, sizeof name);
    morgue_status status = morgue_config_load(&config, name, &err);
    if (status == MORGUE_OK)
        check_config(config);
    else
        require(!config && err.status == status && err.message[0]);
    morgue_config_free(config);
    return 0;
}
