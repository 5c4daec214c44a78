/* The version of the library. */
#include <morgue/version.h>

#define TEXT(x)   #x
#define NUMBER(x) TEXT(x)

const char *morgue_version(void)
{
    return NUMBER(MORGUE_VERSION_MAJOR) "." NUMBER(MORGUE_VERSION_MINOR) "." NUMBER(
        MORGUE_VERSION_PATCH);
}
