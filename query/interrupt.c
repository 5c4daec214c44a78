/* Ending at a signal. */
#include "interrupt.h"

#include "program.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t waits, came;

static void on_signal(int number)
{
    (void)number;
    if (!waits || came)
        _exit(EXIT_INTERRUPTED);
    came = 1;
}

void interrupt_ends(void)
{
    /* A write to a slow reader goes on behind the signal. */
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void interrupt_printing(void)
{
    waits = !isatty(STDOUT_FILENO);
}

void interrupt_printed(void)
{
    if (came && fflush(stdout) == 0)
        _exit(EXIT_INTERRUPTED);
}

int interrupt_came(void *unused)
{
    (void)unused;
    return came;
}
