/*
 * Posts: the rows and what people change in a draft. A draft is on the shop's side from its first moment, so that nothing typed is lost; each change is one conditional UPDATE by version. What sends them
 * stands in social_post_send.c, lists in social_post_list.c.
 */
#include "shop/social_post.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/campaign.h"
#include "shop/catalog_row.h"
#include "shop/media.h"
#include "shop/setting.h"

#define PICTURES_MAX 60		/* rows of a post, those left out too */
#define CHOICES_MAX 100
#define ACCOUNTS_MAX 50
#define PRUNE_MOST 100

enum {
	Q_NEW, Q_GET, Q_GOODS, Q_PICTURES, Q_ACCOUNTS, Q_PUT, Q_TOUCH, Q_WORDS, Q_GOODS_NEW, Q_GOODS_WIPE, Q_PICTURE_NEW, Q_PICTURES_WIPE, Q_ACCOUNT_NEW, Q_ACCOUNTS_WIPE, Q_DROP, Q_EMPTY, Q_OLD, Q_GONE
};

static const struct db_stmt q[] = {
	[Q_NEW] = SQL("social_post.new",
	    "INSERT INTO social_post (state, body, hashtags, shape, fit, sticker, frame, made_at, updated_at, campaign) VALUES ('draft', $1, $2, $3, $4, $5, $6, $7, $7, $8) RETURNING id"),
	[Q_GET] = SQL("social_post.get",
	    "SELECT id, version, state, body, hashtags, shape, fit, sticker, frame, daily, due_at, reason, made_at, updated_at, sent_at, campaign FROM social_post WHERE id = $1"),
	[Q_GOODS] = SQL("social_post.goods", "SELECT product FROM social_post_goods WHERE post = $1 ORDER BY position LIMIT $2"),
	[Q_PICTURES] = SQL("social_post.pictures",
	    "SELECT p.media, COALESCE((SELECT MIN(l.product) FROM media_link l JOIN social_post_goods g ON g.product = l.product AND g.post = p.post WHERE l.media = p.media), 0), p.chosen, p.alt, p.poster,"
	    " p.alt, " SQL_PICTURE("m") " FROM social_post_picture p JOIN media m ON m.id = p.media WHERE p.post = $1 ORDER BY p.chosen DESC, p.position LIMIT $2"),
	[Q_ACCOUNTS] = SQL("social_post.accounts", "SELECT account FROM social_post_account WHERE post = $1 ORDER BY account LIMIT $2"),
	[Q_PUT] = SQL("social_post.put",
	    "UPDATE social_post SET body = $3, hashtags = $4, shape = $5, fit = $6, sticker = $7, frame = $8, due_at = $9, updated_at = $10, campaign = $11, reason = '', version = version + 1"
	    " WHERE id = $1 AND version = $2 AND state = 'draft'"),
	[Q_TOUCH] = SQL("social_post.touch", "UPDATE social_post SET updated_at = $2, version = version + 1 WHERE id = $1 AND state = 'draft'"),
	[Q_WORDS] = SQL("social_post.words", "UPDATE social_post SET body = $2, hashtags = $3, updated_at = $4, version = version + 1 WHERE id = $1 AND state = 'draft'"),
	[Q_GOODS_NEW] = SQL("social_post.goods_new", "INSERT INTO social_post_goods (post, product, position) VALUES ($1, $2, $3) ON CONFLICT (post, product) DO NOTHING"),
	[Q_GOODS_WIPE] = SQL("social_post.goods_wipe", "DELETE FROM social_post_goods WHERE post = $1"),
	[Q_PICTURE_NEW] = SQL("social_post.picture_new",
	    "INSERT INTO social_post_picture (post, media, position, chosen, alt) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (post, media) DO NOTHING"),
	[Q_PICTURES_WIPE] = SQL("social_post.pictures_wipe", "DELETE FROM social_post_picture WHERE post = $1"),
	[Q_ACCOUNT_NEW] = SQL("social_post.account_new", "INSERT INTO social_post_account (post, account) VALUES ($1, $2) ON CONFLICT (post, account) DO NOTHING"),
	[Q_ACCOUNTS_WIPE] = SQL("social_post.accounts_wipe", "DELETE FROM social_post_account WHERE post = $1"),
	[Q_DROP] = SQL("social_post.drop", "DELETE FROM social_post WHERE id = $1 AND state = 'draft'"),
	/* Never saved, nothing in it, never sent. */
	[Q_EMPTY] = SQL("social_post.empty",
	    "SELECT p.id FROM social_post p WHERE p.state = 'draft' AND p.version = 1 AND p.sent_at = 0 AND p.updated_at < $1 ORDER BY p.id LIMIT $2"),
	[Q_OLD] = SQL("social_post.old",
	    "SELECT p.id FROM social_post p WHERE p.state = 'out' AND p.sent_at < $1 AND p.due_at < $1 AND NOT EXISTS (SELECT 1 FROM publication x WHERE x.post = p.id) ORDER BY p.id LIMIT $2"),
	[Q_GONE] = SQL("social_post.gone", "DELETE FROM social_post WHERE id = $1 AND state = 'out'"),
};
DB_TABLE(q);

const struct social_shape social_shapes[] = { { "square", 1080, 1080 }, { "portrait", 1080, 1350 }, { "wide", 1080, 566 }, { NULL, 0, 0 } };

const struct social_shape *
social_shape(const char *name)
{
	for (const struct social_shape *s = social_shapes; s->name; s++)
		if (str_eq(s->name, name))
			return s;
	return NULL;
}

/* --- reading --- */

static bool
read_row(struct ctx *c, int64_t id, struct social_post *p)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	bool found = db_next(&r);

	if (found) {
		p->id = db_int(&r);
		p->version = db_int(&r);
		p->state = db_str(&r);
		p->body = db_str(&r);
		p->hashtags = db_str(&r);
		p->shape = db_str(&r);
		p->fit = db_str(&r);
		p->sticker = db_int(&r) != 0;
		p->frame = db_int(&r) != 0;
		p->daily = db_int(&r) != 0;
		p->due_at = db_int(&r);
		p->reason = db_str(&r);
		p->made_at = db_int(&r);
		p->updated_at = db_int(&r);
		p->sent_at = db_int(&r);
		p->campaign = db_int(&r);
	}
	db_done(&r);
	return found;
}

static int64_t *
read_ids(struct ctx *c, struct db_rows r, size_t most, size_t *n)
{
	int64_t *ids = arena_new_n(c->arena, most, int64_t);

	for (*n = 0; db_next(&r);)
		ids[(*n)++] = db_int(&r);
	return ids;
}

static void
read_pictures(struct ctx *c, struct social_post *p)
{
	struct db_rows r = db_query(c, &q[Q_PICTURES], DB_I(p->id), DB_I(PICTURES_MAX));

	p->pictures = arena_new_n(c->arena, PICTURES_MAX, struct social_picture);
	while (db_next(&r)) {
		struct social_picture *f = &p->pictures[p->n_pictures++];

		f->media = db_int(&r);
		f->product = db_int(&r);
		f->chosen = db_int(&r) != 0;
		f->alt = db_str(&r);
		f->poster = db_int(&r);
		f->picture = catalog_picture_read(&r, "");
		f->focus_x = picture_focus(f->picture.focal_x);
		f->focus_y = picture_focus(f->picture.focal_y);
	}
}

struct social_post *
social_post_get(struct ctx *c, int64_t id)
{
	struct social_post *p = arena_new(c->arena, struct social_post);

	if (!read_row(c, id, p))
		return NULL;
	p->goods = read_ids(c, db_query(c, &q[Q_GOODS], DB_I(id), DB_I(SOCIAL_POST_GOODS)), SOCIAL_POST_GOODS, &p->n_goods);
	p->accounts = read_ids(c, db_query(c, &q[Q_ACCOUNTS], DB_I(id), DB_I(ACCOUNTS_MAX)), ACCOUNTS_MAX, &p->n_accounts);
	read_pictures(c, p);
	return p;
}

static struct social_picture *
find(struct social_picture *list, size_t n, int64_t media)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].media == media)
			return &list[i];
	return NULL;
}

struct social_picture *
social_post_choices(struct ctx *c, const struct social_post *p, size_t *n)
{
	struct social_picture *list = arena_new_n(c->arena, PICTURES_MAX + CHOICES_MAX, struct social_picture);

	memcpy(list, p->pictures, p->n_pictures * sizeof(*list));
	*n = p->n_pictures;
	for (size_t i = 0; i < p->n_goods; i++) {
		size_t n_photos, k;
		const struct media_photo *photos = media_photos(c, p->goods[i], &n_photos);

		for (k = 0; k < n_photos && *n < PICTURES_MAX + CHOICES_MAX; k++)
			if (!photos[k].refused && !find(list, *n, photos[k].picture.media))
				list[(*n)++] = (struct social_picture){ .media = photos[k].picture.media, .product = p->goods[i], .alt = photos[k].alt, .picture = photos[k].picture };
	}
	return list;
}

int64_t
social_post_chosen(const struct social_post *p)
{
	int64_t n = 0;

	for (size_t i = 0; i < p->n_pictures; i++)
		n += p->pictures[i].chosen;
	return n;
}

/* --- writing --- */

/* A product's first photo, at the end of those that are chosen. */
static void
first_photo(struct ctx *c, int64_t post, int64_t product, const char *alt, int64_t position)
{
	size_t n, i;
	const struct media_photo *photos = media_photos(c, product, &n);

	for (i = 0; i < n && photos[i].refused; i++)
		;
	if (i < n)
		db_exec(c, &q[Q_PICTURE_NEW], DB_I(post), DB_I(photos[i].picture.media), DB_I(position), DB_I(position < SOCIAL_POST_PICTURES), DB_T(*photos[i].alt ? photos[i].alt : alt));
}

static void
goods_new(struct ctx *c, int64_t post, const int64_t *goods, size_t n, int64_t position, const struct social_post *before)
{
	size_t n_cards, i, k;
	struct card **cards = caption_goods(c, goods, n < SOCIAL_POST_GOODS ? n : SOCIAL_POST_GOODS, &n_cards);

	for (i = 0; i < n_cards; i++) {
		for (k = 0; before && k < before->n_goods && before->goods[k] != cards[i]->id; k++)
			;
		db_exec(c, &q[Q_GOODS_NEW], DB_I(post), DB_I(cards[i]->id), DB_I(i));
		if (!before || k == before->n_goods)
			first_photo(c, post, cards[i]->id, cards[i]->name, position++);
	}
}

int64_t
social_post_new(struct ctx *c, const int64_t *goods, size_t n, int64_t caption)
{
	const struct caption *t = caption_get(c, caption);
	const struct social_account *accounts;
	const char *tags;
	int64_t id;
	size_t n_accounts, i;

	t = t ? t : caption_get(c, 0);
	tags = *t->hashtags ? t->hashtags : caption_shop_hashtags(c);
	id = db_one_int(c, 0, &q[Q_NEW], DB_T(n > 0 ? t->body : ""), DB_T(tags), DB_T("square"), DB_T("crop"), DB_I(0), DB_I(0), DB_I(clock_now()), DB_I(0));
	goods_new(c, id, goods, n, 0, NULL);
	accounts = social_accounts(c, &n_accounts);
	for (i = 0; i < n_accounts && i < ACCOUNTS_MAX; i++)
		db_exec(c, &q[Q_ACCOUNT_NEW], DB_I(id), DB_I(accounts[i].id));
	return id;
}

static enum social_post_put
refused(struct ctx *c, int64_t id)
{
	struct social_post p = { 0 };

	if (!read_row(c, id, &p))
		return SOCIAL_POST_GONE;
	return str_eq(p.state, "draft") ? SOCIAL_POST_CONFLICT : SOCIAL_POST_NOT;
}

/* Photos of its goods, pictures that it has, and what was uploaded with this form; nothing else of the shop's pictures can be named. */
static void
pictures_put(struct ctx *c, const struct social_post *p, const struct social_post_edit *e)
{
	size_t n, i;
	struct social_picture *choices = social_post_choices(c, p, &n);
	int64_t position = 0;

	db_exec(c, &q[Q_PICTURES_WIPE], DB_I(p->id));
	for (i = 0; i < e->n_pictures && position < PICTURES_MAX; i++) {
		const struct social_picture *f = &e->pictures[i], *known = find(choices, n, f->media);

		if (known ? f->chosen || known->product == 0 : f->product == 0)
			db_exec(c, &q[Q_PICTURE_NEW], DB_I(p->id), DB_I(f->media), DB_I(position++), DB_I(f->chosen), DB_T(f->alt));
	}
}

enum social_post_put
social_post_put(struct ctx *c, int64_t id, int64_t version, const struct social_post_edit *e)
{
	const struct social_post *p = social_post_get(c, id);

	if (!p || db_exec(c, &q[Q_PUT], DB_I(id), DB_I(version), DB_T(e->body), DB_T(caption_hashtags(c, e->hashtags)), DB_T(e->shape), DB_T(e->fit), DB_I(e->sticker), DB_I(e->frame), DB_I(e->due_at),
	    DB_I(clock_now()), DB_I(e->campaign)) == 0)
		return refused(c, id);
	pictures_put(c, p, e);
	db_exec(c, &q[Q_ACCOUNTS_WIPE], DB_I(id));
	for (size_t i = 0; i < e->n_accounts && i < ACCOUNTS_MAX; i++)
		if (social_account_get(c, e->accounts[i]))
			db_exec(c, &q[Q_ACCOUNT_NEW], DB_I(id), DB_I(e->accounts[i]));
	return SOCIAL_POST_OK;
}

static bool
among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

enum social_post_put
social_post_goods(struct ctx *c, int64_t id, const int64_t *goods, size_t n)
{
	const struct social_post *p = social_post_get(c, id);
	int64_t position = 0;

	if (!p || db_exec(c, &q[Q_TOUCH], DB_I(id), DB_I(clock_now())) == 0)
		return refused(c, id);
	db_exec(c, &q[Q_PICTURES_WIPE], DB_I(id));
	db_exec(c, &q[Q_GOODS_WIPE], DB_I(id));
	for (size_t i = 0; i < p->n_pictures; i++) {
		const struct social_picture *f = &p->pictures[i];

		if (f->product == 0 || among(goods, n, f->product))
			db_exec(c, &q[Q_PICTURE_NEW], DB_I(id), DB_I(f->media), DB_I(position++), DB_I(f->chosen), DB_T(f->alt));
	}
	goods_new(c, id, goods, n, position, p);
	/* Words that nobody has written yet are those for goods. */
	if (n > 0 && *p->body == '\0')
		return social_post_caption(c, id, 0);
	return SOCIAL_POST_OK;
}

enum social_post_put
social_post_caption(struct ctx *c, int64_t id, int64_t caption)
{
	const struct caption *t = caption_get(c, caption);

	t = t ? t : caption_get(c, 0);
	if (db_exec(c, &q[Q_WORDS], DB_I(id), DB_T(t->body), DB_T(*t->hashtags ? t->hashtags : caption_shop_hashtags(c)), DB_I(clock_now())) == 0)
		return refused(c, id);
	return SOCIAL_POST_OK;
}

static void
wipe(struct ctx *c, int64_t id)
{
	db_exec(c, &q[Q_GOODS_WIPE], DB_I(id));
	db_exec(c, &q[Q_PICTURES_WIPE], DB_I(id));
	db_exec(c, &q[Q_ACCOUNTS_WIPE], DB_I(id));
}

/* The rows of a draft. False: it is none any more. */
static bool
drop(struct ctx *c, int64_t id)
{
	struct social_post p = { 0 };

	if (!read_row(c, id, &p) || !str_eq(p.state, "draft"))
		return false;
	wipe(c, id);
	return db_exec(c, &q[Q_DROP], DB_I(id)) > 0;
}

enum social_post_put
social_post_drop(struct ctx *c, int64_t id)
{
	if (!drop(c, id))
		return refused(c, id);
	audit(c, "post.drop", "post", id, NULL, NULL);
	return SOCIAL_POST_OK;
}

/* The accounts of a copy: where it failed, when it did not fail everywhere. */
static void
accounts_copy(struct ctx *c, const struct social_post *p, int64_t to)
{
	size_t n, i, k, failed = 0, fine = 0;
	const struct publication *list = publication_of_post(c, p->id, &n);

	for (i = 0; i < n; i++) {
		failed += str_eq(list[i].state, "failed");
		fine += str_eq(list[i].state, "published");
	}
	for (i = 0; i < p->n_accounts; i++) {
		for (k = 0; k < n && !(list[k].account == p->accounts[i] && str_eq(list[k].state, "failed")); k++)
			;
		if (failed == 0 || fine == 0 || k < n)
			db_exec(c, &q[Q_ACCOUNT_NEW], DB_I(to), DB_I(p->accounts[i]));
	}
}

/* The campaign of a copy: one that is over or put away has no new posts. */
static int64_t
still(struct ctx *c, int64_t campaign)
{
	const struct campaign *k = campaign ? campaign_get(c, campaign) : NULL;

	return k && campaign_lives(k, clock_day(clock_now(), shop_get(c)->timezone)) ? campaign : 0;
}

int64_t
social_post_copy(struct ctx *c, int64_t id)
{
	const struct social_post *p = social_post_get(c, id);
	int64_t to;
	size_t i;

	if (!p)
		return 0;
	to = db_one_int(c, 0, &q[Q_NEW], DB_T(p->body), DB_T(p->hashtags), DB_T(p->shape), DB_T(p->fit), DB_I(p->sticker), DB_I(p->frame), DB_I(clock_now()),
	    DB_I(still(c, p->campaign)));
	for (i = 0; i < p->n_goods; i++)
		db_exec(c, &q[Q_GOODS_NEW], DB_I(to), DB_I(p->goods[i]), DB_I(i));
	for (i = 0; i < p->n_pictures; i++)
		db_exec(c, &q[Q_PICTURE_NEW], DB_I(to), DB_I(p->pictures[i].media), DB_I(i), DB_I(p->pictures[i].chosen), DB_T(p->pictures[i].alt));
	accounts_copy(c, p, to);
	db_exec(c, &q[Q_TOUCH], DB_I(to), DB_I(clock_now()));
	return to;
}

int64_t
social_post_prune(struct ctx *c, int64_t before)
{
	size_t n;
	int64_t done = 0, *ids = read_ids(c, db_query(c, &q[Q_EMPTY], DB_I(before), DB_I(PRUNE_MOST)), PRUNE_MOST, &n);

	for (size_t i = 0; i < n; i++)
		done += drop(c, ids[i]);
	return done;
}

int64_t
social_post_forget(struct ctx *c, int64_t before)
{
	size_t n;
	int64_t done = 0, *ids = read_ids(c, db_query(c, &q[Q_OLD], DB_I(before), DB_I(PRUNE_MOST)), PRUNE_MOST, &n);

	for (size_t i = 0; i < n; i++) {
		wipe(c, ids[i]);
		done += db_exec(c, &q[Q_GONE], DB_I(ids[i]));
	}
	return done;
}
