/*
 * The date printed at the head of a text: "WASHINGTON, May 21 (Agency) -",
 * "BEIJING, Nov 1, 2023 —", "新华社北京11月1日电", or a line of its own such as
 * "Friday, January 4, 2019" and "Published: 21 May 2023".
 */
#include "date_internal.h"

#define HEAD_LINES   3   /* lines that may hold the date */
#define HEAD_BYTES   240 /* of a line that are looked at */
#define PLACE_TOKENS 12  /* "PORTLAND, Ore.," and the like */
#define AGENCY_BYTES 60

static date_token look(morgue_str text, size_t at, size_t *end)
{
    date_token token = date__next(text, &at);
    if (token.kind == DATE_WORD)
        date__name(token.text, true, &token);
    *end = at;
    return token;
}

static bool dash(const date_token *t)
{
    return date__mark(t, '-') || (t->kind == DATE_MARK && (t->c == 0x2013 || t->c == 0x2014));
}

/* Moves *at behind "(Agency)" when that stands there. */
static bool skip_agency(morgue_str line, size_t *at)
{
    size_t end;
    date_token t = look(line, *at, &end);
    if (!date__mark(&t, '('))
        return false;
    size_t close = str_find(line, end, ')');
    if (close == line.len || close - end > AGENCY_BYTES)
        return false;
    *at = close + 1;
    return true;
}

static bool ends(morgue_str line, size_t at)
{
    return str_trim(str_range(line, at, line.len)).len == 0;
}

/* Is the mention that ends at at followed as a dateline's is? */
static bool closed(morgue_str line, size_t at, const date_mention *m)
{
    size_t end;
    date_token t = look(line, at, &end);
    if (t.kind == DATE_END)
        return m->year || m->weekday >= 0;
    if (t.c == 0x7535 || t.c == 0x96fb) /* 电 電, "wired" */
        return true;
    if (date__mark(&t, ',') || date__mark(&t, '.'))
        t = look(line, end, &end);
    else
        end = at;
    bool agency = skip_agency(line, &end);
    t = look(line, end, &end);
    return agency || (dash(&t) && (t.spaced || t.c != '-'));
}

/* Words that may stand before the date: a place in capitals, then anything
 * short with a comma or full stop ("Calif.,"); or a label. */
static bool place_token(const date_token *t, size_t index)
{
    static const char *const labels[] = {"published", "posted", "updated", "date", "dated", "on"};
    if (t->kind == DATE_MARK)
        return index && t->c && t->c < 0x80 && strchr(index == 1 ? ",./'-:" : ",./'-", (int)t->c);
    if (t->kind != DATE_WORD)
        return false;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (date__is(t, labels[i]) && index < 2)
            return true;
    if (t->c >= 0x2e80)
        return true;
    bool capital = t->text.len && (ascii_upper(t->text.ptr[0]) || t->c >= 0xc0);
    return capital && (index || t->text.len == 1 || ascii_upper(t->text.ptr[1]) || t->c >= 0xc0);
}

/* first: of the body. Further down "July 18, 2007 - …" is a row of a timeline. */
static bool line_date(morgue_str line, bool first, date_mention *out)
{
    for (size_t at = 0, i = 0; i <= PLACE_TOKENS; i++) {
        size_t end;
        date_token t = look(line, at, &end);
        if (t.kind == DATE_MONTH || t.kind == DATE_WEEKDAY || t.kind == DATE_NUMBER)
            return date__mention(line, t, &end, out) && out->day && closed(line, end, out) &&
                   (first || i > 0 || ends(line, end));
        if (t.kind == DATE_END || !place_token(&t, i))
            return false;
        at = end;
    }
    return false;
}

bool date__dateline(morgue_str body, date_mention *out)
{
    for (int lines = 0; lines < HEAD_LINES && body.len;) {
        morgue_str line = str_trim(str_split(&body, '\n'));
        if (line.len == 0)
            continue;
        lines++;
        bool cut = line.len > HEAD_BYTES;
        morgue_str head = str_range(line, 0, HEAD_BYTES);
        /* A mention that fills the head of a longer line is not its end. */
        if (line_date(head, lines == 1, out) && !(cut && out->end == head.len))
            return true;
    }
    *out = (date_mention){.weekday = -1};
    return false;
}
