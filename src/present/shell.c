/*
 * The frame around every page. What both frames share (static addresses, language, token, flash message) is set once in common(); the storefront adds the shop's
 * state, cart and footer, the admin its menu by rights.
 */
#include "present/shell.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/order_step.h"
#include "present/piece.h"
#include "shop/cart.h"
#include "shop/content.h"
#include "shop/order.h"
#include "shop/pay.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/staff.h"

static void
flash_message(struct request *r, struct view *v)
{
	const char *name = request_query(r, "m");
	const char *id = arena_printf(r->c->arena, "flash.%.60s", name ? name : "");
	struct view *row;

	/* Only known messages: the query is anybody's to write. */
	if (!i18n_has(id))
		return;
	row = view_row(v, "FLASH");
	view_text(row, "FLASH_TEXT", i18n(r->c->arena, r->c->lang, id, NULL));
	view_text(row, "FLASH_KIND", str_starts(id, "flash.no.") ? "no" : "ok");
	view_flag(row, "FLASH_CART", str_eq(id, "flash.cart.added"));
	view_flag(row, "FLASH_PLAIN", !str_eq(id, "flash.cart.added"));
}

static void
common(struct request *r, struct view *v, const char *title)
{
	struct ctx *c = r->c;
	const struct session *s = r->staff_session ? r->staff_session : r->session;

	view_text(v, "LANG", c->lang);
	view_text(v, "TITLE", title);
	view_text(v, "CSRF", s ? s->csrf : "");
	flash_message(r, v);
}

/* "Buka sampai 17.00 · kirim Selasa & Jumat" */
static void
shop_state(struct request *r, struct view *v, const struct shop *shop)
{
	int minute = 0;
	int64_t next = 0;
	enum shop_state state = shop_open_state(shop, clock_now(), &minute, &next);
	const char *at = arena_printf(r->c->arena, "%02d.%02d", minute / 60, minute % 60);

	switch (state) {
	case SHOP_OPEN:
		view_text(view_row(v, "STATE_OPEN"), "STATE_AT", at);
		break;
	case SHOP_CLOSED:
		view_text(view_row(v, "STATE_SHUT"), "STATE_AT", at);
		break;
	case SHOP_NO_HOURS:
		break;
	}
	view_text(v, "DISPATCH", shop->dispatch);
	view_flag(v, "HAS_DISPATCH", !str_empty(shop->dispatch));
	view_flag(v, "HAS_STATE", state != SHOP_NO_HOURS || !str_empty(shop->dispatch));
	etag_add(r, "hours", next);
}

/* Above each page: mark, search, the ways. arg: what is searched for. */
static struct view *
top_fill(struct ctx *c, const void *arg)
{
	struct view *v = view_alone(c, "storefront/part_top");

	view_text(v, "HOME_URL", url_home(c));
	view_text(v, "SHOP_NAME", shop_get(c)->name);
	view_text(v, "SEARCH_URL", url_search(c, ""));
	view_text(v, "QUERY", arg);
	view_text(v, "PRODUCTS_URL", url_products(c));
	view_text(v, "TRACK_URL", url_track(c));
	return v;
}

static struct view *
foot_fill(struct ctx *c, const void *arg UNUSED)
{
	const struct shop *shop = shop_get(c);
	struct view *v = view_alone(c, "storefront/part_foot");
	const struct payment_method *const *m;

	view_text(v, "SHOP_NAME", shop->name);
	view_text(v, "SHOP_ADDRESS", shop->address);
	view_text(v, "MAPS_URL", shop->maps_url);
	view_flag(v, "HAS_MAPS", str_starts(shop->maps_url, "https://"));
	view_text(v, "NIB", shop->nib);
	view_flag(v, "HAS_NIB", !str_empty(shop->nib));
	for (m = pay_methods(); *m; m++) {
		if ((str_eq((*m)->name, "transfer") && !shop->transfer_on) ||
		    (str_eq((*m)->name, "cod") && !shop->cod_on))
			continue;
		view_text(view_row(v, "PAY_METHOD"), "PAY_NAME",
		    i18n(c->arena, c->lang, arena_printf(c->arena, "pay.%s.short", (*m)->name), NULL));
	}
	return v;
}

static void
chat(struct ctx *c, struct view *v, const struct shop *shop)
{
	view_text(v, "CHAT_URL", url_whatsapp(c, shop->whatsapp, ""));
	view_flag(v, "HAS_CHAT", !str_empty(shop->whatsapp));
}

static struct view *
help_fill(struct ctx *c, const void *arg UNUSED)
{
	const struct shop *shop = shop_get(c);
	struct view *v = view_alone(c, "storefront/part_help");
	size_t n, i;
	struct page **pages = page_list(c, false, &n);

	chat(c, v, shop);
	view_flag(v, "HAS_HELP", n > 0 || !str_empty(shop->whatsapp));
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "FOOT_PAGE");

		view_text(row, "PAGE_URL", url_page(c, pages[i]->slug));
		view_text(row, "PAGE_TITLE", pages[i]->title);
	}
	return v;
}

/* The menu below on a phone. arg: which of its ways one is on. */
static struct view *
nav_fill(struct ctx *c, const void *arg)
{
	struct view *v = view_alone(c, "storefront/part_nav");
	const char *nav = arg;

	view_text(v, "HOME_URL", url_home(c));
	view_text(v, "PRODUCTS_URL", url_products(c));
	view_text(v, "TRACK_URL", url_track(c));
	view_flag(v, "NAV_HOME", str_eq(nav, "home"));
	view_flag(v, "NAV_CATEGORY", str_eq(nav, "category"));
	view_flag(v, "NAV_ORDERS", str_eq(nav, "orders"));
	chat(c, v, shop_get(c));
	return v;
}

static void
frame(struct ctx *c, struct view *v, const char *nav)
{
	piece_put(c, v, "TOP", MEMO_SHOP, "shell.top", top_fill, "");
	piece_put(c, v, "FOOT", MEMO_SHOP, "shell.foot", foot_fill, NULL);
	piece_put(c, v, "HELP", MEMO_SHOP, "shell.help", help_fill, NULL);
	piece_put(c, v, "NAV", MEMO_SHOP, arena_printf(c->arena, "shell.nav.%s", nav), nav_fill, nav);
}

void
shell_query(struct view *page, struct ctx *c, const char *q)
{
	piece_put(c, view_outer(page), "TOP", MEMO_SHOP, *q ? NULL : "shell.top", top_fill, q);
}

void
shell_here(struct view *page, struct ctx *c, const char *url)
{
	view_text(view_outer(page), "PATH_ID", url_in(c, url, "id"));
	view_text(view_outer(page), "PATH_EN", url_in(c, url, "en"));
}

static void
languages(struct request *r, struct view *page, const char *path)
{
	struct view *v = view_outer(page);

	shell_here(page, r->c, path);
	view_flag(v, "IS_ID", str_eq(r->c->lang, "id"));
	view_flag(v, "IS_EN", str_eq(r->c->lang, "en"));
}

/* Whoever sees the prices of a group is told so on every page, with the way back. */
static void
buyer(struct ctx *c, struct view *v)
{
	const struct buyer_group *g = price_group(c, c->buyer_group);

	if (!g)
		return;
	v = view_row(v, "BUYER");
	view_text(v, "BUYER_GROUP", g->name);
	view_text(v, "LEAVE_URL", url_buyer_leave(c));
}

/* Who saves data gets the catalogue without pictures and scripts, and a way to the whole page. What is about one person (cart, paying) is always whole: it may show a QR code. */
static void
lite(struct request *r, struct view *v)
{
	const char *url = r->raw_path;
	const struct pair *p;

	r->lite = r->save_data && r->route && r->route->gate == GATE_ANYONE && !request_query(r, "whole");
	view_text(v, "SHOP_CSS", url_static(r->c, r->lite ? "lite.css" : "shop.css"));
	view_flag(v, "WHOLE", !r->lite);
	if (!r->lite)
		return;
	for (p = r->query; p && p->name; p++)
		url = url_with(r->c, url, p->name, p->value);
	view_text(view_row(v, "LITE"), "WHOLE_URL", url_with(r->c, url, "whole", "1"));
}

struct view *
shell_page(struct request *r, const char *template, const char *nav, const char *title)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	struct view *page = view_page(c, "storefront/layout", template);
	struct view *v = view_outer(page);
	int64_t count = r->session ? cart_count(c, r->session->id) : 0;

	common(r, v, title ? title : shop->name);
	etag_add(r, "shop", shop->version);
	lite(r, v);
	view_text(v, "SHOP_NAME", shop->name);
	view_text(v, "HOME_URL", url_home(c));
	view_text(v, "PRODUCTS_URL", url_products(c));
	view_text(v, "CART_URL", url_cart(c));
	view_text(v, "CART_ADD_URL", url_cart_add(c));
	view_text(v, "TRACK_URL", url_track(c));
	chat(c, v, shop);
	view_flag(v, "HAS_CART", count > 0);
	view_int(v, "CART_COUNT", count > 99 ? 99 : count);
	view_flag(v, "NOINDEX", (r->route && r->route->flags & (ROUTE_NOINDEX | ROUTE_SECRET)) != 0 || (r->route && r->route->gate == GATE_PRIVATE));
	view_flag(v, "HAS_NAV", true);
	frame(c, v, nav);
	buyer(c, v);
	languages(r, page, r->route && !(r->route->flags & ROUTE_SECRET) && r->method != HTTP_POST ? r->raw_path : url_home(c));
	shop_state(r, v, shop);
	r->page = page;
	return page;
}

const char *
shell_about(struct ctx *c, const char *name)
{
	return i18n(c->arena, c->lang, "meta.about", name, shop_get(c)->name, NULL);
}

void
shell_meta(struct view *page, struct request *r, const char *path, const char *description, const char *image)
{
	struct view *v = view_outer(page);
	struct view *meta = view_row(v, "META");

	view_text(meta, "CANONICAL", url_absolute(r->c, path));
	view_text(meta, "DESCRIPTION", description);
	view_flag(meta, "HAS_DESCRIPTION", !str_empty(description));
	view_text(meta, "IMAGE", image);
	view_flag(meta, "HAS_IMAGE", !str_empty(image));
	shell_here(page, r->c, path);
	view_text(v, "URL_ID", url_absolute(r->c, url_in(r->c, path, "id")));
	view_text(v, "URL_EN", url_absolute(r->c, url_in(r->c, path, "en")));
}

void
shell_own_bar(struct view *page)
{
	view_flag(view_outer(page), "HAS_NAV", false);
	view_flag(view_outer(page), "OWN_BAR", true);
}

void
shell_json_ld(struct view *page, const char *json)
{
	view_json(view_row(view_outer(page), "LD"), "JSON_LD", json);
}

/* The menu shows what this person's role may do, and nothing else. */
static void
admin_menu(struct request *r, struct view *v, const char *nav)
{
	static const struct { const char *nav, *section, *current; enum right right; } items[] = {
		{ "home", "MENU_HOME", "AT_HOME", RIGHT_HOME },
		{ "orders", "MENU_ORDERS", "AT_ORDERS", RIGHT_ORDER_SEE },
		{ "goods", "MENU_GOODS", "AT_GOODS", RIGHT_GOODS_SEE },
		{ "customers", "MENU_CUSTOMERS", "AT_CUSTOMERS", RIGHT_CUSTOMER_SEE },
		{ "reports", "MENU_REPORTS", "AT_REPORTS", RIGHT_FIGURES },
		{ "more", "MENU_MORE", "AT_MORE", RIGHT_SELF },
	};
	int64_t counts[TAB_COUNT] = { 0 };
	int64_t todo = 0;
	size_t i;

	for (i = 0; i < ARRAY_LEN(items); i++) {
		view_flag(v, items[i].section, role_may(r->staff->role, items[i].right));
		view_flag(v, items[i].current, str_eq(nav, items[i].nav));
	}
	/* The bar of a phone has room for four: whoever sees no orders there finds the reports. */
	view_flag(v, "BAR_REPORTS", role_may(r->staff->role, RIGHT_FIGURES) && !role_may(r->staff->role, RIGHT_ORDER_SEE));
	if (!role_may(r->staff->role, RIGHT_ORDER_SEE))
		return;
	order_counts(r->c, counts);
	/* What waits for this person; a driver's parcels on the road too. */
	for (i = 0; i < TAB_COUNT; i++)
		if (i != TAB_WAIT && (i != TAB_ROAD || !role_may(r->staff->role, RIGHT_ORDER_PACK)) &&
		    present_order_tab_mine(r->staff->role, (enum order_tab)i))
			todo += counts[i];
	view_flag(v, "HAS_TODO", todo > 0);
	view_int(v, "TODO_COUNT", todo);
}

struct view *
shell_admin(struct request *r, const char *template, const char *nav, const char *title)
{
	struct ctx *c = r->c;
	const struct shop *shop = shop_get(c);
	struct view *page = view_page(c, "admin/layout", template);
	struct view *v = view_outer(page);

	common(r, v, title);
	view_text(v, "ADMIN_CSS", url_static(c, "admin.css"));
	view_text(v, "ADMIN_JS", url_static(c, "js/admin.js"));
	view_text(v, "SHOP_NAME", shop->name);
	view_text(v, "HOME_URL", url_in(c, "/", "id"));
	view_text(v, "ADMIN_URL", url_admin(c, "%s", ""));
	view_text(v, "ORDERS_URL", url_admin(c, "/orders"));
	view_text(v, "GOODS_URL", url_admin(c, "/goods"));
	view_text(v, "CUSTOMERS_URL", url_admin(c, "/customers"));
	view_text(v, "REPORTS_URL", url_admin(c, "/reports"));
	view_text(v, "MORE_URL", url_admin(c, "/more"));
	view_text(v, "LOGOUT_URL", url_admin(c, "/logout"));
	view_text(v, "STAFF_NAME", r->staff->name);
	view_flag(v, "HAS_NAV", true);
	admin_menu(r, v, nav);
	r->page = page;
	return page;
}

struct view *
shell_login(struct request *r, const char *template, const char *title)
{
	struct view *page = view_page(r->c, "admin/bare", template);
	struct view *v = view_outer(page);

	common(r, v, title);
	view_text(v, "ADMIN_CSS", url_static(r->c, "admin.css"));
	view_text(v, "ADMIN_JS", url_static(r->c, "js/admin.js"));
	view_text(v, "SHOP_NAME", shop_get(r->c)->name);
	view_text(v, "HOME_URL", url_in(r->c, "/", "id"));
	r->page = page;
	return page;
}

struct view *
shell_print(struct request *r, const char *template, const char *title, const char *back)
{
	struct view *page = view_page(r->c, "print/layout", template);
	struct view *v = view_outer(page);

	common(r, v, title);
	view_text(v, "PRINT_CSS", url_static(r->c, "print.css"));
	view_text(v, "PRINT_JS", url_static(r->c, "js/print.js"));
	view_text(v, "SHOP_NAME", shop_get(r->c)->name);
	view_text(v, "BACK_URL", back);
	r->page = page;
	return page;
}

struct view *
shell_print_menu(struct view *page)
{
	return view_row(view_outer(page), "PRINT_MENU");
}

void
shell_action(struct view *page, const char *url, const char *text)
{
	struct view *row = view_row(view_outer(page), "ACTION");

	view_text(row, "ACTION_URL", url);
	view_text(row, "ACTION_TEXT", text);
}

void
shell_back(struct view *page, const char *url)
{
	view_text(view_row(view_outer(page), "BACK"), "BACK_URL", url);
}

/* Each status has its own sentence; one that has none is told as 500 or 400. */
static const char *
error_message(struct request *r, const char *what, int status)
{
	const char *id = arena_printf(r->c->arena, "error.%d.%s", status, what);

	/* Who only opened a page has sent nothing that could be lost. */
	if (status >= 500 && r->method != HTTP_POST && str_eq(what, "text"))
		id = status == 503 ? "error.503.read" : "error.500.read";
	if (!i18n_has(id))
		id = arena_printf(r->c->arena, "error.%d.%s", status >= 500 ? 500 : 400, what);
	return i18n(r->c->arena, r->c->lang, id, NULL);
}

/* Somebody at work in the shop is told why, and what to do: it is not their task, or there is no such page. */
static const char *
staff_message(struct request *r, const char *what, int status)
{
	bool role = status == 403 && r->route && r->route->gate == GATE_STAFF &&
	    !role_may(r->staff->role, (enum right)r->route->right);

	if (role)
		return i18n(r->c->arena, r->c->lang, str_eq(what, "title") ? "error.role.title" : "error.role.text", NULL);
	if (status == 404 && str_eq(what, "text"))
		return i18n(r->c->arena, r->c->lang, "error.admin404.text", NULL);
	return error_message(r, what, status);
}

static void
error_values(struct request *r, struct view *v, int status)
{
	view_int(v, "STATUS", status);
	view_text(v, "ERROR_TITLE", error_message(r, "title", status));
	view_text(v, "ERROR_TEXT", error_message(r, "text", status));
	view_text(v, "ERROR_ID", r->c->request_id);
}

/* What was typed comes back as a form with the token of now, so that "try again" loses nothing (a page that was open too long). */
static void
error_retry(struct request *r, struct view *v)
{
	struct view *form;
	const struct pair *p;

	if (r->status != 403 || r->method != HTTP_POST || !r->form || r->uploads || !r->route ||
	    r->route->gate == GATE_LOGIN || r->route->gate == GATE_MACHINE)
		return;
	form = view_row(v, "RETRY");
	view_text(form, "RETRY_URL", r->raw_path);
	for (p = r->form; p->name; p++) {
		struct view *row;

		if (form_secret(p->name))
			continue;
		row = view_row(form, "RETRY_FIELD");
		view_text(row, "FIELD_NAME", p->name);
		view_text(row, "FIELD_VALUE", p->value);
	}
}

struct view *
shell_error(struct request *r, int status)
{
	bool admin = r->staff != NULL;
	struct view *v = admin
	    ? shell_admin(r, "admin/error", "", staff_message(r, "title", status))
	    : shell_page(r, "storefront/error", "", error_message(r, "title", status));

	r->page = NULL;	/* the gate renders it at once */
	view_flag(view_outer(v), "NOINDEX", true);
	error_values(r, v, status);
	if (admin) {
		view_text(v, "ERROR_TITLE", staff_message(r, "title", status));
		view_text(v, "ERROR_TEXT", staff_message(r, "text", status));
	} else {
		view_flag(v, "IS_404", status == 404);
	}
	error_retry(r, v);
	return v;
}

struct view *
shell_error_alone(struct request *r, int status)
{
	struct view *v = view_alone(r->c, "error");

	view_text(v, "LANG", r->c->lang);
	view_text(v, "SHOP_CSS", url_static(r->c, "shop.css"));
	view_text(v, "HOME_URL", url_home(r->c));
	error_values(r, v, status);
	return v;
}
