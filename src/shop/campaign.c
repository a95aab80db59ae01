/* Campaigns: few rows, read whole where they are offered. */
#include "shop/campaign.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"

#define COLS "SELECT id, version, name, first_day, last_day, COALESCE(archived_at, 0) FROM campaign"

enum { Q_LIST, Q_GET, Q_NAMED, Q_COUNT, Q_NEW, Q_PUT, Q_AWAY };

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("campaign.list", COLS " ORDER BY CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT $1"),
	[Q_GET] = SQL("campaign.get", COLS " WHERE id = $1"),
	[Q_NAMED] = SQL("campaign.named", "SELECT id FROM campaign WHERE folded = $1 AND folded <> ''"),
	[Q_COUNT] = SQL("campaign.count", "SELECT COUNT(*) FROM campaign"),
	[Q_NEW] = SQL("campaign.new", "INSERT INTO campaign (name, folded, first_day, last_day, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id"),
	[Q_PUT] = SQL("campaign.put", "UPDATE campaign SET name = $3, folded = $4, first_day = $5, last_day = $6, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_AWAY] = SQL("campaign.away", "UPDATE campaign SET archived_at = CAST($2 AS BIGINT), version = version + 1 WHERE id = $1"),
};
DB_TABLE(q);

enum campaign_state
campaign_state(const struct campaign *k, int64_t today)
{
	if (k->archived_at)
		return CAMPAIGN_AWAY;
	if (k->to && k->to < today)
		return CAMPAIGN_OVER;
	return k->from > today ? CAMPAIGN_SOON : CAMPAIGN_RUNS;
}

bool
campaign_lives(const struct campaign *k, int64_t today)
{
	enum campaign_state s = campaign_state(k, today);

	return s == CAMPAIGN_SOON || s == CAMPAIGN_RUNS;
}

static void
read_row(struct db_rows *r, struct campaign *k)
{
	k->id = db_int(r);
	k->version = db_int(r);
	k->name = db_str(r);
	k->from = db_int(r);
	k->to = db_int(r);
	k->archived_at = db_int(r);
}

struct campaign *
campaign_list(struct ctx *c, size_t *n)
{
	struct campaign *list = arena_new_n(c->arena, CAMPAIGNS_MAX, struct campaign);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_I(CAMPAIGNS_MAX)); db_next(&r);)
		read_row(&r, &list[(*n)++]);
	return list;
}

struct campaign *
campaign_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct campaign *k = NULL;

	if (db_next(&r))
		read_row(&r, k = arena_new(c->arena, struct campaign));
	db_done(&r);
	return k;
}

/* Capitals and blanks do not part names; a phone's keyboard puts both where it likes. */
static const char *
fold(struct ctx *c, const char *name)
{
	return utf8_fold(c->arena, str_trim(c->arena, name));
}

int64_t
campaign_named(struct ctx *c, const char *name)
{
	return db_one_int(c, 0, &q[Q_NAMED], DB_T(fold(c, name)));
}

enum campaign_put
campaign_put(struct ctx *c, int64_t *id, int64_t version, const char *name, int64_t from, int64_t to)
{
	const char *folded = fold(c, name);
	int64_t other = db_one_int(c, 0, &q[Q_NAMED], DB_T(folded));

	if (other && other != *id)
		return CAMPAIGN_TAKEN;
	if (*id == 0) {
		if (db_one_int(c, 0, &q[Q_COUNT]) >= CAMPAIGNS_MAX)
			return CAMPAIGN_FULL;
		*id = db_one_int(c, 0, &q[Q_NEW], DB_T(name), DB_T(folded), DB_I(from), DB_I(to), DB_I(clock_now()));
		if (*id == 0)
			return CAMPAIGN_TAKEN;
	} else if (db_exec(c, &q[Q_PUT], DB_I(*id), DB_I(version), DB_T(name), DB_T(folded), DB_I(from), DB_I(to)) == 0) {
		return campaign_get(c, *id) ? CAMPAIGN_CONFLICT : CAMPAIGN_GONE;
	}
	audit(c, "campaign.save", "campaign", *id, NULL, NULL);
	return CAMPAIGN_OK;
}

enum campaign_put
campaign_away(struct ctx *c, int64_t id, bool away)
{
	if (db_exec(c, &q[Q_AWAY], DB_I(id), away ? DB_I(clock_now()) : DB_NULL) == 0)
		return CAMPAIGN_GONE;
	audit(c, away ? "campaign.away" : "campaign.back", "campaign", id, NULL, NULL);
	return CAMPAIGN_OK;
}
