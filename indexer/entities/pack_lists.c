/*
 * A program of the build: reads entity files in YAML and writes them, packed, as
 * a C file.
 *
 * usage: pack_lists OUTPUT.c LIST.yaml…
 *
 * Each list counts as a file of its own: a later one can take a surface from an
 * earlier one.
 */
#include "entities_internal.h"
#include "io.h"

#include <fcntl.h>
#include <stdio.h>

static int complain(const char *what, const morgue_error *err)
{
    fprintf(stderr, "pack_lists: %s: line %u, column %u: %s\n", what, err->line, err->column,
            err->message);
    return 1;
}

static int add_list(alias_table *t, analyzer *a, const char *path)
{
    strbuf yaml = {0};
    morgue_error err = {0};
    morgue_status status = io_read_file(AT_FDCWD, path, 64u << 20, &yaml, &err);
    if (!status)
        status = alias_table_add(t, a, path, strbuf_view(&yaml), &err);
    strbuf_free(&yaml);
    return status ? complain(path, &err) : 0;
}

static int write_c(const char *path, const strbuf *bytes)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return 1;
    fputs("/* Made by pack_lists from the entity lists; not to be edited. */\n"
          "#include \"entities_internal.h\"\n\nconst unsigned char entities__shipped[] = {",
          out);
    for (size_t i = 0; i < bytes->len; i++)
        fprintf(out, "%s%u,", i % 24 ? "" : "\n    ", (unsigned)(unsigned char)bytes->ptr[i]);
    fputs("\n};\nconst size_t entities__shipped_size = sizeof entities__shipped;\n", out);
    return fclose(out) ? 1 : 0;
}

int main(int argc, char **argv)
{
    alias_table *t = NULL;
    analyzer *a = NULL;
    strbuf bytes = {0};
    morgue_error err = {0};
    int code = 0;
    if (argc < 2)
        return 2;
    /* Names are folded, never stemmed. */
    if (alias_table_new(&t, &err) || analyzer_new(&a, STR("none"), &err))
        code = complain("start", &err);
    for (int i = 2; !code && i < argc; i++)
        code = add_list(t, a, argv[i]);
    if (!code) {
        packed__write(t, &bytes);
        code = bytes.failed || write_c(argv[1], &bytes);
    }
    strbuf_free(&bytes);
    analyzer_free(a);
    alias_table_free(t);
    return code;
}
