/*
 * Searching, as the owner sees it: what shoppers look for, what they don't find, and what to do about it with one tap: say what the word means, lead it to a page, or make the goods. Below it the words that
 * lead to a page.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/collection.h"
#include "shop/content.h"
#include "shop/maker.h"
#include "shop/search_log.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "shop/synonym.h"
#include "shop/tag.h"

#define NOTHINGS 30
#define TOPS 50
#define MAKERS 500	/* that are offered as pages to lead to; others by their address */
#define TAGS 200	/* those with the most goods */

static const struct { const char *word; int64_t days; } spans[] = { { "7", 7 }, { "30", 30 }, { "90", 90 } };

static const char *
with_term(struct ctx *c, const char *path, const char *key, const char *term)
{
	return url_with(c, url_admin(c, "%s", path), key, term);
}

static void
row(struct ctx *c, struct view *v, const struct search_said *x)
{
	view_text(v, "TERM", x->term);
	view_int(v, "ASKED", x->asked);
	view_text(v, "TERM_URL", url_search(c, x->term));
	view_text(v, "SYNONYM_URL", with_term(c, "/search/synonyms/new", "word", x->term));
	view_text(v, "LEAD_URL", with_term(c, "/search/redirects/new", "term", x->term));
	view_text(v, "GOODS_URL", with_term(c, "/goods/new", "name", x->term));
}

/* The chosen span's index. */
static size_t
span(struct request *r, struct view *v)
{
	const char *asked = request_query(r, "days");
	size_t at = 1, i;

	for (i = 0; i < ARRAY_LEN(spans); i++)
		if (asked && str_eq(asked, spans[i].word))
			at = i;
	for (i = 0; i < ARRAY_LEN(spans); i++) {
		struct view *tab = view_row(v, "SPAN");

		view_text(tab, "SPAN_URL", with_term(r->c, "/search", "days", spans[i].word));
		view_int(tab, "DAYS", spans[i].days);
		view_flag(tab, "SPAN_ON", i == at);
	}
	return at;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/searches", "more", i18n(c->arena, c->lang, "admin.search", NULL)), *part = NULL;
	int64_t since = clock_day(clock_now(), shop_get(c)->timezone) - spans[span(r, v)].days + 1;
	const struct search_said *list;
	size_t n, i, total;

	shell_back(v, url_admin(c, "/more"));
	(void)synonym_list(c, NULL, 0, 1, &n, &total);
	view_text(v, "SYNONYMS_URL", url_admin(c, "/search/synonyms"));
	view_int(v, "SYNONYMS", (int64_t)total);
	(void)search_redirect_list(c, &n);
	view_text(v, "REDIRECTS_URL", url_admin(c, "/search/redirects"));
	view_int(v, "REDIRECTS", (int64_t)n);
	list = search_log_nothing(c, since, NOTHINGS, &n);
	for (i = 0; i < n; i++) {
		part = part ? part : view_row(v, "NOTHING");
		row(c, view_row(part, "MISSED"), &list[i]);
	}
	list = search_log_top(c, since, TOPS, &n);
	for (i = 0, part = NULL; i < n; i++) {
		struct view *line;

		part = part ? part : view_row(v, "SOME");
		line = view_row(part, "SAID");
		row(c, line, &list[i]);
		if (list[i].hits >= 0)
			view_int(view_row(line, "HITS_KNOWN"), "HITS", list[i].hits);
	}
	view_flag(v, "NONE", n == 0);
	view_text(v, "SHOP_URL", url_home(c));
}

/* --- words that lead to a page --- */

struct lead_form { int64_t version; const char *term, *to, *address; };
static const struct field fields[] = {
	F_INT(struct lead_form, version, 0, INT64_MAX), F_TEXT(struct lead_form, term, 1, SEARCH_TERM_MAX), F_TEXT(struct lead_form, to, 0, SEARCH_PATH_MAX),
	F_TEXT(struct lead_form, address, 0, 500), F_FIN
};

static const char *
lead_url(struct ctx *c, int64_t id)
{
	return id ? url_admin(c, "/search/redirects/%lld", (long long)id) : url_admin(c, "/search/redirects/new");
}

static void
leads(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/search_redirects", "more", i18n(c->arena, c->lang, "admin.redirects", NULL)), *some = NULL;
	size_t n, i;
	const struct search_redirect *all = search_redirect_list(c, &n);

	shell_back(v, url_admin(c, "/search"));
	shell_action(v, lead_url(c, 0), i18n(c->arena, c->lang, "admin.add", NULL));
	for (i = 0; i < n; i++) {
		const char *now = catalog_page_now(c, all[i].path);
		struct view *line;

		some = some ? some : view_row(v, "SOME");
		line = view_row(some, "LEAD");
		view_text(line, "LEAD_URL", lead_url(c, all[i].id));
		view_text(line, "TERM", all[i].term);
		view_text(line, "PATH", now ? now : all[i].path);
		view_flag(line, "LOST", now == NULL);
	}
	if (n == 0)
		view_text(view_row(v, "NONE"), "NEW_URL", lead_url(c, 0));
}

/* The list of pages to choose from, while it is filled. */
struct choosing { struct request *r; struct view *v, *group; const char *chosen, *title; bool known; };

/* Those that follow stand under this heading, once there is one. */
static void
heading(struct choosing *k, const char *message_id)
{
	k->group = NULL;
	k->title = message_id;
}

/* A page to choose; remembers whether the one that is chosen is among them. Paths are kept without a language. */
static void
choice(struct choosing *k, const char *url, const char *name)
{
	struct ctx *c = k->r->c;
	const char *path = url_in(c, url, "id");

	if (str_eq(path, k->chosen))
		k->known = true;
	if (!k->group) {
		k->group = view_row(k->v, "TO_GROUP");
		view_text(k->group, "GROUP_NAME", i18n(c->arena, c->lang, k->title, NULL));
	}
	present_field_choice(k->r, k->group, "TO", "to", k->chosen, path, name);
}

static void
groups(struct ctx *c, struct choosing *k)
{
	size_t n, i;
	int64_t total;
	struct collection **collections = collection_list(c, &n);
	struct maker **makers;
	struct tag **tags;

	heading(k, "admin.collections");
	for (i = 0; i < n; i++)
		if (collections[i]->active)
			choice(k, url_group(c, "collection", collections[i]->slug), collections[i]->name);
	heading(k, "admin.makers");
	makers = maker_list(c, "", true, 0, MAKERS, &n, &total);
	for (i = 0; i < n; i++)
		choice(k, url_group(c, "maker", makers[i]->slug), makers[i]->name);
	heading(k, "admin.tags");
	tags = tag_list(c, "", true, 0, TAGS, &n, &total);
	for (i = 0; i < n && tags[i]->products > 0; i++)
		choice(k, url_group(c, "tag", tags[i]->slug), tags[i]->name);
}

/* All goods, the categories, collections, makers, tags, the pages of text. False: `chosen` is none of these. */
static bool
choices(struct request *r, struct view *v, const char *chosen)
{
	struct ctx *c = r->c;
	struct choosing k = { .r = r, .v = v, .chosen = chosen };
	size_t n, i;
	struct category **tree = catalog_tree(c, false, &n);
	struct page **pages;

	heading(&k, "admin.categories");
	choice(&k, url_products(c), i18n(c->arena, c->lang, "redirect.all_goods", NULL));
	for (i = 0; i < n; i++)
		choice(&k, url_category(c, tree[i]->slug), tree[i]->name);
	groups(c, &k);
	heading(&k, "admin.pages");
	pages = page_list(c, false, &n);
	for (i = 0; i < n; i++)
		choice(&k, url_page(c, pages[i]->slug), pages[i]->title);
	return k.known;
}

static void
page(struct request *r, const struct search_redirect *x)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/search_redirect", "more", i18n(c->arena, c->lang, x->id ? "redirect.title" : "redirect.new", NULL));
	const char *path = catalog_page_now(c, x->path);
	bool known;

	shell_back(v, url_admin(c, x->id ? "/search/redirects" : "/search"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", lead_url(c, x->id));
	present_version(r, v, "redirect.conflict", x->version);
	(void)present_field(r, v, "F_TERM", fields, "term", x->term);
	view_flag(v, "LOST", path == NULL);
	path = path ? path : x->path;
	known = choices(r, v, path);
	(void)present_field(r, v, "F_ADDRESS", fields, "address", known ? "" : path);
	if (x->id) {
		struct view *old = view_row(v, "IS_OLD");

		view_text(old, "DROP_URL", arena_printf(c->arena, "%s/drop", lead_url(c, x->id)));
		view_text(old, "TRY_URL", url_search(c, x->term));
	}
}

static void
lead_show(struct request *r)
{
	const struct search_redirect *x = search_redirect_get(r->c, r->arg_int[0]);

	if (x)
		page(r, x);
	else
		reply_not_found(r);
}

static void
lead_new(struct request *r)
{
	const char *term = request_query(r, "term");

	page(r, &(struct search_redirect){ .term = term ? search_term(r->c->arena, term) : "", .path = "" });
}

/* The path, as its address is now, of a page that is there for everybody; NULL: there is none. */
static const char *
is_there(struct request *r, const char *path)
{
	struct request probe = { .c = r->c, .method = HTTP_GET, .raw_path = arena_mem(r->c->arena, path, strcspn(path, "?#")) };
	const char *lang = r->c->lang, *allow;
	bool found = route_find(&probe, &allow) == ROUTE_FOUND && probe.route->gate == GATE_ANYONE;

	r->c->lang = lang;
	return found ? catalog_page_now(r->c, path) : NULL;
}

static void
lead_save_as(struct request *r, int64_t id, void (*again)(struct request *))
{
	struct ctx *c = r->c;
	struct lead_form f;
	const char *path;

	if (!form_read(r, fields, &f)) {
		reply_again(r, again);
		return;
	}
	f.address = str_empty(f.to) ? f.address : f.to;
	path = search_redirect_path(c, f.address);
	path = path ? is_there(r, path) : NULL;
	if (!path) {
		form_bad(r, "address", str_empty(f.address) ? "redirect.where" : "redirect.path");
		reply_again(r, again);
		return;
	}
	switch (search_redirect_put(c, &id, f.version, f.term, path)) {
	case SEARCH_REDIRECT_OK:
		flash(r, "flash.redirect.saved");
		reply_see_other(r, url_admin(c, "/search/redirects"));
		return;
	case SEARCH_REDIRECT_GONE:
		reply_not_found(r);
		return;
	case SEARCH_REDIRECT_WORDS:
		form_bad(r, "term", "redirect.words");
		break;
	case SEARCH_REDIRECT_PATH:
		form_bad(r, "address", "redirect.path");
		break;
	case SEARCH_REDIRECT_TAKEN:
		form_bad(r, "term", "redirect.taken");
		break;
	case SEARCH_REDIRECT_CONFLICT:
		form_note(r, "redirect.conflict");
		break;
	case SEARCH_REDIRECT_FULL:
		form_note(r, "redirect.full");
		break;
	}
	reply_again(r, again);
}

static void
lead_save(struct request *r)
{
	if (r->arg_int[0] > 0 && search_redirect_get(r->c, r->arg_int[0]))
		lead_save_as(r, r->arg_int[0], lead_show);
	else
		reply_not_found(r);
}

static void
lead_save_new(struct request *r)
{
	lead_save_as(r, 0, lead_new);
}

static void
lead_drop(struct request *r)
{
	if (search_redirect_drop(r->c, r->arg_int[0]) != SEARCH_REDIRECT_OK) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.redirect.dropped");
	reply_see_other(r, url_admin(r->c, "/search/redirects"));
}

static const struct route routes[] = {
	{ "GET", "/admin/search", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/search/redirects", leads, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/search/redirects/new", lead_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/search/redirects/new", lead_save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/search/redirects/{id:int}", lead_show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/search/redirects/{id:int}", lead_save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/search/redirects/{id:int}/drop", lead_drop, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
