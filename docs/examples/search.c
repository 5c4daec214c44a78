/* Prints the headlines of the articles that answer a question. */
#include <morgue/morgue.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
    morgue_archive *archive = NULL;
    morgue_query *query = NULL;
    morgue_results *found = NULL;
    morgue_error error = {.message = "usage: search ARCHIVE QUESTION"};
    int bad = argc != 3 || morgue_archive_open(&archive, argv[1], NULL, &error) ||
              morgue_query_parse(&query, argv[2], strlen(argv[2]), time(NULL), 0, &error) ||
              morgue_search(&found, archive, query, NULL, &error);
    for (size_t i = 0; !bad && i < morgue_results_hit_count(found); i++) {
        morgue_str title = morgue_results_hit(found, i)->title;
        printf("%.*s\n", (int)title.len, title.ptr);
    }
    if (bad)
        fprintf(stderr, "%s\n", error.message);
    morgue_results_free(found);
    morgue_query_free(query);
    morgue_archive_free(archive);
    return bad ? 2 : 0;
}
