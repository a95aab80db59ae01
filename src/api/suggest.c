/*
 * What the shop's script asks for while one types or looks around: /suggest (goods, and what has a page of its own, for a word that has only begun) and /cards (goods by their ids, for those that were seen on this
 * phone). No cookie is read, so both are the same for everybody and may be kept by any cache; ?lang= says the language, since answers for programs have no prefix.
 */
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "shop/catalog.h"
#include "shop/collection.h"
#include "shop/content.h"
#include "shop/maker.h"
#include "shop/search.h"
#include "shop/setting.h"
#include "shop/tag.h"

#define Q_MIN 2
#define Q_MAX 60	/* code points; who writes more knows what is looked for */
#define WORDS 8
#define GOODS 5
#define CATEGORIES 3
#define PAGES 2
#define GROUPS 2	/* collections, makers, tags: of each */
#define NAMED 40	/* makers or tags with the first word in their names that are looked at */
#define IDS 12		/* as many as the phone remembers (static/js/seen.js) */

/* False: the language is none of ours, or the caller has the answer already. */
static bool
begin(struct request *r)
{
	const char *lang = request_query(r, "lang");

	if (lang && !str_eq(lang, "en") && !str_eq(lang, "id")) {
		reply_json(r, 400, "{}");
		return false;
	}
	r->c->lang = lang && str_eq(lang, "en") ? "en" : "id";
	etag_add(r, "catalog", catalog_version(r->c));
	etag_add(r, "shop", shop_get(r->c)->version);
	etag_add(r, "open", collections_open(r->c)->until);
	etag_add(r, "lean", r->save_data);
	return !etag_fresh(r);
}

/* Does each word of q begin a word of the name? Both are folded. */
static bool
begins(const char *const *words, const char *name)
{
	for (; *words; words++) {
		const char *s = strstr(name, *words);

		while (s && s > name && s[-1] != ' ' && s[-1] != '-' && s[-1] != '(')
			s = strstr(s + 1, *words);
		if (!s)
			return false;
	}
	return true;
}

static void
put(struct ctx *c, struct js_out *o, const char *kind, const char *name, const char *url)
{
	js_out_object(o, NULL);
	js_out_text(o, "k", i18n(c->arena, c->lang, kind, NULL));
	js_out_text(o, "n", name);
	js_out_text(o, "u", url);
	js_out_end(o);
}

/* One of a collection, a maker or a tag that has goods, as long as there is room. */
static void
group(struct ctx *c, struct js_out *o, const char *const *words, const char *kind, const char *name, const char *slug, size_t *shown)
{
	if (*shown == GROUPS || !begins(words, utf8_fold(c->arena, name)))
		return;
	put(c, o, arena_printf(c->arena, "suggest.%s", kind), name, url_group(c, kind, slug));
	++*shown;
}

static size_t
groups(struct ctx *c, struct js_out *o, const char *const *words)
{
	const struct collection_open *open = collections_open(c);
	size_t shown[3] = { 0 }, n, i;
	struct maker **makers;
	struct tag **tags;
	int64_t total;

	for (i = 0; i < open->n; i++)
		group(c, o, words, "collection", open->list[i]->name, open->list[i]->slug, &shown[0]);
	makers = maker_list(c, words[0], true, 0, NAMED, &n, &total);
	for (i = 0; i < n; i++)
		group(c, o, words, "maker", makers[i]->name, makers[i]->slug, &shown[1]);
	tags = tag_list(c, words[0], true, 0, NAMED, &n, &total);
	for (i = 0; i < n; i++)
		if (tags[i]->products > 0)
			group(c, o, words, "tag", tags[i]->name, tags[i]->slug, &shown[2]);
	return shown[0] + shown[1] + shown[2];
}

/* Categories that have goods, groups of goods, and pages of text, by their names. */
static size_t
others(struct ctx *c, struct js_out *o, const char *const *words)
{
	size_t n, i, shown = 0, pages = 0, grouped;
	struct category **tree = catalog_tree(c, false, &n);
	struct page **all;

	js_out_list(o, "more");
	for (i = 0; i < n && shown < CATEGORIES; i++) {
		if (tree[i]->products == 0 || !begins(words, utf8_fold(c->arena, tree[i]->name)))
			continue;
		put(c, o, "suggest.category", tree[i]->name, url_category(c, tree[i]->slug));
		shown++;
	}
	grouped = groups(c, o, words);
	all = page_list(c, false, &n);
	for (i = 0; i < n && pages < PAGES; i++) {
		if (!begins(words, utf8_fold(c->arena, all[i]->title)))
			continue;
		put(c, o, "suggest.page", all[i]->title, url_page(c, all[i]->slug));
		pages++;
	}
	js_out_end(o);
	return shown + grouped + pages;
}

static size_t
goods(struct request *r, struct js_out *o, const int64_t *ids, size_t n_ids)
{
	struct card **cards;
	size_t n = 0, i;

	cards = n_ids > 0 ? catalog_cards(r->c, ids, n_ids, &n) : NULL;
	js_out_list(o, "goods");
	for (i = 0; i < n; i++)
		present_card_js(r->c, o, cards[i], !r->save_data);
	js_out_end(o);
	return n;
}

static const char *
asked(struct request *r)
{
	const char *q = request_query(r, "q");
	size_t n;

	q = q && strlen(q) <= 400 ? str_trim(r->c->arena, q) : "";
	n = utf8_len(q);
	return n >= Q_MIN && n <= Q_MAX ? q : "";
}

static void
suggest(struct request *r)
{
	struct ctx *c = r->c;
	const char *q = asked(r), **words;
	size_t n_words, n = 0, total;
	struct js_out o;
	int64_t *ids;

	if (!begin(r))
		return;
	words = str_split(c->arena, utf8_fold(c->arena, q), ' ', &n_words);
	ids = n_words > 0 ? search(c, q, GOODS, &n) : NULL;
	js_out_init(&o, c->arena, false);
	total = goods(r, &o, ids, n);
	if (n_words > 0 && n_words <= WORDS)
		total += others(c, &o, words);
	if (total > 0) {
		js_out_text(&o, "say", i18n(c->arena, c->lang, "suggest.count", arena_printf(c->arena, "%zu", total), NULL));
		js_out_text(&o, "all", i18n(c->arena, c->lang, "suggest.all", q, NULL));
	}
	reply_json(r, 200, js_out_done(&o));
}

static void
cards(struct request *r)
{
	const char *list = request_query(r, "ids"), **parts;
	int64_t ids[IDS];
	struct js_out o;
	size_t n = 0, i;

	parts = str_split(r->c->arena, list && strlen(list) <= IDS * 21 ? list : "", ',', NULL);
	for (i = 0; parts[i] && n < IDS; i++)
		if (str_int(parts[i], 1, INT64_MAX, &ids[n]))
			n++;
	if (!begin(r))
		return;
	js_out_init(&o, r->c->arena, false);
	(void)goods(r, &o, ids, n);
	reply_json(r, 200, js_out_done(&o));
}

static const struct route routes[] = {
	{ "GET", "/suggest", suggest, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ "GET", "/cards", cards, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
