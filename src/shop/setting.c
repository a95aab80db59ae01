/*
 * Settings of the shop: one table of rows (name, type, range, default, field of struct shop) that
 * checks what is put in, fills struct shop and is walked by the settings page; the hours that the
 * shop keeps; and the version counters that pages put into their ETags.
 */
#include "shop/setting.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/memo.h"

enum { Q_ALL, Q_ONE, Q_PUT, Q_VERSION, Q_BUMP, Q_BUMP_CATALOG, Q_CHANGE, Q_OLD_CHANGES };

#define CHANGES 256	/* values of the counter "catalog" whose products are remembered */

static const struct db_stmt q[] = {
	[Q_ALL] = SQL("setting.all",
	    "SELECT s.name, s.value FROM setting s"
	    " UNION ALL SELECT '', CAST(n.value AS TEXT) FROM counter n WHERE n.name = 'shop'"),
	[Q_ONE] = SQL("setting.one", "SELECT value FROM setting WHERE name = $1"),
	[Q_PUT] = SQL("setting.put",
	    "INSERT INTO setting (name, value, version, updated_at) VALUES ($1, $2, 1, $3)"
	    " ON CONFLICT (name) DO UPDATE SET value = excluded.value,"
	    " version = setting.version + 1, updated_at = excluded.updated_at"),
	[Q_VERSION] = SQL("setting.version", "SELECT value FROM counter WHERE name = $1"),
	[Q_BUMP] = SQL("setting.bump",
	    "INSERT INTO counter (name, value) VALUES ($1, 1)"
	    " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1"),
	[Q_BUMP_CATALOG] = SQL("setting.bump_catalog",
	    "INSERT INTO counter (name, value) VALUES ('catalog', 1)"
	    " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"),
	[Q_CHANGE] = SQL("setting.change", "INSERT INTO catalog_change (version, product) VALUES ($1, $2)"),
	[Q_OLD_CHANGES] = SQL("setting.old_changes", "DELETE FROM catalog_change WHERE version <= $1"),
};
DB_TABLE(q);

#define F(member) offsetof(struct shop, member)

static const struct setting_row rows[] = {
	{ "name", SETTING_TEXT, false, 1, 60, "Etalase", F(name) },
	{ "tagline", SETTING_TEXT, true, 0, 120, "", F(tagline) },
	{ "story", SETTING_LINES, true, 0, 2000, "", F(story) },
	{ "address", SETTING_LINES, false, 0, 300, "", F(address) },
	{ "maps_url", SETTING_URL, false, 0, 500, "", F(maps_url) },
	{ "whatsapp", SETTING_PHONE, false, 0, 16, "", F(whatsapp) },
	{ "email", SETTING_EMAIL, false, 0, 254, "", F(email) },
	{ "notify_email", SETTING_EMAIL, false, 0, 254, "", F(notify_email) },
	{ "nib", SETTING_DIGITS, false, 13, 13, "", F(nib) },
	{ "timezone", SETTING_TIMEZONE, false, 0, 40, "Asia/Jakarta", F(timezone) },
	{ "order_prefix", SETTING_PREFIX, false, 1, 5, "P", F(order_prefix) },
	{ "hours", SETTING_HOURS, false, 0, 300, "", F(hours) },
	{ "dispatch", SETTING_TEXT, true, 0, 80, "", F(dispatch) },
	{ "hero", SETTING_HASH, false, 0, 64, "", F(hero) },
	{ "pay_hours", SETTING_INT, false, 1, 168, "24", F(pay_hours) },
	{ "proof_days", SETTING_INT, false, 30, 3650, "90", F(proof_days) },
	{ "cod_max", SETTING_MONEY, false, 0, MONEY_MAX, "0", F(cod_max) },
	{ "pack_g", SETTING_INT, false, 0, 10000, "100", F(pack_g) },
	{ "transfer_on", SETTING_BOOL, false, 0, 1, "1", F(transfer_on) },
	{ "cod_on", SETTING_BOOL, false, 0, 1, "1", F(cod_on) },
	{ "totp_on", SETTING_BOOL, false, 0, 1, "0", F(totp_on) },
	{ "promo", SETTING_INT, false, 0, INT64_C(1) << 53, "0", F(promo) },
};

const char *const setting_timezones[] = { "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar",
	"Asia/Jayapura", NULL };

#define WEEK 7
#define DAY_S 86400
#define DAY_MIN 1440
#define SPANS_MAX SHOP_SPANS_MAX	/* openings a day */

struct span { int from, to; };	/* minutes of the local day */
struct hours { struct span span[WEEK][SPANS_MAX]; int n[WEEK]; };

/*
 * The shop of this request: filled once, gone with the arena; after a write in the same request it
 * is read anew each time.
 */
static struct {
	const struct arena *arena;
	const struct db *db;
	const char *lang;
	const struct shop *shop;
	bool dirty;
} cache;

const struct setting_row *
setting_rows(size_t *n)
{
	*n = ARRAY_LEN(rows);
	return rows;
}

static const struct setting_row *
row_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].name, name))
			return &rows[i];
	BUG("no setting is called %s", name);
}

/* --- hours --- */

/* "08:30" or "24:00"; moves *s past it. */
static bool
read_time(const char **s, int *minute)
{
	const char *p = *s;
	int h, m, i;

	for (i = 0; i < 5; i++)
		if (i == 2 ? p[i] != ':' : p[i] < '0' || p[i] > '9')
			return false;
	h = (p[0] - '0') * 10 + p[1] - '0';
	m = (p[3] - '0') * 10 + p[4] - '0';
	if (m > 59 || h * 60 + m > DAY_MIN)
		return false;
	*minute = h * 60 + m;
	*s = p + 5;
	return true;
}

/* "1-6", "1,3,5": marks the days; moves *s past them. */
static bool
read_days(const char **s, bool days[WEEK])
{
	const char *p = *s;
	int from, to;

	do {
		if (*p == ',')
			p++;
		if (*p < '1' || *p > '7')
			return false;
		from = to = *p++ - '1';
		if (p[0] == '-') {
			if (p[1] < '1' || p[1] > '7' || p[1] - '1' < from)
				return false;
			to = p[1] - '1';
			p += 2;
		}
		while (from <= to)
			days[from++] = true;
	} while (*p == ',');
	*s = p;
	return true;
}

/* The times of one part; they must go up and not touch. */
static bool
read_spans(const char *s, struct span *span, int *n)
{
	int last = -1;

	*n = 0;
	if (str_eq(s, "closed"))
		return true;
	do {
		if (*n == SPANS_MAX)
			return false;
		if (*n > 0)
			s++;
		if (!read_time(&s, &span[*n].from) || *s++ != '-' || !read_time(&s, &span[*n].to))
			return false;
		if (span[*n].from <= last || span[*n].to <= span[*n].from)
			return false;
		last = span[(*n)++].to;
	} while (*s == ',');
	return *s == '\0';
}

static bool
read_part(const char *s, struct hours *h)
{
	struct span span[SPANS_MAX];
	bool days[WEEK] = { false };
	int n, i;

	if (!read_days(&s, days) || *s != ' ')
		return false;
	while (*s == ' ')
		s++;
	if (!read_spans(s, span, &n))
		return false;
	for (i = 0; i < WEEK; i++) {
		if (!days[i])
			continue;
		h->n[i] = n;
		memcpy(h->span[i], span, sizeof(span));
	}
	return true;
}

static bool
read_hours(const char *text, struct hours *h)
{
	char part[80];
	size_t n, room;

	memset(h, 0, sizeof(*h));
	while (*text != '\0') {
		while (*text == ' ')
			text++;
		room = strcspn(text, ";");
		for (n = room; n > 0 && text[n - 1] == ' ';)
			n--;
		if (n == 0 || n >= sizeof(part))
			return false;
		memcpy(part, text, n);
		part[n] = '\0';
		if (!read_part(part, h))
			return false;
		text += room;
		if (*text == ';')
			text++;
	}
	return true;
}

/*
 * Open at that minute of that weekday (0 Monday)? *until: the minute of this day at which that
 * ends, at most midnight.
 */
static bool
open_at(const struct hours *h, int day, int minute, int *until)
{
	int i;

	*until = DAY_MIN;
	for (i = 0; i < h->n[day]; i++) {
		const struct span *s = &h->span[day][i];

		if (minute < s->from) {
			*until = s->from;
			return false;
		}
		if (minute < s->to) {
			*until = s->to;
			return true;
		}
	}
	return false;
}

enum shop_state
shop_open_state(const struct shop *shop, int64_t now, int *until_minute, int64_t *next_at)
{
	struct hours h;
	int64_t day = clock_day(now, shop->timezone);
	int minute = clock_minute(now, shop->timezone);
	bool open;
	int until, i;

	*until_minute = -1;
	*next_at = now + (int64_t)WEEK * DAY_S;
	if (str_empty(shop->hours) || !read_hours(shop->hours, &h))
		return SHOP_NO_HOURS;
	open = open_at(&h, clock_weekday(day) - 1, minute, &until);
	/* An answer that holds to midnight may hold on into the next day. */
	for (i = 0; until == DAY_MIN && i < WEEK; i++) {
		int ahead;

		if (open_at(&h, clock_weekday(day + i + 1) - 1, 0, &ahead) != open) {
			*until_minute = open ? DAY_MIN : 0;
			*next_at = clock_day_start(day + i + 1, shop->timezone);
			return open ? SHOP_OPEN : SHOP_CLOSED;
		}
		if (ahead < DAY_MIN) {
			*until_minute = ahead;
			*next_at = clock_day_start(day + i + 1, shop->timezone) +
			    (int64_t)ahead * 60;
			return open ? SHOP_OPEN : SHOP_CLOSED;
		}
	}
	if (until < DAY_MIN) {
		*until_minute = until;
		*next_at = clock_day_start(day, shop->timezone) + (int64_t)until * 60;
	} else if (open) {
		*until_minute = DAY_MIN;
	}
	return open ? SHOP_OPEN : SHOP_CLOSED;
}

int
shop_hours_of(const char *hours, int weekday, struct shop_span out[SHOP_SPANS_MAX])
{
	struct hours h;
	int i;

	if (weekday < 1 || weekday > WEEK || !read_hours(hours, &h))
		return -1;
	for (i = 0; i < h.n[weekday - 1]; i++) {
		out[i].from = h.span[weekday - 1][i].from;
		out[i].to = h.span[weekday - 1][i].to;
	}
	return h.n[weekday - 1];
}

/* --- values --- */

static bool
all_of(const char *s, const char *set)
{
	return s[strspn(s, set)] == '\0';
}

static bool
fits_url(const char *s)
{
	const char *p = str_starts(s, "https://") ? s + 8 : str_starts(s, "http://") ? s + 7 : NULL;

	for (; p && *s; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f || strchr("\"<>\\^`{|}", *s))
			return false;
	return p && *p != '\0' && *p != '/';
}

static bool
fits_timezone(const char *s)
{
	const char *const *z;

	for (z = setting_timezones; *z; z++)
		if (str_eq(*z, s))
			return true;
	return false;
}

static bool
fits_number(const struct setting_row *row, const char *s)
{
	int64_t n;

	return str_int(s, row->min, row->max, &n);
}

static bool
fits(struct ctx *c, const struct setting_row *row, const char *s)
{
	size_t n = utf8_len(s);
	struct hours h;

	switch (row->type) {
	case SETTING_INT: case SETTING_MONEY: case SETTING_BOOL:
		return fits_number(row, s);
	case SETTING_TEXT: case SETTING_LINES:
		return (int64_t)n >= row->min && (int64_t)n <= row->max;
	case SETTING_TIMEZONE:
		return fits_timezone(s);
	case SETTING_PREFIX:
		return n >= 1 && n <= 5 && all_of(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	case SETTING_DIGITS:
		return n == 0 ||
		    ((int64_t)n >= row->min && (int64_t)n <= row->max && all_of(s, "0123456789"));
	case SETTING_PHONE:	/* E.164: at most 15 digits, the first not 0 */
		return n == 0 ||
		    (s[0] == '+' && s[1] != '0' && n >= 9 && n <= 16 &&
			all_of(s + 1, "0123456789"));
	case SETTING_EMAIL:
		return n == 0 || str_eq(str_email(c->arena, s), s);
	case SETTING_URL:
		return n == 0 || ((int64_t)n <= row->max && fits_url(s));
	case SETTING_HOURS:
		return (int64_t)n <= row->max && read_hours(s, &h);
	case SETTING_HASH:
		return n == 0 || (n == 64 && all_of(s, "0123456789abcdef"));
	}
	return false;
}

static bool
is_number(const struct setting_row *row)
{
	return row->type == SETTING_INT || row->type == SETTING_MONEY ||
	    row->type == SETTING_BOOL;
}

/* The name under which a value is stored: "tagline.en". */
static const char *
key_of(struct ctx *c, const struct setting_row *row, const char *lang)
{
	if (row->per_lang != (lang != NULL))
		BUG("setting %s asked for %s a language", row->name, lang ? "with" : "without");
	return lang ? arena_printf(c->arena, "%s.%s", row->name, lang) : row->name;
}

const char *
setting_get(struct ctx *c, const char *name, const char *lang)
{
	const struct setting_row *row = row_of(name);
	const char *value = db_one_text(c, &q[Q_ONE], DB_T(key_of(c, row, lang)));

	return value ? value : row->def;
}

enum setting_put
setting_put(struct ctx *c, const char *name, const char *lang, const char *value)
{
	const struct setting_row *row = row_of(name);

	value = utf8_clean(c->arena, str_trim(c->arena, value), row->type == SETTING_LINES);
	if (!fits(c, row, value))
		return SETTING_BAD;
	db_exec(c, &q[Q_PUT], DB_T(key_of(c, row, lang)), DB_T(value), DB_I(clock_now()));
	setting_bump(c, "shop");
	return SETTING_OK;
}

/* --- the shop --- */

static void
forget(void *arg)
{
	(void)arg;
	memset(&cache, 0, sizeof(cache));
}

/* Makes the cache this arena's. */
static void
cache_claim(struct ctx *c)
{
	if (cache.arena == c->arena && cache.db == c->db)
		return;
	if (cache.arena != c->arena)
		arena_defer(c->arena, forget, NULL);
	memset(&cache, 0, sizeof(cache));
	cache.arena = c->arena;
	cache.db = c->db;
}

static void
fill(struct shop *shop, const struct setting_row *row, const char *value)
{
	char *at = (char *)shop + row->field;

	if (!is_number(row))
		*(const char **)(void *)at = value;
	else	/* what an older range allowed leaves the default standing */
		(void)!str_int(value, row->min, row->max, (int64_t *)(void *)at);
}

/*
 * The row that a stored name belongs to, when it is meant for this language or, in its place, for
 * Indonesian.
 */
static const struct setting_row *
row_stored(const char *name, const char *lang, bool *exact)
{
	size_t i, n = strcspn(name, ".");

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		if (strlen(rows[i].name) != n || strncmp(rows[i].name, name, n) != 0)
			continue;
		*exact = !rows[i].per_lang || str_eq(name + n + 1, lang);
		return *exact || str_eq(name + n + 1, "id") ? &rows[i] : NULL;
	}
	return NULL;
}

static const void *
read_shop(struct ctx *c, const void *arg)
{
	struct shop *shop = arena_new(c->arena, struct shop);
	bool done[ARRAY_LEN(rows)] = { false };
	struct db_rows r;
	size_t i;

	(void)arg;
	for (i = 0; i < ARRAY_LEN(rows); i++)
		fill(shop, &rows[i], rows[i].def);
	for (r = db_query(c, &q[Q_ALL]); db_next(&r);) {
		const char *name = db_str(&r), *value = db_str(&r);
		const struct setting_row *row;
		bool exact = false;

		if (*name == '\0' && !str_int(value, 0, INT64_MAX, &shop->version))
			BUG("the shop's version is no number");
		row = row_stored(name, c->lang, &exact);
		if (!row || done[row - rows] || (row->per_lang && *value == '\0'))
			continue;
		fill(shop, row, value);
		done[row - rows] = exact;
	}
	return shop;
}

const struct shop *
shop_get(struct ctx *c)
{
	const struct shop *shop;

	if (cache.shop && cache.arena == c->arena && cache.db == c->db &&
	    str_eq(cache.lang, c->lang))
		return cache.shop;
	shop = memo_get(c, MEMO_SHOP, "shop", read_shop, NULL);
	if (err_is_set(c))
		return shop;
	cache_claim(c);
	if (!cache.dirty) {
		cache.shop = shop;
		cache.lang = c->lang;
	}
	return shop;
}

/* --- versions --- */

int64_t
setting_version(struct ctx *c, const char *counter)
{
	return db_one_int(c, 0, &q[Q_VERSION], DB_T(counter));
}

void
setting_bump_product(struct ctx *c, int64_t product)
{
	int64_t version = db_one_int(c, 0, &q[Q_BUMP_CATALOG]);

	(void)db_exec(c, &q[Q_CHANGE], DB_I(version), DB_I(product));
	if (version % (CHANGES / 4) == 0)
		(void)db_exec(c, &q[Q_OLD_CHANGES], DB_I(version - CHANGES));
	memo_changed();
}

void
setting_bump(struct ctx *c, const char *counter)
{
	db_exec(c, &q[Q_BUMP], DB_T(counter));
	memo_changed();
	if (str_eq(counter, "shop")) {
		cache_claim(c);
		cache.shop = NULL;
		cache.dirty = true;
	}
}
