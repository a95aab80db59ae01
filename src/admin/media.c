/* The library of pictures: all of them, those that nothing uses, those without words; and one, with its words, the point that a cut keeps, and the places where it is used. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/media_library.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define PER_PAGE 24

static const char *const filters[] = { "all", "unused", "bare" };

static enum media_filter
filter_of(const char *s)
{
	size_t i;

	for (i = 0; s && i < ARRAY_LEN(filters); i++)
		if (str_eq(s, filters[i]))
			return (enum media_filter)i;
	return MEDIA_ALL;
}

static const char *
list_url(struct ctx *c, enum media_filter filter, int64_t page)
{
	const char *url = url_admin(c, "/media");

	url = filter == MEDIA_ALL ? url : url_with(c, url, "show", filters[filter]);
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/media/%lld", (long long)id);
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/media", "more", i18n(c->arena, c->lang, "admin.media", NULL));
	enum media_filter filter = filter_of(request_query(r, "show"));
	int64_t page = request_page(r), total;
	size_t n, i;
	const struct media_card *cards = media_cards(c, filter, (page - 1) * PER_PAGE, PER_PAGE, &n, &total);
	struct pager p;
	struct view *row;

	shell_back(v, url_admin(c, "/more"));
	for (i = 0; i < ARRAY_LEN(filters); i++) {
		row = view_row(v, "TAB");
		view_text(row, "TAB_URL", list_url(c, (enum media_filter)i, 1));
		view_text(row, "TAB_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "media.tab.%s", filters[i]), NULL));
		view_flag(row, "TAB_ON", i == (size_t)filter);
	}
	for (i = 0; i < n; i++) {
		row = view_row(v, "ROW");
		view_text(row, "ROW_URL", one_url(c, cards[i].picture.media));
		view_text(row, "ROW_NAME", *cards[i].picture.alt ? cards[i].picture.alt : i18n(c->arena, c->lang, "media.nameless", NULL));
		present_picture(c, row, &cards[i].picture, 0);
	}
	for (pager_start(&p, page, total, PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, list_url(c, filter, p.at));
	if (n > 0)
		view_int(view_row(v, "SOME"), "FOUND", total);
	view_flag(v, "NONE_FIT", n == 0 && (filter != MEDIA_ALL || page > 1));
	view_text(v, "ALL_URL", list_url(c, MEDIA_ALL, 1));
	view_flag(v, "EMPTY", n == 0 && filter == MEDIA_ALL && page == 1);
	view_text(v, "NEW_URL", url_admin(c, "/goods/new"));
}

/* --- one --- */

struct media_form {
	int64_t version, focal_x, focal_y, place;
	const char *alt, *alt_en;
};
static const struct field fields[] = {
	F_INT(struct media_form, version, 0, INT64_MAX), F_INT(struct media_form, focal_x, 0, 100), F_INT(struct media_form, focal_y, 0, 100), F_INT_OPT(struct media_form, place, 1, 9),
	F_TEXT(struct media_form, alt, 0, MEDIA_ALT_MAX), F_TEXT(struct media_form, alt_en, 0, MEDIA_ALT_MAX), F_FIN
};

/* Nine places for whoever has no script: middles of the thirds. */
static int64_t
third(int64_t place)
{
	return place == 0 ? 17 : place == 1 ? 50 : 83;
}

static const char *
use_url(struct ctx *c, const struct media_use *u)
{
	static const struct { const char *kind, *path; } ways[] = {
		{ "product", "goods" }, { "variant", "goods" }, { "category", "categories" }, { "maker", "makers" }, { "collection", "collections" }, { "post", "posts" }, { "order", "orders" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(ways); i++)
		if (str_eq(u->kind, ways[i].kind))
			return url_admin(c, "/%s/%lld", ways[i].path, (long long)u->object);
	return url_admin(c, "/settings");
}

static void
uses_show(struct request *r, struct view *v, const struct media_item *m)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct media_use *uses = media_uses(c, m->picture.media, &n);

	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "USE");

		view_text(row, "USE_URL", use_url(c, &uses[i]));
		view_text(row, "USE_KIND", i18n(c->arena, c->lang, arena_printf(c->arena, "media.use.%s", uses[i].kind), NULL));
		view_text(row, "USE_NAME", *uses[i].name ? uses[i].name : str_eq(uses[i].kind, "first") ? shop_get(c)->name : arena_printf(c->arena, "%lld", (long long)uses[i].object));
	}
	view_flag(v, "IN_USE", n > 0);
	if (n == 0)
		view_text(view_row(v, "FREE"), "DROP_URL", arena_printf(c->arena, "%s/drop", one_url(c, m->picture.media)));
}

static void
focal_show(struct request *r, struct view *v, const struct media_item *m)
{
	int64_t x = m->picture.focal_x + 50, y = m->picture.focal_y + 50, i;
	struct view *row;

	if (!str_int(form_typed(r, "focal_x", ""), 0, 100, &x) || !str_int(form_typed(r, "focal_y", ""), 0, 100, &y)) {
		x = m->picture.focal_x + 50;
		y = m->picture.focal_y + 50;
	}
	view_int(v, "FOCAL_X", x);
	view_int(v, "FOCAL_Y", y);
	view_text(v, "DOT", arena_printf(r->c->arena, "fx%d fy%d", (int)(x + 4) / 10, (int)(y + 4) / 10));
	for (i = 0; i < 9; i++) {
		row = view_row(v, "PLACE");
		view_int(row, "PLACE_NO", i + 1);
		view_text(row, "PLACE_NAME", i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "media.place.%d", (int)i + 1), NULL));
		view_flag(row, "ON", x == third(i % 3) && y == third(i / 3));
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct media_item *m = media_item(c, r->arg_int[0]);
	struct view *v, *ready;

	if (!m) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/media_one", "more", i18n(c->arena, c->lang, "media.one", NULL));
	shell_back(v, url_admin(c, "/media"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", one_url(c, m->picture.media));
	present_version(r, v, "media.conflict", m->version);
	present_picture(c, v, &m->picture, 0);
	if (m->picture.ready) {
		ready = view_row(v, "READY");
		view_int(ready, "WIDE", m->picture.width);
		view_int(ready, "HIGH", m->picture.height);
	}
	view_flag(v, "REFUSED", str_eq(m->state, "refused"));
	view_text(v, "CAME", clock_date(c->arena, m->created_at, shop_get(c)->timezone, c->lang));
	focal_show(r, v, m);
	(void)present_field(r, v, "F_ALT", fields, "alt", m->alt);
	(void)present_field(r, v, "F_ALT_EN", fields, "alt_en", m->alt_en);
	uses_show(r, v, m);
}

static void
save(struct request *r)
{
	struct media_form f;

	if (!form_read(r, fields, &f)) {
		reply_again(r, show);
		return;
	}
	if (f.place >= 1 && f.place <= 9) {
		f.focal_x = third((f.place - 1) % 3);
		f.focal_y = third((f.place - 1) / 3);
	}
	switch (media_change(r->c, r->arg_int[0], f.version, f.alt, f.alt_en, f.focal_x, f.focal_y)) {
	case MEDIA_CHANGE_OK:
		flash(r, "flash.media.saved");
		reply_see_other(r, one_url(r->c, r->arg_int[0]));
		return;
	case MEDIA_CHANGE_GONE:
		reply_not_found(r);
		return;
	case MEDIA_CHANGE_CONFLICT:
		form_note(r, "media.conflict");
		reply_again(r, show);
		return;
	}
}

static void
drop(struct request *r)
{
	const char *said = "flash.media.dropped", *to = url_admin(r->c, "/media");

	switch (media_drop(r->c, r->arg_int[0])) {
	case MEDIA_DROP_OK:
		break;
	case MEDIA_DROP_GONE:
		reply_not_found(r);
		return;
	case MEDIA_DROP_USED:
		said = "flash.no.media.used";
		to = one_url(r->c, r->arg_int[0]);
		break;
	case MEDIA_DROP_WAITING:
		said = "flash.no.media.waiting";
		to = one_url(r->c, r->arg_int[0]);
		break;
	}
	flash(r, said);
	reply_see_other(r, to);
}

static const struct route routes[] = {
	{ "GET", "/admin/media", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/media/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/media/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/media/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
