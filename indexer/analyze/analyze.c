/* The analyzer: walks a text once and hands each token to the file that reads it. */
#include "analyze.h"
#include "analyze_internal.h"
#include "error.h"
#include "letters.h"
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

uint32_t analyzer_words(const analyzer *a)
{
    return a->stems.words.count;
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

/* The letters at the front of a text; the first 16 or fewer of them in lower case. */
static inline letters run_of_letters(morgue_str text, char lowered[16])
{
    letters l = {0};
    if (text.len >= 16) {
        l = letters_of_16(text.ptr, lowered);
        if (l.count < 16)
            return l;
    }
    for (; l.count < text.len; l.count++) {
        uint8_t seen = chars__ascii[(unsigned char)text.ptr[l.count]];
        if (!(seen & ASCII_ALPHA))
            break;
        if (l.count < 16)
            lowered[l.count] = (char)(text.ptr[l.count] | 0x20);
        l.lower |= (seen & ASCII_LOWER) != 0;
    }
    return l;
}

/* Words of ASCII letters alone, which most are; false leaves it to the others. */
static bool read_plain(scan *s)
{
    char lowered[16];
    morgue_str rest = {s->text.ptr + s->at, s->text.len - s->at};
    letters l = run_of_letters(rest, lowered);
    size_t n = l.count;
    if (needs_care(s, s->at, n, l.lower))
        return false;
    char *norm = emit__room(s, n);
    if (!norm)
        return true;
    memcpy(norm, lowered, sizeof lowered);
    for (size_t i = sizeof lowered; i < n; i++)
        norm[i] = (char)(rest.ptr[i] | 0x20);
    token *t = emit__primary(s, s->at, s->at + n, s->at + n, TOKEN_WORD, (morgue_str){norm, n});
    if (t) {
        t->capital = ascii_upper(rest.ptr[0]);
        t->allcaps = n > 1 && !l.lower;
    }
    return true;
}

/* Numbers of ASCII digits alone, with nothing behind them that belongs to them. */
static bool read_digits(scan *s)
{
    size_t end = s->at, n;
    while (end < s->text.len && chars__ascii[(unsigned char)s->text.ptr[end]] & ASCII_DIGIT)
        end++;
    n = end - s->at;
    unsigned char next = end < s->text.len ? (unsigned char)s->text.ptr[end] : ' ';
    if (next == '%' || chars__ascii[next] & ASCII_ALPHA || needs_care(s, s->at, n, true))
        return false;
    unsigned char after = end + 1 < s->text.len ? (unsigned char)s->text.ptr[end + 1] : ' ';
    if (next == ',' && (after >= 0x80 || chars__ascii[after] & ASCII_DIGIT))
        return false;
    char *norm = emit__room(s, n);
    if (!norm)
        return true;
    memcpy(norm, s->text.ptr + s->at, n);
    emit__primary(s, s->at, end, end, TOKEN_NUMBER, (morgue_str){norm, n});
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
    if (chars__ascii[c] & ASCII_DIGIT && read_digits(s))
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
