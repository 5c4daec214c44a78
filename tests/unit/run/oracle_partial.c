/* Wildcards over the cap: the words that are among the most frequent for certain, and
 * those that may be, for as many articles have them as the last one. */
#include "oracle_internal.h"

#include <stdlib.h>

/* A word that a wildcard stands for. */
typedef struct candidate {
    uint32_t articles; /* that have it in headline, standfirst or body */
    size_t last;       /* number of the last such article, plus one */
} candidate;

typedef struct candidates {
    map numbers; /* word -> index */
    candidate *items;
    size_t count;
    uint32_t certain, possible; /* articles of a word that is taken for certain, or perhaps */
} candidates;

static void add_candidate(candidates *c, morgue_str word)
{
    bool added;
    uint64_t *number = oracle__must(map_put(&c->numbers, word, &added));
    if (added)
        *number = c->count++;
}

/* Of a form the plain word and the one with accents, if they are such words. */
static size_t words_of(const word_form *f, const pattern *p, morgue_str out[2])
{
    size_t count = 0;
    if (oracle__is_like(f->norm, p))
        out[count++] = f->norm;
    if (f->exact.len && !str_equal(f->exact, f->norm) && oracle__is_like(f->exact, p))
        out[count++] = f->exact;
    return count;
}

static void list_words(const oracle *o, const pattern *p, candidates *c)
{
    morgue_str words[2];
    for (size_t i = 0; i < o->form_count; i++)
        for (size_t k = p->fits[i] ? words_of(&o->forms[i], p, words) : 0; k > 0; k--)
            add_candidate(c, words[k - 1]);
    c->items = oracle__must(calloc(c->count + 1, sizeof *c->items));
}

static void count_form(const oracle *o, const pattern *p, uint32_t form, size_t article,
                       candidates *c)
{
    morgue_str words[2];
    for (size_t k = words_of(&o->forms[form], p, words); k > 0; k--) {
        candidate *one = &c->items[*(uint64_t *)map_get(&c->numbers, words[k - 1])];
        one->articles += one->last != article + 1;
        one->last = article + 1;
    }
}

static void count_articles(const oracle *o, const pattern *p, candidates *c)
{
    for (size_t i = 0; i < o->count; i++)
        for (int t = TITLE; t <= BODY; t++) {
            const numbered_text *text = &o->articles[i]->texts[t];
            for (size_t k = 0; k < text->list.count; k++)
                if (p->fits[text->forms[k]])
                    count_form(o, p, text->forms[k], i, c);
        }
}

static int more_first(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

/* As many articles have the last word within the cap as possible says; those that more
 * have are within it for certain, and all of them when the first beyond it is rarer. */
static void draw_line(const oracle *o, candidates *c)
{
    uint32_t *articles = oracle__must(calloc(c->count + 1, sizeof *articles));
    for (size_t i = 0; i < c->count; i++)
        articles[i] = c->items[i].articles;
    qsort(articles, c->count, sizeof *articles, more_first);
    c->possible = articles[o->cap - 1] ? articles[o->cap - 1] : 1;
    c->certain = articles[o->cap] < c->possible ? c->possible : c->possible + 1;
    free(articles);
}

static bool is_taken(const oracle *o, const word_form *f, const pattern *p, const candidates *c)
{
    morgue_str words[2];
    uint32_t needed = o->bound == AT_LEAST ? c->certain : c->possible;
    for (size_t k = words_of(f, p, words); k > 0; k--)
        if (c->items[*(const uint64_t *)map_get(&c->numbers, words[k - 1])].articles >= needed)
            return true;
    return false;
}

/* Which words a field has, and how often, is its own matter: there all may be taken, and
 * perhaps none is. */
void oracle__cap_words(oracle *o, pattern *p)
{
    candidates c = {0};
    list_words(o, p, &c);
    if (c.count > o->cap && o->whole_text) {
        count_articles(o, p, &c);
        draw_line(o, &c);
    }
    for (size_t i = 0; c.count > o->cap && i < o->form_count; i++)
        p->fits[i] =
            p->fits[i] && (o->whole_text ? is_taken(o, &o->forms[i], p, &c) : o->bound == AT_MOST);
    map_free(&c.numbers);
    free(c.items);
}

oracle_bound oracle__turn(oracle *o)
{
    oracle_bound before = o->bound;
    if (before != EXACTLY)
        o->bound = before == AT_LEAST ? AT_MOST : AT_LEAST;
    return before;
}
