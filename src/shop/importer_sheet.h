/* A CSV with a header, read by the names of its columns. Private to the importer. */
#ifndef SHOP_IMPORTER_SHEET_H
#define SHOP_IMPORTER_SHEET_H

#include "base/csv.h"

struct import_sheet {
	struct csv *csv;
	struct arena *keep;	/* the header's */
	struct arena *row;	/* the current row's; emptied by the next */
	const char **names;	/* columns in lower case */
	const char **titles;	/* as the file writes them */
	bool *used;		/* asked for at least once */
	size_t n;
	const char **cells;
	size_t n_cells;
	int64_t line, rows;
	int64_t offset;		/* of the current row in the file */
	int64_t first, first_line;	/* where the rows begin */
};

/* Opens the file and reads its header; keep: lives as long as the sheet, row: is emptied for each row. False: it cannot be opened or has no header (csv_why). */
MUST_USE bool import_sheet_open(struct import_sheet *, struct arena *keep, struct arena *row, const char *path);
MUST_USE enum csv_row import_sheet_next(struct import_sheet *);
/* The same file once more, for reading rows out of turn: shares the header and what was asked for. False as import_sheet_open(). */
MUST_USE bool import_sheet_again(struct import_sheet *, const struct import_sheet *, struct arena *keep, struct arena *row, const char *path);
/* The row at that offset, which stands on that line. */
MUST_USE enum csv_row import_sheet_at(struct import_sheet *, int64_t offset, int64_t line);
/* Back to the first row; rows counts anew. */
void import_sheet_rewind(struct import_sheet *);
/* Gives column i another name, in lower case: what a translated heading means. */
void import_sheet_call(struct import_sheet *, size_t i, const char *name);
bool import_sheet_has(struct import_sheet *, const char *name);
/*
 * A cell of the current row by its column's name in lower case, copied into the arena, without control characters and outer blanks, and without the ' that keeps a
 * spreadsheet from taking it for a formula. NULL: no such column. A cell is one line; a text keeps its lines.
 */
const char *import_cell(struct import_sheet *, struct arena *, const char *name);
const char *import_text(struct import_sheet *, struct arena *, const char *name);
/* The same by the column's place, from 0. */
const char *import_cell_at(struct import_sheet *, struct arena *, size_t i);
const char *import_text_at(struct import_sheet *, struct arena *, size_t i);
/* Columns that nobody asked for, ", " between; "" when all were. */
const char *import_sheet_unused(const struct import_sheet *, struct arena *);

#endif
