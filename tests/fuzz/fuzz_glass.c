/*
 * A glass database with damage. The first byte cuts the file off (0: not at all);
 * each four that follow are a place (three bytes, big-endian) and a value for the
 * byte there. Places beyond the file put one block over another.
 */
#include "glass_btree.h"
#include "glass_code.h"
#include "glass_tree.h"

#include "map.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DOCUMENTS 3000u
#define TERMS     40u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* ---- the sound database ---- */

/* A term in every so many documents, in chunks of 200 postings. */
static void write_list(glass_table *t, unsigned char letter, uint32_t step)
{
    unsigned char key[8] = {letter}, tag[2048];
    uint32_t count = DOCUMENTS / step;
    for (uint32_t from = 0; from < count; from += 200) {
        uint32_t to = from + 200 < count ? from + 200 : count;
        unsigned char *p = tag, *end = key + 1;
        if (from == 0) {
            p = glass_uint(glass_uint(glass_uint(p, count), 3 * (uint64_t)count), step - 1);
        } else {
            *end++ = 0;
            end = glass_uint_sort(end, (from + 1) * step);
        }
        *p++ = to == count ? '1' : '0';
        p = glass_uint(glass_uint(p, (to - 1 - from) * step), 3);
        for (uint32_t i = from + 1; i < to; i++)
            p = glass_uint(glass_uint(p, step - 1), i % 90 ? 3 : 300);
        glass_table_put(t, key, (size_t)(end - key), tag, (size_t)(p - tag));
    }
}

static unsigned char *sound(size_t *size)
{
    static unsigned char *bytes;
    static size_t length;
    *size = length;
    if (bytes)
        return bytes;
    static const unsigned char uuid[16];
    FILE *temporary = tmpfile();
    glass_file file;
    glass_table table;
    glass_root roots[GLASS_TABLE_COUNT] = {0};
    require(temporary != NULL);
    glass_file_open(&file, dup(fileno(temporary)), "fuzz");
    glass_table_open(&table, &file);
    for (unsigned i = 0; i < TERMS; i++)
        write_list(&table, (unsigned char)('A' + i), 1 + i);
    glass_table_finish(&table, &roots[GLASS_POSTLIST]);
    glass_statistics all = {DOCUMENTS, 1, 900, 300, UINT64_C(100000)};
    require(glass_file_finish(&file, uuid, roots, &all, NULL) == MORGUE_OK);
    length = *size = (size_t)file.blocks * GLASS_BLOCK;
    bytes = malloc(length);
    rewind(temporary);
    require(bytes && fread(bytes, 1, length, temporary) == length);
    glass_table_free(&table);
    glass_file_close(&file);
    fclose(temporary);
    return bytes;
}

static void damage(unsigned char *bytes, size_t size, const uint8_t *data, size_t n)
{
    for (; n >= 4; data += 4, n -= 4) {
        size_t at = (size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2];
        size_t blocks = size / GLASS_BLOCK;
        if (at < size)
            bytes[at] = data[3];
        else if (blocks && at % blocks != data[3] % blocks)
            memcpy(bytes + at % blocks * GLASS_BLOCK, bytes + data[3] % blocks * GLASS_BLOCK,
                   GLASS_BLOCK);
    }
}

/* ---- reading it ---- */

static uint32_t check_block(const glass_postings *p, uint32_t last)
{
    require(p->count > 0 && p->count <= GLASS_POSTINGS);
    for (uint32_t i = 0; i < p->count; i++) {
        require(p->ids[i] > last && p->ids[i] <= glass_statistics_of(p->reader)->documents);
        last = p->ids[i];
    }
    return last;
}

static void read_list(glass_reader *r, char letter, uint32_t step)
{
    glass_postings p;
    uint32_t last = 0;
    if (!glass_postings_open(r, (morgue_str){&letter, 1}, &p))
        return;
    while (glass_postings_next(&p))
        last = check_block(&p, last);
    if (!glass_postings_open(r, (morgue_str){&letter, 1}, &p))
        return;
    for (uint32_t id = step; glass_postings_seek(&p, id); id = p.ids[0] + step) {
        require(p.ids[0] >= id);
        check_block(&p, id - 1);
    }
}

static void read_table(glass_reader *r, glass_table_id table)
{
    glass_cursor *c = NULL;
    morgue_str key, tag;
    morgue_str before = {NULL, 0};
    if (glass_cursor_open(&c, r, table, before, NULL))
        return;
    while (glass_cursor_next(c, &key, &tag)) {
        require(str_compare(before, key) < 0);
        require(hash_bytes(tag.ptr, tag.len) != 1);
        before = key; /* it is in the map */
    }
    glass_cursor_free(c);
}

static void read_all(glass_reader *r)
{
    morgue_error error = {0};
    for (unsigned i = 0; i < TERMS; i++)
        read_list(r, (char)('A' + i), 1 + i * 7);
    for (glass_table_id t = GLASS_POSTLIST; t < GLASS_TABLE_COUNT; t++)
        read_table(r, t);
    morgue_status status = glass_status(r, &error);
    require(!status || status == MORGUE_CORRUPT || status == MORGUE_VERSION);
    require(!status || error.message[0]);
}

/* The reader is given memory of just that size, where a step beside it is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t length;
    unsigned char *whole = sound(&length);
    size_t cut = size && data[0] ? length * data[0] / 256 : length;
    unsigned char *bytes = malloc(cut ? cut : 1);
    char name[] = "fuzz";
    morgue_error error = {0};
    require(bytes != NULL);
    memcpy(bytes, whole, cut);
    if (size)
        damage(bytes, cut, data + 1, size - 1);
    glass_reader r = {
        .map = bytes, .bytes = cut, .blocks = (uint32_t)(cut / GLASS_BLOCK), .name = name};
    morgue_status status = glass__read_record(&r, &error);
    require(!status ||
            ((status == MORGUE_CORRUPT || status == MORGUE_VERSION) && error.message[0]));
    if (!status)
        read_all(&r);
    require(size > 0 || (!status && !r.status));
    free(bytes);
    return 0;
}
