/* A CSV with a header, read by the names of its columns. Private to the importer. */
#ifndef SHOP_IMPORTER_SHEET_H
#define SHOP_IMPORTER_SHEET_H

#include "base/csv.h"

struct import_sheet {
	struct csv *csv;
	struct arena *row;	/* the current row's; emptied by the next */
	const char **names;	/* columns in lower case */
	const char **titles;	/* as the file writes them */
	bool *used;		/* asked for at least once */
	size_t n;
	const char **cells;
	size_t n_cells;
	int64_t line, rows;
};

/* Opens the file and reads its header; keep: lives as long as the sheet, row: is emptied for each row. False: it cannot be opened or has no header (csv_why). */
MUST_USE bool import_sheet_open(struct import_sheet *, struct arena *keep, struct arena *row, const char *path);
MUST_USE enum csv_row import_sheet_next(struct import_sheet *);
bool import_sheet_has(struct import_sheet *, const char *name);
/*
 * A cell of the current row by its column's name in lower case, copied into the arena, without control characters and outer blanks, and without the ' that keeps a
 * spreadsheet from taking it for a formula. NULL: no such column. A cell is one line; a text keeps its lines.
 */
const char *import_cell(struct import_sheet *, struct arena *, const char *name);
const char *import_text(struct import_sheet *, struct arena *, const char *name);
/* Columns that nobody asked for, ", " between; "" when all were. */
const char *import_sheet_unused(const struct import_sheet *, struct arena *);

#endif
