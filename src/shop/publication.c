/*
 * Publications as rows: what people ask of them, and the registry of channels. Each step of the worker is a row of the outbox with a number, the turn; a step that was asked for since makes the older
 * one void, so that two never run for one publication.
 */
#include "shop/publication_row.h"

#include "base/clock.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/outbox.h"

#define CHANNELS_MAX 16
#define PICTURES_MAX 20
#define STUCK_S 1800
#define AHEAD_S (6 * 3600)	/* no row of the outbox is put off by more (shop/outbox.c): a post for next week is looked at now and then */

enum { Q_NEW, Q_PICTURE, Q_GET, Q_OF_POST, Q_WAITING, Q_WAITING_ALL, Q_TROUBLED, Q_WORRIES, Q_RECENT, Q_PICTURES, Q_TURN, Q_RETRY, Q_STUCK, Q_VOID, Q_CANCEL, Q_THERE, Q_NOT_THERE, Q_WANT, Q_BACK, Q_OFF, Q_OLD_PICTURES, Q_OLD };

#define COLS \
	"SELECT p.id, p.post, p.account, p.version, a.channel, a.name, a.state, p.state, p.text, p.link, p.due_at, p.made_at, p.next_at, p.turn, p.reason, p.detail, p.trace, p.remote, p.permalink," \
	" p.published_at, p.attempts, p.attempt_at, p.looks, p.waits, p.anew, p.media, p.media_at, p.media_ready, p.wanted, p.wanted_text, p.likes, p.comments, p.shares, p.reach, p.counted_at," \
	" p.count_at FROM publication p JOIN social_account a ON a.id = p.account"
#define PRUNE_MOST 500
#define OLD \
	"SELECT o.id FROM publication o WHERE o.state IN ('published', 'failed', 'canceled', 'removed') AND o.wanted = '' AND o.made_at < $1 AND o.due_at < $1 AND o.published_at < $1" \
	" AND o.count_at < $1 ORDER BY o.id LIMIT $2"
#define WAITS "p.state IN ('queued', 'preparing', 'attempting', 'unknown')"

static const struct db_stmt q[] = {
	[Q_NEW] = SQL("publication.new",
	    "INSERT INTO publication (post, account, state, text, link, due_at, made_at) SELECT $1, id, 'queued', $3, $4, $5, $6 FROM social_account WHERE id = $2 AND state <> 'off' RETURNING id"),
	[Q_PICTURE] = SQL("publication.picture", "INSERT INTO publication_picture (publication, position, file, path, alt) VALUES ($1, $2, $3, $4, $5)"),
	[Q_GET] = SQL("publication.get", COLS " WHERE p.id = $1"),
	[Q_OF_POST] = SQL("publication.of_post", COLS " WHERE p.post = $1 ORDER BY p.id LIMIT $2"),
	[Q_WAITING] = SQL("publication.waiting", COLS " WHERE p.account = $1 AND " WAITS " ORDER BY p.due_at, p.id LIMIT $2"),
	[Q_WAITING_ALL] = SQL("publication.waiting_all", COLS " WHERE " WAITS " ORDER BY p.due_at, p.id LIMIT $1"),
	[Q_TROUBLED] = SQL("publication.troubled",
	    COLS " WHERE p.state = 'failed' OR (p.state = 'unknown' AND p.next_at = 0 AND p.reason = 'publication.why.unsure') OR (" WAITS " AND p.next_at > 0 AND p.next_at < $1)"
	    " ORDER BY p.id DESC LIMIT $2"),
	[Q_WORRIES] = SQL("publication.worries",
	    "SELECT (SELECT COUNT(*) FROM social_account WHERE state <> 'off'),"
	    " (SELECT COUNT(*) FROM social_account WHERE state IN ('reauth', 'config') OR (state = 'hold' AND until_at = 0)),"
	    " (SELECT COUNT(*) FROM social_account WHERE state <> 'off' AND expires_at > 0 AND expires_at <= $2),"
	    " (SELECT COUNT(*) FROM publication p JOIN social_account a ON a.id = p.account WHERE p.state = 'failed' OR (p.state = 'unknown' AND p.next_at = 0 AND p.reason = 'publication.why.unsure')"
	    " OR (" WAITS " AND p.next_at > 0 AND p.next_at < $1))"),
	[Q_RECENT] = SQL("publication.recent", COLS " WHERE p.account = $1 AND p.state = 'published' ORDER BY p.published_at DESC, p.id DESC LIMIT $2"),
	[Q_PICTURES] = SQL("publication.pictures", "SELECT file, path, alt, media, media_at, media_ready FROM publication_picture WHERE publication = $1 ORDER BY position LIMIT $2"),
	[Q_TURN] = SQL("publication.turn", "UPDATE publication SET turn = turn + 1, next_at = $2 WHERE id = $1 RETURNING turn"),
	[Q_RETRY] = SQL("publication.retry",
	    "UPDATE publication SET state = 'queued', reason = '', detail = '', waits = 0, anew = 0, looks = 0, media = '', media_at = 0, media_ready = 0, version = version + 1"
	    " WHERE id = $1 AND state IN ('failed', 'canceled')"),
	[Q_STUCK] = SQL("publication.stuck",
	    "UPDATE publication SET version = version + 1 WHERE id = $1 AND state IN ('queued', 'preparing', 'attempting', 'unknown') AND next_at > 0 AND next_at < $2"),
	/* What was handed over for the last try may be used up: everything is handed over anew. */
	[Q_VOID] = SQL("publication.void", "UPDATE publication_picture SET media = '', media_at = 0, media_ready = 0 WHERE publication = $1"),
	[Q_CANCEL] = SQL("publication.cancel",
	    "UPDATE publication SET state = 'canceled', next_at = 0, turn = turn + 1, reason = '', detail = '', version = version + 1 WHERE id = $1 AND state IN ('queued', 'preparing', 'failed')"),
	[Q_THERE] = SQL("publication.there",
	    "UPDATE publication SET state = 'published', published_at = attempt_at, reason = '', detail = '', version = version + 1 WHERE id = $1 AND state = 'unknown' AND next_at = 0"),
	[Q_NOT_THERE] = SQL("publication.not_there",
	    "UPDATE publication SET state = 'queued', reason = '', detail = '', waits = 0, anew = 0, looks = 0, media = '', media_at = 0, media_ready = 0, version = version + 1"
	    " WHERE id = $1 AND state = 'unknown' AND next_at = 0"),
	[Q_WANT] = SQL("publication.want",
	    "UPDATE publication SET wanted = $2, wanted_text = $3, waits = 0, reason = '', detail = '', version = version + 1"
	    " WHERE id = $1 AND state = 'published' AND remote <> '' AND (wanted = '' OR wanted = $2 OR $2 = 'remove')"),
	[Q_BACK] = SQL("publication.back", "SELECT id FROM publication WHERE account = $1 AND (state IN ('queued', 'preparing', 'attempting', 'unknown') OR wanted <> '') AND next_at = 0"
	    " AND (state <> 'unknown' OR reason <> 'publication.why.unsure') ORDER BY due_at, id"),
	[Q_OFF] = SQL("publication.off",
	    "UPDATE publication SET state = 'failed', next_at = 0, turn = turn + 1, reason = 'publication.why.off', version = version + 1 WHERE account = $1 AND state IN ('queued', 'preparing')"),
	[Q_OLD_PICTURES] = SQL("publication.old_pictures", "DELETE FROM publication_picture WHERE publication IN (" OLD ")"),
	[Q_OLD] = SQL("publication.old", "DELETE FROM publication WHERE id IN (" OLD ")"),
};
DB_TABLE(q);

/* --- the registry --- */

/* Made by the linker from what SOCIAL_CHANNEL() puts into its section; absent when a program has no channel. */
extern const struct social_channel *const __start_social_channels[] __attribute__((weak));
extern const struct social_channel *const __stop_social_channels[] __attribute__((weak));

const struct social_channel *const *
social_channels(void)
{
	/* Filled once: the linker's order is that of the object files. */
	static const struct social_channel *sorted[CHANNELS_MAX + 1];
	const struct social_channel *const *at;
	size_t n = 0, i;

	if (sorted[0])
		return sorted;
	for (at = __start_social_channels; at < __stop_social_channels; at++, n++) {
		if (n == CHANNELS_MAX)
			BUG("more than %d channels", CHANNELS_MAX);
		for (i = n; i > 0 && sorted[i - 1]->order > (*at)->order; i--)
			sorted[i] = sorted[i - 1];
		sorted[i] = *at;
	}
	return sorted;
}

const struct social_channel *
social_channel(const char *name)
{
	const struct social_channel *const *at;

	for (at = social_channels(); *at; at++)
		if (str_eq((*at)->name, name))
			return *at;
	return NULL;
}

/* A letter or digit of any script, or '_': what a hashtag is made of. Everything beyond ASCII counts as a letter but the blanks and marks of punctuation there. */
static bool
is_word(uint32_t u)
{
	if (u < 0x80)
		return (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z') || u == '_';
	return u >= 0xc0 && !(u >= 0x2000 && u <= 0x206f) && !(u >= 0x3000 && u <= 0x303f);
}

void
social_count(const char *text, int64_t *hashtags, int64_t *mentions)
{
	uint32_t before = ' ', u;

	*hashtags = *mentions = 0;
	while ((u = utf8_next(&text))) {
		const char *ahead = text;
		uint32_t next = utf8_next(&ahead);

		if (u == '#' && !is_word(before) && is_word(next))
			++*hashtags;
		if (u == '@' && !is_word(before) && next < 0x80 && is_word(next))
			++*mentions;
		before = u;
	}
}

const char *
social_fault(const struct social_channel *ch, const char *text, const char *link, size_t pictures, int64_t *limit)
{
	const struct social_limits *l = &ch->limits;
	int64_t hashtags, mentions, n = (int64_t)pictures;
	const struct { bool bad; int64_t limit; const char *id; } faults[] = {
		{ str_empty(text), 0, "social.bad.empty" },
		{ (int64_t)utf8_len(text) > l->text, l->text, "social.bad.text" },
		{ n < l->pictures_least, l->pictures_least, "social.bad.few" },
		{ n > l->pictures_most, l->pictures_most, "social.bad.many" },
		{ !str_empty(link) && n == 0 && !l->link, 0, "social.bad.link" },
	};

	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		*limit = faults[i].limit;
		if (faults[i].bad)
			return faults[i].id;
	}
	social_count(text, &hashtags, &mentions);
	*limit = l->hashtags;
	if (l->hashtags > 0 && hashtags > l->hashtags)
		return "social.bad.hashtags";
	*limit = l->mentions;
	return l->mentions > 0 && mentions > l->mentions ? "social.bad.mentions" : NULL;
}

/* --- reading --- */

/* Takes the columns in the order of COLS. */
static void
read_row(struct publication *p, struct db_rows *r)
{
	p->id = db_int(r);
	p->post = db_int(r);
	p->account = db_int(r);
	p->version = db_int(r);
	p->channel = db_str(r);
	p->account_name = db_str(r);
	p->account_state = db_str(r);
	p->state = db_str(r);
	p->text = db_str(r);
	p->link = db_str(r);
	p->due_at = db_int(r);
	p->made_at = db_int(r);
	p->next_at = db_int(r);
	p->turn = db_int(r);
	p->reason = db_str(r);
	p->detail = db_str(r);
	p->trace = db_str(r);
	p->remote = db_str(r);
	p->permalink = db_str(r);
	p->published_at = db_int(r);
	p->attempts = db_int(r);
	p->attempt_at = db_int(r);
	p->looks = db_int(r);
	p->waits = db_int(r);
	p->anew = db_int(r);
	p->media = db_str(r);
	p->media_at = db_int(r);
	p->media_ready = db_int(r) != 0;
	p->wanted = db_str(r);
	p->wanted_text = db_str(r);
	p->likes = db_int(r);
	p->comments = db_int(r);
	p->shares = db_int(r);
	p->reach = db_int(r);
	p->counted_at = db_int(r);
	p->count_at = db_int(r);
}

static struct publication *
read_list(struct ctx *c, struct db_rows r, int limit, size_t *n)
{
	struct publication *list = arena_new_n(c->arena, (size_t)limit, struct publication);

	for (*n = 0; db_next(&r);)
		read_row(&list[(*n)++], &r);
	return list;
}

struct publication *
publication_get(struct ctx *c, int64_t id)
{
	size_t n;
	struct publication *p = read_list(c, db_query(c, &q[Q_GET], DB_I(id)), 1, &n);

	return n ? p : NULL;
}

struct publication *
publication_of_post(struct ctx *c, int64_t post, size_t *n)
{
	return read_list(c, db_query(c, &q[Q_OF_POST], DB_I(post), DB_I(PUBLICATION_LIST_MAX)), PUBLICATION_LIST_MAX, n);
}

static int
bounded(int limit)
{
	return limit < 1 ? 1 : limit > PUBLICATION_LIST_MAX ? PUBLICATION_LIST_MAX : limit;
}

struct publication *
publication_waiting(struct ctx *c, int64_t account, int limit, size_t *n)
{
	limit = bounded(limit);
	if (account == 0)
		return read_list(c, db_query(c, &q[Q_WAITING_ALL], DB_I(limit)), limit, n);
	return read_list(c, db_query(c, &q[Q_WAITING], DB_I(account), DB_I(limit)), limit, n);
}

struct publication *
publication_troubled(struct ctx *c, int limit, size_t *n)
{
	limit = bounded(limit);
	return read_list(c, db_query(c, &q[Q_TROUBLED], DB_I(clock_now() - STUCK_S), DB_I(limit)), limit, n);
}

struct publication_worries
publication_worries(struct ctx *c)
{
	struct publication_worries w = { 0 };
	int64_t now = clock_now();
	struct db_rows r = db_query(c, &q[Q_WORRIES], DB_I(now - STUCK_S), DB_I(now + SOCIAL_WARN_S));

	if (db_next(&r)) {
		w.accounts = db_int(&r);
		w.paused = db_int(&r);
		w.ending = db_int(&r);
		w.troubled = db_int(&r);
	}
	db_done(&r);
	return w;
}

struct publication *
publication_recent(struct ctx *c, int64_t account, int limit, size_t *n)
{
	limit = bounded(limit);
	return read_list(c, db_query(c, &q[Q_RECENT], DB_I(account), DB_I(limit)), limit, n);
}

struct publication_picture *
publication_pictures(struct ctx *c, int64_t id, size_t *n)
{
	struct publication_picture *list = arena_new_n(c->arena, PICTURES_MAX, struct publication_picture), *p;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_PICTURES], DB_I(id), DB_I(PICTURES_MAX)); db_next(&r);) {
		p = &list[(*n)++];
		p->file = db_str(&r);
		p->path = db_str(&r);
		p->alt = db_str(&r);
		p->media = db_str(&r);
		p->media_at = db_int(&r);
		p->ready = db_int(&r) != 0;
	}
	return list;
}

bool
publication_asks(const struct publication *p)
{
	return str_eq(p->state, "unknown") && p->next_at == 0 && str_eq(p->reason, "publication.why.unsure");
}

bool
publication_stuck(const struct publication *p, int64_t now)
{
	return p->next_at > 0 && p->next_at < now - STUCK_S;
}

struct publication_may
publication_may(const struct publication *p, int64_t now)
{
	const struct social_channel *ch = social_channel(p->channel);
	bool early = str_eq(p->state, "queued") || str_eq(p->state, "preparing"), failed = str_eq(p->state, "failed"), off = str_eq(p->account_state, "off"),
	    out = str_eq(p->state, "published") && *p->remote && *p->wanted == '\0' && ch && !off;

	return (struct publication_may){
		.retry = !off && (failed || str_eq(p->state, "canceled") || publication_stuck(p, now)), .cancel = early || failed, .settle = publication_asks(p),
		.edit = out && ch->limits.edit, .remove = out && ch->limits.remove,
	};
}

/* --- writing --- */

void
publication_turn(struct ctx *c, int64_t id, int64_t at)
{
	int64_t turn = db_one_int(c, 0, &q[Q_TURN], DB_I(id), DB_I(at));

	int64_t most = clock_now() + AHEAD_S;

	if (at == 0)
		return;
	outbox_put(c, "social", "social.publish", arena_printf(c->arena, "{\"publication\":%lld,\"turn\":%lld}", (long long)id, (long long)turn),
	    arena_printf(c->arena, "publication:%lld:%lld", (long long)id, (long long)turn), at < most ? at : most);
}

int64_t
publication_put(struct ctx *c, const struct publication_new *p)
{
	int64_t now = clock_now(), due = p->due_at > now ? p->due_at : now, id;

	if (p->n > PICTURES_MAX)
		BUG("a post with %zu pictures", p->n);
	id = db_one_int(c, 0, &q[Q_NEW], DB_I(p->post), DB_I(p->account), DB_T(p->text), DB_T(p->link ? p->link : ""), DB_I(due), DB_I(now));
	if (id == 0)
		return 0;
	for (size_t i = 0; i < p->n; i++)
		db_exec(c, &q[Q_PICTURE], DB_I(id), DB_I(i), DB_T(p->pictures[i].file), DB_T(p->pictures[i].path), DB_T(p->pictures[i].alt ? p->pictures[i].alt : ""));
	publication_turn(c, id, due);
	return id;
}

static enum publication_act
refused(struct ctx *c, int64_t id)
{
	return publication_get(c, id) ? PUBLICATION_NOT : PUBLICATION_GONE;
}

static void
note(struct ctx *c, const char *act, int64_t id)
{
	audit(c, act, "publication", id, NULL, NULL);
}

enum publication_act
publication_retry(struct ctx *c, int64_t id)
{
	int64_t now = clock_now();

	if (db_exec(c, &q[Q_RETRY], DB_I(id)) > 0)
		db_exec(c, &q[Q_VOID], DB_I(id));
	else if (db_exec(c, &q[Q_STUCK], DB_I(id), DB_I(now - STUCK_S)) == 0)
		return refused(c, id);
	publication_turn(c, id, now);
	note(c, "publication.retry", id);
	return PUBLICATION_OK;
}

enum publication_act
publication_cancel(struct ctx *c, int64_t id)
{
	if (db_exec(c, &q[Q_CANCEL], DB_I(id)) == 0)
		return refused(c, id);
	note(c, "publication.cancel", id);
	return PUBLICATION_OK;
}

enum publication_act
publication_settle(struct ctx *c, int64_t id, bool there)
{
	if (db_exec(c, &q[there ? Q_THERE : Q_NOT_THERE], DB_I(id)) == 0)
		return refused(c, id);
	if (!there) {
		db_exec(c, &q[Q_VOID], DB_I(id));
		publication_turn(c, id, clock_now());
	}
	note(c, there ? "publication.there" : "publication.not_there", id);
	return PUBLICATION_OK;
}

static enum publication_act
want(struct ctx *c, int64_t id, const char *what, const char *text)
{
	const struct publication *p = publication_get(c, id);
	const struct social_channel *ch = p ? social_channel(p->channel) : NULL;
	bool may = ch && (str_eq(what, "edit") ? ch->limits.edit : ch->limits.remove);

	if (!p)
		return PUBLICATION_GONE;
	if (!may || str_eq(p->account_state, "off") || db_exec(c, &q[Q_WANT], DB_I(id), DB_T(what), DB_T(text)) == 0)
		return PUBLICATION_NOT;
	publication_turn(c, id, clock_now());
	note(c, str_eq(what, "edit") ? "publication.edit" : "publication.remove", id);
	return PUBLICATION_OK;
}

enum publication_act
publication_edit_text(struct ctx *c, int64_t id, const char *text)
{
	return want(c, id, "edit", text);
}

enum publication_act
publication_remove(struct ctx *c, int64_t id)
{
	return want(c, id, "remove", "");
}

void
publication_account_back(struct ctx *c, int64_t account)
{
	int64_t now = clock_now(), *ids = arena_new_n(c->arena, PUBLICATION_BACK_MAX, int64_t);
	struct db_rows r = db_query(c, &q[Q_BACK], DB_I(account));
	size_t n = 0, i;

	while (n < PUBLICATION_BACK_MAX && db_next(&r))
		ids[n++] = db_int(&r);
	db_done(&r);
	for (i = 0; i < n; i++)
		publication_turn(c, ids[i], now);
}

void
publication_account_off(struct ctx *c, int64_t account)
{
	db_exec(c, &q[Q_OFF], DB_I(account));
}

int64_t
publication_prune(struct ctx *c, int64_t before)
{
	db_exec(c, &q[Q_OLD_PICTURES], DB_I(before), DB_I(PRUNE_MOST));
	return db_exec(c, &q[Q_OLD], DB_I(before), DB_I(PRUNE_MOST));
}
