/* The keys of forms: writing them, and taking them apart whatever they hold. */
#include "form.h"

#define EXACT 0x01
#define STEM  0x02
#define NEXT  0x04

static size_t size_of(const token *t)
{
    size_t n = t->norm.len;
    if (t->exact.len)
        n += 1 + t->exact.len;
    if (t->stem.len)
        n += 1 + (str_equal(t->stem, t->norm) ? 0 : t->stem.len);
    return n;
}

static char *put(char *to, morgue_str s)
{
    memcpy(to, s.ptr, s.len);
    return to + s.len;
}

static void write_part(const token *t, size_t size, strbuf *out)
{
    char *to = strbuf_reserve(out, size);
    if (!to)
        return;
    to = put(to, t->norm);
    if (t->exact.len) {
        *to++ = EXACT;
        to = put(to, t->exact);
    }
    if (t->stem.len) {
        *to++ = STEM;
        if (!str_equal(t->stem, t->norm))
            to = put(to, t->stem);
    }
    *to = '\0';
    out->len += size;
}

void form_write(const token *tokens, size_t count, strbuf *out)
{
    size_t size = size_of(&tokens[0]), bytes = size;
    write_part(&tokens[0], size, out);
    for (size_t i = 1; i < count; i++) {
        size = size_of(&tokens[i]);
        bytes += 1 + size;
        if (bytes > FORM_LONGEST)
            return;
        strbuf_char(out, NEXT);
        write_part(&tokens[i], size, out);
    }
}

/* The bytes from at up to the next mark; *at moves to that. */
static morgue_str take(morgue_str key, size_t *at)
{
    size_t from = *at;
    while (*at < key.len && (unsigned char)key.ptr[*at] >= 0x20)
        ++*at;
    return str_range(key, from, *at);
}

static bool mark(morgue_str key, size_t *at, char which)
{
    bool there = *at < key.len && key.ptr[*at] == which;
    *at += there;
    return there;
}

bool form_next(morgue_str *key, form_part *out)
{
    size_t at = 0;
    bool sound = true;
    form_part part = {.norm = take(*key, &at)};
    if (mark(*key, &at, EXACT)) {
        part.exact = take(*key, &at);
        sound = part.exact.len > 0;
    }
    if (mark(*key, &at, STEM)) {
        part.stem = take(*key, &at);
        if (part.stem.len == 0)
            part.stem = part.norm;
    }
    if (mark(*key, &at, NEXT))
        sound &= at < key->len;
    else
        sound &= at == key->len;
    if (part.norm.len == 0 || !sound) {
        *key = (morgue_str){NULL, 0};
        return false;
    }
    *key = str_range(*key, at, key->len);
    *out = part;
    return true;
}
