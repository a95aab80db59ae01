/*
 * Importing a file: which format is it, its reader, and what is true of every run. Memory does not grow with the file: one row and one batch of products are held (importer_batch.c),
 * and what must be remembered of all rows goes through importer_index.c.
 */
#include "shop/importer_index.h"
#include "shop/importer_map.h"
#include "shop/importer_sheet.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/crypt.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/setting.h"

struct format {
	const char *source;
	bool (*is)(struct import_sheet *);
	enum csv_row (*read)(struct import *, struct import_sheet *);
};
static const struct format formats[] = {
	{ "etalase", import_own_is, import_own },
	{ "woocommerce", import_woo_is, import_woo },
	{ "shopify", import_shopify_is, import_shopify },
	{ "magento", import_magento_is, import_magento },
	{ "opencart", import_opencart_is, import_opencart },
};

static const struct format *
recognise(struct import_sheet *s)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(formats); i++) {
		if (formats[i].is(s))
			return &formats[i];
		memset(s->used, 0, s->n * sizeof(*s->used));
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

/* What is true at the end of every run, whole or not. */
static enum import_run
finish(struct import *im, struct import_sheet *s, enum csv_row end)
{
	const char *unused;
	bool whole = !im->stopped && !err_is_set(im->c) && import_flush(im);

	im->result->rows = s->rows;
	if (err_is_set(im->c) || err_is_set(im->caller))
		return IMPORT_FAILED;
	if (!whole)
		return IMPORT_STOPPED;
	unused = import_sheet_unused(s, im->c->arena);
	if (*unused)
		import_say(im, 1, "warning", "", "import.columns", unused);
	if (end == CSV_END)
		return IMPORT_OK;
	import_say(im, s->line, "refused", "", csv_why(s->csv), "");
	return IMPORT_BAD_FILE;
}

/* The whole run, with the file open. */
static enum import_run
run(struct import *im, struct import_sheet *s)
{
	bool mapped = !str_empty(im->o->map) || !str_empty(im->o->key);
	const struct format *f = mapped ? NULL : recognise(s);
	const char *timezone = NULL;
	enum csv_row end = CSV_END;

	if (!mapped && !f)
		return IMPORT_UNKNOWN;
	im->result->format = im->source = f ? f->source : "map";
	if (!db_transact(im->c, DB_READ, read_timezone, &timezone))
		return IMPORT_FAILED;
	im->timezone = arena_str(im->keep, timezone);
	if (f)
		end = f->read(im, s);
	else if (!import_mapped(im, s, &end))
		return IMPORT_UNKNOWN;
	return finish(im, s, end);
}

enum import_run
import_file(struct ctx *c, const char *path, const struct import_options *o, struct import_result *result)
{
	struct arena *keep = arena_open(), *work = arena_open(), *scratch = arena_open(), *row = arena_open();
	struct ctx own = *c;
	struct import_sheet sheet;
	struct import im = { .c = &own, .caller = c, .keep = keep, .scratch = scratch, .path = path, .sheet = &sheet, .o = o, .result = result };
	enum import_run done = IMPORT_BAD_FILE;

	*result = (struct import_result){ .format = "" };
	own.arena = work;
	im.dir = folder(keep, path);
	im.seen = import_index_new(&own, keep);
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
	arena_close(scratch);
	arena_close(work);
	arena_close(keep);
	return done;
}

/* --- the place that a command keeps --- */

const char *
import_mark(struct ctx *c, const char *path, const struct import_options *o)
{
	char real[PATH_MAX];
	struct stat st;
	const char *what;

	if (!realpath(path, real) || stat(real, &st) < 0)
		return "";
	what = arena_printf(c->arena, "%s\n%lld\n%lld.%ld\n%s\n%s", real, (long long)st.st_size, (long long)st.st_mtim.tv_sec, (long)st.st_mtim.tv_nsec,
	    o->map ? o->map : "", o->key ? o->key : "");
	return crypt_hash(c->arena, what, strlen(what));
}

int64_t
import_place(struct ctx *c, const char *mark)
{
	return import_object(c, "import", "place", mark);
}

void
import_place_keep(struct ctx *c, const char *mark, int64_t line)
{
	if (line > 0)
		import_link(c, "import", "place", mark, line);
	else
		import_unlink(c, "import", "place", mark);
}
