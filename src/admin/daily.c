/* The product of the day: on or off, at which hour, on which days, where, with which words; what came of it last, and what would be next. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/shell.h"
#include "shop/setting.h"
#include "shop/social_daily.h"
#include "shop/social_post.h"
#include "shop/staff.h"

struct daily_form { int64_t version, caption, rest_days; const char *time; bool on; };
static const struct field fields[] = {
	F_INT(struct daily_form, version, 0, INT64_MAX), F_INT(struct daily_form, caption, 0, INT64_MAX), F_INT(struct daily_form, rest_days, 1, 365), F_TEXT(struct daily_form, time, 5, 5),
	F_BOOL(struct daily_form, on), F_FIN
};

static const char *
number(struct ctx *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

static void
state_show(struct request *r, struct view *v, const struct social_daily *d)
{
	struct ctx *c = r->c;
	int64_t next = social_daily_next(c, d, clock_now());
	struct card **card;
	struct view *row;
	size_t n;

	if (*d->result && i18n_has(d->result)) {
		row = view_row(v, "LAST");
		view_text(row, "LAST_DAY", clock_day_text(c->arena, d->last_day, c->lang));
		view_text(row, "LAST_TEXT", i18n(c->arena, c->lang, d->result, NULL));
		view_flag(row, "LAST_OK", str_eq(d->result, "daily.posted"));
		view_flag(row, "LAST_BAD", !str_eq(d->result, "daily.posted"));
		if (d->result_post)
			view_text(view_row(row, "LAST_POST"), "LAST_URL", url_admin(c, "/posts/%lld", (long long)d->result_post));
	}
	card = caption_goods(c, &next, next ? 1 : 0, &n);
	if (n > 0)
		view_text(view_row(v, "NEXT"), "NEXT_NAME", card[0]->name);
	else
		view_flag(v, "NO_NEXT", true);
}

static void
choices_show(struct request *r, struct view *v, const struct social_daily *d)
{
	struct ctx *c = r->c;
	size_t n, i, k;
	const struct caption *captions = caption_list(c, &n);
	const struct social_account *accounts;
	struct view *row;

	for (i = 0; i < n; i++)
		(void)present_field_choice(r, v, "CAPTION", "caption", number(c, d->caption), number(c, captions[i].id), captions[i].name);
	for (int64_t day = 1; day <= 7; day++) {
		row = view_row(v, "DAY");
		view_int(row, "DAY_NO", day);
		view_text(row, "DAY_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "day.%lld.long", (long long)day), NULL));
		view_flag(row, "ON", r->form ? request_form_has(r, "day", day) : (d->days >> (day - 1) & 1) != 0);
	}
	accounts = social_accounts(c, &n);
	for (i = 0; i < n; i++) {
		for (k = 0; k < d->n_accounts && d->accounts[k] != accounts[i].id; k++)
			;
		row = view_row(v, "ACCOUNT");
		view_int(row, "ACCOUNT_ID", accounts[i].id);
		view_text(row, "ACCOUNT_NAME", accounts[i].name);
		view_text(row, "CHANNEL_NAME", i18n(c->arena, c->lang, arena_printf(c->arena, "social.%s", accounts[i].channel), NULL));
		view_flag(row, "ON", r->form ? request_form_has(r, "account", accounts[i].id) : k < d->n_accounts || (!d->on && d->n_accounts == 0));	/* before it was ever turned on: to all */
	}
	view_flag(v, "SOME_ACCOUNT", n > 0);
	if (n == 0) {
		row = view_row(v, "NO_ACCOUNT");
		view_flag(row, role_may(r->staff->role, RIGHT_SHOP_EDIT) ? "MAY_CONNECT" : "ASK_OWNER", true);
		view_text(row, "CHANNELS_URL", url_admin(c, "/channels"));
	}
	view_flag(v, "ACCOUNT_BAD", form_error(r, "account") != NULL);
	view_text(v, "ACCOUNT_ERROR", present_error(r, NULL, "account"));
	view_flag(v, "DAY_BAD", form_error(r, "day") != NULL);
	view_text(v, "DAY_ERROR", present_error(r, NULL, "day"));
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct social_daily *d = social_daily_get(c);
	struct view *v = shell_admin(r, "admin/daily", "more", i18n(c->arena, c->lang, "daily.title", NULL));

	shell_back(v, url_admin(c, "/posts"));
	present_form(r, v);
	view_text(v, "FORM_URL", url_admin(c, "/posts/daily"));
	present_version(r, v, "daily.conflict", d->version);
	(void)present_field_check(r, v, "F_ON", "on", d->on);
	(void)present_field(r, v, "F_TIME", fields, "time", arena_printf(c->arena, "%02d:%02d", (int)(d->minute / 60), (int)(d->minute % 60)));
	view_text(v, "ZONE", clock_zone_label(shop_get(c)->timezone));
	(void)present_field_int(r, v, "F_REST", fields, "rest_days", d->rest_days, NO_NUMBER);
	choices_show(r, v, d);
	state_show(r, v, d);
}

static bool
time_read(const char *s, int64_t *minute)
{
	int64_t h, m;

	if (strlen(s) != 5 || s[2] != ':' || s[strspn(s, "0123456789:")] != '\0')
		return false;
	h = (s[0] - '0') * 10 + s[1] - '0';
	m = (s[3] - '0') * 10 + s[4] - '0';
	*minute = h * 60 + m;
	return h < 24 && m < 60;
}

static void
save(struct request *r)
{
	struct social_daily d = { 0 };
	struct daily_form f;
	const struct social_account *accounts;
	size_t n, i;

	if (!form_read(r, fields, &f)) {
		reply_again(r, show);
		return;
	}
	d = (struct social_daily){ .on = f.on, .caption = f.caption, .rest_days = f.rest_days, .version = f.version };
	for (int64_t day = 1; day <= 7; day++)
		d.days |= request_form_has(r, "day", day) ? INT64_C(1) << (day - 1) : 0;
	accounts = social_accounts(r->c, &n);
	d.accounts = arena_new_n(r->c->arena, n, int64_t);
	for (i = 0; i < n; i++)
		if (request_form_has(r, "account", accounts[i].id))
			d.accounts[d.n_accounts++] = accounts[i].id;
	if (!time_read(f.time, &d.minute))
		form_bad(r, "time", "post.time");
	if (d.on && d.days == 0)
		form_bad(r, "day", "daily.no_day");
	if (d.on && d.n_accounts == 0)
		form_bad(r, "account", "daily.no_account");
	if (r->n_errors == 0 && !social_daily_put(r->c, &d))
		form_note(r, "daily.conflict");
	if (r->n_errors > 0 || r->form_note) {
		reply_again(r, show);
		return;
	}
	flash(r, d.on ? "flash.daily.on" : "flash.daily.off");
	reply_see_other(r, url_admin(r->c, "/posts/daily"));
}

static const struct route routes[] = {
	{ "GET", "/admin/posts/daily", show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/daily", save, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
