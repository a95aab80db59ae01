/*
 * One product's form, read: each of its buttons sends all of it and shows it again, so nothing typed is lost without a script either. What was sent goes before what
 * is stored; ids that came along count only when they belong to the product.
 */
#include "present/product_form.h"

#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "present/field.h"
#include "present/moment.h"
#include "present/price.h"
#include "present/size.h"
#include "shop/catalog_variant.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define M(type, member, min, max) F_##type(struct product_main, member, min, max)
const struct field product_fields[] = {
	M(INT, version, 0, INT64_MAX), M(INT_OPT, tint, 0, 6),
	M(TEXT, name, 2, 120), M(TEXT, name_en, 0, 120), M(TEXT, summary, 0, 160), M(TEXT, summary_en, 0, 160),
	M(LINES, description, 0, 5000), M(LINES, description_en, 0, 5000), M(TEXT, slug, 0, 80), M(TEXT, unit, 0, 30),
	M(TEXT, opt0, 0, 40), M(TEXT, opt1, 0, 40), M(TEXT, opt2, 0, 40),
	M(TEXT, opt0_en, 0, 40), M(TEXT, opt1_en, 0, 40), M(TEXT, opt2_en, 0, 40),
	F_BOOL(struct product_main, featured), F_BOOL(struct product_main, on_sale), F_FIN
};
const char *const product_form_options[PRODUCT_OPTIONS][2] = { { "opt0", "opt0_en" }, { "opt1", "opt1_en" }, { "opt2", "opt2_en" } };

const char *const product_form_sides[CATALOG_SIDES] = { "l", "w", "h" };

/* What the uploads of a form became, before the transaction. */
struct product_taken {
	const char *hashes[PRODUCT_PICS];
	size_t n;
	const char *fault;	/* message of the first that was refused, or NULL */
};

const char *
product_form_name(struct request *r, const char *key, const char *what)
{
	return arena_printf(r->c->arena, "v%s_%s", key, what);
}

static const char *
typed(struct request *r, const char *key, const char *what)
{
	const char *s = request_form(r, product_form_name(r, key, what));

	return s ? str_trim(r->c->arena, s) : "";
}

static struct product *
product_id(struct ctx *c, int64_t id)
{
	const char *lang = c->lang;
	struct product *p;

	c->lang = "id";
	p = catalog_product(c, id);
	c->lang = lang;
	return p;
}

/* --- the form as it stands --- */

static const struct variant *
variant_of(const struct product *p, const char *id)
{
	int64_t n;
	size_t i;

	for (i = 0; p && id && str_int(id, 1, INT64_MAX, &n) && i < p->n_variants; i++)
		if (p->variants[i].id == n)
			return &p->variants[i];
	return NULL;
}

static void
row_add(struct request *r, struct product_form *s, int64_t key, const struct variant *v)
{
	if (s->n_rows == PRODUCT_ROWS)
		return;
	s->rows[s->n_rows].key = arena_printf(r->c->arena, "%lld", (long long)key);
	s->rows[s->n_rows++].v = v;
	if (key >= s->next)
		s->next = key + 1;
}

/* Rows in the order in which they stood in the form: fields v<key>_id. */
static void
rows_sent(struct request *r, struct product_form *s)
{
	const struct pair *f;
	size_t len;
	int64_t key;

	for (f = r->form; f->name; f++) {
		len = strlen(f->name);
		if (f->name[0] != 'v' || len < 5 || !str_ends(f->name, "_id"))
			continue;
		if (str_int(arena_mem(r->c->arena, f->name + 1, len - 4), 0, 100000, &key))
			row_add(r, s, key, variant_of(s->p, f->value));
	}
}

static void
pic_add(struct product_form *s, const char *media)
{
	int64_t id;
	size_t i, k;

	if (!str_int(media, 1, INT64_MAX, &id) || s->n_pics == PRODUCT_PICS)
		return;
	for (k = 0; k < s->n_pics; k++)
		if (s->pics[k]->picture.media == id)
			return;
	for (i = 0; i < s->n_photos; i++)
		if (s->photos[i].picture.media == id)
			s->pics[s->n_pics++] = &s->photos[i];
}

static void
taken_add(struct request *r, struct product_form *s, const char *hash)
{
	size_t i;

	for (i = 0; i < s->n_taken; i++)
		if (str_eq(s->taken[i], hash))
			return;
	if (s->n_taken < PRODUCT_PICS && media_taken(r->c, hash))
		s->taken[s->n_taken++] = hash;
}

static void
photos_sent(struct request *r, struct product_form *s)
{
	const struct product_taken *t = r->prepared;
	size_t n, i;
	const char **all = request_form_all(r, "pic", &n);
	int64_t known;

	for (i = 0; i < n; i++)
		pic_add(s, all[i]);
	/* Pictures that the worker fetched while the form lay open were not taken off by the person who did not see them. */
	for (i = 0; str_int(request_form(r, "pics_known"), 0, INT64_MAX, &known) && i < s->n_photos; i++)
		if (s->photos[i].link > known)
			pic_add(s, arena_printf(r->c->arena, "%lld", (long long)s->photos[i].picture.media));
	all = request_form_all(r, "taken", &n);
	for (i = 0; i < n; i++)
		taken_add(r, s, all[i]);
	for (i = 0; t && i < t->n; i++)
		taken_add(r, s, t->hashes[i]);
}

static void
pic_move(struct product_form *s, size_t from, size_t to)
{
	const struct media_photo *p = s->pics[from];

	if (from < to)
		memmove(&s->pics[from], &s->pics[from + 1], (to - from) * sizeof(s->pics[0]));
	else
		memmove(&s->pics[to + 1], &s->pics[to], (from - to) * sizeof(s->pics[0]));
	s->pics[to] = p;
}

/* "up.2": what the button pressed does to the form; *i is the number behind the dot. False: it is another act. */
static bool
act_is(const char *act, const char *word, size_t limit, size_t *i)
{
	size_t n = strlen(word);
	int64_t at;

	if (!str_starts(act, word) || act[n] != '.' || !str_int(act + n + 1, 0, (int64_t)limit - 1, &at))
		return false;
	*i = (size_t)at;
	return true;
}

static void
act_do(struct request *r, struct product_form *s, const char *act)
{
	size_t i;

	if (str_eq(act, "more"))
		row_add(r, s, s->next, NULL);
	else if (act_is(act, "row", s->n_rows, &i) && s->n_rows > 1)
		memmove(&s->rows[i], &s->rows[i + 1], (--s->n_rows - i) * sizeof(s->rows[0]));
	else if (act_is(act, "up", s->n_pics, &i) && i > 0)
		pic_move(s, i, i - 1);
	else if (act_is(act, "down", s->n_pics, &i) && i + 1 < s->n_pics)
		pic_move(s, i, i + 1);
	else if (act_is(act, "cover", s->n_pics, &i))
		pic_move(s, i, 0);
	else if (act_is(act, "drop", s->n_pics, &i))
		memmove(&s->pics[i], &s->pics[i + 1], (--s->n_pics - i) * sizeof(s->pics[0]));
	else if (act_is(act, "new", s->n_taken, &i))
		memmove(&s->taken[i], &s->taken[i + 1], (--s->n_taken - i) * sizeof(s->taken[0]));
}

const char *
product_form_act(const struct request *r)
{
	const char *act = r->form ? request_form(r, "act") : NULL;

	return act ? act : "save";
}

const char *
product_form_option(struct request *r, const struct product_form *s, size_t k)
{
	const char *stored = s->p && k < s->p->n_options ? s->p->options[k].name : "";

	return str_trim(r->c->arena, form_typed(r, product_form_options[k][0], stored));
}

/* NULL: there is no such product. id 0: a new one. */
struct product_form *
product_form_load(struct request *r, int64_t id)
{
	struct product_form *s = arena_new(r->c->arena, struct product_form);
	size_t i;

	s->p = id ? product_id(r->c, id) : NULL;
	if (id && !s->p)
		return NULL;
	if (id)
		s->photos = media_photos(r->c, id, &s->n_photos);
	s->many = s->p && (s->p->n_variants > PRODUCT_TABLE || s->p->n_options > PRODUCT_OPTIONS);
	if (r->form) {
		if (!s->many)
			rows_sent(r, s);
		photos_sent(r, s);
		act_do(r, s, product_form_act(r));
	} else {
		for (i = 0; s->p && i < s->p->n_variants && !s->many; i++)
			row_add(r, s, (int64_t)i, &s->p->variants[i]);
		for (i = 0; i < s->n_photos && i < PRODUCT_PICS; i++)
			s->pics[s->n_pics++] = &s->photos[i];
	}
	if (s->many)
		return s;
	if (s->n_rows == 0)
		row_add(r, s, s->next, NULL);
	for (s->columns = 0; s->columns < PRODUCT_OPTIONS && *product_form_option(r, s, s->columns); s->columns++)
		;
	s->simple = s->columns == 0 && s->n_rows == 1;
	return s;
}

/* --- reading it --- */

int64_t
product_form_number(struct request *r, const char *key, const char *what, int64_t min, int64_t max, int64_t none)
{
	const char *s = typed(r, key, what);
	int64_t n;

	if (*s == '\0')
		return none;
	if (!money_parse(s, &n))
		form_bad(r, product_form_name(r, key, what), "product.number");
	else if (n < min || n > max)
		form_bad(r, product_form_name(r, key, what), "product.range");
	else
		return n;
	return none;
}

int64_t
product_form_amount(struct request *r, const struct product *p, const char *key, const char *what, int64_t none)
{
	const char *s = typed(r, key, what);
	int64_t n;

	if (*s == '\0' || !present_quantity_read(r, product_form_name(r, key, what), s, p ? p->buying.measure : MEASURE_PIECE, PRODUCT_COUNT_MAX, &n))
		return none;
	return n;
}

void
product_form_measure(struct request *r, struct view *v, const struct product *p)
{
	enum measure m = p ? p->buying.measure : MEASURE_PIECE;

	view_text(v, "QTY_KEYS", m == MEASURE_PIECE ? "numeric" : "decimal");
	if (m == MEASURE_PIECE)
		return;
	v = view_row(v, "BY_MEASURE");
	view_text(v, "QTY_UNIT", quantity_unit(m));
	view_text(v, "PER", present_per(r->c, m, p->n_variants > 0 ? p->variants[0].price_qty : QUANTITY_BIG));
}

/* A promo's moment; as its end a day alone, or its last minute, is the whole day. */
static int64_t
moment_read(struct request *r, const char *key, const char *what, bool end)
{
	const char *s = typed(r, key, what);
	int64_t at;

	if (*s == '\0')
		return NO_NUMBER;
	if (end ? present_moment_end(r->c, s, &at) : present_moment_parse(r->c, s, &at))
		return at;
	form_bad(r, product_form_name(r, key, what), "product.date");
	return NO_NUMBER;
}

/* The English that was typed for a value, known by its Indonesian text. */
static const char *
value_en(struct request *r, const struct product_form *s, size_t k, const char *name)
{
	const char *folded = utf8_fold(r->c->arena, name), *en;
	size_t i;

	for (i = 0; s->p && k < s->p->n_options && i < s->p->options[k].n_values; i++) {
		const struct option_value *o = &s->p->options[k].values[i];

		if (!str_eq(utf8_fold(r->c->arena, o->name), folded))
			continue;
		en = request_form(r, arena_printf(r->c->arena, "en_%lld", (long long)o->id));
		return en ? utf8_cut(r->c->arena, str_trim(r->c->arena, en), 60) : option_value_name(r->c, o->id, "en");
	}
	return "";
}

static void
prices_check(struct request *r, const char *key, const struct variant_edit *e)
{
	if (e->compare_at > 0 && e->compare_at <= e->price)
		form_bad(r, product_form_name(r, key, "was"), "product.was_low");
	if (e->sale_price > 0 && e->sale_price >= e->price)
		form_bad(r, product_form_name(r, key, "sale"), "product.sale_high");
	if (e->sale_from > 0 && e->sale_to > 0 && e->sale_to <= e->sale_from)
		form_bad(r, product_form_name(r, key, "to"), "product.days");
	if (e->sale_price <= 0 && (e->sale_from > 0 || e->sale_to > 0))
		form_bad(r, product_form_name(r, key, "sale"), "product.sale_missing");
}

/* The picture that a variant shows: none when that one is taken off in the same form. */
static int64_t
row_media(struct request *r, const struct product_form *s, const struct product_row *row)
{
	const char *sent = request_form(r, product_form_name(r, row->key, "media"));
	int64_t id = row->v ? row->v->media : 0;
	size_t i;

	if (sent && !str_int(sent, 0, INT64_MAX, &id))
		id = 0;
	for (i = 0; i < s->n_pics; i++)
		if (s->pics[i]->picture.media == id)
			return id;
	return 0;
}

static void
size_read(struct request *r, const char *key, int64_t mm[CATALOG_SIDES])
{
	const char *names[CATALOG_SIDES], *cm[CATALOG_SIDES];
	size_t i;

	for (i = 0; i < CATALOG_SIDES; i++) {
		names[i] = product_form_name(r, key, product_form_sides[i]);
		cm[i] = typed(r, key, product_form_sides[i]);
	}
	(void)present_size_read(r, names, cm, mm);
}

static void
row_read(struct request *r, const struct product_form *s, const struct product_row *row, struct variant_edit *e)
{
	const char *key = row->key;
	size_t k;

	e->active = true;
	e->id = row->v ? row->v->id : 0;
	for (k = 0; k < s->columns; k++) {
		e->values[k][0] = utf8_cut(r->c->arena, typed(r, key, arena_printf(r->c->arena, "o%zu", k)), 60);
		e->values[k][1] = value_en(r, s, k, e->values[k][0]);
		if (*e->values[k][0] == '\0')
			form_bad(r, product_form_name(r, key, arena_printf(r->c->arena, "o%zu", k)), "form.required");
	}
	e->price = product_form_number(r, key, "price", 1, MONEY_MAX, NO_NUMBER);
	if (e->price == NO_NUMBER)
		form_bad(r, product_form_name(r, key, "price"), "product.price");
	e->compare_at = product_form_number(r, key, "was", 1, MONEY_MAX, NO_NUMBER);
	e->sale_price = product_form_number(r, key, "sale", 1, MONEY_MAX, NO_NUMBER);
	e->sale_from = moment_read(r, key, "from", false);
	e->sale_to = moment_read(r, key, "to", true);
	e->weight_g = product_form_number(r, key, "g", 0, PRODUCT_WEIGHT_MAX, 0);
	size_read(r, key, e->size_mm);
	e->low_at = product_form_amount(r, s->p, key, "low", 0);
	/* Counted only when it was changed here: meanwhile something may have been sold. */
	e->stock = product_form_amount(r, s->p, key, "stock", row->v ? NO_NUMBER : 0);
	if (row->v && str_eq(typed(r, key, "stock"), typed(r, key, "had")))
		e->stock = NO_NUMBER;
	e->cost = row->v ? row->v->cost : NO_NUMBER;
	if (role_may(r->staff->role, RIGHT_COST_SEE))
		e->cost = product_form_number(r, key, "cost", 0, MONEY_MAX, NO_NUMBER);
	e->sku = utf8_cut(r->c->arena, typed(r, key, "sku"), 60);
	e->barcode = utf8_cut(r->c->arena, typed(r, key, "code"), 60);
	e->media = row_media(r, s, row);
	prices_check(r, key, e);
}

static void
rows_read(struct request *r, const struct product_form *s, struct product_edit *e)
{
	size_t i;

	e->variants = arena_new_n(r->c->arena, s->n_rows, struct variant_edit);
	e->n_variants = s->n_rows;
	for (i = 0; i < s->n_rows; i++)
		row_read(r, s, &s->rows[i], &e->variants[i]);
	if (s->n_rows > 1 && s->columns == 0)
		form_bad(r, "opt0", "product.option_missing");
}

static void
categories_read(struct request *r, struct product_edit *e)
{
	size_t n, n_tree, i, k;
	const char **sent = request_form_all(r, "cat", &n);
	struct category **tree = catalog_tree(r->c, true, &n_tree);
	int64_t *ids = arena_new_n(r->c->arena, n_tree, int64_t);

	for (i = 0; i < n_tree; i++) {
		for (k = 0; k < n && !str_eq(sent[k], arena_printf(r->c->arena, "%lld", (long long)tree[i]->id)); k++)
			;
		if (k < n)
			ids[e->n_categories++] = tree[i]->id;
	}
	e->categories = ids;
}

static void
edit_fill(struct request *r, const struct product_form *s, const struct product_main *f, struct product_edit *e)
{
	const char *const options[PRODUCT_OPTIONS][2] = { { f->opt0, f->opt0_en }, { f->opt1, f->opt1_en }, { f->opt2, f->opt2_en } };
	const struct product *p = s->p;

	*e = (struct product_edit){
		.name = { f->name, f->name_en }, .summary = { f->summary, f->summary_en },
		.description = { f->description, f->description_en }, .slug = f->slug,
		.status = p && str_eq(p->status, "archived") ? "archived" : f->on_sale ? "active" : "draft",
		.unit = f->unit, .pirt = p ? p->pirt : "", .halal = p ? p->halal : "", .bpom = p ? p->bpom : "",
		.shelf_life_days = p ? p->shelf_life_days : 0, .keep_attrs = true, .tint = f->tint > 0 ? f->tint : 0, .featured = f->featured,
	};
	e->keep_variants = s->many;
	if (!s->many)
		memcpy(e->options, options, sizeof(options));
	if (*f->name_en == '\0' && (*f->summary_en || *f->description_en))
		form_bad(r, "name_en", "product.name_en");
	if (!s->many)
		rows_read(r, s, e);
	categories_read(r, e);
}

bool
product_form_read(struct request *r, const struct product_form *s, struct product_edit *e, int64_t *version)
{
	const struct product_taken *t = r->prepared;
	struct product_main f;
	bool ok = form_read(r, product_fields, &f);

	if (t && t->fault)
		form_bad(r, "photo", t->fault);
	edit_fill(r, s, &f, e);
	*version = f.version;
	return ok && r->n_errors == 0;
}

static const char *
alt_read(struct request *r, const char *prefix, const struct media_photo *p)
{
	const char *s = request_form(r, arena_printf(r->c->arena, "%s_%lld", prefix, (long long)p->picture.media));

	return s ? utf8_cut(r->c->arena, str_trim(r->c->arena, s), 160) : "";
}

/* Pictures as the form has them: in its order, with its texts, without those taken off, the new ones last. GONE: somebody else took it off, which is what counts then. */
void
product_form_photos(struct request *r, const struct product_form *s, int64_t product)
{
	enum media_edit done = MEDIA_EDIT_OK;
	size_t i, k;

	for (i = 0; i < s->n_photos; i++) {
		for (k = 0; k < s->n_pics && s->pics[k] != &s->photos[i]; k++)
			;
		if (k == s->n_pics)
			done = media_detach(r->c, product, s->photos[i].picture.media);
	}
	for (i = 0; i < s->n_pics && done == MEDIA_EDIT_OK; i++) {
		const struct media_photo *p = s->pics[i];
		const char *alt = alt_read(r, "alt", p), *alt_en = alt_read(r, "alten", p);

		if (s->n_pics != s->n_photos || p != &s->photos[i])
			done = media_move(r->c, product, p->picture.media, (int64_t)i);
		if (done == MEDIA_EDIT_OK && (!str_eq(alt, p->alt) || !str_eq(alt_en, p->alt_en)))
			done = media_alt(r->c, product, p->picture.media, alt, alt_en);
	}
	if (s->many)
		variants_media_tidy(r->c, product);
	for (i = 0; i < s->n_taken; i++)
		media_attach(r->c, product, media_put(r->c, s->taken[i]), "", "");
}

/* Before any transaction: the uploads are looked at and moved (once, also when this step is run again); what was wrong with one is told by the page. */
void
product_form_take(struct request *r)
{
	struct product_taken *t = arena_new(r->c->arena, struct product_taken);
	const struct upload *u;
	const char *hash;
	size_t i;

	if (r->prepared)
		return;
	r->prepared = t;
	for (i = 0; t->n < PRODUCT_PICS && (u = request_upload(r, "photo", i)); i++) {
		switch (media_take(r->c, u->path, u->size, &hash)) {
		case MEDIA_OK:
			t->hashes[t->n++] = hash;
			break;
		case MEDIA_TOO_LARGE:
			t->fault = "media.large";
			break;
		case MEDIA_NOT_A_PICTURE:
			t->fault = "media.type";
			break;
		case MEDIA_NO_SPACE:
			t->fault = "media.space";
			break;
		}
	}
}
