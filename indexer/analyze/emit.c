/* Appending tokens: memory, positions, and the compounds of hyphenated words. */
#include "analyze_internal.h"
#include "utf8.h"

#include <stdlib.h>

#define FIRST_TOKENS 256
#define ROOM         4096

#define HASH_DIGITS 16
#define MAX_HEAD    (MORGUE_MAX_TERM - HASH_DIGITS)

#define MAX_COMPOUND_PARTS 4
#define MAX_COMPOUND_BYTES 40

char *emit__more_room(scan *s, size_t n)
{
    if (s->failed)
        return NULL;
    size_t size = n > ROOM ? n : ROOM;
    char *room = arena_bytes(&s->list->text, size + LEXICON_HEAD);
    if (!room) {
        s->failed = true;
        return NULL;
    }
    s->room = room + n;
    s->room_left = size - n;
    return room;
}

static size_t write_shortened(morgue_str norm, char out[MORGUE_MAX_TERM])
{
    size_t head = utf8_complete_prefix(str_range(norm, 0, MAX_HEAD));
    while (head && !(chars__ascii[(unsigned char)norm.ptr[head - 1]] & ASCII_ALNUM) &&
           (unsigned char)norm.ptr[head - 1] < 0x80)
        head--;
    memcpy(out, norm.ptr, head);
    uint64_t hash = hash_bytes(norm.ptr, norm.len);
    for (size_t i = 0; i < HASH_DIGITS; i++)
        out[head + i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    return head + HASH_DIGITS;
}

morgue_str emit__store(scan *s, morgue_str norm)
{
    char shortened[MORGUE_MAX_TERM];
    if (norm.len > MORGUE_MAX_TERM)
        norm = (morgue_str){shortened, write_shortened(norm, shortened)};
    char *copy = emit__room(s, norm.len);
    if (!copy)
        return (morgue_str){0};
    if (norm.len)
        memcpy(copy, norm.ptr, norm.len);
    return (morgue_str){copy, norm.len};
}

bool emit__grow(scan *s)
{
    token_list *list = s->list;
    size_t capacity = list->capacity ? list->capacity * 2 : FIRST_TOKENS;
    token *tokens = capacity <= SIZE_MAX / sizeof *tokens
                        ? realloc(list->tokens, capacity * sizeof *tokens)
                        : NULL;
    if (!tokens) {
        s->failed = true;
        return false;
    }
    list->tokens = tokens;
    list->capacity = capacity;
    return true;
}

static inline token *append(scan *s)
{
    token_list *list = s->list;
    if (s->failed || (list->count == list->capacity && !emit__grow(s)))
        return NULL;
    return &list->tokens[list->count++];
}

token *emit__alternate(scan *s, token_kind kind, morgue_str norm)
{
    token *t = append(s);
    if (!t)
        return NULL;
    *t = s->list->tokens[s->last];
    t->kind = (uint8_t)kind;
    t->alternate = true;
    t->norm = norm;
    t->exact = t->stem = (morgue_str){0};
    return t;
}

/* The parts' norms run together; 0 when they are too long. */
static size_t write_compound(const scan *s, char out[MAX_COMPOUND_BYTES])
{
    size_t n = 0;
    for (size_t i = s->chain.first; i < s->list->count; i++) {
        const token *part = &s->list->tokens[i];
        if (part->alternate)
            continue;
        if (part->norm.len > MAX_COMPOUND_BYTES - n)
            return 0;
        memcpy(out + n, part->norm.ptr, part->norm.len);
        n += part->norm.len;
    }
    return n;
}

/* Puts the compound behind the first part, at whose position it stands. */
static void insert_compound(scan *s)
{
    char bytes[MAX_COMPOUND_BYTES];
    size_t first = s->chain.first, n = write_compound(s, bytes);
    uint32_t to = s->list->tokens[s->last].to;
    if (n == 0)
        return;
    morgue_str norm = emit__store(s, (morgue_str){bytes, n});
    if (!norm.ptr || !append(s))
        return;
    token *tokens = s->list->tokens;
    memmove(tokens + first + 2, tokens + first + 1, (s->list->count - first - 2) * sizeof *tokens);
    token *compound = &tokens[first + 1];
    *compound = tokens[first];
    compound->kind = TOKEN_COMPOUND;
    compound->alternate = true;
    compound->possessive = tokens[s->last + 1].possessive;
    compound->to = to;
    compound->norm = norm;
    compound->exact = compound->stem = (morgue_str){0};
    s->last++;
}

/* Where the next part of a hyphenated word starts, 0 if none does. */
static size_t next_part(const scan *s)
{
    glyph hyphen = chars__at(s->text, s->at);
    if (hyphen.class != CHAR_HYPHEN)
        return 0;
    glyph g = chars__at(s->text, s->at + hyphen.size);
    bool goes_on = g.class == CHAR_LETTER || g.class == CHAR_DIGIT;
    return goes_on ? s->at + hyphen.size : 0;
}

void emit__chain(scan *s, bool plain, bool letters)
{
    chain *c = &s->chain;
    if (s->failed)
        return;
    if (!c->next || s->list->tokens[s->last].from != c->next)
        *c = (chain){.first = s->last};
    c->parts++;
    c->broken |= !plain;
    c->letters |= letters;
    c->next = next_part(s);
    if (!c->next && c->parts > 1 && c->parts <= MAX_COMPOUND_PARTS && !c->broken && c->letters)
        insert_compound(s);
}
