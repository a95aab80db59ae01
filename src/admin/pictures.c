/* Goods whose photos an import named by an address and that did not come: why, and fetching them again, all at once or one product's (from its own page). */
#include "base/i18n.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/shell.h"
#include "shop/media_source.h"
#include "shop/staff.h"

#define GOODS_MOST 100

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/pictures", "goods", i18n(c->arena, c->lang, "admin.pictures", NULL));
	const struct media_source_goods *goods;
	struct view *list, *row;
	int64_t all;
	size_t n, i;

	shell_back(v, url_admin(c, "/goods"));
	goods = media_source_goods(c, GOODS_MOST, &n, &all);
	if (n == 0) {
		view_text(view_row(v, "NONE"), "GOODS_URL", url_admin(c, "/goods"));
		return;
	}
	list = view_row(v, "LIST");
	for (i = 0; i < n; i++) {
		row = view_row(list, "GOODS_ROW");
		view_text(row, "GOODS_ROW_URL", url_admin(c, "/goods/%lld", (long long)goods[i].product));
		view_text(row, "GOODS_NAME", goods[i].name);
		view_int(row, "PHOTOS", goods[i].pictures);
		view_text(row, "WHY", present_picture_why(c, goods[i].reason));
	}
	if (all > (int64_t)n)
		view_int(view_row(list, "MORE"), "GOODS_MORE", all - (int64_t)n);
	if (role_may(r->staff->role, RIGHT_GOODS_EDIT))
		view_text(view_row(list, "MAY_FETCH"), "AGAIN_URL", url_admin(c, "/pictures"));
}

static void
again(struct request *r)
{
	const char *text = request_form(r, "product");
	int64_t product = 0;

	if (text && !str_int(text, 1, INT64_MAX, &product)) {
		reply_not_found(r);
		return;
	}
	flash(r, media_source_again(r->c, product) > 0 ? "flash.pictures.again" : "flash.no.pictures");
	reply_see_other(r, product ? url_admin(r->c, "/goods/%lld", (long long)product) : url_admin(r->c, "/pictures"));
}

static const struct route routes[] = {
	{ "GET", "/admin/pictures", show, GATE_STAFF, DO_READ, RIGHT_GOODS_SEE, 0, NULL },
	{ "POST", "/admin/pictures", again, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
