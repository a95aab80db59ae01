/*
 * What the shopkeeper says about the shop: the rows of shop/setting.c in folding cards, both languages side by side. Only those stand here that some page shows or some step
 * obeys. Opening hours are a line for each day; they are put together and taken apart here, and checked where all are.
 */
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/setting_find.h"
#include "present/shell.h"
#include "shop/audit.h"
#include "shop/catalog.h"
#include "shop/media.h"
#include "shop/setting.h"
#include "shop/staff.h"

#define GOODS_OFFERED 200	/* of which one may be the promo */
#define HOURS_MAX 100		/* bytes of one day's line */

static const struct group { const char *id, *names[8]; } groups[] = {
	{ "shop", { "name", "tagline", "story", NULL } },
	{ "contact", { "whatsapp", "email", "notify_email", "address", "maps_url", "nib", NULL } },
	{ "hours", { "timezone", "dispatch", NULL } },
	{ "pay", { "transfer_on", "pay_hours", "proof_days", "cod_on", "cod_max", NULL } },
	{ "orders", { "order_prefix", "pack_g", NULL } },
	{ "safety", { "totp_on", NULL } },
};

static const char *const langs[] = { "id", "en" };

static const struct setting_row *
row_of(const char *name)
{
	size_t n, i;
	const struct setting_row *rows = setting_rows(&n);

	for (i = 0; i < n; i++)
		if (str_eq(rows[i].name, name))
			return &rows[i];
	BUG("no setting is called %s", name);
}

static const char *
key(struct ctx *c, const char *name, const char *lang)
{
	return lang ? arena_printf(c->arena, "%s.%s", name, lang) : name;
}

static const char *
say(struct request *r, const char *fmt, const char *word)
{
	return i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, fmt, word), NULL);
}

/* ---- opening hours ---- */

/* "08.00-12.00, 13.00-17.00" of a day, "" when it is closed. */
static const char *
day_line(struct ctx *c, const char *hours, int day)
{
	struct shop_span span[SHOP_SPANS_MAX];
	int n = shop_hours_of(hours, day, span), i;
	struct buf b;

	buf_init(&b, c->arena, HOURS_MAX);
	for (i = 0; i < n; i++)
		buf_printf(&b, "%s%02d.%02d-%02d.%02d", i ? ", " : "", span[i].from / 60, span[i].from % 60, span[i].to / 60,
		    span[i].to % 60);
	return b.s;
}

/* "8-12, 13.30 – 17.00" to "08:00-12:00,13:30-17:00"; what cannot be meant stays as it is and is refused later. */
static const char *
times_of(struct ctx *c, const char *typed)
{
	const char *s = str_replace(c->arena, str_replace(c->arena, typed, "–", "-"), " ", "");
	struct buf b;

	buf_init(&b, c->arena, HOURS_MAX * 2);
	while (*s) {
		size_t digits = strspn(s, "0123456789");

		if (digits == 0) {
			buf_char(&b, *s++);
			continue;
		}
		buf_printf(&b, "%s%.*s", digits == 1 ? "0" : "", (int)digits, s);
		s += digits;
		if ((*s == '.' || *s == ':') && s[1] >= '0' && s[1] <= '9') {
			buf_char(&b, ':');
			digits = strspn(++s, "0123456789");
			buf_add(&b, s, digits);
			s += digits;
		} else {
			buf_str(&b, ":00");
		}
	}
	return b.s;
}

static const char *
day_field(struct ctx *c, int day)
{
	return arena_printf(c->arena, "hours.%d", day);
}

static void
show_hours(struct request *r, struct view *v)
{
	const char *hours = setting_get(r->c, "hours", NULL);
	int day;

	for (day = 1; day <= 7; day++) {
		struct view *row = present_field(r, v, "DAY", NULL, day_field(r->c, day), day_line(r->c, hours, day));

		view_text(row, "DAY_NAME", say(r, "day.%s.long", arena_printf(r->c->arena, "%d", day)));
	}
}

/* All days in the notation of the setting; NULL when there are days that cannot be read, which are marked. */
static const char *
read_hours(struct request *r)
{
	struct shop_span span[SHOP_SPANS_MAX];
	struct buf b;
	bool ok = true;
	int day;

	buf_init(&b, r->c->arena, 7 * HOURS_MAX * 2);
	for (day = 1; day <= 7; day++) {
		const char *typed = request_form(r, day_field(r->c, day)), *part;

		typed = typed ? str_trim(r->c->arena, typed) : "";
		if (*typed == '\0')
			continue;
		part = arena_printf(r->c->arena, "%d %s", day, times_of(r->c, typed));
		if (strlen(typed) > HOURS_MAX || shop_hours_of(part, day, span) < 0) {
			form_bad(r, day_field(r->c, day), "setting.bad.hours");
			ok = false;
		}
		buf_printf(&b, "%s%s", b.len ? "; " : "", part);
	}
	return ok ? b.s : NULL;
}

/* ---- the page ---- */

/* The limits of a row for its error. */
static const struct field *
limits(struct ctx *c, const struct setting_row *row, const char *name)
{
	struct field *f = arena_new_n(c->arena, 2, struct field);

	f[0] = (struct field){ row->type == SETTING_MONEY ? FIELD_MONEY : FIELD_INT, name, 0, row->min, row->max, NULL };
	f[1] = (struct field)F_FIN;
	return f;
}

static const char *
section_of(enum setting_type type)
{
	switch (type) {
	case SETTING_LINES: return "S_LINES";
	case SETTING_INT: return "S_INT";
	case SETTING_MONEY: return "S_MONEY";
	case SETTING_BOOL: return "S_BOOL";
	case SETTING_PHONE: return "S_PHONE";
	case SETTING_EMAIL: return "S_EMAIL";
	case SETTING_TIMEZONE: return "S_CHOICE";
	case SETTING_TEXT: case SETTING_URL: case SETTING_HOURS: case SETTING_PREFIX:
	case SETTING_DIGITS: case SETTING_HASH: break;
	}
	return "S_TEXT";
}

/* As people write it: an amount with dots (0: no limit, so nothing). */
static const char *
written(struct ctx *c, const struct setting_row *row, const char *value)
{
	int64_t n;

	if (row->type == SETTING_MONEY && str_int(value, 0, INT64_MAX, &n))
		return n ? money_digits(c->arena, n) : "";
	return value;
}

static void
show_one(struct request *r, struct view *v, const struct setting_row *row, const char *lang, bool wide)
{
	struct ctx *c = r->c;
	const char *name = key(c, row->name, lang), *value = setting_get(c, row->name, lang), *help;
	struct view *item = view_row(v, "SETTING"), *f;
	const char *const *z;

	if (row->type == SETTING_BOOL)
		f = present_field_check(r, item, section_of(row->type), name, str_eq(value, "1"));
	else
		f = present_field(r, item, section_of(row->type), limits(c, row, name), name, written(c, row, value));
	view_text(f, "LABEL", say(r, "setting.%s", row->name));
	view_text(f, "LANG_NAME", lang ? say(r, "lang.%s", lang) : "");
	view_flag(f, "HAS_LANG", lang != NULL);
	view_int(f, "MAX", row->type == SETTING_TEXT || row->type == SETTING_LINES || row->type == SETTING_URL ? row->max : 60);
	view_flag(f, "NEEDED", row->type == SETTING_TEXT && row->min > 0);
	help = arena_printf(c->arena, "setting.%s.help", row->name);
	if (i18n_has(help) && !str_eq(lang, "en")) {
		view_flag(f, "HAS_HELP", true);
		view_text(f, "HELP", i18n(c->arena, c->lang, help, NULL));
	}
	view_flag(f, "WIDE", wide);
	for (z = setting_timezones; row->type == SETTING_TIMEZONE && *z; z++)
		present_field_choice(r, f, "OPTION", name, value, *z, say(r, "zone.time.%s", str_lower(c->arena, strrchr(*z, '/') + 1)));
}

static void
show_promo(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	const char *now = setting_get(c, "promo", NULL);
	size_t n, i;
	int64_t total;
	struct goods_row **goods = goods_list(c, "active", "", GOODS_ALL, 1, GOODS_OFFERED, &n, &total);

	present_field_choice(r, v, "PROMO", "promo", now, "0", say(r, "setting.promo.%s", "none"));
	for (i = 0; i < n; i++)
		present_field_choice(r, v, "PROMO", "promo", now, arena_printf(c->arena, "%lld", (long long)goods[i]->id), goods[i]->name);
}

static void
show_hero(struct request *r, struct view *v)
{
	const char *hash = setting_get(r->c, "hero", NULL), *error = present_error(r, NULL, "hero");
	struct picture p = media_find(r->c, hash);
	struct view *row = view_row(v, "HERO");

	view_flag(row, "HERO_WAIT", !str_empty(hash) && !p.ready);
	if (p.ready)
		view_text(view_row(row, "HERO_NOW"), "HERO_SRC", url_media(r->c, p.hash, "400", "webp"));
	view_flag(row, "BAD", error != NULL);
	view_text(row, "ERROR", error);
	view_text(row, "FIELD", "hero");
}

/* Where languages stand in pairs, a setting without takes a line of its own. */
static void
show_group(struct request *r, struct view *v, const struct group *g)
{
	bool pairs = false;
	size_t i, l;

	for (i = 0; g->names[i]; i++)
		pairs |= row_of(g->names[i])->per_lang;
	for (i = 0; g->names[i]; i++) {
		const struct setting_row *row = row_of(g->names[i]);

		for (l = 0; l < (row->per_lang ? ARRAY_LEN(langs) : 1); l++)
			show_one(r, v, row, row->per_lang ? langs[l] : NULL, pairs && !row->per_lang);
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/settings", "more", i18n(c->arena, c->lang, "admin.settings", NULL));
	size_t g;

	shell_back(v, url_admin(c, "/more"));
	shell_own_bar(v);
	present_form(r, v);
	present_setting_find(r, v, r->form ? NULL : request_query(r, "q"));
	view_int(v, "VERSION", setting_version(c, "shop"));
	view_text(v, "SAVE_URL", url_admin(c, "/settings"));
	view_flag(v, "DIRTY", r->form != NULL);
	for (g = 0; g < ARRAY_LEN(groups); g++) {
		struct view *group = view_row(v, "GROUP");

		view_text(group, "GROUP_TITLE", say(r, "setting.group.%s", groups[g].id));
		show_group(r, group, &groups[g]);
		if (str_eq(groups[g].id, "shop")) {
			show_hero(r, group);
			show_promo(r, view_row(group, "PROMOS"));
		}
		if (str_eq(groups[g].id, "hours"))
			show_hours(r, view_row(group, "HOURS"));
	}
}

/* ---- saving ---- */

/* What was typed as the setting stores it; NULL when it cannot be read (the field is marked). */
static const char *
stored(struct request *r, const struct setting_row *row, const char *name)
{
	struct arena *a = r->c->arena;
	const char *typed = request_form(r, name);
	int64_t n;

	if (row->type == SETTING_BOOL)
		return typed ? "1" : "0";
	typed = typed ? str_trim(a, typed) : "";
	if (row->type == SETTING_MONEY) {
		if (*typed == '\0')
			return "0";
		if (money_parse(typed, &n))
			return arena_printf(a, "%lld", (long long)n);
		form_bad(r, name, "form.money");
		return NULL;
	}
	if (row->type == SETTING_PHONE && *typed) {
		if (!form_phone(a, typed))
			form_bad(r, name, "form.phone");
		return form_phone(a, typed);
	}
	if (row->type == SETTING_EMAIL)
		return str_lower(a, typed);
	if (row->type == SETTING_PREFIX) {
		char *up = arena_str(a, typed);

		for (char *p = up; *p; p++)
			*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
		return up;
	}
	return typed;
}

static const char *
fault_of(const struct setting_row *row, const char *value)
{
	switch (row->type) {
	case SETTING_TEXT: case SETTING_LINES: return *value ? "form.long" : "form.required";
	case SETTING_INT: case SETTING_MONEY: return "form.range";
	case SETTING_URL: return "setting.bad.url";
	case SETTING_PREFIX: return "setting.bad.prefix";
	case SETTING_DIGITS: return "setting.bad.digits";
	case SETTING_HOURS: return "setting.bad.hours";
	case SETTING_PHONE: return "form.phone";
	case SETTING_EMAIL: return "form.email";
	case SETTING_BOOL: case SETTING_TIMEZONE: case SETTING_HASH: break;
	}
	return "form.choice";
}

/* Writes only what is not so already, with a line in the trail that names the setting, never its value. */
static void
put(struct request *r, const struct setting_row *row, const char *lang, const char *field, const char *value)
{
	if (!value || str_eq(value, setting_get(r->c, row->name, lang)))
		return;
	switch (setting_put(r->c, row->name, lang, value)) {
	case SETTING_OK:
		audit(r->c, "setting.save", "setting", 0, NULL,
		    arena_printf(r->c->arena, "{\"setting\":\"%s\"}", key(r->c, row->name, lang)));
		return;
	case SETTING_BAD:
		form_bad(r, field, fault_of(row, value));
		return;
	}
}

static void
put_all(struct request *r)
{
	const char *promo = request_form(r, "promo"), *hero = r->prepared;
	size_t g, i, l;

	for (g = 0; g < ARRAY_LEN(groups); g++) {
		for (i = 0; groups[g].names[i]; i++) {
			const struct setting_row *row = row_of(groups[g].names[i]);

			for (l = 0; l < (row->per_lang ? ARRAY_LEN(langs) : 1); l++) {
				const char *lang = row->per_lang ? langs[l] : NULL, *name = key(r->c, row->name, lang);

				put(r, row, lang, name, stored(r, row, name));
			}
		}
	}
	put(r, row_of("hours"), NULL, "hours.1", read_hours(r));
	if (promo)
		put(r, row_of("promo"), NULL, "promo", promo);
	if (hero && *hero) {
		(void)media_put(r->c, hero);
		put(r, row_of("hero"), NULL, "hero", hero);
	}
}

/* The new picture goes to its place before the transaction, once also when this step is run again. prepared: its hash; "!…" names what was wrong. */
static void
take_hero(struct request *r)
{
	const struct upload *u = request_upload(r, "hero", 0);
	const char *hash = NULL;

	if (!u || r->prepared)
		return;
	switch (media_take(r->c, u->path, u->size, &hash)) {
	case MEDIA_OK:
		r->prepared = arena_str(r->c->arena, hash);
		return;
	case MEDIA_TOO_LARGE:
		r->prepared = arena_str(r->c->arena, "!setting.bad.large");
		return;
	case MEDIA_NOT_A_PICTURE:
		r->prepared = arena_str(r->c->arena, "!setting.bad.picture");
		return;
	case MEDIA_NO_SPACE:
		r->prepared = arena_str(r->c->arena, "!setting.bad.space");
		return;
	}
}

static void
save(struct request *r)
{
	const char *seen = request_form(r, "version"), *hero = r->prepared;
	int64_t version;

	if (!seen || !str_int(seen, 0, INT64_MAX, &version) || version != setting_version(r->c, "shop")) {
		form_note(r, "edit.conflict");
		reply_again(r, show);
		return;
	}
	if (hero && *hero == '!')
		form_bad(r, "hero", hero + 1);
	else
		put_all(r);
	if (r->n_errors > 0) {
		reply_again(r, show);
		return;
	}
	flash(r, "flash.settings.saved");
	reply_see_other(r, url_admin(r->c, "/settings"));
}

static const struct route routes[] = {
	{ "GET", "/admin/settings", show, GATE_STAFF, DO_READ, RIGHT_SHOP_EDIT, 0, NULL },
	{ "POST", "/admin/settings", save, GATE_STAFF, DO_WRITE, RIGHT_SHOP_EDIT, ROUTE_UPLOAD, take_hero },
	{ 0 }
};
ROUTES(routes);
