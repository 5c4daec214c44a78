/* Stopping: the caller's wish and the deadline, looked at from wherever a question
 * can spend long. */
#include "stopping.h"

#include "error.h"

#include <time.h>

double run__clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void run__stop_start(stopping *stop)
{
    stop->deadline = stop->timeout ? run__clock() + (double)stop->timeout : 0;
    stop->left = STOP_STEPS;
    stop->reason = MORGUE_OK;
}

int run__stop_poll(void *context)
{
    stopping *stop = context;
    stop->left = STOP_STEPS;
    if (stop->reason == MORGUE_OK && stop->cancel && stop->cancel(stop->context))
        stop->reason = MORGUE_CANCELLED;
    if (stop->reason == MORGUE_OK && stop->timeout && run__clock() >= stop->deadline)
        stop->reason = MORGUE_LIMIT;
    if (stop->reason)
        stop->left = 0; /* so that the next step sees it too */
    return stop->reason != MORGUE_OK;
}

static morgue_status tell(const stopping *stop, morgue_error *err)
{
    if (stop->reason == MORGUE_CANCELLED)
        return fail(err, MORGUE_CANCELLED, "the search was stopped");
    return fail(err, MORGUE_LIMIT,
                "the question was not answered before its deadline, %llu ms (timeout): ask for "
                "less, with rarer words or fewer wildcards, or allow it more time",
                (unsigned long long)stop->timeout);
}

morgue_status run__stop(stopping *stop, morgue_error *err)
{
    return run__stop_poll(stop) ? tell(stop, err) : MORGUE_OK;
}

morgue_status run__stop_reason(const stopping *stop, morgue_status status, morgue_error *err)
{
    return status == MORGUE_CANCELLED && stop->reason ? tell(stop, err) : status;
}
