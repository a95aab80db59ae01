/*
 * What a buyer says for one line of the cart ("the name on the shirt"): up to five texts, dates or choices a product, each required or not, a choice perhaps with extra rupiah. The same variant with other
 * words is another line. What was said is checked anew whenever it is read from a cart, and stands in the order as it was then, so that later edits change no order. What is extra is for each piece (of goods by
 * weight: for the line), on top of whatever price holds, and never reduced by prices of quantities or groups.
 */
#ifndef SHOP_LINE_INPUT_H
#define SHOP_LINE_INPUT_H

#include "base/ctx.h"

#define INPUTS_MAX 5
#define INPUT_CHOICES_MAX 20
#define INPUT_LETTERS_MAX 500
#define INPUT_DAYS_MAX 365	/* ahead at least; a date may be so many days later than the first one */
#define INPUT_LABEL_MAX 60
#define INPUT_HINT_MAX 160
#define INPUT_EXTRA_MAX INT64_C(100000000)

enum input_kind { INPUT_TEXT, INPUT_DATE, INPUT_CHOICE };
/* How a column spells it; anything else is TEXT. */
enum input_kind line_input_kind(const char *word);
const char *line_input_word(enum input_kind);

struct input_choice { int64_t id, extra; const char *name, *name_id, *name_en; };	/* name: in c->lang */
struct line_input {
	int64_t id;
	enum input_kind kind;
	bool required, several;			/* several: a text may have line ends */
	int64_t most, days, closed;		/* letters; so many days ahead at least; weekdays that are none, bit 0 Monday */
	const char *label, *hint;		/* in c->lang */
	const char *label_id, *label_en, *hint_id, *hint_en;
	struct input_choice *choices; size_t n_choices;
};
/* All that a product asks, in order; those that buyers see: a choice without anything to choose is left out. */
struct line_input *line_input_list(struct ctx *, int64_t product, size_t *n);
struct line_input *line_input_asked(struct ctx *, int64_t product, size_t *n);
/* The first day that a date may be, as of this moment. */
int64_t line_input_first(struct ctx *, const struct line_input *);

/* What somebody typed for an input; value: the text, the day as 2026-12-24, or the choice's id. */
struct input_said { int64_t input; const char *value; };
enum input_wrong { INPUT_FINE, INPUT_MISSING, INPUT_LONG, INPUT_NO_DATE, INPUT_EARLY, INPUT_LATE, INPUT_SHUT, INPUT_NO_CHOICE };
/* Answers to a product's inputs; value[i] is clean, "" when nothing was said. */
struct input_set {
	const struct line_input *in; size_t n;
	const char *value[INPUTS_MAX];
	enum input_wrong wrong[INPUTS_MAX];
	bool ok;		/* nothing is wrong */
	int64_t extra;		/* rupiah, of what is chosen */
};
/* Cleans and checks what was said to what is asked; answers to other questions count as nothing. drop: what is wrong is left out. */
struct input_set *line_input_check(struct ctx *, const struct line_input *in, size_t n_in, const struct input_said *, size_t n, bool drop);
/* For a cart's line: one text of all that was said ("" nothing), and back; the hash tells lines apart. */
const char *line_input_pack(struct ctx *, const struct input_set *);
struct input_said *line_input_unpack(struct ctx *, const char *packed, size_t *n);
const char *line_input_hash(struct ctx *, const char *packed);
/* The choice that is said; NULL: none. */
const struct input_choice *line_input_chosen(const struct line_input *, const char *value);

/* As it stands in an order: a choice by its name, a date as 2026-12-24. */
struct line_said { int64_t input, extra; enum input_kind kind; const char *label, *value; };
struct line_said *line_input_told(struct ctx *, const struct input_set *, size_t *n);
/* Back to what may be said of the product now: choices are found by their name. */
struct input_said *line_input_again(struct ctx *, int64_t product, const struct line_said *, size_t n);

/* ---- writing: version is the product's, whose row moves on by one. On any result but OK nothing was written. Audited; what pages show of the product is old. ---- */
enum input_put { INPUT_OK, INPUT_GONE, INPUT_CONFLICT, INPUT_FULL };
MUST_USE enum input_put line_input_add(struct ctx *, int64_t product, int64_t version, enum input_kind, const char *label, const char *label_en);
/* All but kind and place; of its choices those with an empty name go, those with id 0 are new. The numbers are checked by who calls. */
MUST_USE enum input_put line_input_save(struct ctx *, int64_t product, int64_t version, const struct line_input *);
MUST_USE enum input_put line_input_move(struct ctx *, int64_t product, int64_t version, int64_t input, int step);
MUST_USE enum input_put line_input_drop(struct ctx *, int64_t product, int64_t version, int64_t input);

#endif
