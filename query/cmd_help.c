/* morgue help: the commands, the language, or a manual page. */
#define _DEFAULT_SOURCE
#include "commands.h"

#include "parse.h"

#include <stdio.h>
#include <unistd.h>

static void print_commands(void)
{
    fputs("morgue: search an archive of news\n\nusage: morgue COMMAND [options] [arguments]\n\n",
          stdout);
    fputs("  index PATH…           bring an archive up to date with files and directories\n",
          stdout);
    const command *c;
    for (size_t i = 0; (c = command_at(i)); i++) {
        int width = printf("  %s %s", c->name, c->arguments);
        printf("%*s  %s\n", width < 22 ? 22 - width : 0, "", c->summary);
    }
    fputs("\n  morgue index ./articles && morgue search 'Micron AND China after:2023-05'\n\n"
          "'morgue COMMAND --help' tells the options, 'morgue help query' the language of "
          "questions.\n"
          "A program morgue-NAME on the PATH runs as 'morgue NAME'.\n",
          stdout);
}

static void print_language(void)
{
    fputs("a b                both words; so does a AND b\n"
          "a OR b             either\n"
          "NOT a, -a          without\n"
          "( … )              grouping; without it NEAR binds tighter than AND, AND than OR\n"
          "\"a b\"              the exact words in a row; \"a b\"~5 with up to 5 words between\n"
          "a NEAR/5 b         within 5 words of one another; ADJ/5: in this order\n"
          "a NOT NEAR/5 b     a somewhere with no b within 5 words\n"
          "a SENTENCE b       in one sentence; a PARA b: in one paragraph\n"
          "atleast/3(a)       3 times or more\n"
          "first/50(a)        among the first 50 words of the body\n"
          "electr*            words that begin so, after at least 3 letters\n"
          "wom?n, col*r       ? is one letter, * any number of them\n"
          "raimundo~          words spelt alike: one letter differs; ~2: two\n"
          "a^2, (a OR b)^0.5  counts twice, or half, in the order of relevance\n"
          "after:2023-05      from 1 May 2023 on; before: until: date: newer:30d …\n"
          "date:2022..2023    both years; date:* dated, -date:* undated\n"
          "field:value        field:(a OR b), field:\"a b\", field:a,b, field:* (has any)\n"
          "wc:>500            articles of over 500 words; wc:200..800\n"
          "\\                  before a character takes its meaning away; so do quotes\n\n"
          "fields:\n",
          stdout);
    const query_field *f;
    for (size_t i = 0; (f = query_field_at(i)); i++)
        printf("  %-10s %s\n", f->name, f->explanation);
}

int command_help(int argc, char **argv)
{
    if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
        print_commands();
        return EXIT_FOUND;
    }
    if (!strcmp(argv[1], "query")) {
        print_language();
        return EXIT_FOUND;
    }
    char page[80];
    snprintf(page, sizeof page, "morgue-%s", argv[1]);
    fflush(stdout);
    if (isatty(STDOUT_FILENO))
        execlp("man", "man", page, (char *)NULL);
    char help[] = "--help";
    char *args[] = {argv[1], help, NULL};
    const command *c;
    for (size_t i = 0; (c = command_at(i)); i++)
        if (!strcmp(c->name, argv[1]))
            return c->run(2, args);
    command_external(args);
    return program_usage(NAME, "there is no command '%s'", argv[1]);
}
