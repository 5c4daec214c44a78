/*
 * Keys of forms that stay while anybody uses them: a word's key is written once
 * for all drafts of a drafter, not once an article.
 */
#ifndef FORM_KEY_H
#define FORM_KEY_H

#include "arena.h"

typedef struct form_key {
    uint64_t hash; /* hash_bytes() of the text */
    uint32_t len;
    char text[];
} form_key;

static inline morgue_str form_key_text(const form_key *k)
{
    return (morgue_str){k->text, k->len};
}

/* A copy of the text, in memory; NULL without any. */
const form_key *form_key_new(arena *memory, morgue_str text);

/* Many keys with many users. One thread adds; what it has added is read by those
 * to whom it hands it over. */
typedef struct form_keys form_keys;

/* One user, who releases it; NULL without memory. */
form_keys *form_keys_new(void);

/* One user more; any thread may release it. */
form_keys *form_keys_share(form_keys *k);
void form_keys_release(form_keys *k); /* NULL is no user */

const form_key *form_keys_add(form_keys *k, morgue_str text);

#endif
