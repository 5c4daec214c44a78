/* The names that ship with morgue, packed into the library by the build. */
#include "entities_internal.h"

morgue_status alias_table_add_shipped(alias_table *table, morgue_error *err)
{
    return packed__read(table,
                        (morgue_str){(const char *)entities__shipped, entities__shipped_size}, err);
}
