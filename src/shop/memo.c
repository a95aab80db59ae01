/*
 * Kept things: per kind an arena of the process and a list of entries. At a request's first question the two counters are read; a kind whose counter moved, whose time is up or that has
 * grown too large is emptied then, when nobody holds anything of it yet. Of single cards and products only those go that changed, as long as each step of the counter says whom it was about: a
 * shop that sells keeps the rest. Whoever writes and finds that a counter moved in between goes past the kept things.
 */
#include "shop/memo.h"

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"

#define SLOTS 1024
#define CHANGES 64	/* products that are thrown away one by one; more of them, and all are */

enum { Q_VERSIONS, Q_CHANGES };

static const struct db_stmt q[] = {
	[Q_VERSIONS] = SQL("memo.versions",
	    "SELECT COALESCE((SELECT value FROM counter WHERE name = 'shop'), 0), COALESCE((SELECT value FROM counter WHERE name = 'catalog'), 0)"),
	[Q_CHANGES] = SQL("memo.changes", "SELECT version, product FROM catalog_change WHERE version > $1 AND version <= $2 ORDER BY version, product"),
};
DB_TABLE(q);

/*
 * How many bytes of a kind are kept. A kind of few and dear things starts anew when it is full. One of many small things, a card or a product each, takes nothing more then, until so often something was
 * asked for in vain that starting anew is worth it: who goes through more than there is room for finds a part of it there each time, instead of always throwing away what comes next. Of products, which are
 * mostly asked for once, it soon is: one that all look at now may be dear to make (hundreds of variants).
 */
static const struct { size_t room; int patience; } limits[MEMO_KINDS] = {
	[MEMO_SHOP] = { 500000, 0 }, [MEMO_CATALOG] = { 2000000, 0 }, [MEMO_CARDS] = { 1500000, 5000 }, [MEMO_PIECES] = { 1000000, 2000 }, [MEMO_GOODS] = { 800000, 200 },
};
/* What is kept of each product. */
static const char *const of_product[] = { "product", "card", "variants", "piece0", "piece1", "piece2", "piece3" };

struct entry {
	struct entry *next;
	const char *lang, *key;
	const void *value;
};

struct kept {
	struct arena *arena;
	struct entry **slots;	/* SLOTS of them, NULL as long as nothing is kept */
	int64_t version, made_at, until;
	int in_vain;		/* of what was asked for while it is full */
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

void
memo_close(void)
{
	int i;

	for (i = 0; memo.open && i < MEMO_KINDS; i++)
		arena_close(memo.kept[i].arena);
	memo = (typeof(memo)){ 0 };
}

void
memo_begin(void)
{
	memo.known = memo.past = false;
}

static bool
versions_read(struct ctx *c, int64_t version[MEMO_KINDS])
{
	struct db_rows r = db_query(c, &q[Q_VERSIONS]);
	int i;

	if (db_next(&r))
		for (i = 0; i < MEMO_CARDS; i++)
			version[i] = db_int(&r);
	version[MEMO_CARDS] = version[MEMO_PIECES] = version[MEMO_GOODS] = version[MEMO_CATALOG];
	db_done(&r);
	return !err_is_set(c);
}

static struct entry **
slot(struct kept *k, const char *key)
{
	uint32_t h = 2166136261u;

	if (!k->slots)
		k->slots = arena_new_n(k->arena, SLOTS, struct entry *);
	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 16777619u;
	return &k->slots[h % SLOTS];
}

static bool
full(const struct kept *k)
{
	return arena_used(k->arena) >= limits[k - memo.kept].room;
}

/* Full, and waiting. */
static bool
closed(const struct kept *k)
{
	return full(k) && limits[k - memo.kept].patience > 0;
}

/* Forgets what is kept under this key, in every language; the room comes back when the kind is emptied. */
static void
drop(struct kept *k, const char *key)
{
	struct entry **at = slot(k, key);

	while (*at)
		if (str_eq((*at)->key, key))
			*at = (*at)->next;
		else
			at = &(*at)->next;
}

/* Takes the goods from version `from` on to `to` by forgetting those that changed. False: it is not known which. */
static bool
goods_follow(struct ctx *c, struct kept *k, int64_t from, int64_t to)
{
	int64_t known = from, version;
	bool whole = true;	/* no step is missing */
	struct db_rows r;

	if (from < 0 || to < from || to - from > CHANGES || !k->slots)
		return false;
	for (r = db_query(c, &q[Q_CHANGES], DB_I(from), DB_I(to)); db_next(&r);) {
		int64_t id;
		size_t i;

		version = db_int(&r);
		whole = whole && version <= known + 1;
		known = version;
		id = db_int(&r);
		for (i = 0; i < ARRAY_LEN(of_product); i++)
			drop(k, arena_printf(c->arena, "%s.%lld", of_product[i], (long long)id));
	}
	if (!whole || known != to || err_is_set(c))
		return false;
	k->version = to;
	return true;
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
	for (i = 0; memo.open && i < MEMO_KINDS; i++) {
		k = &memo.kept[i];
		if (i >= MEMO_CARDS && k->version != memo.version[i])
			(void)goods_follow(c, k, k->version, memo.version[i]);
		if (k->version == memo.version[i] && now >= k->made_at && (k->until == 0 || now < k->until) && (!full(k) || k->in_vain < limits[i].patience))
			continue;
		arena_reset(k->arena);
		*k = (struct kept){ .arena = k->arena, .version = memo.version[i], .made_at = now };
	}
}

/* May this request take and leave things? */
static bool
usable(struct ctx *c)
{
	if (memo.open && !memo.past)
		ask(c);
	return memo.open && !memo.past && memo.known;
}

const void *
memo_find(struct ctx *c, enum memo_kind kind, const char *key)
{
	struct kept *k = &memo.kept[kind];
	const struct entry *e;

	if (!usable(c))
		return NULL;
	for (e = *slot(k, key); e; e = e->next)
		if (str_eq(e->key, key) && str_eq(e->lang, c->lang))
			return e->value;
	k->in_vain += closed(k);
	return NULL;
}

struct arena *
memo_enter(struct ctx *c, enum memo_kind kind)
{
	struct arena *before = c->arena;

	if (usable(c) && !closed(&memo.kept[kind]))
		c->arena = memo.kept[kind].arena;
	return before;
}

void
memo_put(struct ctx *c, enum memo_kind kind, const char *key, const void *value)
{
	struct kept *k = &memo.kept[kind];
	struct entry *e, **at;

	/* What was made outside, since nothing is kept now, dies with the request. */
	if (c->arena != k->arena || !usable(c) || err_is_set(c))
		return;
	at = slot(k, key);
	e = arena_new(k->arena, struct entry);
	*e = (struct entry){ *at, str_eq(c->lang, "en") ? "en" : "id", arena_str(k->arena, key), value };
	*at = e;
}

void
memo_leave(struct ctx *c, struct arena *before)
{
	c->arena = before;
}

const void *
memo_get(struct ctx *c, enum memo_kind kind, const char *key, memo_make *make, const void *arg)
{
	const void *value = memo_find(c, kind, key);
	struct arena *before;

	if (value)
		return value;
	before = memo_enter(c, kind);
	value = make(c, arg);
	memo_put(c, kind, key, value);
	memo_leave(c, before);
	return value;
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
			memo_changed();
}

void
memo_changed(void)
{
	memo.past = true;
}
