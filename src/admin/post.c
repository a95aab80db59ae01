/*
 * One post. A draft is a form: its goods, pictures, words, accounts, the time, and below it how each network will show it; every button saves it first, so nothing typed is lost. What was sent shows what
 * became of it on each account.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/money.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/campaign.h"
#include "present/field.h"
#include "present/goods.h"
#include "present/message.h"
#include "present/shell.h"
#include "shop/media.h"
#include "shop/outbox.h"
#include "shop/setting.h"
#include "shop/social_post.h"
#include "shop/staff.h"

#define PICS 60
#define MINUTE 60
#define HOUR 3600

struct post_form { int64_t version, caption; const char *body, *hashtags, *shape, *fit, *when, *day, *time; bool sticker, frame; };
static const struct field fields[] = {
	F_INT(struct post_form, version, 0, INT64_MAX), F_INT_OPT(struct post_form, caption, 0, INT64_MAX), F_LINES(struct post_form, body, 0, CAPTION_BODY_MAX),
	F_TEXT(struct post_form, hashtags, 0, CAPTION_HASHTAGS_MAX), F_CHOICE(struct post_form, shape, "square|portrait|wide"), F_CHOICE(struct post_form, fit, "crop|pad"),
	F_CHOICE(struct post_form, when, "now|later"), F_TEXT(struct post_form, day, 0, 10), F_TEXT(struct post_form, time, 0, 5), F_BOOL(struct post_form, sticker),
	F_BOOL(struct post_form, frame), F_FIN
};

/* Uploads that were moved in before the transaction. */
struct taken { const char *hashes[SOCIAL_POST_PICTURES]; size_t n; const char *fault; bool saved; };	/* saved: the draft was, though it could not be sent */

static const char *
say(struct ctx *c, const char *fmt, const char *word)
{
	return i18n(c->arena, c->lang, arena_printf(c->arena, fmt, word), NULL);
}

static const char *
post_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/posts/%lld", (long long)id);
}

static const char *
number(struct ctx *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

static const char *
moment(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;

	return arena_printf(c->arena, "%s, %s %s", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone), clock_zone_label(zone));
}

/* --- the form --- */

/* The form is shown again with what was typed; what is stored counts when it was saved. */
static bool
typed(const struct request *r)
{
	const struct taken *t = r->prepared;

	return r->form && !(t && t->saved);
}

static bool
in_draft(struct request *r, const char *field, int64_t value, bool stored)
{
	return typed(r) ? request_form_has(r, field, value) : stored;
}

static void
goods_show(struct request *r, struct view *v, const struct caption_facts *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct view *row = view_row(v, "GOODS");

		view_text(row, "GOODS_NAME", f->goods[i]->name);
		present_picture(r->c, row, &f->goods[i]->picture, f->goods[i]->tint);
		view_money(row, "GOODS_PRICE", f->goods[i]->price.now);
		view_flag(row, "GOODS_OUT", f->goods[i]->stock == STOCK_NONE);
	}
	view_flag(v, "NO_GOODS", f->n == 0);
}

static void
picture_show(struct request *r, struct view *v, const struct social_picture *p, int64_t at, bool last)
{
	const char *alt = arena_printf(r->c->arena, "alt_%lld", (long long)p->media);

	present_picture(r->c, v, &p->picture, 0);
	view_int(v, "PHOTO_ID", p->media);
	view_int(v, "PHOTO_NO", at + 1);
	view_flag(v, "PHOTO_WAIT", !p->picture.ready);
	view_flag(v, "USED", in_draft(r, "use", p->media, p->chosen));
	view_flag(v, "PHOTO_FIRST", at == 0);
	view_flag(v, "PHOTO_LAST", last);
	(void)present_field(r, v, "ALT", NULL, alt, typed(r) ? NULL : p->alt);
}

static void
pictures_show(struct request *r, struct view *v, const struct social_post *p)
{
	const struct taken *t = r->prepared;
	size_t n, i, k;
	const struct social_picture *list = social_post_choices(r->c, p, &n);
	const char **again = typed(r) ? request_form_all(r, "taken", &k) : NULL;
	struct view *row;

	for (i = 0; i < n && i < PICS; i++)
		picture_show(r, view_row(v, "PHOTO"), &list[i], (int64_t)i, i + 1 == n);
	for (i = 0; again && i < k; i++)
		if (media_taken(r->c, again[i]))
			view_text(view_row(v, "TAKEN"), "TAKEN_HASH", again[i]);
	for (i = 0; typed(r) && t && i < t->n; i++)
		view_text(view_row(v, "TAKEN"), "TAKEN_HASH", t->hashes[i]);
	view_flag(v, "HAS_PHOTOS", n > 0);
	row = view_row(v, "F_PHOTO");
	view_text(row, "FIELD", "photo");
	view_text(row, "ERROR", present_error(r, NULL, "photo"));
	view_flag(row, "BAD", form_error(r, "photo") != NULL);
}

static void
looks_show(struct request *r, struct view *v, const struct social_post *p)
{
	static const char *const fits[] = { "crop", "pad" };
	const char *shape = typed(r) ? form_typed(r, "shape", p->shape) : p->shape, *fit = typed(r) ? form_typed(r, "fit", p->fit) : p->fit;

	for (const struct social_shape *s = social_shapes; s->name; s++)
		(void)present_field_choice(r, v, "SHAPE", "shape", shape, s->name, say(r->c, "post.shape.%s", s->name));
	for (size_t i = 0; i < ARRAY_LEN(fits); i++)
		(void)present_field_choice(r, v, "FIT", "fit", fit, fits[i], say(r->c, "post.fit.%s", fits[i]));
	(void)present_field_check(r, v, "F_STICKER", "sticker", p->sticker);
	(void)present_field_check(r, v, "F_FRAME", "frame", p->frame);
}

static void
words_show(struct request *r, struct view *v, const struct social_post *p, const struct caption_facts *f)
{
	size_t n, i;
	const struct caption *list = caption_list(r->c, &n);
	const char *word = "", *error = form_error(r, "body");
	struct js_out values;
	struct view *field = present_field(r, v, "F_BODY", fields, "body", p->body);

	if (error && str_starts(error, "message.bad.")) {
		(void)caption_fault(r->c, form_typed(r, "body", p->body), &word);
		view_text(field, "ERROR", i18n(r->c->arena, r->c->lang, error, word, NULL));
	}
	(void)present_field(r, v, "F_HASHTAGS", fields, "hashtags", p->hashtags);
	for (i = 0; i < n; i++)
		(void)present_field_choice(r, v, "CAPTION", "caption", "0", number(r->c, list[i].id), list[i].name);
	js_out_init(&values, r->c->arena, false);
	for (i = 0; caption_vars[i]; i++) {
		struct view *row = view_row(v, "VAR");

		view_text(row, "VAR_NAME", arena_printf(r->c->arena, "{%s}", caption_vars[i]));
		view_text(row, "VAR_TEXT", say(r->c, "caption.var.%s", caption_vars[i]));
		js_out_text(&values, caption_vars[i], caption_value(r->c, f, caption_vars[i]));
	}
	view_json(v, "JSON_DATA", js_out_done(&values));
	view_text(v, "CAPTIONS_URL", url_admin(r->c, "/posts/captions"));
}

static void
accounts_show(struct request *r, struct view *v, const struct social_post *p)
{
	size_t n, i, k;
	const struct social_account *list = social_accounts(r->c, &n);
	bool ok = role_may(r->staff->role, RIGHT_SHOP_EDIT);
	struct view *row;

	for (i = 0; i < n; i++) {
		for (k = 0; k < p->n_accounts && p->accounts[k] != list[i].id; k++)
			;
		row = view_row(v, "ACCOUNT");
		view_int(row, "ACCOUNT_ID", list[i].id);
		view_text(row, "ACCOUNT_NAME", list[i].name);
		view_text(row, "CHANNEL_NAME", say(r->c, "social.%s", list[i].channel));
		view_flag(row, "ON", in_draft(r, "account", list[i].id, k < p->n_accounts));
		view_flag(row, "PAUSED", !social_account_works(&list[i], clock_now()));
	}
	if (n == 0) {
		row = view_row(v, "NO_ACCOUNT");
		view_flag(row, ok ? "MAY_CONNECT" : "ASK_OWNER", true);
		view_text(row, "CHANNELS_URL", url_admin(r->c, "/channels"));
	}
	view_flag(v, "SOME_ACCOUNT", n > 0);
}

static void
time_show(struct request *r, struct view *v, const struct social_post *p)
{
	const char *zone = shop_get(r->c)->timezone;
	/* Who chooses "later" finds a time that can stand: the second full hour from now. */
	int64_t due = p->due_at ? p->due_at : (clock_now() / HOUR + 2) * HOUR;
	bool later = typed(r) ? str_eq(form_typed(r, "when", "now"), "later") : p->due_at > 0;

	view_flag(v, "IS_NOW", !later);
	view_flag(v, "IS_LATER", later);
	(void)present_field(r, v, "F_DAY", fields, "day", clock_iso_day(r->c->arena, clock_day(due, zone)));
	(void)present_field(r, v, "F_TIME", fields, "time", str_replace(r->c->arena, clock_hm(r->c->arena, due, zone), ".", ":"));
	view_text(v, "ZONE", clock_zone_label(zone));
	view_text(v, "TODAY", clock_iso_day(r->c->arena, clock_day(clock_now(), zone)));
}

/* What stands in the way on one network; once more at the top when it was just tried. */
static void
fault_show(struct request *r, struct view *v, struct view *row, const struct social_said *s)
{
	struct ctx *c = r->c;
	const char *text = i18n(c->arena, c->lang, s->fault, money_digits(c->arena, s->limit), NULL);

	view_text(view_row(row, "FAULT"), "FAULT_TEXT", text);
	if (str_eq(r->form_note, "post.fault"))
		view_text(view_row(v, "STOPPED"), "STOPPED_TEXT", arena_printf(c->arena, "%s: %s", say(c, "social.%s", s->channel->name), text));
}

/* The picture that stands for the post, in each network's shape. */
static void
shot_show(struct request *r, struct view *v, const struct social_post *p, const struct caption_facts *f, int64_t pictures)
{
	size_t i = 0;

	while (!p->pictures[i].chosen)
		i++;
	present_picture(r->c, v, &p->pictures[i].picture, 0);
	view_text(v, "SHAPE_NAME", p->shape);
	view_text(v, "FIT_NAME", p->fit);
	view_flag(v, "FRAMED", p->frame);
	view_int(v, "PIC_COUNT", pictures);
	view_flag(v, "MANY_PICS", pictures > 1);
	if (f->n == 0)
		return;
	v = view_row(v, "STICKER");
	view_money(v, "STICKER_PRICE", f->goods[0]->price.now);
	view_flag(v, "STICKER_OFF", !p->sticker);
}

/* How it looks there, with what counts against the network's limits. */
static void
preview_show(struct request *r, struct view *v, const struct social_post *p, const struct caption_facts *f)
{
	struct ctx *c = r->c;
	size_t n, i;
	const struct social_said *said = social_post_said(c, p, &n);
	int64_t pictures = social_post_chosen(p);

	for (i = 0; i < n; i++) {
		const struct social_limits *l = &said[i].channel->limits;
		struct view *row = view_row(v, "PREVIEW");

		view_text(row, "TO_NAME", said[i].account->name);
		view_text(row, "TO_CHANNEL", say(c, "social.%s", said[i].channel->name));
		view_text(row, "CHARS", money_digits(c->arena, said[i].characters));
		view_text(row, "CHARS_MOST", money_digits(c->arena, l->text));
		view_int(row, "CHARS_MAY", l->text);
		view_int(row, "TAGS", said[i].hashtags);
		view_int(row, "TAGS_MOST", l->hashtags);
		view_flag(row, "HAS_TAGS_MOST", l->hashtags > 0);
		view_int(row, "ATS", said[i].mentions);
		view_int(row, "ATS_MOST", l->mentions);
		view_flag(row, "HAS_ATS_MOST", l->mentions > 0);
		if (said[i].fault)
			fault_show(r, v, row, &said[i]);
		/* Networks of pictures show them above the words. */
		view_flag(row, l->pictures_least > 0 ? "WORDS_BELOW" : "WORDS_ABOVE", true);
		present_text_lines(c, row, said[i].text);
		if (pictures > 0)
			shot_show(r, view_row(row, "HAS_PICTURE"), p, f, pictures);
	}
	view_flag(v, "SOME_PREVIEW", n > 0);
}

static void
compose(struct request *r, const struct social_post *p)
{
	struct ctx *c = r->c;
	const struct caption_facts *f = social_post_facts(c, p);
	struct view *v = shell_admin(r, "admin/post", "more", i18n(c->arena, c->lang, "post.title", NULL));

	shell_back(v, url_admin(c, "/posts"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", typed(r));
	view_text(v, "FORM_URL", post_url(c, p->id));
	view_text(v, "DROP_URL", arena_printf(c->arena, "%s/drop", post_url(c, p->id)));
	view_text(v, "VERSION", typed(r) && !str_eq(r->form_note, "post.conflict") ? form_typed(r, "version", "") : number(c, p->version));
	if (*p->reason)
		view_text(view_row(v, "STOPPED"), "STOPPED_TEXT", i18n(c->arena, c->lang, p->reason, NULL));
	goods_show(r, v, f);
	pictures_show(r, v, p);
	looks_show(r, v, p);
	words_show(r, v, p, f);
	accounts_show(r, v, p);
	present_campaigns(r, v, NULL, p->campaign, false);
	time_show(r, v, p);
	preview_show(r, v, p, f);
}

/* --- what became of it --- */

struct edit_form { const char *text; };
static const struct field edit_fields[] = { F_LINES(struct edit_form, text, 0, PUBLICATION_TEXT_MAX), F_FIN };

/* Why this network does not take the words; NULL: it does. */
static const char *
edit_fault(struct request *r, const struct publication *p, const char *text, int64_t *limit)
{
	const struct social_channel *ch = social_channel(p->channel);
	size_t n;

	(void)publication_pictures(r->c, p->id, &n);
	return ch ? social_fault(ch, text, n == 0 ? p->link : "", n, limit) : NULL;
}

static const char *
edit_error(struct request *r, const struct publication *p)
{
	int64_t limit = 0;
	const char *id = form_error(r, "text");

	if (!str_starts(id, "social.bad."))
		return present_error(r, edit_fields, "text");
	(void)edit_fault(r, p, str_trim(r->c->arena, form_typed(r, "text", "")), &limit);
	return i18n(r->c->arena, r->c->lang, id, number(r->c, limit), NULL);
}

/* Words for this publication that were just refused: they are shown again, whatever has become of it. */
static bool
refused_here(const struct request *r, const struct publication *p)
{
	return r->form && r->arg_int[0] == p->id && str_eq(request_form(r, "do"), "edit") && form_error(r, "text");
}

static void
acts_show(struct request *r, struct view *v, const struct publication *p)
{
	struct publication_may may = publication_may(p, clock_now());
	bool refused = refused_here(r, p);
	struct view *row, *field;

	view_flag(v, "MAY_RETRY", may.retry);
	view_flag(v, "MAY_CANCEL", may.cancel);
	view_flag(v, "ASKS", may.settle);
	view_flag(v, "MAY_REMOVE", may.remove);
	if (!may.edit && !refused)
		return;
	row = view_row(v, "MAY_EDIT");
	view_flag(row, "EDIT_OPEN", refused);
	view_int(row, "EDIT_MOST", PUBLICATION_TEXT_MAX);
	field = view_row(row, "F_TEXT");
	view_text(field, "FIELD", arena_printf(r->c->arena, "text%lld", (long long)p->id));
	view_text(field, "VALUE", refused ? form_typed(r, "text", p->text) : p->text);
	if (!refused)
		return;
	view_flag(field, "BAD", true);
	view_text(field, "ERROR", edit_error(r, p));
}

/* What is wrong with it; else, while its account rests, why that does. */
static void
why_show(struct request *r, struct view *v, const struct publication *p)
{
	const struct social_account *a;
	const char *why = p->reason;
	bool waits = str_eq(p->state, "queued") || str_eq(p->state, "preparing");

	if (waits && !str_eq(p->account_state, "ok") && (a = social_account_get(r->c, p->account)) && *a->reason) {
		why = a->reason;
		if (role_may(r->staff->role, RIGHT_SHOP_EDIT))
			view_text(view_row(v, "RESTS"), "CHANNELS_URL", url_admin(r->c, "/channels"));
	}
	if (*why)
		view_text(view_row(v, "WHY"), "WHY_TEXT", i18n_has(why) ? i18n(r->c->arena, r->c->lang, why, NULL) : why);
}

static void
publication_show(struct request *r, struct view *v, const struct publication *p)
{
	struct ctx *c = r->c;
	static const char *const tones[][2] = { { "published", "OK" }, { "failed", "BAD" }, { "unknown", "BAD" }, { "canceled", "PLAIN" }, { "removed", "PLAIN" } };
	const char *tone = "WAIT";

	for (size_t i = 0; i < ARRAY_LEN(tones); i++)
		if (str_eq(tones[i][0], p->state))
			tone = tones[i][1];
	view_flag(v, "TONE_OK", str_eq(tone, "OK"));
	view_flag(v, "TONE_BAD", str_eq(tone, "BAD"));
	view_flag(v, "TONE_WAIT", str_eq(tone, "WAIT"));
	view_flag(v, "TONE_PLAIN", str_eq(tone, "PLAIN"));
	view_text(v, "TO_NAME", p->account_name);
	view_text(v, "TO_CHANNEL", say(c, "social.%s", p->channel));
	view_text(v, "STATE_TEXT", say(c, "publication.state.%s", p->state));
	view_text(v, "ACT_URL", url_admin(c, "/posts/publication/%lld", (long long)p->id));
	why_show(r, v, p);
	if (*p->detail)
		view_text(view_row(v, "DETAIL"), "DETAIL_TEXT", p->detail);
	if (*p->wanted)
		view_text(view_row(v, "WANTED"), "WANTED_TEXT", say(c, "publication.wanted.%s", p->wanted));
	if (*p->permalink)
		view_text(view_row(v, "THERE"), "THERE_URL", p->permalink);
	if (str_eq(p->state, "queued") && p->due_at > clock_now())
		view_text(view_row(v, "DUE"), "DUE_TEXT", moment(c, p->due_at));
	if (p->published_at)
		view_text(view_row(v, "SINCE"), "SINCE_TEXT", moment(c, p->published_at));
	if (p->likes >= 0)
		view_int(view_row(v, "LIKED"), "LIKES", p->likes);
	if (p->comments >= 0)
		view_int(view_row(v, "TALKED"), "COMMENTS", p->comments);
	if (p->reach >= 0)
		view_int(view_row(v, "SEEN"), "REACH", p->reach);
	acts_show(r, v, p);
	present_text_lines(c, v, p->text);
}

static void
result(struct request *r, const struct social_post *p)
{
	struct ctx *c = r->c;
	size_t n, i, k;
	const struct publication *list = publication_of_post(c, p->id, &n);
	struct view *v = shell_admin(r, "admin/post_out", "more", i18n(c->arena, c->lang, "post.out", NULL));
	bool back = true, edits = false, soon = str_eq(p->state, "making");

	shell_back(v, url_admin(c, "/posts"));
	present_form(r, v);
	view_flag(v, "MAKING", soon);
	for (i = 0; i < n; i++) {
		for (k = i + 1; k < n && list[k].account != list[i].account; k++)
			;
		back = back && !str_eq(list[i].state, "published") && !str_eq(list[i].state, "attempting") && !str_eq(list[i].state, "unknown") && !str_eq(list[i].state, "removed");
		/* An earlier try that was taken back is told by the later one. */
		if (k == n)
			publication_show(r, view_row(v, "PUBLICATION"), &list[i]);
		soon = soon || (k == n && (str_eq(list[i].state, "preparing") || str_eq(list[i].state, "attempting") || (str_eq(list[i].state, "queued") && list[i].due_at <= clock_now() && str_eq(list[i].account_state, "ok"))));
		edits = edits || (k == n && publication_may(&list[i], clock_now()).edit);
	}
	/* Not below somebody's words: the page that looks again by itself would take them away. */
	if (soon && !edits && !r->form)
		reply_header(r, "Refresh", "10");
	view_flag(v, "SOON", soon);
	if (back)
		view_text(view_row(v, "MAY_BACK"), "BACK_URL", arena_printf(c->arena, "%s/back", post_url(c, p->id)));
	view_text(v, "COPY_URL", arena_printf(c->arena, "%s/copy", post_url(c, p->id)));
	for (i = 0; i < p->n_pictures; i++)
		if (p->pictures[i].chosen)
			present_picture(c, view_row(v, "PHOTO"), &p->pictures[i].picture, 0);
}

static void
show(struct request *r)
{
	const struct social_post *p = social_post_get(r->c, r->arg_int[0]);

	if (!p)
		reply_not_found(r);
	else if (str_eq(p->state, "draft"))
		compose(r, p);
	else
		result(r, p);
}

/* --- saving --- */

/* Before the transaction: the files are looked at and moved in. */
static void
take(struct request *r)
{
	static const char *const faults[] = { [MEDIA_TOO_LARGE] = "media.large", [MEDIA_NOT_A_PICTURE] = "media.type", [MEDIA_NO_SPACE] = "media.space" };
	struct taken *t = arena_new(r->c->arena, struct taken);
	const struct upload *u;

	r->prepared = t;
	for (size_t i = 0; t->n < ARRAY_LEN(t->hashes) && (u = request_upload(r, "photo", i)); i++) {
		enum media_take said = media_take(r->c, u->path, u->size, &t->hashes[t->n]);

		if (said == MEDIA_OK)
			t->n++;
		else if (!t->fault)
			t->fault = faults[said];
	}
}

/* UTC second of the day and time that were typed; 0 with the field marked. */
static int64_t
due_read(struct request *r, const struct post_form *f)
{
	const char *zone = shop_get(r->c)->timezone;
	int64_t day, h, m;

	if (!str_eq(f->when, "later"))
		return 0;
	if (!clock_parse_day(f->day, &day)) {
		form_bad(r, "day", "post.day");
		return 0;
	}
	if (strlen(f->time) != 5 || f->time[2] != ':' || f->time[0] < '0' || f->time[0] > '2' || f->time[3] < '0' || f->time[3] > '5' || f->time[1] < '0' || f->time[1] > '9' || f->time[4] < '0' ||
	    f->time[4] > '9' || (h = (f->time[0] - '0') * 10 + f->time[1] - '0') > 23) {
		form_bad(r, "time", "post.time");
		return 0;
	}
	m = (f->time[3] - '0') * 10 + f->time[4] - '0';
	return clock_day_start(day, zone) + (h * 60 + m) * MINUTE;
}

/* One place forward or back among the form's pictures, as "up.12" says. */
static void
picture_move(struct social_picture *list, size_t n, const char *act)
{
	const char *dot = act ? strchr(act, '.') : NULL;
	struct social_picture held;
	int64_t media;
	size_t i, to;

	if (!dot || !str_int(dot + 1, 1, INT64_MAX, &media))
		return;
	for (i = 0; i < n && list[i].media != media; i++)
		;
	if (i == n || (!str_starts(act, "up.") && !str_starts(act, "down.")))
		return;
	to = str_starts(act, "up.") ? (i ? i - 1 : 0) : i + 1 < n ? i + 1 : i;
	held = list[i];
	list[i] = list[to];
	list[to] = held;
}

static struct social_picture *
pictures_read(struct request *r, size_t *n)
{
	struct social_picture *list = arena_new_n(r->c->arena, PICS + 3 * SOCIAL_POST_PICTURES, struct social_picture);
	const struct taken *t = r->prepared;
	size_t n_sent, i, chosen = 0;
	const char **all = request_form_all(r, "pic", &n_sent);
	int64_t media;

	*n = 0;
	for (i = 0; i < n_sent && *n < PICS; i++) {
		const char *alt = request_form(r, arena_printf(r->c->arena, "alt_%s", all[i]));

		if (!str_int(all[i], 1, INT64_MAX, &media))
			continue;
		/* product -1: to be found among the post's own choices; nothing else of the shop's pictures is taken. */
		list[(*n)++] = (struct social_picture){ .media = media, .product = -1, .chosen = request_form_has(r, "use", media), .alt = alt ? str_trim(r->c->arena, alt) : "" };
	}
	picture_move(list, *n, request_form(r, "do"));
	all = request_form_all(r, "taken", &n_sent);
	for (i = 0; i < n_sent && i < SOCIAL_POST_PICTURES; i++)
		if (media_taken(r->c, all[i]))
			list[(*n)++] = (struct social_picture){ .media = media_put(r->c, all[i]), .chosen = true, .alt = "" };
	for (i = 0; t && i < t->n; i++)
		list[(*n)++] = (struct social_picture){ .media = media_put(r->c, t->hashes[i]), .chosen = true, .alt = "" };
	for (i = 0; i < *n; i++) {
		chosen += list[i].chosen;
		if (strlen(list[i].alt) > 1000)
			form_bad(r, arena_printf(r->c->arena, "alt_%lld", (long long)list[i].media), "post.alt");
	}
	if (chosen > SOCIAL_POST_PICTURES)
		form_bad(r, "photo", "post.pictures");
	return list;
}

static int64_t *
accounts_read(struct request *r, size_t *n)
{
	size_t n_sent, i;
	const char **all = request_form_all(r, "account", &n_sent);
	int64_t *ids = arena_new_n(r->c->arena, n_sent, int64_t), id;

	for (*n = 0, i = 0; i < n_sent; i++)
		if (str_int(all[i], 1, INT64_MAX, &id))
			ids[(*n)++] = id;
	return ids;
}

static bool
read_edit(struct request *r, const struct social_post *p, struct post_form *f, struct social_post_edit *e)
{
	const struct taken *t = r->prepared;
	bool ok = form_read(r, fields, f);

	if (t && t->fault)
		form_bad(r, "photo", t->fault);
	if (!ok)
		return false;
	*e = (struct social_post_edit){ .body = f->body, .hashtags = f->hashtags, .shape = f->shape, .fit = f->fit, .sticker = f->sticker, .frame = f->frame, .due_at = due_read(r, f),
	    .campaign = present_campaign_sent(r, p->campaign, false) };
	e->pictures = pictures_read(r, &e->n_pictures);
	e->accounts = accounts_read(r, &e->n_accounts);
	return r->n_errors == 0;
}

/* Saved, but not sent: the page again, with what stands in the way. */
static void
stay(struct request *r, const char *field, const char *id)
{
	struct taken *t = r->prepared;

	t->saved = true;
	if (field)
		form_bad(r, field, id);
	else
		form_note(r, id);
	reply_again_keep(r, show);
}

static void
send(struct request *r, int64_t id, const struct post_form *f)
{
	const char *word, *fault;

	switch (social_post_send(r->c, id)) {
	case SOCIAL_SEND_OK:
		outbox_wake(r->c);
		flash(r, str_eq(f->when, "later") ? "flash.post.planned" : "flash.post.sent");
		reply_see_other(r, post_url(r->c, id));
		return;
	case SOCIAL_SEND_GONE:
	case SOCIAL_SEND_NOT:
		flash(r, "flash.no.post");
		reply_see_other(r, post_url(r->c, id));
		return;
	case SOCIAL_SEND_FAULT:
		stay(r, NULL, "post.fault");
		return;
	case SOCIAL_SEND_NO_ACCOUNT:
		stay(r, NULL, "post.account");
		return;
	case SOCIAL_SEND_WORDS:
		fault = caption_fault(r->c, f->body, &word);
		stay(r, "body", fault ? fault : "message.bad.brace");
		return;
	case SOCIAL_SEND_WAITS:
		stay(r, "photo", "post.waits");
		return;
	case SOCIAL_SEND_PAST:
		stay(r, "day", "post.past");
		return;
	case SOCIAL_SEND_FAR:
		stay(r, "day", "post.far");
		return;
	}
}

/* Saved: on to what the button asked for. */
static void
saved(struct request *r, int64_t id, const struct post_form *f)
{
	const char *act = request_form(r, "do"), *url = post_url(r->c, id);

	if (str_eq(act, "send")) {
		send(r, id, f);
		return;
	}
	/* It was saved a moment ago in this transaction, so it is there and a draft. */
	if (str_eq(act, "caption") && social_post_caption(r->c, id, f->caption > 0 ? f->caption : 0) != SOCIAL_POST_OK)
		flash(r, "flash.no.post");
	else if (str_eq(act, "goods"))
		url = arena_printf(r->c->arena, "%s/goods", url);
	else if (str_eq(act, "preview"))
		url = arena_printf(r->c->arena, "%s#contoh", url);
	else if (act && strchr(act, '.'))
		url = arena_printf(r->c->arena, "%s#foto", url);
	else
		flash(r, "flash.post.saved");
	reply_see_other(r, url);
}

static void
save(struct request *r)
{
	int64_t id = r->arg_int[0];
	const struct social_post *p = social_post_get(r->c, id);
	struct social_post_edit e;
	struct post_form f;

	if (!p) {
		reply_not_found(r);
		return;
	}
	if (!read_edit(r, p, &f, &e)) {
		reply_again(r, show);
		return;
	}
	switch (social_post_put(r->c, id, f.version, &e)) {
	case SOCIAL_POST_OK:
		saved(r, id, &f);
		return;
	case SOCIAL_POST_GONE:
		reply_not_found(r);
		return;
	case SOCIAL_POST_CONFLICT:
		form_note(r, "post.conflict");
		reply_again(r, show);
		return;
	case SOCIAL_POST_NOT:
		flash(r, "flash.no.post");
		reply_see_other(r, post_url(r->c, id));
		return;
	}
}

/* --- what is done to one publication: here, and on the page of channels, which says where it comes from --- */

static void
show_of_publication(struct request *r)
{
	const struct publication *p = publication_get(r->c, r->arg_int[0]);
	const struct social_post *post = p ? social_post_get(r->c, p->post) : NULL;

	if (!post)
		reply_not_found(r);
	else
		result(r, post);
}

static void
acted(struct request *r, const struct publication *p, enum publication_act said)
{
	flash(r, said == PUBLICATION_OK ? "flash.post.asked" : "flash.no.post");
	if (said == PUBLICATION_OK)
		outbox_wake(r->c);
	reply_see_other(r, str_eq(request_form(r, "from"), "channels") ? url_admin(r->c, "/channels") : p->post ? post_url(r->c, p->post) : url_admin(r->c, "/posts"));
}

/* Words that are refused come back with the page, marked; so do those of a post that has moved on meanwhile. */
static void
edit(struct request *r, const struct publication *p)
{
	struct edit_form f;
	const char *bad = NULL;
	int64_t limit;

	if (form_read(r, edit_fields, &f)) {
		bad = edit_fault(r, p, f.text, &limit);
		if (!bad && publication_edit_text(r->c, p->id, f.text) == PUBLICATION_OK) {
			acted(r, p, PUBLICATION_OK);
			return;
		}
		form_bad(r, "text", bad ? bad : "flash.no.post");
	}
	reply_again(r, show_of_publication);
}

static void
publication_do(struct request *r)
{
	const struct publication *p = publication_get(r->c, r->arg_int[0]);
	const char *what = request_form(r, "do");

	if (!p)
		reply_not_found(r);
	else if (str_eq(what, "retry"))
		acted(r, p, publication_retry(r->c, p->id));
	else if (str_eq(what, "cancel"))
		acted(r, p, publication_cancel(r->c, p->id));
	else if (str_eq(what, "there") || str_eq(what, "not"))
		acted(r, p, publication_settle(r->c, p->id, str_eq(what, "there")));
	else if (str_eq(what, "remove"))
		acted(r, p, publication_remove(r->c, p->id));
	else if (str_eq(what, "edit") && p->post)
		edit(r, p);
	else
		acted(r, p, PUBLICATION_NOT);
}

static const struct route routes[] = {
	{ "GET", "/admin/posts/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, ROUTE_UPLOAD, take },
	{ "POST", "/admin/posts/publication/{id:int}", publication_do, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
