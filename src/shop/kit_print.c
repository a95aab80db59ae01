/* Print runs: which goods, under which title, with which link; drawn as a poster of pages. A run keeps its goods and code, never its prices: what is printed again says what things cost now. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/catalog.h"
#include "shop/kit.h"
#include "shop/setting.h"

const char *const print_kinds[] = { "picture", "a4", "a5", NULL };

enum { Q_NEW, Q_LINK, Q_POSTER, Q_GET, Q_GOODS, Q_LIST, Q_COUNT, Q_PRUNE, Q_CATEGORY };

#define COLS "SELECT id, kind, lang, title, category, goods_n, link, poster, made_at FROM print_run"

static const struct db_stmt q[] = {
	[Q_NEW] = SQL("print.new", "INSERT INTO print_run (kind, lang, title, category, goods, goods_n, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"),
	[Q_LINK] = SQL("print.link", "UPDATE print_run SET link = $2 WHERE id = $1"),
	[Q_POSTER] = SQL("print.poster", "UPDATE print_run SET poster = $2, goods_n = $3 WHERE id = $1"),
	[Q_GET] = SQL("print.get", COLS " WHERE id = $1"),
	[Q_GOODS] = SQL("print.goods", "SELECT goods FROM print_run WHERE id = $1"),
	[Q_LIST] = SQL("print.list", COLS " ORDER BY id DESC LIMIT $1 OFFSET $2"),
	[Q_COUNT] = SQL("print.count", "SELECT COUNT(*) FROM print_run"),
	[Q_PRUNE] = SQL("print.prune", "DELETE FROM print_run WHERE id <= (SELECT id FROM print_run ORDER BY id DESC LIMIT 1 OFFSET $1)"),
	[Q_CATEGORY] = SQL("print.category", "UPDATE print_run SET category = $2 WHERE category = $1"),
};
DB_TABLE(q);

struct row { struct print_run run; int64_t link, poster; };

static struct row
read_row(struct db_rows *r)
{
	struct row x = { .run.id = db_int(r) };

	x.run.kind = db_str(r);
	x.run.lang = db_str(r);
	x.run.title = db_str(r);
	x.run.category = db_int(r);
	x.run.goods = db_int(r);
	x.link = db_int(r);
	x.poster = db_int(r);
	x.run.made_at = db_int(r);
	return x;
}

static struct row *
find(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct row *x = NULL;

	if (db_next(&r)) {
		x = arena_new(c->arena, struct row);
		*x = read_row(&r);
	}
	db_done(&r);
	if (x) {
		x->run.link = link_get(c, x->link);
		x->run.poster = x->poster ? poster_get(c, x->poster) : NULL;
	}
	return err_is_set(c) ? NULL : x;
}

const struct print_run *
print_get(struct ctx *c, int64_t id)
{
	const struct row *x = find(c, id);

	return x ? &x->run : NULL;
}

struct print_run *
print_list(struct ctx *c, int64_t page, int per_page, size_t *n, int64_t *total)
{
	struct row *rows = arena_array(c->arena, (size_t)per_page, sizeof(*rows));
	struct print_run *all = arena_new_n(c->arena, (size_t)per_page, struct print_run);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_I(per_page), DB_I((page - 1) * per_page));

	for (*n = 0; *n < (size_t)per_page && db_next(&r); ++*n)
		rows[*n] = read_row(&r);
	db_done(&r);
	for (size_t i = 0; i < *n; i++) {
		all[i] = rows[i].run;
		all[i].link = link_get(c, rows[i].link);
	}
	*total = db_one_int(c, 0, &q[Q_COUNT]);
	return all;
}

const char *
print_file_name(struct ctx *c, const struct print_run *p)
{
	char *s = arena_str(c->arena, p->title);

	for (char *t = s; *t; t++)
		if ((unsigned char)*t < 0x20 || *t == 0x7f || strchr("/\\:*?\"<>|", *t))
			*t = '-';
	return p->link ? arena_printf(c->arena, "%s %s", s, p->link->spoken) : s;
}

/* --- making --- */

static int64_t
draw(struct ctx *c, const struct print_run *run, const struct link *l, struct card **cards, size_t n)
{
	struct poster_item *items = arena_new_n(c->arena, n, struct poster_item);
	bool a5 = str_eq(run->kind, "a5"), pdf = a5 || str_eq(run->kind, "a4");
	struct poster p = {
		.layout = POSTER_LIST, .pdf = pdf, .w = a5 ? 148 : pdf ? 210 : 1080, .h = a5 ? 210 : pdf ? 297 : 1350, .title = run->title, .shop = shop_get(c)->name,
		.say = i18n(c->arena, c->lang, "print.say", l->spoken, NULL), .foot = kit_foot(c), .qr = link_url(c, l), .items = items, .n_items = n,
	};
	int64_t id;

	for (size_t i = 0; i < n; i++)
		items[i] = kit_item(c, cards[i]);
	id = poster_ask(c, &p);
	poster_hold(c, id, clock_now() + PRINT_HOLD_S);
	(void)db_exec(c, &q[Q_POSTER], DB_I(run->id), DB_I(id), DB_I((int64_t)n));
	return id;
}

/* Where its code leads: to the category that it shows, else to the shop's front. */
static const char *
path_of(struct ctx *c, int64_t category)
{
	const struct category *g = category ? catalog_category(c, category) : NULL;

	return g && g->shown ? url_category(c, g->slug) : url_home(c);
}

static const char *
goods_text(struct ctx *c, const struct print_new *p)
{
	json_t *list = js_own(c->arena, json_array());

	for (size_t i = 0; i < p->n; i++)
		json_array_append_new(list, json_integer((json_int_t)p->goods[i]));
	return js_text(c->arena, list);
}

int64_t
print_make(struct ctx *c, const struct print_new *ask)
{
	const char *was = kit_lang(c, ask->lang), *path;
	size_t n;
	struct card **cards = catalog_cards(c, ask->goods, ask->n, &n);
	const struct link *l;
	struct print_run run = { .kind = ask->kind, .lang = ask->lang, .title = ask->title };

	if (n > 0) {
		run.id = db_one_int(c, 0, &q[Q_NEW], DB_T(ask->kind), DB_T(ask->lang), DB_T(ask->title), DB_I(ask->category), DB_T(goods_text(c, ask)), DB_I((int64_t)n), DB_I(clock_now()));
		(void)kit_lang(c, "id");
		path = path_of(c, ask->category);
		(void)kit_lang(c, ask->lang);
		l = run.id ? link_make(c, &(struct link_new){ .kind = "print", .channel = "print", .campaign = ask->campaign, .path = path, .label = ask->title, .object = run.id }) : NULL;
		if (l) {
			(void)db_exec(c, &q[Q_LINK], DB_I(run.id), DB_I(l->id));
			(void)draw(c, &run, l, cards, n);
			(void)db_exec(c, &q[Q_PRUNE], DB_I(PRINT_RUNS_MAX));
		}
	}
	(void)kit_lang(c, was);
	return run.id;
}

bool
print_again(struct ctx *c, int64_t id)
{
	const struct row *x = find(c, id);
	const char *goods = x ? db_one_text(c, &q[Q_GOODS], DB_I(id)) : "", *why = "", *was;
	const json_t *list = x && goods ? js_parse(c->arena, goods, strlen(goods), &why) : NULL;
	size_t n = json_array_size(list);
	int64_t *ids = arena_new_n(c->arena, n + 1, int64_t);
	struct card **cards;

	if (!x || !x->run.link || n == 0 || n > PRINT_GOODS_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		ids[i] = json_integer_value(json_array_get(list, i));
	was = kit_lang(c, x->run.lang);
	cards = catalog_cards(c, ids, n, &n);
	if (n > 0)
		(void)draw(c, &x->run, x->run.link, cards, n);
	(void)kit_lang(c, was);
	return n > 0;
}

void
print_category_moved(struct ctx *c, int64_t from, int64_t into)
{
	(void)db_exec(c, &q[Q_CATEGORY], DB_I(from), DB_I(into));
}
