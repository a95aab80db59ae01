/*
 * Delivery prices as a spreadsheet: one row for each area (or village) and service. The columns stand in sql/README.md. Reading compares every row with what the shop has, so that it can be
 * shown before anything is changed; applying makes the shop as the file says, for the services that the file names.
 */
#ifndef SHOP_SHIP_SHEET_H
#define SHOP_SHIP_SHEET_H

#include "base/buf.h"
#include "shop/ship.h"

#define SHEET_MAX ((size_t)1 << 20)	/* bytes of a file */
#define SHEET_ROWS_MAX 8000

enum sheet_state { SHEET_NEW, SHEET_CHANGED, SHEET_SAME, SHEET_BAD, SHEET_STATES };
struct sheet_row {
	int64_t line;			/* of the file */
	enum sheet_state state;
	const char *why, *why_column, *why_value;	/* BAD: a message id and its arguments */
	const char *name, *where;	/* the service; where to, as people say it */
	int64_t price, price_was;	/* -1: it was not there */
	struct zone_edit edit;		/* without areas */
	int64_t area;			/* -1: a place to pick up from has none */
	const char **villages;		/* of that district; n_villages 0: all of it */
	size_t n_villages;
	const char *key, *sig;		/* which service; everything that two rows of one zone share */
	int64_t zone;			/* that has its area, or one of its villages, now; 0: none */
	size_t found;			/* how many of them it has */
	bool differs;			/* in anything but the area */
};
/* What the shop has of the file's services and the file has not: it goes. */
struct sheet_gone { const char *name, *where; };
struct sheet {
	const char *why;		/* the file can't be read at all: a message id, "" when it can */
	int64_t why_line;
	const char *unknown;		/* columns without a meaning here, ", " between */
	struct sheet_row **rows;
	size_t n, count[SHEET_STATES];
	struct sheet_gone *gone;
	size_t n_gone;
	bool exact;			/* services that the file does not name go too */
	struct sheet_have *have;	/* ship_plan.c's own */
};
/* Never NULL. The text must be UTF-8. */
struct sheet *ship_sheet_read(struct ctx *, const char *text, size_t n, bool exact);
/* False: a row is bad, or nothing is in it, and nothing was done. In a DB_WRITE transaction, on what ship_sheet_read() of the same transaction gave. */
MUST_USE bool ship_sheet_apply(struct ctx *, struct sheet *);
/* All zones as such a file; false when it does not fit. */
MUST_USE bool ship_sheet_write(struct ctx *, struct buf *);

/* Fills state, zone, price_was of the rows, and what goes. */
void ship_plan(struct ctx *, struct sheet *);
/* What makes two rows one service, and one zone. */
const char *ship_plan_key(struct arena *, const struct zone_edit *);
const char *ship_plan_sig(struct arena *, const struct zone_edit *);
/* Every zone as it would be typed; in the order of zone_list. */
struct sheet_zone { int64_t id, version; bool active; struct zone_edit edit; };
struct sheet_zone *ship_plan_zones(struct ctx *, size_t *n);

/* Areas by what people write: a code with or without dots, or names ("Koto Balingka, Pasaman Barat"). ship_place.c. */
struct ship_place { int64_t code; const char *folded, *bare; };
struct ship_places { struct ship_place *all; size_t n; };
struct ship_places *ship_places(struct ctx *);
enum ship_place_find { PLACE_FOUND, PLACE_UNKNOWN, PLACE_SEVERAL };
/* code 0: everywhere. several: the codes that may be meant, at most PLACE_CHOICES. */
#define PLACE_CHOICES 3
MUST_USE enum ship_place_find ship_place_find(struct arena *, const struct ship_places *, const char *text, int64_t *code, int64_t several[PLACE_CHOICES], size_t *n);

/* Files that were handed in: the newest 20 are kept, with what they replaced. ship_file.c. */
struct zone_file { int64_t id, at, staff, done_at; const char *name, *csv, *before; bool exact, done; const char *who; };
int64_t zone_file_put(struct ctx *, const char *name, const char *csv, bool exact);
struct zone_file *zone_file_get(struct ctx *, int64_t id);		/* NULL: none, or too old */
/* Without texts, newest first. */
struct zone_file *zone_file_list(struct ctx *, size_t *n);
/* The same file with another text, as long as it is not done. */
void zone_file_mend(struct ctx *, int64_t id, const char *csv);
enum zone_file_apply { FILE_APPLIED, FILE_BAD_ROWS, FILE_DONE_ALREADY, FILE_GONE };
MUST_USE enum zone_file_apply zone_file_apply(struct ctx *, int64_t id);

#endif
