/* The refused rows of a run as a file: as they came, with a first column that says why, so that they can be put right and brought in once more. Rows of one product stay together. */
#include "shop/goods_run_row.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/db.h"

#define LINES_MOST 3000
#define GROUP_MOST 500	/* rows of one product */

enum { Q_REFUSED };

static const struct db_stmt q[] = {
	[Q_REFUSED] = SQL("goods_run.refused", "SELECT line, message, arg FROM goods_run_row WHERE run = $1 AND status = 'refused' ORDER BY line, id LIMIT $2"),
};
DB_TABLE(q);

struct group { struct buf b; size_t rows, refused; const char *key; };

struct reading {
	struct ctx *c;
	struct csv *csv;
	struct arena *row, *keep;	/* of one row; of one group */
	int64_t lines[LINES_MOST];
	const char *why[LINES_MOST];
	size_t n, at;
	size_t key, columns;		/* the column that holds a product's rows together; columns: none */
	struct group g;
};

static void
read_refused(struct reading *d, int64_t run)
{
	struct ctx *c = d->c;
	struct db_rows r = db_query(c, &q[Q_REFUSED], DB_I(run), DB_I(LINES_MOST));

	while (d->n < LINES_MOST && db_next(&r)) {
		const char *message, *arg;

		d->lines[d->n] = db_int(&r);
		message = db_str(&r);
		arg = db_str(&r);
		d->why[d->n++] = i18n(c->arena, c->lang, i18n_has(message) ? message : "import.refused", arg, NULL);
	}
	db_done(&r);
}

static void
put_row(struct buf *b, const char *why, const char **cells, size_t n)
{
	size_t i;

	csv_cell(b, true, why);
	for (i = 0; i < n; i++)
		csv_cell(b, false, csv_bare(cells[i]));
	csv_end(b);
}

static void
flush(struct reading *d, struct buf *out)
{
	if (d->g.refused)
		buf_add(out, d->g.b.s, d->g.b.len);
	arena_reset(d->keep);
	d->g = (struct group){ .key = NULL };
	buf_init(&d->g.b, d->keep, 4000000);
}

static void
take_row(struct reading *d, struct buf *out, const char **cells, size_t n, int64_t line)
{
	const char *key = d->key < d->columns && d->key < n ? cells[d->key] : "", *why = "";

	if (str_empty(key) || !str_eq(key, d->g.key) || d->g.rows >= GROUP_MOST) {
		flush(d, out);
		d->g.key = arena_str(d->keep, key);
	}
	for (; d->at < d->n && d->lines[d->at] <= line; d->at++) {
		if (d->lines[d->at] == line) {
			why = d->why[d->at];
			d->g.refused++;
		}
	}
	d->g.rows++;
	put_row(&d->g.b, why, cells, n);
}

/* What holds a product's rows together, by the format. */
static void
read_head(struct reading *d, const struct goods_run *g, struct buf *out, const char **cells, size_t n)
{
	const char *name = str_eq(g->format, "etalase") ? "key" : str_eq(g->format, "shopify") ? "handle" : "";
	size_t i;

	d->columns = d->key = n;
	for (i = 0; i < n; i++)
		if (*name && str_eq(str_lower(d->row, cells[i]), name))
			d->key = i;
	(void)buf_str(out, "\xef\xbb\xbf");
	put_row(out, i18n(d->c->arena, d->c->lang, "import.reason", NULL), cells, n);
}

bool
goods_run_refused(struct ctx *c, const struct goods_run *g, struct buf *out)
{
	struct reading *d = arena_new(c->arena, struct reading);
	const char **cells;
	int64_t line;
	size_t n;

	d->c = c;
	d->csv = str_empty(g->file) ? NULL : csv_open(c->arena, goods_run_path(c, g->file, false));
	if (!d->csv)
		return false;
	d->row = arena_open();
	d->keep = arena_open();
	read_refused(d, g->id);
	if (csv_next(d->csv, d->row, &cells, &n, &line) == CSV_ROW) {
		read_head(d, g, out, cells, n);
		flush(d, out);
		for (arena_reset(d->row); !out->full && csv_next(d->csv, d->row, &cells, &n, &line) == CSV_ROW; arena_reset(d->row))
			take_row(d, out, cells, n, line);
		flush(d, out);
	}
	arena_close(d->row);
	arena_close(d->keep);
	return true;
}
