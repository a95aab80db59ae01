/*
 * Posts on their way: what each account would get and whether its network takes it, sending, drawing, taking back. A post with pictures is drawn first and becomes publications when that is done; the version
 * in the worker's row tells whether the post was taken back meanwhile.
 */
#include "shop/social_post.h"

#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/audit.h"
#include "shop/link.h"
#include "shop/outbox.h"
#include "shop/poster.h"

#define LABEL_MAX 80
#define KEEP_S (90 * INT64_C(86400))	/* pictures are kept so long after the post is due: it may be tried again */
#define FRAME "#C2410C"	/* the accent of static/css/tokens.css */

enum { Q_MAKING, Q_POSTER, Q_OUT, Q_SPOILT, Q_BACK, Q_HOLD };

static const struct db_stmt q[] = {
	[Q_MAKING] = SQL("social_post.making",
	    "UPDATE social_post SET state = 'making', sent_at = $3, updated_at = $3, reason = '', version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft' RETURNING version"),
	[Q_POSTER] = SQL("social_post.poster", "UPDATE social_post_picture SET poster = $3 WHERE post = $1 AND media = $2"),
	[Q_OUT] = SQL("social_post.out", "UPDATE social_post SET state = 'out', updated_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'making'"),
	[Q_SPOILT] = SQL("social_post.spoilt",
	    "UPDATE social_post SET state = 'draft', sent_at = 0, reason = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'making'"),
	[Q_BACK] = SQL("social_post.back", "UPDATE social_post SET state = 'draft', sent_at = 0, updated_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state <> 'draft'"),
	[Q_HOLD] = SQL("social_post.hold", "UPDATE social_post SET state = 'draft', sent_at = 0, reason = 'post.why.held', version = version + 1 WHERE state = 'making'"),
};
DB_TABLE(q);

/* --- what the accounts get --- */

/* As long as those that each network gets when the post is sent. */
#define SAMPLE_LINK "/s/xxxxxxx"
#define SAMPLE_CODE "K12"

static const char *
leads_to(struct ctx *c, const struct caption_facts *f)
{
	const char *lang = c->lang, *path;

	c->lang = "id";
	path = f->n == 1 ? url_product(c, f->goods[0]->slug) : url_home(c);
	c->lang = lang;
	return path;
}

struct caption_facts *
social_post_facts(struct ctx *c, const struct social_post *p)
{
	struct caption_facts *f = arena_new(c->arena, struct caption_facts);

	f->goods = caption_goods(c, p->goods, p->n_goods, &f->n);
	f->link = url_absolute(c, SAMPLE_LINK);
	f->code = SAMPLE_CODE;
	return f;
}

/* Each network has its own link and spoken code, so that orders tell which one brought them. */
static void
trace(struct ctx *c, const struct social_post *p, struct caption_facts *f, const char *channel)
{
	const char *const *known = link_channels;
	const struct link *l;

	if (!strstr(p->body, "{link}") && !strstr(p->body, "{kode}"))
		return;
	while (*known && !str_eq(*known, channel))
		known++;
	l = link_for(c, &(struct link_new){ .kind = "post", .channel = *known ? channel : "other", .path = leads_to(c, f), .object = p->id, .campaign = p->campaign,
	    .label = f->n > 0 ? f->goods[0]->name : utf8_cut(c->arena, arena_mem(c->arena, p->body, strcspn(p->body, "\n")), LABEL_MAX) });
	if (!l)
		return;
	f->link = link_url(c, l);
	f->code = l->spoken;
}

/* A network that takes no picture of this shape. */
static bool
misshapen(const struct social_limits *l, const struct social_shape *shape)
{
	int64_t ratio = shape->w * 1000 / shape->h;

	return (l->ratio_least > 0 && ratio < l->ratio_least) || (l->ratio_most > 0 && ratio > l->ratio_most) || (l->side_most > 0 && shape->w > l->side_most) || shape->w < l->side_least;
}

static void
say(struct ctx *c, const struct social_post *p, const struct caption_facts *facts, struct social_said *s)
{
	int64_t pictures = social_post_chosen(p);

	s->text = caption_text(c, p->body, p->hashtags, facts);
	s->characters = (int64_t)utf8_len(s->text);
	social_count(s->text, &s->hashtags, &s->mentions);
	/* Where there are pictures, or a link is no card, it stands in the text alone. */
	s->link = pictures == 0 && s->channel->limits.link && strstr(p->body, "{link}") ? facts->link : "";
	s->fault = social_fault(s->channel, s->text, s->link, (size_t)pictures, &s->limit);
	if (!s->fault && pictures > 0 && misshapen(&s->channel->limits, social_shape(p->shape)))
		s->fault = "post.bad.shape";
}

static struct social_said *
all_said(struct ctx *c, const struct social_post *p, bool traced, size_t *n)
{
	struct social_said *list = arena_new_n(c->arena, p->n_accounts, struct social_said);
	struct caption_facts *facts = social_post_facts(c, p);

	*n = 0;
	for (size_t i = 0; i < p->n_accounts; i++) {
		struct social_said *s = &list[*n];

		s->account = social_account_get(c, p->accounts[i]);
		s->channel = s->account && !str_eq(s->account->state, "off") ? social_channel(s->account->channel) : NULL;
		if (!s->channel)
			continue;
		if (traced)
			trace(c, p, facts, s->channel->name);
		say(c, p, facts, s);
		++*n;
	}
	return list;
}

struct social_said *
social_post_said(struct ctx *c, const struct social_post *p, size_t *n)
{
	return all_said(c, p, false, n);
}

/* --- off it goes --- */

/* What stands on the sticker: the price of the goods that the picture shows, or of the only ones. */
static const char *
sticker(struct ctx *c, const struct social_post *p, const struct social_picture *f, const struct caption_facts *facts)
{
	for (size_t i = 0; p->sticker && i < facts->n; i++)
		if (facts->goods[i]->id == f->product || facts->n == 1)
			return money_text(c->arena, facts->goods[i]->price.now);
	return "";
}

/* Has the chosen pictures drawn in the post's shape. They stay as long as the post may need them. */
static void
ask_all(struct ctx *c, const struct social_post *p)
{
	const struct social_shape *shape = social_shape(p->shape);
	const struct caption_facts *facts = social_post_facts(c, p);
	int64_t now = clock_now(), until = (p->due_at > now ? p->due_at : now) + KEEP_S;

	for (size_t i = 0; i < p->n_pictures; i++) {
		const struct social_picture *f = &p->pictures[i];
		struct poster_item item = { .hash = f->picture.hash, .alpha = f->picture.alpha, .focus_x = f->focus_x, .focus_y = f->focus_y };
		struct poster poster = { .layout = POSTER_PHOTO, .w = (int)shape->w, .h = (int)shape->h, .fit = str_eq(p->fit, "pad") ? POSTER_PAD : POSTER_CROP, .frame = p->frame ? FRAME : "",
		    .sticker = sticker(c, p, f, facts), .items = &item, .n_items = 1 };
		int64_t id = f->chosen ? poster_ask(c, &poster) : 0;

		if (id == 0)
			continue;
		poster_hold(c, id, until);
		db_exec(c, &q[Q_POSTER], DB_I(p->id), DB_I(f->media), DB_I(id));
	}
}

/* A row of publication for each account. Returns how many. */
static size_t
put_all(struct ctx *c, const struct social_post *p, const struct publication_picture *pictures, size_t n_pictures)
{
	size_t n, i, put = 0;
	const struct social_said *said = all_said(c, p, true, &n);

	for (i = 0; i < n; i++)
		put += publication_put(c, &(struct publication_new){ .post = p->id, .account = said[i].account->id, .text = said[i].text, .link = said[i].link, .pictures = pictures, .n = n_pictures,
		    .due_at = p->due_at }) != 0;
	return put;
}

static enum social_send
look(struct ctx *c, const struct social_post *p)
{
	int64_t now = clock_now();
	const struct social_said *said;
	const char *word;
	size_t n, i;

	if (!p)
		return SOCIAL_SEND_GONE;
	if (!str_eq(p->state, "draft"))
		return SOCIAL_SEND_NOT;
	if (caption_fault(c, p->body, &word))
		return SOCIAL_SEND_WORDS;
	said = social_post_said(c, p, &n);
	if (n == 0)
		return SOCIAL_SEND_NO_ACCOUNT;
	for (i = 0; i < n; i++)
		if (said[i].fault)
			return SOCIAL_SEND_FAULT;
	for (i = 0; i < p->n_pictures; i++)
		if (p->pictures[i].chosen && !p->pictures[i].picture.ready)
			return SOCIAL_SEND_WAITS;
	if (p->due_at > 0 && p->due_at < now)
		return SOCIAL_SEND_PAST;
	return p->due_at > now + SOCIAL_POST_AHEAD_S ? SOCIAL_SEND_FAR : SOCIAL_SEND_OK;
}

enum social_send
social_post_send(struct ctx *c, int64_t id)
{
	const struct social_post *p = social_post_get(c, id);
	enum social_send answer = look(c, p);
	int64_t now = clock_now(), version;

	if (answer != SOCIAL_SEND_OK)
		return answer;
	version = db_one_int(c, 0, &q[Q_MAKING], DB_I(id), DB_I(p->version), DB_I(now));
	if (version == 0)
		return SOCIAL_SEND_NOT;
	audit(c, "post.send", "post", id, NULL, NULL);
	if (social_post_chosen(p) > 0) {
		ask_all(c, p);
		outbox_put(c, "paper", "post.draw", arena_printf(c->arena, "{\"post\":%lld,\"version\":%lld}", (long long)id, (long long)version),
		    arena_printf(c->arena, "post:%lld:%lld", (long long)id, (long long)version), 0);
		return SOCIAL_SEND_OK;
	}
	return social_post_drawn(c, id, version) == SOCIAL_DRAWN_DONE ? SOCIAL_SEND_OK : SOCIAL_SEND_NO_ACCOUNT;
}

static enum social_drawn
spoil(struct ctx *c, int64_t id, int64_t version, const char *reason)
{
	db_exec(c, &q[Q_SPOILT], DB_I(id), DB_I(version), DB_T(reason), DB_I(clock_now()));
	return SOCIAL_DRAWN_SPOILT;
}

enum social_drawn
social_post_drawn(struct ctx *c, int64_t id, int64_t version)
{
	const struct social_post *p = social_post_get(c, id);
	struct publication_picture pictures[SOCIAL_POST_PICTURES] = { 0 };
	size_t n = 0;

	if (!p || p->version != version || !str_eq(p->state, "making"))
		return SOCIAL_DRAWN_VOID;
	for (size_t i = 0; i < p->n_pictures; i++) {
		const struct poster_made *made = p->pictures[i].poster ? poster_get(c, p->pictures[i].poster) : NULL;

		if (!p->pictures[i].chosen)
			continue;
		if (!made || made->state == POSTER_FAILED || n == SOCIAL_POST_PICTURES)
			return spoil(c, id, version, "post.why.picture");
		if (made->state == POSTER_WAITING)
			return SOCIAL_DRAWN_WAITS;
		pictures[n++] = (struct publication_picture){ .file = poster_path(c, made, 1), .path = poster_url(c, made, 1), .alt = p->pictures[i].alt };
	}
	/* Every account may have been disconnected in the meantime. */
	if (put_all(c, p, pictures, n) == 0)
		return spoil(c, id, version, "post.why.account");
	return db_exec(c, &q[Q_OUT], DB_I(id), DB_I(version), DB_I(clock_now())) > 0 ? SOCIAL_DRAWN_DONE : SOCIAL_DRAWN_VOID;
}

enum social_post_put
social_post_back(struct ctx *c, int64_t id)
{
	const struct social_post *p = social_post_get(c, id);
	const struct publication *list;
	size_t n, i;

	if (!p)
		return SOCIAL_POST_GONE;
	list = publication_of_post(c, id, &n);
	for (i = 0; i < n; i++)
		if (!str_eq(list[i].state, "queued") && !str_eq(list[i].state, "preparing") && !str_eq(list[i].state, "failed") && !str_eq(list[i].state, "canceled"))
			return SOCIAL_POST_NOT;
	for (i = 0; i < n; i++)
		if (str_eq(list[i].state, "queued") || str_eq(list[i].state, "preparing"))
			if (publication_cancel(c, list[i].id) != PUBLICATION_OK)
				return SOCIAL_POST_NOT;
	if (db_exec(c, &q[Q_BACK], DB_I(id), DB_I(p->version), DB_I(clock_now())) == 0)
		return SOCIAL_POST_NOT;
	audit(c, "post.back", "post", id, NULL, NULL);
	return SOCIAL_POST_OK;
}

void
social_post_hold(struct ctx *c)
{
	db_exec(c, &q[Q_HOLD]);
}
