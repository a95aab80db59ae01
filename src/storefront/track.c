/*
 * Finding orders again: those of this browser as a list with tabs, and any order by its number
 * with the last four digits of the phone. A number that does not exist and digits that do not fit
 * get one and the same answer, so nobody learns which numbers there are.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/goods.h"
#include "present/order.h"
#include "present/shell.h"
#include "shop/order.h"
#include "shop/session.h"

#define LISTED ORDER_THUMBS_MAX

enum tab { ALL, UNPAID, PACKING, SENT, DONE, TABS };
static const char *const tab_words[TABS] = { "all", "unpaid", "packing", "sent", "done" };

static enum tab
tab_of(const struct order *o)
{
	switch (present_order_phase(o)) {
	case PHASE_WAIT:
	case PHASE_CHECK:
		return UNPAID;
	case PHASE_CONFIRM:
	case PHASE_PACK:
	case PHASE_PACKED:
		return PACKING;
	case PHASE_PICKUP:
	case PHASE_ROAD:
		return SENT;
	case PHASE_DONE:
	case PHASE_EXPIRED:
	case PHASE_CANCELLED:
	case PHASE_REFUND_DUE:
	case PHASE_REFUNDED:
		return DONE;
	case PHASE_COUNT:
		break;
	}
	BUG("order phase");
}

static enum tab
tab_asked(const struct request *r)
{
	const char *s = request_query(r, "tab");
	enum tab t;

	for (t = ALL; t < TABS; t++)
		if (str_eq(s, tab_words[t]))
			return t;
	return ALL;
}

static void
tabs(struct request *r, struct view *v, const size_t counts[TABS], enum tab at)
{
	struct ctx *c = r->c;
	enum tab t;

	for (t = ALL; t < TABS; t++) {
		struct view *row = view_row(v, "TAB");
		const char *id = arena_printf(c->arena, "track.tab.%s", tab_words[t]);

		view_text(row, "TAB_URL", t == ALL ? url_track(c) : url_with(c, url_track(c), "tab",
		    tab_words[t]));
		view_text(row, "TAB_NAME", i18n(c->arena, c->lang, id, NULL));
		view_int(row, "TAB_COUNT", (int64_t)counts[t]);
		view_flag(row, "TAB_SOME", t != ALL && counts[t] > 0);
		view_flag(row, "TAB_HERE", t == at);
	}
}

static void
row_of(struct ctx *c, struct view *v, const struct order *o, const struct order_thumbs *t)
{
	struct view *row = view_row(v, "ORDER");
	size_t i;

	present_order_head(c, row, o);
	view_text(row, "ORDER_URL", url_order(c, o->ref));
	for (i = 0; i < t->n; i++)
		present_picture(c, view_row(row, "THUMB"), &t->picture[i], t->tint[i]);
}

static void
mine(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	enum tab at = tab_asked(r);
	size_t n = 0, i, counts[TABS] = { 0 };
	struct order **list = r->session ? order_of_session(c, r->session->id, LISTED, &n) : NULL;
	struct order_thumbs *thumbs;

	view_flag(v, "NONE", n == 0);
	if (n == 0)
		return;
	thumbs = order_thumbs(c, list, n);
	v = view_row(v, "MINE");
	for (i = 0; i < n; i++) {
		counts[ALL]++;
		counts[tab_of(list[i])]++;
	}
	tabs(r, v, counts, at);
	for (i = 0; i < n; i++)
		if (at == ALL || tab_of(list[i]) == at)
			row_of(c, v, list[i], &thumbs[i]);
	view_flag(v, "TAB_EMPTY", counts[at] == 0);
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_page(r, "storefront/track", "orders",
	    i18n(c->arena, c->lang, "track.title", NULL));

	view_text(v, "TRACK_URL", url_track(c));
	view_text(v, "NONE_SRC", url_static(c, "img/belum-ada-pesanan.svg"));
	view_text(v, "NUMBER", form_typed(r, "number", ""));
	view_text(v, "DIGITS", form_typed(r, "digits", ""));
	if (r->form_note)
		view_text(view_row(v, "FORM_NOTE"), "NOTE_TEXT",
		    i18n(c->arena, c->lang, r->form_note, NULL));
	mine(r, v);
	reply_page(r, v);
}

struct track_form { const char *number, *digits; };
static const struct field fields[] = {
	F_TEXT(struct track_form, number, 1, 30),
	F_TEXT(struct track_form, digits, 4, 4),
	F_FIN
};

static void
find(struct request *r)
{
	struct track_form f = { 0 };
	const struct order *o = NULL;

	if (form_read(r, fields, &f))
		o = order_by_number(r->c, f.number, f.digits);
	if (o) {
		reply_see_other(r, url_order(r->c, o->ref));
		return;
	}
	form_note(r, "track.none");
	reply_again(r, show);
}

static const struct route routes[] = {
	{ "GET", "/track", show, GATE_PRIVATE, DO_READ, 0, ROUTE_NOINDEX, NULL },
	{ "POST", "/track", find, GATE_PRIVATE, DO_READ, 0, ROUTE_NOINDEX | ROUTE_SLOW, NULL },
	{ 0 }
};
ROUTES(routes);
