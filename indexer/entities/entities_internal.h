/* What the files of the entities room share: the table's insides, folded names, the matcher. */
#ifndef ENTITIES_INTERNAL_H
#define ENTITIES_INTERNAL_H

#include "entities.h"
#include "map.h"

/* Words of one name; CJK counts each character. A longer one is an error. */
#define ENTITIES_MAX_WORDS 32

#define NONE UINT32_MAX

/* ---- names.c: a name as its words ---- */

/* How a surface may be used; bits. */
enum {
    SURFACE_PLAIN = 1,       /* a name or alias as given */
    SURFACE_COMMON = 2,      /* also an ordinary word */
    SURFACE_STRIPPED = 4,    /* one word, left of a name whose corporate suffix was taken off */
    SURFACE_NATIONALITY = 8, /* an adjective or the word for an inhabitant */
    SURFACE_TICKER = 16,
    SURFACE_COMMA = 32,   /* written with a comma inside: Washington, D.C. */
    SURFACE_CJK = 64,     /* has characters of a script without spaces */
    SURFACE_SHOUTED = 128 /* one word, written in capitals: must be so in text */
};

typedef struct folded_name {
    morgue_str text; /* the words with one space between */
    morgue_str words[ENTITIES_MAX_WORDS];
    uint32_t count;
    uint32_t capitals; /* bit i: word i starts with a capital */
    unsigned flags;    /* SURFACE_COMMA, _CJK, _SHOUTED, _STRIPPED */
    bool too_long;     /* over ENTITIES_MAX_WORDS; nothing else is set */
} folded_name;

/* Memory for folding, reused from name to name. */
typedef struct name_folder {
    analyzer *analyzer;
    token_list tokens;
    strbuf text;
} name_folder;

/* The slices live until the next call. count is 0 for a name without a word. */
morgue_status names__fold(name_folder *f, entity_kind kind, morgue_str name, folded_name *out,
                          morgue_error *err);
void names__free(name_folder *f);

/* "inc", "s.a." …: the normal form of a corporate suffix. */
bool names__suffix(morgue_str norm);

/* ---- words.c: lists of words with a part to play around names; NULL at the end ---- */

extern const char *const words__suffixes[];
extern const char *const words__titles[];       /* Mr, President: a person follows */
extern const char *const words__prepositions[]; /* in, at: a place follows */
extern const char *const words__families[];     /* East Asian family names, which come first */
extern const char *const words__ordinary[];     /* first words of names that mean nothing alone */
extern const char *const words__not_given[];    /* given names that are also ordinary words */
extern const char *const words__generations[];  /* Jr, III */
extern const char *const words__doubtful[];     /* He, May: family names that are ordinary words */

/* ---- table.c ---- */

typedef struct surface {
    morgue_str text;
    const morgue_str *words;
    uint32_t count, capitals;
    uint32_t entity;
    uint32_t file;       /* which of the files gave it to its entity */
    uint32_t prev, next; /* surfaces of the same entity; NONE at the ends */
    unsigned flags;
    entity_kind kind;
    bool gone; /* taken away by "not:" */
} surface;

typedef struct record {
    entity public;
    uint32_t number;
    uint32_t first_surface;
    uint32_t same_name; /* next record of this kind and name; NONE at the end */
    bool given_id;
} record;

/* What is found by a text. */
typedef enum table_key {
    KEY_SURFACE, /* letter of the kind + text: a surface */
    KEY_ID,      /* id in lower case: a record */
    KEY_NAME,    /* letter of the kind + folded name: the first record */
    PACKED_KEYS,
    KEY_DENIED = PACKED_KEYS, /* number of a record, 4 bytes, + text */
    TABLE_KEYS
} table_key;

typedef struct packed_table packed_table; /* packed.h */

struct alias_table {
    record **records;
    size_t record_count, record_capacity;
    surface *surfaces;
    size_t surface_count, surface_capacity;
    map keys[TABLE_KEYS];        /* text -> number + 1 */
    const packed_table *shipped; /* has keys too; those of the maps come first; may be NULL */
    arena memory;
    uint32_t files;
};

/* A new record; its strings are copied. name is the folded name. */
morgue_status table__add_record(alias_table *t, entity_kind kind, morgue_str id, morgue_str display,
                                morgue_str name, record **out, morgue_error *err);

/* The record of an id; NULL when there is none. */
record *table__by_id(const alias_table *t, morgue_str id);

/* Gives an existing record an id, under which it is found from now on. */
morgue_status table__set_id(alias_table *t, record *r, morgue_str id, morgue_error *err);

/* The first record of a kind and folded name; NULL when there is none. */
record *table__by_name(const alias_table *t, entity_kind kind, morgue_str name);

/* Gives a surface to a record, by the rules of alias_table_add(). */
morgue_status table__add_surface(alias_table *t, record *r, const folded_name *name, unsigned flags,
                                 morgue_error *err);

/* Takes a surface away from a record, now and for short names in articles. */
morgue_status table__deny(alias_table *t, record *r, morgue_str text, morgue_error *err);
bool table__denied(const alias_table *t, uint32_t record_number, morgue_str text);

/* The surface of a kind and text that is in use; NULL when there is none. */
surface *table__surface(const alias_table *t, entity_kind kind, morgue_str text);

static inline bool surface_common(const surface *s)
{
    return (s->flags & SURFACE_COMMON) ||
           ((s->flags & SURFACE_STRIPPED) && !(s->flags & SURFACE_PLAIN));
}

/* The letter of a kind. */
char table__letter(entity_kind kind);

/* ---- packed.c: tables that are constants ---- */

/* Begins an empty table with a packed one, which must outlive it. */
morgue_status packed__begin(alias_table *t, const packed_table *p, morgue_error *err);

/* The number of what has a key, plus 1; 0 when nothing has. */
uint32_t packed__find(const packed_table *p, table_key which, morgue_str key);

/* ---- recogniser.c: the trie ---- */

/* What a word of the vocabulary can be; bits. */
enum {
    WORD_SUFFIX = 1,
    WORD_TITLE = 2,
    WORD_PREPOSITION = 4,
    WORD_FAMILY = 8,
    WORD_ORDINARY = 16,
    WORD_GIVEN = 32, /* first word of some person's name */
    WORD_NOT_GIVEN = 64,
    WORD_GENERATION = 128,
    WORD_SHORT = 256,   /* can stand for a longer name */
    WORD_DOUBTFUL = 512 /* stands for a longer name only behind a title */
};

/* A name of the trie: what it stands for, kind by kind; NONE where nothing. */
typedef struct trie_name {
    uint32_t surfaces[ENTITY_KINDS];
} trie_name;

typedef struct trie_edge {
    uint64_t key; /* node << 32 | word; 0: an empty place */
    uint32_t node;
} trie_edge;

typedef struct trie_node {
    uint32_t name; /* NONE: no name ends here */
    bool inner;    /* longer names go on from here */
} trie_node;

typedef struct short_names {
    uint32_t words[2]; /* vocabulary; 0: none */
} short_names;

struct recogniser {
    const alias_table *table;
    map words;            /* norm -> word, from 1 */
    uint16_t *word_flags; /* by word */
    size_t word_capacity;
    trie_node *nodes;
    size_t node_count;
    trie_edge *edges;
    size_t edge_mask;
    trie_name *names;
    size_t name_count;
    short_names *shorts;      /* by surface */
    uint64_t lower_heads[64]; /* a filter of the words that start a name in lower case */
};

/* 0 when the word is in no name and no list. */
static inline uint32_t recogniser__word(const recogniser *r, morgue_str norm)
{
    const uint64_t *word = map_get(&r->words, norm);
    return word ? (uint32_t)*word : 0;
}

/* The node behind an edge; 0, which is the root, when there is no such edge. */
uint32_t recogniser__step(const recogniser *r, uint32_t node, uint32_t word);

/* Place of a word in the filter lower_heads. */
static inline unsigned recogniser__head(morgue_str norm)
{
    uint32_t first = 0;
    if (norm.len >= sizeof first)
        memcpy(&first, norm.ptr, sizeof first);
    else
        for (size_t i = 0; i < norm.len; i++)
            first = first << 8 | (unsigned char)norm.ptr[i];
    return (first ^ (uint32_t)norm.len) * UINT32_C(0x9e3779b1) >> 20;
}

/* ---- shortname.c: which words may stand for a longer name ---- */

/* Fills r->shorts and the flag WORD_SHORT; false without memory. */
bool shortname__prepare(recogniser *r);

/* ---- boilerplate.c: what is printed around news ---- */

typedef struct byte_span {
    uint32_t from, to;
} byte_span;

typedef struct span_list {
    byte_span *spans; /* ascending, apart; in the arena */
    size_t count, capacity;
} span_list;

/* MORGUE_NOMEM or MORGUE_OK. */
morgue_status boilerplate__find(morgue_str text, arena *memory, span_list *out, morgue_error *err);

/* ---- scan.c: names and words in one text ---- */

/* How much capitals say in a text. */
typedef enum text_case {
    CASE_NORMAL,
    CASE_TITLE, /* most words have one: it says little */
    CASE_NONE   /* all capitals, or none at all: it says nothing */
} text_case;

/* A name of the trie found in text, or a word that may be short for one. */
typedef struct hit {
    uint32_t first, last; /* primary tokens */
    uint32_t suffix_last; /* behind its corporate suffixes; last when there are none */
    uint32_t name;        /* of the trie; NONE: only a word */
    uint32_t word;        /* vocabulary, of the first token */
    uint8_t kinds;        /* bit k: fits as kind k */
    bool weak;            /* one short word in a text whose capitals say nothing */
} hit;

typedef struct text_scan {
    const recogniser *r;
    morgue_str text;
    const token_list *tokens;
    text_case letters;
    hit *hits; /* in the arena, in order of the text */
    size_t count, capacity;
} text_scan;

morgue_status scan__text(text_scan *s, bool body, arena *memory, morgue_error *err);

/* The primary token behind i; the count of tokens when there is none. */
static inline uint32_t scan__next(const token_list *list, uint32_t i)
{
    do
        i++;
    while (i < list->count && list->tokens[i].alternate);
    return i;
}

/* The primary token before i; NONE when there is none. */
static inline uint32_t scan__before(const token_list *list, uint32_t i)
{
    while (i-- > 0)
        if (!list->tokens[i].alternate)
            return i;
    return NONE;
}

/* The bytes between two tokens. */
morgue_str scan__gap(const text_scan *s, uint32_t left, uint32_t right);

/* ---- numbers.c: a map from numbers to numbers for one article ---- */

typedef struct number_entry {
    uint32_t key; /* plus 1; 0: an empty place */
    uint32_t value;
} number_entry;

typedef struct number_map {
    number_entry *entries;
    size_t mask;
} number_map;

/* Room for at most n keys. */
bool numbers__init(number_map *m, size_t n, arena *memory);

/* Where the value of a key is, inserted with value absent if it is new. */
uint32_t *numbers__put(number_map *m, uint32_t key, uint32_t absent);

/* NULL when absent. */
const uint32_t *numbers__get(const number_map *m, uint32_t key);

/* ---- story.c: what the hits mean together ---- */

typedef struct story {
    const recogniser *r;
    text_scan texts[2];  /* title, body */
    number_map evidence; /* record -> EVIDENCE_ bits */
    number_map shorts;   /* word -> surface of the long name; NONE when two compete */
} story;

enum {
    EVIDENCE_NAMED = 1, /* by a name that is no ordinary word */
    EVIDENCE_LONG = 2   /* by a name of two or more words */
};

morgue_status story__gather(story *d, arena *memory, morgue_error *err);

/* ---- choose.c: what one hit means ---- */

/* The surface that a hit stands for: NONE when it is no mention. *whole tells
 * that its corporate suffix belongs to it. */
uint32_t choose__surface(const story *d, const text_scan *s, size_t hit_index, bool *whole);

#endif
