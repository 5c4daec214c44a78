/* Names of months and weekdays in the languages that news archives have most. */
#include "date_internal.h"

#include "utf8.h"

typedef struct date_entry {
    const char *name; /* lower case */
    date_kind kind;
    uint8_t value;
    bool full;
    bool capital; /* needs its capital in prose */
} date_entry;

/* Sorted by bytes. English, German, French, Spanish, Portuguese, Italian, Dutch
 * and Russian; not "ago" (Spanish), "out" and "marco" (Portuguese), which are
 * words elsewhere. */
static const date_entry entries[] = {
    {"abr", DATE_MONTH, 4, false, false},
    {"abril", DATE_MONTH, 4, true, false},
    {"agosto", DATE_MONTH, 8, true, false},
    {"aout", DATE_MONTH, 8, true, false},
    {"août", DATE_MONTH, 8, true, false},
    {"apr", DATE_MONTH, 4, false, true},
    {"april", DATE_MONTH, 4, true, true},
    {"aprile", DATE_MONTH, 4, true, false},
    {"aug", DATE_MONTH, 8, false, true},
    {"august", DATE_MONTH, 8, true, true},
    {"augustus", DATE_MONTH, 8, true, false},
    {"avr", DATE_MONTH, 4, false, false},
    {"avril", DATE_MONTH, 4, true, false},
    {"dec", DATE_MONTH, 12, false, true},
    {"december", DATE_MONTH, 12, true, true},
    {"decembre", DATE_MONTH, 12, true, false},
    {"dez", DATE_MONTH, 12, false, true},
    {"dezember", DATE_MONTH, 12, true, true},
    {"dezembro", DATE_MONTH, 12, true, false},
    {"dic", DATE_MONTH, 12, false, false},
    {"dicembre", DATE_MONTH, 12, true, false},
    {"diciembre", DATE_MONTH, 12, true, false},
    {"dienstag", DATE_WEEKDAY, 1, true, true},
    {"dimanche", DATE_WEEKDAY, 6, true, false},
    {"dinsdag", DATE_WEEKDAY, 1, true, false},
    {"domenica", DATE_WEEKDAY, 6, true, false},
    {"domingo", DATE_WEEKDAY, 6, true, false},
    {"donderdag", DATE_WEEKDAY, 3, true, false},
    {"donnerstag", DATE_WEEKDAY, 3, true, true},
    {"déc", DATE_MONTH, 12, false, false},
    {"décembre", DATE_MONTH, 12, true, false},
    {"ene", DATE_MONTH, 1, false, false},
    {"enero", DATE_MONTH, 1, true, false},
    {"feb", DATE_MONTH, 2, false, true},
    {"febbraio", DATE_MONTH, 2, true, false},
    {"febrero", DATE_MONTH, 2, true, false},
    {"februar", DATE_MONTH, 2, true, true},
    {"februari", DATE_MONTH, 2, true, false},
    {"february", DATE_MONTH, 2, true, true},
    {"fev", DATE_MONTH, 2, false, false},
    {"fevereiro", DATE_MONTH, 2, true, false},
    {"fevrier", DATE_MONTH, 2, true, false},
    {"freitag", DATE_WEEKDAY, 4, true, true},
    {"fri", DATE_WEEKDAY, 4, false, true},
    {"friday", DATE_WEEKDAY, 4, true, true},
    {"févr", DATE_MONTH, 2, false, false},
    {"février", DATE_MONTH, 2, true, false},
    {"gennaio", DATE_MONTH, 1, true, false},
    {"giovedì", DATE_WEEKDAY, 3, true, false},
    {"giugno", DATE_MONTH, 6, true, false},
    {"jan", DATE_MONTH, 1, false, true},
    {"janeiro", DATE_MONTH, 1, true, false},
    {"januar", DATE_MONTH, 1, true, true},
    {"januari", DATE_MONTH, 1, true, false},
    {"january", DATE_MONTH, 1, true, true},
    {"janv", DATE_MONTH, 1, false, false},
    {"janvier", DATE_MONTH, 1, true, false},
    {"jeudi", DATE_WEEKDAY, 3, true, false},
    {"jueves", DATE_WEEKDAY, 3, true, false},
    {"juil", DATE_MONTH, 7, false, false},
    {"juillet", DATE_MONTH, 7, true, false},
    {"juin", DATE_MONTH, 6, true, false},
    {"jul", DATE_MONTH, 7, false, true},
    {"julho", DATE_MONTH, 7, true, false},
    {"juli", DATE_MONTH, 7, true, false},
    {"julio", DATE_MONTH, 7, true, false},
    {"july", DATE_MONTH, 7, true, true},
    {"jun", DATE_MONTH, 6, false, true},
    {"june", DATE_MONTH, 6, true, true},
    {"junho", DATE_MONTH, 6, true, false},
    {"juni", DATE_MONTH, 6, true, true},
    {"junio", DATE_MONTH, 6, true, false},
    {"jänner", DATE_MONTH, 1, true, true},
    {"luglio", DATE_MONTH, 7, true, false},
    {"lundi", DATE_WEEKDAY, 0, true, false},
    {"lunedì", DATE_WEEKDAY, 0, true, false},
    {"lunes", DATE_WEEKDAY, 0, true, false},
    {"maandag", DATE_WEEKDAY, 0, true, false},
    {"maart", DATE_MONTH, 3, true, false},
    {"maggio", DATE_MONTH, 5, true, false},
    {"mai", DATE_MONTH, 5, true, false},
    {"maio", DATE_MONTH, 5, true, false},
    {"mar", DATE_MONTH, 3, false, true},
    {"march", DATE_MONTH, 3, true, true},
    {"mardi", DATE_WEEKDAY, 1, true, false},
    {"mars", DATE_MONTH, 3, true, false},
    {"martedì", DATE_WEEKDAY, 1, true, false},
    {"martes", DATE_WEEKDAY, 1, true, false},
    {"marzo", DATE_MONTH, 3, true, false},
    {"março", DATE_MONTH, 3, true, false},
    {"may", DATE_MONTH, 5, true, true},
    {"mayo", DATE_MONTH, 5, true, false},
    {"mei", DATE_MONTH, 5, true, false},
    {"mercoledì", DATE_WEEKDAY, 2, true, false},
    {"mercredi", DATE_WEEKDAY, 2, true, false},
    {"miercoles", DATE_WEEKDAY, 2, true, false},
    {"mittwoch", DATE_WEEKDAY, 2, true, true},
    {"miércoles", DATE_WEEKDAY, 2, true, false},
    {"mon", DATE_WEEKDAY, 0, false, true},
    {"monday", DATE_WEEKDAY, 0, true, true},
    {"montag", DATE_WEEKDAY, 0, true, true},
    {"märz", DATE_MONTH, 3, true, true},
    {"nov", DATE_MONTH, 11, false, true},
    {"november", DATE_MONTH, 11, true, true},
    {"novembre", DATE_MONTH, 11, true, false},
    {"novembro", DATE_MONTH, 11, true, false},
    {"noviembre", DATE_MONTH, 11, true, false},
    {"oct", DATE_MONTH, 10, false, true},
    {"october", DATE_MONTH, 10, true, true},
    {"octobre", DATE_MONTH, 10, true, false},
    {"octubre", DATE_MONTH, 10, true, false},
    {"okt", DATE_MONTH, 10, false, true},
    {"oktober", DATE_MONTH, 10, true, false},
    {"ottobre", DATE_MONTH, 10, true, false},
    {"outubro", DATE_MONTH, 10, true, false},
    {"sabado", DATE_WEEKDAY, 5, true, false},
    {"sabato", DATE_WEEKDAY, 5, true, false},
    {"samedi", DATE_WEEKDAY, 5, true, false},
    {"samstag", DATE_WEEKDAY, 5, true, true},
    {"sat", DATE_WEEKDAY, 5, false, true},
    {"saturday", DATE_WEEKDAY, 5, true, true},
    {"sep", DATE_MONTH, 9, false, true},
    {"sept", DATE_MONTH, 9, false, true},
    {"september", DATE_MONTH, 9, true, true},
    {"septembre", DATE_MONTH, 9, true, false},
    {"septiembre", DATE_MONTH, 9, true, false},
    {"setembro", DATE_MONTH, 9, true, false},
    {"setiembre", DATE_MONTH, 9, true, false},
    {"settembre", DATE_MONTH, 9, true, false},
    {"sonnabend", DATE_WEEKDAY, 5, true, true},
    {"sonntag", DATE_WEEKDAY, 6, true, true},
    {"sun", DATE_WEEKDAY, 6, false, true},
    {"sunday", DATE_WEEKDAY, 6, true, true},
    {"sábado", DATE_WEEKDAY, 5, true, false},
    {"thu", DATE_WEEKDAY, 3, false, true},
    {"thur", DATE_WEEKDAY, 3, false, true},
    {"thurs", DATE_WEEKDAY, 3, false, true},
    {"thursday", DATE_WEEKDAY, 3, true, true},
    {"tue", DATE_WEEKDAY, 1, false, true},
    {"tues", DATE_WEEKDAY, 1, false, true},
    {"tuesday", DATE_WEEKDAY, 1, true, true},
    {"vendredi", DATE_WEEKDAY, 4, true, false},
    {"venerdì", DATE_WEEKDAY, 4, true, false},
    {"viernes", DATE_WEEKDAY, 4, true, false},
    {"vrijdag", DATE_WEEKDAY, 4, true, false},
    {"wed", DATE_WEEKDAY, 2, false, true},
    {"wednesday", DATE_WEEKDAY, 2, true, true},
    {"woensdag", DATE_WEEKDAY, 2, true, false},
    {"zaterdag", DATE_WEEKDAY, 5, true, false},
    {"zondag", DATE_WEEKDAY, 6, true, false},
    {"август", DATE_MONTH, 8, true, false},
    {"августа", DATE_MONTH, 8, true, false},
    {"апрель", DATE_MONTH, 4, true, false},
    {"апреля", DATE_MONTH, 4, true, false},
    {"воскресенье", DATE_WEEKDAY, 6, true, false},
    {"вторник", DATE_WEEKDAY, 1, true, false},
    {"декабрь", DATE_MONTH, 12, true, false},
    {"декабря", DATE_MONTH, 12, true, false},
    {"июль", DATE_MONTH, 7, true, false},
    {"июля", DATE_MONTH, 7, true, false},
    {"июнь", DATE_MONTH, 6, true, false},
    {"июня", DATE_MONTH, 6, true, false},
    {"май", DATE_MONTH, 5, true, false},
    {"март", DATE_MONTH, 3, true, false},
    {"марта", DATE_MONTH, 3, true, false},
    {"мая", DATE_MONTH, 5, true, false},
    {"ноябрь", DATE_MONTH, 11, true, false},
    {"ноября", DATE_MONTH, 11, true, false},
    {"октябрь", DATE_MONTH, 10, true, false},
    {"октября", DATE_MONTH, 10, true, false},
    {"понедельник", DATE_WEEKDAY, 0, true, false},
    {"пятница", DATE_WEEKDAY, 4, true, false},
    {"пятницу", DATE_WEEKDAY, 4, true, false},
    {"сентябрь", DATE_MONTH, 9, true, false},
    {"сентября", DATE_MONTH, 9, true, false},
    {"среда", DATE_WEEKDAY, 2, true, false},
    {"среду", DATE_WEEKDAY, 2, true, false},
    {"суббота", DATE_WEEKDAY, 5, true, false},
    {"субботу", DATE_WEEKDAY, 5, true, false},
    {"февраль", DATE_MONTH, 2, true, false},
    {"февраля", DATE_MONTH, 2, true, false},
    {"четверг", DATE_WEEKDAY, 3, true, false},
    {"январь", DATE_MONTH, 1, true, false},
    {"января", DATE_MONTH, 1, true, false},
};

#define LONGEST 32 /* bytes, more than any name has */

/* Latin-1 and Cyrillic capitals; the rest has no names here. */
static uint32_t lower(uint32_t c)
{
    if (c < 0x80)
        return (uint32_t)(unsigned char)ascii_lower((char)c);
    if ((c >= 0xc0 && c <= 0xde) || (c >= 0x410 && c <= 0x42f))
        return c + 0x20;
    return c;
}

static bool fold(morgue_str word, char out[LONGEST], morgue_str *folded)
{
    size_t len = 0;
    if (word.len < 3 || word.len > LONGEST - 4)
        return false;
    for (size_t at = 0; at < word.len;) {
        uint32_t c = utf8_next(word, &at);
        if (c == UTF8_BAD)
            return false;
        len += utf8_put(lower(c), out + len);
        if (len > LONGEST - 4)
            return false;
    }
    *folded = (morgue_str){out, len};
    return true;
}

static const date_entry *lookup(morgue_str folded)
{
    size_t low = 0, high = sizeof entries / sizeof *entries;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(folded, str_of(entries[middle].name));
        if (order == 0)
            return &entries[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool date__name(morgue_str word, bool prose, date_token *token)
{
    char bytes[LONGEST];
    morgue_str folded;
    if (!fold(word, bytes, &folded))
        return false;
    const date_entry *entry = lookup(folded);
    if (!entry || (prose && entry->capital && word.ptr[0] == bytes[0]))
        return false;
    token->kind = entry->kind;
    token->value = entry->value;
    token->full = entry->full;
    return true;
}

int date__weekday_sign(uint32_t c)
{
    static const uint32_t signs[][3] = {
        {0x4e00, 0x6708, 0xc6d4}, /* 一 月 월 */
        {0x4e8c, 0x706b, 0xd654}, /* 二 火 화 */
        {0x4e09, 0x6c34, 0xc218}, /* 三 水 수 */
        {0x56db, 0x6728, 0xbaa9}, /* 四 木 목 */
        {0x4e94, 0x91d1, 0xae08}, /* 五 金 금 */
        {0x516d, 0x571f, 0xd1a0}, /* 六 土 토 */
        {0x5929, 0x65e5, 0xc77c}, /* 天 日 일 */
    };
    for (int day = 0; day < 7; day++)
        for (int i = 0; i < 3; i++)
            if (signs[day][i] == c)
                return day;
    return -1;
}
