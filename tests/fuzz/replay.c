/*
 * Replays files through a fuzz target without a fuzzer: replay PATH…, each a
 * file, or a directory of files (which may be absent). Every file is fed whole,
 * cut off in sixteen places, and with one bit turned in sixteen places. What a
 * target does not like ends the program; so does a run that fed nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PLACES   16
#define MAX_PATH 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned fed;

/* From a block of exactly this size, so that reading over its end is seen. */
static void feed(const uint8_t *bytes, size_t size, size_t flip)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        exit(2);
    if (size)
        memcpy(copy, bytes, size);
    if (flip < size)
        copy[flip] ^= (uint8_t)(1u << flip % 8);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void feed_variants(const uint8_t *bytes, size_t size)
{
    feed(bytes, size, SIZE_MAX);
    for (size_t i = 0; i < PLACES && size > 0; i++) {
        feed(bytes, size * i / PLACES, SIZE_MAX);
        feed(bytes, size, size * i / PLACES);
    }
    fed++;
}

static void feed_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(size + 1);
    if (!file || !bytes || fread(bytes, 1, size, file) != size) {
        fprintf(stderr, "replay: cannot read %s\n", path);
        exit(2);
    }
    fclose(file);
    fprintf(stderr, "%s\n", path);
    feed_variants(bytes, size);
    free(bytes);
}

static void feed_path(const char *path);

static void feed_directory(const char *path)
{
    char below[MAX_PATH];
    DIR *directory = opendir(path);
    if (!directory) {
        fprintf(stderr, "replay: cannot read %s\n", path);
        exit(2);
    }
    for (struct dirent *e; (e = readdir(directory));) {
        if (e->d_name[0] == '.')
            continue;
        if (snprintf(below, sizeof below, "%s/%s", path, e->d_name) >= MAX_PATH)
            exit(2);
        feed_path(below);
    }
    closedir(directory);
}

static void feed_path(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            feed_directory(path);
        else
            feed_file(path, (size_t)st.st_size);
    } else if (errno != ENOENT) {
        fprintf(stderr, "replay: cannot read %s\n", path);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        feed_path(argv[i]);
    if (fed == 0) {
        fputs("replay: no file was fed\n", stderr);
        return 1;
    }
    return 0;
}
