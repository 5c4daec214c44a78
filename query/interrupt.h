/* What Ctrl-C does to a command that only reads: it ends at once, with nothing half
 * printed. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/* From here on SIGINT and SIGTERM end the program with EXIT_INTERRUPTED, wherever it
 * is: it holds nothing that others would miss. */
void interrupt_ends(void);

/* What is printed between these two is printed whole, then the program ends. Since some
 * of it may wait in a buffer, from the first such print on a signal is only noted: the
 * next print, a search that asks interrupt_came(), or the end of main() tell. A second
 * signal ends the program anyway, and on a terminal so does the first: who reads there
 * wants it to stop. */
void interrupt_printing(void);
void interrupt_printed(void);

/* Whether one was noted: a morgue_cancel. */
int interrupt_came(void *unused);

#endif
