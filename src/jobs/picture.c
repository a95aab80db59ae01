/*
 * The fetch lane: a picture that an import named by its address is fetched within limits (net/fetch.h keeps it away from machines that are nobody's business), looked at like an
 * upload, and handed to the media lane, which alone decodes it. What may pass (no line, a server that is down) is tried again; what will not is told to the owner in plain words.
 */
#include "jobs/work.h"

#include <unistd.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "net/fetch.h"
#include "shop/media.h"
#include "shop/media_source.h"
#include "shop/outbox.h"

#define SECONDS 60
#define TRIES 6		/* over some ten minutes */

struct fetching {
	const struct outbox_row *row;
	int64_t id;
	const char *url;	/* NULL: nothing waits for it */
	const char *hash;	/* of what came; "" nothing */
	const char *failed;	/* why; NULL: it did not */
};

static bool
look(struct ctx *c, void *arg)
{
	struct fetching *p = arg;

	p->url = media_source_url(c, p->id);
	return true;
}

static bool
write_down(struct ctx *c, void *arg)
{
	struct fetching *p = arg;

	if (p->failed)
		media_source_gone(c, p->id, p->failed);
	else if (*p->hash)
		media_source_came(c, p->id, media_put(c, p->hash));
	outbox_done(c, p->row->id);
	return true;
}

static const char *
status_reason(int status, bool *passes)
{
	*passes = status >= 500 || status == 408 || status == 429;
	if (*passes)
		return "server";
	if (status == 404 || status == 410)
		return "gone";
	return status == 401 || status == 403 || status == 451 ? "denied" : "status";
}

/* What a fetch that brought nothing means for the owner; *passes: another time it may go well. */
static const char *
reason(enum fetch said, int status, bool *passes)
{
	*passes = false;
	switch (said) {
	case FETCH_OK:
	case FETCH_BAD_URL:
	case FETCH_REFUSED:
	case FETCH_TLS:
	case FETCH_TOO_LARGE:
	case FETCH_REDIRECTS:
		break;
	case FETCH_STATUS:
		return status_reason(status, passes);
	case FETCH_NO_HOST:
	case FETCH_NO_ANSWER:
	case FETCH_SLOW:
	case FETCH_DISK:
		*passes = true;
		break;
	}
	return fetch_name(said);
}

/* The file goes the way of an upload. */
static const char *
take(struct ctx *c, struct fetching *p, const char *path, int64_t bytes, bool *passes)
{
	*passes = false;
	switch (media_take(c, path, bytes, &p->hash)) {
	case MEDIA_OK:
		return NULL;
	case MEDIA_TOO_LARGE:
		return "too_large";
	case MEDIA_NOT_A_PICTURE:
		return "type";
	case MEDIA_NO_SPACE:
		break;
	}
	*passes = true;
	return "disk";
}

static enum job_result
fetch(struct ctx *c, struct fetching *p, const char **why)
{
	/* Where uploads lie: what a killed worker leaves is swept there. */
	const char *dir = arena_printf(c->arena, "%s/incoming", c->conf->data);
	struct fetch_ask ask = { p->url, arena_printf(c->arena, "%s/fetch-%s", dir, crypt_token(c->arena, 16)), c->conf->upload_max, SECONDS };
	struct fetch_answer answer = { 0 };
	enum fetch said = file_mkdirs(dir, 0700) ? fetch_get(c, &ask, &answer) : FETCH_DISK;
	bool passes = false;

	p->failed = said == FETCH_OK ? take(c, p, ask.path, answer.bytes, &passes) : reason(said, answer.status, &passes);
	(void)unlink(ask.path);
	if (!p->failed || !passes || p->row->attempts >= TRIES)
		return JOB_DONE;
	*why = p->failed;
	return JOB_RETRY;
}

enum job_result
job_picture_fetch(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct fetching p = { .row = row, .hash = "" };
	const char *fault = "";

	p.id = js_get_int(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "address", 0);
	if (!db_transact(c, DB_READ, look, &p))
		return JOB_RETRY;
	if (p.url && fetch(c, &p, why) == JOB_RETRY)
		return JOB_RETRY;
	/* A fault of the disk is told to the owner as such; it is not the database's. */
	if (p.failed)
		err_clear(c);
	if (!db_transact(c, DB_WRITE, write_down, &p))
		return JOB_RETRY;
	LOG(EV_MEDIA, KV("kind", row->kind), KI("outbox", row->id), KI("address", p.id), KV("result", p.failed ? p.failed : p.url ? "came" : "nobody waits"));
	outbox_wake(c);
	return JOB_DONE;
}
