/* The table of input files: what makes the next run incremental. */
#include "inputs.h"

#include "error.h"

#include <stdlib.h>
#include <zlib.h>

#define MAGIC "morgue inputs 1\n"

void archive__inputs_free(inputs *t)
{
    map_free(&t->index);
    free(t->list);
    *t = (inputs){0};
}

input *archive__inputs_find(const inputs *t, morgue_str path)
{
    uint64_t *number = map_get(&t->index, path);
    input *in = number && *number ? &t->list[*number - 1] : NULL;
    return in && in->path.ptr ? in : NULL;
}

morgue_status archive__inputs_set(inputs *t, const input *in, morgue_error *err)
{
    bool added;
    uint64_t *number = map_put(&t->index, in->path, &added);
    if (!number)
        return fail_nomem(err);
    if (*number == 0) {
        added = true;
        if (t->count == t->capacity) {
            size_t capacity = t->capacity ? t->capacity * 2 : 64;
            input *grown = realloc(t->list, capacity * sizeof *grown);
            if (!grown)
                return fail_nomem(err);
            t->list = grown;
            t->capacity = capacity;
        }
        *number = ++t->count;
    }
    morgue_str path = added || !t->list[*number - 1].path.ptr ? arena_copy(&t->index.keys, in->path)
                                                              : t->list[*number - 1].path;
    if (!path.ptr)
        return fail_nomem(err);
    t->list[*number - 1] = *in;
    t->list[*number - 1].path = path;
    t->dirty = true;
    return MORGUE_OK;
}

void archive__inputs_remove(inputs *t, morgue_str path)
{
    input *in = archive__inputs_find(t, path);
    if (in) {
        in->path = (morgue_str){NULL, 0};
        t->dirty = true;
    }
}

static uint64_t zigzag(int64_t n)
{
    return (uint64_t)n << 1 ^ (uint64_t)(n >> 63);
}

static int64_t unzigzag(uint64_t n)
{
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

static void add_record(strbuf *out, const input *in)
{
    strbuf_sized(out, in->path);
    strbuf_varint(out, in->size);
    strbuf_varint(out, zigzag(in->ctime));
    strbuf_varint(out, zigzag(in->ctime_ns));
    strbuf_varint(out, (uint64_t)in->articles << 1 | in->had_copies);
    strbuf_add(out, in->print.bytes, sizeof in->print.bytes);
}

morgue_status archive__inputs_save(const inputs *t, strbuf *out, morgue_error *err)
{
    strbuf plain = {0};
    for (size_t i = 0; i < t->count; i++)
        if (t->list[i].path.ptr)
            add_record(&plain, &t->list[i]);
    strbuf_text(out, MAGIC);
    strbuf_varint(out, plain.len);
    uLongf len = compressBound((uLong)plain.len);
    char *room = plain.failed ? NULL : strbuf_reserve(out, len);
    bool good = room && compress2((Bytef *)room, &len, (const Bytef *)(plain.ptr ? plain.ptr : ""),
                                  (uLong)plain.len, 1) == Z_OK;
    if (good)
        out->len += len;
    strbuf_free(&plain);
    return good ? MORGUE_OK : fail_nomem(err);
}

static bool take_record(inputs *t, morgue_str *rest, morgue_error *err)
{
    input in = {0};
    uint64_t changed, ns, articles;
    if (!str_sized(rest, &in.path) || !str_varint(rest, &in.size) || !str_varint(rest, &changed) ||
        !str_varint(rest, &ns) || !str_varint(rest, &articles) || articles >> 1 > UINT32_MAX ||
        rest->len < sizeof in.print.bytes)
        return false;
    in.ctime = unzigzag(changed);
    in.ctime_ns = unzigzag(ns);
    in.articles = (uint32_t)(articles >> 1);
    in.had_copies = articles & 1;
    memcpy(in.print.bytes, rest->ptr, sizeof in.print.bytes);
    *rest = str_range(*rest, sizeof in.print.bytes, rest->len);
    return archive__inputs_set(t, &in, err) == MORGUE_OK;
}

morgue_status archive__inputs_load(inputs *t, morgue_str bytes, morgue_error *err)
{
    *t = (inputs){0};
    morgue_str rest = bytes;
    uint64_t len;
    if (!str_starts(rest, STR(MAGIC)))
        return fail(err, MORGUE_CORRUPT, "the list of input files is damaged");
    rest = str_range(rest, strlen(MAGIC), rest.len);
    if (!str_varint(&rest, &len) || len / 1032 > rest.len) /* deflate's best ratio */
        return fail(err, MORGUE_CORRUPT, "the list of input files is damaged");
    char *plain = malloc((size_t)len + 1);
    if (!plain)
        return fail_nomem(err);
    uLongf got = (uLongf)len;
    bool good =
        uncompress((Bytef *)plain, &got, (const Bytef *)rest.ptr, (uLong)rest.len) == Z_OK &&
        got == len;
    rest = (morgue_str){plain, good ? (size_t)len : 0};
    while (good && rest.len)
        good = take_record(t, &rest, err);
    free(plain);
    t->dirty = false;
    if (good)
        return MORGUE_OK;
    archive__inputs_free(t);
    return fail(err, MORGUE_CORRUPT, "the list of input files is damaged");
}
