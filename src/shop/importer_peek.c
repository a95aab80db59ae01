/* A first look into a file, for mapping its columns by eye: what it is, how it is written, its first rows, and what each column probably means. */
#include "shop/importer_field.h"
#include "shop/importer_goods.h"

#include "base/str.h"
#include "base/utf8.h"

#define CELL_MAX 200

static void
look_at_rows(struct import_peek *p, struct import_sheet *s, struct arena *a)
{
	enum csv_row r;
	size_t i;

	while (p->n_rows < IMPORT_PEEK_ROWS && (r = import_sheet_next(s)) != CSV_END) {
		const char **row = arena_new_n(a, s->n + 1, const char *);

		if (r == CSV_BAD) {
			p->why = csv_why(s->csv);
			return;
		}
		for (i = 0; i < s->n; i++)
			row[i] = i < s->n_cells ? utf8_cut(a, arena_str(a, str_trim(s->row, utf8_clean(s->row, s->cells[i], false))), CELL_MAX) : "";
		p->rows[p->n_rows++] = row;
	}
}

/* Headings that are a field's own name first, in all fields, before those that only likely mean one. */
static void
look_at_columns(struct import_peek *p, const struct import_sheet *s, struct arena *a)
{
	bool *taken = arena_new_n(a, s->n + 1, bool);
	enum import_what what;

	_Static_assert(WHAT_END <= IMPORT_FIELDS_MAX, "all fields fit");
	for (what = 0; what < WHAT_END; what++)
		p->fields[p->n_fields++] = (struct import_field){ import_what_name(what), what == WHAT_NAME || what == WHAT_PRICE, import_what_guess(what, s, a, true, taken) };
	for (what = 0; what < WHAT_END; what++)
		if (p->fields[what].column < 0)
			p->fields[what].column = import_what_guess(what, s, a, false, taken);
}

enum import_run
import_peek(struct ctx *c, const char *path, struct import_peek *p)
{
	struct arena *row = arena_open();
	struct import_sheet s;
	bool opened = import_sheet_open(&s, c->arena, row, path);

	*p = (struct import_peek){ .format = "", .encoding = "UTF-8", .delimiter = ',', .why = "" };
	if (opened) {
		p->format = import_format_of(&s);
		p->columns = s.titles;
		p->n_columns = s.n;
		look_at_rows(p, &s, c->arena);
		look_at_columns(p, &s, c->arena);
		p->delimiter = csv_delimiter(s.csv);
		p->encoding = csv_is_utf8(s.csv) ? "UTF-8" : "Windows-1252";
	} else if (s.csv) {
		p->why = csv_why(s.csv);
	}
	arena_close(row);
	if (!opened || *p->why)
		return opened || !s.csv || *p->why ? IMPORT_BAD_FILE : IMPORT_UNKNOWN;
	return *p->format ? IMPORT_OK : IMPORT_UNKNOWN;
}
