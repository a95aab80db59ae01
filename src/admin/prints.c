/* Price lists and leaflets: choosing goods by category or one by one, the runs that were made with their codes, and one run's files. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/campaign.h"
#include "present/field.h"
#include "present/link.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/kit.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define PER_PAGE 20
#define FEW 24		/* goods of a small shop: a first look at the form has all of them ticked */

struct print_form { const char *title, *kind, *lang; int64_t category; };
static const struct field fields[] = {
	F_TEXT(struct print_form, title, 2, 60),
	F_CHOICE(struct print_form, kind, "picture|a4|a5"),
	F_CHOICE(struct print_form, lang, "id|en"),
	F_INT_OPT(struct print_form, category, 0, INT64_MAX),
	F_FIN
};

static const char *
kind_name(struct ctx *c, const char *kind)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, "print.kind.%s", kind), NULL);
}

static void
run_row(struct ctx *c, struct view *row, const struct print_run *p)
{
	view_text(row, "RUN_TITLE", p->title);
	view_text(row, "RUN_KIND", kind_name(c, p->kind));
	view_int(row, "RUN_GOODS", p->goods);
	view_text(row, "RUN_DAY", clock_date(c->arena, p->made_at, shop_get(c)->timezone, c->lang));
	view_text(row, "RUN_CODE", p->link ? p->link->spoken : "");
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/prints", "more", i18n(c->arena, c->lang, "admin.prints", NULL));
	struct pager pager;
	const struct print_run *runs;
	struct report_link sums[PER_PAGE];
	int64_t total;
	size_t n;

	shell_back(v, url_admin(c, "/more"));
	shell_action(v, url_admin(c, "/prints/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	runs = print_list(c, request_page(r), PER_PAGE, &n, &total);
	for (size_t i = 0; i < n; i++)
		sums[i].link = runs[i].link ? runs[i].link->id : 0;
	report_links(c, sums, n);
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "RUN");

		run_row(c, row, &runs[i]);
		present_link(r, row, &sums[i]);
		view_text(row, "RUN_URL", url_admin(c, "/prints/%lld", (long long)runs[i].id));
	}
	view_flag(v, "EMPTY", total == 0);
	view_text(v, "NEW_URL", url_admin(c, "/prints/new"));
	for (pager_start(&pager, request_page(r), total, PER_PAGE); pager_next(&pager);)
		present_page_link(v, &pager, url_with(c, url_admin(c, "/prints"), "page", arena_printf(c->arena, "%lld", (long long)pager.at)));
}

/* --- a new one --- */

static int64_t
category_asked(const struct request *r)
{
	const char *s = r->form ? request_form(r, "category") : request_query(r, "category");
	int64_t id = 0;

	return s && str_int(s, 0, INT64_MAX, &id) ? id : 0;
}

static bool
ticked(struct request *r, int64_t id, bool all)
{
	size_t n;
	const char **sent = r->form ? request_form_all(r, "goods", &n) : NULL;

	if (!r->form)
		return all;
	for (size_t i = 0; sent && i < n; i++)
		if (str_eq(sent[i], arena_printf(r->c->arena, "%lld", (long long)id)))
			return true;
	return false;
}

static void
goods_show(struct request *r, struct view *v, int64_t category)
{
	struct ctx *c = r->c;
	int64_t total;
	size_t n;
	struct card **cards = catalog_list(c, &(struct list_query){ .category = category, .page = 1, .per_page = PRINT_GOODS_MAX }, &n, &total);

	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "GOODS");

		view_int(row, "GOODS_ID", cards[i]->id);
		view_text(row, "GOODS_NAME", cards[i]->name);
		view_money(row, "GOODS_PRICE", cards[i]->price.now);
		view_flag(row, "GOODS_FROM", cards[i]->from);
		view_flag(row, "GOODS_FLAT", !cards[i]->from);
		view_flag(row, "ON", ticked(r, cards[i]->id, total <= FEW || request_query(r, "category")));
	}
	view_flag(v, "NO_GOODS", n == 0);
	view_flag(v, "SOME_GOODS", n > 0);
	if (total > (int64_t)n)
		view_int(view_row(v, "TOO_MANY"), "GOODS_MOST", PRINT_GOODS_MAX);
}

static void
new_show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/print_new", "more", i18n(c->arena, c->lang, "print.new", NULL)), *row;
	int64_t category = category_asked(r);
	size_t n;
	struct category **tree = catalog_tree(c, false, &n);
	const char *title = i18n(c->arena, c->lang, "print.title", NULL);

	shell_back(v, url_admin(c, "/prints"));
	present_form(r, v);
	for (size_t i = 0; i < n; i++) {
		row = view_row(v, "CATEGORY");
		view_int(row, "CATEGORY_ID", tree[i]->id);
		view_text(row, "CATEGORY_NAME", tree[i]->name);
		view_flag(row, "BELOW", tree[i]->depth > 0);
		view_flag(row, "CHOSEN", tree[i]->id == category);
		title = tree[i]->id == category ? tree[i]->name : title;
	}
	view_text(v, "NEW_URL", url_admin(c, "/prints/new"));
	view_int(v, "CATEGORY_NOW", category);
	(void)present_field(r, v, "F_TITLE", fields, "title", title);
	for (size_t i = 0; print_kinds[i]; i++)
		(void)present_field_choice(r, v, "F_KIND", "kind", "picture", print_kinds[i], kind_name(c, print_kinds[i]));
	(void)present_field_choice(r, v, "F_LANG", "lang", "id", "id", i18n(c->arena, c->lang, "kit.lang.id", NULL));
	(void)present_field_choice(r, v, "F_LANG", "lang", "id", "en", i18n(c->arena, c->lang, "kit.lang.en", NULL));
	present_campaigns(r, v, NULL, 0, false);
	goods_show(r, v, category);
	row = view_row(v, "F_GOODS");
	view_text(row, "FIELD", "goods");
	view_text(row, "ERROR", present_error(r, NULL, "goods"));
	view_flag(row, "BAD", form_error(r, "goods") != NULL);
}

static void
new_save(struct request *r)
{
	struct print_form f;
	bool ok = form_read(r, fields, &f);
	size_t sent = 0, n = 0;
	const char **list = request_form_all(r, "goods", &sent);
	int64_t *ids = arena_new_n(r->c->arena, sent + 1, int64_t), id = 0, campaign = present_campaign_sent(r, 0, false);

	for (size_t i = 0; list && i < sent; i++)
		n += str_int(list[i], 1, INT64_MAX, &ids[n]) ? 1 : 0;
	if (n == 0)
		form_bad(r, "goods", "print.none");
	else if (n > PRINT_GOODS_MAX)
		form_bad(r, "goods", "print.many");
	if (ok && r->n_errors == 0) {
		id = print_make(r->c, &(struct print_new){ .kind = f.kind, .lang = f.lang, .title = f.title, .category = f.category == NO_NUMBER ? 0 : f.category, .campaign = campaign, .goods = ids, .n = n });
		if (!id)
			form_bad(r, "goods", "print.none");
	}
	if (!id)
		reply_again(r, new_show);
	else
		reply_see_other(r, url_admin(r->c, "/prints/%lld", (long long)id));
}

/* --- one run --- */

static void
files_show(struct ctx *c, struct view *v, const struct print_run *p)
{
	bool pdf = str_eq(p->poster->ending, "pdf");
	const char *name = print_file_name(c, p), *all = "";

	for (int64_t i = 1; i <= (pdf ? 1 : p->poster->pages); i++) {
		struct view *row = view_row(v, pdf ? "PDF" : "PAGE");
		const char *url = poster_url(c, p->poster, i);

		view_text(row, "PAGE_URL", url);
		view_int(row, "PAGE_NO", i);
		view_text(row, "PAGE_FILE", pdf || p->poster->pages == 1 ? arena_printf(c->arena, "%s.%s", name, p->poster->ending) : arena_printf(c->arena, "%s %lld.jpg", name, (long long)i));
		all = i > 1 ? arena_printf(c->arena, "%s %s", all, url) : url;
	}
	view_int(v, "PAGES", p->poster->pages);
	view_text(v, "FILES", all);
}

static void
one_show(struct request *r)
{
	struct ctx *c = r->c;
	const struct print_run *p = print_get(c, r->arg_int[0]);
	const char *self = url_admin(c, "/prints/%lld", (long long)r->arg_int[0]);
	struct report_link sums = { 0 };
	struct view *v;

	if (!p || !p->link) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/print", "more", p->title);
	shell_back(v, url_admin(c, "/prints"));
	run_row(c, v, p);
	view_text(v, "AGAIN_URL", self);
	view_text(v, "LINK_URL", link_url(c, p->link));
	sums.link = p->link->id;
	report_links(c, &sums, 1);
	present_link(r, v, &sums);
	view_flag(v, "GONE", !p->poster);
	view_flag(v, "BROKEN", p->poster && p->poster->state == POSTER_FAILED && !p->poster->given_up);
	view_flag(v, "GIVEN_UP", p->poster && p->poster->given_up);
	view_text(v, "NEW_URL", url_admin(c, "/prints/new"));
	if (p->poster && p->poster->state == POSTER_WAITING) {
		view_text(view_row(v, "COMING"), "SELF_URL", self);
		reply_header(r, "Refresh", "2");
	}
	if (p->poster && p->poster->state == POSTER_READY)
		files_show(c, view_row(v, "DONE"), p);
}

static void
again(struct request *r)
{
	if (!print_again(r->c, r->arg_int[0]))
		flash(r, "flash.no.print");
	reply_see_other(r, url_admin(r->c, "/prints/%lld", (long long)r->arg_int[0]));
}

static const struct route routes[] = {
	{ "GET", "/admin/prints", list, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/prints/new", new_show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/prints/new", new_save, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/prints/{id:int}", one_show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/prints/{id:int}", again, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
