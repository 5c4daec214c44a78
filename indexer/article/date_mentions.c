/* Days, weekdays and years that running text names. */
#include "date_internal.h"

#define FIRST_YEAR 1600
#define LAST_YEAR  2199

/* Looks at the token at *at without moving *at. */
static date_token look(morgue_str text, size_t at, size_t *end)
{
    date_token token = date__next(text, &at);
    if (token.kind == DATE_WORD)
        date__name(token.text, true, &token);
    *end = at;
    return token;
}

static bool year_value(const date_token *t)
{
    return t->kind == DATE_NUMBER && t->digits == 4 && t->value >= FIRST_YEAR &&
           t->value <= LAST_YEAR;
}

static bool day_value(const date_token *t)
{
    return t->kind == DATE_NUMBER && t->digits <= 2 && t->value >= 1 && t->value <= 31;
}

/* Part of a longer number, a price or a range: "1.5", "$20", "10-11". */
static bool glued(morgue_str text, const date_token *t)
{
    size_t from = (size_t)(t->text.ptr - text.ptr);
    return from && !t->spaced && strchr("$.,-/:#", text.ptr[from - 1]) && text.ptr[from - 1];
}

/* Does what follows make the number an amount: "10:30", "15%", "3,000", "31 percent"? */
static bool amount(morgue_str text, size_t at)
{
    static const char *const units[] = {"percent", "per",     "million", "billion", "points",
                                        "people",  "dollars", "cents",   "am",      "pm",
                                        "a",       "p",       "pct",     "years",   "months"};
    size_t end, next;
    date_token t = look(text, at, &end);
    if (date__mark(&t, '%') || (date__mark(&t, ':') && !t.spaced))
        return true;
    if ((date__mark(&t, ',') || date__mark(&t, '.')) && !t.spaced) {
        date_token digits = look(text, end, &next);
        return digits.kind == DATE_NUMBER && !digits.spaced;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (date__is(&t, units[i]))
            return true;
    return false;
}

static void skip_ordinal(morgue_str text, size_t *at)
{
    static const char *const endings[] = {"st", "nd", "rd", "th", "er"};
    size_t end;
    date_token t = look(text, *at, &end);
    bool found = date__mark(&t, '.');
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        found = found || date__is(&t, endings[i]);
    if (found && !t.spaced)
        *at = end;
}

/* Takes ", 2023" or " de 2023" when a year stands there. */
static void take_year(morgue_str text, size_t *at, date_mention *out)
{
    size_t end;
    date_token t = look(text, *at, &end);
    if (date__mark(&t, ',') || date__is(&t, "de") || date__is(&t, "of"))
        t = look(text, end, &end);
    if (year_value(&t) && t.spaced && !t.blank_line && !amount(text, end)) {
        out->year = (int)t.value;
        *at = end;
    }
}

static bool month_then_day(morgue_str text, date_token month, size_t *at, date_mention *out)
{
    size_t here = *at, end;
    date_token t = look(text, here, &end);
    if (date__mark(&t, '.') && !t.spaced) {
        here = end;
        t = look(text, here, &end);
    }
    if (t.blank_line)
        return false;
    out->month = (int)month.value;
    if (year_value(&t) && t.spaced) {
        out->year = (int)t.value;
        *at = end;
        return true;
    }
    if (!day_value(&t) || !t.spaced || amount(text, end))
        return false;
    out->day = (int)t.value;
    *at = end;
    size_t mark_end;
    date_token ending = look(text, end, &mark_end);
    if (ending.kind == DATE_WORD)
        skip_ordinal(text, at);
    take_year(text, at, out);
    return true;
}

static bool day_then_month(morgue_str text, date_token day, size_t *at, date_mention *out)
{
    size_t here = *at, end;
    if (!day_value(&day) || glued(text, &day))
        return false;
    skip_ordinal(text, &here);
    date_token t = look(text, here, &end);
    if (date__is(&t, "de") || date__is(&t, "of"))
        t = look(text, end, &end);
    if (t.kind != DATE_MONTH || t.blank_line || !t.spaced)
        return false;
    out->day = (int)day.value;
    out->month = (int)t.value;
    *at = end;
    t = look(text, end, &end);
    if (date__mark(&t, '.') && !t.spaced && !out->year) {
        size_t after = end;
        take_year(text, &after, out);
        *at = out->year ? after : *at;
    } else {
        take_year(text, at, out);
    }
    return true;
}

/* 2023年5月21日, 11月1日, 11월 1일, 2023年 */
static bool with_signs(morgue_str text, date_token first, size_t *at, date_mention *out)
{
    size_t end, here = *at;
    date_token number = first, sign = look(text, here, &end);
    if (year_value(&number) && date__year_sign(sign.c)) {
        out->year = (int)number.value;
        *at = here = end;
        number = look(text, here, &end);
        sign = look(text, end, &end);
    }
    if (number.kind != DATE_NUMBER || number.value < 1 || number.value > 12 ||
        !date__month_sign(sign.c))
        return out->year != 0;
    size_t month_end = end;
    date_token day = look(text, end, &end);
    sign = look(text, end, &end);
    if (day_value(&day) && date__day_sign(sign.c)) {
        out->day = (int)day.value;
        *at = end;
    } else if (!out->year) {
        return false;
    } else {
        *at = month_end;
    }
    out->month = (int)number.value;
    return true;
}

static bool any_date(morgue_str text, date_token first, size_t *at, date_mention *out)
{
    if (first.kind == DATE_MONTH)
        return month_then_day(text, first, at, out);
    if (first.kind != DATE_NUMBER)
        return false;
    if (with_signs(text, first, at, out) || day_then_month(text, first, at, out))
        return true;
    if (!year_value(&first) || glued(text, &first) || amount(text, *at))
        return false;
    out->year = (int)first.value;
    return true;
}

/* "(Wednesday)", "（星期三）", "(水)", " 星期三" behind a day. */
static void weekday_behind(morgue_str text, size_t *at, date_mention *out)
{
    size_t end;
    date_token t = look(text, *at, &end);
    bool bracket = t.kind == DATE_MARK && (t.c == '(' || t.c == 0xff08);
    if (bracket)
        t = look(text, end, &end);
    if (bracket && t.kind == DATE_WEEKDAY) {
        out->weekday = (int)t.value;
        out->bracketed = true;
        *at = end;
        return;
    }
    bool chinese = t.c == 0x661f || t.c == 0x5468 || t.c == 0x9031 || t.c == 0x793c;
    if (chinese) {
        bool two = t.c == 0x661f || t.c == 0x793c; /* 星期, 礼拜 */
        t = look(text, end, &end);
        if (two)
            t = look(text, end, &end);
    }
    if ((bracket || chinese) && date__weekday_sign(t.c) >= 0) {
        out->weekday = date__weekday_sign(t.c);
        out->bracketed = true;
        *at = end;
    }
}

/* What may stand between a weekday and its day: "Wednesday, the 1st of …". */
static bool bridge(const date_token *t)
{
    return date__mark(t, ',') || date__mark(t, '(') || date__mark(t, '.') || date__is(t, "the") ||
           date__is(t, "den") || date__is(t, "dem") || date__is(t, "le") || date__is(t, "el");
}

static bool weekday_first(morgue_str text, date_token first, size_t *at, date_mention *out)
{
    size_t here = *at, end;
    date_token t = look(text, here, &end);
    out->weekday = (int)first.value;
    out->bracketed = date__mark(&t, '(');
    for (int i = 0; i < 3 && bridge(&t) && !t.blank_line; i++) {
        here = end;
        t = look(text, here, &end);
    }
    date_mention day = *out;
    if (!t.blank_line && any_date(text, t, &end, &day) && day.day) {
        *out = day;
        *at = end;
        return true;
    }
    out->bracketed = false;
    return first.full;
}

bool date__mention(morgue_str text, date_token first, size_t *at, date_mention *out)
{
    *out = (date_mention){.weekday = -1, .from = (size_t)(first.text.ptr - text.ptr)};
    bool found = first.kind == DATE_WEEKDAY ? weekday_first(text, first, at, out)
                                            : any_date(text, first, at, out);
    if (found && out->day && out->weekday < 0)
        weekday_behind(text, at, out);
    out->end = *at;
    return found;
}

/* ---- context ---- */

typedef struct context {
    unsigned sentence;
    int ahead, back; /* words that a cue still reaches */
    bool stop;       /* a full stop was the last token */
    bool on;         /* the last token was "on", or there is none in the sentence */
} context;

/* Words before a day that say that it is not the day of the news. */
static void cue(context *c, const date_token *word)
{
    static const struct {
        const char *word;
        date_when when;
        int reach; /* words */
    } cues[] = {
        {"will", DATE_AHEAD, 8},       {"due", DATE_AHEAD, 5},      {"scheduled", DATE_AHEAD, 8},
        {"expected", DATE_AHEAD, 8},   {"expects", DATE_AHEAD, 8},  {"plans", DATE_AHEAD, 8},
        {"planned", DATE_AHEAD, 8},    {"until", DATE_AHEAD, 2},    {"till", DATE_AHEAD, 2},
        {"next", DATE_AHEAD, 2},       {"by", DATE_AHEAD, 1},       {"before", DATE_AHEAD, 8},
        {"deadline", DATE_AHEAD, 4},   {"starting", DATE_AHEAD, 3}, {"begins", DATE_AHEAD, 3},
        {"effective", DATE_AHEAD, 2},  {"through", DATE_AHEAD, 2},  {"expires", DATE_AHEAD, 3},
        {"upcoming", DATE_AHEAD, 4},   {"would", DATE_AHEAD, 8},    {"for", DATE_AHEAD, 1},
        {"since", DATE_BACK, 3},       {"ended", DATE_BACK, 3},     {"ending", DATE_BACK, 3},
        {"ends", DATE_BACK, 3},        {"last", DATE_BACK, 2},      {"previous", DATE_BACK, 2},
        {"dated", DATE_BACK, 2},       {"after", DATE_BACK, 2},     {"from", DATE_BACK, 1},
        {"of", DATE_BACK, 1},          {"the", DATE_BACK, 1},       {"had", DATE_BACK, 6},
        {"to", DATE_AHEAD, 4},         {"extended", DATE_AHEAD, 3}, {"slated", DATE_AHEAD, 8},
        {"could", DATE_AHEAD, 8},      {"may", DATE_AHEAD, 8},      {"might", DATE_AHEAD, 8},
        {"shall", DATE_AHEAD, 8},      {"when", DATE_AHEAD, 1},     {"founded", DATE_BACK, 4},
        {"established", DATE_BACK, 4}, {"created", DATE_BACK, 4},   {"born", DATE_BACK, 6},
        {"built", DATE_BACK, 4},       {"began", DATE_BACK, 4},     {"started", DATE_BACK, 4},
        {"opened", DATE_BACK, 4},      {"won", DATE_BACK, 6},       {"joined", DATE_BACK, 5},
        {"launched", DATE_BACK, 4},    {"died", DATE_BACK, 4},      {"war", DATE_BACK, 4},
        {"signed", DATE_BACK, 4},
    };
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
        if (date__is(word, cues[i].word)) {
            int *reach = cues[i].when == DATE_AHEAD ? &c->ahead : &c->back;
            *reach = *reach > cues[i].reach + 1 ? *reach : cues[i].reach + 1;
        }
}

static void step(context *c, const date_token *t)
{
    if (t->blank_line || (c->stop && t->spaced) || t->c == 0x3002) {
        c->sentence++;
        c->ahead = c->back = 0;
    }
    c->stop = date__mark(t, '.') || date__mark(t, '!') || date__mark(t, '?');
    if (t->kind == DATE_MARK)
        return;
    c->ahead -= c->ahead > 0;
    c->back -= c->back > 0;
    if (t->kind == DATE_WORD)
        cue(c, t);
}

static void add(date_mentions *out, date_mention m, const context *c)
{
    if (out->count == DATE_MAX_MENTIONS)
        return;
    m.sentence = c->sentence;
    m.lede_form = c->on;
    m.when = c->ahead ? DATE_AHEAD : c->back ? DATE_BACK : DATE_PLAIN;
    out->list[out->count++] = m;
}

void date__mentions(morgue_str text, date_mentions *out)
{
    context c = {.on = true, .sentence = out->count ? out->list[out->count - 1].sentence + 2 : 0};
    text = str_range(text, 0, DATE_MAX_TEXT);
    for (size_t at = 0;;) {
        date_token t = date__next(text, &at);
        if (t.kind == DATE_END)
            return;
        if (t.kind == DATE_WORD)
            date__name(t.text, true, &t);
        step(&c, &t);
        date_mention m;
        if (t.kind == DATE_WEEKDAY || t.kind == DATE_MONTH || t.kind == DATE_NUMBER) {
            size_t end = at;
            if (date__mention(text, t, &end, &m)) {
                add(out, m, &c);
                at = end;
            }
        }
        c.on = date__is(&t, "on") || c.stop;
    }
}
