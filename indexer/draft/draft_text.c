/*
 * The format of a text: surprises of the model (text_model.h), in two strings.
 *
 *   format   varint(bytes of gaps) gaps words
 *
 * gaps is about what stands before, between and behind the words (count + 1 of
 * them), words about their spelling. Both are runs of what the model expects,
 * each ended by a surprise, with R and K of the string:
 *
 *   0                         R times as expected
 *   1 + (n - 1) * R + run     as expected run (< R) times, then number n <= K
 *   1 + K * R + run, number   likewise for numbers above K
 *
 * What is not said any more is as expected. GAP_LITERAL and SPELLING_LITERAL
 * are followed by varint(bytes) and the bytes, SPELLING_MIXED by a varint mask.
 * One string a kind, and run and number in one byte, deflate best: on English
 * newswire 0.041 x text in blocks of 16 articles, against 0.046 with two bytes
 * and 0.043 with one string for both.
 */
#include "draft_text.h"
#include "text_model.h"

#include "error.h"

typedef struct coding {
    unsigned run, direct; /* R and K */
} coding;

static const coding of_gaps = {16, 14}, of_words = {40, 5};

/* ---- writing ---- */

typedef struct encoder {
    const coding *c;
    strbuf *out;
    uint32_t run; /* expected things not yet written */
} encoder;

static inline void put(strbuf *out, unsigned byte)
{
    if (out->cap - out->len < 2) {
        strbuf_char(out, (char)byte);
        return;
    }
    out->ptr[out->len++] = (char)byte;
    out->ptr[out->len] = '\0';
}

static void surprise(encoder *e, unsigned number)
{
    for (; e->run >= e->c->run; e->run -= e->c->run)
        put(e->out, 0);
    if (number <= e->c->direct) {
        put(e->out, 1 + (number - 1) * e->c->run + e->run);
    } else {
        put(e->out, 1 + e->c->direct * e->c->run + e->run);
        put(e->out, number);
    }
    e->run = 0;
}

/* Numbers of the gaps that the text had before; a text has few kinds of them. */
#define GAP_SLOTS 64

typedef struct gap_memory {
    uint64_t gaps[GAP_SLOTS]; /* of at most 7 bytes, and the length; 0: empty */
    uint8_t numbers[GAP_SLOTS];
} gap_memory;

static unsigned gap_number(gap_memory *m, morgue_str gap)
{
    if (gap.len > 7)
        return draft__gap_number(gap);
    uint64_t key = gap.len;
    for (size_t i = 0; i < gap.len; i++)
        key = key << 8 | (unsigned char)gap.ptr[i];
    size_t slot = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 58);
    if (m->gaps[slot] != key) {
        m->gaps[slot] = key;
        m->numbers[slot] = (uint8_t)draft__gap_number(gap);
    }
    return m->numbers[slot];
}

static void write_gap(encoder *e, gap_memory *memory, morgue_str gap, bool spaceless)
{
    bool space = gap.len == 1 && gap.ptr[0] == ' ';
    if (gap.len == 0 ? spaceless : space && !spaceless) {
        e->run++;
    } else if (gap.len == 0 || space) {
        surprise(e, GAP_OTHER);
    } else {
        unsigned number = gap_number(memory, gap);
        surprise(e, number);
        if (number == GAP_LITERAL)
            strbuf_sized(e->out, gap);
    }
}

/* The capitals of a surface whose letters are those of the norm; 0 when it has
 * none or is something else. */
static uint32_t capitals_of(morgue_str surface, morgue_str norm)
{
    uint32_t mask = 0;
    if (surface.len != norm.len || norm.len > MIXED_LONGEST)
        return 0;
    for (size_t i = 0; i < norm.len; i++) {
        if (surface.ptr[i] != norm.ptr[i] && ascii_lower(surface.ptr[i]) != norm.ptr[i])
            return 0;
        if (surface.ptr[i] != norm.ptr[i])
            mask |= UINT32_C(1) << i;
    }
    return mask;
}

static bool spells(spelling how, morgue_str norm, morgue_str surface, strbuf *scratch)
{
    if (how == SPELLING_LOWER)
        return str_equal(surface, norm);
    if (how == SPELLING_AGAIN)
        return false;
    strbuf_clear(scratch);
    draft__spell(how, norm, scratch);
    return str_equal(strbuf_view(scratch), surface);
}

static spelling classify(morgue_str norm, morgue_str surface, strbuf *scratch)
{
    static const spelling plain[] = {SPELLING_LOWER, SPELLING_CAPITAL, SPELLING_UPPER,
                                     SPELLING_GROUPED, SPELLING_BARE};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (spells(plain[i], norm, surface, scratch))
            return plain[i];
    return capitals_of(surface, norm) ? SPELLING_MIXED : SPELLING_LITERAL;
}

#define LOW(bytes) ((UINT64_C(1) << 8 * (bytes)) - 1)

/* Lower-case and capitalised words of up to 16 bytes, which nearly all are: both
 * texts are compared as two numbers. Of norm and surface as many may be read. */
static inline spelling classify_quickly(morgue_str norm, const char *surface)
{
    static const uint64_t masks[17][2] = {
        {0, 0},          {LOW(1), 0},     {LOW(2), 0},     {LOW(3), 0},     {LOW(4), 0},
        {LOW(5), 0},     {LOW(6), 0},     {LOW(7), 0},     {~0ull, 0},      {~0ull, LOW(1)},
        {~0ull, LOW(2)}, {~0ull, LOW(3)}, {~0ull, LOW(4)}, {~0ull, LOW(5)}, {~0ull, LOW(6)},
        {~0ull, LOW(7)}, {~0ull, ~0ull},
    };
    uint64_t a[2], b[2];
    memcpy(a, norm.ptr, sizeof a);
    memcpy(b, surface, sizeof b);
    const uint64_t *mask = masks[norm.len];
    uint64_t first = (a[0] ^ b[0]) & mask[0], second = (a[1] ^ b[1]) & mask[1];
    if ((first | second) == 0)
        return SPELLING_LOWER;
    return ((first ^ 0x20) | second) == 0 && ascii_upper(surface[0]) ? SPELLING_CAPITAL
                                                                     : SPELLING_COUNT;
}

typedef struct writer {
    morgue_str text;
    text_model model;
    encoder gaps, words;
    gap_memory memory;
    strbuf scratch;
} writer;

static void write_word(writer *w, morgue_str norm, size_t from, size_t to)
{
    morgue_str surface = str_range(w->text, from, to);
    spelling how = SPELLING_COUNT;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (norm.len == surface.len && norm.len <= 16 && w->text.len - from >= 16) {
        how = classify_quickly(norm, surface.ptr);
        if (how != SPELLING_COUNT && draft__model_expects(&w->model, norm, how)) {
            w->words.run++;
            return;
        }
    }
#endif
    spelling guess = draft__model_guess(&w->model, norm);
    const model_slot *seen = w->model.slot;
    if (guess == SPELLING_AGAIN &&
        str_equal(str_range(w->text, seen->from, seen->from + (size_t)seen->len), surface)) {
        w->words.run++;
        return;
    }
    if (how == SPELLING_COUNT)
        how = classify(norm, surface, &w->scratch);
    if (how != guess && spells(guess, norm, surface, &w->scratch))
        how = guess; /* "I" is capital and upper case, and 5 is all there is */
    if (how == guess) {
        w->words.run++;
    } else {
        surprise(&w->words, how);
        if (how == SPELLING_LITERAL)
            strbuf_sized(w->words.out, surface);
        else if (how == SPELLING_MIXED)
            strbuf_varint(w->words.out, capitals_of(surface, norm));
    }
    draft__model_word(&w->model, how, from, to - from);
}

/*
 * The reader gives back what was written, for each step is one of its own: of a
 * spelling only what draft__spell() makes of the norm counts as that (or what
 * two numbers show to be the same), all else is given literally; the model sees
 * the same norms, spellings and gaps in the same order. So it is enough that each
 * byte of the text is in one word or one gap.
 */
static bool write_all(writer *w, const token_list *list)
{
    size_t at = 0;
    uint32_t words = 0;
    bool spaceless = true, first = true;
    for (size_t i = 0; i < list->count; i++) {
        const token *t = &list->tokens[i];
        if (t->alternate)
            continue;
        if (t->from < at || t->to < t->from || t->to > w->text.len || t->norm.len == 0)
            return false;
        bool east = draft__spaceless(t->norm);
        if (!first && t->from == at + 1 && w->text.ptr[at] == ' ' && !(spaceless && east)) {
            w->gaps.run++;
            w->model.starts = false;
        } else {
            morgue_str gap = str_range(w->text, at, t->from);
            write_gap(&w->gaps, &w->memory, gap, first || (spaceless && east));
            if (!first)
                draft__model_gap(&w->model, gap);
        }
        write_word(w, t->norm, t->from, t->to);
        at = t->to;
        spaceless = east;
        first = false;
        words++;
    }
    write_gap(&w->gaps, &w->memory, str_range(w->text, at, w->text.len), true);
    return words == list->positions;
}

bool draft_text_write(morgue_str text, const token_list *list, strbuf *out)
{
    strbuf gaps = {0}, words = {0};
    writer w;
    w.text = text;
    w.gaps = (encoder){&of_gaps, &gaps, 0};
    w.words = (encoder){&of_words, &words, 0};
    w.scratch = (strbuf){0};
    w.memory = (gap_memory){0};
    draft__model_begin(&w.model, list->positions);
    strbuf_reserve(&gaps, list->count / 8); /* most texts need less: they grow seldom */
    strbuf_reserve(&words, list->count / 2);
    bool whole = write_all(&w, list);
    strbuf_sized(out, strbuf_view(&gaps));
    strbuf_str(out, strbuf_view(&words));
    out->failed |= gaps.failed || words.failed || w.scratch.failed;
    strbuf_free(&gaps);
    strbuf_free(&words);
    strbuf_free(&w.scratch);
    return whole && !out->failed;
}

/* ---- reading ---- */

typedef struct decoder {
    const coding *c;
    morgue_str in;
    unsigned run;    /* expected things to come */
    unsigned number; /* of the surprise behind them; 0: none */
    bool damaged;
} decoder;

static bool take_byte(decoder *d, unsigned *out)
{
    if (d->in.len == 0)
        return false;
    *out = (unsigned char)d->in.ptr[0];
    d->in.ptr++;
    d->in.len--;
    return true;
}

/* Reads the next run and its surprise. */
static void refill(decoder *d)
{
    unsigned byte;
    d->number = 0;
    d->run = 0;
    if (!take_byte(d, &byte)) {
        d->run = UINT32_MAX;
    } else if (byte == 0) {
        d->run = d->c->run;
    } else if (byte <= d->c->direct * d->c->run) {
        d->run = (byte - 1) % d->c->run;
        d->number = (byte - 1) / d->c->run + 1;
    } else if (byte <= (d->c->direct + 1) * d->c->run && take_byte(d, &d->number)) {
        d->run = (byte - 1) % d->c->run;
        d->damaged |= d->number == 0;
    } else {
        d->damaged = true;
    }
}

static unsigned next_slowly(decoder *d)
{
    while (d->run == 0 && !d->damaged) {
        if (d->number) {
            unsigned number = d->number;
            d->number = 0;
            return number;
        }
        refill(d);
    }
    d->run--;
    return 0;
}

/* The next thing: 0 as expected, or the number of a surprise. */
static inline unsigned next(decoder *d)
{
    if (d->run == 0)
        return next_slowly(d);
    d->run--;
    return 0;
}

typedef struct reader {
    text_model model;
    decoder gaps, words;
    strbuf *out;
    size_t start, limit; /* the text is what lies in out from start on */
    bool damaged;
} reader;

/* Room for n bytes behind what is in out; NULL without memory. */
static inline char *room(strbuf *out, size_t n)
{
    return n < out->cap - out->len ? out->ptr + out->len : strbuf_reserve(out, n);
}

/* Words are short: a call would take longer than the copying. */
static inline void copy_short(char *to, const char *from, size_t n)
{
    if (n > 16) {
        memcpy(to, from, n);
    } else if (n >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            to[i] = from[i];
    }
}

static void read_gap(reader *r, unsigned number, bool spaceless, bool first)
{
    morgue_str gap;
    if (number <= GAP_OTHER)
        gap = spaceless == (number == GAP_OTHER) ? STR(" ") : STR("");
    else if (number != GAP_LITERAL)
        gap = draft__gap_text(number);
    else if (!str_sized(&r->gaps.in, &gap))
        gap.ptr = NULL;
    if (!gap.ptr) {
        r->damaged = true;
        return;
    }
    char *to = room(r->out, gap.len);
    if (!to)
        return;
    copy_short(to, gap.ptr, gap.len);
    r->out->len += gap.len;
    if (!first)
        draft__model_gap(&r->model, gap);
}

/* A space, as nearly always, or what read_gap() finds. */
static inline void read_between(reader *r, bool spaceless)
{
    unsigned number = next(&r->gaps);
    char *to = number || spaceless ? NULL : room(r->out, 1);
    if (!to) {
        read_gap(r, number, spaceless, false);
        return;
    }
    *to = ' ';
    r->out->len++;
    r->model.starts = false;
}

/* The bytes that the same norm had before. */
static void read_again(reader *r, const model_slot *seen)
{
    char *to = room(r->out, seen->len);
    if (!to)
        return;
    memcpy(to, r->out->ptr + r->start + seen->from, seen->len);
    r->out->len += seen->len;
}

/* A spelling that the format itself gives. */
static void read_given(reader *r, spelling how, morgue_str norm)
{
    uint64_t mask;
    morgue_str surface;
    if (how == SPELLING_MIXED && str_varint(&r->words.in, &mask) && mask <= UINT32_MAX)
        draft__spell_mixed((uint32_t)mask, norm, r->out);
    else if (how == SPELLING_LITERAL && str_sized(&r->words.in, &surface))
        strbuf_str(r->out, surface);
    else
        r->damaged = true;
}

static inline void read_word(reader *r, morgue_str norm)
{
    size_t from = r->out->len - r->start;
    spelling how = draft__model_guess(&r->model, norm);
    unsigned number = next(&r->words);
    if (number >= SPELLING_COUNT) {
        r->damaged = true;
        return;
    }
    if (number)
        how = (spelling)number;
    char *to = how == SPELLING_LOWER || (how == SPELLING_CAPITAL && (norm.ptr[0] & 0x80) == 0)
                   ? room(r->out, norm.len)
                   : NULL;
    if (to) {
        copy_short(to, norm.ptr, norm.len);
        if (how == SPELLING_CAPITAL && to[0] >= 'a' && to[0] <= 'z')
            to[0] = (char)(to[0] - 0x20);
        r->out->len += norm.len;
    } else if (how == SPELLING_AGAIN) {
        read_again(r, r->model.slot);
        return;
    } else if (how == SPELLING_MIXED || how == SPELLING_LITERAL) {
        read_given(r, how, norm);
    } else {
        draft__spell(how, norm, r->out);
    }
    draft__model_word(&r->model, how, from, r->out->len - r->start - from);
}

static bool at_end(const decoder *d)
{
    return !d->damaged && d->number == 0 && d->in.len == 0;
}

static void read_all(reader *r, uint32_t count, draft_text_norm *norm, void *context)
{
    bool spaceless = true;
    for (uint32_t i = 0; i < count; i++) {
        morgue_str word = norm(context, i);
        /* One word may reach beyond the limit before that is seen. */
        if (word.len == 0 || r->damaged || r->out->len - r->start > r->limit) {
            r->damaged = true;
            return;
        }
        bool east = draft__spaceless(word);
        if (i == 0)
            read_gap(r, next(&r->gaps), true, true);
        else
            read_between(r, spaceless && east);
        read_word(r, word);
        spaceless = east;
    }
    read_gap(r, next(&r->gaps), true, true);
    r->damaged |= r->out->len - r->start > r->limit || !at_end(&r->gaps) || !at_end(&r->words);
}

morgue_status draft_text_read(morgue_str format, uint32_t count, draft_text_norm *norm,
                              void *context, size_t limit, strbuf *out, morgue_error *err)
{
    reader r;
    morgue_str gaps;
    if (!str_sized(&format, &gaps))
        return fail(err, MORGUE_CORRUPT, "the format of a text is cut off");
    r.gaps = (decoder){.c = &of_gaps, .in = gaps};
    r.words = (decoder){.c = &of_words, .in = format};
    r.out = out;
    r.start = out->len;
    r.limit = limit;
    r.damaged = false;
    draft__model_begin(&r.model, count);
    read_all(&r, count, norm, context);
    if (out->failed)
        return fail_nomem(err);
    if (!r.damaged)
        return MORGUE_OK;
    out->len = r.start;
    return fail(err, MORGUE_CORRUPT, "the format of a text is damaged");
}
