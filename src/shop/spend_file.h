/*
 * Spending as a file. It is handed in, shown row by row, and taken over at a word: what is right goes in, in one transaction, what is wrong is left out and told why.
 *
 * Two kinds, told apart by their first row, with , ; or TAB and in UTF-8 or Windows-1252:
 * - an export of Meta's Ads Manager, in English or Indonesian: "Campaign name", "Amount spent (IDR)", and "Day" or "Reporting starts" and "Reporting ends"; ad set, ad, their numbers, platform and
 *   breakdowns tell rows of one campaign apart;
 * - our own columns: day, or from and to; amount; and if wanted channel, campaign, code (spoken, of a link), note; or hari/tanggal, dari, sampai, jumlah/biaya, saluran, kampanye, kode, catatan.
 *
 * A row is the same as one that came in earlier when kind, names and days are the same; its amount may have changed since, and then the newer one counts. What lies across days of the same thing
 * that came in otherwise (the month after each of its days, the campaign after its ads) is refused: it would count twice.
 */
#ifndef SHOP_SPEND_FILE_H
#define SHOP_SPEND_FILE_H

#include "shop/spend.h"

#define SPEND_FILE_MAX ((size_t)1024 * 1024)	/* bytes */
#define SPEND_ROWS_MAX 2000
#define SPEND_FILES_KEPT 20

enum spend_row_state { SPEND_ROW_NEW, SPEND_ROW_CHANGED, SPEND_ROW_SAME, SPEND_ROW_BAD, SPEND_ROW_STATES };
struct spend_row {
	int64_t line;
	enum spend_row_state state;
	int64_t from, to, amount, campaign, link;
	int64_t id, was;		/* of the earlier one: CHANGED, SAME */
	const char *channel, *told, *detail, *note;
	const char *name;		/* as the file calls it */
	bool unmatched;			/* names a campaign that the shop has not; counts without one */
	const char *why, *value;	/* BAD: message id, {1}: what stands there */
};
struct spend_sheet {
	const char *why, *value;	/* message id when the file cannot be read at all, else "" */
	int64_t why_line;
	const char *kind;		/* "meta", "own" */
	struct spend_row *rows;
	size_t n, count[SPEND_ROW_STATES];
	int64_t empty;			/* rows on which nothing was spent */
	int64_t sum;			/* that would come in: NEW, and CHANGED less what was */
};
/* Reads it against what is there; channel: of rows that name none. Writes nothing. */
struct spend_sheet *spend_sheet_read(struct ctx *, const char *csv, size_t n, const char *channel);

struct spend_file { int64_t id, at, done_at; const char *name, *csv, *channel, *who; bool done; };
/* Keeps one that was handed in; older ones beyond SPEND_FILES_KEPT go. Its id. */
int64_t spend_file_put(struct ctx *, const char *name, const char *csv, const char *channel);
struct spend_file *spend_file_get(struct ctx *, int64_t id);	/* NULL: none */
/* The newest first, without their text. */
struct spend_file *spend_file_list(struct ctx *, size_t *n);
/* Takes it over. NOTHING: no row of it is new or changed. */
enum spend_file_apply { SPEND_FILE_OK, SPEND_FILE_GONE, SPEND_FILE_ALREADY, SPEND_FILE_NOTHING };
MUST_USE enum spend_file_apply spend_file_apply(struct ctx *, int64_t id);
/* Takes its rows back, but not those that were there before it, whose amounts it changed. False: it was not taken over. */
MUST_USE bool spend_file_undo(struct ctx *, int64_t id, int64_t *rows);

#endif
