/* A CSV file by the names of its columns: finds cells, cleans them, and remembers which columns nobody wanted, so that the import can name them. */
#include "shop/importer_sheet.h"

#include "base/str.h"
#include "base/utf8.h"

bool
import_sheet_open(struct import_sheet *s, struct arena *keep, struct arena *row, const char *path)
{
	size_t i;

	*s = (struct import_sheet){ .csv = csv_open(keep, path), .keep = keep, .row = row };
	if (!s->csv || csv_next(s->csv, row, &s->cells, &s->n, &s->line) != CSV_ROW)
		return false;
	s->names = arena_new_n(keep, s->n, const char *);
	s->titles = arena_new_n(keep, s->n, const char *);
	s->used = arena_new_n(keep, s->n, bool);
	for (i = 0; i < s->n; i++) {
		s->titles[i] = arena_str(keep, str_trim(row, utf8_clean(row, s->cells[i], false)));
		s->names[i] = arena_str(keep, str_lower(row, s->titles[i]));
	}
	s->first = csv_tell(s->csv);
	s->first_line = csv_line(s->csv);
	return true;
}

enum csv_row
import_sheet_next(struct import_sheet *s)
{
	enum csv_row r;

	arena_reset(s->row);
	s->offset = csv_tell(s->csv);
	r = csv_next(s->csv, s->row, &s->cells, &s->n_cells, &s->line);
	s->rows += r == CSV_ROW;
	return r;
}

bool
import_sheet_again(struct import_sheet *s, const struct import_sheet *like, struct arena *keep, struct arena *row, const char *path)
{
	if (!import_sheet_open(s, keep, row, path) || s->n != like->n)
		return false;
	s->names = like->names;
	s->titles = like->titles;
	s->used = like->used;
	return true;
}

enum csv_row
import_sheet_at(struct import_sheet *s, int64_t offset, int64_t line)
{
	enum csv_row r;

	csv_seek(s->csv, offset, line);
	r = import_sheet_next(s);
	s->line = line;
	return r;
}

void
import_sheet_rewind(struct import_sheet *s)
{
	csv_seek(s->csv, s->first, s->first_line);
	s->rows = 0;
}

void
import_sheet_call(struct import_sheet *s, size_t i, const char *name)
{
	s->names[i] = name;
}

/* The column's place; n when there is none. */
static size_t
find(struct import_sheet *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->n && !str_eq(s->names[i], name); i++)
		;
	if (i < s->n)
		s->used[i] = true;
	return i;
}

bool
import_sheet_has(struct import_sheet *s, const char *name)
{
	return find(s, name) < s->n;
}

const char *
import_text_at(struct import_sheet *s, struct arena *a, size_t i)
{
	s->used[i] = true;
	return i < s->n_cells ? arena_str(a, str_trim(a, utf8_clean(a, csv_bare(s->cells[i]), true))) : "";
}

const char *
import_cell_at(struct import_sheet *s, struct arena *a, size_t i)
{
	const char *text = import_text_at(s, a, i);

	return strpbrk(text, "\n\t") ? str_replace(a, str_replace(a, text, "\n", " "), "\t", " ") : text;
}

const char *
import_text(struct import_sheet *s, struct arena *a, const char *name)
{
	size_t i = find(s, name);

	return i < s->n ? import_text_at(s, a, i) : NULL;
}

const char *
import_cell(struct import_sheet *s, struct arena *a, const char *name)
{
	size_t i = find(s, name);

	return i < s->n ? import_cell_at(s, a, i) : NULL;
}

const char *
import_sheet_unused(const struct import_sheet *s, struct arena *a)
{
	struct buf b;
	size_t i;

	buf_init(&b, a, 4000);
	for (i = 0; i < s->n; i++)
		if (!s->used[i] && *s->titles[i])
			(void)buf_printf(&b, "%s%s", b.len ? ", " : "", utf8_cut(a, s->titles[i], 60));
	return b.s;
}
