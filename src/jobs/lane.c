/*
 * The lanes of the outbox: which kinds of work there are and who does them. A row is claimed in one transaction, done outside of any
 * (no lock is held while another program or machine is waited for), and its outcome is written in a second one.
 */
#include "jobs/work.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "serve/walls.h"
#include "shop/outbox.h"

#define TRIES 8
#define SOCIAL_TRIES 30		/* a step is never lost; its own waits are not counted here */
#define SOCIAL_CONNECT_TRIES 2	/* somebody waits for it with the page open */

static const struct kind {
	const char *name;
	enum job_result (*run)(struct ctx *, const struct outbox_row *, const char **why);
	int64_t tries;		/* 0: TRIES */
} kinds[] = {
	{ "media.product", job_media_product },
	{ "media.proof", job_media_proof },
	{ "media.blur", job_media_blur },
	{ "media.drop", job_media_drop },
	{ "attachment.put", job_attachment_put },
	{ "attachment.drop", job_attachment_drop },
	{ "picture.fetch", job_picture_fetch },
	{ "paper.draw", job_paper_draw },
	{ "poster.draw", job_poster_draw },
	{ "backup.make", job_backup_make },
	{ "backup.drill", job_backup_drill },
	{ "goods.run", job_goods_run },
	{ "preorder.run", job_preorder_run },
	{ "post.draw", job_post_draw },
	{ "mail.order", job_mail, MAIL_TRIES },
	{ "mail.test", job_mail, MAIL_TEST_TRIES },
	{ "mail.social", job_social_mail, MAIL_TRIES },
	{ "mail.permit", job_permit_mail, MAIL_TRIES },
	{ "social.publish", job_social_publish, SOCIAL_TRIES },
	{ "social.count", job_social_count },
	{ "social.check", job_social_check },
	{ "social.connect", job_social_connect, SOCIAL_CONNECT_TRIES },
};

/* What a lane needs beyond its database and the shop's folders; those that are LANE_OUTWARD call out by their nature, the others need nothing. */
static const struct {
	const char *lane;
	unsigned walls_for;
} needs[] = {
	{ "fetch", WALLS_OUT },
	{ "media", WALLS_PROGRAM },
	{ "proof", WALLS_PROGRAM },
	{ "paper", WALLS_PROGRAM },
};

struct claim {
	const char *lane, *worker;
	struct outbox_row *row;
};

static bool
claim(struct ctx *c, void *arg)
{
	struct claim *k = arg;

	k->row = outbox_claim(c, k->lane, k->worker, outbox_lane(k->lane)->lease_s);
	return true;
}

struct retry {
	const struct outbox_row *row;
	int64_t tries;
	const char *why;
};

static bool
retry(struct ctx *c, void *arg)
{
	struct retry *r = arg;

	outbox_retry(c, r->row->id, r->row->attempts, r->tries, r->why);
	return true;
}

static const struct kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (str_eq(kinds[i].name, name))
			return &kinds[i];
	}
	return NULL;
}

unsigned
lane_walls(const char *lane)
{
	const struct outbox_lane *l = outbox_lane(lane);

	if (l && l->way == LANE_OUTWARD)
		return WALLS_OUT;
	for (size_t i = 0; i < ARRAY_LEN(needs); i++) {
		if (str_eq(needs[i].lane, lane))
			return needs[i].walls_for;
	}
	return WALLS_BARE;
}

bool
lane_step(struct ctx *c, const char *lane, const char *worker)
{
	struct claim k = { lane, worker, NULL };
	struct retry r = { .tries = TRIES, .why = "" };
	int64_t start = clock_ms();
	const struct kind *kind;
	enum job_result result = JOB_RETRY;

	if (!db_transact(c, DB_WRITE, claim, &k) || !k.row)
		return false;
	r.row = k.row;
	kind = kind_of(k.row->kind);
	r.tries = kind && kind->tries ? kind->tries : TRIES;
	if (k.row->attempts > r.tries) {
		/* It was claimed often and never came to an end: whatever it does, it takes the worker with it. */
		r.why = "it ended the worker each time";
	} else if (kind) {
		result = kind->run(c, k.row, &r.why);
	} else {
		r.tries = 1;
		r.why = "no such kind of work";
	}
	if (err_is_set(c)) {
		result = JOB_RETRY;
		r.why = err_name(c->err.kind);
	}
	LOG(EV_JOB, KV("name", k.row->kind), KI("outbox", k.row->id), KI("ms", clock_ms() - start), KI("attempt", k.row->attempts),
	    KV("result", result == JOB_DONE ? "ok" : result == JOB_STOP ? "stop" : "retry"), KV("why", result == JOB_DONE ? "" : r.why), KV("where", c->err.where));
	err_clear(c);
	if (result == JOB_STOP)
		r.tries = 0;
	if (result != JOB_DONE && !db_transact(c, DB_WRITE, retry, &r))
		return false;
	return true;
}
