/* Beside a post, a share kit or a print run: what came by its links, asked for a pageful at a time. */
#include "db/db.h"
#include "shop/report.h"

#define IDS 24

enum { Q_VISITS, Q_SOLD };

#define IDS_LIST "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24"
#define SUMMED "(SELECT COALESCE(MAX(day), 0) FROM visit_day)"

static const struct db_stmt q[] = {
	/* Days whose sums were made, and those that are not over yet, as report_sources() has them. */
	[Q_VISITS] = SQL("report.link_visits",
	    "SELECT x.link, CAST(SUM(x.n) AS BIGINT) FROM (SELECT link, visits AS n FROM visit_day WHERE link > 0 AND link IN (" IDS_LIST ") AND day <= " SUMMED
	    " UNION ALL SELECT link, 1 FROM visit WHERE day > " SUMMED " AND link > 0 AND link IN (" IDS_LIST ")) x GROUP BY x.link"),
	[Q_SOLD] = SQL("report.link_sold",
	    "SELECT l.id, COUNT(*), CAST(SUM(o.source_said) AS BIGINT), CAST(SUM(o.total - (SELECT COALESCE(SUM(b.amount), 0) FROM refund b WHERE b.orders = o.id)) AS BIGINT)"
	    " FROM link l JOIN orders o ON o.source_ref = l.code WHERE l.id IN (" IDS_LIST ") AND o.source_ref <> '' AND o.paid_day IS NOT NULL GROUP BY l.id"),
};
DB_TABLE(q);

static struct report_link *
of(struct report_link *list, size_t n, int64_t link)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].link == link)
			return &list[i];
	BUG("a link that was not asked for");
}

/* Unused places of a statement hold no link. */
#define AT(i) DB_I((i) < n ? list[i].link : 0)
#define ALL \
	AT(0), AT(1), AT(2), AT(3), AT(4), AT(5), AT(6), AT(7), AT(8), AT(9), AT(10), AT(11), AT(12), AT(13), AT(14), AT(15), AT(16), AT(17), AT(18), AT(19), AT(20), AT(21), AT(22), AT(23)

static void
batch(struct ctx *c, struct report_link *list, size_t n)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_VISITS], ALL); db_next(&r);) {
		struct report_link *l = of(list, n, db_int(&r));

		l->visits = db_int(&r);
	}
	for (r = db_query(c, &q[Q_SOLD], ALL); db_next(&r);) {
		struct report_link *l = of(list, n, db_int(&r));

		l->orders = db_int(&r);
		l->said = db_int(&r);
		l->net = db_int(&r);
	}
}

void
report_links(struct ctx *c, struct report_link *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i] = (struct report_link){ .link = list[i].link };
	for (size_t i = 0; i < n; i += IDS)
		batch(c, list + i, n - i < IDS ? n - i : IDS);
}
