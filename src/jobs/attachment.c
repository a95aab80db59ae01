/*
 * Papers and clips of products (shop/attachment.h) in the media lane: an upload is moved to where nginx sends it from; what no product shows any more is deleted. Nothing here opens them. Running twice is
 * harmless: names follow from content, and moves replace.
 */
#include "jobs/work.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/attachment.h"
#include "shop/incoming.h"
#include "shop/outbox.h"

struct moving {
	const struct outbox_row *row;
	const char *hash, *file;	/* file: where it belongs */
	const char *dir;
	bool there;
};

/* False: the payload names no file. */
static bool
read_payload(struct ctx *c, struct moving *m)
{
	const char *fault = "", *ending;
	const json_t *js = js_parse(c->arena, m->row->payload, strlen(m->row->payload), &fault);

	m->hash = js_get(js, "hash");
	ending = js_get(js, "ending");
	if (!crypt_is_hash(m->hash) || !(str_eq(ending, "pdf") || str_eq(ending, "mp4") || str_eq(ending, "webm")))
		return false;
	m->dir = arena_printf(c->arena, "%s/media/%.2s", c->conf->data, m->hash);
	m->file = arena_printf(c->arena, "%s/%s.%s", m->dir, m->hash, ending);
	return true;
}

static bool
come_down(struct ctx *c, void *arg)
{
	const struct moving *m = arg;

	attachment_came(c, m->hash, m->there);
	outbox_done(c, m->row->id);
	return true;
}

enum job_result
job_attachment_put(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct moving m = { .row = row };
	const char *from;
	struct stat st;

	if (!read_payload(c, &m)) {
		*why = "the payload names no file";
		return JOB_STOP;
	}
	from = incoming_path(c, m.hash);
	*why = "the file could not be moved";
	if (stat(from, &st) == 0) {
		if (!file_mkdirs(m.dir, 0755) || chmod(from, 0644) != 0 || !file_sync(from) || rename(from, m.file) != 0 || !file_sync(m.dir))
			return JOB_RETRY;
	} else if (errno != ENOENT) {
		return JOB_RETRY;	/* a disk that fails: not the file's fault */
	}
	m.there = file_exists(m.file);
	if (!db_transact(c, DB_WRITE, come_down, &m))
		return JOB_RETRY;
	LOG(EV_MEDIA, KV("kind", row->kind), KI("outbox", row->id), KV("result", m.there ? "ready" : "lost"));
	return JOB_DONE;
}

/* Whoever brings the same file in this moment commits after us, and a job of its own in this lane moves it there again. */
static bool
drop_file(struct ctx *c, void *arg)
{
	const struct moving *m = arg;

	if (attachment_is_gone(c, m->hash) && unlink(m->file) != 0 && errno != ENOENT) {
		err_set(c, ERR_DISK, "job.attachment", "a file could not be deleted: errno %d", errno);
		return false;
	}
	outbox_done(c, m->row->id);
	return true;
}

enum job_result
job_attachment_drop(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct moving m = { .row = row };

	if (!read_payload(c, &m)) {
		*why = "the payload names no file";
		return JOB_STOP;
	}
	*why = "the file could not be deleted";
	return db_transact(c, DB_WRITE, drop_file, &m) ? JOB_DONE : JOB_RETRY;
}
