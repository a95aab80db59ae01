/* What every report page shares: the question in the address (period, comparison, grouping), the head with tabs and the picker, a chart, changes against the period before, and the file for spreadsheets. */
#ifndef PRESENT_REPORT_H
#define PRESENT_REPORT_H

#include "http/request.h"
#include "shop/report.h"
#include "view/view.h"

/* Most rows of a paper, and of a file; where there are more its last row says so. */
#define REPORT_PAPER_ROWS 1000
#define REPORT_FILE_ROWS 20000
#define REPORT_PAGE_ROWS 50

struct report_ask {
	struct report_period period;
	enum report_by by_asked, by;	/* by: never BY_AUTO */
	bool compare;
	bool csv;			/* as a file: for spreadsheets, or with pdf on paper */
	bool pdf;
	bool bad;			/* a day that could not be read: this month is shown instead */
	int64_t today;
	const char *timezone;
	const struct report_filter *filter;	/* of the rows behind the numbers, kept in their addresses; else NULL */
};
/* Reads ?p= from= to= by= c= csv=; what is posted is asked for as a PDF. */
struct report_ask report_ask(struct request *);
/* A report's page with its head: tabs, picker, period. tab: "sales" "goods" "customers" "stock" "cash" "channels"; path: of the report below /admin. by: the grouping can be chosen. */
struct view *report_page(struct request *, const struct report_ask *, const char *template, const char *tab, const char *path, bool by);
/* Address of a report about the same days (or others), with the comparison kept. */
const char *report_url(struct ctx *, const struct report_ask *, const char *path);
const char *report_url_days(struct ctx *, const struct report_ask *, const char *path, int64_t from, int64_t to);
/* "1 Nov 2026 – 22 Nov 2026", or one day. For a row: "Sen 2 Mar", "2 Mar – 8 Mar", "Mar 2026". */
const char *report_days_text(struct ctx *, const struct report_ask *, int64_t from, int64_t to);
const char *report_row_text(struct ctx *, enum report_by, int64_t from, int64_t to);
/* Sections UP, DOWN with PERCENT (or neither) of v: now against before. */
void report_change(struct view *, int64_t now, int64_t before);
/* The chart of net money by row, with the period before in pale behind; before NULL: none. Fills part CHART. */
void report_chart(struct ctx *, struct view *, enum report_by, const struct report_sum *now, size_t n, const struct report_sum *before, size_t n_before);
/* BAR_W of a row: its share of the largest in percent. */
void report_bar(struct view *, int64_t value, int64_t most);

/*
 * A file: begin with the ids of its columns' names, add rows cell by cell. For spreadsheets the end sends it as etalase-<name>-<from>-<to>.csv; on paper (a POST) it asks for the PDF and leads to the page
 * that waits for it. A column is of numbers when its first row has one there. name: "sales", "goods", "customers", "stock", "cash", "channels", "orders".
 */
#define REPORT_COLUMNS_MAX 20
struct report_file {
	struct request *r;
	struct buf b;
	bool first;
	struct view *paper, *table, *row;	/* NULL: a CSV */
	const char *names[REPORT_COLUMNS_MAX];
	bool number[REPORT_COLUMNS_MAX];
	size_t columns, cell, rows;
	bool sums;			/* the row of now is that of the sums */
};
void report_file_begin(struct report_file *, struct request *, const char *const *columns, size_t n);
void report_file_text(struct report_file *, const char *);
void report_file_int(struct report_file *, int64_t);
/* A number that there is not: a dash on paper, nothing in a spreadsheet. */
void report_file_none(struct report_file *);
/* A local day: 2026-11-22 for spreadsheets, "22 Nov 2026" on paper. */
void report_file_day(struct report_file *, const struct report_ask *, int64_t day);
void report_file_row(struct report_file *);
/* True on paper: the row that follows is that of the sums, in bold, with its first cell "All together" filled. A spreadsheet makes its own sums. */
bool report_file_sums(struct report_file *);
void report_file_end(struct report_file *, const struct report_ask *, const char *name, bool cut);

/*
 * Whose eyes a paper was made for: papers with sums, buyers' names or costs are given only to those who may see the same as whoever asked. The word of a report's paper begins with it.
 */
const char *report_eyes(const struct request *);

#endif
