/*
 * Customers. A phone number is the whole key, and knowing it proves nothing: a guest checkout finds
 * or makes the row and changes nothing in it. What a customer has bought is counted from the orders
 * each time.
 */
#include "shop/customer.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"

enum { Q_GET, Q_CHECKOUT, Q_LIST, Q_COUNT };

/* One row per customer; bought: paid, or delivered and not given back. */
#define CUSTOMER_SELECT \
	"SELECT c.id, c.phone, c.name, COALESCE(c.email, ''), c.lang, c.note, c.created_at," \
	" COALESCE(o.bought, 0), COALESCE(o.spent, 0), COALESCE(o.last_at, 0)" \
	" FROM customer c LEFT JOIN (SELECT customer, MAX(placed_at) AS last_at," \
	" CAST(SUM(CASE WHEN " BOUGHT " THEN 1 ELSE 0 END) AS BIGINT) AS bought," \
	" CAST(SUM(CASE WHEN " BOUGHT " THEN total ELSE 0 END) AS BIGINT) AS spent" \
	" FROM orders "
#define BOUGHT \
	"pay_state = 'paid' OR" \
	" (delivery_state = 'delivered' AND pay_state NOT IN ('refund_due', 'refunded'))"
#define CUSTOMER_JOIN "GROUP BY customer) o ON o.customer = c.id"
/*
 * $1: part of the name in lower case, escaped; $2: part of the number, or something that no number
 * holds.
 */
#define MATCH " WHERE lower(c.name) LIKE $1 ESCAPE '!' OR c.phone LIKE $2 ESCAPE '!'"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("customer.get",
	    CUSTOMER_SELECT "WHERE customer = $1 " CUSTOMER_JOIN " WHERE c.id = $1"),
	/* The update changes nothing: it makes the row that is there come back, locked. */
	[Q_CHECKOUT] = SQL("customer.checkout",
	    "INSERT INTO customer (phone, name, email, lang, created_at)"
	    " VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (phone) DO UPDATE SET phone = customer.phone RETURNING id"),
	[Q_LIST] = SQL("customer.list",
	    CUSTOMER_SELECT CUSTOMER_JOIN MATCH
	    " ORDER BY COALESCE(o.last_at, 0) DESC, c.id DESC LIMIT $3 OFFSET $4"),
	[Q_COUNT] = SQL("customer.count", "SELECT COUNT(*) FROM customer c" MATCH),
};
DB_TABLE(q);

static struct customer *
read_customer(struct ctx *c, struct db_rows *r)
{
	struct customer *u = arena_new(c->arena, struct customer);

	u->id = db_int(r);
	u->phone = db_str(r);
	u->name = db_str(r);
	u->email = db_str(r);
	u->lang = db_str(r);
	u->note = db_str(r);
	u->created_at = db_int(r);
	u->orders = db_int(r);
	u->spent = db_int(r);
	u->last_at = db_int(r);
	return u;
}

struct customer *
customer_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_I(id));
	struct customer *u = db_next(&r) ? read_customer(c, &r) : NULL;

	db_done(&r);
	return u;
}

int64_t
customer_at_checkout(struct ctx *c, const char *phone, const char *name, const char *email)
{
	return db_one_int(c, 0, &q[Q_CHECKOUT], DB_T(phone), DB_T(name),
	    DB_T(str_empty(email) ? NULL : email), DB_T(c->lang), DB_I(clock_now()));
}

/* %s% with the wildcards of LIKE taken literally (abuse case 40). */
static const char *
like(struct arena *a, const char *s)
{
	s = str_replace(a, s, "!", "!!");
	s = str_replace(a, s, "%", "!%");
	s = str_replace(a, s, "_", "!_");
	return arena_printf(a, "%%%s%%", s);
}

/*
 * The figures of 0812-3456 or +62 812 3456 as they stand inside +628123456; fewer than three match
 * no number.
 */
static const char *
phone_part(struct arena *a, const char *s)
{
	size_t n = 0, i;
	char *out = arena_alloc(a, strlen(s) + 1);
	const char *part = out;

	for (i = 0; s[i]; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			out[n++] = s[i];
		else if (!strchr(" +-().", s[i]))
			return "no number";
	}
	if (*part == '0')
		part++;
	return strlen(part) >= 3 ? part : "no number";
}

struct customer **
customer_list(struct ctx *c, const char *text, int64_t page, int per_page, size_t *n,
    int64_t *total)
{
	const char *name = like(c->arena, str_lower(c->arena, str_trim(c->arena, text)));
	const char *phone = like(c->arena, phone_part(c->arena, text));
	struct customer **list;
	struct db_rows r;

	if (per_page < 1 || per_page > 1000)
		BUG("customer_list of %d a page", per_page);
	if (page < 1)
		page = 1;
	*n = 0;
	*total = db_one_int(c, 0, &q[Q_COUNT], DB_T(name), DB_T(phone));
	list = arena_new_n(c->arena, (size_t)per_page, struct customer *);
	if (page > *total / per_page + 1)
		return list;
	r = db_query(c, &q[Q_LIST], DB_T(name), DB_T(phone), DB_I(per_page),
	    DB_I((page - 1) * per_page));
	while (db_next(&r))
		list[(*n)++] = read_customer(c, &r);
	return list;
}
