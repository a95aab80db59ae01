/* Links with a memory: made with a code for addresses and one for mouths, found by either. */
#include "shop/link.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/catalog.h"

/* Without what looks or sounds alike. */
#define LETTERS "ABCDEFGHJKLMNPRSTUVWXYZ"
#define DIGITS "23456789abcdefghjkmnpqrstuvwxyz"
#define CODE_LEN 7
#define TRIES 40
#define TRIES_TWO_DIGITS 8	/* then three, then four: a shop's first two thousand links have short ones */

const char *const link_channels[] = { "facebook", "instagram", "whatsapp", "tiktok", "google", "print", "other", NULL };

#define COLS "id, code, spoken, kind, channel, COALESCE(campaign, 0), path, label, COALESCE(object, 0), created_at"

enum { Q_MAKE, Q_GET, Q_FIND, Q_SPOKEN, Q_OF, Q_LIST, Q_MOVED, Q_LEADS };

static const struct db_stmt q[] = {
	[Q_MAKE] = SQL("link.make",
	    "INSERT INTO link (code, spoken, kind, channel, campaign, path, label, object, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
	    " ON CONFLICT DO NOTHING RETURNING id"),
	[Q_GET] = SQL("link.get", "SELECT " COLS " FROM link WHERE id = $1"),
	[Q_FIND] = SQL("link.find", "SELECT " COLS " FROM link WHERE code = $1"),
	[Q_SPOKEN] = SQL("link.spoken", "SELECT " COLS " FROM link WHERE spoken = $1"),
	[Q_OF] = SQL("link.of", "SELECT " COLS " FROM link WHERE kind = $1 AND object = $2 AND channel = $3 AND COALESCE(campaign, 0) = $4 ORDER BY id DESC LIMIT 1"),
	[Q_LIST] = SQL("link.list", "SELECT " COLS " FROM link ORDER BY id DESC LIMIT $1"),
	[Q_MOVED] = SQL("link.moved", "UPDATE link SET path = $2 WHERE path = $1"),
	[Q_LEADS] = SQL("link.leads", "SELECT COUNT(*) FROM (SELECT 1 AS one FROM link WHERE path = $1 LIMIT 1) x"),
};
DB_TABLE(q);

static void
read_row(struct db_rows *r, struct link *l)
{
	l->id = db_int(r);
	l->code = db_str(r);
	l->spoken = db_str(r);
	l->kind = db_str(r);
	l->channel = db_str(r);
	l->campaign = db_int(r);
	l->path = db_str(r);
	l->label = db_str(r);
	l->object = db_int(r);
	l->created_at = db_int(r);
}

static const struct link *
read(struct ctx *c, struct db_rows r)
{
	struct link *l = NULL;

	if (db_next(&r))
		read_row(&r, l = arena_new(c->arena, struct link));
	db_done(&r);
	return l;
}

static bool
known(const char *channel)
{
	for (size_t i = 0; link_channels[i]; i++)
		if (str_eq(link_channels[i], channel))
			return true;
	return false;
}

static const char *
draw_code(struct ctx *c)
{
	char code[CODE_LEN + 1] = { 0 };

	for (size_t i = 0; i < CODE_LEN; i++)
		code[i] = DIGITS[crypt_below(sizeof(DIGITS) - 1)];
	return arena_str(c->arena, code);
}

static const char *
draw_spoken(struct ctx *c, int attempt)
{
	uint32_t from = attempt < TRIES_TWO_DIGITS ? 10 : attempt < 2 * TRIES_TWO_DIGITS ? 100 : 1000;

	return arena_printf(c->arena, "%c%u", LETTERS[crypt_below(sizeof(LETTERS) - 1)], (unsigned)(from + crypt_below(9 * from)));
}

const struct link *
link_make(struct ctx *c, const struct link_new *n)
{
	int64_t id = 0;

	if (!known(n->channel) || !url_is_local(n->path))
		BUG("a link to %s for %s", n->path, n->channel);
	for (int i = 0; i < TRIES && !id && !err_is_set(c); i++)
		id = db_one_int(c, 0, &q[Q_MAKE], DB_T(draw_code(c)), DB_T(draw_spoken(c, i)), DB_T(n->kind), DB_T(n->channel), DB_REF(n->campaign), DB_T(n->path),
		    DB_T(n->label ? n->label : ""), DB_REF(n->object), DB_I(clock_now()));
	if (!id && !err_is_set(c))
		err_set(c, ERR_INTERNAL, "link", "no free code in %d draws", TRIES);
	return id ? link_get(c, id) : NULL;
}

const struct link *
link_of(struct ctx *c, const char *kind, int64_t object, const char *channel, int64_t campaign)
{
	return read(c, db_query(c, &q[Q_OF], DB_T(kind), DB_I(object), DB_T(channel), DB_I(campaign)));
}

const struct link *
link_for(struct ctx *c, const struct link_new *n)
{
	const struct link *l = link_of(c, n->kind, n->object, n->channel, n->campaign);

	return l && str_eq(l->path, n->path) ? l : link_make(c, n);
}

const struct link *
link_get(struct ctx *c, int64_t id)
{
	return read(c, db_query(c, &q[Q_GET], DB_I(id)));
}

struct link *
link_list(struct ctx *c, size_t limit, size_t *n)
{
	struct link *list = arena_new_n(c->arena, limit, struct link);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_I((int64_t)limit)); db_next(&r);)
		read_row(&r, &list[(*n)++]);
	return list;
}

const struct link *
link_find(struct ctx *c, const char *code)
{
	if (str_empty(code) || strlen(code) > LINK_CODE_MAX)
		return NULL;
	return read(c, db_query(c, &q[Q_FIND], DB_T(code)));
}

const struct link *
link_spoken(struct ctx *c, const char *said)
{
	char code[LINK_SPOKEN_MAX + 1] = { 0 };
	size_t n = 0;

	for (const char *s = said ? said : ""; *s; s++) {
		if (*s == ' ' || *s == '-' || *s == '.')
			continue;
		if (n == LINK_SPOKEN_MAX)
			return NULL;
		code[n++] = *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s;
	}
	return n ? read(c, db_query(c, &q[Q_SPOKEN], DB_T(code))) : NULL;
}

const char *
link_url(struct ctx *c, const struct link *l)
{
	return url_absolute(c, arena_printf(c->arena, "/s/%s", l->code));
}

const char *
link_target(struct ctx *c, const struct link *l)
{
	const char *now = catalog_page_now(c, l->path), *to = url_with(c, url_in(c, now ? now : l->path, c->lang), "utm_source", l->channel);

	to = url_with(c, to, "utm_medium", l->kind);
	if (l->campaign)
		to = url_with(c, to, "utm_campaign", arena_printf(c->arena, "%lld", (long long)l->campaign));
	return url_with(c, to, "utm_content", l->code);
}

const char *
link_name(struct ctx *c, const struct link *l)
{
	return str_empty(l->label) ? i18n(c->arena, c->lang, arena_printf(c->arena, "channel.%s", l->channel), NULL) : l->label;
}

void
link_path_moved(struct ctx *c, const char *from, const char *to)
{
	(void)db_exec(c, &q[Q_MOVED], DB_T(from), DB_T(to));
}

bool
link_leads(struct ctx *c, const char *path)
{
	return db_one_int(c, 0, &q[Q_LEADS], DB_T(path)) > 0;
}
