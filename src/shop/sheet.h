/*
 * Many goods changed at once, as on a spreadsheet: what is asked for is kept as cells (this price of this variant, seen as that), shown as a difference, applied in one transaction, and can be taken back for a
 * week. A category is changed for another one; what else the goods stand in stays. A cell counts only while its number is what the owner saw; one that somebody else has changed since is left alone unless the owner, who is shown it, says otherwise.
 */
#ifndef SHOP_SHEET_H
#define SHOP_SHEET_H

#include "shop/catalog.h"

#define SHEET_LINES_MAX 1000			/* that one change may touch */
#define SHEET_WEIGHT_MAX 1000000
#define SHEET_STOCK_MAX INT64_C(100000000)
#define SHEET_UNDO_S (7 * 86400)		/* so long it can be taken back */
#define SHEET_KEEP_S (30 * 86400)		/* and so long it is listed */
#define SHEET_ASKED_S 86400			/* what was never applied is forgotten after a day */

enum sheet_what { SHEET_PRICE, SHEET_COMPARE, SHEET_SALE, SHEET_STOCK, SHEET_WEIGHT, SHEET_STATUS, SHEET_CATEGORY };
#define SHEET_WHATS 7
/* Of the product itself, not of a variant. */
bool sheet_of_product(enum sheet_what);
/* "price" … "category"; false: no such word. */
const char *sheet_word(enum sheet_what);
MUST_USE bool sheet_what(const char *word, enum sheet_what *);
/* Status as a number: 0 draft, 1 active, 2 archived. */
const char *sheet_status(int64_t n);
MUST_USE bool sheet_status_parse(const char *word, int64_t *n);
/* The number that a line has for it now; compare, sale and category: 0 none. category: the id of the one that the product's page stands in first. */
int64_t sheet_value(const struct goods_line *, enum sheet_what);

/* What hinders these numbers together, as a message id, and which of them is at fault; NULL: nothing. value: of all whats, as they would be. held: what orders hold of the stock, 0 where more may be promised. */
const char *sheet_fault(const int64_t value[SHEET_WHATS], int64_t held, enum sheet_what *at);
/* One change for many: how is "set", "add" or "percent" (of was, half a rupiah up), by may be below zero; then rounded to a multiple of `round` (1: not at all). False: it leaves int64. */
MUST_USE bool sheet_reckon(const char *how, int64_t was, int64_t by, int64_t round, int64_t *now);

struct sheet_cell { int64_t product, variant; enum sheet_what what; int64_t was, now; };
/* Keeps what is asked for; cells: each at most once. choice: query of the page they were asked on. Its id. */
int64_t sheet_put(struct ctx *, const char *choice, const struct sheet_cell *, size_t n);

/* How a cell stands now. MET: it has changed since it was seen. BAD: why says what hinders it. GONE: it is not on sale any more. SAME: it is so already. */
enum sheet_is { SHEET_GOOD, SHEET_MET, SHEET_BAD, SHEET_GONE, SHEET_SAME };
enum sheet_state { SHEET_ASKED, SHEET_DONE, SHEET_LEFT, SHEET_BACK, SHEET_KEPT };
struct sheet_at {
	struct sheet_cell cell;
	int64_t is;			/* what stands there now */
	int64_t sale_from, sale_to;	/* of a sale price that was taken away */
	int64_t place;			/* that it had in a category that it left; -1 none */
	bool already;			/* it stood in the new category before */
	enum sheet_state state;
	enum sheet_is how;		/* asked for: of applying it; done: of taking it back */
	const char *why;		/* BAD: message id */
	const struct goods_line *line;	/* NULL: GONE */
};
struct sheet {
	int64_t id, at, done_at, undone_at, goods, kept;
	const char *choice, *who;
	struct sheet_at *cells;		/* by product and variant; of sheet_get alone */
	size_t n;
};
struct sheet *sheet_get(struct ctx *, int64_t id);	/* NULL: none */
/* Applied ones, the newest first, without their cells. */
struct sheet *sheet_list(struct ctx *, int limit, size_t *n);

/* What the owner was shown as changed meanwhile, and whether it is to be overwritten all the same. */
struct sheet_met { int64_t variant, product; enum sheet_what what; int64_t is; bool over; };
enum sheet_apply {
	SHEET_OK, SHEET_NONE, SHEET_ALREADY, SHEET_NOTHING,	/* nothing of it can be applied */
	SHEET_MORE						/* something else has changed since the owner looked: nothing is written */
};
MUST_USE enum sheet_apply sheet_apply(struct ctx *, int64_t id, const struct sheet_met *, size_t n);
/* Each number goes back to what it was, unless it is no more what this change made of it. LATE: longer ago than SHEET_UNDO_S. */
enum sheet_undo { SHEET_UNDO_OK, SHEET_UNDO_NONE, SHEET_UNDO_ALREADY, SHEET_UNDO_LATE };
MUST_USE enum sheet_undo sheet_undo(struct ctx *, int64_t id);
/* Forgets what is too old by now; how many. */
int64_t sheet_prune(struct ctx *, int64_t now);

#endif
