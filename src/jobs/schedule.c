/*
 * Scheduled jobs: one const table says what runs how often; the rows of `job` say when each ran last and who has it now, so that
 * several machines share the work and each job runs once. A job does its own transactions, small ones.
 */
#include "jobs/work.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "present/feed.h"
#include "shop/attachment.h"
#include "shop/backup_store.h"
#include "shop/cart.h"
#include "shop/collection.h"
#include "shop/feed.h"
#include "shop/goods_run.h"
#include "shop/hint.h"
#include "shop/media.h"
#include "shop/message.h"
#include "shop/order.h"
#include "shop/outbox.h"
#include "shop/poster.h"
#include "shop/preorder.h"
#include "shop/preorder_run.h"
#include "shop/printed.h"
#include "shop/product_life.h"
#include "shop/reindex.h"
#include "shop/session.h"
#include "shop/setting.h"
#include "shop/social_daily.h"
#include "shop/social_post.h"
#include "shop/facet.h"
#include "shop/shelf.h"
#include "shop/sheet.h"
#include "shop/staff.h"
#include "shop/together.h"
#include "shop/upkeep.h"
#include "shop/visit.h"

#define LEASE_S 600
#define EXPIRE_MOST 1000	/* orders in one run; the rest comes a minute later */
#define DAY_S 86400
#define FAILURES_S DAY_S
#define OUTBOX_S (7 * 86400)
#define OUTBOX_FAILED_S (90 * 86400)
#define TEMP_S (86400)		/* no picture, paper or drill is at work for so long */
#define STEP_S 120		/* a clock that is set by less is nobody's trouble */
#define STEADY_S 600		/* so long has a clock to run undisturbed until it is believed in what can't be undone */
#define UPLOADS_S (2 * 86400)	/* a form that lay open over night still has its photos */

struct job {
	const char *name;
	int64_t every;			/* seconds */
	int64_t (*run)(struct ctx *);	/* how many it did */
	bool lasting;			/* what it does because a time has come can't be undone */
};

enum { Q_SEED, Q_DUE, Q_LEASE, Q_RAN, Q_CLOCK, Q_CLOCK_PUT };

/*
 * A time that lies further ahead than the job's own period (or a lease beyond its length) comes from a clock that was set back:
 * it counts as due, or the shop would stand still until that time has come. A lease of this process itself ($4) is one whose end
 * could not be written (the database went away, or lost the last soft commits): it does one job at a time.
 */
#define IS_DUE " (next_at <= $2 OR next_at > $2 + $3) AND (lease_until <= $2 OR lease_until > $2 + 600 OR lease_by = $4)"

static const struct db_stmt q[] = {
	[Q_SEED] = SQL("job.seed", "INSERT INTO job (name, next_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"),
	[Q_DUE] = SQL("job.due", "SELECT CASE WHEN" IS_DUE " THEN 1 ELSE 0 END FROM job WHERE name = $1"),
	[Q_LEASE] = SQL("job.lease",
	    "UPDATE job SET lease_by = $4, lease_until = $5 WHERE name = $1 AND" IS_DUE " RETURNING name"),
	[Q_RAN] = SQL("job.ran",
	    "UPDATE job SET next_at = $3, lease_by = NULL, lease_until = 0, last_at = $4, last_ms = $5, last_result = $6"
	    " WHERE name = $1 AND lease_by = $2"),
	[Q_CLOCK] = SQL("job.clock", "SELECT value FROM counter WHERE name = $1"),
	[Q_CLOCK_PUT] = SQL("job.clock_put", "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
};
DB_TABLE(q);

static bool
expire_one(struct ctx *c, void *arg)
{
	int64_t *n = arg;

	*n = order_expire(c, clock_now(), 1);
	return true;
}

/* One order in a transaction: stock rows of two orders are never locked together. */
static int64_t
expire(struct ctx *c)
{
	int64_t done = 0, n = 0;

	while (done < EXPIRE_MOST && db_transact(c, DB_WRITE, expire_one, &n) && n > 0)
		done += n;
	return done;
}

static int64_t
checkpoint(struct ctx *c)
{
	if (!db_checkpoint(c->db, false))
		err_set(c, ERR_DB, "db_checkpoint", "a checkpoint failed: see the log's db line");
	return 0;
}

#define FACETS 500	/* unused values that one night takes away */
#define SHELVES 100	/* products in one transaction */

static bool
shelves_some(struct ctx *c, void *arg)
{
	int64_t due = shelf_due(c, clock_now(), SHELVES), closed = preorder_due(c, clock_now(), SHELVES), hints = hint_due(c, clock_now(), SHELVES);

	due = due > closed ? due : closed;
	*(int64_t *)arg = due > hints ? due : hints;
	return true;
}

static bool
life_some(struct ctx *c, void *arg)
{
	*(int64_t *)arg = product_due(c, clock_now(), SHELVES);
	return true;
}

/* Goods that appear or go by the clock. */
static int64_t
life(struct ctx *c)
{
	int64_t done = 0, n = SHELVES;

	while (n == SHELVES && db_transact(c, DB_WRITE, life_some, &n))
		done += n;
	return done;
}

/* Sales that began or ended: the products find their new places among prices; what takes no more orders from its closing day on counts as sold out; what goods lack is looked at anew. */
static int64_t
shelves(struct ctx *c)
{
	int64_t done = 0, n = SHELVES;

	while (n == SHELVES && db_transact(c, DB_WRITE, shelves_some, &n))
		done += n;
	return done;
}

static bool
collection_step(struct ctx *c, void *arg)
{
	*(bool *)arg = collection_work(c, clock_now());
	return true;
}

#define STEPS 500	/* of 2,000 goods each, in one run */

/* Collections by rule of which something changed, or that time moves on. */
static int64_t
collections(struct ctx *c)
{
	int64_t done = 0;
	bool more = true;

	while (done < STEPS && db_transact(c, DB_WRITE, collection_step, &more) && more)
		done++;
	return done;
}

static bool
reindex_step(struct ctx *c, void *arg)
{
	*(int64_t *)arg = reindex_some(c, SHELVES);
	return true;
}

/* Goods that are found by a name that has changed. */
static int64_t
words(struct ctx *c)
{
	int64_t done = 0, n = SHELVES;

	while (n == SHELVES && db_transact(c, DB_WRITE, reindex_step, &n))
		done += n;
	return done;
}

static bool
prune_sessions(struct ctx *c, void *arg)
{
	*(int64_t *)arg = session_prune(c, clock_now());
	return true;
}

static bool
prune_carts(struct ctx *c, void *arg)
{
	*(int64_t *)arg = cart_prune(c, clock_now() - SESSION_SHOP_S);
	return true;
}

static bool
prune_failures(struct ctx *c, void *arg)
{
	*(int64_t *)arg = staff_prune(c, clock_now() - FAILURES_S);
	return true;
}

static bool
prune_outbox(struct ctx *c, void *arg)
{
	*(int64_t *)arg = outbox_prune(c, clock_now() - OUTBOX_S);
	return true;
}

static bool
sweep_uploads(struct ctx *c, void *arg)
{
	*(int64_t *)arg = media_sweep(c, UPLOADS_S);
	return true;
}

static bool
prune_facets(struct ctx *c, void *arg)
{
	*(int64_t *)arg = facet_prune(c, FACETS);
	return true;
}

static bool
sweep_temp(struct ctx *c, void *arg)
{
	*(int64_t *)arg = upkeep_sweep(c, TEMP_S);
	return true;
}

static bool
prune_proofs(struct ctx *c, void *arg)
{
	*(int64_t *)arg = proof_prune(c, clock_now() - shop_get(c)->proof_days * DAY_S);
	return true;
}

static bool
prune_printed(struct ctx *c, void *arg)
{
	*(int64_t *)arg = printed_prune(c, clock_now() - PRINTED_KEEP_S);
	return true;
}

static bool
prune_posters(struct ctx *c, void *arg)
{
	*(int64_t *)arg = poster_prune(c);
	return true;
}

static bool
prune_failed(struct ctx *c, void *arg)
{
	*(int64_t *)arg = upkeep_prune(c, clock_now() - OUTBOX_FAILED_S);
	return true;
}

static bool
prune_tests(struct ctx *c, void *arg)
{
	*(int64_t *)arg = message_prune(c, clock_now() - OUTBOX_FAILED_S);
	return true;
}

static bool
empty_trash(struct ctx *c, void *arg)
{
	*(int64_t *)arg = product_trash_empty(c, clock_now(), SHELVES);
	return true;
}

static bool
prune_batches(struct ctx *c, void *arg)
{
	*(int64_t *)arg = preorder_run_prune(c, clock_now() - PREORDER_KEEP_S, SHELVES);
	return true;
}

static bool
prune_posts(struct ctx *c, void *arg)
{
	int64_t old = clock_now() - PUBLICATION_KEEP_S;

	*(int64_t *)arg = social_post_prune(c, clock_now() - UPLOADS_S) + publication_prune(c, old) + social_post_forget(c, old);
	return true;
}

static bool
prune_attachments(struct ctx *c, void *arg)
{
	*(int64_t *)arg = attachment_tidy(c, SHELVES);
	return true;
}

static bool
prune_sheets(struct ctx *c, void *arg)
{
	*(int64_t *)arg = sheet_prune(c, clock_now());
	return true;
}

static int64_t
pruned(struct ctx *c, bool (*fn)(struct ctx *, void *))
{
	int64_t n = 0;

	return db_transact(c, DB_SOFT, fn, &n) ? n : 0;
}

static int64_t
prune(struct ctx *c)
{
	/* Carts first: a session goes only after its cart. */
	return pruned(c, prune_carts) + pruned(c, prune_sessions) + pruned(c, prune_failures) + pruned(c, prune_outbox) + pruned(c, prune_failed) +
	    pruned(c, sweep_uploads) + pruned(c, prune_proofs) + pruned(c, prune_printed) + pruned(c, prune_posters) + pruned(c, prune_tests) + pruned(c, prune_posts) +
	    pruned(c, prune_facets) + pruned(c, sweep_temp) + pruned(c, prune_batches) + pruned(c, empty_trash) + pruned(c, prune_attachments) + pruned(c, prune_sheets);
}

static bool
close_days(struct ctx *c, void *arg)
{
	int64_t today = clock_day(clock_now(), shop_get(c)->timezone);

	*(int64_t *)arg = visit_close(c, today) + search_log_prune(c, today - SEARCH_LOG_DAYS);
	return true;
}

static int64_t
visits(struct ctx *c)
{
	return pruned(c, close_days);
}

static bool
night(struct ctx *c, void *arg)
{
	*(int64_t *)arg = backup_night(c, clock_now());
	return true;
}

static int64_t
backup_tonight(struct ctx *c)
{
	int64_t n = 0;

	if (!db_transact(c, DB_WRITE, night, &n))
		return 0;
	if (n > 0)
		outbox_wake(c);
	return n;
}

static bool
week(struct ctx *c, void *arg)
{
	*(int64_t *)arg = drill_week(c, clock_now());
	return true;
}

static int64_t
drill(struct ctx *c)
{
	int64_t n = 0;

	return db_transact(c, DB_WRITE, week, &n) ? n : 0;
}

static int64_t
retain(struct ctx *c)
{
	return backup_retain(c, clock_now());
}

static int64_t
sweep_goods(struct ctx *c)
{
	return goods_run_sweep(c, clock_now());
}

static int64_t
together(struct ctx *c)
{
	return together_make(c, clock_now());
}

static bool
today(struct ctx *c, void *arg)
{
	*(int64_t *)arg = social_daily_run(c, clock_now());
	return true;
}

/* The product of the day. */
static int64_t
daily(struct ctx *c)
{
	int64_t n = 0;

	if (!db_transact(c, DB_WRITE, today, &n))
		return 0;
	if (n > 0)
		outbox_wake(c);
	return n;
}

/* Both houses want prices and stock of the last minute. */
static int64_t
feeds(struct ctx *c)
{
	int64_t n = 0;

	for (int f = 0; f < FEED_COUNT && !err_is_set(c); f++)
		n += feed_refresh(c, (enum feed)f, &present_feeds[f]);
	return n;
}

static bool
faults(struct ctx *c, void *arg)
{
	*(int64_t *)arg = upkeep_faults(c);
	return true;
}

/* Every page of the database, every reference, the ledger against the stock. */
static int64_t
check(struct ctx *c)
{
	int64_t n = 0;

	if (db_transact(c, DB_READ, faults, &n) && n > 0)
		err_set(c, ERR_INTERNAL, "db.check", "%lld faults in the database", (long long)n);
	return 0;
}

#define PLAIN 200	/* so many are made in ten minutes, so that new photos do not wait long behind them */

static bool
plain_some(struct ctx *c, void *arg)
{
	*(int64_t *)arg = media_plain(c, PLAIN);
	return true;
}

/* Pictures of before there were placeholders. */
static int64_t
plain_pictures(struct ctx *c)
{
	int64_t n = pruned(c, plain_some);

	if (n > 0)
		outbox_wake(c);
	return n;
}

static const struct job jobs[] = {
	{ "order.expire", 60, expire, .lasting = true },
	{ "shelves", 60, shelves },
	{ "goods.life", 60, life },
	{ "search", 60, job_search_due },
	{ "search.words", 86400, job_search_words },
	{ "collections", 60, collections },
	{ "words", 60, words },
	{ "db.checkpoint", 60, checkpoint },
	{ "feed", 30, feeds },
	{ "prune", 3600, prune, .lasting = true },
	{ "visit.day", 1800, visits },
	{ "daily", 60, daily },
	{ "backup.night", 600, backup_tonight },
	{ "backup.drill", 3600, drill },
	{ "backup.keep", 6 * 3600, retain, .lasting = true },
	{ "goods.keep", 6 * 3600, sweep_goods, .lasting = true },
	{ "social.due", 300, job_social_due },
	{ "together", 86400, together },
	{ "permits", 3600, job_permits, .lasting = true },
	{ "media.plain", 600, plain_pictures },
	{ "db.check", 86400, check },
};

/* --- a clock that is set --- */

/* A machine's clock: what the database knows of it are two rows, since --once is a new process each minute. */
struct steady {
	const char *start, *from;	/* names of the rows: when the machine was started, and since when the clock runs undisturbed */
	int64_t now;
	bool yes;
};

static bool
steady_look(struct ctx *c, void *arg)
{
	struct steady *s = arg;
	int64_t start = clock_start(), known = db_one_int(c, 0, &q[Q_CLOCK], DB_T(s->start)), from = db_one_int(c, 0, &q[Q_CLOCK], DB_T(s->from));
	bool set = known != 0 && (start - known > STEP_S || known - start > STEP_S);

	if (set)
		from = s->now;
	if (set || known == 0)		/* the first look of all has nothing to compare with, and a shop that has nothing to lose */
		db_exec(c, &q[Q_CLOCK_PUT], DB_T(s->from), DB_I(from));
	if (start != known)		/* a clock that is put right little by little is followed */
		db_exec(c, &q[Q_CLOCK_PUT], DB_T(s->start), DB_I(start));
	s->yes = s->now - from >= STEADY_S;
	return true;
}

/*
 * May orders lapse and old things be thrown away? A clock that jumps ahead by days (a dead battery, a wrong hand) would let everything lapse at once, and that it is set right a minute later would give
 * nothing back. So it must have run for a while as the clock runs that nobody sets; after a start of the machine, too.
 */
static bool
steady(struct ctx *c, const char *worker, int64_t now)
{
	const char *host = arena_mem(c->arena, worker, strcspn(worker, "/"));
	struct steady s = { .start = arena_printf(c->arena, "clock.start %s", host), .from = arena_printf(c->arena, "clock.from %s", host), .now = now };

	return db_transact(c, DB_SOFT, steady_look, &s) && s.yes;
}

struct turn {
	const struct job *job;
	const char *worker;
	int64_t now, ms;
	const char *result;
	bool due;
};

static bool
look(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	/* No row yet: due, and leasing makes it. */
	t->due = db_one_int(c, 1, &q[Q_DUE], DB_T(t->job->name), DB_I(t->now), DB_I(2 * t->job->every), DB_T(t->worker)) != 0;
	return true;
}

static bool
lease(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	db_exec(c, &q[Q_SEED], DB_T(t->job->name), DB_I(t->now));
	t->due = db_exec(c, &q[Q_LEASE], DB_T(t->job->name), DB_I(t->now), DB_I(2 * t->job->every), DB_T(t->worker),
	    DB_I(t->now + LEASE_S)) > 0;
	return true;
}

static bool
ran(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	db_exec(c, &q[Q_RAN], DB_T(t->job->name), DB_T(t->worker), DB_I(t->now + t->job->every), DB_I(t->now), DB_I(t->ms),
	    DB_T(t->result));
	return true;
}

/* Runs one job under its lease; false when it failed. */
static bool
take(struct ctx *c, struct turn *t)
{
	int64_t start = clock_ms(), n = t->job->run(c);
	bool ok = !err_is_set(c);

	t->ms = clock_ms() - start;
	t->result = ok ? arena_printf(c->arena, "ok %lld", (long long)n) : err_name(c->err.kind);
	LOG(EV_JOB, KV("name", t->job->name), KI("ms", t->ms), KV("result", t->result), KI("n", n),
	    KV("where", c->err.where), KV("why", c->err.text));
	err_clear(c);
	return db_transact(c, DB_SOFT, ran, t) && ok;
}

bool
schedule_run(struct ctx *c, const char *worker)
{
	bool ok = true;

	for (size_t i = 0; i < ARRAY_LEN(jobs); i++) {
		struct turn t = { .job = &jobs[i], .worker = worker, .now = clock_now() };

		if (!db_transact(c, DB_READ, look, &t))
			return false;
		if (!t.due || (t.job->lasting && !steady(c, worker, t.now) && !err_is_set(c)))
			continue;
		if (err_is_set(c))
			return false;
		if (!db_transact(c, DB_SOFT, lease, &t))
			return false;
		if (t.due && !take(c, &t))
			ok = false;
		if (err_is_set(c))
			return false;
		arena_reset(c->arena);
	}
	return ok;
}
