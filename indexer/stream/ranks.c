/* From the epochs' forms on disk to ranks: merge by key, order by count, and a
 * code for each number of an epoch. Everything goes through files from front to
 * back, so that it takes the same memory however many forms there are. */
#include "ranks.h"

#include "error.h"

#include <stdlib.h>

/* Epochs or lists that are read at a time. */
#define FAN_IN ((size_t)32)

#define LEAST_BUFFER ((size_t)4 << 10)
#define MOST_BUFFER  ((size_t)64 << 10)

/* A list of forms that is read: the entry at its head. */
typedef struct source {
    spool_cursor cursor;
    strbuf key;
    uint64_t count;
    uint32_t number;
    bool done;
} source;

/* Reads the next entry; failures are in the spool. */
static void advance(source *s)
{
    s->done = stream__cursor_end(&s->cursor);
    if (s->done)
        return;
    size_t length = (size_t)stream__cursor_varint(&s->cursor);
    const unsigned char *key = stream__cursor_take(&s->cursor, length);
    strbuf_clear(&s->key);
    if (key)
        strbuf_add(&s->key, key, length);
    s->count = stream__cursor_varint(&s->cursor);
    s->number = (uint32_t)stream__cursor_varint(&s->cursor);
    if (s->key.failed && !s->cursor.spool->status)
        s->cursor.spool->status = fail_nomem(&s->cursor.spool->error);
    s->done = s->cursor.spool->status != MORGUE_OK;
}

static void close_source(source *s)
{
    stream__cursor_close(&s->cursor);
    strbuf_free(&s->key);
}

size_t stream__ranks_share(uint64_t memory)
{
    uint64_t share = memory / 16;
    return share < LEAST_SHARE ? LEAST_SHARE : share > MOST_SHARE ? MOST_SHARE : (size_t)share;
}

/* Of each of FAN_IN lists that are read together. */
static size_t buffer_of(uint64_t memory)
{
    size_t bytes = stream__ranks_share(memory) / FAN_IN;
    return bytes < LEAST_BUFFER ? LEAST_BUFFER : bytes > MOST_BUFFER ? MOST_BUFFER : bytes;
}

/* ---- the merge: a heap of sources, the least key on top ---- */

typedef struct heap {
    source sources[FAN_IN];
    size_t order[FAN_IN], count, opened;
} heap;

static bool less(const heap *h, size_t a, size_t b)
{
    return str_compare(strbuf_view(&h->sources[h->order[a]].key),
                       strbuf_view(&h->sources[h->order[b]].key)) < 0;
}

static void sink(heap *h, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < h->count; child++)
            least = less(h, child, least) ? child : least;
        if (least == i)
            return;
        size_t other = h->order[i];
        h->order[i] = h->order[least];
        h->order[least] = other;
        i = least;
    }
}

static void open_heap(heap *h, stream_spool *s, const stream_extent *lists, size_t n, size_t buffer)
{
    *h = (heap){.opened = n};
    for (size_t i = 0; i < n; i++) {
        uint64_t from = lists[i].offset;
        stream__cursor_open(&h->sources[i].cursor, s, from, from + lists[i].length, buffer);
        advance(&h->sources[i]);
        if (!h->sources[i].done)
            h->order[h->count++] = i;
    }
    for (size_t i = h->count; i-- > 0;)
        sink(h, i);
}

static void close_heap(heap *h)
{
    for (size_t i = 0; i < h->opened; i++)
        close_source(&h->sources[i]);
}

static source *top_of(heap *h)
{
    return h->count ? &h->sources[h->order[0]] : NULL;
}

static void pop(heap *h)
{
    source *top = top_of(h);
    advance(top);
    if (top->done)
        h->order[0] = h->order[--h->count];
    sink(h, 0);
}

/* The next key with the sum of its counts; false at the end. */
static bool next_form(heap *h, strbuf *key, uint64_t *count)
{
    source *top = top_of(h);
    if (!top)
        return false;
    strbuf_clear(key);
    strbuf_str(key, strbuf_view(&top->key));
    *count = 0;
    for (; top && str_equal(strbuf_view(&top->key), strbuf_view(key)); top = top_of(h)) {
        *count += top->count;
        pop(h);
    }
    return !key->failed;
}

/* ---- lists of forms ---- */

static void put_form(stream_spool *s, morgue_str key, uint64_t count, strbuf *scratch)
{
    strbuf_clear(scratch);
    strbuf_sized(scratch, key);
    strbuf_varint(scratch, count);
    strbuf_varint(scratch, 0);
    stream__spool_add(s, scratch->ptr, scratch->failed ? 0 : scratch->len);
}

/* Ends what was written since the spool had so many bytes. */
static stream_extent end_list(stream_spool *s, uint64_t from)
{
    stream_extent list = {from, stream__spool_size(s) - from};
    stream__spool_flush(s);
    return list;
}

/* Merging lists into one. */
typedef struct merging {
    stream_spool *spool;
    size_t buffer;
    ranking *ranked; /* when the list is that of all forms; NULL before */
    sorter by_count; /* of the ranking */
    uint64_t key_bytes;
    strbuf key, scratch;
} merging;

/* A form of the list of all goes on its way to its rank. */
static morgue_status note_form(merging *m, uint64_t count, morgue_error *err)
{
    uint32_t form = m->ranked->count++;
    m->key_bytes += m->key.len + 1;
    if (form == STREAM_RANKS || m->key_bytes > UINT32_MAX)
        return fail(err, MORGUE_LIMIT, "over %u different words, or 4 GiB of them, in a segment",
                    STREAM_RANKS);
    /* Nothing stands more often than 32 bits can say: the postings refuse that. */
    uint64_t rarity = count < UINT32_MAX ? UINT32_MAX - count : 0;
    sort_record record = {rarity << 32 | form, strbuf_view(&m->key), count};
    return stream__sorter_add(&m->by_count, record, err);
}

static morgue_status merge_lists(merging *m, const stream_extent *lists, size_t n,
                                 stream_extent *out, morgue_error *err)
{
    heap *h = malloc(sizeof *h);
    if (!h)
        return fail_nomem(err);
    uint64_t count, begin = stream__spool_size(m->spool);
    morgue_status status = MORGUE_OK;
    open_heap(h, m->spool, lists, n, m->buffer);
    while (!status && next_form(h, &m->key, &count)) {
        put_form(m->spool, strbuf_view(&m->key), count, &m->scratch);
        status = m->ranked ? note_form(m, count, err) : MORGUE_OK;
    }
    close_heap(h);
    free(h);
    *out = end_list(m->spool, begin); /* it may stand where one of the lists stood */
    if (!status)
        status = strbuf_check(m->key.failed ? &m->key : &m->scratch, err);
    return status ? status : stream__spool_check(m->spool, err);
}

/* Merges until so few lists are left that one more merge has them all. Those of
 * FAN_IN become one in the place of the first. */
static morgue_status reduce(merging *m, stream_extent *lists, size_t *count, morgue_error *err)
{
    morgue_status status = MORGUE_OK;
    while (*count > FAN_IN && !status) {
        size_t merged = 0;
        for (size_t i = 0; i < *count && !status; i += FAN_IN) {
            size_t n = *count - i < FAN_IN ? *count - i : FAN_IN;
            status = merge_lists(m, lists + i, n, &lists[merged++], err);
        }
        *count = merged;
    }
    return status;
}

static morgue_status merge_epochs(merging *m, const stream_writer *w, ranking *out,
                                  morgue_error *err)
{
    size_t count = w->epoch_count;
    stream_extent *lists = malloc((count + 1) * sizeof *lists);
    if (!lists)
        return fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        lists[i] = w->epochs[i].forms;
    morgue_status status = reduce(m, lists, &count, err);
    m->ranked = out;
    if (!status)
        status = merge_lists(m, lists, count, &out->by_key, err);
    free(lists);
    return status;
}

/* ---- ranks ---- */

/* The list of forms by rank; by_form gets the code of each form. */
static morgue_status list_by_rank(stream_writer *w, merging *m, sorter *by_form, morgue_error *err)
{
    sort_record record;
    uint32_t rank = 0;
    uint64_t begin = stream__spool_size(&w->forms);
    morgue_status status = stream__sorter_sort(&m->by_count, err);
    while (!status && stream__sorter_next(&m->by_count, &record)) {
        put_form(&w->forms, record.key, record.tail, &m->scratch);
        sort_record code = {record.head & UINT32_MAX, {NULL, 0}, stream__packed(rank++)};
        status = stream__sorter_add(by_form, code, err);
    }
    m->ranked->by_rank = end_list(&w->forms, begin);
    return status ? status : strbuf_check(&m->scratch, err);
}

static morgue_status list_codes(stream_writer *w, ranking *out, sorter *by_form, morgue_error *err)
{
    sort_record record;
    uint64_t begin = stream__spool_size(&w->forms);
    morgue_status status = stream__sorter_sort(by_form, err);
    while (!status && stream__sorter_next(by_form, &record)) {
        uint32_t code = (uint32_t)record.tail;
        stream__spool_add(&w->forms, &code, sizeof code);
    }
    out->codes = end_list(&w->forms, begin);
    return status;
}

morgue_status stream__rank(stream_writer *w, ranking *out, morgue_error *err)
{
    merging m = {.spool = &w->forms, .buffer = buffer_of(w->memory)};
    sorter by_form;
    *out = (ranking){0};
    stream__sorter_open(&m.by_count, &w->sorted, stream__ranks_share(w->memory));
    stream__sorter_open(&by_form, &w->sorted, stream__ranks_share(w->memory));
    morgue_status status = merge_epochs(&m, w, out, err);
    if (!status)
        status = list_by_rank(w, &m, &by_form, err);
    stream__sorter_free(&m.by_count);
    if (!status)
        status = list_codes(w, out, &by_form, err);
    stream__sorter_free(&by_form);
    strbuf_free(&m.key);
    strbuf_free(&m.scratch);
    if (!status)
        status = stream__spool_check(&w->forms, err);
    return status ? status : stream__spool_check(&w->sorted, err);
}

/* ---- codes ---- */

/* How many epochs can be read together, and where each one's codes begin. All forms
 * are gone through for each such group, so that the codes get a larger share: as
 * long as they are there, nothing is sorted. */
static size_t choose_epochs(const stream_writer *w, size_t first, size_t starts[FAN_IN],
                            size_t *numbers)
{
    size_t count = 0, most = 4 * stream__ranks_share(w->memory) / sizeof(uint32_t);
    *numbers = 0;
    while (count < FAN_IN && first + count < w->epoch_count &&
           (count == 0 || *numbers + w->epochs[first + count].numbers <= most)) {
        starts[count] = *numbers;
        *numbers += w->epochs[first + count++].numbers;
    }
    return count;
}

/* A form of the list of all, whose code comes next: it becomes that of each number
 * that the epochs have for it. */
static void give_code(heap *h, const source *form, uint32_t code, const epoch *epochs,
                      const size_t *starts, uint32_t *codes)
{
    for (source *top = top_of(h); top && str_equal(strbuf_view(&top->key), strbuf_view(&form->key));
         top = top_of(h)) {
        size_t of = (size_t)(top - h->sources);
        if (top->number < epochs[of].numbers)
            codes[starts[of] + top->number] = code;
        pop(h);
    }
}

/* All forms in order of their keys beside those of the epochs. */
static morgue_status give_codes(stream_writer *w, const ranking *r, heap *h, const epoch *epochs,
                                const size_t *starts, uint32_t *codes, morgue_error *err)
{
    source all = {0};
    spool_cursor packed;
    uint64_t from = r->by_key.offset;
    const unsigned char *bytes;
    stream__cursor_open(&all.cursor, &w->forms, from, from + r->by_key.length, MOST_BUFFER);
    from = r->codes.offset;
    stream__cursor_open(&packed, &w->forms, from, from + r->codes.length, LEAST_BUFFER);
    for (advance(&all); !all.done && h->count; advance(&all)) {
        uint32_t code;
        if (!(bytes = stream__cursor_take(&packed, sizeof code)))
            break;
        memcpy(&code, bytes, sizeof code);
        give_code(h, &all, code, epochs, starts, codes);
    }
    stream__cursor_close(&packed);
    close_source(&all);
    morgue_status status = stream__spool_check(&w->forms, err);
    return !status && h->count ? fail(err, MORGUE_INTERNAL, "a word got no rank") : status;
}

morgue_status stream__epoch_codes(stream_writer *w, const ranking *r, size_t first,
                                  epoch_codes *out, morgue_error *err)
{
    size_t starts[FAN_IN], numbers;
    stream_extent lists[FAN_IN];
    out->epochs = choose_epochs(w, first, starts, &numbers);
    out->codes = calloc(numbers + 1, sizeof *out->codes);
    heap *h = malloc(sizeof *h);
    morgue_status status = out->codes && h ? MORGUE_OK : fail_nomem(err);
    for (size_t i = 0; i < out->epochs; i++)
        lists[i] = w->epochs[first + i].forms;
    if (!status) {
        open_heap(h, &w->forms, lists, out->epochs, buffer_of(w->memory));
        status = give_codes(w, r, h, w->epochs + first, starts, out->codes, err);
        close_heap(h);
    }
    free(h);
    if (status) {
        free(out->codes);
        out->codes = NULL;
    }
    return status;
}
