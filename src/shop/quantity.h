/* Quantities: pieces, grams or millilitres as whole numbers; what they look like to people ("3", "0,25 kg"), how they are typed, and what so much of something costs. */
#ifndef SHOP_QUANTITY_H
#define SHOP_QUANTITY_H

#include "base/arena.h"

enum measure { MEASURE_PIECE, MEASURE_GRAM, MEASURE_ML };
#define MEASURES 3

#define QUANTITY_PIECES_MAX 999
#define QUANTITY_MEASURED_MAX 1000000	/* a ton, or a thousand litres */
#define QUANTITY_BIG 1000		/* grams of a kilogram, millilitres of a litre */

/* How a column spells it: piece, gram, ml; anything else is pieces. */
enum measure quantity_measure(const char *word);
const char *quantity_measure_word(enum measure);
/* The most of it that one line may hold. */
int64_t quantity_max(enum measure);
/* "3" or "0,25" (0.25 in English): the number alone, in pieces, kilograms or litres. */
const char *quantity_digits(struct arena *, const char *lang, enum measure, int64_t qty);
/*
 * The number as it stands in a field, so that quantity_parse() reads it again: "1.200" pieces, but "1200,5" kilograms without marks of thousands. Below 0 nothing: "".
 */
const char *quantity_typed(struct arena *, const char *lang, enum measure, int64_t qty);
/* The same with its unit: "3", "0,25 kg", "1,5 l". */
const char *quantity_text(struct arena *, const char *lang, enum measure, int64_t qty);
/* As a recipe says it: "3", "250 g", "1,5 kg". */
const char *quantity_plain(struct arena *, const char *lang, enum measure, int64_t qty);
/* "kg", "l" or "". */
const char *quantity_unit(enum measure);
/*
 * Reads what people type: whole pieces; of measured goods "0,25", "0.25", ",5", "1/2", "250 g", "0,25 kg", "2 ons", "300 ml", "1,5 l" with at most three decimals. "1.000" is one kilogram.
 * False on anything else, on a minus, and above a hundred million.
 */
MUST_USE bool quantity_parse(const char *s, enum measure, int64_t *qty);
/* The content that a name tells: "250 g", "Isi 1 kg", "±1,5 liter" as grams or (*ml) millilitres; 0 when it tells none. */
int64_t quantity_told(const char *name, bool *ml);
/* price is for price_qty; what qty of it costs, whole rupiah, half a rupiah up, rounded once. False when it leaves int64 or something is below zero. */
MUST_USE bool quantity_cost(int64_t price, int64_t price_qty, int64_t qty, int64_t *total);

#endif
