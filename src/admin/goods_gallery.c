/* Pictures that the shop has already, chosen for a product: a page of the library with a tick on each. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/goods_more.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/media.h"
#include "shop/media_library.h"
#include "shop/staff.h"

#define PER_PAGE 24

static const char *
page_url(struct request *r, int64_t page)
{
	const char *url = url_admin(r->c, "/goods/%lld/gallery", (long long)r->arg_int[0]);

	return page > 1 ? url_with(r->c, url, "page", arena_printf(r->c->arena, "%lld", (long long)page)) : url;
}

static bool
has(const struct media_photo *photos, size_t n, int64_t media)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (photos[i].picture.media == media)
			return true;
	return false;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	int64_t page = request_page(r), total;
	size_t n, n_photos, i, free = 0;
	const struct media_card *cards;
	const struct media_photo *photos;
	struct pager at;
	struct view *v;

	if (!p) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_gallery", "goods", i18n(c->arena, c->lang, "gallery.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	shell_own_bar(v);
	view_text(v, "GOODS_NAME", p->name);
	view_text(v, "FORM_URL", page_url(r, 1));
	photos = media_photos(c, p->id, &n_photos);
	cards = media_cards(c, MEDIA_ALL, (page - 1) * PER_PAGE, PER_PAGE, &n, &total);
	for (i = 0; i < n; i++) {
		struct view *row;

		if (!cards[i].picture.ready)
			continue;
		row = view_row(v, "ROW");
		free++;
		view_int(row, "PHOTO_ID", cards[i].picture.media);
		view_text(row, "ROW_NAME", *cards[i].picture.alt ? cards[i].picture.alt : i18n(c->arena, c->lang, "media.nameless", NULL));
		view_flag(row, "HERE_ALREADY", has(photos, n_photos, cards[i].picture.media));
		view_flag(row, "TO_CHOOSE", !has(photos, n_photos, cards[i].picture.media));
		present_picture(c, row, &cards[i].picture, 0);
	}
	for (pager_start(&at, page, total, PER_PAGE); pager_next(&at);)
		present_page_link(v, &at, page_url(r, at.at));
	view_flag(v, "SOME", free > 0);
	view_flag(v, "EMPTY", free == 0);
	view_text(v, "GOODS_URL", url_admin(c, "/goods/%lld", (long long)p->id));
}

static void
save(struct request *r)
{
	const struct product *p = catalog_product(r->c, r->arg_int[0]);
	const char **chosen;
	int64_t id, added = 0;
	size_t n, before, after, i;

	if (!p) {
		reply_not_found(r);
		return;
	}
	(void)media_photos(r->c, p->id, &before);
	chosen = request_form_all(r, "media", &n);
	for (i = 0; i < n && i < PER_PAGE; i++)
		if (str_int(chosen[i], 1, INT64_MAX, &id) && media_picture(r->c, id).ready) {
			media_attach(r->c, p->id, id, "", "");
			added++;
		}
	(void)media_photos(r->c, p->id, &after);
	if (added > 0 && after == before)
		flash(r, "flash.no.gallery.full");
	else
		flash(r, after > before ? "flash.gallery.added" : "flash.no.gallery.none");
	reply_see_other(r, after > before ? url_admin(r->c, "/goods/%lld", (long long)p->id) : page_url(r, 1));
}

static const char *
state(struct ctx *c, const struct product *p)
{
	(void)p;
	return i18n(c->arena, c->lang, "gallery.hint", NULL);
}

static const struct goods_more more = { 790, "gallery", "image", "gallery.title", RIGHT_GOODS_EDIT, state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/gallery", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/gallery", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
