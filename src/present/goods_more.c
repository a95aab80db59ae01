/* The registry of pages that a product has beside its form, as rows on its page. */
#include "present/goods_more.h"

#include "base/i18n.h"
#include "http/url.h"
#include "shop/staff.h"

#define ROWS_MAX 32

/* Made by the linker from what GOODS_MORE() puts into its section; absent when a program has none. */
extern const struct goods_more *const __start_goods_more_rows[] __attribute__((weak));
extern const struct goods_more *const __stop_goods_more_rows[] __attribute__((weak));

/* The linker's order is that of the object files. */
static size_t
sorted(const struct goods_more **rows)
{
	const struct goods_more *const *at;
	size_t n = 0, i;

	for (at = __start_goods_more_rows; at < __stop_goods_more_rows; at++, n++) {
		if (n == ROWS_MAX)
			BUG("more than %d pages of a product", ROWS_MAX);
		for (i = n; i > 0 && rows[i - 1]->order > (*at)->order; i--)
			rows[i] = rows[i - 1];
		rows[i] = *at;
	}
	return n;
}

void
present_goods_more(struct request *r, struct view *v, const struct product *p)
{
	const struct goods_more *rows[ROWS_MAX];
	struct view *list = NULL, *row;
	size_t n = sorted(rows), i;
	const char *state;

	for (i = 0; i < n; i++) {
		if (!role_may(r->staff->role, rows[i]->right) || !(state = rows[i]->state(r->c, p)))
			continue;
		list = list ? list : view_row(v, "HAS_MORE");
		row = view_row(list, "MORE");
		view_text(row, "MORE_URL", url_admin(r->c, "/goods/%lld/%s", (long long)p->id, rows[i]->path));
		view_text(row, "MORE_ICON", rows[i]->icon);
		view_text(row, "MORE_NAME", i18n(r->c->arena, r->c->lang, rows[i]->name, NULL));
		if (*state)
			view_text(view_row(row, "HAS_STATE"), "MORE_STATE", state);
	}
}
