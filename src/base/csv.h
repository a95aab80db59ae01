/*
 * CSV by RFC 4180: reading in constant memory from a file (BOM, CR LF, quoted line breaks, ',' ';' or TAB found by the first
 * line), and writing cells that no spreadsheet takes for a formula (abuse case 45).
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"

struct csv;

enum csv_row { CSV_ROW, CSV_END, CSV_BAD };	/* BAD: csv_why() says why, by the id of a message; reading ends */

/* Opens a file for reading; NULL when it cannot be opened. Closed with the arena. Bytes that are no UTF-8 are read as
 * Windows-1252. Limits: 1 MiB a row, 500 cells a row. */
struct csv *csv_open(struct arena *, const char *path);
/* The same over a text in memory. */
struct csv *csv_text(struct arena *, const char *text, size_t n);
/* Next row. Cells live in `row` until the caller resets it. *line is the number of its first line, from 1. Empty lines are skipped. */
MUST_USE enum csv_row csv_next(struct csv *, struct arena *row, const char ***cells, size_t *n, int64_t *line);
/* Found in the first line: ',' ';' or TAB. */
char csv_delimiter(const struct csv *);
/* Every row so far was UTF-8. */
bool csv_is_utf8(const struct csv *);
/* Where the next row begins (offset in the file, number of the line), and going back to such a place (of a file; line: its number). Both only after a row was read whole. */
int64_t csv_tell(const struct csv *);
int64_t csv_line(const struct csv *);
void csv_seek(struct csv *, int64_t offset, int64_t line);
/* "" or csv.quote, csv.long_row, csv.many_cells, csv.binary, csv.utf16, csv.read (templates/messages.txt). */
const char *csv_why(const struct csv *);

/* Adds one cell and, if needed, the comma before it: quoted where needed; a cell that begins with = + - @ TAB CR LF (or their
 * full-width forms) gets a ' in front unless it is a plain number. csv_end ends the row with CR LF. */
void csv_cell(struct buf *, bool first, const char *s);
/* A cell as it was before csv_cell: without the ' that keeps it from being a formula. */
const char *csv_bare(const char *s);
void csv_end(struct buf *);

#endif
