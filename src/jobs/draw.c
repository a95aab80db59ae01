/* The way of every drawing (jobs/draw.h): a folder, one run of the program, its answer, and what becomes of it. A try that may go better is made again; the third that fails is told. */
#include "jobs/draw.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "jobs/program.h"
#include "shop/outbox.h"

#define SECONDS 20
#define TRIES 3

bool
draw_place_open(struct ctx *c, const char *name, struct draw_place *p)
{
	char real[PATH_MAX];
	char *temp;

	if (!realpath(c->conf->data, real)) {
		err_set(c, ERR_DISK, "job.draw", "%s: the data folder cannot be found: errno %d", name, errno);
		return false;
	}
	temp = arena_printf(c->arena, "%s/tmp/%s-XXXXXX", real, name);
	if (!file_mkdirs(arena_printf(c->arena, "%s/tmp", real), 0700) || !mkdtemp(temp)) {
		err_set(c, ERR_DISK, "job.draw", "%s: no temporary folder: errno %d", name, errno);
		return false;
	}
	*p = (struct draw_place){ arena_str(c->arena, real), temp };
	return true;
}

void
draw_place_close(struct ctx *c, const struct draw_place *p)
{
	const char **names = file_list(c->arena, p->temp);

	for (; *names; names++)
		(void)unlink(arena_printf(c->arena, "%s/%s", p->temp, *names));
	(void)rmdir(p->temp);
}

const char *
draw_fonts(struct ctx *c)
{
	char fonts[PATH_MAX];

	return realpath(arena_printf(c->arena, "%s/fonts", c->conf->static_dir), fonts) ? arena_str(c->arena, fonts) : "/nowhere";
}

/* The answer's reason; "" when it says that it is drawn, NULL when it is no answer. */
static const char *
answer_read(struct ctx *c, const struct draw_kind *k, struct drawing *d, const char *text)
{
	const char *why = "", *reason;
	const json_t *js = js_parse(c->arena, text, strlen(text), &why);

	if (json_is_true(json_object_get(js, "ok"))) {
		d->pages = js_get_int(js, "pages", 0);
		return d->pages > 0 && d->pages <= k->pages_most ? "" : NULL;
	}
	reason = js_get(js, "reason");
	return str_eq(reason, "limit") || str_eq(reason, "layout") ? reason : NULL;
}

/* "" drawn; else the reason of its failing, with *why for the row's. *again: the next try may go better. */
static const char *
ask(struct ctx *c, const struct draw_kind *k, struct drawing *d, const char **why, bool *again)
{
	const char *text, *reason = NULL;

	*again = true;
	switch (program_run(c->arena, c->conf->media_program, k->question(c, d), SECONDS, &text)) {
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
		reason = answer_read(c, k, d, text);
		break;
	}
	if (!reason) {
		*why = "the media program answered nothing of use";
		return "failed";
	}
	*again = false;
	return reason;
}

struct turn { const struct draw_kind *kind; struct drawing *d; };

static bool
find(struct ctx *c, void *arg)
{
	struct turn *t = arg;

	t->d->todo = t->kind->find(c, t->d->id);
	return true;
}

/* The outcome and the end of the job, in one transaction. */
static bool
write_down(struct ctx *c, void *arg)
{
	const struct turn *t = arg;

	if (t->d->todo)
		t->kind->write_down(c, t->d);
	outbox_done(c, t->d->row->id);
	return true;
}

static enum job_result
draw(struct ctx *c, struct turn *t, const char **why)
{
	struct drawing *d = t->d;
	const char *reason;
	bool again = false;

	if (!draw_place_open(c, t->kind->name, &d->at))
		return JOB_RETRY;
	reason = ask(c, t->kind, d, why, &again);
	if (*reason)
		d->failed = reason;
	else if (!t->kind->move(c, d))
		again = true;
	draw_place_close(c, &d->at);
	if (again && (err_is_set(c) || d->row->attempts < TRIES))
		return JOB_RETRY;
	if (!db_transact(c, DB_SOFT, write_down, t))
		return JOB_RETRY;
	LOG(EV_MEDIA, KV("kind", d->row->kind), KI("outbox", d->row->id), KV("result", d->failed ? d->failed : "ready"), KI("pages", d->pages));
	return JOB_DONE;
}

enum job_result
draw_run(struct ctx *c, const struct draw_kind *kind, const struct outbox_row *row, int64_t id, const char **why)
{
	struct drawing d = { .row = row, .id = id };
	struct turn t = { kind, &d };

	if (!db_transact(c, DB_READ, find, &t))
		return JOB_RETRY;
	if (d.todo)
		return draw(c, &t, why);
	return db_transact(c, DB_SOFT, write_down, &t) ? JOB_DONE : JOB_RETRY;
}
