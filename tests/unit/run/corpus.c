/* Articles by hand and by chance. */
#include "corpus.h"

#include <stdio.h>

const char *const corpus_words[] = {
    "Micron",
    "Micron's",
    "Micron Technology",
    "Samsung",
    "China",
    "Chinese",
    "China's",
    "Japan",
    "Japanese",
    "U.S.",
    "US",
    "us",
    "chip",
    "chips",
    "chipmaker",
    "ban",
    "banned",
    "bans",
    "$MU",
    "MU",
    "caf\xc3\xa9",
    "cafe",
    "cafes",
    "Z\xc3\xbcrich",
    "Zurich",
    "COVID-19",
    "covid19",
    "covid",
    "19",
    "10,000",
    "10000",
    "3.5%",
    "3.5",
    "AT&T",
    "well-known",
    "wellknown",
    "well",
    "known",
    "oil",
    "oil prices",
    "oil-price",
    "price",
    "prices",
    "Xi Jinping",
    "Xi",
    "Biden",
    "said",
    "the",
    "of",
    "in",
    "reuters.com",
    "\xe4\xb8\xad\xe5\x9b\xbd",
    "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba\xe6\xb0\x91",
    "\xe4\xb8\xad",
    "\xe5\x9b\xbd\xe4\xba\xba",
    "\xe7\xbe\x8e\xe5\x85\x89\xe7\xa7\x91\xe6\x8a\x80",
    "\xe6\x97\xa5\xe6\x9c\xac",
    "\xe4\xb8\xad\xe5\x9b\xbd\x41I",
    "\xed\x95\x9c\xea\xb5\xad",
    "\xd0\xb1\xd0\xb0\xd0\xbd\xd0\xba",
    "\xd0\xb1\xd0\xb0\xd0\xbd\xd0\xba\xd0\xb8",
    "\xc3\x89tat",
    "etat",
    "Saint-\xc3\x89tienne",
    "r\xc3\xa9union",
    "reunion",
    "electric",
    "electricity",
    "electron",
    "electronic",
};
const size_t corpus_word_count = sizeof corpus_words / sizeof *corpus_words;

static const char *const dates[] = {
    "",
    "",
    "2023",
    "2022",
    "2023-05",
    "2023-06",
    "2022-12",
    "2019-02",
    "2023-05-21",
    "2023-05-22",
    "2023-04-30",
    "2023-01-01",
    "2022-12-31",
    "1969-12-31",
    "1969-12-29",
    "1970-01-01",
    "1950-07",
    "1899",
    "2023-05-21T16:00:00Z",
    "2023-05-31T23:59:59Z",
    "2023-06-01T00:00:00Z",
    "2020-02-29",
};
static const char *const sources[] = {
    "Reuters", "REUTERS", "Le Monde", "Xinhua News", "Z\xc3\xbcrich Post", "", "", NULL};
static const char *const bylines[] = {
    "Jane Smith", "John Smith", "Andr\xc3\xa9 Dupont", "Andre Dupont", "", "", NULL};
static const char *const sections[] = {"World", "Markets", "world", "Oil Markets", "", NULL};
static const char *const urls[] = {"https://www.reuters.com/a/1", "http://news.example.org/x",
                                   "https://example.org/Y?z=1", "", NULL};
static const char *const langs[] = {"en", "EN", "zh-Hant", "zh", "fr_FR", "", NULL};
static const char *const tags[] = {
    "economy", "Economy|chips",     "oil prices", "Oil-Prices|economy",
    "+++",     "caf\xc3\xa9|chips", "",           "",
    NULL};
static const char *const desks[] = {"Asia desk", "asia", "Europe Desk", NULL, NULL};
static const char *const priorities[] = {"High", "high", "low", NULL, NULL};

static const brief by_hand[] = {
    {.id = "ban-1",
     .title = "China bans Micron chips",
     .standfirst = "Beijing says they are a risk",
     .body = "China has banned Micron chips from critical infrastructure. The U.S. protested.\n\n"
             "Micron Technology said on Monday that it would appeal. Shares of $MU fell 3.5%.",
     .byline = "Jane Smith",
     .source = "Reuters",
     .section = "World",
     .url = "https://www.reuters.com/ban",
     .lang = "en",
     .date = "2023-05-21T16:00:00Z",
     .tags = "economy|chips",
     .desk = "Asia desk",
     .priority = "High"},
    {.id = "ban-undated",
     .title = "Micron ban",
     .body = "China's ban on Micron. No date is known.",
     .source = "Reuters"},
    {.id = "title-only", .title = "Electricity prices in Z\xc3\xbcrich"},
    {.id = "body-only", .body = "Electricity prices in Zurich are known to us."},
    {.id = "same-words",
     .title = "Samsung",
     .body = "Samsung and Samsung. Samsung, Samsung!",
     .date = "2023-05"},
    {.id = "standfirst-edge",
     .standfirst = "The last words are oil",
     .body = "prices came first. Then oil prices rose.",
     .date = "2023"},
    {.id = "title-edge",
     .title = "A cafe sells oil",
     .body = "Prices of it are high.",
     .date = "2022-12-31"},
    {.id = "shouting",
     .title = "US BANS CHIPS",
     .body = "They told us nothing. US officials did not comment.",
     .date = "2022"},
    {.id = "hyphens",
     .title = "A well-known chip",
     .body = "The well known and wellknown, well-\nknown, oil-price cap. COVID-19 and covid19, "
             "covid 19.",
     .date = "2020-02-29"},
    {.id = "numbers",
     .body = "10,000 people, 10000 people, 3.5% or 3.5 percent of AT&T. AT and T.",
     .date = "1950-07"},
    {.id = "chinese",
     .title = "\xe4\xb8\xad\xe5\x9b\xbd\xe7\xa6\x81\xe6\xad\xa2\xe7\xbe\x8e\xe5\x85\x89\xe7\xa7\x91"
              "\xe6\x8a\x80",
     .body = "\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba\xe6\xb0\x91\xe3\x80\x82\xe4\xb8\xad\xe5\x9b\xbd "
             "\xe4\xba\xba\xe6\xb0\x91\xe3\x80\x82\xe4\xb8\xad\x41I\xe4\xb8\xad\xe5\x9b\xbd\x41I"
             "\xe7\x9a\x84\xe6\x97\xa5\xe6\x9c\xac\xe3\x80\x82\xe4\xb9\xa0\xe8\xbf\x91\xe5\xb9\xb3"
             "\xe8\xaf\xb4\xe3\x80\x82",
     .lang = "zh-Hant",
     .source = "Xinhua News",
     .date = "2023-06-01T00:00:00Z"},
    {.id = "chinese-split",
     .body =
         "\xe4\xb8\xad \xe5\x9b\xbd\xe4\xba\xba\xe3\x80\x82\xe4\xb8\xad\n\xe5\x9b\xbd\xe3\x80\x82",
     .lang = "zh"},
    {.id = "korean",
     .title = "\xed\x95\x9c\xea\xb5\xad \xea\xb2\xbd\xec\xa0\x9c",
     .body = "\xed\x95\x9c\xea\xb5\xad\xec\x9d\x98 \xea\xb2\xbd\xec\xa0\x9c",
     .lang = "ko",
     .date = "2019-02"},
    {.id = "russian",
     .title = "\xd0\x91\xd0\xb0\xd0\xbd\xd0\xba\xd0\xb8",
     .body = "\xd0\x91\xd0\xb0\xd0\xbd\xd0\xba \xd0\xb8 \xd0\xb1\xd0\xb0\xd0\xbd\xd0\xba\xd0\xb8 "
             "\xd0\xb1\xd0\xb0\xd0\xbd\xd0\xba\xd0\xbe\xd0\xb2",
     .lang = "ru",
     .date = "1969-12-29"},
    {.id = "french",
     .title = "L'\xc3\x89tat et la r\xc3\xa9union",
     .body = "L'etat, c'est nous. La reunion \xc3\xa0 Saint-\xc3\x89tienne, au caf\xc3\xa9.",
     .source = "Le Monde",
     .lang = "fr",
     .date = "1970-01-01"},
    {.id = "long-lede",
     .title = "Four sentences",
     .body = "One chip. Two chips. Three chips. Four chips and oil. Five chips and Biden. Six "
             "electric cars.",
     .date = "2023-05-31T23:59:59Z"},
    {.id = "nationality",
     .title = "Talks",
     .body = "Chinese officials met American ones.\n\nOne of the Chinese left. Chinese and "
             "American delegates spoke of chips.",
     .date = "2023-04-30"},
    {.id = "empty", .title = "", .body = "..."},
    {.id = "ignored",
     .title = "Example Wire",
     .body = "Example Wire reports on Merkel. Angela Merkel visited Georgia.",
     .source = "Example Wire",
     .date = "1899"},
    {.id = "tagged",
     .title = "Tags",
     .tags = "oil prices|+++",
     .priority = "low",
     .date = "2023-01-01"},
};

unsigned chance_below(chance *c, unsigned below)
{
    c->state ^= c->state >> 12;
    c->state ^= c->state << 25;
    c->state ^= c->state >> 27;
    return (unsigned)((c->state * UINT64_C(2685821657736338717)) >> 33) % below;
}

const char *chance_of(chance *c, const char *const *list, size_t count)
{
    return list[chance_below(c, (unsigned)count)];
}

/* Words with full stops and paragraphs. */
static const char *some_text(chance *c, unsigned words, arena *memory)
{
    strbuf text = {0};
    for (unsigned i = 0; i < words; i++) {
        static const char *const gaps[] = {" ",  " ",  " ",     " ", " ", ". ",
                                           ", ", "\n", ".\n\n", "",  "-"};
        if (i)
            strbuf_text(&text, CHANCE_OF(c, gaps));
        strbuf_text(&text, chance_of(c, corpus_words, corpus_word_count - 2));
    }
    morgue_str copy = arena_copy(memory, strbuf_view(&text));
    strbuf_free(&text);
    assert_non_null(copy.ptr);
    return copy.ptr;
}

static morgue_article by_chance(chance *c, unsigned number, arena *memory)
{
    char id[16];
    snprintf(id, sizeof id, "art-%02u", number);
    brief b = {.id = arena_copy(memory, str_of(id)).ptr,
               .title = some_text(c, chance_below(c, 6), memory),
               .standfirst = some_text(c, chance_below(c, 3) ? 0 : 1 + chance_below(c, 7), memory),
               .body = some_text(c, chance_below(c, 60), memory),
               .byline = CHANCE_OF(c, bylines),
               .source = CHANCE_OF(c, sources),
               .section = CHANCE_OF(c, sections),
               .url = CHANCE_OF(c, urls),
               .lang = CHANCE_OF(c, langs),
               .date = CHANCE_OF(c, dates),
               .tags = CHANCE_OF(c, tags),
               .desk = CHANCE_OF(c, desks),
               .priority = CHANCE_OF(c, priorities)};
    return fixture_article(&b, memory);
}

static void put(morgue_writer *w, oracle *o, const morgue_article *a)
{
    fixture_add(w, a);
    oracle_put(o, a);
}

static void put_chance(morgue_writer *w, oracle *o, chance *c, unsigned number)
{
    arena memory = {0};
    morgue_article a = by_chance(c, number, &memory);
    put(w, o, &a);
    arena_free(&memory);
}

static void take(morgue_writer *w, oracle *o, unsigned number)
{
    char id[16];
    morgue_error err = {0};
    int len = snprintf(id, sizeof id, "art-%02u", number);
    if (morgue_writer_remove(w, id, (size_t)len, &err))
        fail_msg("%s: %s", id, err.message);
    oracle_remove(o, (morgue_str){id, (size_t)len});
}

static void put_by_hand(morgue_writer *w, oracle *o)
{
    arena memory = {0};
    for (size_t i = 0; i < sizeof by_hand / sizeof *by_hand; i++) {
        morgue_article a = fixture_article(&by_hand[i], &memory);
        put(w, o, &a);
    }
    arena_free(&memory);
}

void corpus_build(const char *name, const morgue_config *config, oracle *o, chance *c)
{
    morgue_writer *w = fixture_writer(name, config);
    for (unsigned i = 0; i < 30; i++)
        put_chance(w, o, c, i);
    fixture_commit(w);
    put_by_hand(w, o);
    for (unsigned i = 0; i < 8; i++)
        put_chance(w, o, c, i); /* replaced */
    for (unsigned i = 8; i < 12; i++)
        take(w, o, i);
    fixture_commit(w);
    for (unsigned i = 30; i < 50; i++)
        put_chance(w, o, c, i);
    put_chance(w, o, c, 2); /* replaced again, in the third segment */
    put_chance(w, o, c, 9); /* back after its removal */
    put_chance(w, o, c, 9); /* and replaced before its commit */
    take(w, o, 31);
    take(w, o, 1);
    fixture_commit(w);
    morgue_writer_free(w);
}
