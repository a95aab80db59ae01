/*
 * The worker's half of publications: which step comes next, and what an answer makes of the row. Everything invisible may be done again as often as need be. The one visible call is made after "attempting"
 * was committed, and only from a state in which nothing can have appeared: a row that is found "attempting" has been left by a worker that died, and is looked up like any other unclear outcome. Three
 * looks over ten minutes that find nothing allow one more try; what is unclear after that is a person's to decide.
 */
#include "shop/publication_row.h"

#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/outbox.h"

#define LEASE_S (SOCIAL_CALL_S * 2 + 20)
#define BUSY_S 15
#define LOOKS 3
#define TRIES_VISIBLE 2
#define WAITS_MOST 16		/* about ten hours of Meta not answering */
#define ANEW_MOST 3
#define POLLS_MOST 20		/* about fifteen minutes; a container lives a day */
#define MINUTE 60
#define HOUR 3600
#define DAY (24 * HOUR)
#define KNOWN_MAX 200
#define COUNTS_AT_ONCE 20
#define DETAIL_MAX 300

enum { Q_STATE, Q_ATTEMPT, Q_PREPARED, Q_PICTURE, Q_WHOLE, Q_VOID, Q_VOID_PICTURES, Q_TWIN, Q_KNOWN, Q_PUBLISHED, Q_TAKEN, Q_WANTED, Q_COUNTS, Q_COUNTED, Q_COUNT_LATER, Q_REMOVED };

static const struct db_stmt q[] = {
	[Q_STATE] = SQL("publication_work.state",
	    "UPDATE publication SET state = $2, reason = $3, detail = $4, trace = CASE WHEN $5 = '' THEN trace ELSE $5 END, waits = $6, anew = $7, looks = $8, attempts = $9, version = version + 1 WHERE id = $1"),
	[Q_ATTEMPT] = SQL("publication_work.attempt",
	    "UPDATE publication SET state = 'attempting', attempts = attempts + 1, attempt_at = $2, version = version + 1 WHERE id = $1 AND state IN ('queued', 'preparing')"),
	[Q_PREPARED] = SQL("publication_work.prepared", "UPDATE publication SET state = 'preparing', looks = 0, version = version + 1 WHERE id = $1 AND state = 'queued'"),
	[Q_PICTURE] = SQL("publication_work.picture",
	    "UPDATE publication_picture SET media = $3, media_at = CASE WHEN media = $3 THEN media_at ELSE $4 END, media_ready = $5 WHERE publication = $1 AND position = $2"),
	[Q_WHOLE] = SQL("publication_work.whole",
	    "UPDATE publication SET media = $2, media_at = CASE WHEN media = $2 THEN media_at ELSE $3 END, media_ready = $4 WHERE id = $1"),
	[Q_VOID] = SQL("publication_work.void", "UPDATE publication SET media = '', media_at = 0, media_ready = 0 WHERE id = $1"),
	[Q_VOID_PICTURES] = SQL("publication_work.void_pictures", "UPDATE publication_picture SET media = '', media_at = 0, media_ready = 0 WHERE publication = $1"),
	/* The same words on the same account, of which it is not known whether they are to be seen: neither could be told from the other. */
	[Q_TWIN] = SQL("publication_work.twin",
	    "SELECT COUNT(*) FROM publication WHERE account = $1 AND id <> $2 AND text = $3 AND (state = 'attempting' OR (state = 'unknown' AND next_at > 0))"),
	[Q_KNOWN] = SQL("publication_work.known", "SELECT remote FROM publication WHERE account = $1 AND id <> $2 AND remote <> '' ORDER BY published_at DESC LIMIT $3"),
	[Q_PUBLISHED] = SQL("publication_work.published",
	    "UPDATE publication SET state = 'published', remote = $2, permalink = $3, published_at = $4, reason = '', detail = '', trace = $5, waits = 0, looks = 0, next_at = 0, count_at = $6,"
	    " version = version + 1 WHERE id = $1"),
	[Q_TAKEN] = SQL("publication_work.taken", "SELECT COUNT(*) FROM publication WHERE account = $1 AND remote = $2 AND id <> $3"),
	[Q_WANTED] = SQL("publication_work.wanted",
	    "UPDATE publication SET text = CASE WHEN $3 = 1 THEN wanted_text ELSE text END, wanted = '', wanted_text = '', reason = $2, detail = $4, waits = 0, next_at = 0, version = version + 1"
	    " WHERE id = $1"),
	[Q_REMOVED] = SQL("publication_work.removed",
	    "UPDATE publication SET state = 'removed', wanted = '', wanted_text = '', reason = '', detail = '', waits = 0, next_at = 0, count_at = 0, version = version + 1 WHERE id = $1"),
	[Q_COUNTS] = SQL("publication_work.counts",
	    "SELECT p.id, p.count_at FROM publication p JOIN social_account a ON a.id = p.account WHERE p.count_at > 0 AND p.count_at <= $1 AND p.state = 'published' AND a.state = 'ok' AND a.slow_until <= $1"
	    " ORDER BY p.count_at, p.id LIMIT $2"),
	[Q_COUNTED] = SQL("publication_work.counted",
	    "UPDATE publication SET likes = CASE WHEN $2 < 0 THEN likes ELSE $2 END, comments = CASE WHEN $3 < 0 THEN comments ELSE $3 END, shares = CASE WHEN $4 < 0 THEN shares ELSE $4 END,"
	    " reach = CASE WHEN $5 < 0 THEN reach ELSE $5 END, permalink = CASE WHEN $6 = '' THEN permalink ELSE $6 END, counted_at = $7, count_at = $8 WHERE id = $1"),
	[Q_COUNT_LATER] = SQL("publication_work.count_later", "UPDATE publication SET count_at = $2 WHERE id = $1"),
};
DB_TABLE(q);

/* --- reading what a call needs --- */

static const char *const *
known(struct ctx *c, const struct publication *p)
{
	const char **list = arena_new_n(c->arena, KNOWN_MAX + 1, const char *);
	size_t n = 0;
	struct db_rows r;

	for (r = db_query(c, &q[Q_KNOWN], DB_I(p->account), DB_I(p->id), DB_I(KNOWN_MAX)); db_next(&r);)
		list[n++] = db_str(&r);
	return list;
}

static void
read_work(struct ctx *c, const struct publication *p, const struct social_account *a, struct publication_work *w)
{
	const struct social_app *app = social_app_get(c);

	*w = (struct publication_work){ .p = p, .account = a, .token = social_account_token(c, p->account), .app = app->id, .app_secret = social_app_secret(c) };
	w->pictures = publication_pictures(c, p->id, &w->n);
	w->known = known(c, p);
}

/* A quarter more at random, so that many which wait for the same thing do not all come at once. */
static int64_t
jitter(int64_t seconds)
{
	return seconds + (seconds >= 4 ? (int64_t)crypt_below((uint32_t)(seconds / 4)) : 0);
}

/* --- what comes next --- */

static void
park(struct ctx *c, const struct publication *p, int64_t at)
{
	publication_turn(c, p->id, at);
}

/* The state of a row with its counters, as they are to be. */
static void
put_state(struct ctx *c, const struct publication *p, const char *state, const struct social_answer *a)
{
	const char *reason = a ? a->reason : "", *detail = a ? a->detail : "", *trace = a ? a->trace : "";

	db_exec(c, &q[Q_STATE], DB_I(p->id), DB_T(state), DB_T(reason), DB_T(utf8_cut(c->arena, detail, DETAIL_MAX)), DB_T(trace ? trace : ""), DB_I(p->waits), DB_I(p->anew), DB_I(p->looks), DB_I(p->attempts));
}

/* Left by a worker that died between "attempting" and the answer. */
static enum publication_step
found_attempting(struct ctx *c, struct publication *p)
{
	static const struct social_answer broken = { .reason = "publication.why.broken", .detail = "", .trace = "" };

	p->looks = p->waits = 0;
	put_state(c, p, "unknown", &broken);
	park(c, p, clock_now() + jitter(30));
	return PUBLICATION_IDLE;
}

static bool
wants_account(const struct publication *p)
{
	return str_eq(p->state, "queued") || str_eq(p->state, "preparing") || str_eq(p->state, "unknown") || (str_eq(p->state, "published") && !str_empty(p->wanted));
}

/* The account can be used for this row now; else what comes later was planned. A pause that asks only for rest does not forbid to look. */
static bool
account_open(struct ctx *c, const struct publication *p, const struct social_account *a, int64_t now)
{
	if (str_eq(a->state, "off")) {
		park(c, p, 0);
		return false;
	}
	if (social_account_works(a, now)) {
		if (!str_eq(a->state, "ok") && social_account_resume(c, a->id))
			LOG(EV_JOB, KV("name", "social.rested"), KI("account", a->id));
		return true;
	}
	if (str_eq(a->state, "hold") && str_eq(p->state, "unknown"))
		return true;
	park(c, p, str_eq(a->state, "hold") && a->until > now ? a->until + jitter(MINUTE) : 0);
	return false;
}

static enum publication_step
next_of_waiting(struct ctx *c, const struct publication *p, const struct publication_work *w, const struct social_channel *ch, int64_t now)
{
	if (p->due_at > now || w->account->slow_until > now) {
		park(c, p, p->due_at > now ? p->due_at : w->account->slow_until + jitter(MINUTE));
		return PUBLICATION_IDLE;
	}
	if (!ch->ready(w, now)) {
		db_exec(c, &q[Q_PREPARED], DB_I(p->id));
		return PUBLICATION_PREPARE;
	}
	if (db_one_int(c, 0, &q[Q_TWIN], DB_I(p->account), DB_I(p->id), DB_T(p->text)) > 0) {
		park(c, p, now + jitter(MINUTE));
		return PUBLICATION_IDLE;
	}
	return db_exec(c, &q[Q_ATTEMPT], DB_I(p->id), DB_I(now)) > 0 ? PUBLICATION_PUBLISH : PUBLICATION_IDLE;
}

static enum publication_step
next_step(struct ctx *c, struct publication *p, struct publication_work *w, const struct social_channel *ch, int64_t now)
{
	enum publication_step step = PUBLICATION_IDLE;

	if (str_eq(p->state, "unknown"))
		step = PUBLICATION_LOOK;
	else if (str_eq(p->wanted, "edit"))
		step = PUBLICATION_EDIT;
	else if (str_eq(p->wanted, "remove"))
		step = PUBLICATION_REMOVE;
	else if (str_eq(p->state, "queued") || str_eq(p->state, "preparing"))
		step = next_of_waiting(c, p, w, ch, now);
	if (step == PUBLICATION_PUBLISH)
		w->p = publication_get(c, p->id);	/* with the time of the attempt */
	return step;
}

/* The lease is held: what the account is now, it is until the commit. */
static enum publication_step
begin_leased(struct ctx *c, struct publication *p, struct publication_work *w)
{
	const struct social_account *a = social_account_get(c, p->account);
	int64_t now = clock_now();

	if (!account_open(c, p, a, now))
		return PUBLICATION_IDLE;
	read_work(c, p, a, w);
	if (err_is_set(c))
		return PUBLICATION_IDLE;
	if (!w->token) {
		social_account_pause(c, a->id, "reauth", 0, "social.why.sealed", "");
		park(c, p, 0);
		return PUBLICATION_IDLE;
	}
	return next_step(c, p, w, social_channel(p->channel), now);
}

enum publication_step
publication_begin(struct ctx *c, int64_t id, int64_t turn, const char *holder, struct publication_work *w)
{
	struct publication *p = publication_get(c, id);
	enum publication_step step;

	*w = (struct publication_work){ 0 };
	if (!p || p->turn != turn || !social_channel(p->channel))
		return PUBLICATION_IDLE;
	if (str_eq(p->state, "attempting"))
		return found_attempting(c, p);
	if (p->next_at > clock_now()) {
		park(c, p, p->next_at);
		return PUBLICATION_IDLE;
	}
	if (!wants_account(p))
		return PUBLICATION_IDLE;
	if (!social_account_lease(c, p->account, holder, LEASE_S)) {
		park(c, p, clock_now() + BUSY_S);
		return PUBLICATION_IDLE;
	}
	step = begin_leased(c, p, w);
	if (step == PUBLICATION_IDLE)
		social_account_release(c, p->account, holder);
	return step;
}

void
publication_call(struct ctx *c, enum publication_step step, const struct publication_work *w, struct social_answer *a)
{
	const struct social_channel *ch = social_channel(w->account->channel);

	switch (step) {
	case PUBLICATION_PREPARE:
		ch->prepare(c, w, a);
		return;
	case PUBLICATION_PUBLISH:
		ch->publish(c, w, a);
		return;
	case PUBLICATION_LOOK:
		ch->look(c, w, a);
		return;
	case PUBLICATION_EDIT:
		ch->edit(c, w, a);
		return;
	case PUBLICATION_REMOVE:
		ch->remove(c, w, a);
		return;
	case PUBLICATION_IDLE:
		break;
	}
	BUG("a call for nothing");
}

/* --- what an answer makes of the row --- */

struct outcome {
	struct ctx *c;
	struct publication p;		/* with its counters as they will be */
	const struct social_account *account;
	const struct social_answer *a;
	int64_t now;
};

static int64_t
backoff(int64_t waits)
{
	static const int64_t minutes[] = { 1, 2, 5, 15, 30, 60 };

	return minutes[waits < (int64_t)ARRAY_LEN(minutes) ? waits : (int64_t)ARRAY_LEN(minutes) - 1] * MINUTE;
}

static void
go_on(struct outcome *o, const char *state, int64_t seconds)
{
	put_state(o->c, &o->p, state, str_eq(state, "unknown") || o->a->class != SOCIAL_DONE ? o->a : NULL);
	publication_turn(o->c, o->p.id, o->now + seconds);
}

static void
stop(struct outcome *o, const char *state)
{
	put_state(o->c, &o->p, state, o->a);
	publication_turn(o->c, o->p.id, 0);
}

/* Nothing appeared; again later, until it has been too often. */
static void
wait(struct outcome *o, const char *state)
{
	int64_t s = backoff(o->p.waits), least = o->a->wait_s < DAY ? o->a->wait_s : DAY;

	if (o->a->limit) {
		/* Not its fault: the tries are not counted. */
		go_on(o, state, jitter(least > 5 * MINUTE ? least : 5 * MINUTE));
		return;
	}
	if (++o->p.waits >= (o->a->most ? o->a->most : WAITS_MOST)) {
		stop(o, "failed");
		return;
	}
	go_on(o, state, jitter(s > least ? s : least));
}

static void
anew(struct outcome *o)
{
	db_exec(o->c, &q[Q_VOID], DB_I(o->p.id));
	db_exec(o->c, &q[Q_VOID_PICTURES], DB_I(o->p.id));
	o->p.looks = 0;
	if (++o->p.anew > ANEW_MOST)
		stop(o, "failed");
	else
		go_on(o, "queued", jitter(30));
}

/* Not ready yet: the same again, at growing distances. */
static void
poll_again(struct outcome *o)
{
	static const int64_t seconds[] = { 2, 3, 5, 10, 20, 30, 60 };
	int64_t i = o->p.looks++, s = seconds[i < (int64_t)ARRAY_LEN(seconds) ? i : (int64_t)ARRAY_LEN(seconds) - 1];

	if (o->p.looks > POLLS_MOST) {
		anew(o);
		return;
	}
	go_on(o, "preparing", o->a->wait_s > s ? o->a->wait_s : s);
}

static void
pause_account(struct outcome *o, const char *state, const char *keep)
{
	int64_t until = str_eq(state, "hold") && o->a->wait_s > 0 ? o->now + jitter(o->a->wait_s) : 0;

	social_account_pause(o->c, o->p.account, state, until, o->a->reason, o->a->detail);
	put_state(o->c, &o->p, keep, NULL);
	publication_turn(o->c, o->p.id, until ? until + MINUTE : 0);
}

static void
published(struct outcome *o, int64_t at)
{
	const char *remote = o->a->remote ? o->a->remote : "", *link = o->a->permalink && str_starts(o->a->permalink, "https://") && strlen(o->a->permalink) < 500 ? o->a->permalink : "";

	/* An id that another row has already: something is wrong with what was read, and a person looks. */
	if (*remote && db_one_int(o->c, 0, &q[Q_TAKEN], DB_I(o->p.account), DB_T(remote), DB_I(o->p.id)) > 0) {
		static const struct social_answer unsure = { .reason = "publication.why.unsure", .detail = "", .trace = "" };

		put_state(o->c, &o->p, "unknown", &unsure);
		publication_turn(o->c, o->p.id, 0);
		return;
	}
	db_exec(o->c, &q[Q_PUBLISHED], DB_I(o->p.id), DB_T(remote), DB_T(link), DB_I(at), DB_T(o->a->trace), DB_I(*remote ? o->now + 10 * MINUTE : 0));
}

/* The classes that mean the same after every call that made nothing visible. `state`: what the row is while it waits. */
static void
nothing_made(struct outcome *o, const char *state)
{
	switch (o->a->class) {
	case SOCIAL_WAIT:
		wait(o, state);
		return;
	case SOCIAL_AGAIN:
		poll_again(o);
		return;
	case SOCIAL_NEW:
		anew(o);
		return;
	case SOCIAL_FIX:
		stop(o, "failed");
		return;
	case SOCIAL_REAUTH:
		pause_account(o, "reauth", "queued");
		return;
	case SOCIAL_CONFIG:
		pause_account(o, "config", "queued");
		return;
	case SOCIAL_HOLD:
		pause_account(o, "hold", "queued");
		return;
	case SOCIAL_DONE:
	case SOCIAL_UNSURE:
		break;
	}
	BUG("class %d", (int)o->a->class);
}

static void
to_unknown(struct outcome *o)
{
	o->p.looks = o->p.waits = 0;
	if (o->a->rest)
		social_account_pause(o->c, o->p.account, "hold", o->now + jitter(DAY), o->a->reason, o->a->detail);
	go_on(o, "unknown", 30 + (int64_t)crypt_below(30));
}

static void
after_prepare(struct outcome *o)
{
	const struct social_answer *a = o->a;

	if (a->class == SOCIAL_UNSURE) {
		to_unknown(o);
		return;
	}
	if (a->class != SOCIAL_DONE) {
		nothing_made(o, "preparing");
		return;
	}
	if (a->media && a->picture >= 0)
		db_exec(o->c, &q[Q_PICTURE], DB_I(o->p.id), DB_I(a->picture), DB_T(a->media), DB_I(o->now), DB_I(a->ready));
	else if (a->media)
		db_exec(o->c, &q[Q_WHOLE], DB_I(o->p.id), DB_T(a->media), DB_I(o->now), DB_I(a->ready));
	o->p.looks = o->p.waits = 0;
	go_on(o, "preparing", a->wait_s);
}

static void
after_publish(struct outcome *o)
{
	const struct social_answer *a = o->a;

	if (a->class == SOCIAL_DONE) {
		published(o, o->now);
		return;
	}
	/* "You have posted this already" says something only after a try that was unclear; else it was another post. */
	if (a->class == SOCIAL_UNSURE && !(a->duplicate && o->p.attempts < TRIES_VISIBLE)) {
		to_unknown(o);
		return;
	}
	o->p.attempts--;
	if (a->class == SOCIAL_UNSURE)
		stop(o, "failed");
	else
		nothing_made(o, "preparing");
}

static void
unsure(struct outcome *o)
{
	struct social_answer a = *o->a;

	a.reason = "publication.why.unsure";
	put_state(o->c, &o->p, "unknown", &a);
	publication_turn(o->c, o->p.id, 0);
}

/* It was looked for and is not there. */
static void
not_there(struct outcome *o)
{
	static const int64_t next_look[LOOKS] = { 0, 2 * MINUTE, 6 * MINUTE };
	struct social_answer quiet = { .class = SOCIAL_UNSURE, .reason = "publication.why.looking", .detail = "", .trace = "" };

	if (++o->p.looks < LOOKS) {
		o->a = &quiet;
		go_on(o, "unknown", jitter(next_look[o->p.looks]));
		return;
	}
	if (o->p.attempts >= TRIES_VISIBLE) {
		unsure(o);
		return;
	}
	if (!o->a->again) {
		db_exec(o->c, &q[Q_VOID], DB_I(o->p.id));
		db_exec(o->c, &q[Q_VOID_PICTURES], DB_I(o->p.id));
	}
	o->p.looks = o->p.waits = 0;
	put_state(o->c, &o->p, "queued", NULL);
	publication_turn(o->c, o->p.id, o->now);
}

/* It is to be seen; its id may become readable in a while, and matters less. */
static void
there(struct outcome *o)
{
	if (++o->p.looks < 2 * LOOKS)
		go_on(o, "unknown", jitter(2 * MINUTE));
	else
		published(o, o->p.attempt_at);
}

static void
after_look(struct outcome *o)
{
	switch (o->a->class) {
	case SOCIAL_DONE:
		if (o->a->remote)
			published(o, o->p.attempt_at);
		else if (o->a->there)
			there(o);
		else
			not_there(o);
		return;
	case SOCIAL_NEW:
	case SOCIAL_FIX:
	case SOCIAL_UNSURE:
		not_there(o);
		return;
	case SOCIAL_WAIT:
	case SOCIAL_AGAIN:
		if (o->a->limit)
			go_on(o, "unknown", jitter(o->a->wait_s > 5 * MINUTE ? o->a->wait_s : 5 * MINUTE));
		else if (++o->p.waits >= WAITS_MOST)
			unsure(o);
		else
			go_on(o, "unknown", jitter(backoff(o->p.waits - 1)));
		return;
	case SOCIAL_REAUTH:
		pause_account(o, "reauth", "unknown");
		return;
	case SOCIAL_CONFIG:
		pause_account(o, "config", "unknown");
		return;
	case SOCIAL_HOLD:
		pause_account(o, "hold", "unknown");
		return;
	}
}

/* A change of what is to be seen: doing it once more harms nobody. */
static void
after_change(struct outcome *o, bool away)
{
	const struct social_answer *a = o->a;

	if (a->class == SOCIAL_DONE && away) {
		db_exec(o->c, &q[Q_REMOVED], DB_I(o->p.id));
	} else if (a->class == SOCIAL_DONE || a->class == SOCIAL_FIX || a->class == SOCIAL_NEW || o->p.waits + 1 >= WAITS_MOST / 2) {
		db_exec(o->c, &q[Q_WANTED], DB_I(o->p.id), DB_T(a->class == SOCIAL_DONE ? "" : a->reason), DB_I(a->class == SOCIAL_DONE), DB_T(a->detail));
	} else if (a->class == SOCIAL_REAUTH || a->class == SOCIAL_CONFIG || a->class == SOCIAL_HOLD) {
		pause_account(o, a->class == SOCIAL_REAUTH ? "reauth" : a->class == SOCIAL_CONFIG ? "config" : "hold", "published");
	} else {
		o->p.waits++;
		go_on(o, "published", jitter(a->limit && a->wait_s > 0 ? a->wait_s : backoff(o->p.waits - 1)));
	}
}

/* The pace that the network asks for, and the quota. */
static void
heed(struct ctx *c, const struct social_account *account, const struct social_answer *a, int64_t now)
{
	int64_t slow = account->slow_until > now ? account->slow_until : 0;

	if (a->limit)
		slow = now + jitter(a->wait_s > 5 * MINUTE ? a->wait_s : 5 * MINUTE);
	else if (a->dead || a->usage >= 80)
		slow = now + (a->usage >= 95 ? 5 * MINUTE : a->dead ? MINUTE : MINUTE / 2);
	if (a->usage >= 0 || slow > account->slow_until)
		social_account_pace(c, account->id, a->usage >= 0 ? a->usage : account->usage, slow);
	if (a->quota_used >= 0 && a->quota_total > 0)
		social_account_quota(c, account->id, a->quota_used, a->quota_total);
}

void
publication_end(struct ctx *c, enum publication_step step, const struct publication_work *w, const struct social_answer *a, const char *holder)
{
	struct publication *now_there = publication_get(c, w->p->id);
	struct outcome o = { .c = c, .account = w->account, .a = a, .now = clock_now() };

	social_account_release(c, w->account->id, holder);
	heed(c, w->account, a, o.now);
	/* Cancelled or disconnected meanwhile (only before the visible call): what was prepared is left to vanish. */
	if (!now_there || now_there->turn != w->p->turn)
		return;
	o.p = *now_there;
	switch (step) {
	case PUBLICATION_PREPARE:
		after_prepare(&o);
		return;
	case PUBLICATION_PUBLISH:
		after_publish(&o);
		return;
	case PUBLICATION_LOOK:
		after_look(&o);
		return;
	case PUBLICATION_EDIT:
	case PUBLICATION_REMOVE:
		after_change(&o, step == PUBLICATION_REMOVE);
		return;
	case PUBLICATION_IDLE:
		return;
	}
}

/* --- figures --- */

/* Often while it is new, then seldom, then never: a quiet page has few calls. */
static int64_t
next_count(int64_t published_at, int64_t now)
{
	static const int64_t ages[] = { HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY };

	for (size_t i = 0; i < ARRAY_LEN(ages); i++)
		if (published_at + ages[i] > now)
			return published_at + jitter(ages[i]);
	return 0;
}

int64_t
publication_count_due(struct ctx *c)
{
	struct { int64_t id, at; } due[COUNTS_AT_ONCE];
	struct db_rows r = db_query(c, &q[Q_COUNTS], DB_I(clock_now()), DB_I(COUNTS_AT_ONCE));
	int64_t n = 0;

	while (db_next(&r)) {
		due[n].id = db_int(&r);
		due[n++].at = db_int(&r);
	}
	for (int64_t i = 0; i < n; i++) {
		outbox_put(c, "social", "social.count", arena_printf(c->arena, "{\"publication\":%lld}", (long long)due[i].id),
		    arena_printf(c->arena, "count:%lld:%lld", (long long)due[i].id, (long long)due[i].at), 0);
	}
	return n;
}

bool
publication_count_begin(struct ctx *c, int64_t id, struct publication_work *w)
{
	struct publication *p = publication_get(c, id);
	const struct social_account *a = p ? social_account_get(c, p->account) : NULL;
	int64_t now = clock_now();

	if (!a || !social_channel(p->channel) || !str_eq(p->state, "published") || str_empty(p->remote) || !str_eq(a->state, "ok") || a->slow_until > now)
		return false;
	read_work(c, p, a, w);
	return w->token != NULL;
}

void
publication_count_end(struct ctx *c, const struct publication_work *w, const struct social_answer *a)
{
	const char *link = a->permalink && str_starts(a->permalink, "https://") && strlen(a->permalink) < 500 ? a->permalink : "";
	int64_t now = clock_now();

	heed(c, w->account, a, now);
	if (a->class == SOCIAL_REAUTH)
		social_account_pause(c, w->account->id, "reauth", 0, a->reason, a->detail);
	if (a->class == SOCIAL_DONE)
		db_exec(c, &q[Q_COUNTED], DB_I(w->p->id), DB_I(a->likes), DB_I(a->comments), DB_I(a->shares), DB_I(a->reach), DB_T(link), DB_I(now), DB_I(next_count(w->p->published_at, now)));
	else
		db_exec(c, &q[Q_COUNT_LATER], DB_I(w->p->id), DB_I(next_count(w->p->published_at, now)));
}
