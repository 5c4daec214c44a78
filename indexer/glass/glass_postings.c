/*
 * Posting lists: from chunk to chunk, and from part to part of a chunk that was
 * cut in several; what is between is glass_decode's. Chunks go forward only, or
 * the list is damaged: thus every walk ends.
 */
#include "glass_code.h"
#include "glass_decode.h"
#include "glass_tree.h"

#define POSTING 10u /* bytes at most: two numbers of 32 bits */
#define HEAD    26u /* bytes that the numbers before the second posting have at most */
/* Postings decoded after a seek: few, unless the seeks before it show that those
 * that follow will be wanted, too. */
#define SEEK_LEAST 16u
#define MOST       (GLASS_POSTINGS - GLASS_DECODE_SLACK)

static bool damaged(const glass_postings *p, const char *what)
{
    glass__damaged(p->reader, p->next.blocks[0], what);
    return false;
}

/* ---- chunks ---- */

static void open_part(glass_postings *p, const glass_item *item)
{
    p->at = item->tag;
    p->end = item->tag + item->tag_len;
    p->part = (uint16_t)item->part;
    p->parts_follow = !item->last;
    p->next.items[0]++;
}

static bool take(glass_postings *p, uint32_t *out)
{
    uint64_t v;
    if (!glass__take32(&p->at, p->end, &v) || v > UINT32_MAX)
        return damaged(p, "the head of a chunk of postings");
    *out = (uint32_t)v;
    return true;
}

/* Opens the chunk of an item, which begins with document `first`, up to its first
 * wdf; the list's own head is behind p->at. */
static bool open_chunk(glass_postings *p, const glass_item *item, uint32_t first)
{
    uint32_t span, before = p->chunk_last;
    if (p->at == p->end || (*p->at != '0' && *p->at != '1'))
        return damaged(p, "the head of a chunk of postings");
    p->chunks_follow = *p->at++ == '0';
    if (!take(p, &span))
        return false;
    if (first <= before || (uint64_t)first + span > p->reader->statistics.documents)
        return damaged(p, "the documents of a chunk of postings");
    p->first = first;
    p->last = first - 1;
    p->chunk_last = first + span;
    p->key = item->key;
    p->key_length = (unsigned char)item->key_len;
    return true;
}

/* Begins with an item that should be the first part of a chunk. */
static bool begin_chunk(glass_postings *p, const glass_item *item)
{
    open_part(p, item);
    if (item->deflated || item->part != 1 || (!item->last && item->tag_len < HEAD))
        return damaged(p, "a chunk of postings does not begin as it should");
    return true;
}

/* The document that a later chunk of the list begins with, from its key. */
static bool first_of(const glass_postings *p, const glass_item *item, uint32_t *first)
{
    unsigned n = p->term_length;
    if (item->key_len < n + 1u || memcmp(item->key, p->term, n) != 0 || item->key[n] != '\0')
        return false;
    morgue_str rest = {(const char *)item->key + n + 1, item->key_len - n - 1};
    return glass_take_sort(&rest, first) && rest.len == 0;
}

/* Opens the chunk at p->next, a later one of the list. */
static bool next_chunk(glass_postings *p)
{
    glass_item item;
    uint32_t first = 0;
    if (!glass__item(p->reader, &p->next, &item) || !first_of(p, &item, &first))
        return damaged(p, "a posting list lacks its end");
    return begin_chunk(p, &item) && open_chunk(p, &item, first);
}

bool glass_postings_open(glass_reader *r, morgue_str term, glass_postings *out)
{
    glass_item item;
    glass_postings *p = out;
    *p = (glass_postings){.reader = r};
    if (term.len == 0 || term.len > sizeof p->term || memchr(term.ptr, '\0', term.len))
        return false;
    p->term_length = (unsigned char)term.len;
    memcpy(p->term, term.ptr, term.len);
    if (!glass__find(r, GLASS_POSTLIST, p->term, p->term_length, &p->next) ||
        !glass__item(r, &p->next, &item) || item.key_len != term.len ||
        memcmp(item.key, p->term, term.len) != 0 || !begin_chunk(p, &item))
        return false;
    uint32_t occurrences, before;
    if (!take(p, &p->documents) || !take(p, &occurrences) || !take(p, &before))
        return false;
    p->occurrences = occurrences;
    if (p->documents > r->statistics.documents || before == UINT32_MAX)
        return damaged(p, "the head of a posting list");
    return open_chunk(p, &item, before + 1);
}

/* ---- parts ---- */

/* The posting that lies across two parts, the first of which has its first `left`
 * bytes and the second one of which is open now. *n counts the postings of the
 * block; more than one may come out. */
static bool take_across(glass_postings *p, const unsigned char *bytes, size_t left, unsigned *n)
{
    unsigned char seam[2 * POSTING];
    size_t more = (size_t)(p->end - p->at) < POSTING ? (size_t)(p->end - p->at) : POSTING;
    memcpy(seam, bytes, left);
    memcpy(seam + left, p->at, more);
    glass_stretch s = {seam, seam + left + more, p->last, p->chunk_last, false};
    unsigned now = glass__decode(&s, p->ids, p->wdfs, *n, *n + 1);
    if (s.damaged || now == *n)
        return damaged(p, "a posting lies across two parts");
    *n = now;
    p->last = s.last;
    p->at += s.at - (seam + left);
    return true;
}

static bool next_part(glass_postings *p, unsigned *n)
{
    glass_item item;
    const unsigned char *bytes = p->at;
    size_t left = (size_t)(p->end - p->at);
    if (left >= POSTING || !glass__item(p->reader, &p->next, &item) || item.tag_len == 0 ||
        item.part != p->part + 1u || item.key_len != p->key_length ||
        memcmp(item.key, p->key, item.key_len) != 0)
        return damaged(p, "parts of a chunk of postings do not follow");
    open_part(p, &item);
    return left == 0 || take_across(p, bytes, left, n);
}

/* ---- blocks ---- */

/* The first posting of a chunk: its id is in the chunk's head. */
static bool take_first(glass_postings *p, uint32_t *wdf)
{
    if (!take(p, wdf))
        return false;
    p->last = p->first;
    p->first = 0;
    return true;
}

/* Opens what follows the open part, which has no whole posting any more. */
static bool go_on(glass_postings *p, unsigned *n)
{
    if (p->parts_follow)
        return next_part(p, n);
    if (p->at != p->end || p->last != p->chunk_last)
        return damaged(p, "a chunk of postings lacks its end");
    return p->chunks_follow && next_chunk(p);
}

/* Replaces the block by the next one, of `most` postings or a few more. */
static bool fill(glass_postings *p, unsigned most)
{
    unsigned n = 0;
    bool more = !p->reader->status;
    while (more && n < most) {
        if (p->first) {
            p->ids[n] = p->first;
            if (!take_first(p, &p->wdfs[n++]))
                break;
        }
        glass_stretch s = {p->at, p->end, p->last, p->chunk_last, false};
        n = glass__decode(&s, p->ids, p->wdfs, n, most);
        p->at = s.at;
        p->last = s.last;
        if (s.damaged)
            more = damaged(p, "the documents of a chunk of postings");
        else if (n < most)
            more = go_on(p, &n);
    }
    p->count = p->reader->status ? 0 : n;
    return p->count > 0;
}

bool glass_postings_next(glass_postings *p)
{
    return fill(p, MOST);
}

/* ---- seeking ---- */

/* Takes the postings before id off the block; the last one is not among them. */
static bool shift(glass_postings *p, uint32_t id)
{
    uint32_t high = 1;
    while (high < p->count && p->ids[high - 1] < id)
        high *= 2;
    uint32_t low = high / 2;
    high = high < p->count ? high - 1 : p->count - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (p->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    if (low) {
        p->count -= low;
        memmove(p->ids, p->ids + low, p->count * sizeof *p->ids);
        memmove(p->wdfs, p->wdfs + low, p->count * sizeof *p->wdfs);
    }
    return true;
}

/* Opens a chunk after the open one, such that there is none between that has id:
 * the last that begins at or before id, or else the next one. */
static bool jump(glass_postings *p, uint32_t id)
{
    unsigned char key[sizeof p->term + 1 + 5];
    memcpy(key, p->term, p->term_length);
    key[p->term_length] = '\0';
    unsigned n = (unsigned)(glass_uint_sort(key + p->term_length + 1, id + 1) - key);
    glass_reader *r = p->reader;
    glass_place after = p->next, before;
    glass_item item;
    uint32_t first = 0;
    if (!glass__find_near(r, key, n, &after) && !glass__find(r, GLASS_POSTLIST, key, n, &after))
        return false;
    before = after;
    if (!glass__back(r, &before) || !glass__item(r, &before, &item))
        return damaged(p, "a posting list lacks its beginning");
    if (!first_of(p, &item, &first) || first <= p->chunk_last) {
        p->next = after;
        return next_chunk(p);
    }
    p->next = before;
    if (item.part > 1 && !glass__find(r, GLASS_POSTLIST, item.key, item.key_len, &p->next))
        return false;
    return next_chunk(p);
}

/* Opens the chunk that has the first posting at or after id; false at the end. */
static bool reach(glass_postings *p, uint32_t id)
{
    while (!p->reader->status && id > p->chunk_last) {
        if (p->chunks_follow && id <= p->reader->statistics.documents) {
            if (!jump(p, id))
                return false;
            continue;
        }
        p->at = p->end;
        p->first = 0;
        p->last = p->chunk_last;
        p->parts_follow = p->chunks_follow = false;
        return false;
    }
    return !p->reader->status;
}

/* Goes over postings before id in the open part. */
static bool skip(glass_postings *p, uint32_t id)
{
    uint32_t wdf;
    if (p->first >= id)
        return true;
    if (p->first && !take_first(p, &wdf))
        return false;
    glass_stretch s = {p->at, p->end, p->last, p->chunk_last, false};
    glass__skip(&s, id);
    p->at = s.at;
    p->last = s.last;
    return !s.damaged || damaged(p, "the documents of a chunk of postings");
}

bool glass_postings_seek(glass_postings *p, uint32_t id)
{
    if (p->count && id <= p->ids[p->count - 1])
        return shift(p, id);
    p->count = 0;
    const unsigned char *at = p->at;
    if (!reach(p, id) || !skip(p, id))
        return false;
    p->near_misses = at == p->at ? p->near_misses + 1 : 0;
    unsigned most = p->near_misses < 3 ? SEEK_LEAST << p->near_misses : MOST;
    while (fill(p, most) && p->ids[p->count - 1] < id)
        if (!skip(p, id))
            return false;
    return p->count && shift(p, id);
}
