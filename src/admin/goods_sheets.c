/*
 * A change of many goods before and after: old and new side by side, what is odd about it, what somebody else has changed meanwhile (the owner decides), applying it, taking it back; and the list of the
 * last ones.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/setting.h"
#include "shop/sheet.h"
#include "shop/staff.h"

#define SHOWN 300	/* cells */
#define LISTED 50

static const char *
sheet_url(struct ctx *c, int64_t id, const char *below)
{
	return url_admin(c, "/goods/sheets/%lld%s", (long long)id, below);
}

static const char *
number_text(struct ctx *c, const struct sheet_at *x, int64_t n)
{
	switch (x->cell.what) {
	case SHEET_PRICE:
		return money_text(c->arena, n);
	case SHEET_COMPARE:
	case SHEET_SALE:
		return n > 0 ? money_text(c->arena, n) : i18n(c->arena, c->lang, "sheet.none", NULL);
	case SHEET_STOCK:
		return quantity_text(c->arena, c->lang, x->line ? x->line->measure : MEASURE_PIECE, n);
	case SHEET_WEIGHT:
		return arena_printf(c->arena, "%s g", money_digits(c->arena, n));
	case SHEET_CATEGORY:
		if (n == 0)
			return i18n(c->arena, c->lang, "sheet.none", NULL);
		return catalog_category(c, n) ? category_words(c, n) : i18n(c->arena, c->lang, "sheet.category_gone", NULL);
	case SHEET_STATUS:
		return i18n(c->arena, c->lang, arena_printf(c->arena, "sheet.status.%s", sheet_status(n)), NULL);
	}
	BUG("sheet_what %d", (int)x->cell.what);
}

/* What is worth a second look, as a message id; NULL: nothing. */
static const char *
odd(const struct request *r, const struct sheet_at *x)
{
	const struct goods_line *line = x->line;
	int64_t was = x->is, now = x->cell.now;

	if (x->how != SHEET_GOOD && x->how != SHEET_MET)
		return NULL;
	if (x->cell.what == SHEET_PRICE && now < was / 2)
		return "sheet.odd.half";
	if (x->cell.what == SHEET_PRICE && now / 2 > was)
		return "sheet.odd.double";
	if ((x->cell.what == SHEET_PRICE || (x->cell.what == SHEET_SALE && now > 0)) && line->cost > now && role_may(r->staff->role, RIGHT_COST_SEE))
		return "sheet.odd.cost";
	if (x->cell.what == SHEET_SALE && now > 0 && line->sale_to > 0 && line->sale_to <= clock_now())
		return "sheet.odd.over";
	if (x->cell.what == SHEET_SALE && now > 0 && was == 0 && line->sale_to == 0)
		return "sheet.odd.endless";
	if (x->cell.what == SHEET_STOCK && now == 0)
		return "sheet.odd.empty";
	if (x->cell.what == SHEET_STATUS && now != 1 && was == 1)
		return "sheet.odd.hidden";
	if (x->cell.what == SHEET_CATEGORY && now == 0 && line->n_categories < 2)
		return "sheet.odd.nowhere";
	if (x->cell.what == SHEET_CATEGORY && now > 0 && catalog_category(r->c, now) && !catalog_category(r->c, now)->shown)
		return "sheet.odd.shelf_hidden";
	return NULL;
}

static const char *
met_word(struct ctx *c, const struct sheet_at *x)
{
	return arena_printf(c->arena, "%lld.%lld.%s.%lld", (long long)x->cell.product, (long long)x->cell.variant, sheet_word(x->cell.what), (long long)x->is);
}

/* Before it is applied: what would become of this cell. */
static void
asked_show(struct request *r, struct view *row, const struct sheet_at *x)
{
	struct ctx *c = r->c;
	const char *why = odd(r, x);
	struct view *f;

	switch (x->how) {
	case SHEET_GOOD:
		break;
	case SHEET_MET:
		f = view_row(row, "MET");
		view_text(f, "IS", number_text(c, x, x->is));
		view_text(f, "MET_WORD", met_word(c, x));
		break;
	case SHEET_BAD:
		view_text(view_row(row, "BAD_CELL"), "WHY", i18n(c->arena, c->lang, x->why, NULL));
		break;
	case SHEET_GONE:
		view_flag(row, "GONE", true);
		break;
	case SHEET_SAME:
		view_flag(row, "SAME", true);
		break;
	}
	if (why)
		view_text(view_row(row, "ODD"), "WHY", i18n(c->arena, c->lang, why, NULL));
}

static void
cell_show(struct request *r, struct view *v, const struct sheet *s, const struct sheet_at *x)
{
	struct ctx *c = r->c;
	struct view *row = view_row(v, "CELL");

	view_text(row, "WHAT", i18n(c->arena, c->lang, arena_printf(c->arena, "sheet.what.%s", sheet_word(x->cell.what)), NULL));
	view_text(row, "WAS", number_text(c, x, x->cell.was));
	view_text(row, "NOW", number_text(c, x, x->cell.now));
	if (!s->done_at)
		asked_show(r, row, x);
	view_flag(row, "IS_LEFT", x->state == SHEET_LEFT);
	view_flag(row, "IS_KEPT", x->state == SHEET_KEPT);
	view_flag(row, "IS_BACK", x->state == SHEET_BACK);
}

/* Does the owner have to look at it? Those come first. */
static bool
first(const struct request *r, const struct sheet *s, const struct sheet_at *x)
{
	if (s->done_at)
		return x->state == SHEET_LEFT || x->state == SHEET_KEPT;
	return x->how == SHEET_MET || x->how == SHEET_BAD || x->how == SHEET_GONE || odd(r, x);
}

/* The cells of the lines for which first() says `want` of any of theirs. */
static void
lines_show(struct request *r, struct view *v, const struct sheet *s, bool want, size_t *shown)
{
	size_t from, to, i;

	for (from = 0; from < s->n; from = to) {
		const struct sheet_at *x = &s->cells[from];
		struct view *row;
		bool any = false;

		for (to = from; to < s->n && s->cells[to].cell.product == x->cell.product && s->cells[to].cell.variant == x->cell.variant; to++)
			any |= first(r, s, &s->cells[to]);
		if (any != want || *shown >= SHOWN)
			continue;
		row = view_row(v, "LINE");
		view_text(row, "LINE_NAME", x->line ? x->line->name : i18n(r->c->arena, r->c->lang, "sheet.gone_goods", NULL));
		view_text(row, "LINE_LABEL", x->line && x->cell.variant ? x->line->label : "");
		view_text(row, "LINE_URL", url_admin(r->c, "/goods/%lld", (long long)x->cell.product));
		for (i = from; i < to; i++, (*shown)++)
			cell_show(r, row, s, &s->cells[i]);
	}
}

/* Above the lines: what can be done now. */
static void
head_show(struct request *r, struct view *v, const struct sheet *s)
{
	struct ctx *c = r->c;
	struct view *f;
	size_t good = 0, goods = 0, i;
	int64_t last = 0;

	for (i = 0; i < s->n; i++) {
		bool may = s->cells[i].how == SHEET_GOOD || s->cells[i].how == SHEET_MET;

		good += may;
		goods += may && s->cells[i].cell.product != last;
		last = may ? s->cells[i].cell.product : last;
	}
	if (!s->done_at) {
		f = view_row(v, "ASKED");
		view_int(f, "N_GOODS", (int64_t)goods);
		view_int(f, "N_CELLS", (int64_t)good);
		view_flag(f, "MAY_APPLY", good > 0);
		view_flag(f, "NOT_ONE", good == 0);
		return;
	}
	f = view_row(v, s->undone_at ? "UNDONE" : "DONE");
	view_text(f, "DONE_WHEN", clock_long(c->arena, s->undone_at ? s->undone_at : s->done_at, shop_get(c)->timezone, c->lang));
	view_int(f, "N_GOODS", s->goods);
	if (s->undone_at && s->kept)
		view_int(view_row(f, "SOME_KEPT"), "N_KEPT", s->kept);
	if (!s->undone_at && clock_now() - s->done_at <= SHEET_UNDO_S)
		view_text(view_row(f, "MAY_UNDO"), "UNDO_URL", sheet_url(c, s->id, "/undo"));
	view_text(f, "SHEET_URL", arena_printf(c->arena, "%s%s", url_admin(c, "/goods/sheet"), s->choice));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct sheet *s = sheet_get(c, r->arg_int[0]);
	struct view *v;
	size_t shown = 0;

	if (!s) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_sheet_one", "goods", i18n(c->arena, c->lang, s->done_at ? "sheet.done" : "sheet.look", NULL));
	shell_back(v, url_admin(c, s->done_at ? "/goods/sheets" : "/goods"));
	present_form(r, v);
	view_text(v, "APPLY_URL", sheet_url(c, s->id, ""));
	view_text(v, "EDIT_URL", url_with(c, arena_printf(c->arena, "%s%s", url_admin(c, "/goods/sheet"), s->choice), "draft", arena_printf(c->arena, "%lld", (long long)s->id)));
	head_show(r, v, s);
	if (!s->done_at)
		shell_own_bar(v);
	lines_show(r, v, s, true, &shown);
	lines_show(r, v, s, false, &shown);
	if (s->n > shown)
		view_int(view_row(v, "MORE_CELLS"), "MORE", (int64_t)(s->n - shown));
}

/* --- applying and taking back --- */

/* What the page had said of cells changed meanwhile: `met` for each, `over` for those to be overwritten. */
static struct sheet_met *
met_read(struct request *r, size_t *n)
{
	size_t n_met, n_over, words, i, k;
	const char **met = request_form_all(r, "met", &n_met), **over = request_form_all(r, "over", &n_over);
	struct sheet_met *list = arena_new_n(r->c->arena, n_met, struct sheet_met);

	for (*n = i = 0; i < n_met; i++) {
		const char **word = str_split(r->c->arena, met[i], '.', &words);
		struct sheet_met *m = &list[*n];

		if (words != 4 || !str_int(word[0], 1, INT64_MAX, &m->product) || !str_int(word[1], 0, INT64_MAX, &m->variant) || !sheet_what(word[2], &m->what) ||
		    !str_int(word[3], 0, INT64_MAX, &m->is))
			continue;
		for (k = 0; k < n_over && !m->over; k++)
			m->over = str_eq(over[k], met[i]);
		++*n;
	}
	return list;
}

static void
apply(struct request *r)
{
	size_t n;
	const struct sheet_met *met = met_read(r, &n);

	switch (sheet_apply(r->c, r->arg_int[0], met, n)) {
	case SHEET_OK:
		flash(r, "flash.sheet.done");
		break;
	case SHEET_ALREADY:
		flash(r, "flash.no.sheet.already");
		break;
	case SHEET_NOTHING:
		flash(r, "flash.no.sheet.none");
		break;
	case SHEET_MORE:
		form_note(r, "sheet.more");
		reply_again(r, show);
		return;
	case SHEET_NONE:
		reply_not_found(r);
		return;
	}
	reply_see_other(r, sheet_url(r->c, r->arg_int[0], ""));
}

static void
undo(struct request *r)
{
	switch (sheet_undo(r->c, r->arg_int[0])) {
	case SHEET_UNDO_OK:
		flash(r, "flash.sheet.undone");
		break;
	case SHEET_UNDO_ALREADY:
		flash(r, "flash.no.sheet.undone");
		break;
	case SHEET_UNDO_LATE:
		flash(r, "flash.no.sheet.late");
		break;
	case SHEET_UNDO_NONE:
		reply_not_found(r);
		return;
	}
	reply_see_other(r, sheet_url(r->c, r->arg_int[0], ""));
}

/* --- the last ones --- */

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct sheet *all = sheet_list(c, LISTED, &n);
	struct view *v = shell_admin(r, "admin/goods_sheets", "goods", i18n(c->arena, c->lang, "sheet.last", NULL));

	shell_back(v, url_admin(c, "/goods/sheet"));
	view_text(v, "SHEET_URL", url_admin(c, "/goods/sheet"));
	view_flag(v, "NONE", n == 0);
	view_flag(v, "SOME", n > 0);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "CHANGE");

		view_text(row, "CHANGE_URL", sheet_url(c, all[i].id, ""));
		view_text(row, "CHANGE_WHEN", clock_long(c->arena, all[i].done_at, shop_get(c)->timezone, c->lang));
		view_text(row, "CHANGE_WHO", all[i].who);
		view_int(row, "N_GOODS", all[i].goods);
		view_flag(row, "CHANGE_BACK", all[i].undone_at > 0);
		view_flag(row, "CHANGE_OPEN", all[i].undone_at == 0 && clock_now() - all[i].done_at <= SHEET_UNDO_S);
	}
}

static const struct route routes[] = {
	{ "GET", "/admin/goods/sheets", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/goods/sheets/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/sheets/{id:int}", apply, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/sheets/{id:int}/undo", undo, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
