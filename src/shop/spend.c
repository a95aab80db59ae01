/* Spending on advertising, row by row. Its sums are the report's (shop/report_sources.c). */
#include "shop/spend.h"

#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/campaign.h"
#include "shop/link.h"

#define COLS \
	"SELECT s.id, s.version, s.first_day, s.last_day, s.channel, COALESCE(s.campaign, 0), COALESCE(s.link, 0), s.amount, s.note, s.source, COALESCE(k.name, ''), COALESCE(l.label, '')," \
	" COALESCE(l.spoken, '') FROM ad_spend s LEFT JOIN campaign k ON k.id = s.campaign LEFT JOIN link l ON l.id = s.link"

enum { Q_LIST, Q_ALL, Q_GET, Q_NEW, Q_PUT, Q_DROP };

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("spend.list", COLS " ORDER BY s.last_day DESC, s.id DESC LIMIT $1 OFFSET $2"),
	[Q_ALL] = SQL("spend.all", "SELECT COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ad_spend"),
	[Q_GET] = SQL("spend.get", COLS " WHERE s.id = $1"),
	[Q_NEW] = SQL("spend.new", "INSERT INTO ad_spend (first_day, last_day, channel, campaign, link, amount, note, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"),
	[Q_PUT] = SQL("spend.put",
	    "UPDATE ad_spend SET first_day = $3, last_day = $4, channel = $5, campaign = $6, link = $7, amount = $8, note = $9,"
	    /* On other days it is no longer the row of its file, though that still knows it (Q_NEAR of spend_sheet.c). */
	    " source = CASE WHEN first_day = $3 AND last_day = $4 THEN source ELSE 'hand' END, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_DROP] = SQL("spend.drop", "DELETE FROM ad_spend WHERE id = $1"),
};
DB_TABLE(q);

static void
read_row(struct db_rows *r, struct spend *s)
{
	s->id = db_int(r);
	s->version = db_int(r);
	s->from = db_int(r);
	s->to = db_int(r);
	s->channel = db_str(r);
	s->campaign = db_int(r);
	s->link = db_int(r);
	s->amount = db_int(r);
	s->note = db_str(r);
	s->source = db_str(r);
	s->campaign_name = db_str(r);
	s->label = db_str(r);
	s->spoken = db_str(r);
}

struct spend *
spend_list(struct ctx *c, int64_t offset, int64_t limit, size_t *n, int64_t *count, int64_t *sum)
{
	struct spend *list = arena_new_n(c->arena, (size_t)limit, struct spend);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_I(limit), DB_I(offset)); db_next(&r);)
		read_row(&r, &list[(*n)++]);
	*count = *sum = 0;
	r = db_query(c, &q[Q_ALL]);
	if (db_next(&r)) {
		*count = db_int(&r);
		*sum = db_int(&r);
	}
	db_done(&r);
	return list;
}

struct spend *
spend_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct spend *s = NULL;

	if (db_next(&r))
		read_row(&r, s = arena_new(c->arena, struct spend));
	db_done(&r);
	return s;
}

enum spend_days
spend_days(int64_t from, int64_t to, int64_t today)
{
	if (to < from)
		return SPEND_DAYS_ORDER;
	if (from < SPEND_FIRST_DAY || to > today + SPEND_DAYS_MAX)
		return SPEND_DAYS_FAR;
	return to - from >= SPEND_DAYS_MAX ? SPEND_DAYS_LONG : SPEND_DAYS_OK;
}

static void
check(const struct spend *s)
{
	const char *const *known = link_channels;

	while (*known && !str_eq(*known, s->channel))
		known++;
	if (!*known || s->amount < 1 || s->amount > MONEY_MAX || s->to < s->from || s->to - s->from >= SPEND_DAYS_MAX)
		BUG("spending of %lld for %s", (long long)s->amount, s->channel);
}

enum spend_put
spend_put(struct ctx *c, int64_t *id, const struct spend *s)
{
	const struct link *l = s->link ? link_get(c, s->link) : NULL;
	const char *channel = l ? l->channel : s->channel;
	int64_t campaign = l ? l->campaign : s->campaign;

	check(s);
	if ((s->link && !l) || (campaign && !campaign_get(c, campaign)))
		return SPEND_GONE;
	if (*id == 0)
		*id = db_one_int(c, 0, &q[Q_NEW], DB_I(s->from), DB_I(s->to), DB_T(channel), DB_REF(campaign), DB_REF(s->link), DB_I(s->amount), DB_T(s->note), DB_I(clock_now()));
	else if (db_exec(c, &q[Q_PUT], DB_I(*id), DB_I(s->version), DB_I(s->from), DB_I(s->to), DB_T(channel), DB_REF(campaign), DB_REF(s->link), DB_I(s->amount), DB_T(s->note)) == 0)
		return spend_get(c, *id) ? SPEND_CONFLICT : SPEND_GONE;
	audit(c, "spend.save", "spend", *id, NULL, arena_printf(c->arena, "{\"amount\":%lld}", (long long)s->amount));
	return SPEND_OK;
}

enum spend_put
spend_drop(struct ctx *c, int64_t id)
{
	const struct spend *s = spend_get(c, id);

	if (!s || db_exec(c, &q[Q_DROP], DB_I(id)) == 0)
		return SPEND_GONE;
	audit(c, "spend.drop", "spend", id, arena_printf(c->arena, "{\"amount\":%lld}", (long long)s->amount), NULL);
	return SPEND_OK;
}
