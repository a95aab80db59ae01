/* The stem of an Indonesian word by Snowball (libstemmer): "gulanya" gives "gula", "penjualan" gives "jual". It errs ("keripik" gives "ripik"), so a stem is only ever something besides the word. */
#ifndef BASE_STEM_H
#define BASE_STEM_H

#include "base/arena.h"

/* Lower case in; the word itself when it has no other stem, or the library no memory. */
const char *stem_word(struct arena *, const char *word);

#endif
