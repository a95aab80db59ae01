/*
 * Makers, tags and categories that an import made for its goods. Taking the import back takes them away, too, but for those that something has come to need since: goods of any state, a condition of a
 * collection, categories below, a link or a searched word that leads there. One that somebody has written something of stays as well.
 */
#include "shop/goods_run_row.h"

#include "base/buf.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/catalog.h"
#include "shop/category_merge.h"
#include "shop/link.h"
#include "shop/maker.h"
#include "shop/search_redirect.h"
#include "shop/tag.h"

#define STEP 100	/* in one transaction */
#define NAMES 12	/* that are told */

enum { Q_MADE, Q_NEXT, Q_DONE, Q_COUNT, Q_NAMES };

static const struct db_stmt q[] = {
	[Q_MADE] = SQL("goods_run.group_made", "INSERT INTO goods_run_group (run, kind, object, name) VALUES ($1, $2, $3, $4) ON CONFLICT (run, kind, object) DO NOTHING"),
	/* What is below a category was made after it. */
	[Q_NEXT] = SQL("goods_run.group_next", "SELECT kind, object, name FROM goods_run_group WHERE run = $1 AND undone = '' ORDER BY object DESC, kind LIMIT $2"),
	[Q_DONE] = SQL("goods_run.group_done", "UPDATE goods_run_group SET undone = $4 WHERE run = $1 AND kind = $2 AND object = $3"),
	[Q_COUNT] = SQL("goods_run.group_count", "SELECT undone, COUNT(*) FROM goods_run_group WHERE run = $1 GROUP BY undone"),
	[Q_NAMES] = SQL("goods_run.group_names", "SELECT name FROM goods_run_group WHERE run = $1 AND undone IN ('used', 'edited') ORDER BY name, kind LIMIT $2"),
};
DB_TABLE(q);

struct made { const char *kind; int64_t id; const char *name; };

/* Its Indonesian name now and how often it was written; NULL: it is gone. */
static const char *
called(struct ctx *c, const char *kind, int64_t id, int64_t *version)
{
	const struct category *g = str_eq(kind, "category") ? catalog_category(c, id) : NULL;
	const struct maker *m = str_eq(kind, "maker") ? maker_get(c, id) : NULL;
	const struct tag *t = str_eq(kind, "tag") ? tag_get(c, id) : NULL;

	*version = g ? g->version : m ? m->version : t ? t->version : 0;
	if (g)
		return category_texts(c, id, "id") ? category_texts(c, id, "id")->name : "";
	if (m)
		return maker_texts(c, id, "id") ? maker_texts(c, id, "id")->name : "";
	return t ? t->name_id : NULL;
}

void
goods_run_group_made(struct ctx *c, int64_t run, const char *kind, int64_t id)
{
	int64_t version;
	const char *name = called(c, kind, id, &version);

	(void)db_exec(c, &q[Q_MADE], DB_I(run), DB_T(kind), DB_I(id), DB_T(name ? name : ""));
}

/* --- taking back --- */

static bool
led_to(struct ctx *c, const char *kind, const char *slug)
{
	const char *lang = c->lang, *path;

	c->lang = "id";		/* paths are kept without a language */
	path = str_eq(kind, "category") ? url_category(c, slug) : url_group(c, kind, slug);
	c->lang = lang;
	return link_leads(c, path) || search_redirect_leads(c, path);
}

static bool
drop(struct ctx *c, const struct made *m)
{
	if (str_eq(m->kind, "category"))
		return category_drop(c, m->id) == CATEGORY_END_OK;
	if (str_eq(m->kind, "maker"))
		return maker_drop(c, m->id) == MAKER_END_OK;
	return tag_drop(c, m->id) == TAG_END_OK;
}

static const char *
fate(struct ctx *c, const struct made *m)
{
	int64_t version;
	const char *name = called(c, m->kind, m->id, &version), **slugs;
	size_t n;

	if (!name)
		return "gone";
	slugs = slug_list(c, m->kind, m->id, &n);
	/* Several addresses: another one has become one with it. */
	if (version != 1 || n > 1 || !str_eq(name, m->name))
		return "edited";
	if (n == 1 && led_to(c, m->kind, slugs[0]))
		return "used";
	return drop(c, m) ? "removed" : "used";
}

bool
goods_run_groups_undo(struct ctx *c, int64_t run)
{
	struct made list[STEP];
	struct db_rows r = db_query(c, &q[Q_NEXT], DB_I(run), DB_I(STEP));
	size_t n = 0, i;

	for (; n < STEP && db_next(&r); n++) {
		list[n].kind = db_str(&r);
		list[n].id = db_int(&r);
		list[n].name = db_str(&r);
	}
	db_done(&r);
	for (i = 0; i < n && !err_is_set(c); i++)
		(void)db_exec(c, &q[Q_DONE], DB_I(run), DB_T(list[i].kind), DB_I(list[i].id), DB_T(fate(c, &list[i])));
	return n < STEP;
}

/* --- telling --- */

struct goods_run_groups
goods_run_groups(struct ctx *c, int64_t run)
{
	struct goods_run_groups g = { 0 };
	struct db_rows r = db_query(c, &q[Q_COUNT], DB_I(run));
	struct buf b;

	while (db_next(&r)) {
		const char *undone = db_str(&r);
		int64_t n = db_int(&r);

		g.removed += str_eq(undone, "removed") ? n : 0;
		g.left += str_eq(undone, "used") || str_eq(undone, "edited") ? n : 0;
	}
	db_done(&r);
	buf_init(&b, c->arena, 16000);
	for (r = db_query(c, &q[Q_NAMES], DB_I(run), DB_I(NAMES)); db_next(&r);)
		(void)buf_printf(&b, "%s%s", b.len ? ", " : "", db_str(&r));
	db_done(&r);
	g.names = b.len ? b.s : "";
	return g;
}
