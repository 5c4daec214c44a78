/* morgue check: every checksum; morgue info: what an archive holds. */
#include "commands.h"

#include "calendar.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

typedef struct faults {
    size_t count;
    bool quiet;
} faults;

static void print_fault(void *context, const char *file, const char *fault)
{
    faults *found = context;
    found->count++;
    if (!found->quiet)
        printf("%s: %s\n", file, fault);
}

int command_check(int argc, char **argv)
{
    session s;
    int code = session_options(&s, "check", 0, argc, argv);
    if (code < 0)
        code = session_no_arguments(&s, argc, argv);
    morgue_error error;
    if (code < 0 && program_config(&s.config, s.config_option, &error))
        code = program_fail(NAME, &error);
    if (code < 0 && program_archive(s.config, s.archive_option, &s.path, &error))
        code = program_fail(NAME, &error);
    if (code < 0) {
        faults found = {0, s.quiet};
        morgue_status status = morgue_archive_check(s.path.ptr, print_fault, &found, &error);
        if (status && found.count == 0)
            code = program_fail(NAME, &error);
        else if (found.count)
            code = EXIT_NOARCHIVE;
        else
            code = EXIT_FOUND;
        if (code == EXIT_FOUND && !s.quiet)
            printf("%s is sound\n", s.path.ptr);
    }
    session_close(&s);
    return code;
}

static void print_info(const session *s, const morgue_archive_info *info)
{
    char from[CALENDAR_TEXT], to[CALENDAR_TEXT];
    calendar_format(info->earliest, from);
    calendar_format(info->latest, to);
    printf("archive    %s\nuuid       %s\nrevision   %" PRIu64 "\n", s->path.ptr, info->uuid,
           info->revision);
    printf("articles   %" PRIu64 "\ndead       %" PRIu64 "\nsegments   %" PRIu64 "\n",
           info->articles, info->dead, info->segments);
    if (*from)
        printf("earliest   %s\nlatest     %s\n", from, to);
    printf("undated    %" PRIu64 "\n", info->undated);
    printf("text       %.1f MB\nsize       %.1f MB", (double)info->text_bytes / 1e6,
           (double)info->bytes / 1e6);
    if (info->text_bytes)
        printf(" (%.2f x text)", (double)info->bytes / (double)info->text_bytes);
    fputc('\n', stdout);
}

int command_info(int argc, char **argv)
{
    session s;
    int code = session_options(&s, "info", 0, argc, argv);
    if (code < 0)
        code = session_no_arguments(&s, argc, argv);
    if (code < 0)
        code = session_open(&s);
    if (code < 0) {
        morgue_archive_info info;
        morgue_archive_describe(s.archive, &info);
        if (!s.quiet)
            print_info(&s, &info);
        code = EXIT_FOUND;
    }
    session_close(&s);
    return code;
}
