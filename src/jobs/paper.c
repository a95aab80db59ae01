/*
 * The paper lane: has etalase-media draw what was asked for (shop/printed.h), moves the file to DATA/private/paper under a random name, and writes down what came of it. A paper that cannot be drawn in
 * three tries is told to whoever waits for it. Running twice is harmless: the second finds nothing to do, and a file without a row is swept.
 */
#include "jobs/work.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "jobs/program.h"
#include "shop/outbox.h"
#include "shop/printed.h"

#define SECONDS 20
#define TRIES 3

struct paper_job {
	const struct outbox_row *row;
	int64_t id;
	struct printed *todo;
	const char *data, *temp;	/* absolute */
	const char *file;		/* its name in DATA/private/paper */
	int64_t pages;
	const char *failed;		/* why; NULL: it was drawn */
};

static bool
find(struct ctx *c, void *arg)
{
	struct paper_job *j = arg;

	j->todo = printed_todo(c, j->id);
	return true;
}

/* The outcome and the end of the job, in one transaction. */
static bool
write_down(struct ctx *c, void *arg)
{
	const struct paper_job *j = arg;

	if (j->failed)
		printed_failed(c, j->id, j->failed);
	else if (j->todo)
		printed_made(c, j->id, j->file, j->pages);
	outbox_done(c, j->row->id);
	return true;
}

static bool
in_temp(struct ctx *c, struct paper_job *j)
{
	char real[PATH_MAX];
	char *temp;

	if (!realpath(c->conf->data, real)) {
		err_set(c, ERR_DISK, "job.paper", "the data folder cannot be found: errno %d", errno);
		return false;
	}
	j->data = arena_str(c->arena, real);
	temp = arena_printf(c->arena, "%s/tmp/paper-XXXXXX", real);
	if (!file_mkdirs(arena_printf(c->arena, "%s/tmp", real), 0700) || !mkdtemp(temp)) {
		err_set(c, ERR_DISK, "job.paper", "no temporary folder: errno %d", errno);
		return false;
	}
	j->temp = temp;
	return true;
}

static void
clear_temp(struct ctx *c, const char *temp)
{
	const char **names = file_list(c->arena, temp);

	for (; *names; names++)
		(void)unlink(arena_printf(c->arena, "%s/%s", temp, *names));
	(void)rmdir(temp);
}

static const char *
question(struct ctx *c, const struct paper_job *j)
{
	char fonts[PATH_MAX];

	if (!realpath(arena_printf(c->arena, "%s/fonts", c->conf->static_dir), fonts))
		(void)snprintf(fonts, sizeof(fonts), "/nowhere");
	return js_text(c->arena, js_own(c->arena, json_pack("{s:s, s:s, s:s, s:I, s:s}", "kind", "paper", "out", j->temp, "fonts", fonts, "png", (json_int_t)j->todo->png, "layout", j->todo->layout)));
}

static bool
move(struct ctx *c, struct paper_job *j)
{
	const char *ending = j->todo->png ? "png" : "pdf", *dir = arena_printf(c->arena, "%s/private/paper", j->data);
	const char *from = arena_printf(c->arena, "%s/paper.%s", j->temp, ending);

	/* For nginx, whose group it has on a server (conf/systemd/tmpfiles.conf.in): it sends it when we say so. */
	j->file = arena_printf(c->arena, "%.32s.%s", crypt_hash(c->arena, crypt_token(c->arena, 32), 43), ending);
	if (file_mkdirs(dir, 0711) && chmod(from, 0640) == 0 && rename(from, arena_printf(c->arena, "%s/%s", dir, j->file)) == 0)
		return true;
	err_set(c, ERR_DISK, "job.paper", "a drawn paper could not be moved: errno %d", errno);
	return false;
}

/* The answer's reason; "" when it says that the paper is drawn, NULL when it is no answer. */
static const char *
answer_read(struct ctx *c, struct paper_job *j, const char *text)
{
	const char *why = "", *reason;
	const json_t *js = js_parse(c->arena, text, strlen(text), &why);

	if (json_is_true(json_object_get(js, "ok"))) {
		j->pages = js_get_int(js, "pages", 0);
		return j->pages > 0 ? "" : NULL;
	}
	reason = js_get(js, "reason");
	return str_eq(reason, "limit") || str_eq(reason, "layout") ? reason : NULL;
}

/* "" drawn; else the reason of its failing, with *why for the row's. *again: the next try may go better. */
static const char *
draw(struct ctx *c, struct paper_job *j, const char **why, bool *again)
{
	const char *text, *reason = NULL;

	*again = true;
	switch (program_run(c->arena, c->conf->media_program, question(c, j), SECONDS, &text)) {
	case PROGRAM_MISSING:
		*why = "the media program could not be started";
		return "failed";
	case PROGRAM_NOT_NOW:
		*why = "the media program had no space or no handles";
		return "failed";
	case PROGRAM_LATE:
		*why = "the media program took too long";
		return "late";
	case PROGRAM_SPENT:
		*again = false;
		return "limit";
	case PROGRAM_FAILED:
		*why = "the media program failed";
		return "failed";
	case PROGRAM_OK:
		reason = answer_read(c, j, text);
		break;
	}
	if (!reason) {
		*why = "the media program answered nothing of use";
		return "failed";
	}
	*again = false;
	return reason;
}

static enum job_result
run(struct ctx *c, struct paper_job *j, const char **why)
{
	const char *reason;
	bool again = false;

	if (!in_temp(c, j))
		return JOB_RETRY;
	reason = draw(c, j, why, &again);
	if (*reason)
		j->failed = reason;
	else if (!move(c, j))
		again = true;
	clear_temp(c, j->temp);
	if (again && (err_is_set(c) || j->row->attempts < TRIES))
		return JOB_RETRY;
	if (!db_transact(c, DB_SOFT, write_down, j))
		return JOB_RETRY;
	LOG(EV_MEDIA, KV("kind", j->row->kind), KI("outbox", j->row->id), KV("result", j->failed ? j->failed : "ready"), KI("pages", j->pages));
	return JOB_DONE;
}

enum job_result
job_paper_draw(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct paper_job j = { .row = row };
	const char *fault = "";

	j.id = js_get_int(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "printed", 0);
	if (!db_transact(c, DB_READ, find, &j))
		return JOB_RETRY;
	if (j.todo)
		return run(c, &j, why);
	/* Drawn by another, or forgotten meanwhile. */
	return db_transact(c, DB_SOFT, write_down, &j) ? JOB_DONE : JOB_RETRY;
}
