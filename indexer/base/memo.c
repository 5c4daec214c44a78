/* Answers that are kept: a few hundred at most, the last one asked for in front. */
#include "memo.h"

#include "map.h"

#include <stdlib.h>
#include <string.h>

#define QUESTIONS 256

typedef struct entry {
    memo_answers answers; /* what is handed out */
    uint64_t hash;
    size_t length, count; /* of the question, of the numbers */
    size_t bytes;
    unsigned holders;
    uint64_t words[]; /* asked, yes, then the question */
} entry;

struct memo {
    size_t most, bytes;
    size_t count;
    entry *entries[QUESTIONS];
};

memo *memo_new(size_t bytes)
{
    memo *m = calloc(1, sizeof *m);
    if (m)
        m->most = bytes;
    return m;
}

void memo_free(memo *m)
{
    for (size_t i = 0; m && i < m->count; i++)
        free(m->entries[i]);
    free(m);
}

static void bring_forward(memo *m, size_t i)
{
    entry *e = m->entries[i];
    memmove(m->entries + 1, m->entries, i * sizeof *m->entries);
    m->entries[0] = e;
}

static const char *question_of(const entry *e)
{
    return (const char *)(e->answers.yes + (e->answers.yes - e->answers.asked));
}

static entry *find(memo *m, morgue_str question, size_t count, uint64_t hash)
{
    for (size_t i = 0; i < m->count; i++) {
        entry *e = m->entries[i];
        if (e->hash != hash || e->length != question.len || e->count != count ||
            memcmp(question_of(e), question.ptr, question.len) != 0)
            continue;
        bring_forward(m, i);
        return e;
    }
    return NULL;
}

/* Forgets what was asked longest ago, except for what is held. */
static bool make_room(memo *m, size_t bytes)
{
    for (size_t i = m->count; i-- > 0 && (m->bytes + bytes > m->most || m->count == QUESTIONS);) {
        entry *e = m->entries[i];
        if (e->holders)
            continue;
        m->bytes -= e->bytes;
        m->count--;
        memmove(m->entries + i, m->entries + i + 1, (m->count - i) * sizeof *m->entries);
        free(e);
    }
    return m->bytes + bytes <= m->most && m->count < QUESTIONS;
}

void memo_resize(memo *m, size_t bytes)
{
    m->most = bytes;
    make_room(m, 0);
}

memo_answers *memo_hold(memo *m, morgue_str question, size_t count)
{
    uint64_t hash = hash_bytes(question.ptr, question.len);
    entry *e = find(m, question, count, hash);
    size_t words = count / 64 + 1;
    size_t bytes = sizeof *e + 2 * words * sizeof *e->words + question.len;
    if (!e && bytes <= m->most && make_room(m, bytes) && (e = calloc(1, bytes))) {
        e->answers = (memo_answers){e->words, e->words + words};
        e->hash = hash;
        e->length = question.len;
        e->count = count;
        e->bytes = bytes;
        memcpy(e->words + 2 * words, question.ptr, question.len);
        m->bytes += bytes;
        m->entries[m->count++] = e;
        bring_forward(m, m->count - 1);
    }
    if (!e)
        return NULL;
    e->holders++;
    return &e->answers;
}

void memo_release(memo_answers *a)
{
    ((entry *)a)->holders--;
}
