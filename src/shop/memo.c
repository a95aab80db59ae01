/*
 * Kept things: per kind an arena of the process and a list of entries. At a request's first question the two counters are read; a kind whose counter moved, whose time is up or that has
 * grown too large is emptied then, when nobody holds anything of it yet. Whoever writes and finds that a counter moved in between goes past the kept things.
 */
#include "shop/memo.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"

#define ROOM 3000000	/* bytes of one kind; above it a kind starts anew */

enum { Q_VERSIONS };

static const struct db_stmt q[] = {
	[Q_VERSIONS] = SQL("memo.versions",
	    "SELECT COALESCE(MAX(CASE WHEN name = 'shop' THEN value END), 0), COALESCE(MAX(CASE WHEN name = 'catalog' THEN value END), 0)"
	    " FROM counter WHERE name IN ('shop', 'catalog')"),
};
DB_TABLE(q);

struct entry {
	struct entry *next;
	const char *lang, *key;
	const void *value;
};

struct kept {
	struct arena *arena;
	struct entry *first;
	int64_t version, made_at, until;
};

static struct {
	struct kept kept[MEMO_KINDS];
	int64_t version[MEMO_KINDS];	/* of this request */
	bool open, known, past;		/* past: this request goes past what is kept */
} memo;

void
memo_open(void)
{
	int i;

	for (i = 0; i < MEMO_KINDS; i++)
		memo.kept[i] = (struct kept){ .arena = arena_open(), .version = -1 };
	memo.open = true;
}

static void
request_ends(void *arg)
{
	(void)arg;
	memo.known = memo.past = false;
}

static bool
versions_read(struct ctx *c, int64_t version[MEMO_KINDS])
{
	struct db_rows r = db_query(c, &q[Q_VERSIONS]);
	int i;

	if (db_next(&r))
		for (i = 0; i < MEMO_KINDS; i++)
			version[i] = db_int(&r);
	db_done(&r);
	return !err_is_set(c);
}

/* Versions of this request; what they have outdated is thrown away. */
static void
ask(struct ctx *c)
{
	int64_t now = clock_now();
	struct kept *k;
	int i;

	if (memo.known || !versions_read(c, memo.version))
		return;
	memo.known = true;
	arena_defer(c->arena, request_ends, NULL);
	for (i = 0; memo.open && i < MEMO_KINDS; i++) {
		k = &memo.kept[i];
		if (k->version == memo.version[i] && now >= k->made_at && (k->until == 0 || now < k->until) && arena_used(k->arena) < ROOM)
			continue;
		arena_reset(k->arena);
		*k = (struct kept){ .arena = k->arena, .version = memo.version[i], .made_at = now };
	}
}

static const void *
keep(struct ctx *c, struct kept *k, const char *key, memo_make *make, const void *arg)
{
	struct arena *request = c->arena;
	struct entry *e;

	c->arena = k->arena;
	e = arena_new(k->arena, struct entry);
	e->lang = str_eq(c->lang, "en") ? "en" : "id";
	e->key = arena_str(k->arena, key);
	e->value = make(c, arg);
	c->arena = request;
	if (!err_is_set(c)) {
		e->next = k->first;
		k->first = e;
	}
	return e->value;
}

const void *
memo_get(struct ctx *c, enum memo_kind kind, const char *key, memo_make *make, const void *arg)
{
	struct kept *k = &memo.kept[kind];
	struct entry *e;

	if (memo.open && !memo.past)
		ask(c);
	if (!memo.open || memo.past || !memo.known)
		return make(c, arg);
	for (e = k->first; e; e = e->next)
		if (str_eq(e->key, key) && str_eq(e->lang, c->lang))
			return e->value;
	return keep(c, k, key, make, arg);
}

void
memo_until(enum memo_kind kind, int64_t at)
{
	struct kept *k = &memo.kept[kind];

	if (at > 0 && (k->until == 0 || at < k->until))
		k->until = at;
}

int64_t
memo_version(struct ctx *c, enum memo_kind kind)
{
	int64_t version[MEMO_KINDS] = { 0 };

	if (memo.open && !memo.past) {
		ask(c);
		return memo.version[kind];
	}
	return versions_read(c, version) ? version[kind] : 0;
}

void
memo_write(struct ctx *c)
{
	int64_t version[MEMO_KINDS] = { 0 };
	int i;

	if (!memo.open || memo.past || !memo.known || !versions_read(c, version))
		return;
	for (i = 0; i < MEMO_KINDS; i++)
		if (version[i] != memo.version[i])
			memo_changed(c);
}

void
memo_changed(struct ctx *c)
{
	if (!memo.open || memo.past)
		return;
	if (!memo.known)
		arena_defer(c->arena, request_ends, NULL);
	memo.past = true;
}
