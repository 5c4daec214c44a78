/*
 * Searches over three segments against a naive evaluator: totals, hits, order,
 * visits and values, with and without dead documents.
 */
#include "testlib.h"

#define SHARDS 3
#define WORDS  6 /* of one document */

/* Every document is WORDS letters at the positions 1 to WORDS; letters differ
 * in how common they are. Slot 0 holds a date or nothing, slot 1 the number. */
struct doc {
    char words[WORDS];
    char value[8]; /* empty when absent */
    char number[8];
    int dead;
};

static const uint32_t sizes[SHARDS] = {90, 0, 140};
static struct doc docs[SHARDS][140];
static uint8_t bitmaps[SHARDS][18];

static uint32_t next_random(void)
{
    static uint32_t state = 12345;
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static void make_doc(struct doc *doc, uint32_t number)
{
    for (int i = 0; i < WORDS; i++) {
        uint32_t bound = 1 + next_random() % 10;
        doc->words[i] = (char)('a' + next_random() % bound);
    }
    doc->value[0] = '\0';
    if (next_random() % 4 != 0)
        snprintf(doc->value, sizeof doc->value, "%u", 1000 + next_random() % 40);
    snprintf(doc->number, sizeof doc->number, "n%u", number);
    doc->dead = next_random() % 5 == 0;
}

static void add_doc(xc_builder *builder, const struct doc *doc)
{
    xc_error err;
    xc_term terms[WORDS];
    uint32_t positions[10][WORDS], counts[10] = {0};
    char letters[] = "abcdefghij";
    size_t count = 0;
    for (uint32_t i = 0; i < WORDS; i++) {
        int letter = doc->words[i] - 'a';
        positions[letter][counts[letter]++] = i + 1;
    }
    for (int i = 0; i < 10; i++) {
        if (counts[i] > 0)
            terms[count++] = (xc_term){{letters + i, 1}, counts[i], positions[i], counts[i]};
    }
    const xc_value values[] = {{0, str(doc->value)}, {1, str(doc->number)}};
    const xc_document document = {terms, count, values, 2, {NULL, 0}};
    OK(xc_builder_add(builder, &document, NULL, &err));
}

static void fill(void *context, uint32_t number, xc_builder *builder)
{
    struct doc *doc = (struct doc *)context + number - 1;
    make_doc(doc, number);
    add_doc(builder, doc);
}

static xc_database *open_shards(void)
{
    xc_error err;
    xc_database *db;
    static const char *const names[] = {"one", "two", "three"};
    const char *paths[SHARDS];
    for (size_t i = 0; i < SHARDS; i++) {
        make_segment(scratch(names[i]), sizes[i], fill, docs[i]);
        memset(bitmaps[i], 0, sizeof bitmaps[i]);
        for (uint32_t id = 1; id <= sizes[i]; id++)
            bitmaps[i][id >> 3] |= (uint8_t)(docs[i][id - 1].dead << (id & 7));
    }
    for (size_t i = 0; i < SHARDS; i++)
        paths[i] = scratch(names[i]);
    OK(xc_database_open(&db, paths, SHARDS, &err));
    return db;
}

/* ---- questions in prefix notation, for both sides ---- */

/*
 * a..z term; 1 all; 0 none; & | - f s binary: and, or, not, filter, synonym;
 * p and q: phrase and near of two parts in a window of 2 and 3; x: scaled to 0;
 * < [low], > [high], = [low, high], * open: value ranges with bounds of four digits.
 */
static int count_at(const struct doc *doc, const char **text, uint8_t *at);

static int naive(const struct doc *doc, const char **text);

static int naive_range(const struct doc *doc, const char **text, char op)
{
    int in = doc->value[0] != '\0';
    if (op == '<' || op == '=') {
        in = in && strncmp(doc->value, *text, 4) >= 0;
        *text += 4;
    }
    if (op == '>' || op == '=') {
        in = in && strncmp(doc->value, *text, 4) <= 0;
        *text += 4;
    }
    return in;
}

/* Marks where a term or an OR of terms stands. */
static int count_at(const struct doc *doc, const char **text, uint8_t *at)
{
    char op = *(*text)++;
    if (op == '|')
        return count_at(doc, text, at) + count_at(doc, text, at);
    int found = 0;
    for (int i = 0; i < WORDS; i++) {
        if (doc->words[i] == op)
            found += at[i] = 1;
    }
    return found;
}

static int naive_near(const struct doc *doc, const char **text, int ordered)
{
    uint8_t left[WORDS] = {0}, right[WORDS] = {0};
    count_at(doc, text, left);
    count_at(doc, text, right);
    for (int i = 0; i < WORDS; i++) {
        for (int j = 0; j < WORDS; j++) {
            int distance = ordered ? j - i : abs(j - i);
            if (left[i] && right[j] && distance > 0 && distance < (ordered ? 2 : 3))
                return 1;
        }
    }
    return 0;
}

static int naive(const struct doc *doc, const char **text)
{
    char op = *(*text)++;
    if (op == '0' || op == '1')
        return op == '1';
    if (strchr("<>=*", op) != NULL)
        return naive_range(doc, text, op);
    if (op == 'p' || op == 'q')
        return naive_near(doc, text, op == 'p');
    if (op == 'x')
        return naive(doc, text);
    if (strchr("&|-fs", op) == NULL)
        return memchr(doc->words, op, WORDS) != NULL;
    int left = naive(doc, text), right = naive(doc, text);
    if (op == '|' || op == 's')
        return left || right;
    return op == '-' ? left && !right : left && right;
}

static xc_query *parse(const char **text);

static xc_query *parse_range(const char **text, char op)
{
    xc_error err;
    xc_query *query;
    xc_str low = {NULL, 0}, high = {NULL, 0};
    if (op == '<' || op == '=') {
        low = (xc_str){*text, 4};
        *text += 4;
    }
    if (op == '>' || op == '=') {
        high = (xc_str){*text, 4};
        *text += 4;
    }
    OK(xc_query_value_range(&query, 0, low, high, &err));
    return query;
}

static xc_query *parse_pair(const char **text, xc_op op, uint32_t window)
{
    xc_error err;
    xc_query *query, *parts[2];
    parts[0] = parse(text);
    parts[1] = parse(text);
    OK(xc_query_combine(&query, op, (const xc_query *const *)parts, 2, window, &err));
    xc_query_free(parts[0]);
    xc_query_free(parts[1]);
    return query;
}

static xc_query *parse(const char **text)
{
    static const char ops[] = "&|-fspq";
    static const xc_op codes[] = {XC_AND,     XC_OR,     XC_AND_NOT, XC_FILTER,
                                  XC_SYNONYM, XC_PHRASE, XC_NEAR};
    xc_error err;
    xc_query *query, *inner;
    char op = *(*text)++;
    const char *found = strchr(ops, op);
    if (found != NULL)
        return parse_pair(text, codes[found - ops], op == 'p' ? 2 : op == 'q' ? 3 : 0);
    if (strchr("<>=*", op) != NULL)
        return parse_range(text, op);
    if (op == 'x') {
        inner = parse(text);
        OK(xc_query_scale(&query, inner, 0, &err));
        xc_query_free(inner);
        return query;
    }
    if (op == '1')
        OK(xc_query_all(&query, &err));
    else if (op == '0')
        OK(xc_query_none(&query, &err));
    else
        OK(xc_query_term(&query, (xc_str){&op, 1}, &err));
    return query;
}

static const char *const questions[] = {
    "a",           "j",         "z",         "1",           "0",         "&ab", "|ab",
    "-ab",         "fab",       "sij",       "|i|jh",       "-1a",       "&1b", "|1a",
    "pab",         "pba",       "qab",       "p|ab|cd",     "q|ijh",     "paz", "<1020",
    ">1010",       "=10051030", "=10301005", "&a=10001039", "xa",        "x1",  "-a<0000",
    "|pabqcd",     "&|ab|cd",   "-|ab&cd",   "f|ab>1020",   "-1|a|b|cd", "&a0", "|a0",
    "f=10051010a", "s|ab&cd",   "&&&abcd",   "-<10201",     "x|ab",      "*",   "&*a",
    "-1*",
};
#define QUESTIONS (sizeof questions / sizeof questions[0])

/* ---- one search against the naive answer ---- */

struct seen {
    int times[SHARDS][141];
    int wrong; /* values that differ */
};

static int see(void *context, size_t shard, uint32_t docid, const xc_str *values)
{
    struct seen *seen = context;
    assert_true(shard < SHARDS && docid >= 1 && docid <= sizes[shard]);
    const struct doc *doc = &docs[shard][docid - 1];
    seen->times[shard][docid]++;
    const char *const wanted[] = {doc->number, doc->value, ""};
    for (int i = 0; i < 3; i++) {
        seen->wrong += values[i].len != strlen(wanted[i]) ||
                       memcmp(values[i].ptr, wanted[i], values[i].len) != 0;
    }
    return 0;
}

static int matches(const char *question, size_t shard, uint32_t docid, int with_dead)
{
    const struct doc *doc = &docs[shard][docid - 1];
    const char *text = question;
    return naive(doc, &text) && !(with_dead && doc->dead);
}

static void check_seen(const struct seen *seen, const char *question, int with_dead)
{
    assert_int_equal(seen->wrong, 0);
    for (size_t shard = 0; shard < SHARDS; shard++) {
        for (uint32_t id = 1; id <= sizes[shard]; id++)
            assert_int_equal(seen->times[shard][id], matches(question, shard, id, with_dead));
    }
}

/* Whether left may stand directly before right. */
static int in_order(xc_sort sort, const xc_hit *left, const xc_hit *right)
{
    const char *a = docs[left->shard][left->docid - 1].value;
    const char *b = docs[right->shard][right->docid - 1].value;
    int order = strcmp(a, b);
    if (sort == XC_SORT_RELEVANCE && left->weight != right->weight)
        return left->weight > right->weight;
    if (order == 0)
        return left->docid < right->docid ||
               (left->docid == right->docid && left->shard < right->shard);
    if (sort == XC_SORT_UP)
        return *b == '\0' || (*a != '\0' && order < 0);
    return order > 0;
}

static void check_hits(const xc_hit *hits, size_t count, xc_sort sort, const char *question,
                       int with_dead)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(hits[i].shard < SHARDS);
        assert_true(hits[i].docid >= 1 && hits[i].docid <= sizes[hits[i].shard]);
        assert_true(matches(question, hits[i].shard, hits[i].docid, with_dead));
        assert_true(i == 0 || in_order(sort, &hits[i - 1], &hits[i]));
    }
}

static uint64_t count_matches(const char *question, int with_dead)
{
    uint64_t total = 0;
    for (size_t shard = 0; shard < SHARDS; shard++) {
        for (uint32_t id = 1; id <= sizes[shard]; id++)
            total += (uint64_t)matches(question, shard, id, with_dead);
    }
    return total;
}

static void same_hits(const xc_hit *left, const xc_hit *right, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(left[i].shard, right[i].shard);
        assert_int_equal(left[i].docid, right[i].docid);
    }
}

/* A page must be a part of the whole, and the total must not depend on it. */
static void check_pages(xc_database *db, xc_search search, const xc_hit *all, uint64_t total)
{
    static const uint32_t pages[][2] = {
        {0, 0}, {0, 1}, {0, 10}, {7, 5}, {100, 20}, {500, 5}, {UINT32_MAX, UINT32_MAX}};
    xc_error err;
    static xc_hit hits[256];
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        size_t count;
        uint64_t got;
        search.offset = pages[i][0];
        search.limit = pages[i][1];
        OK(xc_search_run(db, &search, hits, &count, &got, &err));
        assert_int_equal(got, total);
        uint64_t left = total > search.offset ? total - search.offset : 0;
        assert_int_equal(count, left < search.limit ? left : search.limit);
        if (count > 0)
            same_hits(hits, all + search.offset, count);
    }
}

static void check_question(xc_database *db, const char *question, xc_sort sort, int with_dead)
{
    static const uint32_t slots[] = {1, 0, 9};
    static const uint32_t lengths[SHARDS] = {sizeof bitmaps[0], 0, sizeof bitmaps[2]};
    const uint8_t *const dead[SHARDS] = {bitmaps[0], NULL, bitmaps[2]};
    static xc_hit hits[256];
    xc_error err;
    struct seen seen = {0};
    const char *text = question;
    xc_query *query = parse(&text);
    xc_search search = {.query = query, .sort = sort, .limit = 256};
    search.dead = with_dead ? dead : NULL;
    search.dead_bytes = with_dead ? lengths : NULL;
    size_t count;
    uint64_t total;
    OK(xc_search_run(db, &search, hits, &count, &total, &err));
    assert_int_equal(total, count_matches(question, with_dead));
    assert_int_equal(count, total);
    check_hits(hits, count, sort, question, with_dead);
    check_pages(db, search, hits, total);
    search.match = see;
    search.context = &seen;
    search.slots = slots;
    search.slot_count = 3;
    OK(xc_search_run(db, &search, hits, &count, &total, &err));
    check_seen(&seen, question, with_dead);
    check_pages(
        db,
        (xc_search){
            .query = query, .sort = sort, .dead = search.dead, .dead_bytes = search.dead_bytes},
        hits, total);
    seen = (struct seen){0};
    search.limit = 0;
    OK(xc_search_run(db, &search, NULL, &count, &total, &err));
    assert_int_equal(total, count_matches(question, with_dead));
    check_seen(&seen, question, with_dead);
    xc_query_free(query);
}

static void check_all(int with_dead)
{
    xc_database *db = open_shards();
    for (size_t i = 0; i < QUESTIONS; i++) {
        for (xc_sort sort = XC_SORT_RELEVANCE; sort <= XC_SORT_UP; sort++)
            check_question(db, questions[i], sort, with_dead);
    }
    xc_database_free(db);
}

static void test_all_alive(void **state)
{
    (void)state;
    check_all(0);
}

static void test_some_dead(void **state)
{
    (void)state;
    check_all(1);
}

/* A single segment takes a shorter way through the code. */
static void test_one_segment(void **state)
{
    (void)state;
    xc_error err;
    xc_database_free(open_shards());
    xc_database *db;
    const char *path = scratch("one");
    OK(xc_database_open(&db, &path, 1, &err));
    struct seen seen = {0};
    static const uint32_t slots[] = {1, 0, 9};
    const uint8_t *const dead[] = {bitmaps[0]};
    const uint32_t length = sizeof bitmaps[0];
    xc_query *query;
    OK(xc_query_all(&query, &err));
    xc_hit hits[3];
    xc_search search = {.query = query, .limit = 3, .slots = slots, .slot_count = 3, .match = see};
    search.context = &seen;
    size_t count;
    uint64_t total, alive = 0;
    OK(xc_search_run(db, &search, hits, &count, &total, &err));
    assert_int_equal(total, sizes[0]);
    seen = (struct seen){0};
    search.dead = dead;
    search.dead_bytes = &length;
    OK(xc_search_run(db, &search, hits, &count, &total, &err));
    for (uint32_t id = 1; id <= sizes[0]; id++) {
        assert_int_equal(seen.times[0][id], !docs[0][id - 1].dead);
        alive += !docs[0][id - 1].dead;
    }
    assert_int_equal(total, alive);
    xc_query_free(query);
    xc_database_free(db);
}

/* Bits of ids that do not exist, and bitmaps shorter than the shard. */
static void test_odd_bitmaps(void **state)
{
    (void)state;
    xc_error err;
    xc_database *db = open_shards();
    uint8_t full[64];
    memset(full, 0xff, sizeof full);
    const uint8_t *const dead[SHARDS] = {full, full, full};
    uint32_t lengths[SHARDS] = {64, 64, 64};
    xc_query *query;
    xc_hit hits[5];
    size_t count;
    uint64_t total;
    OK(xc_query_all(&query, &err));
    xc_search search = {.query = query, .limit = 5, .dead = dead, .dead_bytes = lengths};
    OK(xc_search_run(db, &search, hits, &count, &total, &err));
    assert_true(total == 0 && count == 0);
    lengths[0] = 1; /* ids 1 to 7 */
    lengths[2] = 0;
    OK(xc_search_run(db, &search, hits, &count, &total, &err));
    assert_int_equal(total, sizes[0] - 7 + sizes[2]);
    xc_query_free(query);
    xc_database_free(db);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH(test_all_alive),
        SCRATCH(test_some_dead),
        SCRATCH(test_one_segment),
        SCRATCH(test_odd_bitmaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
