/*
 * What searching calls a word: folded runs of letters and digits, measures ("1kg", "500 gr") in one spelling, words that nobody searches by. Goods, queries and synonyms are all taken apart here, so that
 * they meet.
 */
#ifndef SHOP_SEARCH_WORD_H
#define SHOP_SEARCH_WORD_H

#include "base/ctx.h"

#define SEARCH_WORD_MAX 64	/* bytes of a word; longer ones are cut */

/* A letter or digit of a word. Beyond ASCII everything is, but for punctuation, symbols and pictures. */
bool search_wordly(uint32_t cp);
/*
 * The next word of folded text (utf8_fold), NULL at the end. A word ends also where a letter follows a digit, so that "250g" and "250 g" are the same; "oleh2" is the way people write
 * "oleh-oleh", so a final 2 behind letters alone is dropped.
 */
const char *search_word(struct arena *, const char **s);
/*
 * A measure that begins at *s, a digit: "1kg", "1 kg" and "1000 gram" are all "1000g", "1,5 liter" is "1500ml". *s moves behind it. NULL, and *s stays: it is none. */
const char *search_measure(struct arena *, const char **s);
/* The words of a text, at most `most`, each as often as it stands there; how many. */
size_t search_words(struct arena *, const char *text, const char **words, size_t most);
/* Words that say nothing about goods (yang, untuk, kak …), and those that say little (murah, ready …). */
bool search_stops(const char *word);
bool search_weak(const char *word);
/* Digits alone. */
bool search_number(const char *word);

#endif
