/*
 * A program of the build: reads entity files in YAML and writes them as a C file
 * that has a packed_table.
 *
 * usage: pack_lists OUTPUT.c LIST.yaml…
 *
 * Each list counts as a file of its own: a later one can take a surface from an
 * earlier one.
 */
#include "io.h"
#include "packed.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

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

/* The program measures out its memory once and is gone soon: it ends without it. */
static void *need(void *memory)
{
    if (memory)
        return memory;
    fputs("pack_lists: out of memory\n", stderr);
    exit(1);
}

/* ---- texts, each once ---- */

typedef struct packing {
    const alias_table *table;
    FILE *out;
    strbuf text;
    map known;                /* text -> its place plus 1 */
    packed_text *names;       /* key of the name, by record */
    uint32_t surfaces, words; /* written so far */
} packing;

static packed_text pack_text(packing *p, morgue_str s)
{
    uint64_t *at = need(map_put(&p->known, s, NULL));
    if (!*at) {
        *at = p->text.len + 1;
        strbuf_str(&p->text, s);
    }
    return (packed_text){(uint32_t)(*at - 1), (uint32_t)s.len};
}

static packed_text pack_lower(packing *p, morgue_str s)
{
    strbuf lower = {0};
    for (size_t i = 0; i < s.len; i++)
        strbuf_char(&lower, ascii_lower(s.ptr[i]));
    packed_text packed = pack_text(p, strbuf_view(&lower));
    strbuf_free(&lower);
    return packed;
}

static packed_text pack_surface_key(packing *p, const surface *s)
{
    strbuf key = {0};
    strbuf_char(&key, table__letter(s->kind));
    strbuf_str(&key, s->text);
    packed_text packed = pack_text(p, strbuf_view(&key));
    strbuf_free(&key);
    return packed;
}

/* The names of records are known to the map alone. */
static void pack_names(packing *p)
{
    const alias_table *t = p->table;
    size_t at = 0;
    p->names = need(calloc(t->record_count + 1, sizeof *p->names));
    for (const map_entry *e; (e = map_next(&t->keys[KEY_NAME], &at));)
        for (uint32_t n = (uint32_t)e->value - 1; n != NONE; n = t->records[n]->same_name)
            p->names[n] = pack_text(p, e->key);
}

static void write_text(packing *p, packed_text t)
{
    fprintf(p->out, "{%u,%u},", (unsigned)t.at, (unsigned)t.len);
}

/* ---- records, surfaces, words ---- */

static void write_record(packing *p, const record *r)
{
    const entity *e = &r->public;
    fputc('{', p->out);
    write_text(p, pack_text(p, e->id));
    write_text(p, pack_text(p, e->name));
    write_text(p, pack_text(p, e->country));
    write_text(p, pack_text(p, e->ticker));
    write_text(p, pack_lower(p, e->id));
    write_text(p, p->names[r->number]);
    fprintf(p->out, "%u,%u,%u,%u,%uu},\n", (unsigned)e->kind, (unsigned)e->ignore,
            (unsigned)r->given_id, (unsigned)p->surfaces, (unsigned)r->same_name);
}

static uint32_t oldest(const alias_table *t, const record *r)
{
    uint32_t last = NONE;
    for (uint32_t i = r->first_surface; i != NONE; i = t->surfaces[i].next)
        last = i;
    return last;
}

/* Calls what writes for each surface, in the order in which they are packed. */
static void each_surface(packing *p, void write(packing *p, const surface *s))
{
    const alias_table *t = p->table;
    for (size_t i = 0; i < t->record_count; i++)
        for (uint32_t k = oldest(t, t->records[i]); k != NONE; k = t->surfaces[k].prev)
            write(p, &t->surfaces[k]);
}

static void write_surface(packing *p, const surface *s)
{
    fputc('{', p->out);
    write_text(p, pack_surface_key(p, s));
    fprintf(p->out, "%u,%uu,%uu},\n", (unsigned)p->words, (unsigned)s->capitals, s->flags);
    p->words += s->count;
}

static void write_words(packing *p, const surface *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        write_text(p, pack_text(p, s->words[i]));
    fputc('\n', p->out);
}

static void write_records(packing *p)
{
    const alias_table *t = p->table;
    fputs("static const packed_record records[] = {\n", p->out);
    for (size_t i = 0; i < t->record_count; i++) {
        write_record(p, t->records[i]);
        for (uint32_t k = t->records[i]->first_surface; k != NONE; k = t->surfaces[k].next)
            p->surfaces++;
    }
    fprintf(p->out, "{.surfaces=%u}};\nstatic const packed_surface surfaces[] = {\n",
            (unsigned)p->surfaces);
    each_surface(p, write_surface);
    fprintf(p->out, "{.words=%u}};\nstatic const packed_text words[] = {\n", (unsigned)p->words);
    each_surface(p, write_words);
    fputs("{0,0}};\n", p->out);
}

/* ---- indexes ---- */

typedef struct index_writer {
    uint32_t *slots, mask;
} index_writer;

/* At most half full. */
static index_writer index_of(size_t count)
{
    uint32_t size = 16;
    while (size < 2 * count)
        size *= 2;
    return (index_writer){need(calloc(size, sizeof(uint32_t))), size - 1};
}

static void add_key(index_writer *x, const packing *p, packed_text key, uint32_t value)
{
    uint32_t at = packed_hash((morgue_str){p->text.ptr + key.at, key.len}) & x->mask;
    while (x->slots[at])
        at = (at + 1) & x->mask;
    x->slots[at] = value;
}

static void write_index(packing *p, const char *name, index_writer *x)
{
    fprintf(p->out, "static const uint32_t %s[] = {", name);
    for (uint32_t i = 0; i <= x->mask; i++)
        fprintf(p->out, "%s%u,", i % 16 ? "" : "\n", (unsigned)x->slots[i]);
    fprintf(p->out, "\n};\nenum { %s_mask = %u };\n", name, (unsigned)x->mask);
    free(x->slots);
}

static void write_surface_index(packing *p)
{
    const alias_table *t = p->table;
    index_writer x = index_of(p->surfaces);
    uint32_t number = 0;
    for (size_t i = 0; i < t->record_count; i++)
        for (uint32_t k = oldest(t, t->records[i]); k != NONE; k = t->surfaces[k].prev)
            add_key(&x, p, pack_surface_key(p, &t->surfaces[k]), ++number);
    write_index(p, "by_surface", &x);
}

/* Of two records with one id the first is found. */
static void write_id_index(packing *p)
{
    const alias_table *t = p->table;
    index_writer x = index_of(t->record_count);
    for (size_t i = 0; i < t->record_count; i++)
        if (table__by_id(t, t->records[i]->public.id) == t->records[i])
            add_key(&x, p, pack_lower(p, t->records[i]->public.id), (uint32_t)i + 1);
    write_index(p, "by_id", &x);
}

static void write_name_index(packing *p)
{
    const alias_table *t = p->table;
    index_writer x = index_of(t->record_count);
    size_t at = 0;
    for (const map_entry *e; (e = map_next(&t->keys[KEY_NAME], &at));)
        add_key(&x, p, pack_text(p, e->key), (uint32_t)e->value);
    write_index(p, "by_name", &x);
}

/* ---- the file ---- */

static void write_pool(packing *p)
{
    fputs("static const unsigned char text[] = {", p->out);
    for (size_t i = 0; i < p->text.len; i++)
        fprintf(p->out, "%s%u,", i % 24 ? "" : "\n", (unsigned)(unsigned char)p->text.ptr[i]);
    fputs("0\n};\n", p->out);
}

static void write_table(packing *p)
{
    fprintf(p->out,
            "const packed_table entities__shipped = {\n"
            "    records, surfaces, words, (const char *)text, %u, %u, %u,\n"
            "    {{by_surface, by_surface_mask}, {by_id, by_id_mask}, {by_name, by_name_mask}}};\n",
            (unsigned)p->table->record_count, (unsigned)p->surfaces, (unsigned)p->words);
}

static int write_c(const char *path, const alias_table *t)
{
    packing p = {.table = t, .out = fopen(path, "w")};
    if (!p.out)
        return 1;
    fputs("/* Made by pack_lists from the entity lists; not to be edited. */\n"
          "#include \"packed.h\"\n\n",
          p.out);
    pack_names(&p);
    write_records(&p);
    write_surface_index(&p);
    write_id_index(&p);
    write_name_index(&p);
    write_pool(&p);
    write_table(&p);
    bool failed = p.text.failed;
    strbuf_free(&p.text);
    map_free(&p.known);
    free(p.names);
    return fclose(p.out) || failed ? 1 : 0;
}

int main(int argc, char **argv)
{
    alias_table *t = NULL;
    analyzer *a = NULL;
    morgue_error err = {0};
    int code = 0;
    if (argc < 2)
        return 2;
    /* Names are folded, never stemmed. */
    if (alias_table_new(&t, &err) || analyzer_new(&a, STR("none"), &err))
        code = complain("start", &err);
    for (int i = 2; !code && i < argc; i++)
        code = add_list(t, a, argv[i]);
    if (!code)
        code = write_c(argv[1], t);
    analyzer_free(a);
    alias_table_free(t);
    return code;
}
