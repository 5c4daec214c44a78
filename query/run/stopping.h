/* How long a question may take: whether its caller wants to stop, and its deadline. */
#ifndef STOPPING_H
#define STOPPING_H

#include <morgue/search.h>

#include <stdbool.h>

/* Steps between two looks at the caller and the clock: some ten microseconds. */
#define STOP_STEPS 1024

/* All zero never stops. Once it says stop it goes on saying so, and why. */
typedef struct stopping {
    morgue_cancel *cancel; /* may be NULL */
    void *context;
    uint64_t timeout; /* milliseconds from run__stop_start() on; 0: no deadline */
    /* what follows is of stopping.c */
    double deadline;      /* by run__clock(); 0 when there is none */
    int left;             /* steps until it looks again */
    morgue_status reason; /* MORGUE_OK, MORGUE_CANCELLED, or MORGUE_LIMIT: too late */
} stopping;

/* Milliseconds of a clock that nobody sets. */
double run__clock(void);

void run__stop_start(stopping *stop);

/* Looks now; non-zero to stop. In the form in which the rooms below ask. */
int run__stop_poll(void *stop);

/* Likewise, as a status: MORGUE_CANCELLED, or MORGUE_LIMIT with what to do. */
morgue_status run__stop(stopping *stop, morgue_error *err);

/* The rooms below know only that they were stopped: their MORGUE_CANCELLED becomes what
 * it was. Any other status stays. */
morgue_status run__stop_reason(const stopping *stop, morgue_status status, morgue_error *err);

/* Counts steps, and looks from time to time; false when the work must end. stop may
 * be NULL. */
static inline bool run__step(stopping *stop, int steps)
{
    return !stop || (stop->left -= steps) > 0 || !run__stop_poll(stop);
}

#endif
