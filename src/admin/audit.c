/* Who did what: the trail, searched by person, act and thing, and the button that reads the whole chain again and says whether it is whole. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/audit.h"
#include "present/shell.h"
#include "shop/audit.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define TRAIL_PAGE 50
#define HEAD_CHARS 16	/* of the last hash: enough to compare by eye */

static const char *const objects[] = {
	"order", "product", "variant", "category", "page", "bank_account", "zone", "zone_file", "setting", "staff", "campaign", "spend",
};

/* Where the thing that was changed can be looked at; NULL when it has no page. */
static const char *
object_url(struct ctx *c, const struct audit_row *a)
{
	static const struct { const char *object, *folder; } pages[] = {
		{ "order", "orders" }, { "product", "goods" }, { "zone", "zones" }, { "zone_file", "zones/file" }, { "bank_account", "banks" }, { "category", "categories" },
		{ "page", "pages" }, { "staff", "staff" }, { "campaign", "campaigns" }, { "spend", "spend" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(pages); i++)
		if (a->object_id > 0 && str_eq(pages[i].object, a->object))
			return url_admin(c, "/%s/%lld", pages[i].folder, (long long)a->object_id);
	return NULL;
}

static int64_t
number_asked(const struct request *r, const char *name)
{
	const char *s = request_query(r, name);
	int64_t n = 0;

	return s && str_int(s, 1, INT64_MAX, &n) ? n : 0;
}

static const char *
word_asked(const struct request *r, const char *name)
{
	const char *s = request_query(r, name);

	return s ? s : "";
}

static const char *
act_name(struct ctx *c, const char *act)
{
	const char *id = arena_printf(c->arena, "audit.%s", act);

	return i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : act;
}

static void
option(struct view *v, const char *section, const char *value, const char *label, bool chosen)
{
	struct view *row = view_row(v, section);

	view_text(row, "VALUE", value);
	view_text(row, "LABEL", label);
	view_flag(row, "CHOSEN", chosen);
}

static void
show_search(struct request *r, struct view *v, const struct audit_filter *f)
{
	struct ctx *c = r->c;
	struct staff **people;
	const char **acts;
	size_t n, i;

	people = staff_list(c, &n);
	for (i = 0; i < n; i++)
		option(v, "PERSON", arena_printf(c->arena, "%lld", (long long)people[i]->id), people[i]->name, people[i]->id == f->staff);
	acts = audit_acts(c, &n);
	for (i = 0; i < n; i++)
		option(v, "ACT_CHOICE", acts[i], act_name(c, acts[i]), str_eq(acts[i], f->act));
	for (i = 0; i < ARRAY_LEN(objects); i++)
		option(v, "OBJECT", objects[i], i18n(c->arena, c->lang, arena_printf(c->arena, "audit.of.%s", objects[i]), NULL), str_eq(objects[i], f->object));
	if (f->object_id > 0)
		view_int(view_row(v, "ONE_OBJECT"), "OBJECT_ID", f->object_id);
}

/* The address of this search, for older rows and for the rows of one thing. */
static const char *
search_url(struct ctx *c, const struct audit_filter *f)
{
	const char *url = url_admin(c, "/audit");

	if (f->staff > 0)
		url = url_with(c, url, "who", arena_printf(c->arena, "%lld", (long long)f->staff));
	if (!str_empty(f->act))
		url = url_with(c, url, "act", f->act);
	if (!str_empty(f->object))
		url = url_with(c, url, "of", f->object);
	if (f->object_id > 0)
		url = url_with(c, url, "id", arena_printf(c->arena, "%lld", (long long)f->object_id));
	return url;
}

static void
show_row(struct request *r, struct view *row, const struct audit_row *a)
{
	struct ctx *c = r->c;
	const char *zone = shop_get(c)->timezone, *url = object_url(c, a), *what = present_audit_change(c, a), *name = present_audit_object(c, a);
	struct view *link;

	view_text(row, "ACT", act_name(c, a->act));
	view_text(row, "WHO", str_empty(a->actor_name) ? i18n(c->arena, c->lang,
	    arena_printf(c->arena, "order.who.%s", a->actor_kind), NULL) : a->actor_name);
	view_text(row, "WHEN", arena_printf(c->arena, "%s, %s", clock_date(c->arena, a->at, zone, c->lang),
	    clock_hm(c->arena, a->at, zone)));
	view_text(row, "THING", name);
	view_flag(row, "HAS_THING", !str_empty(name));
	view_text(row, "CHANGE", what);
	view_flag(row, "HAS_CHANGE", !str_empty(what));
	link = view_row(row, url ? "WITH_PAGE" : "NO_PAGE");
	view_text(link, "OBJECT_URL", url);
	if (a->object_id > 0) {
		struct audit_filter f = { 0, "", a->object, a->object_id };

		view_text(view_row(row, "SAME"), "SAME_URL", search_url(c, &f));
	}
}

/* Reads every row once: asked for by a button, never by looking at the page. */
static void
show_check(struct request *r, struct view *v)
{
	struct audit_check check = audit_verify(r->c);
	struct view *row;

	switch (check.state) {
	case AUDIT_WHOLE:
		row = view_row(v, "WHOLE");
		view_int(row, "ROWS", check.rows);
		if (check.rows > 0)
			view_text(view_row(row, "SEAL"), "HASH", arena_mem(r->c->arena, check.hash, HEAD_CHARS));
		return;
	case AUDIT_CHANGED:
		view_int(view_row(v, "BROKEN"), "BAD_ROW", check.bad);
		return;
	case AUDIT_CUT:
		view_flag(v, "CUT", true);
		return;
	}
}

static void
trail(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/audit", "more", i18n(c->arena, c->lang, "admin.audit", NULL));
	struct audit_filter f = { number_asked(r, "who"), word_asked(r, "act"), word_asked(r, "of"), number_asked(r, "id") };
	const char *url = search_url(c, &f);
	struct audit_row *rows;
	size_t n, i;

	shell_back(v, url_admin(c, "/more"));
	view_text(v, "AUDIT_URL", url_admin(c, "/audit"));
	show_search(r, v, &f);
	if (request_query(r, "check"))
		show_check(r, v);
	rows = audit_search(c, &f, number_asked(r, "before"), TRAIL_PAGE, &n);
	for (i = 0; i < n; i++)
		show_row(r, view_row(v, "TRAIL"), &rows[i]);
	if (n == 0)
		view_flag(v, str_eq(url, url_admin(c, "/audit")) ? "EMPTY" : "NONE_FITS", true);
	if (n == TRAIL_PAGE)
		view_text(view_row(v, "OLDER"), "OLDER_URL", url_with(c, url, "before",
		    arena_printf(c->arena, "%lld", (long long)rows[n - 1].id)));
}

static const struct route routes[] = {
	{ "GET", "/admin/audit", trail, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
