/* The version of the headers, and that of the library at run time. */
#ifndef MORGUE_VERSION_H
#define MORGUE_VERSION_H

#include <morgue/export.h>

#define MORGUE_VERSION_MAJOR 0
#define MORGUE_VERSION_MINOR 1
#define MORGUE_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0" of the library that is linked. Static. */
MORGUE_API const char *morgue_version(void);

#ifdef __cplusplus
}
#endif

#endif
