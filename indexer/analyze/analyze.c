/* The analyzer: walks a text once and hands each token to the file that reads it. */
#include "analyze.h"
#include "analyze_internal.h"
#include "error.h"
#include "utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

morgue_status analyzer_new(analyzer **out, morgue_str language, morgue_error *err)
{
    *out = NULL;
    analyzer *a = calloc(1, sizeof *a);
    if (!a)
        return fail_nomem(err);
    morgue_status status = stem__open(&a->stems, language, err);
    if (status != MORGUE_OK) {
        analyzer_free(a);
        return status;
    }
    *out = a;
    return MORGUE_OK;
}

void analyzer_free(analyzer *a)
{
    if (!a)
        return;
    stem__close(&a->stems);
    strbuf_free(&a->norm);
    strbuf_free(&a->exact);
    free(a);
}

uint32_t analyzer_generation(const analyzer *a)
{
    return a->stems.generation;
}

#define TEXT_OF(x)     #x
#define NUMBER_TEXT(x) TEXT_OF(x)

const char *analyzer_version(void)
{
    return "morgue-words-1 utf8proc-" NUMBER_TEXT(UTF8PROC_VERSION_MAJOR) "." NUMBER_TEXT(
        UTF8PROC_VERSION_MINOR) "." NUMBER_TEXT(UTF8PROC_VERSION_PATCH) " snowball";
}

void token_list_free(token_list *list)
{
    free(list->tokens);
    arena_free(&list->text);
    *list = (token_list){0};
}

const char *token_kind_name(token_kind kind)
{
    static const char *const names[] = {"word",     "number", "acronym",  "ticker",
                                        "compound", "joined", "ideograph"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "unknown";
}

void tokens_join(const token *tokens, size_t count, strbuf *out)
{
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (tokens[i].alternate)
            continue;
        if (!first)
            strbuf_char(out, ' ');
        strbuf_str(out, tokens[i].norm);
        first = false;
    }
}

/* The word at at, n letters long, may go on or mean more than its letters. */
static bool needs_care(const scan *s, size_t at, size_t n, bool lower)
{
    if (n > MORGUE_MAX_TERM || s->chain.next == at || (n == 2 && !lower))
        return true;
    size_t end = at + n;
    if (end >= s->text.len || !(chars__ascii[(unsigned char)s->text.ptr[end]] & ASCII_CAREFUL))
        return false;
    /* ". ", "' " and "- " are behind words everywhere. */
    char c = s->text.ptr[end];
    if (c != '.' && c != '-' && c != '\'')
        return true;
    if (end + 1 == s->text.len)
        return false;
    unsigned char after = (unsigned char)s->text.ptr[end + 1];
    return after >= 0x80 || chars__ascii[after] & ASCII_ALNUM;
}

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define HIGH_BITS (EACH_BYTE << 7)

/* Eight bytes, the first in the lowest bits. */
static inline uint64_t load8(const char *at)
{
    uint64_t n;
    memcpy(&n, at, sizeof n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    n = __builtin_bswap64(n);
#endif
    return n;
}

/* How many of the eight bytes at the front are ASCII letters; *lower when one of
 * these is lower case. */
static inline unsigned letters_of(uint64_t eight, bool *lower)
{
    uint64_t low = (eight | EACH_BYTE * 0x20) & ~HIGH_BITS;
    uint64_t from_a = low + EACH_BYTE * (0x80 - 'a'), past_z = low + EACH_BYTE * (0x7f - 'z');
    uint64_t other = ~(from_a & ~past_z & ~eight) & HIGH_BITS;
    unsigned n = other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
    uint64_t counted = n < 8 ? (UINT64_C(1) << 8 * n) - 1 : UINT64_MAX;
    *lower |= (eight & EACH_BYTE * 0x20 & counted) != 0;
    return n;
}

/* A run of ASCII letters at the front of a text. */
typedef struct letters {
    size_t count;
    bool lower; /* some of them are lower case */
} letters;

static inline letters run_of_letters(morgue_str text)
{
    letters l = {0};
    while (text.len - l.count >= 8) {
        unsigned n = letters_of(load8(text.ptr + l.count), &l.lower);
        l.count += n;
        if (n < 8)
            return l;
    }
    for (uint8_t seen; l.count < text.len; l.count++) {
        seen = chars__ascii[(unsigned char)text.ptr[l.count]];
        if (!(seen & ASCII_ALPHA))
            break;
        l.lower |= (seen & ASCII_LOWER) != 0;
    }
    return l;
}

/* Writes letters in lower case; up to seven bytes behind them are overwritten. */
static inline void write_lower(char *to, morgue_str text, size_t n)
{
    size_t i = 0;
    for (; i < n && text.len - i >= 8; i += 8) {
        uint64_t eight;
        memcpy(&eight, text.ptr + i, sizeof eight);
        eight |= EACH_BYTE * 0x20;
        memcpy(to + i, &eight, sizeof eight);
    }
    for (; i < n; i++)
        to[i] = (char)(text.ptr[i] | 0x20);
}

/* Words of ASCII letters alone, which most are; false leaves it to the others. */
static bool read_plain(scan *s)
{
    morgue_str rest = {s->text.ptr + s->at, s->text.len - s->at};
    letters l = run_of_letters(rest);
    size_t n = l.count;
    if (needs_care(s, s->at, n, l.lower))
        return false;
    char *norm = emit__room(s, n);
    if (!norm)
        return true;
    write_lower(norm, rest, n);
    token *t = emit__primary(s, s->at, s->at + n, s->at + n, TOKEN_WORD, (morgue_str){norm, n});
    if (t) {
        t->capital = ascii_upper(rest.ptr[0]);
        t->allcaps = n > 1 && !l.lower;
    }
    return true;
}

/* Reads what is at s->at, at least one character. */
static void step(scan *s)
{
    unsigned char c = (unsigned char)s->text.ptr[s->at];
    while (c < 0x80 && c != '$' && !(chars__ascii[c] & ASCII_ALNUM)) {
        if (++s->at == s->text.len)
            return;
        c = (unsigned char)s->text.ptr[s->at];
    }
    if (chars__ascii[c] & ASCII_ALPHA && read_plain(s))
        return;
    if (c == '$' && special__ticker(s))
        return;
    glyph g = chars__at(s->text, s->at);
    if (g.class == CHAR_LETTER && (special__acronym(s) || special__joined(s)))
        return;
    if (g.class == CHAR_LETTER || g.class == CHAR_DIGIT)
        word__read(s, g);
    else if (g.class == CHAR_IDEOGRAPH)
        ideograph__read(s);
    else
        s->at += g.size;
}

/* Scratch memory that one freak of a word has blown up is given back. */
static void shrink(strbuf *b)
{
    if (b->cap > 1u << 16)
        strbuf_free(b);
}

static morgue_status run(scan *s, morgue_error *err)
{
    token_list *list = s->list;
    list->count = 0;
    list->positions = list->sentences = list->paragraphs = 0;
    arena_clear(&list->text);
    stem__renew(&s->a->stems);
    if (s->text.len > UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "a text of %zu bytes is longer than 4294967295",
                    s->text.len);
    while (s->at < s->text.len && !s->failed)
        step(s);
    stem__tokens(s);
    shrink(&s->a->norm);
    shrink(&s->a->exact);
    if (s->failed) {
        list->count = 0;
        list->positions = 0;
        return fail_nomem(err);
    }
    if (list->count) {
        list->sentences = s->sentence + 1;
        list->paragraphs = s->paragraph + 1;
    }
    return MORGUE_OK;
}

morgue_status analyze(analyzer *a, morgue_str text, token_list *list, morgue_error *err)
{
    scan s = {.a = a, .list = list, .text = text};
    return run(&s, err);
}

morgue_status analyze_question(analyzer *a, morgue_str text, token_list *list, morgue_error *err)
{
    scan s = {.a = a, .list = list, .text = text, .question = true};
    return run(&s, err);
}
