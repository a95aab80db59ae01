/*
 * Writing one imported product: found again by (source, its key), else by the SKU of a variant; left alone when the file says the same as at the last import (a fingerprint of
 * its cells), so what the owner changed since stays; else created or updated. Stock is written at creation only: later the ledger is the shop's own.
 */
#include "shop/importer_goods.h"
#include "shop/importer_sold.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/media.h"
#include "shop/media_source.h"

#define OPTIONS_FIRST 3	/* keys and marks of before there were more hold so many, empty ones, too */

enum { Q_FIND, Q_LINK, Q_UNLINK, Q_SKU, Q_PRODUCT_SLUG, Q_CATEGORY_SLUG, Q_CATEGORY_NAMED, Q_CATEGORY_CHILD };

static const struct db_stmt q[] = {
	[Q_FIND] = SQL("importer.find",
	    "SELECT object, fingerprint FROM external_id WHERE source = $1 AND kind = $2 AND external = $3"),
	[Q_LINK] = SQL("importer.link",
	    "INSERT INTO external_id (source, kind, external, object, fingerprint) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (source, kind, external) DO UPDATE SET object = excluded.object, fingerprint = excluded.fingerprint"),
	[Q_UNLINK] = SQL("importer.unlink", "DELETE FROM external_id WHERE source = $1 AND kind = $2 AND external = $3"),
	[Q_SKU] = SQL("importer.sku", "SELECT product FROM variant WHERE sku = $1 AND active = 1"),
	[Q_PRODUCT_SLUG] = SQL("importer.product_slug", "SELECT object FROM slug WHERE kind = 'product' AND slug = $1"),
	[Q_CATEGORY_SLUG] = SQL("importer.category_slug", "SELECT object FROM slug WHERE kind = 'category' AND slug = $1"),
	[Q_CATEGORY_NAMED] = SQL("importer.category_named",
	    "SELECT category FROM category_text WHERE lang = 'id' AND name = $1 ORDER BY category LIMIT 1"),
	[Q_CATEGORY_CHILD] = SQL("importer.category_child",
	    "SELECT c.id FROM category c JOIN category_text t ON t.category = c.id AND t.lang = 'id'"
	    " WHERE t.name = $1 AND COALESCE(c.parent, 0) = $2 ORDER BY c.id LIMIT 1"),
};
DB_TABLE(q);

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

	for (o = 0; o < CATALOG_OPTIONS; o++) {
		if (o >= OPTIONS_FIRST && str_empty(v->values[o][0]))
			break;
		mix(b, v->values[o][0]);
		mix(b, v->values[o][1]);
	}
	mix(b, v->sku);
	mix(b, v->barcode);
	buf_printf(b, "%lld,%lld,%lld,%lld,%lld,%lld,%lld,%lld,%d;", (long long)v->price, (long long)v->compare_at,
	    (long long)v->sale_price, (long long)v->sale_from, (long long)v->sale_to, (long long)v->cost, (long long)v->weight_g,
	    (long long)v->low_at, v->active);
	/* Only where the file has them: files of before sizes were read keep their mark. */
	for (o = 0; o < CATALOG_SIDES; o++)
		if (v->size_mm[o] != IMPORT_KEEP)
			buf_printf(b, "%c%lld;", "lwh"[o], (long long)v->size_mm[o]);
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
		for (i = 0; i < CATALOG_OPTIONS && (i < OPTIONS_FIRST || !str_empty(e->options[i][0])); i++)
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
	buf_printf(&b, "%lld,%lld,%lld;", (long long)e->shelf_life_days, (long long)e->tint, (long long)e->featured);
	for (i = 0; i < e->n_attrs; i++)
		for (k = 0; k < 4; k++)
			mix(&b, e->attrs[i][k]);
	for (i = 0; i < g->n_variants; i++)
		mix_variant(&b, &g->variants[i]);
	for (i = 0; i < g->n_urls; i++) {
		mix(&b, g->urls[i]);
		/* Files without texts keep the mark of earlier imports. */
		if (!str_empty(g->url_alts[i][0]) || !str_empty(g->url_alts[i][1])) {
			mix(&b, g->url_alts[i][0]);
			mix(&b, g->url_alts[i][1]);
		}
	}
	for (i = 0; i < g->n_files; i++)
		mix(&b, g->files[i]);
	import_sold_mix(&b, g);
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

int64_t
import_object(struct ctx *c, const char *source, const char *kind, const char *external)
{
	return db_one_int(c, 0, &q[Q_FIND], DB_T(source), DB_T(kind), DB_T(external));
}

void
import_link(struct ctx *c, const char *source, const char *kind, const char *external, int64_t object)
{
	db_exec(c, &q[Q_LINK], DB_T(source), DB_T(kind), DB_T(external), DB_I(object), DB_T(""));
}

void
import_unlink(struct ctx *c, const char *source, const char *kind, const char *external)
{
	(void)db_exec(c, &q[Q_UNLINK], DB_T(source), DB_T(kind), DB_T(external));
}

void
import_put_made(struct import *im, struct import_put *p, const char *kind, int64_t id)
{
	p->dirty = true;
	if (im->o->grouped && !im->o->dry)
		im->o->grouped(im->c, kind, id, im->o->arg);
}

/* --- categories --- */

static int64_t
category_named(struct import *im, struct import_put *p, const char *name, int64_t parent)
{
	struct category_edit e = { .parent = parent, .active = 1, .slug = "" };
	int64_t id = db_one_int(im->c, 0, &q[Q_CATEGORY_CHILD], DB_T(name), DB_I(parent));

	if (id || err_is_set(im->c))
		return id;
	e.name[0] = name;
	e.name[1] = e.description[0] = e.description[1] = "";
	switch (category_put(im->c, &id, 0, &e)) {
	case CATEGORY_OK:
		import_put_made(im, p, "category", id);
		return id;
	case CATEGORY_GONE:
	case CATEGORY_CONFLICT:
	case CATEGORY_LOOP:
	case CATEGORY_DEEP:
	case CATEGORY_SLUG_TAKEN:
		break;
	}
	return 0;
}

/* The way from the top by names, "Keripik > Pedas", made where missing. */
static int64_t
category_path(struct import *im, struct import_put *p, const char *path)
{
	size_t n, k;
	const char **steps = str_split(im->c->arena, path, '>', &n);
	int64_t id = 0;

	for (k = 0; k < n; k++)
		id = category_named(im, p, utf8_cut(im->c->arena, steps[k], 80), id);
	return id;
}

/* A category of our own format: by the key of an earlier import, by its address, by its name, or by its way from the top, which is made where missing. */
static int64_t
category_keyed(struct import *im, struct import_put *p, const char *key)
{
	int64_t id = import_object(im->c, im->source, "category", key);

	if (!id)
		id = db_one_int(im->c, 0, &q[Q_CATEGORY_SLUG], DB_T(key));
	if (!id && strchr(key, '>'))
		return category_path(im, p, key);
	return id ? id : db_one_int(im->c, 0, &q[Q_CATEGORY_NAMED], DB_T(key));
}

/* The ids of the product's categories; missing ones are made from paths, missing keys are named. */
static const int64_t *
categories(struct import *im, struct import_put *p, const struct import_goods *g, const struct product *old, struct arena *batch, size_t *n)
{
	size_t n_keys = 0, n_paths = 0, n_old = old ? old->n_categories : 0, i;
	const char **keys = str_split(im->c->arena, g->category_keys ? g->category_keys : "", '|', &n_keys);
	const char **parts = str_split(im->c->arena, g->category_paths ? g->category_paths : "", '\n', &n_paths);
	int64_t *ids = arena_new_n(im->c->arena, n_keys + n_paths + n_old + 1, int64_t), id;

	*n = 0;
	p->missing = "";
	if (!g->category_keys && !g->category_paths)
		for (i = 0; i < n_old; i++)
			ids[(*n)++] = old->categories[i]->id;
	for (i = 0; i < n_keys; i++) {
		id = category_keyed(im, p, keys[i]);
		if (id)
			ids[(*n)++] = id;
		else
			p->missing = arena_printf(batch, "%s|%s", p->missing, keys[i]);
	}
	for (i = 0; i < n_paths; i++) {
		id = category_path(im, p, parts[i]);
		if (id)
			ids[(*n)++] = id;
	}
	return ids;
}

/* --- what was there before --- */

static const char *
variant_key(struct import *im, const struct import_goods *g, const struct variant_edit *v)
{
	const char *key;
	size_t i;

	/* Rows of a file that has no options differ by their codes alone. */
	if (g->n_variants > 1 && str_empty(v->values[0][0]))
		return arena_printf(im->c->arena, "%s#%s", g->key, v->sku ? v->sku : "");
	key = g->key;
	for (i = 0; i < CATALOG_OPTIONS && (i < OPTIONS_FIRST || !str_empty(v->values[i][0])); i++)
		key = arena_printf(im->c->arena, "%s/%s", key, v->values[i][0] ? v->values[i][0] : "");
	return key;
}

/* Is that an old variant still on sale which no other row of the file has met yet? */
static bool
free_variant(const struct import_goods *g, const struct product *old, int64_t id)
{
	size_t i;

	for (i = 0; i < g->n_variants; i++)
		if (g->variants[i].id == id)
			return false;
	for (i = 0; i < old->n_variants && old->variants[i].id != id; i++)
		;
	return i < old->n_variants;
}

/* Has the old variant these values? The only one of a product without options has. */
static bool
has_values(const struct variant_edit *v, const struct product *old, const struct variant *was, size_t n_variants)
{
	size_t i, k;

	for (i = 0; i < old->n_options && i < was->n_values; i++) {
		const struct option *o = &old->options[i];

		for (k = 0; k < o->n_values && o->values[k].id != was->values[i]; k++)
			;
		if (k == o->n_values || !str_eq(o->values[k].name, v->values[i][0]))
			return false;
	}
	return old->n_options > 0 || (n_variants == 1 && old->n_variants == 1);
}

/* Each variant of the file meets the row it was before: by key and option values, else by SKU, else by values alone. A new one keeps its opening stock. */
static void
match_variants(struct import *im, struct import_goods *g, const struct product *old)
{
	const char *print;
	size_t i, k;
	int64_t id;

	for (i = 0; i < g->n_variants; i++) {
		id = find(im, "variant", variant_key(im, g, &g->variants[i]), &print);
		if (id && free_variant(g, old, id))
			g->variants[i].id = id;
	}
	for (i = 0; i < g->n_variants; i++) {
		struct variant_edit *v = &g->variants[i];

		for (k = 0; !v->id && !str_empty(v->sku) && k < old->n_variants; k++)
			if (str_eq(old->variants[k].sku, v->sku) && free_variant(g, old, old->variants[k].id))
				v->id = old->variants[k].id;
		for (k = 0; !v->id && str_eq(im->source, "etalase") && k < old->n_variants; k++)
			if (has_values(v, old, &old->variants[k], g->n_variants) && free_variant(g, old, old->variants[k].id))
				v->id = old->variants[k].id;
		if (v->id)
			v->stock = INT64_MIN;
	}
}

static void
keep_text(const char **s, const char *old)
{
	if (!*s)
		*s = old ? old : "";
}

static void
keep_number(int64_t *n, int64_t old)
{
	if (*n == IMPORT_KEEP)
		*n = old;
}

static void
keep_variant(struct variant_edit *v, const struct product *old)
{
	const struct variant none = { .sku = "", .barcode = "", .cost = -1, .low_at = 5 }, *was = &none;
	size_t i;

	for (i = 0; v->id && i < old->n_variants; i++)
		if (old->variants[i].id == v->id)
			was = &old->variants[i];
	keep_text(&v->sku, was->sku);
	keep_text(&v->barcode, was->barcode);
	keep_number(&v->price, was->list_price);
	keep_number(&v->compare_at, was->compare_at);
	keep_number(&v->sale_price, was->sale_price);
	keep_number(&v->sale_from, was->sale_from);
	keep_number(&v->sale_to, was->sale_to);
	keep_number(&v->cost, was->cost);
	keep_number(&v->weight_g, was->weight_g);
	keep_number(&v->low_at, was->low_at);
	for (i = 0; i < CATALOG_SIDES; i++)
		keep_number(&v->size_mm[i], was->size_mm[i]);
	v->media = was->media;
}

/* What the file has no column for stays as it is; a new product gets the usual. */
static void
keep_old(struct import *im, struct import_goods *g, const struct product *old)
{
	static const char *const langs[] = { "id", "en" };
	struct product_edit *e = &g->edit;
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		struct product_texts *t = old ? product_texts(im->c, old->id, langs[i]) : NULL;

		keep_text(&e->name[i], t ? t->name : NULL);
		keep_text(&e->summary[i], t ? t->summary : NULL);
		keep_text(&e->description[i], t ? t->description : NULL);
	}
	keep_text(&e->slug, "");
	keep_text(&e->status, old ? old->status : "active");
	keep_text(&e->unit, old ? old->unit : "pcs");
	keep_text(&e->pirt, old ? old->pirt : "");
	keep_text(&e->halal, old ? old->halal : "");
	keep_text(&e->bpom, old ? old->bpom : "");
	keep_number(&e->shelf_life_days, old ? old->shelf_life_days : 0);
	keep_number(&e->tint, old ? old->tint : 0);
	keep_number(&e->featured, old ? old->featured : 0);
	for (i = 0; i < g->n_variants; i++)
		keep_variant(&g->variants[i], old);
	e->variants = g->variants;
	e->n_variants = g->n_variants;
}

/* --- writing --- */

static void
link_all(struct import *im, const struct import_goods *g, int64_t product, const char *print)
{
	struct product *p = catalog_product(im->c, product);
	size_t i, k = 0;

	db_exec(im->c, &q[Q_LINK], DB_T(im->source), DB_T("product"), DB_T(g->key), DB_I(product), DB_T(print));
	/* The product's variants on sale stand in the order of the edit. */
	for (i = 0; p && i < g->n_variants && k < p->n_variants; i++)
		if (g->variants[i].active)
			import_link(im->c, im->source, "variant", variant_key(im, g, &g->variants[i]), p->variants[k++].id);
	for (i = 0; i < g->n_urls; i++)
		if (media_source_ok(g->urls[i]) && !import_own_picture(im->c, product, g->urls[i]))
			media_source_put(im->c, product, g->urls[i], (int64_t)i, g->url_alts[i][0] ? g->url_alts[i][0] : "", g->url_alts[i][1] ? g->url_alts[i][1] : "");
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
	case PRODUCT_TOO_MANY: return "import.many_values";
	case PRODUCT_RESERVED: return "import.reserved";
	}
	return NULL;
}

static int64_t
find_product(struct import *im, const struct import_goods *g, const char **print)
{
	int64_t id = find(im, "product", g->key, print);
	size_t i;

	for (i = 0; !id && i < g->n_variants; i++)
		if (!str_empty(g->variants[i].sku))
			id = db_one_int(im->c, 0, &q[Q_SKU], DB_T(g->variants[i].sku));
	/* Goods that no import has brought bear their address as key in a file that we wrote. */
	if (!id && str_eq(im->source, "etalase") && str_eq(g->key, g->edit.slug))
		id = db_one_int(im->c, 0, &q[Q_PRODUCT_SLUG], DB_T(g->key));
	return id;
}

struct import_put *
import_put_new(struct import *im, struct import_goods *g)
{
	struct import_put *p = arena_new(im->c->arena, struct import_put);

	p->g = g;
	p->print = fingerprint(im, g);
	return p;
}

void
import_put_look(struct import *im, struct import_put *p)
{
	const char *print = "";

	p->product = find_product(im, p->g, &print);
	p->status = !p->product ? "new" : str_eq(print, p->print) ? "same" : "changed";
}

static void
attach(struct import *im, struct import_put *p)
{
	size_t i;

	for (i = 0; i < p->g->n_files; i++)
		if (p->hashes[i])
			media_attach(im->c, p->product, media_put(im->c, p->hashes[i]), p->g->alts[i][0], p->g->alts[i][1]);
}

/* A new variant of a product with options needs values, which a file without option columns has not. */
static bool
lacks_values(const struct import_goods *g, const struct product *old)
{
	size_t i;

	for (i = 0; old && g->edit.keep_options && old->n_options && i < g->n_variants; i++)
		if (!g->variants[i].id)
			return true;
	return false;
}

static void
refuse(struct import_put *p, const char *why, const char *arg)
{
	p->status = "refused";
	p->why = why;
	p->why_arg = arg;
}

/* On a copy of the goods, since the transaction may run again. batch: where a text must live to be reported. */
static void
write_copy(struct import *im, struct import_put *p, struct arena *batch)
{
	struct ctx *c = im->c;
	struct import_goods g = *p->g;
	const char *print = "", *why;
	int64_t id = find_product(im, &g, &print);
	struct product *old = id ? catalog_product(c, id) : NULL;
	size_t bad = 0;

	p->status = old ? "changed" : "new";
	g.variants = arena_new_n(c->arena, g.n_variants, struct variant_edit);
	if (g.n_variants)
		memcpy(g.variants, p->g->variants, g.n_variants * sizeof(*g.variants));
	if (old)
		match_variants(im, &g, old);
	if (lacks_values(&g, old)) {
		refuse(p, "import.no_value", arena_str(batch, old->options[0].name));
		return;
	}
	keep_old(im, &g, old);
	g.edit.categories = categories(im, p, &g, old, batch, &g.edit.n_categories);
	import_low_at(p->g, &g, old);
	import_groups_find(im, p, &g, old, batch);
	p->product = old ? id : 0;
	if (old && !p->dirty && import_says_nothing(c, &g, old)) {
		p->status = "same";
		db_exec(c, &q[Q_LINK], DB_T(im->source), DB_T("product"), DB_T(g.key), DB_I(id), DB_T(p->print));
		return;
	}
	if (old && im->o->before && !im->o->dry) {
		im->o->before(c, id, im->o->arg);
		p->dirty = true;
	}
	why = refusal(product_put(c, &p->product, old ? old->version : 0, &g.edit, &bad));
	if (err_is_set(c))
		return;
	if (why) {
		refuse(p, why, bad < g.n_variants ? arena_str(batch, g.variants[bad].sku) : "");
		return;
	}
	why = import_sold_put(im, &g, p->product, old);
	if (err_is_set(c))
		return;
	if (why) {
		p->dirty = true;
		refuse(p, why, "");
		return;
	}
	p->dirty = false;
	link_all(im, &g, p->product, p->print);
	if (!old)
		attach(im, p);
	if (im->o->written && !im->o->dry)
		im->o->written(c, p->product, !old, g.line, im->o->arg);
}

void
import_put_write(struct import *im, struct import_put *p)
{
	struct arena *batch = im->c->arena;

	p->dirty = false;
	p->why = p->why_arg = NULL;
	im->c->arena = im->scratch;
	write_copy(im, p, batch);
	im->c->arena = batch;
	arena_reset(im->scratch);
}

const char *
import_picture(struct ctx *c, const char *path)
{
	size_t n = 0;
	char *bytes = file_read(c->arena, path, (size_t)c->conf->upload_max, &n);
	const char *copy = arena_printf(c->arena, "%s/incoming/import-%s", c->conf->data, crypt_token(c->arena, 16));
	const char *hash = NULL;

	if (!bytes || !file_write(copy, bytes, n, 0600))
		return NULL;
	switch (media_take(c, copy, (int64_t)n, &hash)) {
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

/* The name comes from the file: it must not lead out of the folder. */
void
import_put_pictures(struct import *im, struct import_put *p)
{
	size_t i;

	for (i = 0; i < p->g->n_files; i++) {
		const char *name = p->g->files[i], *path = arena_printf(im->c->arena, "%s/pictures/%s", im->dir, name);
		bool there = *name != '.' && !strchr(name, '/') && file_exists(path);

		if (there && !im->o->dry)
			there = (p->hashes[i] = import_picture(im->c, path)) != NULL;
		if (!there)
			import_say(im, p->g->line, "warning", p->g->edit.name[0], "import.picture_missing", name);
	}
}
