/*
 * Helpers of the shim's tests.
 */
#include "testlib.h"

#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[64];
static int descriptors;

xc_str str(const char *text)
{
    return (xc_str){text, strlen(text)};
}

static int count_descriptors(void)
{
    DIR *list = opendir("/proc/self/fd");
    if (list == NULL)
        return 0;
    int count = 0;
    while (readdir(list) != NULL)
        count++;
    closedir(list);
    return count;
}

int scratch_setup(void **state)
{
    (void)state;
    snprintf(directory, sizeof directory, "/tmp/xapian-c-test-XXXXXX");
    descriptors = count_descriptors();
    return mkdtemp(directory) == NULL;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

int scratch_teardown(void **state)
{
    (void)state;
    nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    int open_now = count_descriptors();
    if (open_now != descriptors)
        fprintf(stderr, "descriptors: %d before, %d after\n", descriptors, open_now);
    return open_now != descriptors;
}

const char *scratch(const char *name)
{
    static char paths[4][320];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", directory, name);
    return path;
}

int exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

void write_file(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size > 0);
    rewind(file);
    *length = (size_t)size;
    char *bytes = malloc(*length);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    fclose(file);
    return bytes;
}

void make_segment(const char *path, uint32_t count, fill_document *fill, void *context)
{
    xc_error err;
    xc_builder *builder;
    OK(xc_builder_open(&builder, scratch("building"), &err));
    for (uint32_t i = 1; i <= count; i++)
        fill(context, i, builder);
    OK(xc_builder_finish(builder, path, &err));
    xc_builder_free(builder);
}

void add_words(xc_builder *builder, const char *text, const char *value)
{
    xc_error err;
    xc_term terms[16];
    size_t count = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        assert_true(count < 16);
        terms[count++] = (xc_term){.text = {text, length}, .wdf = 1};
        text += length + (text[length] == ' ');
    }
    xc_value in_slot = {0, value != NULL ? str(value) : STR("")};
    xc_document document = {terms, count, &in_slot, value != NULL, {NULL, 0}};
    OK(xc_builder_add(builder, &document, NULL, &err));
}

int keep_bytes(void *context, xc_str bytes)
{
    assert_true(bytes.len < 256);
    memcpy(context, bytes.ptr, bytes.len);
    ((char *)context)[bytes.len] = '\0';
    return 0;
}
