/* The owner's own words on a product's card: "Khas Lebaran", in English beside it, with a last day. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/catalog.h"
#include "shop/ribbon.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define FAR_DAYS 3650

struct form { int64_t version; const char *ribbon, *ribbon_en, *until; };
static const struct field fields[] = {
	F_INT(struct form, version, 0, INT64_MAX), F_TEXT(struct form, ribbon, 0, RIBBON_MAX), F_TEXT(struct form, ribbon_en, 0, RIBBON_MAX), F_TEXT(struct form, until, 0, 10), F_FIN
};

static const char *
here(struct ctx *c, int64_t product)
{
	return url_admin(c, "/goods/%lld/ribbon", (long long)product);
}

/* The last day on which it is shown; "" for good. */
static const char *
last_day(struct ctx *c, int64_t until)
{
	return until > 0 ? clock_iso_day(c->arena, clock_day(until - 1, shop_get(c)->timezone)) : "";
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	struct ribbon now;
	struct view *v;

	if (!p) {
		reply_not_found(r);
		return;
	}
	now = ribbon_get(c, p->id);
	v = shell_admin(r, "admin/goods_ribbon", "goods", i18n(c->arena, c->lang, "ribbon.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	view_text(v, "HERE_URL", here(c, p->id));
	present_version(r, v, "product.conflict", p->version);
	view_flag(v, "OVER", now.until > 0 && now.until <= clock_now());
	(void)present_field(r, v, "F_RIBBON", fields, "ribbon", now.text[0]);
	(void)present_field(r, v, "F_RIBBON_EN", fields, "ribbon_en", now.text[1]);
	(void)present_field(r, v, "F_UNTIL", fields, "until", last_day(c, now.until));
}

/* False: fields are marked. The whole of the last day still counts; one that is past is fine as long as it stood there. */
static bool
read_form(struct request *r, struct form *f, struct ribbon *b)
{
	struct ctx *c = r->c;
	const char *zone = shop_get(c)->timezone;
	int64_t day, today = clock_day(clock_now(), zone);

	if (!form_read(r, fields, f))
		return false;
	*b = (struct ribbon){ { str_trim(c->arena, f->ribbon), str_trim(c->arena, f->ribbon_en) }, 0 };
	if (str_empty(b->text[0]) && !str_empty(b->text[1]))
		form_bad(r, "ribbon", "ribbon.needed");
	if (str_empty(f->until) || str_empty(b->text[0]))
		return r->n_errors == 0;
	if (!clock_parse_day(f->until, &day) || day > today + FAR_DAYS)
		form_bad(r, "until", "preorder.day");
	else if (day < today && !str_eq(f->until, last_day(c, ribbon_get(c, r->arg_int[0]).until)))
		form_bad(r, "until", "ribbon.past");
	else
		b->until = clock_day_start(day + 1, zone);
	return r->n_errors == 0;
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	int64_t id = r->arg_int[0];
	struct ribbon b;
	struct form f;

	if (!catalog_product(c, id)) {
		reply_not_found(r);
		return;
	}
	if (!read_form(r, &f, &b)) {
		reply_again(r, show);
		return;
	}
	switch (ribbon_put(c, id, f.version, &b)) {
	case RIBBON_OK:
		flash(r, "flash.ribbon.saved");
		reply_see_other(r, here(c, id));
		return;
	case RIBBON_GONE:
		reply_not_found(r);
		return;
	case RIBBON_CONFLICT:
		form_note(r, "product.conflict");
		reply_again(r, show);
		return;
	}
}

static const char *
more_state(struct ctx *c, const struct product *p)
{
	struct ribbon b = ribbon_get(c, p->id);

	return str_empty(b.text[0]) || (b.until > 0 && b.until <= clock_now()) ? "" : b.text[0];
}

static const struct goods_more more = { 70, "ribbon", "flag", "ribbon.title", RIGHT_GOODS_EDIT, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/ribbon", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/ribbon", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
