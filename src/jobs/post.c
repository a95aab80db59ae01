/*
 * A post's pictures: they were asked for when it was sent (shop/poster.h), in the same lane and before this row, so they are drawn by now. Ready, the post becomes publications; refused, it is a draft again with
 * the reason.
 */
#include "jobs/work.h"

#include "base/js.h"
#include "db/db.h"
#include "shop/outbox.h"
#include "shop/social_post.h"

struct drawn {
	const struct outbox_row *row;
	int64_t post, version;
	enum social_drawn said;
};

static bool
look(struct ctx *c, void *arg)
{
	struct drawn *d = arg;

	d->said = social_post_drawn(c, d->post, d->version);
	if (d->said != SOCIAL_DRAWN_WAITS)
		outbox_done(c, d->row->id);
	return true;
}

enum job_result
job_post_draw(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct drawn d = { .row = row };
	const char *fault = "";
	const json_t *payload = js_parse(c->arena, row->payload, strlen(row->payload), &fault);

	d.post = js_get_int(payload, "post", 0);
	d.version = js_get_int(payload, "version", 0);
	if (!db_transact(c, DB_WRITE, look, &d))
		return JOB_RETRY;
	if (d.said == SOCIAL_DRAWN_WAITS) {
		*why = "its pictures are being drawn";
		return JOB_RETRY;
	}
	outbox_wake(c);
	return JOB_DONE;
}
