/* Tokens to a tree, by recursive descent: OR, AND, proximity, NOT, field. */
#include "parse_internal.h"

#include "utf8.h"

#include <stdlib.h>

typedef struct parser {
    lexer lex;
    token now;     /* the one to be read next */
    size_t end;    /* where the one before it ended */
    token waiting; /* an operator whose right side is still to come; else TOKEN_END */
    clock_time clock;
    builder build;
    morgue_error *err;
    morgue_status status;
    unsigned depth;                      /* open parentheses and pending NOTs */
    bool in_field;                       /* inside field:( … ) */
    bool mixed;                          /* OR had an AND as its child without parentheses */
    node *stack[MORGUE_MAX_QUERY_NODES]; /* finished nodes that wait for their parent */
    size_t top;
} parser;

static node *parse_or(parser *p);
static node *parse_unary(parser *p);

static node *stop(parser *p, morgue_status status)
{
    p->status = status;
    return NULL;
}

/* An error about the bytes of t: its text in quotes, then what is wrong. */
static node *blame(parser *p, const token *t, const char *what)
{
    morgue_str text = lexer__shown(t->raw);
    return stop(
        p, fail_range(p->err, MORGUE_QUERY, t->from, t->to, "'%.*s' %s", STR_ARGS(text), what));
}

static bool advance(parser *p)
{
    p->end = p->now.to;
    p->status = lexer__next(&p->lex, &p->now);
    return p->status == MORGUE_OK;
}

static bool advance_operator(parser *p)
{
    p->waiting = p->now;
    return advance(p);
}

/* NULL, after an error, on failure. */
static node *new_node(parser *p, node_kind kind, size_t from, size_t to)
{
    node *n;
    p->status = ast__node(&p->build, kind, from, to, &n);
    return n;
}

/* Room is certain: every node on the stack counts against the limit. */
static bool push(parser *p, node *n)
{
    if (n)
        p->stack[p->top++] = n;
    return n != NULL;
}

/* Takes the nodes from base on off the stack: a lone one is returned itself,
 * several become children of a new node. */
static node *gather(parser *p, node_kind kind, size_t from, size_t base)
{
    size_t count = p->top - base;
    p->top = base;
    if (count == 1)
        return p->stack[base];
    node *n = new_node(p, kind, from, p->end);
    if (n)
        p->status = ast__adopt(&p->build, n, p->stack + base, count);
    return p->status == MORGUE_OK ? n : NULL;
}

static node *wrap(parser *p, node_kind kind, size_t from, node *child)
{
    node *n = child ? new_node(p, kind, from, p->end) : NULL;
    if (!n)
        return NULL;
    p->status = ast__adopt(&p->build, n, &child, 1);
    return p->status == MORGUE_OK ? n : NULL;
}

static bool deeper(parser *p, const token *t)
{
    if (p->depth < MORGUE_MAX_QUERY_DEPTH) {
        p->depth++;
        return true;
    }
    stop(p, fail_range(p->err, MORGUE_LIMIT, t->from, t->to,
                       "parentheses and NOT nest deeper than %d here (MORGUE_MAX_QUERY_DEPTH); "
                       "ask it in parts",
                       MORGUE_MAX_QUERY_DEPTH));
    return false;
}

/* n, which starts at from, or a node above it when a weight stands right behind it. */
static node *parse_weight(parser *p, size_t from, node *n)
{
    token t = p->now;
    if (!n || t.kind != TOKEN_WEIGHT)
        return n;
    node *heavy = advance(p) ? wrap(p, NODE_WEIGHT, from, n) : NULL;
    if (heavy) {
        heavy->text = t.text;
        heavy->weight = t.weight;
    }
    return heavy;
}

/* ( … ), of which p->now is the first; the node inside. */
static node *parse_group(parser *p)
{
    token open = p->now;
    if (!deeper(p, &open) || !advance(p))
        return NULL;
    p->waiting = (token){.kind = TOKEN_END};
    if (p->now.kind == TOKEN_CLOSE) {
        open.to = p->now.to;
        open.raw = str_range(p->lex.text, open.from, open.to);
        return blame(p, &open, "is empty; write words between the parentheses");
    }
    node *inside = parse_or(p);
    if (!inside)
        return NULL;
    if (p->now.kind != TOKEN_CLOSE)
        return blame(p, &open,
                     "is not closed; write ) at the end of the group, or \\( for the "
                     "character");
    p->depth--;
    return advance(p) ? inside : NULL;
}

/* A word, prefix, phrase or star; NULL without an error for any other token. */
static node *parse_leaf(parser *p)
{
    static const node_kind kinds[] = {
        [TOKEN_WORD] = NODE_WORD, [TOKEN_PREFIX] = NODE_PREFIX,   [TOKEN_PHRASE] = NODE_PHRASE,
        [TOKEN_ANY] = NODE_ANY,   [TOKEN_PATTERN] = NODE_PATTERN, [TOKEN_FUZZY] = NODE_FUZZY,
    };
    token t = p->now;
    if (t.kind < TOKEN_WORD)
        return NULL;
    node *n = new_node(p, kinds[t.kind], t.from, t.to);
    if (!n)
        return NULL;
    if (t.kind != TOKEN_ANY)
        n->text = t.text;
    n->distance = t.distance;
    return advance(p) ? parse_weight(p, t.from, n) : NULL;
}

/* ---- fields ---- */

typedef struct field_clause {
    token head;
    morgue_str name;
    field_form form;
} field_clause;

static node *parse_saved(parser *p, const field_clause *f)
{
    token t = p->now;
    node *n = new_node(p, NODE_SAVED, f->head.from, t.to);
    if (!n)
        return NULL;
    n->text = t.text;
    return advance(p) ? parse_weight(p, n->from, n) : NULL;
}

/* A date or a range of numbers, as a node of its own without a field above it. */
static node *parse_interval(parser *p, const field_clause *f)
{
    token t = p->now;
    interval bounds;
    if (f->form == FORM_WORDS_COUNT)
        p->status = ranges__clause(p->lex.text, t.raw, &bounds, p->err);
    else
        p->status = dates__clause(p->clock, f->form, p->lex.text, t.raw, &bounds, p->err);
    if (p->status != MORGUE_OK)
        return NULL;
    bool date = f->form != FORM_WORDS_COUNT;
    node *n = new_node(p, date ? NODE_DATE : NODE_RANGE, f->head.from, t.to);
    if (!n)
        return NULL;
    n->first = bounds.first;
    n->last = bounds.last;
    n->text = date ? n->text : f->name;
    p->build.query->dated = p->build.query->dated || date;
    return advance(p) ? parse_weight(p, n->from, n) : NULL;
}

static node *name_field(node *n, morgue_str name)
{
    if (n)
        n->text = name;
    return n;
}

/* One value of a clause that is not about text: a complete node. */
static node *parse_special(parser *p, const field_clause *f)
{
    token t = p->now;
    bool any = t.kind == TOKEN_ANY && (f->form == FORM_DATE || f->form == FORM_WORDS_COUNT);
    if (any)
        return name_field(wrap(p, NODE_FIELD, f->head.from, parse_leaf(p)), f->name);
    if (t.kind != TOKEN_WORD && (t.kind != TOKEN_PHRASE || t.distance))
        return blame(p, &t,
                     f->form == FORM_SAVED
                         ? "is not the name of a saved query; write query:name"
                         : "cannot be a date or number; write date:2023-05, newer:30d or "
                           "wc:>500, and date:* for every dated article");
    return f->form == FORM_SAVED ? parse_saved(p, f) : parse_interval(p, f);
}

static node *parse_text_value(parser *p)
{
    token t = p->now;
    if (t.kind == TOKEN_WORD && (t.raw.ptr[0] == '<' || t.raw.ptr[0] == '>'))
        return blame(p, &t, "compares, which only wc: can; write \\ in front for the character");
    return parse_leaf(p);
}

/* Is a value there, and right behind what came before it? */
static bool value_follows(const parser *p)
{
    return p->now.from == p->end && p->now.kind >= TOKEN_WORD;
}

/* One value, and nothing glued to it: field:"a"b could be read in two ways. */
static node *parse_value(parser *p, const field_clause *f)
{
    node *n = f->form == FORM_TEXT ? parse_text_value(p) : parse_special(p, f);
    bool glued = p->now.from == p->end && (value_follows(p) || p->now.kind == TOKEN_OPEN);
    if (n && glued)
        return blame(p, &p->now,
                     "stands right behind the value of a field; put a space or a "
                     "comma in between");
    return n;
}

/* value or value,value,…: several stand for any of them. */
static node *parse_values(parser *p, const field_clause *f)
{
    size_t base = p->top, from = p->now.from;
    token before = f->head;
    for (;;) {
        if (!value_follows(p))
            return blame(p, &before,
                         "has no value behind it; write field:value or field:a,b without a "
                         "space, or quote it for the text");
        if (!push(p, parse_value(p, f)))
            return NULL;
        if (p->now.kind != TOKEN_COMMA)
            break;
        before = p->now;
        if (!advance(p))
            return NULL;
    }
    return gather(p, NODE_OR, f->form == FORM_TEXT ? from : f->head.from, base);
}

static node *parse_field_group(parser *p, const field_clause *f)
{
    if (f->form != FORM_TEXT)
        return blame(p, &f->head,
                     "takes no parentheses; write one value, or date:2022,2023 for "
                     "either");
    size_t from = p->now.from;
    p->in_field = true;
    node *inside = parse_group(p);
    p->in_field = false;
    return parse_weight(p, from, inside);
}

static node *parse_field(parser *p)
{
    field_clause f = {.head = p->now};
    if (p->in_field)
        return blame(p, &f.head,
                     "stands inside another field's parentheses; write it outside of "
                     "them");
    f.name = fields__resolve(&p->build.query->memory, f.head.text, &f.form);
    if (!f.name.ptr)
        return stop(p, fail_nomem(p->err));
    if (!advance(p))
        return NULL;
    bool group = p->now.kind == TOKEN_OPEN && p->now.from == p->end;
    node *value = group ? parse_field_group(p, &f) : parse_values(p, &f);
    if (!value || f.form != FORM_TEXT)
        return value;
    return name_field(wrap(p, NODE_FIELD, f.head.from, value), f.name);
}

/* ---- operators ---- */

/* The node that an operator between two operands of proximity makes; NODE_WORD
 * for a token that is none. */
static node_kind proximity(token_kind kind)
{
    switch (kind) {
    case TOKEN_NEAR:
        return NODE_NEAR;
    case TOKEN_ADJ:
        return NODE_ADJ;
    case TOKEN_NOT_NEAR:
        return NODE_NOT_NEAR;
    case TOKEN_SENTENCE:
        return NODE_SENTENCE;
    case TOKEN_PARA:
        return NODE_PARA;
    default:
        return NODE_WORD;
    }
}

static node *parse_not(parser *p)
{
    token head = p->now;
    if (!deeper(p, &head) || !advance_operator(p))
        return NULL;
    if (proximity(p->now.kind) != NODE_WORD) {
        head.to = p->now.to;
        head.raw = str_range(p->lex.text, head.from, head.to);
        return blame(p, &head, "is no operator; write a NOT NEAR/5 b, or NOT (a ADJ/5 b)");
    }
    node *n = wrap(p, NODE_NOT, head.from, parse_unary(p));
    p->depth--;
    return n;
}

/* atleast/3( … ), first/50( … ) */
static node *parse_counted(parser *p)
{
    token head = p->now;
    if (!advance(p))
        return NULL;
    node_kind kind = head.kind == TOKEN_ATLEAST ? NODE_ATLEAST : NODE_FIRST;
    node *n = wrap(p, kind, head.from, parse_group(p));
    if (n)
        n->distance = head.distance;
    return parse_weight(p, head.from, n);
}

/* Something was expected and is not there. */
static node *missing(parser *p)
{
    if (p->now.kind >= TOKEN_AND && p->now.kind <= TOKEN_PARA)
        return blame(p, &p->now,
                     "has nothing to its left; write a word in front of it, or the "
                     "operator in lower case for the word");
    if (p->waiting.kind != TOKEN_END)
        return blame(p, &p->waiting,
                     "has nothing to its right; write a word behind it, or the "
                     "operator in lower case for the word");
    if (p->now.kind == TOKEN_CLOSE)
        return blame(p, &p->now,
                     "closes no group; write ( in front of the group, or \\) for the "
                     "character");
    return stop(p, fail_range(p->err, MORGUE_QUERY, 0, p->lex.text.len,
                              "the question is empty; write a word, or * for everything"));
}

static node *parse_unary(parser *p)
{
    size_t from = p->now.from;
    switch (p->now.kind) {
    case TOKEN_NOT:
        return parse_not(p);
    case TOKEN_OPEN:
        return parse_weight(p, from, parse_group(p));
    case TOKEN_FIELD:
        return parse_field(p);
    case TOKEN_ATLEAST:
    case TOKEN_FIRST:
        return parse_counted(p);
    case TOKEN_WORD:
    case TOKEN_PREFIX:
    case TOKEN_ANY:
    case TOKEN_PHRASE:
    case TOKEN_PATTERN:
    case TOKEN_FUZZY:
        return parse_leaf(p);
    default:
        return missing(p);
    }
}

static node *parse_proximity(parser *p)
{
    size_t base = p->top, from = p->now.from;
    node *left = parse_unary(p);
    while (left && proximity(p->now.kind) != NODE_WORD) {
        token op = p->now;
        if (!push(p, left) || !advance_operator(p) || !push(p, parse_unary(p)))
            return NULL;
        left = gather(p, proximity(op.kind), from, base);
        if (left)
            left->distance = op.distance;
    }
    return left;
}

/* *joined tells whether an AND was made here, not within parentheses. */
static node *parse_and(parser *p, bool *joined)
{
    size_t base = p->top, from = p->now.from;
    do {
        if (p->now.kind == TOKEN_AND && p->top > base && !advance_operator(p))
            return NULL;
        if (!push(p, parse_proximity(p)))
            return NULL;
        p->waiting = (token){.kind = TOKEN_END};
    } while (p->now.kind != TOKEN_OR && p->now.kind != TOKEN_CLOSE && p->now.kind != TOKEN_END);
    *joined = p->top - base > 1;
    return gather(p, NODE_AND, from, base);
}

static node *parse_or(parser *p)
{
    size_t base = p->top, from = p->now.from;
    bool any_joined = false, joined = false;
    do {
        if (p->now.kind == TOKEN_OR && p->top > base && !advance_operator(p))
            return NULL;
        if (!push(p, parse_and(p, &joined)))
            return NULL;
        any_joined = any_joined || joined;
    } while (p->now.kind == TOKEN_OR);
    p->mixed = p->mixed || (any_joined && p->top - base > 1);
    return gather(p, NODE_OR, from, base);
}

/* ---- the whole ---- */

static morgue_status check_text(morgue_str text, morgue_error *err)
{
    if (text.len > MORGUE_MAX_QUERY_BYTES)
        return fail_range(err, MORGUE_LIMIT, MORGUE_MAX_QUERY_BYTES, text.len,
                          "the question is %zu bytes long, over the limit of %d "
                          "(MORGUE_MAX_QUERY_BYTES)",
                          text.len, MORGUE_MAX_QUERY_BYTES);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t c = utf8_next(text, &at);
        if (c == UTF8_BAD)
            return fail_range(err, MORGUE_QUERY, from, at,
                              "byte %zu is not UTF-8; write the question in UTF-8", from);
        bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0);
        if (control)
            return fail_range(err, MORGUE_QUERY, from, at,
                              "byte %zu is the control character U+%04X; leave it out", from,
                              (unsigned)c);
    }
    return MORGUE_OK;
}

static morgue_status parse_whole(parser *p, const node **root)
{
    if (!advance(p))
        return p->status;
    const node *n = parse_or(p);
    if (n && p->now.kind != TOKEN_END)
        n = missing(p);
    if (!n)
        return p->status;
    *root = n;
    return ast__check_depth(n, p->err);
}

/* A remark for the reader about how AND and OR were grouped. */
static morgue_status add_note(morgue_query *q, morgue_error *err)
{
    const char **notes = arena_alloc(&q->memory, sizeof *notes);
    bool brief = strlen(q->canonical) > 200;
    strbuf text = {0};
    strbuf_printf(&text, "AND (also a mere space) binds tighter than OR%s%s",
                  brief ? "; use parentheses to group otherwise" : ": this was read as ",
                  brief ? "" : q->canonical);
    morgue_status status = strbuf_check(&text, err);
    morgue_str note =
        status == MORGUE_OK ? arena_copy(&q->memory, strbuf_view(&text)) : (morgue_str){NULL, 0};
    if (notes && note.ptr) {
        notes[0] = note.ptr;
        q->notes = notes;
        q->note_count = 1;
    } else {
        status = fail_nomem(err);
    }
    strbuf_free(&text);
    return status;
}

static morgue_status write_canonical(morgue_query *q, morgue_error *err)
{
    strbuf text = {0};
    ast__write(q->root, &text);
    morgue_status status = strbuf_check(&text, err);
    if (status == MORGUE_OK) {
        q->canonical = arena_copy(&q->memory, strbuf_view(&text)).ptr;
        status = q->canonical ? MORGUE_OK : fail_nomem(err);
    }
    strbuf_free(&text);
    return status;
}

static morgue_status fill_query(morgue_query *q, morgue_str text, clock_time clock,
                                morgue_error *err)
{
    q->text = arena_copy(&q->memory, text);
    if (!q->text.ptr)
        return fail_nomem(err);
    parser p = {
        .lex = {.text = q->text, .memory = &q->memory, .err = err},
        .clock = clock,
        .build = {.query = q, .err = err},
        .err = err,
    };
    morgue_status status = parse_whole(&p, &q->root);
    if (status == MORGUE_OK)
        status = write_canonical(q, err);
    if (status == MORGUE_OK && p.mixed)
        status = add_note(q, err);
    return status;
}

morgue_status morgue_query_parse(morgue_query **out, const char *text, size_t len, int64_t now,
                                 int offset, morgue_error *err)
{
    *out = NULL;
    if (!text && len)
        return fail(err, MORGUE_INVALID, "the question is a NULL pointer with a length");
    if (offset < -DATES_MAX_OFFSET || offset > DATES_MAX_OFFSET)
        return fail(err, MORGUE_INVALID, "the offset from UTC is %d seconds, over 23:59 hours",
                    offset);
    morgue_str question = {len ? text : "", len};
    morgue_status status = check_text(question, err);
    if (status != MORGUE_OK)
        return status;
    morgue_query *q = calloc(1, sizeof *q);
    if (!q)
        return fail_nomem(err);
    q->now = now;
    q->offset = offset;
    status = fill_query(q, question, (clock_time){now, offset}, err);
    if (status == MORGUE_OK)
        *out = q;
    else
        morgue_query_free(q);
    return status;
}

void morgue_query_free(morgue_query *query)
{
    if (!query)
        return;
    arena memory = query->memory;
    arena_free(&memory);
    free(query);
}

const char *morgue_query_text(const morgue_query *query)
{
    return query->canonical;
}
