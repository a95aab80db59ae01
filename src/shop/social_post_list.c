/* Posts in lists: drafts, what is to come, what went out, what needs a person; and all of a span of time for the calendar. Each row brings what became of the post on one account. */
#include "shop/social_post.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"

#define ACCOUNTS_MOST 8	/* whose rows of one post are shown */
#define ROWS_MAX (SOCIAL_LIST_POSTS * ACCOUNTS_MOST)
#define MONTH_ROWS_MAX (SOCIAL_MONTH * ACCOUNTS_MOST)

enum { Q_LIST, Q_COUNT = Q_LIST + SOCIAL_TABS, Q_BETWEEN = Q_COUNT + SOCIAL_TABS };

#define WHEN "CASE WHEN s.due_at > s.sent_at THEN s.due_at ELSE s.sent_at END"
#define IN_PUBLICATIONS(states) "s.id IN (SELECT x.post FROM publication x WHERE " states ")"
#define NOT_DONE "x.state IN ('queued', 'preparing', 'attempting') OR (x.state = 'unknown' AND x.next_at > 0)"
#define BAD "x.state = 'failed' OR (x.state = 'unknown' AND x.next_at = 0)"

#define IS_WAITING "s.state = 'making' OR (s.state = 'out' AND " IN_PUBLICATIONS(NOT_DONE) ")"
#define IS_DRAFT "s.state = 'draft'"
#define IS_OUT "s.state = 'out' AND NOT (" IN_PUBLICATIONS(NOT_DONE) ")"
#define IS_TROUBLE "(s.state = 'draft' AND s.reason <> '') OR (s.state = 'out' AND " IN_PUBLICATIONS(BAD) ")"

/* A try that was followed by another on the same account tells nothing any more. */
#define ROWS(at, where, order, limit, outer) \
	"SELECT p.id, p.at, p.state, p.body, p.reason, p.daily, COALESCE(b.id, 0), COALESCE(a.channel, ''), COALESCE(a.name, ''), COALESCE(b.state, ''), COALESCE(b.permalink, '')," \
	" COALESCE(b.reason, ''), COALESCE(b.likes, -1), COALESCE(b.comments, -1), COALESCE(m.hash, ''), COALESCE(m.state, ''), COALESCE(b.text, '')," \
	" COALESCE((SELECT t.name FROM social_post_goods g JOIN product_text t ON t.product = g.product AND t.lang = 'id' WHERE g.post = p.id ORDER BY g.position LIMIT 1), '')" \
	" FROM (SELECT s.id, s.state, s.body, s.reason, s.daily, " at " AS at FROM social_post s WHERE " where " ORDER BY " order " LIMIT " limit ") p" \
	" LEFT JOIN publication b ON b.post = p.id AND p.state = 'out' AND NOT EXISTS (SELECT 1 FROM publication y WHERE y.post = b.post AND y.account = b.account AND y.id > b.id)" \
	" LEFT JOIN social_account a ON a.id = b.account" \
	" LEFT JOIN media m ON m.id = (SELECT f.media FROM social_post_picture f WHERE f.post = p.id AND f.chosen = 1 ORDER BY f.position LIMIT 1)" \
	" ORDER BY " outer
#define SOON(where) ROWS(WHEN, where, "6, 1", "$1 OFFSET $2", "p.at, p.id, b.id")
#define NEWEST(where) ROWS(WHEN, where, "6 DESC, 1 DESC", "$1 OFFSET $2", "p.at DESC, p.id DESC, b.id")

static const struct db_stmt q[] = {
	[Q_LIST + SOCIAL_TAB_WAITING] = SQL("social_post.waiting", SOON(IS_WAITING)),
	[Q_LIST + SOCIAL_TAB_DRAFT] = SQL("social_post.drafts", ROWS("s.updated_at", IS_DRAFT, "6 DESC, 1 DESC", "$1 OFFSET $2", "p.at DESC, p.id DESC, b.id")),
	[Q_LIST + SOCIAL_TAB_OUT] = SQL("social_post.outs", NEWEST(IS_OUT)),
	[Q_LIST + SOCIAL_TAB_TROUBLE] = SQL("social_post.troubled", NEWEST(IS_TROUBLE)),
	[Q_COUNT + SOCIAL_TAB_WAITING] = SQL("social_post.waiting_n", "SELECT COUNT(*) FROM social_post s WHERE " IS_WAITING),
	[Q_COUNT + SOCIAL_TAB_DRAFT] = SQL("social_post.drafts_n", "SELECT COUNT(*) FROM social_post s WHERE " IS_DRAFT),
	[Q_COUNT + SOCIAL_TAB_OUT] = SQL("social_post.outs_n", "SELECT COUNT(*) FROM social_post s WHERE " IS_OUT),
	[Q_COUNT + SOCIAL_TAB_TROUBLE] = SQL("social_post.troubled_n", "SELECT COUNT(*) FROM social_post s WHERE " IS_TROUBLE),
	/* Drafts stand at the time that they are meant for. */
	[Q_BETWEEN] = SQL("social_post.between",
	    ROWS(WHEN, "(s.due_at > 0 OR s.sent_at > 0) AND " WHEN " >= $1 AND " WHEN " < $2", "6, 1", "$3", "p.at, p.id, b.id")),
};
DB_TABLE(q);

static struct social_row *
read_rows(struct ctx *c, struct db_rows r, size_t most, size_t *n)
{
	struct social_row *list = arena_new_n(c->arena, most, struct social_row);

	for (*n = 0; *n < most && db_next(&r);) {
		struct social_row *p = &list[(*n)++];

		p->post = db_int(&r);
		p->at = db_int(&r);
		p->state = db_str(&r);
		p->body = db_str(&r);
		p->reason = db_str(&r);
		p->daily = db_int(&r) != 0;
		p->publication = db_int(&r);
		p->channel = db_str(&r);
		p->account = db_str(&r);
		p->published = db_str(&r);
		p->permalink = db_str(&r);
		p->why = db_str(&r);
		p->likes = db_int(&r);
		p->comments = db_int(&r);
		p->picture.hash = db_str(&r);
		p->picture.alt = "";
		p->picture.ready = str_eq(db_str(&r), "ready");
		p->text = db_str(&r);
		p->goods = db_str(&r);
	}
	db_done(&r);
	return list;
}

struct social_row *
social_post_list(struct ctx *c, enum social_tab tab, int64_t page, size_t *n)
{
	return read_rows(c, db_query(c, &q[(int)Q_LIST + (int)tab], DB_I(SOCIAL_LIST_POSTS), DB_I((page - 1) * SOCIAL_LIST_POSTS)), ROWS_MAX, n);
}

int64_t
social_post_count(struct ctx *c, enum social_tab tab)
{
	return db_one_int(c, 0, &q[(int)Q_COUNT + (int)tab]);
}

struct social_row *
social_post_between(struct ctx *c, int64_t from, int64_t to, size_t *n, bool *cut)
{
	struct social_row *list = read_rows(c, db_query(c, &q[Q_BETWEEN], DB_I(from), DB_I(to), DB_I(SOCIAL_MONTH + 1)), MONTH_ROWS_MAX, n);
	size_t posts = 0;

	for (size_t i = 0; i < *n; i++) {
		posts += i == 0 || list[i].post != list[i - 1].post;
		if (posts > SOCIAL_MONTH)
			*n = i;
	}
	*cut = posts > SOCIAL_MONTH || *n == MONTH_ROWS_MAX;
	return list;
}
