/* Keys of forms, written once for all drafts of a drafter. */
#include "form_key.h"

#include "map.h"

#include <stdatomic.h>
#include <stdlib.h>

struct form_keys {
    atomic_uint users;
    arena memory;
};

const form_key *form_key_new(arena *memory, morgue_str text)
{
    form_key *key = text.len <= UINT32_MAX ? arena_alloc(memory, sizeof *key + text.len) : NULL;
    if (!key)
        return NULL;
    key->hash = hash_bytes(text.ptr, text.len);
    key->len = (uint32_t)text.len;
    if (text.len)
        memcpy(key->text, text.ptr, text.len);
    return key;
}

form_keys *form_keys_new(void)
{
    form_keys *k = calloc(1, sizeof *k);
    if (k)
        atomic_init(&k->users, 1);
    return k;
}

form_keys *form_keys_share(form_keys *k)
{
    atomic_fetch_add_explicit(&k->users, 1, memory_order_relaxed);
    return k;
}

void form_keys_release(form_keys *k)
{
    if (!k || atomic_fetch_sub_explicit(&k->users, 1, memory_order_acq_rel) > 1)
        return;
    arena_free(&k->memory);
    free(k);
}

const form_key *form_keys_add(form_keys *k, morgue_str text)
{
    return form_key_new(&k->memory, text);
}
