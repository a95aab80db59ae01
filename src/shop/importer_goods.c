/*
 * Writing one imported product: found again by (source, its key), else by the SKU of a variant; left alone when the file says the same as at the last import (a fingerprint of
 * its cells), so what the owner changed since stays; else created or updated. Stock is written at creation only: later the ledger is the shop's own.
 */
#include "shop/importer_goods.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/media.h"

enum { Q_FIND, Q_LINK, Q_SKU, Q_CATEGORY_NAMED, Q_SOURCE };

static const struct db_stmt q[] = {
	[Q_FIND] = SQL("importer.find",
	    "SELECT object, fingerprint FROM external_id WHERE source = $1 AND kind = $2 AND external = $3"),
	[Q_LINK] = SQL("importer.link",
	    "INSERT INTO external_id (source, kind, external, object, fingerprint) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (source, kind, external) DO UPDATE SET object = excluded.object, fingerprint = excluded.fingerprint"),
	[Q_SKU] = SQL("importer.sku", "SELECT id, product FROM variant WHERE sku = $1 AND active = 1"),
	[Q_CATEGORY_NAMED] = SQL("importer.category_named",
	    "SELECT c.id FROM category c JOIN category_text t ON t.category = c.id AND t.lang = 'id'"
	    " WHERE t.name = $1 AND COALESCE(c.parent, 0) = $2 ORDER BY c.id LIMIT 1"),
	[Q_SOURCE] = SQL("importer.picture_source",
	    "INSERT INTO picture_source (product, url, position) VALUES ($1, $2, $3) ON CONFLICT (product, url) DO NOTHING"),
};
DB_TABLE(q);

void
import_say(struct import *im, int64_t line, const char *status, const char *name, const char *message_id, const char *arg)
{
	if (str_eq(status, "refused"))
		im->result->refused++;
	else if (str_eq(status, "warning"))
		im->result->warnings++;
	if (im->report)
		im->report(im->c, line, status, name, message_id, arg, im->arg);
}

struct import_goods *
import_goods_new(struct import *im, const char *key, int64_t line)
{
	struct import_goods *g = arena_new(im->c->arena, struct import_goods);

	g->key = arena_str(im->c->arena, key);
	g->line = line;
	g->variants = arena_new_n(im->c->arena, IMPORT_VARIANTS_MAX, struct variant_edit);
	g->edit.shelf_life_days = INT64_MIN;
	g->edit.slug = "";
	g->edit.status = "active";
	g->edit.unit = "pcs";
	g->edit.pirt = g->edit.halal = g->edit.bpom = "";
	return g;
}

struct variant_edit *
import_variant_new(struct import_goods *g)
{
	struct variant_edit *v;

	if (g->n_variants >= IMPORT_VARIANTS_MAX)
		return NULL;
	v = &g->variants[g->n_variants++];
	v->price = v->compare_at = v->sale_price = v->sale_from = v->sale_to = v->cost = INT64_MIN;
	v->stock = INT64_MIN;
	v->low_at = 5;
	v->active = true;
	v->sku = v->barcode = "";
	return v;
}

static void
mix(struct buf *b, const char *s)
{
	buf_str(b, s ? s : "");
	buf_char(b, '\x1f');
}

static void
mix_variant(struct buf *b, const struct variant_edit *v)
{
	size_t o;

	for (o = 0; o < 3; o++) {
		mix(b, v->values[o][0]);
		mix(b, v->values[o][1]);
	}
	mix(b, v->sku);
	mix(b, v->barcode);
	buf_printf(b, "%lld,%lld,%lld,%lld,%lld,%lld,%lld,%d;", (long long)v->price, (long long)v->compare_at,
	    (long long)v->sale_price, (long long)v->sale_from, (long long)v->sale_to, (long long)v->cost, (long long)v->weight_g,
	    v->active);
}

/* What the file says of this product, stock apart. */
static const char *
fingerprint(struct import *im, const struct import_goods *g)
{
	const struct product_edit *e = &g->edit;
	struct buf b;
	size_t i, k;

	buf_init(&b, im->c->arena, 4000000);
	for (k = 0; k < 2; k++) {
		mix(&b, e->name[k]);
		mix(&b, e->summary[k]);
		mix(&b, e->description[k]);
		for (i = 0; i < 3; i++)
			mix(&b, e->options[i][k]);
	}
	mix(&b, e->slug);
	mix(&b, e->status);
	mix(&b, e->unit);
	mix(&b, e->pirt);
	mix(&b, e->halal);
	mix(&b, e->bpom);
	mix(&b, g->category_keys);
	mix(&b, g->category_paths);
	buf_printf(&b, "%lld,%lld;", (long long)e->shelf_life_days, (long long)e->tint);
	for (i = 0; i < e->n_attrs; i++)
		for (k = 0; k < 4; k++)
			mix(&b, e->attrs[i][k]);
	for (i = 0; i < g->n_variants; i++)
		mix_variant(&b, &g->variants[i]);
	for (i = 0; i < g->n_urls; i++)
		mix(&b, g->urls[i]);
	return crypt_hash(im->c->arena, b.s, b.len);
}

static int64_t
find(struct import *im, const char *kind, const char *external, const char **print)
{
	struct db_rows r = db_query(im->c, &q[Q_FIND], DB_T(im->source), DB_T(kind), DB_T(external));
	int64_t object = 0;

	if (db_next(&r)) {
		object = db_int(&r);
		*print = db_str(&r);
	}
	db_done(&r);
	return object;
}

static int64_t
category_named(struct import *im, const char *name, int64_t parent)
{
	struct category_edit e = { .parent = parent, .active = 1, .slug = "" };
	int64_t id = db_one_int(im->c, 0, &q[Q_CATEGORY_NAMED], DB_T(name), DB_I(parent));

	if (id || err_is_set(im->c))
		return id;
	e.name[0] = name;
	e.name[1] = e.description[0] = e.description[1] = "";
	switch (category_put(im->c, &id, 0, &e)) {
	case CATEGORY_OK:
		return id;
	case CATEGORY_GONE:
	case CATEGORY_CONFLICT:
	case CATEGORY_LOOP:
	case CATEGORY_SLUG_TAKEN:
		break;
	}
	return 0;
}

/* The ids of the product's categories; missing ones are made from paths, missing keys are named. */
static const int64_t *
categories(struct import *im, const struct import_goods *g, size_t *n)
{
	const char **parts, **steps, *print;
	size_t n_keys = 0, n_paths = 0, n_steps, i, k;
	const char **keys = str_split(im->c->arena, g->category_keys ? g->category_keys : "", '|', &n_keys);
	int64_t *ids, id;

	parts = str_split(im->c->arena, g->category_paths ? g->category_paths : "", ',', &n_paths);
	ids = arena_new_n(im->c->arena, n_keys + n_paths + 1, int64_t);
	*n = 0;
	for (i = 0; i < n_keys; i++) {
		id = find(im, "category", keys[i], &print);
		if (id)
			ids[(*n)++] = id;
		else
			import_say(im, g->line, "warning", g->edit.name[0], "import.no_category", keys[i]);
	}
	for (i = 0; i < n_paths; i++) {
		steps = str_split(im->c->arena, parts[i], '>', &n_steps);
		for (id = 0, k = 0; k < n_steps; k++)
			id = category_named(im, steps[k], id);
		if (id)
			ids[(*n)++] = id;
	}
	return ids;
}

static const char *
variant_key(struct import *im, const struct import_goods *g, const struct variant_edit *v)
{
	return arena_printf(im->c->arena, "%s/%s/%s/%s", g->key, v->values[0][0] ? v->values[0][0] : "",
	    v->values[1][0] ? v->values[1][0] : "", v->values[2][0] ? v->values[2][0] : "");
}

/* Each variant of the file meets the row it was before: by key and option values, else by SKU. A new one keeps its opening stock. */
static void
match_variants(struct import *im, struct import_goods *g, const struct product *old)
{
	const char *print;
	size_t i, k;

	for (i = 0; i < g->n_variants; i++) {
		struct variant_edit *v = &g->variants[i];

		v->id = old ? find(im, "variant", variant_key(im, g, v), &print) : 0;
		for (k = 0; old && !v->id && k < old->n_variants; k++)
			if (!str_empty(v->sku) && str_eq(old->variants[k].sku, v->sku))
				v->id = old->variants[k].id;
		for (k = 0; old && v->id && k < old->n_variants; k++)
			if (old->variants[k].id == v->id)
				break;
		if (old && v->id && k == old->n_variants)
			v->id = 0;	/* taken off sale since: it is made anew */
		if (v->id)
			v->stock = INT64_MIN;
	}
}

static void
link_all(struct import *im, const struct import_goods *g, int64_t product, const char *print)
{
	struct product *p = catalog_product(im->c, product);
	size_t i;

	db_exec(im->c, &q[Q_LINK], DB_T(im->source), DB_T("product"), DB_T(g->key), DB_I(product), DB_T(print));
	for (i = 0; p && i < g->n_variants && i < p->n_variants; i++)
		db_exec(im->c, &q[Q_LINK], DB_T(im->source), DB_T("variant"), DB_T(variant_key(im, g, &g->variants[i])),
		    DB_I(p->variants[i].id), DB_T(""));
	for (i = 0; i < g->n_urls; i++)
		db_exec(im->c, &q[Q_SOURCE], DB_I(product), DB_T(g->urls[i]), DB_I(i));
}

/* What product_put refused, in plain words. */
static const char *
refusal(enum product_put p)
{
	switch (p) {
	case PRODUCT_OK: return NULL;
	case PRODUCT_GONE: return "import.gone";
	case PRODUCT_CONFLICT: return "import.conflict";
	case PRODUCT_SKU_TAKEN: return "import.sku_taken";
	case PRODUCT_SAME_OPTIONS: return "import.same_options";
	case PRODUCT_NO_VARIANT: return "import.no_variant";
	case PRODUCT_SLUG_TAKEN: return "import.slug_taken";
	case PRODUCT_RESERVED: return "import.reserved";
	}
	return NULL;
}

struct put {
	struct import *im;
	struct import_goods *g;
	const char *hashes[IMPORT_PICTURES_MAX];	/* taken before the transaction */
	const char *status, *why, *why_arg;
	int64_t product;
};

static int64_t
find_product(struct import *im, const struct import_goods *g, const char **print)
{
	int64_t id = find(im, "product", g->key, print);
	struct db_rows r;
	size_t i;

	for (i = 0; !id && i < g->n_variants; i++) {
		if (str_empty(g->variants[i].sku))
			continue;
		r = db_query(im->c, &q[Q_SKU], DB_T(g->variants[i].sku));
		if (db_next(&r)) {
			db_skip(&r);
			id = db_int(&r);
		}
		db_done(&r);
	}
	return id;
}

static void
attach(struct put *p)
{
	size_t i;

	for (i = 0; i < p->g->n_files; i++) {
		int64_t media;

		if (!p->hashes[i])
			continue;
		media = media_put(p->im->c, p->hashes[i]);
		media_attach(p->im->c, p->product, media, p->g->alts[i][0], p->g->alts[i][1]);
	}
}

/* In the transaction. False: rolled back (refused, the same, or dry). */
static bool
put(struct ctx *c, void *arg)
{
	struct put *p = arg;
	struct import_goods *g = p->g;
	const char *print = "", *now = fingerprint(p->im, g);
	int64_t id = find_product(p->im, g, &print);
	struct product *old = id ? catalog_product(c, id) : NULL;
	enum product_put result;
	size_t bad = 0;

	p->why = NULL;
	p->status = old ? "changed" : "new";
	if (old && str_eq(print, now)) {
		p->status = "same";
		return false;
	}
	match_variants(p->im, g, old);
	g->edit.categories = categories(p->im, g, &g->edit.n_categories);
	g->edit.variants = g->variants;
	g->edit.n_variants = g->n_variants;
	g->edit.featured = old ? old->featured : 0;
	p->product = old ? id : 0;
	result = product_put(c, &p->product, old ? old->version : 0, &g->edit, &bad);
	if (err_is_set(c))
		return false;
	p->why = refusal(result);
	if (p->why) {
		p->status = "refused";
		p->why_arg = bad < g->n_variants ? g->variants[bad].sku : "";
		return false;
	}
	link_all(p->im, g, p->product, now);
	if (!old)
		attach(p);
	return !p->im->dry;
}

/* A copy of the picture goes the way of an upload (which moves its file). NULL: not there, or no picture. */
static const char *
take_copy(struct import *im, const char *from)
{
	size_t n = 0;
	char *bytes = file_read(im->c->arena, from, (size_t)im->c->conf->upload_max, &n);
	const char *copy = arena_printf(im->c->arena, "%s/incoming/import-%s", im->c->conf->data, crypt_token(im->c->arena, 16));
	const char *hash = NULL;

	if (!bytes || !file_write(copy, bytes, n, 0600))
		return NULL;
	switch (media_take(im->c, copy, (int64_t)n, &hash)) {
	case MEDIA_OK:
		return hash;
	case MEDIA_TOO_LARGE:
	case MEDIA_NOT_A_PICTURE:
	case MEDIA_NO_SPACE:
		break;
	}
	(void)unlink(copy);
	return NULL;
}

/* Before the transaction, as uploads are. */
static void
take_pictures(struct put *p)
{
	struct import *im = p->im;
	size_t i;

	for (i = 0; i < p->g->n_files && !im->dry; i++) {
		const char *from = arena_printf(im->c->arena, "%s/pictures/%s", im->dir, p->g->files[i]);

		p->hashes[i] = take_copy(im, from);
		if (!p->hashes[i])
			import_say(im, p->g->line, "warning", p->g->edit.name[0], "import.picture_missing", p->g->files[i]);
	}
}

static void
report(struct put *p)
{
	struct import_result *res = p->im->result;
	struct import_goods *g = p->g;
	size_t i;

	if (str_eq(p->status, "new"))
		res->products_new++;
	else if (str_eq(p->status, "changed"))
		res->products_changed++;
	else if (str_eq(p->status, "same"))
		res->products_same++;
	if (!str_eq(p->status, "refused"))
		res->variants += (int64_t)g->n_variants;
	import_say(p->im, g->line, p->status, g->edit.name[0], p->why ? p->why : arena_printf(p->im->c->arena, "import.%s", p->status), p->why_arg);
	for (i = 0; i < g->n_urls && !str_eq(p->status, "refused") && !str_eq(p->status, "same"); i++)
		import_say(p->im, g->line, "note", g->edit.name[0], "import.picture_later", g->urls[i]);
}

bool
import_goods_put(struct import *im, struct import_goods *g)
{
	struct put p = { .im = im, .g = g };
	bool done;

	if (g->refused)
		return true;
	take_pictures(&p);
	done = db_transact(im->c, DB_WRITE, put, &p);
	if (!done && err_is_set(im->c))
		return false;
	report(&p);
	return true;
}
