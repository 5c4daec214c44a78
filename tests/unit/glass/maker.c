/* Made posting lists, and databases of them, coded plainly. */
#define _GNU_SOURCE /* mkdtemp */
#include "maker.h"

#include "glass_code.h"
#include "xapian_c.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

uint32_t chance_below(chance *c, uint32_t n)
{
    c->state ^= c->state << 13;
    c->state ^= c->state >> 7;
    c->state ^= c->state << 17;
    return (uint32_t)((c->state >> 20) % n);
}

/* ---- lists ---- */

made_list *made_new_list(made *m, morgue_str term)
{
    if (m->count == m->capacity) {
        m->capacity = m->capacity ? 2 * m->capacity : 16;
        m->lists = realloc(m->lists, m->capacity * sizeof *m->lists);
        assert_non_null(m->lists);
    }
    made_list *l = &m->lists[m->count++];
    *l = (made_list){.term_len = (unsigned)term.len};
    memcpy(l->term, term.ptr, term.len);
    return l;
}

void made_add(made_list *l, uint32_t id, uint32_t wdf)
{
    if (l->count == l->capacity) {
        l->capacity = l->capacity ? 2 * l->capacity : 16;
        l->ids = realloc(l->ids, l->capacity * sizeof *l->ids);
        l->wdfs = realloc(l->wdfs, l->capacity * sizeof *l->wdfs);
        assert_true(l->ids && l->wdfs);
    }
    l->ids[l->count] = id;
    l->wdfs[l->count++] = wdf;
    l->occurrences += wdf;
}

static int by_term(const void *a, const void *b)
{
    const made_list *x = a, *y = b;
    return str_compare((morgue_str){x->term, x->term_len}, (morgue_str){y->term, y->term_len});
}

void made_sort(made *m)
{
    qsort(m->lists, m->count, sizeof *m->lists, by_term);
}

void made_free(made *m)
{
    for (size_t i = 0; i < m->count; i++) {
        free(m->lists[i].ids);
        free(m->lists[i].wdfs);
    }
    free(m->lists);
    *m = (made){0};
}

static uint32_t some_wdf(chance *c, unsigned kind)
{
    if (kind == 0)
        return 0; /* as of a term that only filters */
    if (kind == 1 && chance_below(c, 9) == 0)
        return 100 + chance_below(c, 100);
    return kind == 2 && chance_below(c, 50) == 0 ? chance_below(c, 1u << 20)
                                                 : 1 + chance_below(c, 9);
}

static void fill_list(made_list *l, uint32_t documents, chance *c)
{
    unsigned kind = chance_below(c, 4);
    uint32_t gap = 1u << chance_below(c, 17), heap = 0;
    for (uint32_t id = 1 + chance_below(c, gap); id <= documents; id++) {
        made_add(l, id, some_wdf(c, kind));
        if (heap == 0 && chance_below(c, 50) == 0)
            heap = chance_below(c, 400); /* follow each other closely */
        if (heap)
            heap--;
        else
            id += chance_below(c, gap);
    }
    if (l->count == 0)
        made_add(l, documents, 1);
}

void made_mixture(made *m, uint32_t documents, uint64_t seed)
{
    chance c = {seed};
    m->documents = documents;
    for (unsigned i = 0; i < 120; i++) {
        char term[GLASS_KEY];
        int n = snprintf(term, sizeof term, "%c%u", 'a' + (char)(i % 26), i);
        size_t len = i % 5 ? (size_t)n : (size_t)n + chance_below(&c, 246 - (uint32_t)n);
        memset(term + n, i % 2 ? 0xFF : 1, len - (size_t)n);
        fill_list(made_new_list(m, (morgue_str){term, len}), documents, &c);
    }
    char longest[245];
    memset(longest, 'z', sizeof longest);
    fill_list(made_new_list(m, (morgue_str){longest, sizeof longest}), documents, &c);
    made_add(made_new_list(m, STR("a")), documents, 7);
    made_sort(m);
}

/* ---- files ---- */

void scratch_open(scratch *s)
{
    snprintf(s->path, sizeof s->path, "/tmp/morgue-glass-XXXXXX");
    assert_non_null(mkdtemp(s->path));
    s->fd = open(s->path, O_RDONLY | O_DIRECTORY);
    assert_true(s->fd >= 0);
}

void scratch_free(scratch *s)
{
    DIR *d = fdopendir(dup(s->fd));
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.')
            assert_int_equal(unlinkat(s->fd, e->d_name, 0), 0);
    closedir(d);
    close(s->fd);
    assert_int_equal(rmdir(s->path), 0);
}

/* ---- the room's own writer ---- */

typedef struct lengths {
    uint32_t *of; /* by document, from 1 */
    glass_statistics all;
} lengths;

static lengths lengths_of(const made *m)
{
    lengths out = {.of = calloc(m->documents + 1, sizeof *out.of)};
    assert_non_null(out.of);
    out.all.documents = m->documents;
    for (size_t i = 0; i < m->count; i++)
        for (uint32_t j = 0; j < m->lists[i].count; j++) {
            uint32_t wdf = m->lists[i].wdfs[j];
            out.of[m->lists[i].ids[j]] += wdf;
            out.all.total_length += wdf;
            out.all.wdf_high = wdf > out.all.wdf_high ? wdf : out.all.wdf_high;
        }
    for (uint32_t id = 1; id <= m->documents; id++) {
        uint32_t n = out.of[id];
        out.all.length_high = n > out.all.length_high ? n : out.all.length_high;
        if (n && (out.all.length_low == 0 || n < out.all.length_low))
            out.all.length_low = n;
    }
    return out;
}

/* One chunk of postings [from, to). */
static void write_chunk(glass_table *t, const made_list *l, uint32_t from, uint32_t to, bool term)
{
    unsigned char key[GLASS_KEY + 8], *end = key + l->term_len;
    memcpy(key, l->term, l->term_len);
    unsigned char *tag = malloc(64 + (size_t)(to - from) * 10), *p = tag;
    assert_non_null(tag);
    if (from == 0) {
        p = glass_uint(p, term ? l->count : 0);
        p = glass_uint(p, term ? l->occurrences : 0);
        p = glass_uint(p, l->ids[0] - 1);
    } else {
        if (term)
            *end++ = 0;
        end = glass_uint_sort(end, l->ids[from]);
    }
    *p++ = to == l->count ? '1' : '0';
    p = glass_uint(p, l->ids[to - 1] - l->ids[from]);
    for (uint32_t i = from; i < to; i++) {
        if (i > from)
            p = glass_uint(p, l->ids[i] - l->ids[i - 1] - 1);
        p = glass_uint(p, l->wdfs[i]);
    }
    glass_table_put(t, key, (size_t)(end - key), tag, (size_t)(p - tag));
    free(tag);
}

static void write_list(glass_table *t, const made_list *l, unsigned chunk, bool term)
{
    unsigned char room[GLASS_UINT_MAX];
    for (uint32_t from = 0, to; from < l->count; from = to) {
        size_t bytes = 0;
        for (to = from; to < l->count && bytes < chunk; to++) {
            bytes += to > from ? (size_t)(glass_uint(room, l->ids[to] - l->ids[to - 1]) - room) : 0;
            bytes += (size_t)(glass_uint(room, l->wdfs[to]) - room);
        }
        write_chunk(t, l, from, to, term);
    }
}

static void write_lengths(glass_table *t, const made *m, const lengths *n, unsigned chunk)
{
    made_list l = {.term = {0, (char)0xE0}, .term_len = 2};
    for (uint32_t id = 1; id <= m->documents; id++)
        made_add(&l, id, n->of[id]);
    write_list(t, &l, chunk, false);
    free(l.ids);
    free(l.wdfs);
}

void made_write(const made *m, const scratch *s, const char *name, unsigned chunk)
{
    static const unsigned char uuid[16] = "glass in a test!";
    static char metadata[100000];
    int fd = openat(s->fd, name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    glass_file file;
    glass_table table;
    glass_root roots[GLASS_TABLE_COUNT] = {0};
    lengths n = lengths_of(m);
    for (size_t i = 0; i < sizeof metadata; i++)
        metadata[i] = (char)(i % 251);
    glass_file_open(&file, fd, name);
    glass_table_open(&table, &file);
    glass_table_put(&table,
                    (const unsigned char *)"\0\xC0"
                                           "first",
                    7, metadata, sizeof metadata);
    write_lengths(&table, m, &n, chunk);
    for (size_t i = 0; i < m->count; i++)
        write_list(&table, &m->lists[i], chunk, true);
    glass_table_finish(&table, &roots[GLASS_POSTLIST]);
    assert_int_equal(glass_file_finish(&file, uuid, roots, &n.all, NULL), MORGUE_OK);
    glass_table_free(&table);
    glass_file_close(&file);
    free(n.of);
}

/* ---- libxapian ---- */

void made_build(const made *m, const scratch *s, const char *name)
{
    char path[128], file[128];
    xc_builder *b = NULL;
    xc_error error = {0};
    snprintf(path, sizeof path, "%s/%s.building", s->path, name);
    snprintf(file, sizeof file, "%s/%s", s->path, name);
    xc_term *terms = calloc(m->count, sizeof *terms);
    uint32_t *at = calloc(m->count, sizeof *at);
    assert_true(terms && at);
    assert_int_equal(xc_builder_open(&b, path, &error), XC_OK);
    for (uint32_t id = 1; id <= m->documents; id++) {
        xc_document d = {.terms = terms};
        for (size_t i = 0; i < m->count; i++) {
            const made_list *l = &m->lists[i];
            if (at[i] == l->count || l->ids[at[i]] != id)
                continue;
            terms[d.term_count++] =
                (xc_term){.text = {l->term, l->term_len}, .wdf = l->wdfs[at[i]++]};
        }
        uint32_t got;
        assert_int_equal(xc_builder_add(b, &d, &got, &error), XC_OK);
        assert_int_equal(got, id);
    }
    assert_int_equal(xc_builder_finish(b, file, &error), XC_OK);
    xc_builder_free(b);
    free(terms);
    free(at);
}
