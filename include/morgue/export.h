/* Which symbols leave libmorgue: those marked MORGUE_API, and nothing else. */
#ifndef MORGUE_EXPORT_H
#define MORGUE_EXPORT_H

#if defined(__GNUC__)
#define MORGUE_API __attribute__((visibility("default")))
#else
#define MORGUE_API
#endif

#endif
