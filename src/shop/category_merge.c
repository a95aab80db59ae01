/* Each module that remembers categories has its own function for one that becomes another; here is the list of them, and which shelves are filled anew. */
#include "shop/category_merge.h"

#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/audit.h"
#include "shop/catalog.h"
#include "shop/collection.h"
#include "shop/importer.h"
#include "shop/kit.h"
#include "shop/link.h"
#include "shop/reindex.h"
#include "shop/search_redirect.h"
#include "shop/setting.h"
#include "shop/shelf_pin.h"

/* Those of a path that are not of the other one, the last of it left out. */
static void
shelves_above(struct ctx *c, struct category **path, size_t n, struct category **but, size_t n_but)
{
	size_t i, k;

	for (i = 0; i + 1 < n; i++) {
		for (k = 0; k < n_but && but[k]->id != path[i]->id; k++)
			;
		if (k == n_but)
			shelf_category(c, path[i]->id);
	}
}

/* Links and words that lead to any of its addresses lead to the new one at once. */
static void
addresses_move(struct ctx *c, int64_t from, const char *slug)
{
	const char *lang = c->lang, *to, *at, **all;
	size_t n, i;

	c->lang = "id";		/* paths are kept without a language */
	to = url_category(c, slug);
	all = slug_list(c, "category", from, &n);
	for (i = 0; i < n; i++) {
		at = url_category(c, all[i]);
		link_path_moved(c, at, to);
		search_redirect_moved(c, at, to);
	}
	c->lang = lang;
}

/* How many levels stand below a category, and whether another one is among them. */
static int
height(struct ctx *c, const struct category *g, int64_t other, bool *holds)
{
	size_t n, i;
	struct category **tree = catalog_tree(c, true, &n);
	int most = 0;

	*holds = false;
	for (i = 0; i < n && tree[i]->id != g->id; i++)
		;
	for (i++; i < n && tree[i]->depth > g->depth; i++) {
		most = tree[i]->depth - g->depth > most ? tree[i]->depth - g->depth : most;
		*holds = *holds || tree[i]->id == other;
	}
	return most;
}

enum category_end
category_merge(struct ctx *c, int64_t from, int64_t into)
{
	size_t n_was, n;
	struct category **was = catalog_path(c, from, &n_was), **path = catalog_path(c, into, &n);
	bool below;
	int levels;

	if (n_was == 0 || n == 0)
		return CATEGORY_END_GONE;
	if (from == into)
		return CATEGORY_END_SAME;
	levels = height(c, was[n_was - 1], into, &below);
	if (below)
		return CATEGORY_END_BELOW;
	if ((int)n + levels > CATEGORY_LEVELS)
		return CATEGORY_END_DEEP;
	setting_bump(c, "catalog");
	addresses_move(c, from, path[n - 1]->slug);
	shelf_pin_merge(c, from, into);
	collection_rules_moved(c, "category", from, into);
	import_category_moved(c, from, into);
	print_category_moved(c, from, into);
	category_rows_move(c, from, into);
	reindex(c, REINDEX_CATEGORY, into);
	shelf_group(c, from);
	shelf_category(c, into);
	shelves_above(c, path, n, NULL, 0);
	shelves_above(c, was, n_was, path, n);
	audit(c, "category.merge", "category", from, arena_printf(c->arena, "{\"slug\":\"%s\"}", was[n_was - 1]->slug), arena_printf(c->arena, "{\"into\":%lld}", (long long)into));
	return CATEGORY_END_OK;
}

enum category_end
category_drop(struct ctx *c, int64_t id)
{
	const struct category *g = catalog_category(c, id);

	if (!g)
		return CATEGORY_END_GONE;
	if (category_goods(c, id) > 0 || category_below(c, id) > 0 || collection_rules_of(c, "category", id) > 0)
		return CATEGORY_END_USED;
	setting_bump(c, "catalog");
	slug_drop(c, "category", id);
	shelf_pin_merge(c, id, 0);
	import_category_moved(c, id, 0);
	print_category_moved(c, id, 0);
	shelf_group(c, id);
	category_rows_drop(c, id);
	audit(c, "category.drop", "category", id, arena_printf(c->arena, "{\"slug\":\"%s\"}", g->slug), NULL);
	return CATEGORY_END_OK;
}
