/* The names that ship with morgue, packed into the library by the build. */
#include "packed.h"

morgue_status alias_table_add_shipped(alias_table *table, morgue_error *err)
{
    return packed__begin(table, &entities__shipped, err);
}
