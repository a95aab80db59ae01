/*
 * Where buyers come from: visits, what was sold by the rules of all reports, and what advertising cost, by channel, campaign and link. An order belongs to the link that it names (shop/link.h), one that names none is
 * "direct"; visits of the days that are over are read from their sums.
 */
#include "shop/report.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/setting.h"
#include "shop/visit.h"

#define ROWS_MAX 2000	/* links that moved in one span; of those beyond only their channel is told */
#define GROWTH_DAYS 30
#define GROWTH_MONTHS 3

enum { Q_VISITS, Q_SOLD, Q_BACK, Q_SPENT, Q_REACH, Q_SINCE };

#define SUM_OF(x) "CAST(SUM(x." x ") AS BIGINT)"
#define SUMMED "(SELECT COALESCE(MAX(day), 0) FROM visit_day)"
#define VISITS \
	"SELECT channel, campaign, link, visits, engaged, carted FROM visit_day WHERE day >= $1 AND day <= $2 AND day <= " SUMMED \
	" UNION ALL SELECT channel, campaign, link, 1, CASE WHEN views > 1 OR last_at - first_at >= " VISIT_ENGAGED " THEN 1 ELSE 0 END, carted" \
	" FROM visit WHERE day >= $1 AND day <= $2 AND day > " SUMMED
/* Of an order o: what its goods earned beyond their cost, as far as that is known. */
#define EARNED \
	"(SELECT COALESCE(SUM(CASE WHEN i.cost IS NULL THEN 0 ELSE i.total - i.cost * i.qty / v.price_qty END), 0) FROM order_line i JOIN variant v ON v.id = i.variant WHERE i.orders = o.id)"
#define AGAIN \
	"CASE WHEN EXISTS (SELECT 1 FROM orders e WHERE e.customer = o.customer AND (e.paid_day < o.paid_day OR (e.paid_day = o.paid_day AND e.id < o.id))) THEN 1 ELSE 0 END"
/* Of a spending s: even over its days, what does not divide on the first. */
#define SPENT_DAYS "((CASE WHEN s.last_day < $2 THEN s.last_day ELSE $2 END) - (CASE WHEN s.first_day > $1 THEN s.first_day ELSE $1 END) + 1)"
#define SPENT_EACH "(s.amount / (s.last_day - s.first_day + 1))"
#define SPENT_REST "(CASE WHEN s.first_day >= $1 THEN s.amount - " SPENT_EACH " * (s.last_day - s.first_day + 1) ELSE 0 END)"
#define OF_LINK \
	" LEFT JOIN link l ON l.code = x.code LEFT JOIN campaign k ON k.id = l.campaign GROUP BY l.channel, l.campaign, l.id, l.label, l.spoken, k.name"
#define LINK_COLS "COALESCE(l.channel, 'direct'), COALESCE(l.campaign, 0), COALESCE(l.id, 0), COALESCE(l.label, ''), COALESCE(l.spoken, ''), COALESCE(k.name, ''), "

static const struct db_stmt q[] = {
	[Q_VISITS] = SQL("report.visits",
	    "SELECT x.channel, x.campaign, x.link, COALESCE(l.label, ''), COALESCE(l.spoken, ''), COALESCE(k.name, ''), " SUM_OF("visits") ", " SUM_OF("engaged") ", " SUM_OF("carted")
	    " FROM (" VISITS ") x LEFT JOIN link l ON l.id = x.link LEFT JOIN campaign k ON k.id = x.campaign GROUP BY x.channel, x.campaign, x.link, l.label, l.spoken, k.name"),
	[Q_SOLD] = SQL("report.sources",
	    "SELECT " LINK_COLS "COUNT(*), " SUM_OF("total") ", " SUM_OF("again") ", " SUM_OF("earned")
	    " FROM (SELECT o.source_ref AS code, o.total AS total, " AGAIN " AS again, " EARNED " AS earned FROM orders o WHERE o.paid_day >= $1 AND o.paid_day <= $2) x" OF_LINK),
	[Q_BACK] = SQL("report.sources_back",
	    "SELECT " LINK_COLS SUM_OF("amount") ", " SUM_OF("earned")
	    " FROM (SELECT o.source_ref AS code, r.amount AS amount, " EARNED " AS earned FROM refund r JOIN orders o ON o.id = r.orders WHERE r.day >= $1 AND r.day <= $2) x" OF_LINK),
	[Q_SPENT] = SQL("report.spent",
	    "SELECT x.channel, x.campaign, x.link, COALESCE(l.label, ''), COALESCE(l.spoken, ''), COALESCE(k.name, ''), " SUM_OF("part")
	    " FROM (SELECT s.channel, COALESCE(s.campaign, 0) AS campaign, COALESCE(s.link, 0) AS link, " SPENT_EACH " * " SPENT_DAYS " + " SPENT_REST " AS part"
	    " FROM ad_spend s WHERE s.first_day <= $2 AND s.last_day >= $1) x"
	    " LEFT JOIN link l ON l.id = x.link LEFT JOIN campaign k ON k.id = x.campaign GROUP BY x.channel, x.campaign, x.link, l.label, l.spoken, k.name"),
	/* A post belongs to the newest link that was made for it there; without one to its network and its own campaign. */
	[Q_REACH] = SQL("report.reach",
	    "SELECT x.channel, COALESCE(k.id, 0), COALESCE(l.id, 0), COALESCE(l.label, ''), COALESCE(l.spoken, ''), COALESCE(k.name, ''), " SUM_OF("reach")
	    " FROM (SELECT a.channel AS channel, p.reach AS reach, COALESCE(s.campaign, 0) AS campaign,"
	    " (SELECT MAX(y.id) FROM link y WHERE y.kind = 'post' AND y.object = p.post AND p.post > 0 AND y.channel = a.channel) AS link"
	    " FROM publication p JOIN social_account a ON a.id = p.account LEFT JOIN social_post s ON s.id = p.post"
	    " WHERE p.state = 'published' AND p.reach >= 0 AND p.published_at >= $1 AND p.published_at < $2) x"
	    " LEFT JOIN link l ON l.id = x.link LEFT JOIN campaign k ON k.id = COALESCE(l.campaign, CASE WHEN l.id IS NULL THEN x.campaign END)"
	    " GROUP BY x.channel, k.id, l.id, l.label, l.spoken, k.name"),
	[Q_SINCE] = SQL("report.visits_since", "SELECT COALESCE(MIN(x.day), 0) FROM (SELECT MIN(day) AS day FROM visit_day UNION ALL SELECT MIN(day) FROM visit) x WHERE x.day IS NOT NULL"),
};
DB_TABLE(q);

/* The row of the same channel, campaign and link, made when there is none. */
static struct report_source *
row_of(struct report_source *rows, size_t *n, const struct report_source *key)
{
	for (size_t i = 0; i < *n; i++)
		if (rows[i].link == key->link && rows[i].campaign == key->campaign && str_eq(rows[i].channel, key->channel))
			return &rows[i];
	rows[*n] = (struct report_source){ .channel = key->channel, .label = key->label, .spoken = key->spoken, .campaign_name = key->campaign_name, .link = key->link, .campaign = key->campaign };
	return &rows[(*n)++];
}

static struct report_source *
next(struct db_rows *r, struct report_source *rows, size_t *n)
{
	struct report_source key = { .channel = db_str(r) };

	key.campaign = db_int(r);
	key.link = db_int(r);
	key.label = db_str(r);
	key.spoken = db_str(r);
	key.campaign_name = db_str(r);
	/* An address may name any campaign; one that was never made is none. */
	if (*key.campaign_name == '\0')
		key.campaign = 0;
	if (*n >= ROWS_MAX) {
		key.campaign = key.link = 0;
		key.label = key.spoken = key.campaign_name = "";
	}
	return row_of(rows, n, &key);
}

static int
by_worth(const void *a, const void *b)
{
	const struct report_source *x = a, *y = b;
	int64_t p = x->paid - x->back, s = y->paid - y->back;

	if (p != s)
		return p < s ? 1 : -1;
	if (x->visits != y->visits)
		return x->visits < y->visits ? 1 : -1;
	if (x->link != y->link)
		return x->link < y->link ? -1 : 1;
	return strcmp(x->channel, y->channel);
}

struct report_source *
report_sources(struct ctx *c, int64_t from, int64_t to, size_t *n)
{
	struct report_source *rows = arena_new_n(c->arena, ROWS_MAX + 20, struct report_source), *s;
	const char *zone = shop_get(c)->timezone;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_VISITS], DB_I(from), DB_I(to)); db_next(&r);) {
		s = next(&r, rows, n);
		s->visits += db_int(&r);
		s->engaged += db_int(&r);
		s->carted += db_int(&r);
	}
	for (r = db_query(c, &q[Q_SOLD], DB_I(from), DB_I(to)); db_next(&r);) {
		s = next(&r, rows, n);
		s->orders += db_int(&r);
		s->paid += db_int(&r);
		s->again += db_int(&r);
		s->earned += db_int(&r);
	}
	for (r = db_query(c, &q[Q_BACK], DB_I(from), DB_I(to)); db_next(&r);) {
		s = next(&r, rows, n);
		s->back += db_int(&r);
		s->earned -= db_int(&r);
	}
	for (r = db_query(c, &q[Q_SPENT], DB_I(from), DB_I(to)); db_next(&r);) {
		s = next(&r, rows, n);
		s->spend += db_int(&r);
	}
	for (r = db_query(c, &q[Q_REACH], DB_I(clock_day_start(from, zone)), DB_I(clock_day_start(to + 1, zone))); db_next(&r);) {
		s = next(&r, rows, n);
		s->reach += db_int(&r);
		s->reached = true;
	}
	qsort(rows, *n, sizeof(*rows), by_worth);
	return rows;
}

static void
add(struct report_source *to, const struct report_source *s)
{
	to->visits += s->visits;
	to->engaged += s->engaged;
	to->carted += s->carted;
	to->orders += s->orders;
	to->again += s->again;
	to->paid += s->paid;
	to->back += s->back;
	to->earned += s->earned;
	to->spend += s->spend;
	to->reach += s->reach;
	to->reached = to->reached || s->reached;
}

/* a of b, rounded; -1: b is none. */
static int64_t
share(int64_t a, int64_t b)
{
	return b > 0 ? (a + b / 2) / b : -1;
}

int64_t
report_per_visit(const struct report_source *s)
{
	return s->spend > 0 ? share(s->spend, s->visits) : -1;
}

int64_t
report_per_order(const struct report_source *s)
{
	return s->spend > 0 ? share(s->spend, s->orders) : -1;
}

struct report_funnel
report_funnel(const struct report_source *s)
{
	struct report_funnel f = { .n = { [STEP_KNEW] = s->reach + s->visits, [STEP_LOOKED] = s->engaged, [STEP_BOUGHT] = s->orders, [STEP_AGAIN] = s->again }, .percent = { [STEP_KNEW] = -1 } };

	for (int i = STEP_LOOKED; i < STEPS; i++)
		f.percent[i] = share(100 * f.n[i], f.n[i - 1]);
	return f;
}

struct report_source *
report_sources_by(struct ctx *c, enum report_sources by, const struct report_source *all, size_t n_all, size_t *n)
{
	struct report_source *rows = arena_new_n(c->arena, n_all + 1, struct report_source);

	*n = 0;
	for (size_t i = 0; i < n_all; i++) {
		struct report_source key = all[i];

		if ((by == SOURCES_CAMPAIGN && key.campaign == 0) || (by == SOURCES_LINK && key.link == 0))
			continue;
		if (by != SOURCES_LINK) {
			key.link = 0;
			key.label = key.spoken = "";
		}
		if (by == SOURCES_CHANNEL) {
			key.campaign = 0;
			key.campaign_name = "";
		} else if (by == SOURCES_CAMPAIGN) {
			key.channel = "";
		}
		add(row_of(rows, n, &key), &all[i]);
	}
	qsort(rows, *n, sizeof(*rows), by_worth);
	return rows;
}

struct report_source
report_sources_sum(const struct report_source *rows, size_t n)
{
	struct report_source all = { .channel = "", .label = "", .spoken = "", .campaign_name = "" };

	for (size_t i = 0; i < n; i++)
		add(&all, &rows[i]);
	return all;
}

static int64_t
visits_of(struct ctx *c, int64_t from, int64_t to)
{
	struct db_rows r;
	int64_t all = 0;

	for (r = db_query(c, &q[Q_VISITS], DB_I(from), DB_I(to)); db_next(&r);) {
		for (int i = 0; i < 6; i++)
			db_skip(&r);
		all += db_int(&r);
	}
	return all;
}

struct report_growth
report_growth(struct ctx *c, int64_t today)
{
	struct report_growth g = { .from = today - GROWTH_DAYS, .to = today - 1, .since = db_one_int(c, 0, &q[Q_SINCE]) };

	g.before_to = clock_months_on(g.to, -GROWTH_MONTHS);
	g.before_from = g.before_to - GROWTH_DAYS + 1;
	/* The day on which counting began was not counted whole. */
	g.known = g.since > 0 && g.since < g.before_from;
	if (!g.known)
		return g;
	g.now = visits_of(c, g.from, g.to);
	g.before = visits_of(c, g.before_from, g.before_to);
	return g;
}
