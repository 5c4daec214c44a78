/* Text to tokens: words, quotations, operators and field names with their bytes. */
#include "parse_internal.h"

#include "utf8.h"

#define NOWHERE          SIZE_MAX
#define DEFAULT_DISTANCE 10

/* Words that are not words. instead is set for those that are refused. */
typedef struct operator_row {
    const char *word;
    token_kind kind;
    const char *instead;
} operator_row;

static const operator_row operators[] = {
    {"AND", TOKEN_AND, NULL},
    {"OR", TOKEN_OR, NULL},
    {"NOT", TOKEN_NOT, NULL},
    {"NEAR", TOKEN_NEAR, NULL},
    {"ADJ", TOKEN_ADJ, NULL},
    {"SENTENCE", TOKEN_SENTENCE, NULL},
    {"PARA", TOKEN_PARA, NULL},
    {"&&", TOKEN_END, "is no operator; write AND"},
    {"||", TOKEN_END, "is no operator; write OR"},
    {"|", TOKEN_END, "is no operator; write OR"},
};

/* Words that go on with a number behind the slash. */
static const struct {
    const char *word;
    token_kind kind;
    bool group; /* a group follows, and the word is written in any case */
} counted[] = {
    {"NEAR/", TOKEN_NEAR, false}, {"W/", TOKEN_NEAR, false},         {"ADJ/", TOKEN_ADJ, false},
    {"PRE/", TOKEN_ADJ, false},   {"atleast/", TOKEN_ATLEAST, true}, {"first/", TOKEN_FIRST, true},
};

#define ROWS(table) (sizeof(table) / sizeof *(table))

bool lexer__space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

int lexer__quote(uint32_t c)
{
    if (c == '"')
        return 1;
    if (c >= 0x201c && c <= 0x201f)
        return 2;
    return c == 0xab || c == 0xbb ? 3 : 0;
}

morgue_str lexer__shown(morgue_str s)
{
    s = str_range(s, 0, 40);
    s.len = utf8_complete_prefix(s);
    return s;
}

static bool all_digits(morgue_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_digit(s.ptr[i]))
            return false;
    return true;
}

static bool starts_nocase(morgue_str s, morgue_str head)
{
    return s.len >= head.len && str_equal_nocase(str_range(s, 0, head.len), head);
}

bool lexer__reserved(morgue_str word)
{
    for (size_t i = 0; i < ROWS(operators); i++)
        if (str_is(word, operators[i].word))
            return true;
    for (size_t i = 0; i < ROWS(counted); i++)
        if (starts_nocase(word, str_of(counted[i].word)))
            return true;
    return fields__prefix(word) || (word.len && strchr("-!<>", word.ptr[0]));
}

/* The character at offset at, 0 at the end of the text. */
static uint32_t char_at(const lexer *l, size_t at)
{
    return at < l->text.len ? utf8_next(l->text, &at) : 0;
}

static size_t behind(const lexer *l, size_t at)
{
    utf8_next(l->text, &at);
    return at;
}

/* Is the comma at offset at part of a number like 10,000? */
static bool groups_digits(morgue_str s, size_t at)
{
    size_t before = 0, after = 0;
    while (before < at && before < 4 && ascii_digit(s.ptr[at - before - 1]))
        before++;
    while (after < 4 && at + 1 + after < s.len && ascii_digit(s.ptr[at + 1 + after]))
        after++;
    return before >= 1 && before <= 3 && after == 3;
}

/* Does a bare word end before the character c at offset at? */
static bool ends_word(const lexer *l, size_t at, uint32_t c)
{
    if (c == ',')
        return l->value && !groups_digits(l->text, at);
    return c == 0 || c == '(' || c == ')' || lexer__space(c) || lexer__quote(c);
}

/* A bare word, and where in the question it has which special characters. */
typedef struct scan {
    size_t from, to;
    bool escaped;
    bool url;
    size_t star, mark, what; /* first *, last ~, first ?; all unescaped; or NOWHERE */
} scan;

static morgue_status scan_escape(const lexer *l, size_t *at)
{
    if (*at + 1 >= l->text.len)
        return fail_range(l->err, MORGUE_QUERY, *at, *at + 1,
                          "a backslash stands at the end; put the character behind it that is "
                          "meant, or \\\\ for a backslash");
    *at = behind(l, *at + 1);
    return MORGUE_OK;
}

static morgue_status scan_word(const lexer *l, scan *s)
{
    *s = (scan){.from = l->at, .star = NOWHERE, .mark = NOWHERE, .what = NOWHERE};
    s->url = fields__url(str_range(l->text, l->at, l->text.len));
    size_t at = l->at;
    uint32_t c;
    while (c = char_at(l, at), !ends_word(l, at, c) || (c == ',' && s->url)) {
        if (c == '^' && at > s->from && !s->url)
            break;
        if (c == '\\') {
            s->escaped = true;
            if (scan_escape(l, &at) != MORGUE_OK)
                return MORGUE_QUERY;
            continue;
        }
        if (c == '*' && s->star == NOWHERE)
            s->star = at;
        if (c == '?' && s->what == NOWHERE)
            s->what = at;
        if (c == '~')
            s->mark = at;
        at = behind(l, at);
    }
    s->to = at;
    return MORGUE_OK;
}

/* raw without its backslashes; raw itself when it has none. */
static morgue_status unescape(const lexer *l, morgue_str raw, morgue_str *out)
{
    *out = raw;
    if (str_find(raw, 0, '\\') == raw.len)
        return MORGUE_OK;
    char *text = arena_bytes(l->memory, raw.len);
    if (!text)
        return fail_nomem(l->err);
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] == '\\')
            i++;
        text[n++] = raw.ptr[i];
    }
    *out = (morgue_str){text, n};
    return MORGUE_OK;
}

static morgue_status distance_of(const lexer *l, morgue_str digits, size_t from, size_t to,
                                 unsigned least, unsigned *out)
{
    uint64_t n = UINT64_MAX;
    str_to_u64(digits, &n);
    if (n > MORGUE_MAX_NEAR_DISTANCE)
        return fail_range(l->err, MORGUE_LIMIT, from, to,
                          "a distance of %.*s words is over the limit of %d "
                          "(MORGUE_MAX_NEAR_DISTANCE)",
                          STR_ARGS(lexer__shown(digits)), MORGUE_MAX_NEAR_DISTANCE);
    if (n < least)
        return fail_range(l->err, MORGUE_QUERY, from, to,
                          "a distance must be 1 or more words; write 5 for within five words");
    *out = (unsigned)n;
    return MORGUE_OK;
}

static morgue_status refuse(const lexer *l, size_t from, size_t to, const char *instead)
{
    morgue_str text = lexer__shown(str_range(l->text, from, to));
    return fail_range(l->err, MORGUE_QUERY, from, to, "'%.*s' %s", STR_ARGS(text), instead);
}

/* "atleast/3": any other "atleast/…" is a word. */
static bool counts_group(morgue_str raw, morgue_str head)
{
    morgue_str number = str_range(raw, head.len, raw.len);
    return starts_nocase(raw, head) && number.len && all_digits(number);
}

/* NEAR/5 and its kin: *kind stays TOKEN_WORD when the word is none. */
static morgue_status read_counted(const lexer *l, token *t)
{
    for (size_t i = 0; i < ROWS(counted); i++) {
        morgue_str head = str_of(counted[i].word), number = str_range(t->raw, head.len, t->raw.len);
        if (counted[i].group ? !counts_group(t->raw, head) : !str_starts(t->raw, head))
            continue;
        if (counted[i].group && char_at(l, l->at) != '(')
            return refuse(l, t->from, t->to,
                          "needs what it counts in parentheses right behind it, as in "
                          "atleast/3(oil); put a backslash in front for the text");
        if (number.len == 0 || !all_digits(number))
            return refuse(l, t->from, t->to,
                          "needs a number of words behind the slash, as in NEAR/5; put a "
                          "backslash in front for the text");
        t->kind = counted[i].kind;
        return distance_of(l, number, t->from, t->to, 1, &t->distance);
    }
    return MORGUE_OK;
}

static morgue_status read_operator(const lexer *l, token *t)
{
    for (size_t i = 0; i < ROWS(operators); i++) {
        const operator_row *row = &operators[i];
        if (!str_is(t->raw, row->word))
            continue;
        if (row->instead)
            return refuse(l, t->from, t->to, row->instead);
        t->kind = row->kind;
        bool near = row->kind == TOKEN_NEAR || row->kind == TOKEN_ADJ;
        t->distance = near ? DEFAULT_DISTANCE : 0;
        return MORGUE_OK;
    }
    return read_counted(l, t);
}

/* Is what follows the mark at offset at the number of x~2, or nothing? */
static bool number_follows(const lexer *l, size_t at, size_t to)
{
    while (++at < to)
        if (!ascii_digit(l->text.ptr[at]) && l->text.ptr[at] != '.')
            return false;
    return true;
}

/* Letters and digits; everything beyond ASCII counts as a letter. */
static size_t letters(morgue_str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        n += c >= 0x80 || ascii_alpha((char)c) || ascii_digit((char)c);
    }
    return n;
}

static morgue_status read_prefix(const lexer *l, token *t)
{
    t->raw.len--;
    morgue_status status = unescape(l, t->raw, &t->text);
    if (status != MORGUE_OK)
        return status;
    t->kind = t->raw.len ? TOKEN_PREFIX : TOKEN_ANY;
    if (t->kind == TOKEN_PREFIX && letters(t->text) < MORGUE_MIN_WILDCARD_FIXED)
        return fail_range(l->err, MORGUE_QUERY, t->from, t->to,
                          "'%.*s*' is too short; write at least %d letters before the star",
                          STR_ARGS(lexer__shown(t->text)), MORGUE_MIN_WILDCARD_FIXED);
    return MORGUE_OK;
}

/* Letters, digits and wildcards; everything beyond ASCII counts as a letter. */
static bool plain_pattern(morgue_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!ascii_alpha(c) && !ascii_digit(c) && c != '?' && c != '*' &&
            !((unsigned char)c & 0x80))
            return false;
    }
    return true;
}

/* wom?n, col*r */
static morgue_status read_pattern(const lexer *l, token *t)
{
    if (!plain_pattern(t->raw))
        return refuse(l, t->from, t->to,
                      "has more than letters and digits beside ? or *; write \\? and \\* for the "
                      "characters, or leave them out");
    if (letters(t->raw) < MORGUE_MIN_WILDCARD_FIXED)
        return fail_range(l->err, MORGUE_QUERY, t->from, t->to,
                          "'%.*s' is too short; write at least %d letters beside ? and *, or \\? "
                          "for a question mark",
                          STR_ARGS(lexer__shown(t->raw)), MORGUE_MIN_WILDCARD_FIXED);
    t->kind = TOKEN_PATTERN;
    t->text = t->raw;
    return MORGUE_OK;
}

/* raimundo~, raimundo~2 */
static morgue_status read_fuzzy(const lexer *l, const scan *s, token *t)
{
    uint64_t n = 1;
    morgue_str digits = str_range(l->text, s->mark + 1, s->to);
    if (s->star != NOWHERE || s->what != NOWHERE)
        return refuse(l, t->from, t->to, "has ~ beside ? or *; write one of them");
    if (digits.len && (!str_to_u64(digits, &n) || n < 1 || n > 2))
        return refuse(l, s->mark, s->to,
                      "is no number of letters that may differ; write ~1 or ~2, or \\~ for the "
                      "character");
    t->raw = str_range(l->text, s->from, s->mark);
    t->kind = TOKEN_FUZZY;
    t->distance = (unsigned)n;
    morgue_status status = unescape(l, t->raw, &t->text);
    if (status == MORGUE_OK && letters(t->text) < MORGUE_MIN_WILDCARD_FIXED)
        return fail_range(l->err, MORGUE_QUERY, t->from, t->to,
                          "'%.*s' is too short for ~; write at least %d letters before it",
                          STR_ARGS(lexer__shown(t->raw)), MORGUE_MIN_WILDCARD_FIXED);
    return status;
}

static bool is_fuzzy(const lexer *l, const scan *s)
{
    return !s->url && s->mark != NOWHERE && s->mark != s->from && number_follows(l, s->mark, s->to);
}

/* Anything but a lone star at the end. URLs have question marks of their own. */
static bool is_pattern(const scan *s)
{
    return (!s->url && s->what != NOWHERE) || (s->star != NOWHERE && s->star + 1 != s->to);
}

static morgue_status read_word(lexer *l, token *t)
{
    scan s;
    morgue_status status = scan_word(l, &s);
    if (status != MORGUE_OK)
        return status;
    t->kind = TOKEN_WORD;
    t->to = l->at = s.to;
    t->raw = str_range(l->text, s.from, s.to);
    l->marked = !s.url && char_at(l, s.to) == '^';
    if (!s.escaped && !l->value) {
        status = read_operator(l, t);
        if (status != MORGUE_OK || t->kind != TOKEN_WORD)
            return status;
    }
    if (is_fuzzy(l, &s))
        return read_fuzzy(l, &s, t);
    if (is_pattern(&s))
        return read_pattern(l, t);
    return s.star != NOWHERE ? read_prefix(l, t) : unescape(l, t->raw, &t->text);
}

/* "a b"~5: the slop behind a quotation, if any. */
static morgue_status read_slop(lexer *l, token *t)
{
    if (char_at(l, l->at) != '~')
        return MORGUE_OK;
    size_t from = l->at++;
    while (l->at < l->text.len && ascii_digit(l->text.ptr[l->at]))
        l->at++;
    uint32_t next = char_at(l, l->at);
    if (l->at == from + 1 || (next != '^' && !ends_word(l, l->at, next)))
        return refuse(l, from, l->at, "behind a phrase needs a number, as in \"a b\"~5");
    t->to = l->at;
    morgue_str digits = str_range(l->text, from + 1, l->at);
    return distance_of(l, digits, from, l->at, 0, &t->distance);
}

static bool blank(morgue_str s)
{
    size_t at = 0;
    while (at < s.len)
        if (!lexer__space(utf8_next(s, &at)))
            return false;
    return true;
}

static morgue_status read_phrase(lexer *l, token *t, int quote)
{
    size_t inside = behind(l, l->at), at = inside;
    uint32_t c;
    while (c = char_at(l, at), c && lexer__quote(c) != quote) {
        if (c == '\\' && scan_escape(l, &at) != MORGUE_OK)
            return MORGUE_QUERY;
        if (c != '\\')
            at = behind(l, at);
    }
    if (!c)
        return refuse(l, t->from, inside,
                      "opens a phrase that is not closed; write the same kind of quotation mark "
                      "at its end, or a backslash in front of this one");
    t->kind = TOKEN_PHRASE;
    t->to = l->at = behind(l, at);
    t->raw = str_range(l->text, inside, at);
    morgue_status status = unescape(l, t->raw, &t->text);
    if (status != MORGUE_OK)
        return status;
    if (blank(t->text))
        return fail_range(l->err, MORGUE_QUERY, t->from, t->to,
                          "the quotation marks are empty; write the words between them");
    return read_slop(l, t);
}

/* ---- weights ---- */

/* Digits with a point between them or in front, or none; false for anything else. */
static bool decimal(morgue_str s, double *out)
{
    uint64_t n = 0;
    double scale = 1;
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < s.len; i++) {
        points += s.ptr[i] == '.';
        if (s.ptr[i] == '.')
            continue;
        if (!ascii_digit(s.ptr[i]) || ++digits > MORGUE_MAX_WEIGHT_DIGITS)
            return false;
        n = n * 10 + (uint64_t)(s.ptr[i] - '0');
        scale *= points ? 10 : 1;
    }
    *out = (double)n / scale;
    return digits && points < 2;
}

/* The number of x^2, ("a b" OR c)^0.5 … */
static morgue_status read_weight(lexer *l, token *t)
{
    size_t at = l->at + 1;
    while (!ends_word(l, at, char_at(l, at)))
        at = behind(l, at);
    t->kind = TOKEN_WEIGHT;
    t->text = str_range(l->text, l->at + 1, at);
    t->to = l->at = at;
    t->raw = str_range(l->text, t->from, t->to);
    if (!decimal(t->text, &t->weight))
        return refuse(l, t->from, t->to,
                      "is no weight; write a number of up to 9 digits, as in x^2 or x^0.5, or "
                      "\\^ for the character");
    if (t->weight < MORGUE_MIN_WEIGHT || t->weight > MORGUE_MAX_WEIGHT)
        return fail_range(l->err, MORGUE_LIMIT, t->from, t->to,
                          "the weight %.*s is not between 0.01 and 100 (MORGUE_MIN_WEIGHT, "
                          "MORGUE_MAX_WEIGHT); write - in front to exclude",
                          STR_ARGS(t->text));
    return MORGUE_OK;
}

/* What must not follow a closing parenthesis or quotation mark at once. */
static morgue_status check_glued(const lexer *l, uint32_t c)
{
    size_t to = l->at + 1;
    switch (c) {
    case '*':
        return refuse(l, l->at, to, "can end only a word; put a space in front for everything");
    case '~':
        return refuse(l, l->at, to, "can follow only a phrase, as in \"a b\"~5");
    case '-':
        return refuse(l, l->at, to,
                      "stands right behind a group or phrase; put a space in front "
                      "to exclude what follows");
    default:
        return MORGUE_OK;
    }
}

static morgue_status read_minus(lexer *l, token *t)
{
    uint32_t next = char_at(l, l->at + 1);
    if (l->value)
        return refuse(l, l->at, l->at + 1,
                      "cannot stand behind the colon; write -field:value to exclude, or \\- for "
                      "the character");
    if (next == 0 || next == ')' || lexer__space(next))
        return refuse(l, l->at, l->at + 1,
                      "has nothing behind it; write what to exclude right behind it, or \\- for "
                      "the character");
    t->kind = TOKEN_NOT;
    t->to = ++l->at;
    t->raw = str_range(l->text, t->from, t->to);
    return MORGUE_OK;
}

static morgue_status read_field(lexer *l, token *t, size_t name)
{
    t->kind = TOKEN_FIELD;
    t->text = str_range(l->text, l->at, l->at + name);
    l->at += name + 1;
    t->to = l->at;
    t->raw = str_range(l->text, t->from, t->to);
    l->value = true;
    return MORGUE_OK;
}

static morgue_status read_bare(lexer *l, token *t, uint32_t c)
{
    if (c == '-')
        return read_minus(l, t);
    if (l->value)
        return read_word(l, t);
    if (c == '!')
        return refuse(l, l->at, l->at + 1,
                      "is no operator; write - or NOT to exclude, or \\! for the character");
    size_t name = fields__prefix(str_range(l->text, l->at, l->text.len));
    return name ? read_field(l, t, name) : read_word(l, t);
}

static morgue_status read_mark(lexer *l, token *t, token_kind kind)
{
    t->kind = kind;
    t->to = ++l->at;
    t->raw = str_range(l->text, t->from, t->to);
    if (kind != TOKEN_COMMA)
        l->value = false;
    return MORGUE_OK;
}

static morgue_status next(lexer *l, token *out)
{
    bool closed = l->closed, marked = l->marked;
    uint32_t c;
    while (c = char_at(l, l->at), lexer__space(c)) {
        l->value = closed = marked = false;
        l->at = behind(l, l->at);
    }
    *out = (token){.kind = TOKEN_END, .from = l->at, .to = l->at};
    l->closed = l->marked = false;
    if (c == 0)
        return MORGUE_OK;
    if ((closed || marked) && c == '^')
        return read_weight(l, out);
    if (closed && check_glued(l, c) != MORGUE_OK)
        return MORGUE_QUERY;
    if (c == '(' || c == ')') {
        l->closed = c == ')';
        return read_mark(l, out, c == '(' ? TOKEN_OPEN : TOKEN_CLOSE);
    }
    if (lexer__quote(c)) {
        l->closed = true;
        return read_phrase(l, out, lexer__quote(c));
    }
    if (c == ',' && l->value)
        return read_mark(l, out, TOKEN_COMMA);
    return read_bare(l, out, c);
}

/* "NOT NEAR/5" is one operator. What stands behind another NOT is read again. */
static void join_not_near(lexer *l, token *t)
{
    lexer before = *l;
    token near;
    l->err = NULL;
    bool joined = next(l, &near) == MORGUE_OK && near.kind == TOKEN_NEAR;
    if (joined) {
        t->kind = TOKEN_NOT_NEAR;
        t->distance = near.distance;
        t->to = near.to;
        t->raw = str_range(l->text, t->from, t->to);
        before = *l;
    }
    *l = before;
}

morgue_status lexer__next(lexer *l, token *out)
{
    morgue_error *err = l->err;
    morgue_status status = next(l, out);
    if (status == MORGUE_OK && out->kind == TOKEN_NOT && str_is(out->raw, "NOT"))
        join_not_near(l, out);
    l->err = err;
    return status;
}
