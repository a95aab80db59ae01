/*
 * Products in batches: a hundred in one durable transaction, since a transaction each would wait for the disk each time; an import is begun again after a kill, so that nothing is
 * lost by it. A product that is refused writes nothing and does not spoil its batch; one that had written something already (a category) makes the batch roll back and each of its
 * products go in by itself. Memory: one batch, at most BATCH_BYTES of what the file says and one product's writing.
 */
#include "shop/importer_goods.h"
#include "shop/importer_index.h"
#include "shop/importer_sold.h"
#include "shop/importer_sheet.h"

#include "base/str.h"
#include "db/db.h"
#include "shop/media_source.h"

#define BATCH_BYTES ((size_t)8 * 1024 * 1024)
#define TELL_ROWS 500
#define GROWN_FIRST 100	/* products; then at four times as many */

void
import_say(struct import *im, int64_t line, const char *status, const char *name, const char *message_id, const char *arg)
{
	if (line > 1 && line <= im->o->after)
		return;
	if (str_eq(status, "refused"))
		im->result->refused++;
	else if (str_eq(status, "warning"))
		im->result->warnings++;
	if (im->o->report)
		im->o->report(im->caller, line, status, name ? name : "", message_id, arg ? arg : "", im->o->arg);
}

void
import_refuse(struct import *im, struct import_goods *g, int64_t line, const char *message_id, const char *arg)
{
	if (!g->refused)
		import_say(im, line, "refused", str_empty(g->edit.name[0]) ? g->key : g->edit.name[0], message_id, arg);
	g->refused = true;
}

struct import_goods *
import_goods_new(struct import *im, const char *key, int64_t line)
{
	struct import_goods *g = arena_new(im->c->arena, struct import_goods);

	g->key = arena_str(im->c->arena, key);
	g->line = line;
	g->sold.min = g->sold.max = g->sold.step = g->sold.together = IMPORT_KEEP;
	g->edit.shelf_life_days = g->edit.tint = g->edit.featured = IMPORT_KEEP;
	return g;
}

struct variant_edit *
import_variant_new(struct import *im, struct import_goods *g)
{
	struct variant_edit *v;

	if (g->n_variants >= IMPORT_VARIANTS_MAX)
		return NULL;
	if (g->n_variants == g->room) {
		v = g->variants;
		g->room = g->room ? 4 * g->room : 2;
		g->variants = arena_new_n(im->c->arena, g->room, struct variant_edit);
		if (v)
			memcpy(g->variants, v, g->n_variants * sizeof(*v));
	}
	v = &g->variants[g->n_variants++];
	v->price = v->compare_at = v->sale_price = v->sale_from = v->sale_to = v->cost = v->weight_g = v->low_at = v->size_mm[0] = v->size_mm[1] = v->size_mm[2] =
	    IMPORT_KEEP;
	v->stock = INT64_MIN;
	v->active = true;
	return v;
}

/* --- what another product of this file has taken --- */

static bool
by_other(struct import *im, const char *kind, const char *s, int64_t line)
{
	int64_t owner = str_empty(s) ? 0 : import_index_get(im->seen, kind, s, 0);

	return owner != 0 && owner != line;
}

/* Refused here already, so that a dry run says the same as a real one. */
static bool
taken(struct import *im, struct import_goods *g)
{
	size_t i;

	if (by_other(im, "key", g->key, g->line))
		import_refuse(im, g, g->line, str_eq(im->source, "map") ? "import.row_twice" : "import.key_twice", g->key);
	if (by_other(im, "slug", g->edit.slug, g->line))
		import_refuse(im, g, g->line, "import.slug_taken", g->edit.slug);
	for (i = 0; i < g->n_variants; i++)
		if (by_other(im, "sku", g->variants[i].sku, g->line))
			import_refuse(im, g, g->line, "import.sku_taken", g->variants[i].sku);
	return g->refused;
}

static void
take_one(struct import *im, const char *kind, const char *s, int64_t line)
{
	if (!str_empty(s))
		import_index_put(im->seen, kind, s, 0, line);
}

static void
take(struct import *im, const struct import_goods *g)
{
	size_t i;

	take_one(im, "key", g->key, g->line);
	take_one(im, "slug", g->edit.slug, g->line);
	for (i = 0; i < g->n_variants; i++)
		take_one(im, "sku", g->variants[i].sku, g->line);
}

/* Two products of the file that meet the same one of the shop (one by its key, one by a code) would undo each other. */
static void
meet(struct import *im, struct import_put *p)
{
	int64_t owner = p->product ? import_index_get(im->seen, "object", "", p->product) : 0;

	if (owner && owner != p->g->line)
		import_refuse(im, p->g, p->g->line, "import.sku_taken", p->g->n_variants ? p->g->variants[0].sku : "");
	else if (p->product)
		import_index_put(im->seen, "object", "", p->product, p->g->line);
}

/* --- the batch --- */

static bool
look(struct ctx *c UNUSED, void *arg)
{
	struct import *im = arg;
	size_t i;

	for (i = 0; i < im->n_batch; i++)
		import_put_look(im, im->batch[i]);
	return true;
}

static bool
to_write(const struct import_put *p)
{
	return !p->g->refused && !str_eq(p->status, "same");
}

static bool
write_all(struct ctx *c, void *arg)
{
	struct import *im = arg;
	bool clean = true;
	size_t i;

	im->transaction++;
	for (i = 0; i < im->n_batch && clean && !err_is_set(c); i++) {
		struct import_put *p = im->batch[i];

		if (!to_write(p))
			continue;
		import_put_write(im, p);
		clean = !p->dirty;
	}
	return clean && !im->o->dry;
}

struct alone { struct import *im; struct import_put *p; };

static bool
write_one(struct ctx *c UNUSED, void *arg)
{
	struct alone *a = arg;

	a->im->transaction++;
	import_put_write(a->im, a->p);
	return !a->p->why && !a->im->o->dry;
}

/* True unless the world failed. */
static bool
write_batch(struct import *im)
{
	bool any = false, dirty = false;
	size_t i;

	for (i = 0; i < im->n_batch; i++)
		any |= to_write(im->batch[i]);
	if (!any)
		return true;
	if (db_transact(im->c, DB_WRITE, write_all, im))
		return true;
	if (err_is_set(im->c))
		return false;
	for (i = 0; i < im->n_batch; i++)
		dirty |= im->batch[i]->dirty;
	for (i = 0; dirty && i < im->n_batch; i++) {
		struct alone a = { im, im->batch[i] };

		if (to_write(a.p) && !db_transact(im->c, DB_WRITE, write_one, &a) && err_is_set(im->c))
			return false;
	}
	return true;
}

static void
report(struct import *im, struct import_put *p)
{
	struct import_result *res = im->result;
	const struct import_goods *g = p->g;
	size_t n = 0, i;
	const char **missing = str_split(im->c->arena, p->missing && !p->why ? p->missing : "", '|', &n);
	bool written = str_eq(p->status, "new") || str_eq(p->status, "changed");

	for (i = 0; i < n; i++)
		import_say(im, g->line, "warning", g->edit.name[0], "import.no_category", missing[i]);
	res->products_new += str_eq(p->status, "new");
	res->products_changed += str_eq(p->status, "changed");
	res->products_same += str_eq(p->status, "same");
	if (!p->why)
		import_groups_count(im, p);
	if (!p->why)
		res->variants += (int64_t)g->n_variants;
	import_say(im, g->line, p->status, g->edit.name[0], p->why ? p->why : arena_printf(im->c->arena, "import.%s", p->status), p->why_arg);
	for (i = 0; i < g->n_urls && written; i++) {
		bool ok = media_source_ok(g->urls[i]);

		import_say(im, g->line, ok ? "note" : "warning", g->edit.name[0], ok ? "import.picture_later" : "import.bad_address", media_source_shown(im->c, g->urls[i]));
	}
}

/* A first import makes a full shop of an empty one while it runs. */
static void
tell_growth(struct import *im)
{
	int64_t written = im->result->products_new + im->result->products_changed;

	if (written < GROWN_FIRST || written < 4 * im->grown || im->o->dry)
		return;
	im->grown = written;
	db_grown(im->c->db);
}

static bool
write_waiting(struct import *im)
{
	size_t i;

	if (im->n_batch && !db_transact(im->c, DB_READ, look, im))
		return false;
	for (i = 0; i < im->n_batch; i++) {
		meet(im, im->batch[i]);
		if (!im->batch[i]->g->refused && str_eq(im->batch[i]->status, "new"))
			import_put_pictures(im, im->batch[i]);
	}
	if (!write_batch(im))
		return false;
	for (i = 0; i < im->n_batch; i++)
		if (!im->batch[i]->g->refused)
			report(im, im->batch[i]);
	tell_growth(im);
	im->n_batch = 0;
	return !err_is_set(im->c);
}

static bool
tell(struct import *im)
{
	im->told = im->sheet->rows;
	im->result->rows = im->sheet->rows;
	if (im->o->progress && !im->o->progress(im->caller, im->result, im->done, im->o->arg))
		im->stopped = true;
	return !im->stopped && !err_is_set(im->caller);
}

bool
import_flush(struct import *im)
{
	return write_waiting(im) && tell(im);
}

/* Writes the batch when it is full, and when it is time to say how far it came. */
bool
import_line_done(struct import *im, int64_t line)
{
	bool due = im->sheet->rows - im->told >= TELL_ROWS;

	if (due || im->n_batch == IMPORT_BATCH || arena_used(im->c->arena) > BATCH_BYTES) {
		if (!write_waiting(im))
			return false;
		arena_reset(im->c->arena);
	} else if (im->n_batch == 0) {
		arena_reset(im->c->arena);
	}
	if (line > im->done)
		im->done = line;
	return !due || tell(im);
}

bool
import_goods_put(struct import *im, struct import_goods *g)
{
	if (!g->refused && !taken(im, g)) {
		take(im, g);
		if (g->line > im->o->after)
			im->batch[im->n_batch++] = import_put_new(im, g);
		else
			import_groups_known(im, g);
	}
	return import_line_done(im, g->line);
}
