/* The product of the day: its setting, and the choice. Whether today was looked at is written in the same transaction as the post, so it happens once, whatever number of workers. */
#include "shop/social_daily.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/setting.h"
#include "shop/social_post.h"

#define ACCOUNTS_MAX 50
#define LOOK_PER_PAGE 100
#define LOOK_PAGES 50
#define HINTS 24
#define DAY_S 86400

enum { Q_GET, Q_ACCOUNTS, Q_PUT, Q_WIPE, Q_ACCOUNT, Q_POSTED, Q_LOOKED, Q_HELD, Q_RESULT, Q_MARK, Q_GOES, Q_GOES_WIPE };

static const struct db_stmt q[] = {
	[Q_GET] = SQL("social_daily.get", "SELECT daily, minute, days, caption, rest_days, last_day, result, result_post, version FROM social_setting WHERE id = 1"),
	[Q_ACCOUNTS] = SQL("social_daily.accounts", "SELECT account FROM social_daily_account ORDER BY account LIMIT $1"),
	[Q_PUT] = SQL("social_daily.put", "UPDATE social_setting SET daily = $1, minute = $2, days = $3, caption = $4, rest_days = $5, version = version + 1 WHERE id = 1 AND version = $6"),
	[Q_WIPE] = SQL("social_daily.wipe", "DELETE FROM social_daily_account"),
	[Q_ACCOUNT] = SQL("social_daily.account", "INSERT INTO social_daily_account (account) VALUES ($1) ON CONFLICT (account) DO NOTHING"),
	/* When each product was last in a post that was sent, the longest ago first. */
	[Q_POSTED] = SQL("social_daily.posted",
	    "SELECT g.product, MAX(CASE WHEN p.due_at > p.sent_at THEN p.due_at ELSE p.sent_at END) FROM social_post_goods g JOIN social_post p ON p.id = g.post"
	    " WHERE p.state <> 'draft' GROUP BY g.product"),
	[Q_HELD] = SQL("social_daily.held", "UPDATE social_setting SET last_day = $1 WHERE id = 1 AND daily = 1 AND last_day < $1"),
	[Q_LOOKED] = SQL("social_daily.looked", "UPDATE social_setting SET last_day = $1 WHERE id = 1 AND last_day < $1"),
	[Q_RESULT] = SQL("social_daily.result", "UPDATE social_setting SET result = $1, result_post = $2 WHERE id = 1"),
	[Q_MARK] = SQL("social_daily.mark", "UPDATE social_post SET daily = 1 WHERE id = $1"),
	[Q_GOES_WIPE] = SQL("social_daily.goes_wipe", "DELETE FROM social_post_account WHERE post = $1"),
	[Q_GOES] = SQL("social_daily.goes", "INSERT INTO social_post_account (post, account) VALUES ($1, $2)"),
};
DB_TABLE(q);

struct social_daily *
social_daily_get(struct ctx *c)
{
	struct social_daily *d = arena_new(c->arena, struct social_daily);
	struct db_rows r = db_query(c, &q[Q_GET]);

	d->result = "";
	if (db_next(&r)) {
		d->on = db_int(&r) != 0;
		d->minute = db_int(&r);
		d->days = db_int(&r);
		d->caption = db_int(&r);
		d->rest_days = db_int(&r);
		d->last_day = db_int(&r);
		d->result = db_str(&r);
		d->result_post = db_int(&r);
		d->version = db_int(&r);
	}
	db_done(&r);
	d->accounts = arena_new_n(c->arena, ACCOUNTS_MAX, int64_t);
	for (r = db_query(c, &q[Q_ACCOUNTS], DB_I(ACCOUNTS_MAX)); db_next(&r);)
		d->accounts[d->n_accounts++] = db_int(&r);
	return d;
}

bool
social_daily_put(struct ctx *c, const struct social_daily *d)
{
	const char *zone = shop_get(c)->timezone;
	int64_t now = clock_now(), day = clock_day(now, zone);

	if (db_exec(c, &q[Q_PUT], DB_I(d->on), DB_I(d->minute), DB_I(d->days), DB_I(d->caption), DB_I(d->rest_days), DB_I(d->version)) == 0)
		return false;
	db_exec(c, &q[Q_WIPE]);
	for (size_t i = 0; i < d->n_accounts && i < ACCOUNTS_MAX; i++)
		if (social_account_get(c, d->accounts[i]))
			db_exec(c, &q[Q_ACCOUNT], DB_I(d->accounts[i]));
	/* Nothing goes out in the moment of saving: an hour that has gone by begins tomorrow. */
	if (d->on && now >= clock_day_start(day, zone) + d->minute * 60)
		db_exec(c, &q[Q_LOOKED], DB_I(day));
	audit(c, d->on ? "daily.on" : "daily.off", "daily", 1, NULL, NULL);
	return true;
}

struct posted { int64_t product, at; };

static struct posted *
posted(struct ctx *c, size_t *n)
{
	size_t room = 64;
	struct posted *list = arena_new_n(c->arena, room, struct posted), *more;
	struct db_rows r;

	for (*n = 0, r = db_query(c, &q[Q_POSTED]); db_next(&r); ++*n) {
		if (*n == room) {
			more = arena_new_n(c->arena, 2 * room, struct posted);
			memcpy(more, list, room * sizeof(*more));
			list = more;
			room *= 2;
		}
		list[*n].product = db_int(&r);
		list[*n].at = db_int(&r);
	}
	return list;
}

static int64_t
last_post(const struct posted *list, size_t n, int64_t product)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].product == product)
			return list[i].at;
	return 0;
}

/* What was never posted comes first, then what rested longest; among equals what sells best. */
static int64_t
pick(struct ctx *c, const struct social_daily *d, int64_t now, int64_t pages, int per_page)
{
	int64_t best = 0, best_at = INT64_MAX, before = now - d->rest_days * DAY_S, total = 1;
	size_t n_posted, n, i;
	const struct posted *list = posted(c, &n_posted);

	for (int64_t page = 1; page <= pages && (page - 1) * per_page < total; page++) {
		struct card **cards = catalog_list(c, &(struct list_query){ .sort = SORT_BEST, .in_stock = true, .page = page, .per_page = per_page }, &n, &total);

		for (i = 0; i < n; i++) {
			int64_t at = last_post(list, n_posted, cards[i]->id);

			if (cards[i]->stock != STOCK_NONE && cards[i]->picture.ready && at <= before && at < best_at) {
				best = cards[i]->id;
				best_at = at;
			}
		}
	}
	return best;
}

int64_t
social_daily_next(struct ctx *c, const struct social_daily *d, int64_t now)
{
	return pick(c, d, now, LOOK_PAGES, LOOK_PER_PAGE);
}

int64_t
social_daily_hint(struct ctx *c, const struct social_daily *d, int64_t now)
{
	return pick(c, d, now, 1, HINTS);
}

static const char *
send(struct ctx *c, const struct social_daily *d, int64_t product, int64_t *post)
{
	*post = social_post_new(c, &product, 1, d->caption);
	db_exec(c, &q[Q_MARK], DB_I(*post));
	db_exec(c, &q[Q_GOES_WIPE], DB_I(*post));
	for (size_t i = 0; i < d->n_accounts; i++)
		db_exec(c, &q[Q_GOES], DB_I(*post), DB_I(d->accounts[i]));
	switch (social_post_send(c, *post)) {
	case SOCIAL_SEND_OK:
		return "daily.posted";
	case SOCIAL_SEND_NO_ACCOUNT:
		return "daily.account";
	case SOCIAL_SEND_GONE:
	case SOCIAL_SEND_NOT:
	case SOCIAL_SEND_FAULT:
	case SOCIAL_SEND_WORDS:
	case SOCIAL_SEND_WAITS:
	case SOCIAL_SEND_PAST:
	case SOCIAL_SEND_FAR:
		return "daily.fault";
	}
	BUG("social_post_send said nothing");
}

bool
social_daily_run(struct ctx *c, int64_t now)
{
	const struct social_daily *d = social_daily_get(c);
	const char *zone = shop_get(c)->timezone, *result;
	int64_t day = clock_day(now, zone), at = clock_day_start(day, zone) + d->minute * 60, product, post = 0;

	if (!d->on || d->last_day >= day || now < at || !(d->days >> (clock_weekday(day) - 1) & 1))
		return false;
	if (db_exec(c, &q[Q_LOOKED], DB_I(day)) == 0)
		return false;
	if (now >= at + SOCIAL_DAILY_LATE_S) {
		result = "daily.late";
	} else {
		product = social_daily_next(c, d, now);
		result = product == 0 ? "daily.none" : send(c, d, product, &post);
	}
	db_exec(c, &q[Q_RESULT], DB_T(result), DB_I(post));
	return str_eq(result, "daily.posted");
}

void
social_daily_hold(struct ctx *c, int64_t now)
{
	db_exec(c, &q[Q_HELD], DB_I(clock_day(now, shop_get(c)->timezone)));
}
