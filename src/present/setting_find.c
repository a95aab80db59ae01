/* Search over settings: names, explanations and further words that people use for them, in both languages at once, since an owner who reads Indonesian may well type "shipping". */
#include "present/setting_find.h"

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/url.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define QUERY_MAX 100
#define WORDS_MAX 1200

static const char *const langs[] = { "id", "en" };

/* Pages with settings of their own: title, and find.<name> with its further words. */
static const struct place { const char *name, *title, *path; enum right right; } places[] = {
	{ "banks", "admin.banks", "/banks", RIGHT_SHOP_EDIT },
	{ "zones", "admin.zones", "/zones", RIGHT_SHOP_EDIT },
	{ "pages", "admin.pages", "/pages", RIGHT_SHOP_EDIT },
	{ "channels", "admin.channels", "/channels", RIGHT_SOCIAL },
	{ "categories", "admin.categories", "/categories", RIGHT_GOODS_EDIT },
	{ "staff", "admin.staff", "/staff", RIGHT_STAFF_EDIT },
	{ "backup", "admin.backup", "/backup", RIGHT_UPKEEP },
	{ "jobs", "admin.jobs", "/jobs", RIGHT_UPKEEP },
	{ "me", "admin.me", "/me", RIGHT_SELF },
	{ "sessions", "admin.sessions", "/me/sessions", RIGHT_SELF },
	{ "totp", "admin.totp", "/me/totp", RIGHT_SELF },
};

struct hit { struct request *r; struct view *v; const char *query; bool any; };

/* The message in both languages, when there is such a one. */
static void
gather(struct ctx *c, struct buf *words, const char *id)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs) && i18n_has(id); i++)
		buf_printf(words, " %s", i18n(c->arena, langs[i], id, NULL));
}

static bool
fits(struct arena *a, const char *words, const char *query)
{
	const char *p = query;
	size_t n;

	for (; *p; p += n) {
		p += strspn(p, " ");
		n = strcspn(p, " ");
		if (n > 0 && !strstr(words, arena_mem(a, p, n)))
			return false;
	}
	return true;
}

static void
add(struct hit *h, const char *title, const char *text, const char *more, const char *url)
{
	struct ctx *c = h->r->c;
	struct view *row = view_row(h->v, "HIT");
	struct buf b;
	const char *words;
	bool shown;

	buf_init(&b, c->arena, WORDS_MAX * 4);
	gather(c, &b, title);
	gather(c, &b, text);
	gather(c, &b, more);
	words = utf8_fold(c->arena, b.s);
	shown = *h->query && fits(c->arena, words, h->query);
	view_text(row, "HIT_URL", url);
	view_text(row, "HIT_TITLE", i18n(c->arena, c->lang, title, NULL));
	view_text(row, "HIT_TEXT", i18n_has(text) ? i18n(c->arena, c->lang, text, NULL) : "");
	view_text(row, "HIT_WORDS", words);
	view_flag(row, "HIT_HIDDEN", !shown);
	h->any |= shown;
}

void
present_setting_find(struct request *r, struct view *v, const char *query)
{
	struct arena *a = r->c->arena;
	struct hit h = { .r = r, .v = v };
	const struct setting_row *rows;
	size_t n, i;

	query = query && strlen(query) <= QUERY_MAX ? str_trim(a, query) : "";
	h.query = utf8_fold(a, query);
	rows = setting_rows(&n);
	for (i = 0; i < n; i++)
		if (i18n_has(arena_printf(a, "setting.%s", rows[i].name)))
			add(&h, arena_printf(a, "setting.%s", rows[i].name), arena_printf(a, "setting.%s.help", rows[i].name), arena_printf(a, "find.%s", rows[i].name),
		    arena_printf(a, "%s#f-%s%s", url_admin(r->c, "/settings"), rows[i].name, str_eq(rows[i].name, "hours") ? ".1" : rows[i].per_lang ? ".id" : ""));
	for (i = 0; i < ARRAY_LEN(places); i++)
		if (role_may(r->staff->role, places[i].right))
			add(&h, places[i].title, arena_printf(a, "find.%s.text", places[i].name), arena_printf(a, "find.%s", places[i].name), url_admin(r->c, "%s", places[i].path));
	view_text(v, "FIND_Q", query);
	view_flag(v, "FIND_HIDDEN", !*query);
	view_flag(v, "FIND_SOME", !*query || h.any);
}
