/* Text to tokens: numbers, names, words and marks, with nothing allocated. */
#include "date_internal.h"

#include "utf8.h"

/* A decimal digit, ASCII or full-width: 0..9, else -1. */
static int digit_of(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (int)(c - '0');
    return c >= 0xff10 && c <= 0xff19 ? (int)(c - 0xff10) : -1;
}

/* Letters of the scripts that write names with spaces between them. */
static bool letter(uint32_t c)
{
    if (c < 0x80)
        return ascii_alpha((char)c);
    return (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) || (c >= 0x370 && c <= 0x52f);
}

/* Characters that are words of their own here. */
static bool ideograph(uint32_t c)
{
    return (c >= 0x3041 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3);
}

static bool space(uint32_t c)
{
    return (c < 0x80 && ascii_space((char)c)) || c == 0xa0 || c == 0x2009 || c == 0x202f ||
           c == 0x3000;
}

static void skip_space(morgue_str text, size_t *at, date_token *token)
{
    unsigned breaks = 0;
    while (*at < text.len) {
        size_t next = *at;
        uint32_t c = utf8_next(text, &next);
        if (!space(c))
            break;
        token->spaced = true;
        breaks += c == '\n';
        *at = next;
    }
    token->line = breaks > 0;
    token->blank_line = breaks > 1;
}

static void take_number(morgue_str text, size_t *at, date_token *token)
{
    size_t next = *at;
    token->kind = DATE_NUMBER;
    while (next < text.len) {
        int digit = digit_of(utf8_next(text, &next));
        if (digit < 0)
            break;
        *at = next;
        token->digits++;
        if (token->digits <= 18)
            token->value = token->value * 10 + (uint64_t)digit;
    }
}

static void take_word(morgue_str text, size_t *at)
{
    size_t next = *at;
    while (next < text.len && letter(utf8_next(text, &next)))
        *at = next;
}

date_token date__next(morgue_str text, size_t *at)
{
    date_token token = {.kind = DATE_END};
    skip_space(text, at, &token);
    if (*at >= text.len)
        return token;
    size_t from = *at, next = *at;
    token.c = utf8_next(text, &next);
    if (digit_of(token.c) >= 0) {
        take_number(text, at, &token);
    } else if (letter(token.c)) {
        token.kind = DATE_WORD;
        take_word(text, at);
    } else {
        token.kind = ideograph(token.c) ? DATE_WORD : DATE_MARK;
        *at = next;
    }
    token.text = str_range(text, from, *at);
    return token;
}

bool date__is(const date_token *token, const char *word)
{
    return token->kind == DATE_WORD && str_equal_nocase(token->text, str_of(word));
}
