/* Writing goods as our own CSV. A file is written product by product in short transactions, so that a large shop neither waits for it nor fills the memory. */
#include "shop/exporter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/catalog.h"
#include "shop/media.h"
#include "shop/media_source.h"
#include "shop/setting.h"

#define FACTS CATALOG_FACTS
#define ROWS_MAX ((size_t)64 * 1024 * 1024)	/* of one product */
#define STEP 100				/* products in a transaction */

enum { Q_KEY, Q_KEY_OF, Q_NAMED };

static const struct db_stmt q[] = {
	[Q_KEY] = SQL("exporter.key", "SELECT MIN(external) FROM external_id WHERE kind = 'product' AND object = $1 AND source = 'etalase'"),
	[Q_KEY_OF] = SQL("exporter.key_of", "SELECT object FROM external_id WHERE source = 'etalase' AND kind = 'product' AND external = $1"),
	[Q_NAMED] = SQL("exporter.named",
	    "SELECT COUNT(*) FROM category_text t JOIN category c ON c.id = t.category WHERE t.lang = 'id' AND t.name = $1 AND COALESCE(c.parent, 0) = $2"),
};
DB_TABLE(q);

/* One row while it is written: cells that no value was given for stay empty. */
struct row { struct ctx *c; const struct exporter *e; struct buf *b; bool first; };

static void
cell(struct row *r, const char *text)
{
	csv_cell(r->b, r->first, text ? text : "");
	r->first = false;
}

/* Numbers below `least` are "not set". */
static void
number(struct row *r, int64_t n, int64_t least)
{
	cell(r, n < least ? "" : arena_printf(r->c->arena, "%lld", (long long)n));
}

static void
row_end(struct row *r)
{
	csv_end(r->b);
	r->first = true;
}

void
exporter_shape(struct ctx *c, bool cost, struct exporter *e)
{
	int64_t facts, options;

	goods_widest(c, &facts, &options);
	*e = (struct exporter){ .cost = cost, .stock = true, .pictures = true, .timezone = shop_get(c)->timezone };
	e->facts = facts < 1 ? 1 : facts > FACTS ? FACTS : (size_t)facts;
	e->options = options < 1 ? 1 : options > CATALOG_OPTIONS ? CATALOG_OPTIONS : (size_t)options;
}

void
exporter_image(struct ctx *c, struct exporter *e)
{
	*e = (struct exporter){ .cost = true, .facts = FACTS, .options = CATALOG_OPTIONS, .timezone = shop_get(c)->timezone };
}

/* --- the head --- */

static const char *const product_columns[] = { "name", "name_en", "slug", "category", "status", "summary", "summary_en", "description", "description_en", "pirt", "halal", "bpom",
	"shelf_life_days", "unit", "tint", "featured" };
static const char *const sold_columns[] = { "maker", "tags", "measure", "min_qty", "max_qty", "qty_step", "qty_together", "qty_prices", "variant_qty_prices" };
static const char *const picture_columns[] = { "pictures", "picture_alt", "picture_alt_en" };
static const char *const variant_columns[] = { "sku", "barcode", "price", "compare_at", "sale_price", "sale_from", "sale_to", "cost", "weight_g",
	"length_mm", "width_mm", "height_mm", "low_at", "stock" };

static bool
wanted(const struct exporter *e, const char *column)
{
	return (e->cost || !str_eq(column, "cost")) && (e->stock || !str_eq(column, "stock"));
}

static void
numbered(struct buf *b, const char *what, size_t i, const char *const *parts, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++)
		(void)buf_printf(b, ",%s%d_%s", what, (int)i, parts[k]);
}

void
exporter_head(const struct exporter *e, struct buf *b)
{
	static const char *const fact[] = { "name", "name_en", "value", "value_en" };
	size_t i;

	(void)buf_str(b, "\xef\xbb\xbf" "key");	/* spreadsheets know UTF-8 by the mark */
	for (i = 0; i < ARRAY_LEN(product_columns); i++)
		(void)buf_printf(b, ",%s", product_columns[i]);
	for (i = 0; e->pictures && i < ARRAY_LEN(sold_columns); i++)
		(void)buf_printf(b, ",%s", sold_columns[i]);
	for (i = 0; e->pictures && i < ARRAY_LEN(picture_columns); i++)
		(void)buf_printf(b, ",%s", picture_columns[i]);
	for (i = 1; i <= e->options; i++)
		numbered(b, "option", i, fact, 4);
	for (i = 0; i < ARRAY_LEN(variant_columns); i++)
		if (wanted(e, variant_columns[i]))
			(void)buf_printf(b, ",%s", variant_columns[i]);
	for (i = 1; i <= e->facts; i++)
		numbered(b, "attr", i, fact, 4);
	/* Images of before there were these columns are read by the same head. */
	for (i = 0; !e->pictures && i < ARRAY_LEN(sold_columns); i++)
		(void)buf_printf(b, ",%s", sold_columns[i]);
	csv_end(b);
}

void
exporter_image_head(struct buf *b)
{
	const struct exporter e = { .cost = true, .facts = FACTS, .options = CATALOG_OPTIONS };

	exporter_head(&e, b);
}

/* --- a product --- */

const char *
exporter_key(struct ctx *c, int64_t product, const char *slug)
{
	const char *key = db_one_text(c, &q[Q_KEY], DB_I(product));
	int64_t other;

	if (!str_empty(key))
		return key;
	other = db_one_int(c, 0, &q[Q_KEY_OF], DB_T(slug));
	return other == 0 || other == product ? slug : arena_printf(c->arena, "%s~%lld", slug, (long long)product);
}

/* A category by its way from the top, "Keripik > Pedas" or "> Keripik"; by its address where names would lead elsewhere. */
static const char *
category(struct ctx *c, const struct category *k)
{
	struct category **path;
	struct buf b;
	size_t n, i;

	buf_init(&b, c->arena, 4000);
	path = catalog_path(c, k->id, &n);
	for (i = 0; i < n; i++) {
		if (strpbrk(path[i]->name, "|>\n") || db_one_int(c, 0, &q[Q_NAMED], DB_T(path[i]->name), DB_I(path[i]->parent)) != 1)
			return k->slug;
		(void)buf_printf(&b, "%s%s", i ? " > " : n == 1 ? "> " : "", path[i]->name);
	}
	return n ? b.s : k->slug;
}

static void
categories(struct row *r, const struct product *p)
{
	struct buf b;
	size_t i;

	buf_init(&b, r->c->arena, 100000);
	for (i = 0; i < p->n_categories; i++)
		(void)buf_printf(&b, "%s%s", i ? "|" : "", category(r->c, p->categories[i]));
	cell(r, b.s);
}

/* A part between '|' must not hold one. */
static void
part(struct row *r, struct buf *b, bool first, const char *s)
{
	(void)buf_printf(b, "%s%s", first ? "" : "|", str_replace(r->c->arena, s, "|", "/"));
}

/* Texts of pictures, as long as the last that has one. */
static void
alts(struct row *r, const struct product *p, const struct media_photo *photos, size_t n, bool en)
{
	const char **texts = arena_new_n(r->c->arena, n + p->n_sources, const char *);
	size_t i, last = 0, k = 0;
	struct buf b;

	buf_init(&b, r->c->arena, 100000);
	for (i = 0; i < n; i++)
		if (!photos[i].refused)
			texts[k++] = en ? photos[i].alt_en : photos[i].alt;
	for (i = 0; i < p->n_sources; i++)
		texts[k++] = en ? p->sources[i].alt_en : p->sources[i].alt;
	for (i = 0; i < k; i++)
		if (!str_empty(texts[i]))
			last = i + 1;
	for (i = 0; i < last; i++)
		part(r, &b, i == 0, texts[i]);
	cell(r, b.s);
}

/* Pictures of the shop, by the addresses that they came from or by their own, then addresses that no picture has come from yet. */
static void
pictures(struct row *r, const struct product *p)
{
	size_t n, i, k = 0;
	const struct media_photo *photos = media_photos(r->c, p->id, &n);
	struct buf b;

	buf_init(&b, r->c->arena, 100000);
	for (i = 0; i < n; i++) {
		const char *from = photos[i].refused ? NULL : media_source_of(r->c, p->id, photos[i].picture.media);

		if (!photos[i].refused)
			part(r, &b, k++ == 0, from ? from : url_absolute(r->c, url_media(r->c, photos[i].picture.hash, "1200", "jpg")));
	}
	for (i = 0; i < p->n_sources; i++)
		part(r, &b, k++ == 0, p->sources[i].url);
	cell(r, b.s);
	alts(r, p, photos, n, false);
	alts(r, p, photos, n, true);
}

/* An amount of goods: "3", "0.25 kg". */
static const char *
amount(struct row *r, enum measure m, int64_t n)
{
	const char *unit = quantity_unit(m);

	if (n < 0)
		return "";
	return m == MEASURE_PIECE ? arena_printf(r->c->arena, "%lld", (long long)n) : arena_printf(r->c->arena, "%s %s", quantity_typed(r->c->arena, "en", m, n), unit);
}

/* Everybody's prices by quantity of a variant, 0: of all. */
static const char *
tiers(struct row *r, const struct product *p, int64_t variant)
{
	const char *all = "";
	size_t i;

	for (i = 0; i < p->n_tiers; i++)
		if (p->tiers[i].variant == variant && !p->tiers[i].group)
			all = arena_printf(r->c->arena, "%s%s%s=%lld", all, *all ? "|" : "", amount(r, p->buying.measure, p->tiers[i].qty), (long long)p->tiers[i].price);
	return all;
}

static const char *
measure(const struct product *p)
{
	bool hundred = p->n_variants && p->variants[0].price_qty == 100;

	switch (p->buying.measure) {
	case MEASURE_GRAM:
		return hundred ? "100 g" : "kg";
	case MEASURE_ML:
		return hundred ? "100 ml" : "l";
	case MEASURE_PIECE:
		break;
	}
	return "";
}

/* Tags with bars between; one alone that holds a comma gets one, too, since commas part them where there is no bar. */
static const char *
tags(struct row *r, const struct product *p)
{
	const char *all = "";
	size_t i;

	for (i = 0; i < p->n_tags; i++)
		all = arena_printf(r->c->arena, "%s%s%s", all, i ? "|" : "", str_replace(r->c->arena, p->tags[i].name, "|", "/"));
	return p->n_tags == 1 && strchr(all, ',') ? arena_printf(r->c->arena, "%s|", all) : all;
}

/* Who made it and how it is sold; of the first row, or (variant) of the others. In an image nothing where nothing is said. */
static void
sold(struct row *r, const struct product *p, const struct variant *v, bool first)
{
	const struct buying *b = &p->buying;
	const char *const cells[] = { p->maker_name, tags(r, p), measure(p), b->min ? amount(r, b->measure, b->min) : "", b->max ? amount(r, b->measure, b->max) : "",
	    b->step ? amount(r, b->measure, b->step) : "", b->together ? "1" : "", tiers(r, p, 0) };
	const char *own = tiers(r, p, v->id);
	bool some = *own != '\0';
	size_t i;

	_Static_assert(ARRAY_LEN(cells) + 1 == ARRAY_LEN(sold_columns), "a cell for each column");
	for (i = 0; first && i < ARRAY_LEN(cells); i++)
		some = some || !str_empty(cells[i]);
	if (!r->e->pictures && !some)
		return;
	for (i = 0; i < ARRAY_LEN(cells); i++)
		cell(r, first ? cells[i] : "");
	cell(r, own);
}

static void
of_product(struct row *r, const struct product *p)
{
	const struct product_texts *en = product_texts(r->c, p->id, "en");

	cell(r, p->name);
	cell(r, en ? en->name : "");
	cell(r, p->slug);
	categories(r, p);
	cell(r, p->status);
	cell(r, p->summary);
	cell(r, en ? en->summary : "");
	cell(r, p->description);
	cell(r, en ? en->description : "");
	cell(r, p->pirt);
	cell(r, p->halal);
	cell(r, p->bpom);
	number(r, p->shelf_life_days, 1);
	cell(r, p->unit);
	number(r, p->tint, 0);
	number(r, p->featured, 0);
}

/* The first row of a product has what belongs to it, the others leave it out. */
static void
blanks(struct row *r, size_t n)
{
	for (; n > 0; n--)
		cell(r, "");
}

static const char *
value_of(const struct product *p, const struct variant *v, size_t option, int64_t *id)
{
	size_t i;

	*id = option < v->n_values ? v->values[option] : 0;
	for (i = 0; *id && i < p->options[option].n_values; i++)
		if (p->options[option].values[i].id == *id)
			return p->options[option].values[i].name;
	return "";
}

static void
options(struct row *r, const struct product *p, const struct variant *v, bool whole)
{
	size_t i;
	int64_t id;

	for (i = 0; i < r->e->options; i++) {
		if (i >= p->n_options) {
			blanks(r, 4);
			continue;
		}
		cell(r, whole ? p->options[i].name : "");
		cell(r, whole ? option_name(r->c, p->options[i].id, "en") : "");
		cell(r, value_of(p, v, i, &id));
		cell(r, id ? option_value_name(r->c, id, "en") : "");
	}
}

/* A day; with its time where it is not the day's beginning (as a last one: its end). */
static void
day(struct row *r, int64_t at, bool last)
{
	int64_t day = at > 0 ? clock_day(at - last, r->e->timezone) : 0, past = at > 0 ? at - clock_day_start(day, r->e->timezone) : 0;

	if (at <= 0)
		cell(r, "");
	else if (past == (last ? 86400 : 0))
		cell(r, clock_iso_day(r->c->arena, day));
	else
		cell(r, arena_printf(r->c->arena, "%s %02d:%02d:%02d", clock_iso_day(r->c->arena, day), (int)(past / 3600), (int)(past / 60 % 60), (int)(past % 60)));
}

static void
of_variant(struct row *r, enum measure m, const struct variant *v)
{
	size_t i;

	cell(r, v->sku);
	cell(r, v->barcode);
	number(r, v->list_price, 0);
	number(r, v->compare_at, 1);
	number(r, v->sale_price, 1);
	day(r, v->sale_from, false);
	day(r, v->sale_to, true);
	if (r->e->cost)
		number(r, v->cost, 0);
	number(r, v->weight_g, 0);
	for (i = 0; i < CATALOG_SIDES; i++)
		number(r, v->size_mm[i], 1);
	cell(r, amount(r, m, v->low_at));
	if (r->e->stock)
		cell(r, amount(r, m, v->on_hand));
}

static void
facts(struct row *r, const struct product *p)
{
	size_t n_id, n_en, i;
	const struct attr *id = product_attrs(r->c, p->id, "id", &n_id), *en = product_attrs(r->c, p->id, "en", &n_en);

	for (i = 0; i < r->e->facts; i++) {
		if (i >= n_id) {
			blanks(r, 4);
			continue;
		}
		cell(r, id[i].name);
		cell(r, i < n_en ? en[i].name : "");
		cell(r, id[i].value);
		cell(r, i < n_en ? en[i].value : "");
	}
}

static void
rows(struct ctx *c, const struct exporter *e, int64_t product, struct buf *b)
{
	struct row r = { c, e, b, true };
	struct product *p = catalog_product(c, product);
	const char *key = p ? exporter_key(c, product, p->slug) : "";
	size_t i;

	if (p)
		catalog_sources(c, p);
	for (i = 0; p && i < p->n_variants; i++) {
		cell(&r, key);
		if (i == 0)
			of_product(&r, p);
		else
			blanks(&r, ARRAY_LEN(product_columns));
		if (e->pictures)
			sold(&r, p, &p->variants[i], i == 0);
		if (e->pictures && i == 0)
			pictures(&r, p);
		else if (e->pictures)
			blanks(&r, ARRAY_LEN(picture_columns));
		options(&r, p, &p->variants[i], i == 0);
		of_variant(&r, p->buying.measure, &p->variants[i]);
		if (i == 0)
			facts(&r, p);
		else
			blanks(&r, 4 * e->facts);
		if (!e->pictures)
			sold(&r, p, &p->variants[i], i == 0);
		row_end(&r);
	}
}

void
exporter_product(struct ctx *c, const struct exporter *e, int64_t product, struct buf *b)
{
	struct ctx own = *c;

	own.arena = arena_open();
	own.lang = "id";
	rows(&own, e, product, b);
	arena_close(own.arena);
	c->err = own.err;
	c->sql_count = own.sql_count;
	c->sql_us = own.sql_us;
}

int64_t
exporter_text(struct ctx *c, const struct exporter_filter *filter, bool cost, struct buf *out)
{
	struct exporter e;
	int64_t after = 0, all = 0;
	const int64_t *ids;
	size_t n, i;

	exporter_shape(c, cost, &e);
	exporter_head(&e, out);
	do {
		ids = goods_ids(c, filter->status, filter->q, filter->only, after, STEP, &n);
		for (i = 0; i < n && !out->full && !err_is_set(c); i++)
			exporter_product(c, &e, ids[i], out);
		after = n ? ids[n - 1] : 0;
		all += (int64_t)n;
	} while (n && !out->full && !err_is_set(c));
	return all;
}

/* --- a file --- */

struct writing {
	const struct exporter_filter *filter;
	struct exporter e;
	bool cost;
	int64_t after, n;	/* the last product of this step, how many */
	struct buf rows;
};

static bool
begin(struct ctx *c, void *arg)
{
	struct writing *w = arg;

	exporter_shape(c, w->cost, &w->e);
	return true;
}

static bool
step(struct ctx *c, void *arg)
{
	struct writing *w = arg;
	size_t n, i;
	const int64_t *ids = goods_ids(c, w->filter->status, w->filter->q, w->filter->only, w->after, STEP, &n);

	buf_init(&w->rows, c->arena, ROWS_MAX);
	for (i = 0; i < n && !err_is_set(c); i++)
		exporter_product(c, &w->e, ids[i], &w->rows);
	w->n = (int64_t)n;
	if (n)
		w->after = ids[n - 1];
	return true;
}

static bool
put(struct ctx *c, int fd, const struct buf *b)
{
	size_t done = 0;

	if (b->full)
		err_set(c, ERR_INTERNAL, "exporter", "a product is larger than %zu bytes", b->max);
	while (done < b->len && !err_is_set(c)) {
		ssize_t n = write(fd, b->s + done, b->len - done);

		if (n < 0 && errno != EINTR)
			err_set(c, ERR_DISK, "exporter", "write: %s", strerror(errno));
		done += n > 0 ? (size_t)n : 0;
	}
	return !err_is_set(c);
}

static bool
write_all(struct ctx *c, int fd, struct writing *w, bool (*progress)(struct ctx *, int64_t, void *), void *arg, int64_t *products)
{
	struct buf head;

	if (!db_transact(c, DB_READ, begin, w))
		return false;
	buf_init(&head, c->arena, 10000);
	exporter_head(&w->e, &head);
	if (!put(c, fd, &head))
		return false;
	for (;;) {
		struct arena_mark mark = arena_mark(c->arena);
		bool ok = db_transact(c, DB_READ, step, w) && put(c, fd, &w->rows);

		arena_back(c->arena, mark);
		if (!ok || w->n == 0)
			return ok;
		*products += w->n;
		if (progress && !progress(c, *products, arg))
			return false;
	}
}

bool
exporter_file(struct ctx *c, const char *path, const struct exporter_filter *filter, bool cost, bool (*progress)(struct ctx *, int64_t, void *), void *arg, int64_t *products)
{
	struct writing w = { .filter = filter, .cost = cost };
	char *temp = arena_printf(c->arena, "%s.part-XXXXXX", path);
	int fd = mkostemp(temp, O_CLOEXEC);	/* two workers may be at the same file */
	bool ok;

	*products = 0;
	if (fd < 0) {
		err_set(c, ERR_DISK, "exporter", "%s: %s", path, strerror(errno));
		return false;
	}
	ok = write_all(c, fd, &w, progress, arg, products);
	if (close(fd) != 0 && ok) {
		err_set(c, ERR_DISK, "exporter", "%s: %s", path, strerror(errno));
		ok = false;
	}
	if (ok && rename(temp, path) != 0) {
		err_set(c, ERR_DISK, "exporter", "%s: %s", path, strerror(errno));
		ok = false;
	}
	if (!ok)
		(void)unlink(temp);
	return ok;
}
