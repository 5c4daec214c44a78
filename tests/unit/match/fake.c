/* Arrays that answer as the rooms below query/match do. */
#include "fake.h"

#include "error.h"

#include <stdio.h>
#include <stdlib.h>

long fake_questions;

/* The segment's, and one for each open list. */
struct glass_reader {
    fake *fake;
    const fake_list *list;
    uint32_t at; /* postings that were given */
    glass_reader *next;
};

struct stream_reader {
    fake *fake;
};

struct spans {
    const uint8_t *answers;
    unsigned long *asked;
};

/* ---- making ---- */

static void *filled(size_t n)
{
    void *memory = aligned_alloc(16, (n + 15) / 16 * 16); /* no test makes this one fail */
    if (!memory)
        abort();
    return memset(memory, 0, n);
}

void fake_init(fake *f, uint32_t documents, uint32_t chunk)
{
    *f = (fake){.documents = documents, .chunk = chunk, .blocks_left = -1};
    f->segment.glass = filled(sizeof *f->segment.glass);
    f->segment.stream = filled(sizeof *f->segment.stream);
    f->segment.glass->fake = f;
    f->segment.stream->fake = f;
    f->segment.documents = documents;
    /* A cell may be read as eight bytes. */
    f->lengths = filled((documents + 3) * sizeof *f->lengths);
    f->words = filled((documents + 3) * sizeof *f->words);
    f->from = filled((documents + 1) * sizeof *f->from);
    f->last = filled((documents + 1) * sizeof *f->last);
    for (unsigned i = 0; i < 2; i++)
        f->cells[i] = filled((documents + 1) * sizeof *f->cells[i]);
}

void fake_close(fake *f)
{
    for (glass_reader *r; (r = f->segment.glass->next);) {
        f->segment.glass->next = r->next;
        free(r);
    }
}

void fake_free(fake *f)
{
    for (unsigned i = 0; i < f->list_count; i++) {
        free(f->lists[i].ids);
        free(f->lists[i].wdfs);
    }
    fake_close(f);
    free(f->segment.glass);
    free(f->segment.stream);
    free(f->lengths);
    free(f->words);
    free(f->from);
    free(f->last);
    for (unsigned i = 0; i < 2; i++)
        free(f->cells[i]);
}

fake_list *fake_add(fake *f)
{
    fake_list *l = &f->lists[f->list_count++];
    l->ids = filled((f->documents + 1) * sizeof *l->ids);
    l->wdfs = filled((f->documents + 1) * sizeof *l->wdfs);
    return l;
}

uint32_t roll(dice *d, uint32_t below)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((d->state >> 33) % below);
}

void fake_fill(fake_list *l, uint32_t documents, uint32_t every, dice *d)
{
    for (uint32_t docid = 1; docid <= documents; docid++)
        if (roll(d, every) == 0) {
            l->ids[l->count] = docid;
            l->wdfs[l->count++] = 1 + roll(d, 9);
        }
}

/* ---- posting lists ---- */

bool glass_postings_open(glass_reader *r, morgue_str term, glass_postings *out)
{
    unsigned number = 0;
    for (size_t i = 1; i < term.len; i++)
        number = number * 10 + (unsigned)(term.ptr[i] - '0');
    if (term.len < 2 || number >= r->fake->list_count || !r->fake->lists[number].count)
        return false;
    memset(out, 0xa5, sizeof *out); /* nothing may rest on what nobody promised */
    out->documents = r->fake->lists[number].count;
    out->count = 0;
    glass_reader *place = filled(sizeof *place);
    *place = (glass_reader){r->fake, &r->fake->lists[number], 0, r->next};
    r->next = place;
    out->reader = place;
    return true;
}

static bool open_block(glass_postings *p)
{
    glass_reader *r = p->reader;
    fake *f = r->fake;
    p->count = 0;
    if (f->blocks_left == 0)
        f->damaged = true;
    if (f->damaged || r->at >= r->list->count)
        return false;
    if (f->blocks_left > 0)
        f->blocks_left--;
    uint32_t end = (r->at / f->chunk + 1) * f->chunk;
    end = end < r->list->count ? end : r->list->count;
    p->count = end - r->at < GLASS_POSTINGS ? end - r->at : GLASS_POSTINGS;
    memcpy(p->ids, r->list->ids + r->at, p->count * sizeof *p->ids);
    memcpy(p->wdfs, r->list->wdfs + r->at, p->count * sizeof *p->wdfs);
    r->at += p->count;
    return true;
}

bool glass_postings_next(glass_postings *p)
{
    return open_block(p);
}

bool glass_postings_seek(glass_postings *p, uint32_t id)
{
    glass_reader *r = p->reader;
    while (r->at < r->list->count && r->list->ids[r->at] < id)
        r->at++;
    return open_block(p);
}

morgue_status segment_status(const segment *s, morgue_error *err)
{
    const fake *f = s->glass->fake;
    return f->damaged ? fail(err, MORGUE_CORRUPT, "block 7 is damaged") : MORGUE_OK;
}

/* ---- columns ---- */

#define DATES_FROM (-5) /* before all dates */

/* Cells of four bytes that are the numbers themselves; 0 for none is right for counts. */
static bool open_counts(const fake *f, const uint32_t *counts, stream_column *out)
{
    *out = (stream_column){(const unsigned char *)(counts + 1), f->documents, 4, 1, UINT32_MAX};
    return !f->no_columns;
}

bool stream_lengths(stream_reader *r, stream_column *out)
{
    return open_counts(r->fake, r->fake->lengths, out);
}

bool stream_word_counts(stream_reader *r, stream_column *out)
{
    return open_counts(r->fake, r->fake->words, out);
}

bool stream_dates_of(stream_reader *r, stream_dates *out)
{
    fake *f = r->fake;
    for (uint32_t docid = 1; docid <= f->documents; docid++) {
        bool dated = f->from[docid] <= f->last[docid];
        f->cells[0][docid - 1] = dated ? f->from[docid] - DATES_FROM + 1 : 0;
        f->cells[1][docid - 1] = dated ? f->last[docid] - f->from[docid] + 1 : 0;
    }
    out->from = (stream_column){(const unsigned char *)f->cells[0], f->documents, 8,
                                (uint64_t)DATES_FROM, UINT64_MAX};
    out->spans =
        (stream_column){(const unsigned char *)f->cells[1], f->documents, 8, 0, UINT64_MAX};
    return !f->no_columns;
}

/* ---- positional questions ---- */

spans *fake_question(const uint8_t *answers, unsigned long *asked)
{
    spans *q = filled(sizeof *q);
    q->answers = answers;
    q->asked = asked;
    fake_questions++;
    return q;
}

bool spans_match(spans *q, uint32_t docid)
{
    ++*q->asked;
    return q->answers[docid];
}

void spans_prepare(spans *q, uint32_t documents)
{
    (void)q;
    (void)documents;
}

void spans_expect(const spans *q, uint32_t docid)
{
    (void)q;
    (void)docid;
}

morgue_status spans_status(const spans *q, morgue_error *err)
{
    (void)q;
    (void)err;
    return MORGUE_OK;
}

uint64_t spans_most_steps(const spans *q)
{
    (void)q;
    return 0;
}

void spans_poll_by(spans *q, int (*poll)(void *), void *context)
{
    (void)q;
    (void)poll;
    (void)context;
}

void spans_free(spans *q)
{
    fake_questions -= q != NULL;
    free(q);
}

uint32_t spans_recall(const spans *s, uint32_t base, uint64_t *documents, size_t words)
{
    uint32_t open = 0;
    (void)s, (void)base;
    for (size_t i = 0; i < words; i++)
        open += (uint32_t)__builtin_popcountll(documents[i]);
    return open;
}
