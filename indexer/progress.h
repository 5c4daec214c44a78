/* How far a run of morgue-index is, on standard error. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "ingest.h"

typedef struct progress_display {
    bool live;  /* a line that is written over */
    bool plain; /* a line every 30 seconds */
    bool quiet;
    bool verbose; /* every file is named */
    bool shown;   /* a live line stands on the terminal */
    double started, last;
} progress_display;

bool progress_known(const char *when);
void progress_init(progress_display *d, const char *when, bool quiet, bool verbose);

/* Callbacks of ingest_options; context is the display. */
void progress_show(void *context, const ingest_report *report);
void progress_failed(void *context, morgue_str path, const char *why);
void progress_note(void *context, morgue_str path, const char *text);

/* Wipes the live line. */
void progress_end(progress_display *d);

/* What the run did, in a few lines. */
void progress_summary(progress_display *d, const ingest_report *r, const char *archive,
                      bool dry_run);

#endif
