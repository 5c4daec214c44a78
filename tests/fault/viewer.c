/*
 * Opens an archive once; for each line of standard input, answers it as a question
 * with the number of matches, one a line. usage: viewer ARCHIVE
 */
#include <morgue/morgue.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int answer(morgue_archive *archive, const char *question, morgue_error *err)
{
    morgue_query *query = NULL;
    morgue_results *results = NULL;
    morgue_search_options options;
    morgue_search_options_init(&options);
    morgue_status status = morgue_query_parse(&query, question, strlen(question), 0, 0, err);
    if (!status)
        status = morgue_search(&results, archive, query, &options, err);
    if (!status)
        printf("%" PRIu64 "\n", morgue_results_total(results));
    fflush(stdout);
    morgue_results_free(results);
    morgue_query_free(query);
    return status;
}

int main(int argc, char **argv)
{
    morgue_archive *archive;
    morgue_error error;
    char line[200];
    int status = 0;
    if (argc != 2)
        return 2;
    status = morgue_archive_open(&archive, argv[1], NULL, &error);
    while (!status && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        status = answer(archive, line, &error);
    }
    if (status)
        fprintf(stderr, "%s\n", error.message);
    morgue_archive_free(archive);
    return status != 0;
}
