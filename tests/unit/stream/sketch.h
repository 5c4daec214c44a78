/* Documents made of numbers, the plain twin of a stream file, and a folder. */
#ifndef SKETCH_H
#define SKETCH_H

#include "stream_internal.h"

#define SKETCH_TEXTS 4
#define SKETCH_SLOTS 5

typedef struct sketch_text {
    unsigned field;
    uint32_t *words; /* numbers of forms, see sketch_key() */
    uint32_t count;
    uint32_t *sentences;
    uint32_t sentence_count;
    uint32_t lede;
} sketch_text;

typedef struct sketch {
    char id[32];  /* some are there twice */
    char url[48]; /* likewise, and some are empty */
    morgue_date date;
    uint32_t length, words;
    fingerprint print;
    sketch_text texts[SKETCH_TEXTS];
    unsigned text_count;
    char facets[SKETCH_SLOTS][24]; /* packed values; "" for none */
} sketch;

uint32_t sketch_random(uint32_t *seed);

/* The key of a form: several have one norm, one stem, alternates, accents. */
morgue_str sketch_key(uint32_t number, char out[96]);

/* A document with texts of up to most words out of so many forms. */
sketch *sketch_new(uint32_t *seed, uint32_t number, uint32_t most, uint32_t forms);
void sketch_free(sketch *s);

/* Its draft, which lies in its own memory. */
draft *sketch_draft(const sketch *s);

void sketch_add(stream_writer *w, const sketch *s);

/* Writes them, spilling behind each spill-th one (0: never), and returns the
 * size of NAME.stream. */
uint64_t sketch_write(int dir_fd, const char *name, sketch **sketches, size_t count, size_t spill);

/* Fails unless the file says of these documents what they say themselves. */
void sketch_compare(stream_reader *r, sketch **sketches, size_t count);

extern const unsigned char sketch_id[16];

/* A folder of its own; removed with what is in it. */
typedef struct folder {
    char path[64];
    int fd;
} folder;

folder folder_new(void);
void folder_free(folder *f);
unsigned folder_count(const folder *f); /* files in it */

#endif
