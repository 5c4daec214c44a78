/* The forms of dates in metadata: year first, year last, names, signs, digits alone. */
#include "date_parse_internal.h"

/* Stores a date once; zero parts are unknown. */
static bool set_date(date_reading *p, uint64_t year, uint64_t month, uint64_t day, size_t tokens)
{
    if (p->d.month || p->first || (p->d.year && (year || !month)) || year > 9999 || month > 12 ||
        day > 31)
        return false;
    if (year)
        p->d.year = (int)year;
    p->d.month = (int)month;
    p->d.day = (int)day;
    p->at += tokens;
    return true;
}

static bool separator(const date_token *t)
{
    return date__tight_mark(t, '-') || date__tight_mark(t, '/') || date__tight_mark(t, '.');
}

/* "2023-05-21", "2023/5/21", "2023.05.21", "2023-05", "2023-141". */
static bool take_year_first(date_reading *p)
{
    const date_token *year = date__peek(p, 0), *mark = date__peek(p, 1), *month = date__peek(p, 2);
    if (year->digits != 4 || !separator(mark))
        return false;
    if (date__tight_number(month, 3, 3) && mark->c == '-') {
        int64_t day = calendar_days((int)year->value, 1, 1) + (int64_t)month->value - 1;
        int y, m, d;
        calendar_civil(day, &y, &m, &d);
        return y == (int)year->value && month->value &&
               set_date(p, year->value, (uint64_t)m, (uint64_t)d, 3);
    }
    bool named = month->kind == DATE_MONTH && !month->spaced;
    if (!named && !date__tight_number(month, 1, 2))
        return false;
    if (!month->value)
        return false;
    const date_token *day = date__peek(p, 4);
    if (separator(date__peek(p, 3)) && date__peek(p, 3)->c == mark->c &&
        date__tight_number(day, 1, 2))
        return day->value && set_date(p, year->value, month->value, day->value, 5);
    return mark->c != '.' && set_date(p, year->value, month->value, 0, 3);
}

/* "2023-W21-3"; without its day the month, or the year, that holds the week. */
static bool take_week(date_reading *p)
{
    size_t at = date__tight_mark(date__peek(p, 1), '-') ? 2 : 1;
    const date_token *week = date__peek(p, at + 1), *day = date__peek(p, at + 3);
    int64_t monday;
    if (date__peek(p, 0)->digits != 4 || !date__is(date__peek(p, at), "W") ||
        date__peek(p, at)->spaced || !date__tight_number(week, 2, 2) ||
        !calendar_iso_week((int)date__peek(p, 0)->value, (int)week->value, &monday))
        return false;
    int y, m, d, y7, m7, d7;
    if (date__tight_mark(date__peek(p, at + 2), '-') && date__tight_number(day, 1, 1) &&
        day->value >= 1 && day->value <= 7) {
        calendar_civil(monday + (int64_t)day->value - 1, &y, &m, &d);
        return set_date(p, (uint64_t)y, (uint64_t)m, (uint64_t)d, at + 4);
    }
    calendar_civil(monday, &y, &m, &d);
    calendar_civil(monday + 6, &y7, &m7, &d7);
    return y == y7 && set_date(p, (uint64_t)y, m == m7 ? (uint64_t)m : 0, 0, at + 2);
}

/* "21/05/2023" and its kin. */
static bool take_year_last(date_reading *p)
{
    const date_token *a = date__peek(p, 0), *mark = date__peek(p, 1), *b = date__peek(p, 2),
                     *year = date__peek(p, 4);
    if (a->digits > 2 || !separator(mark) || !a->value)
        return false;
    if (mark->c == '/' && date__tight_number(b, 4, 4) && b->value)
        return set_date(p, b->value, a->value, 0, 3);
    if (!date__tight_number(b, 1, 2) || !b->value || !separator(date__peek(p, 3)) ||
        date__peek(p, 3)->c != mark->c || !date__tight_number(year, 4, 4) || !year->value ||
        p->d.year || p->d.month || p->first)
        return false;
    if (a->value > 31 || b->value > 31 || (a->value > 12 && b->value > 12))
        return false;
    if (a->value > 12)
        return set_date(p, year->value, b->value, a->value, 5);
    if (b->value > 12 || a->value == b->value)
        return set_date(p, year->value, a->value, b->value, 5);
    p->first = (int)a->value;
    p->other = (int)b->value;
    p->dotted = mark->c == '.';
    p->d.year = (int)year->value;
    p->at += 5;
    return true;
}

/* 20230521, 20230521160000: digits alone. */
static bool take_compact(date_reading *p)
{
    const date_token *t = date__peek(p, 0);
    uint64_t time = 0, day = t->value;
    if (t->digits == 14) {
        time = day % 1000000;
        day /= 1000000;
    } else if (t->digits == 12) {
        time = day % 10000 * 100;
        day /= 10000;
    } else if (t->digits != 8) {
        return false;
    }
    if (day < 10000101 || day / 100 % 100 == 0 || day % 100 == 0)
        return false;
    if (!set_date(p, day / 10000, day / 100 % 100, day % 100, 1))
        return false;
    return t->digits == 8 || date__set_time(p, time / 10000, time / 100 % 100, time % 100, 0);
}

static bool ordinal(const date_token *t)
{
    static const char *const endings[] = {"st", "nd", "rd", "th", "er", "º", "ª", "°"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (!t->spaced && t->text.len && str_equal_nocase(t->text, str_of(endings[i])))
            return true;
    return false;
}

static bool link_word(const date_token *t)
{
    return date__is(t, "of") || date__is(t, "de") || date__is(t, "del") || date__mark(t, ',') ||
           date__mark(t, '.') || date__mark(t, '-') || date__mark(t, '/') || date__mark(t, '\'');
}

static size_t skip_links(const date_reading *p, size_t ahead)
{
    while (link_word(date__peek(p, ahead)))
        ahead++;
    return ahead;
}

/* The year behind day and month, "2023" or RFC 2822's "04": tokens up to its
 * end, or the given number when there is none. */
static size_t year_behind(const date_reading *p, size_t ahead, bool two_digits, uint64_t *year)
{
    size_t at = skip_links(p, ahead);
    const date_token *t = date__peek(p, at);
    *year = 0;
    if (t->kind != DATE_NUMBER || date__mark(date__peek(p, at + 1), ':'))
        return ahead;
    if (t->digits == 4)
        *year = t->value;
    else if (t->digits == 2 && two_digits)
        *year = t->value + (t->value < 50 ? 2000 : 1900);
    return *year ? at + 1 : ahead;
}

/* "21 May 2023", "21st of May, 2023", "26-FEB-1987", "Fri, 21 May 04". */
static bool take_day_month(date_reading *p)
{
    const date_token *day = date__peek(p, 0);
    if (day->digits > 2 || !day->value)
        return false;
    size_t at = skip_links(p, ordinal(date__peek(p, 1)) ? 2 : 1);
    if (date__peek(p, at)->kind != DATE_MONTH)
        return false;
    uint64_t year, month = date__peek(p, at)->value;
    at = year_behind(p, at + 1, true, &year);
    return set_date(p, year, month, day->value, at);
}

/* "May 21, 2023", "May 2023", "Nov. 1st". */
static bool take_month_day(date_reading *p)
{
    if (date__peek(p, 0)->kind != DATE_MONTH)
        return false;
    uint64_t year, month = date__peek(p, 0)->value;
    size_t at = skip_links(p, 1);
    const date_token *n = date__peek(p, at);
    if (n->kind != DATE_NUMBER)
        return set_date(p, 0, month, 0, 1);
    if (n->digits == 4 && !date__mark(date__peek(p, at + 1), ':'))
        return n->value && set_date(p, n->value, month, 0, at + 1);
    if (n->digits > 2 || !n->value || date__mark(date__peek(p, at + 1), ':'))
        return false;
    uint64_t day = n->value;
    at += ordinal(date__peek(p, at + 1)) ? 2 : 1;
    at = year_behind(p, at, false, &year);
    return set_date(p, year, month, day, at);
}

/* 2023年5月21日 and the like. */
static bool take_signs(date_reading *p)
{
    const date_token *year = date__peek(p, 0), *month = date__peek(p, 2), *day = date__peek(p, 4);
    if (year->digits != 4 || !date__year_sign(date__peek(p, 1)->c) || !year->value)
        return false;
    if (month->kind != DATE_NUMBER || !date__month_sign(date__peek(p, 3)->c))
        return set_date(p, year->value, 0, 0, 2);
    if (!month->value)
        return false;
    if (day->kind != DATE_NUMBER || !date__day_sign(date__peek(p, 5)->c))
        return set_date(p, year->value, month->value, 0, 4);
    return day->value && set_date(p, year->value, month->value, day->value, 6);
}

static bool take_year(date_reading *p)
{
    const date_token *t = date__peek(p, 0);
    if (t->digits != 4 || !t->value || p->d.year || date__mark(date__peek(p, 1), ':'))
        return false;
    p->d.year = (int)t->value;
    p->at++;
    return true;
}

bool date__take_date(date_reading *p)
{
    if (date__peek(p, 0)->kind == DATE_MONTH)
        return take_month_day(p);
    if (date__peek(p, 0)->kind != DATE_NUMBER)
        return false;
    return take_year_first(p) || take_week(p) || take_year_last(p) || take_compact(p) ||
           take_signs(p) || take_day_month(p) || take_year(p);
}
