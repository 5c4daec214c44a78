/*
 * A full disk: building must end in XC_NOSPACE and leave no target behind. Needs
 * a name space of its own to mount a small file system, and is skipped without.
 */
#include "testlib.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

enum outcome { GOOD, SKIPPED, BAD };

/* Mounts a file system of 400 KB for this process only. */
static int mount_small(const char *path)
{
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return 0;
    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
    return mount("tmpfs", path, "tmpfs", 0, "size=400k") == 0;
}

static xc_status add_noise(xc_builder *builder, xc_error *err)
{
    static char noise[8192];
    static uint32_t random = 1;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)((random = random * 1664525u + 1013904223u) >> 24);
    const xc_document document = {NULL, 0, NULL, 0, {noise, sizeof noise}};
    return xc_builder_add(builder, &document, NULL, err);
}

/* Adds 8 KB of noise at a time until the disk is full. */
static enum outcome fill_by_adding(const char *build, xc_error *err)
{
    xc_builder *builder;
    xc_status status = xc_builder_open(&builder, build, err);
    for (int i = 0; i < 100 && status == XC_OK; i++) {
        status = add_noise(builder, err);
        if (status == XC_OK)
            status = xc_builder_flush(builder, err);
    }
    xc_builder_free(builder);
    return status == XC_NOSPACE && !exists(build) ? GOOD : BAD;
}

/* The documents fit, but not once more as a compacted file. */
static enum outcome fill_by_finishing(const char *build, const char *target, xc_error *err)
{
    xc_builder *builder;
    xc_status status = xc_builder_open(&builder, build, err);
    for (int i = 0; i < 25 && status == XC_OK; i++)
        status = add_noise(builder, err);
    if (status == XC_OK)
        status = xc_builder_flush(builder, err);
    if (status == XC_OK)
        status = xc_builder_finish(builder, target, err);
    else
        status = XC_INTERNAL;
    xc_builder_free(builder);
    return status == XC_NOSPACE && !exists(build) && !exists(target) ? GOOD : BAD;
}

static enum outcome in_child(void)
{
    xc_error err = {XC_OK, ""};
    char build[400], target[400];
    snprintf(build, sizeof build, "%s/build", scratch(""));
    snprintf(target, sizeof target, "%s/seg", scratch(""));
    if (!mount_small(scratch("")))
        return SKIPPED;
    enum outcome outcome = fill_by_adding(build, &err);
    if (outcome == GOOD)
        outcome = fill_by_finishing(build, target, &err);
    if (outcome == BAD)
        fprintf(stderr, "status %d: %s\n", (int)err.status, err.message);
    return outcome;
}

static void test_full_disk(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0)
        _exit((int)in_child());
    int result;
    assert_true(child > 0 && waitpid(child, &result, 0) == child && WIFEXITED(result));
    if (WEXITSTATUS(result) == SKIPPED)
        skip();
    assert_int_equal(WEXITSTATUS(result), GOOD);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {SCRATCH(test_full_disk)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
