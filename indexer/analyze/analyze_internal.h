/* What the files of the analyze room share: the scan of one text, characters, folding, stems. */
#ifndef ANALYZE_INTERNAL_H
#define ANALYZE_INTERNAL_H

#include "analyze.h"
#include "lexicon.h"

#include <morgue/limits.h>

/* ---- chars.c: what a character is to the tokenizer ---- */

typedef enum char_class {
    CHAR_OTHER,
    CHAR_SPACE,
    CHAR_LETTER,     /* of a script that puts spaces between words */
    CHAR_DIGIT,      /* decimal, of any script */
    CHAR_MARK,       /* combining, or invisible inside a word */
    CHAR_IDEOGRAPH,  /* letter of a script without spaces */
    CHAR_APOSTROPHE, /* joins letters */
    CHAR_SILENT,     /* joins letters and is not written in the norm: the dot of l·l */
    CHAR_DOT,        /* joins digits, ends sentences */
    CHAR_COMMA,      /* joins digits */
    CHAR_UNDERSCORE, /* joins letters and digits */
    CHAR_HYPHEN,
    CHAR_PERCENT,
    CHAR_STOP,      /* ends a sentence when white space follows */
    CHAR_WIDE_STOP, /* ends a sentence whatever follows */
    CHAR_CLOSER     /* quote or bracket that may stand behind a stop */
} char_class;

typedef enum script {
    SCRIPT_OTHER, /* also characters that all scripts use */
    SCRIPT_LATIN,
    SCRIPT_GREEK,
    SCRIPT_CYRILLIC,
    SCRIPT_ARMENIAN,
    SCRIPT_HEBREW,
    SCRIPT_ARABIC,
    SCRIPT_DEVANAGARI,
    SCRIPT_TAMIL,
    SCRIPT_CJK,       /* Han, kana, Hangul, Bopomofo, Yi */
    SCRIPT_SOUTHEAST, /* Thai, Lao, Khmer, Myanmar */
    SCRIPT_COUNT
} script;

typedef struct glyph {
    uint32_t c;
    uint8_t class;
    uint8_t script;
    uint8_t size;  /* bytes; 0 at the end of the text */
    uint8_t upper; /* 1: an upper-case or title-case letter */
    uint8_t lower; /* 1: a lower-case letter */
} glyph;

/* Bits of chars__ascii[]. */
enum {
    ASCII_LOWER = 1,
    ASCII_UPPER = 2,
    ASCII_DIGIT = 4,
    ASCII_ALPHA = ASCII_LOWER | ASCII_UPPER,
    ASCII_ALNUM = ASCII_ALPHA | ASCII_DIGIT,
    ASCII_CAREFUL = 8 /* behind a run of letters: the word may go on */
};

extern const uint8_t chars__ascii[256];

extern const uint8_t chars__ascii_class[128]; /* char_class */

static inline glyph chars__of_ascii(unsigned char c)
{
    uint8_t seen = chars__ascii[c];
    return (glyph){
        .c = c,
        .class = chars__ascii_class[c],
        .script = seen & ASCII_ALPHA ? SCRIPT_LATIN : SCRIPT_OTHER,
        .size = 1,
        .upper = seen & ASCII_UPPER ? 1 : 0,
        .lower = seen & ASCII_LOWER,
    };
}

/* The same for any character, size left 0 outside ASCII. */
glyph chars__of(uint32_t c);

/* chars__at() for a character outside ASCII at an offset below the length. */
glyph chars__wide(morgue_str text, size_t at);

/* The character at an offset up to the text's length. */
static inline glyph chars__at(morgue_str text, size_t at)
{
    if (at >= text.len)
        return (glyph){0};
    unsigned char c = (unsigned char)text.ptr[at];
    return c < 0x80 ? chars__of_ascii(c) : chars__wide(text, at);
}

script chars__script(uint32_t c);

/* ---- fold.c: letters to their plain form ---- */

/* Appends the plain form of text, which is one word, to norm, and its lower-case
 * form with accents to exact. Time is linear in the length whatever it holds. */
void fold__word(morgue_str text, strbuf *norm, strbuf *exact);

/* Takes the commas out of "10,000" and "1,50,000", leaves "1,5" as it is. */
void fold__ungroup(strbuf *number);

/* ---- stem.c ---- */

typedef struct stems {
    struct sb_stemmer *by_script[SCRIPT_COUNT];
    lexicon words;
    uint32_t generation; /* of the numbers */
} stems;

morgue_status stem__open(stems *all, morgue_str language, morgue_error *err);
void stem__close(stems *all);

/* Forgets all words when they have become too many. */
void stem__renew(stems *all);

/* ---- the scan of one text ---- */

struct analyzer {
    stems stems;
    strbuf norm, exact; /* of the word at hand */
};

typedef struct chain {
    size_t first; /* index of the token of its first part */
    size_t next;  /* where the next part has to start; 0: no chain */
    unsigned parts;
    bool broken;  /* has a part that does not go into a compound */
    bool letters; /* some part has letters */
} chain;

typedef enum shouting { SHOUTING_UNKNOWN, SHOUTING_NO, SHOUTING_YES } shouting;

typedef struct scan {
    analyzer *a;
    token_list *list;
    morgue_str text;
    size_t at;
    bool question;
    bool failed; /* out of memory; everything after does nothing */
    char *room;  /* where the next norm goes */
    size_t room_left;
    size_t last;     /* index of the last primary token */
    size_t gap_from; /* where what follows that token starts */
    bool dotted;     /* that token ends in a full stop of its own */
    uint32_t sentence, paragraph;
    size_t paragraph_from;
    shouting shouting; /* of this paragraph */
    chain chain;
} scan;

/* ---- emit.c: appending tokens ---- */

/* More room for n bytes; NULL (and s->failed) without memory. */
char *emit__more_room(scan *s, size_t n);

/* n bytes that live as long as the list, and LEXICON_HEAD more that may be read
 * and written until the next call; NULL (and s->failed) without memory. */
static inline char *emit__room(scan *s, size_t n)
{
    if (s->failed || n > s->room_left)
        return emit__more_room(s, n);
    char *at = s->room;
    s->room += n;
    s->room_left -= n;
    return at;
}

/* A copy of the norm; one of more than MORGUE_MAX_TERM bytes becomes its head
 * and a hash of the whole. */
morgue_str emit__store(scan *s, morgue_str norm);

/* Room for more tokens; false (and s->failed) without memory. */
bool emit__grow(scan *s);

/* What is between two words says where a sentence ends, see sentence.c. */
void sentence__gap(scan *s, size_t from, morgue_str norm);

/* Appends a primary token, decides about its sentence, moves s->at and the gap
 * to end. The pointer lives until the next token; NULL without memory. norm
 * comes from emit__store(). */
static inline token *emit__primary(scan *s, size_t from, size_t to, size_t end, token_kind kind,
                                   morgue_str norm)
{
    token_list *list = s->list;
    if (s->failed || (list->count == list->capacity && !emit__grow(s)))
        return NULL;
    /* Nearly always one space lies between two words. */
    if (list->positions &&
        (s->dotted || from != s->gap_from + 1 || s->text.ptr[s->gap_from] != ' '))
        sentence__gap(s, from, norm);
    s->last = list->count++;
    token *t = &list->tokens[s->last];
    *t = (token){
        .from = (uint32_t)from,
        .to = (uint32_t)to,
        .position = list->positions++,
        .sentence = s->sentence,
        .paragraph = s->paragraph,
        .kind = (uint8_t)kind,
        .norm = norm,
    };
    s->dotted = false;
    s->gap_from = end;
    s->at = end;
    return t;
}

/* Appends an alternate of the last primary token with the same span. */
token *emit__alternate(scan *s, token_kind kind, morgue_str norm);

/* Called behind each primary token that can be part of a hyphenated word. */
void emit__chain(scan *s, bool plain, bool letters);

/* Gives the tokens of the list their numbers, and stems to words and compounds
 * that are letters of one script alone. */
void stem__tokens(scan *s);

/* ---- sentence.c ---- */

/* The paragraph around the scan has no lower-case letter. */
bool sentence__shouts(scan *s);

/* ---- word.c, special.c: each reads one token (with its alternates) at s->at ---- */

void word__read(scan *s, glyph first);
void ideograph__read(scan *s);

/* These return false, and have done nothing, when there is none of theirs. */
bool special__ticker(scan *s);
bool special__acronym(scan *s);
bool special__joined(scan *s);

/* Capital "US", "UK", "EU", "UN" just read into norm: emits the country. */
bool special__country(scan *s, size_t from, size_t to, size_t end, morgue_str norm,
                      bool possessive);

/* Bytes of "'s" (with any apostrophe) at an offset when no word goes on; 0 else. */
size_t word__possessive(morgue_str text, size_t at);

/* The script of a norm that has letters of one script alone, as words with a
 * stem have; SCRIPT_OTHER else. */
script word__stem_script(morgue_str norm);

#endif
