/* --dump: a stage of the pipeline, printed instead of indexed. */
#include "dump.h"

#include "draft.h"
#include "error.h"
#include "program.h"
#include "source.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NAME "morgue-index"

typedef struct dumping {
    const struct stage *stage;
    source_options options;
    analyzer *analyzer;
    alias_table *aliases;
    recogniser *names;
    drafter *drafter;
    strbuf out;
    bool failed;
} dumping;

typedef struct stage {
    const char *name;
    morgue_status (*print)(dumping *d, const morgue_article *a, morgue_error *err);
} stage;

static morgue_status print_article(dumping *d, const morgue_article *a, morgue_error *err)
{
    article_dump(a, &d->out);
    strbuf_char(&d->out, '\n');
    return strbuf_check(&d->out, err);
}

static morgue_status print_tokens(dumping *d, const morgue_article *a, morgue_error *err)
{
    return drafter_dump_tokens(d->drafter, a, &d->out, err);
}

static morgue_status print_entities(dumping *d, const morgue_article *a, morgue_error *err)
{
    return drafter_dump_entities(d->drafter, a, &d->out, err);
}

static morgue_status print_draft(dumping *d, const morgue_article *a, morgue_error *err)
{
    draft *made;
    morgue_status status = drafter_make(d->drafter, a, &made, err);
    if (!status)
        draft_dump(made, &d->out);
    draft_free(made);
    return status ? status : strbuf_check(&d->out, err);
}

static const stage stages[] = {
    {"article", print_article},
    {"tokens", print_tokens},
    {"entities", print_entities},
    {"draft", print_draft},
};

static const stage *find_stage(const char *name)
{
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (!strcmp(stages[i].name, name))
            return &stages[i];
    return NULL;
}

bool dump_stage_known(const char *name)
{
    return find_stage(name) != NULL;
}

static void refuse(void *context, morgue_str path, morgue_status status, const char *why)
{
    dumping *d = context;
    (void)status;
    d->failed = true;
    fprintf(stderr, "%.*s: %s\n", STR_ARGS(path), why);
}

static morgue_status on_article(void *context, const reading *r, morgue_error *err)
{
    dumping *d = context;
    strbuf_clear(&d->out);
    morgue_status status = d->stage->print(d, &r->article, err);
    if (!status && d->out.len)
        fwrite(d->out.ptr, 1, d->out.len, stdout);
    return status;
}

static morgue_status on_file(void *context, int dir_fd, const char *name, const source_file *file,
                             morgue_error *err)
{
    dumping *d = context;
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        refuse(d, file->path, MORGUE_IO, strerror(errno));
        return MORGUE_OK;
    }
    morgue_error error;
    morgue_status status = source_read(fd, file, &d->options, &error);
    close(fd);
    if (status == MORGUE_NOMEM || status == MORGUE_INTERNAL) {
        if (err)
            *err = error;
        return status;
    }
    if (status)
        refuse(d, file->path, status, error.message);
    return MORGUE_OK;
}

static morgue_status dump_path(dumping *d, const char *path, morgue_error *err)
{
    if (!strcmp(path, "-"))
        return source_read(STDIN_FILENO, &(source_file){.path = STR("stdin")}, &d->options, err);
    source_walk walk = {on_file, refuse, d};
    return source_walk_root(path, &walk, err);
}

int dump_paths(const morgue_config *config, const char *name, const char *format, char **paths,
               size_t count)
{
    dumping d = {.stage = find_stage(name)};
    d.options = (source_options){.config = config,
                                 .now = (int64_t)time(NULL),
                                 .format = format,
                                 .article = on_article,
                                 .refuse = refuse,
                                 .context = &d};
    morgue_error error;
    morgue_status status = analyzer_new(&d.analyzer, config->language, &error);
    if (!status)
        status = archive_load_aliases(&d.aliases, config, d.analyzer, &error);
    if (!status)
        status = recogniser_new(&d.names, d.aliases, &error);
    if (!status)
        status = drafter_new(&d.drafter, config, d.names, &error);
    for (size_t i = 0; !status && i < count; i++)
        status = dump_path(&d, paths[i], &error);
    int code = d.failed ? EXIT_PARTLY : EXIT_FOUND;
    if (status) {
        program_fail(NAME, &error);
        code = EXIT_ERROR;
    }
    drafter_free(d.drafter);
    recogniser_free(d.names);
    alias_table_free(d.aliases);
    analyzer_free(d.analyzer);
    strbuf_free(&d.out);
    return code;
}
