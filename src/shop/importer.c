/*
 * Importing a file: which format is it, its reader, and what is true of every run. Each product is read into an arena of the run that is emptied after it, so a long
 * file takes no more memory than its longest product.
 */
#include "shop/importer_goods.h"
#include "shop/importer_sheet.h"

#include "base/str.h"
#include "db/db.h"
#include "shop/setting.h"

struct format {
	const char *source;
	const char *columns[6];		/* which tell it from the others */
	enum csv_row (*read)(struct import *, struct import_sheet *);
};
static const struct format formats[] = {
	{ "etalase", { "key", "name", "price" }, import_own },
	{ "woocommerce", { "type", "sku", "name", "regular price" }, import_woo },
};

static const struct format *
recognise(struct import_sheet *s)
{
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(formats); i++) {
		for (k = 0; formats[i].columns[k] && import_sheet_has(s, formats[i].columns[k]); k++)
			;
		if (!formats[i].columns[k])
			return &formats[i];
	}
	return NULL;
}

const char *
import_format_of(struct import_sheet *s)
{
	const struct format *f = recognise(s);

	return f ? f->source : "";
}

static bool
read_timezone(struct ctx *c, void *arg)
{
	*(const char **)arg = shop_get(c)->timezone;
	return true;
}

static const char *
folder(struct arena *a, const char *path)
{
	const char *end = strrchr(path, '/');

	return end ? arena_mem(a, path, (size_t)(end - path)) : ".";
}

/* The whole run, with the file open. */
static enum import_run
run(struct import *im, struct import_sheet *s)
{
	const struct format *f = recognise(s);
	const char *timezone = NULL, *unused;
	enum csv_row end;

	if (!f)
		return IMPORT_UNKNOWN;
	im->result->format = im->source = f->source;
	if (!db_transact(im->c, DB_READ, read_timezone, &timezone))
		return IMPORT_FAILED;
	im->timezone = arena_str(im->keep, timezone);
	end = f->read(im, s);
	im->result->rows = s->rows;
	if (err_is_set(im->c))
		return IMPORT_FAILED;
	if (im->stopped || !import_progress(im))
		return IMPORT_STOPPED;
	unused = import_sheet_unused(s, im->c->arena);
	if (*unused)
		import_say(im, 1, "warning", "", "import.columns", unused);
	if (end == CSV_END)
		return IMPORT_OK;
	import_say(im, s->line, "refused", "", csv_why(s->csv), "");
	return IMPORT_BAD_FILE;
}

enum import_run
import_file(struct ctx *c, const char *path, const struct import_options *o, struct import_result *result)
{
	struct arena *keep = arena_open(), *work = arena_open(), *row = arena_open();
	struct ctx own = *c;
	struct import_sheet sheet;
	struct import im = { .c = &own, .caller = c, .keep = keep, .sheet = &sheet, .o = o, .result = result };
	enum import_run done = IMPORT_BAD_FILE;

	*result = (struct import_result){ .format = "" };
	own.arena = work;
	im.dir = folder(keep, path);
	if (import_sheet_open(&sheet, keep, row, path))
		done = run(&im, &sheet);
	else if (sheet.csv && *csv_why(sheet.csv))
		import_say(&im, 1, "refused", "", csv_why(sheet.csv), "");
	else if (sheet.csv)
		done = IMPORT_UNKNOWN;
	if (!err_is_set(c))
		c->err = own.err;
	c->sql_count = own.sql_count;
	c->sql_us = own.sql_us;
	arena_close(row);
	arena_close(work);
	arena_close(keep);
	return done;
}
