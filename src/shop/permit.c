/* Permits: how numbers look, when they end, telling it. */
#include "shop/permit.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/goods_part.h"
#include "shop/outbox.h"
#include "shop/setting.h"

#define DUE_MOST 500

const char *const permit_words[PERMITS] = { "pirt", "halal", "bpom", "sni" };

enum { Q_PUT, Q_DROP, Q_DROP_ALL, Q_COPY, Q_LIST, Q_SOON, Q_DUE, Q_TOLD };

/* How far along one is at $1: 4 over, 3 within seven days, 2 thirty, 1 sixty. */
#define STAGE "CASE WHEN k.until <= $1 THEN 4 WHEN k.until <= $1 + 604800 THEN 3 WHEN k.until <= $1 + 2592000 THEN 2 ELSE 1 END"
#define NUMBER "CASE k.kind WHEN 'pirt' THEN p.pirt WHEN 'halal' THEN p.halal WHEN 'bpom' THEN p.bpom ELSE p.sni END"
#define LIVING " p.status <> 'archived' AND p.trashed_at IS NULL"

static const struct db_stmt q[] = {
	[Q_PUT] = SQL("permit.put",
	    "INSERT INTO product_permit (product, kind, until) VALUES ($1, $2, $3) ON CONFLICT (product, kind) DO UPDATE SET"
	    " told = CASE WHEN product_permit.until = excluded.until THEN product_permit.told ELSE 0 END, until = excluded.until"),
	[Q_DROP] = SQL("permit.drop", "DELETE FROM product_permit WHERE product = $1 AND kind = $2"),
	[Q_DROP_ALL] = SQL("permit.drop_all", "DELETE FROM product_permit WHERE product = $1"),
	[Q_COPY] = SQL("permit.copy", "INSERT INTO product_permit (product, kind, until, told) SELECT $2, kind, until, told FROM product_permit WHERE product = $1"),
	[Q_LIST] = SQL("permit.list",
	    "SELECT x.product, COALESCE(k.until, 0), x.kind, x.number, COALESCE(t.name, d.name, '') FROM ("
	    " SELECT p.id AS product, 'pirt' AS kind, p.pirt AS number FROM product p WHERE p.pirt <> '' AND" LIVING
	    " UNION ALL SELECT p.id, 'halal', p.halal FROM product p WHERE p.halal <> '' AND" LIVING
	    " UNION ALL SELECT p.id, 'bpom', p.bpom FROM product p WHERE p.bpom <> '' AND" LIVING
	    " UNION ALL SELECT p.id, 'sni', p.sni FROM product p WHERE p.sni <> '' AND" LIVING ") x"
	    " LEFT JOIN product_permit k ON k.product = x.product AND k.kind = x.kind"
	    " LEFT JOIN product_text t ON t.product = x.product AND t.lang = $1 LEFT JOIN product_text d ON d.product = x.product AND d.lang = 'id'"
	    " WHERE $2 = 0 OR k.until <= $2 ORDER BY COALESCE(k.until, 9223372036854775807), x.product, x.kind LIMIT $3"),
	[Q_SOON] = SQL("permit.soon",
	    "SELECT COALESCE(CAST(SUM(CASE WHEN k.until > $1 THEN 1 ELSE 0 END) AS BIGINT), 0), COALESCE(CAST(SUM(CASE WHEN k.until <= $1 THEN 1 ELSE 0 END) AS BIGINT), 0)"
	    " FROM product_permit k JOIN product p ON p.id = k.product WHERE k.until <= $1 + 5184000 AND" LIVING " AND " NUMBER " <> ''"),
	[Q_DUE] = SQL("permit.due",
	    "SELECT k.product, k.kind, " STAGE ", " NUMBER " FROM product_permit k JOIN product p ON p.id = k.product WHERE k.until <= $1 + 5184000 AND k.told < " STAGE " AND" LIVING
	    " ORDER BY k.until, k.product, k.kind LIMIT $2"),
	[Q_TOLD] = SQL("permit.told", "UPDATE product_permit SET told = $3 WHERE product = $1 AND kind = $2"),
};
DB_TABLE(q);

/* --- how numbers look --- */

/* Letters and digits alone, in capitals. */
static const char *
bare(struct ctx *c, const char *s)
{
	char *out = arena_alloc(c->arena, strlen(s) + 1), *p = out;

	for (; *s; s++) {
		if ((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z'))
			*p++ = *s;
		else if (*s >= 'a' && *s <= 'z')
			*p++ = (char)(*s - 'a' + 'A');
	}
	*p = '\0';
	return out;
}

static const char *
after(const char *s, const char *word)
{
	return str_starts(s, word) ? s + strlen(word) : s;
}

static bool
digits(const char *s, size_t least, size_t most)
{
	size_t n = strspn(s, "0123456789");

	return s[n] == '\0' && n >= least && n <= most;
}

static const char *
pirt_doubt(struct ctx *c, const char *s, int64_t now)
{
	const char *today = clock_iso_day(c->arena, clock_day(now, "Asia/Jakarta"));
	int ends, year = 10 * (today[2] - '0') + today[3] - '0';

	s = after(after(s, "PIRT"), "NO");
	if (!digits(s, 15, 15))
		return "permit.doubt.pirt";
	ends = 10 * (s[13] - '0') + s[14] - '0';
	return ends < year ? "permit.doubt.pirt_year" : NULL;
}

static const char *
bpom_doubt(const char *s)
{
	static const char *const lists[] = { "NA", "NB", "NC", "ND", "NE", "TR", "TI", "TL", "SD", "SI", "SL", "FF", "HT" };
	size_t i;

	s = after(after(s, "BPOM"), "RI");
	if ((str_starts(s, "MD") || str_starts(s, "ML")) && digits(s + 2, 12, 18))
		return NULL;
	for (i = 0; i < ARRAY_LEN(lists); i++)
		if (str_starts(s, lists[i]) && digits(s + 2, 9, 18))
			return NULL;
	return "permit.doubt.bpom";
}

const char *
permit_doubt(struct ctx *c, enum permit kind, const char *number, int64_t now)
{
	const char *s = bare(c, number);

	if (*s == '\0')
		return *number ? "permit.doubt.empty" : NULL;
	switch (kind) {
	case PERMIT_PIRT:
		return pirt_doubt(c, s, now);
	case PERMIT_HALAL:
		s = after(s, "HALAL");
		return digits(after(s, "ID"), str_starts(s, "ID") ? 14 : 11, 20) ? NULL : "permit.doubt.halal";
	case PERMIT_BPOM:
		return bpom_doubt(s);
	case PERMIT_SNI:
		return strcspn(s, "0123456789") < strlen(s) && strlen(s) >= 4 ? NULL : "permit.doubt.sni";
	}
	return NULL;
}

/* --- rows --- */

void
permit_until_put(struct ctx *c, int64_t product, enum permit kind, int64_t until)
{
	if (until > 0)
		(void)db_exec(c, &q[Q_PUT], DB_I(product), DB_T(permit_words[kind]), DB_I(until));
	else
		(void)db_exec(c, &q[Q_DROP], DB_I(product), DB_T(permit_words[kind]));
}

static enum permit
kind_of(const char *word)
{
	size_t i;

	for (i = 0; i + 1 < PERMITS && !str_eq(permit_words[i], word); i++)
		;
	return (enum permit)i;
}

struct permit_row *
permit_list(struct ctx *c, int64_t by, int limit, size_t *n)
{
	struct permit_row *all = arena_new_n(c->arena, (size_t)limit, struct permit_row);
	struct db_rows r = db_query(c, &q[Q_LIST], DB_T(c->lang), DB_I(by), DB_I(limit));

	for (*n = 0; *n < (size_t)limit && db_next(&r); ++*n) {
		all[*n].product = db_int(&r);
		all[*n].until = db_int(&r);
		all[*n].kind = kind_of(db_str(&r));
		all[*n].number = db_str(&r);
		all[*n].name = db_str(&r);
	}
	db_done(&r);
	return all;
}

struct permit_soon
permit_soon(struct ctx *c, int64_t now)
{
	struct permit_soon s = { 0, 0 };
	struct db_rows r = db_query(c, &q[Q_SOON], DB_I(now));

	if (db_next(&r)) {
		s.soon = db_int(&r);
		s.over = db_int(&r);
	}
	db_done(&r);
	return s;
}

struct due { int64_t product, stage; const char *kind; bool numbered; };

int64_t
permit_due(struct ctx *c, int64_t now)
{
	struct due *all = arena_new_n(c->arena, DUE_MOST, struct due);
	struct db_rows r = db_query(c, &q[Q_DUE], DB_I(now), DB_I(DUE_MOST));
	int64_t n = 0, told = 0, i;

	for (; n < DUE_MOST && db_next(&r); n++) {
		all[n].product = db_int(&r);
		all[n].kind = db_str(&r);
		all[n].stage = db_int(&r);
		all[n].numbered = *db_str(&r) != '\0';
	}
	db_done(&r);
	for (i = 0; i < n; i++) {
		(void)db_exec(c, &q[Q_TOLD], DB_I(all[i].product), DB_T(all[i].kind), DB_I(all[i].stage));
		told += all[i].numbered;
		if (all[i].stage == 4)
			setting_bump_product(c, all[i].product);
	}
	if (told > 0 && !str_empty(c->conf->smtp_url))
		outbox_put(c, "mail", "mail.permit", "{}", arena_printf(c->arena, "permit.%lld", (long long)clock_day(now, shop_get(c)->timezone)), 0);
	return n;
}

/* --- as a part of goods --- */

static void
copy(struct ctx *c, const struct goods_copy *g)
{
	(void)db_exec(c, &q[Q_COPY], DB_I(g->from), DB_I(g->to));
}

static void
drop(struct ctx *c, int64_t product)
{
	(void)db_exec(c, &q[Q_DROP_ALL], DB_I(product));
}

static const struct goods_part permit_part = { copy, drop };
PRODUCT_PART(permit_part);
