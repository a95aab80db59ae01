/*
 * Posters in the paper lane: has etalase-media draw what was asked for (shop/poster.h), moves the files to DATA/media/poster, where nginx finds them, and writes down what came of it. One that cannot be drawn in three
 * tries is told to whoever waits for it. Running twice is harmless: names follow from content, moves replace, and a file without a row is swept.
 */
#include "jobs/work.h"

#include <errno.h>
#include <fcntl.h>
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
#include "shop/poster.h"

#define SECONDS 20
#define TRIES 3
#define PAGES_MAX POSTER_ITEMS_MAX
#define LARGE_MOST 24	/* goods on paper whose photos are taken in their middle size */

struct poster_job {
	const struct outbox_row *row;
	int64_t id;
	const struct poster_made *todo;
	const char *data, *temp;	/* absolute */
	int64_t pages;
	const char *failed;		/* why; NULL: it was drawn */
};

static bool
find(struct ctx *c, void *arg)
{
	struct poster_job *j = arg;

	j->todo = poster_todo(c, j->id);
	return true;
}

/* The outcome and the end of the job, in one transaction. */
static bool
write_down(struct ctx *c, void *arg)
{
	const struct poster_job *j = arg;

	if (j->failed)
		poster_failed(c, j->id, j->failed);
	else if (j->todo)
		poster_drawn(c, j->id, j->pages);
	outbox_done(c, j->row->id);
	return true;
}

static bool
in_temp(struct ctx *c, struct poster_job *j)
{
	char real[PATH_MAX];
	char *temp;

	if (!realpath(c->conf->data, real)) {
		err_set(c, ERR_DISK, "job.poster", "the data folder cannot be found: errno %d", errno);
		return false;
	}
	j->data = arena_str(c->arena, real);
	temp = arena_printf(c->arena, "%s/tmp/poster-XXXXXX", real);
	if (!file_mkdirs(arena_printf(c->arena, "%s/tmp", real), 0700) || !mkdtemp(temp)) {
		err_set(c, ERR_DISK, "job.poster", "no temporary folder: errno %d", errno);
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

static bool
is_hash(const char *s)
{
	return strlen(s) == 64 && s[strspn(s, "0123456789abcdef")] == '\0';
}

/* What was asked for, with the paths of this machine. One picture is taken large, many in the size in which they are seen. */
static const char *
question(struct ctx *c, const struct poster_job *j)
{
	const char *why = "";
	json_t *js = js_parse(c->arena, j->todo->request, strlen(j->todo->request), &why), *items = json_object_get(js, "items");
	size_t n = json_array_size(items);
	int size = n == 1 ? 1200 : n <= LARGE_MOST ? 800 : 400;
	char fonts[PATH_MAX];

	if (!realpath(arena_printf(c->arena, "%s/fonts", c->conf->static_dir), fonts))
		(void)snprintf(fonts, sizeof(fonts), "/nowhere");
	for (size_t i = 0; i < n; i++) {
		json_t *it = json_array_get(items, i);
		const char *hash = js_get(it, "hash");

		if (is_hash(hash))
			json_object_set_new(it, "photo", json_string(arena_printf(c->arena, "%s/media/%.2s/%s-%d.jpg", j->data, hash, hash, size)));
	}
	json_object_set_new(js, "kind", json_string("poster"));
	json_object_set_new(js, "out", json_string(j->temp));
	json_object_set_new(js, "fonts", json_string(fonts));
	return js_text(c->arena, js);
}

/* Makes what lies there durable before a row says so. */
static bool
sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flags);
	bool ok;

	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

static bool
move(struct ctx *c, const struct poster_job *j)
{
	bool pdf = str_eq(j->todo->ending, "pdf"), ok = file_mkdirs(arena_printf(c->arena, "%s/media/poster", j->data), 0755);
	struct poster_made made = *j->todo;

	made.state = POSTER_READY;
	made.pages = j->pages;
	for (int64_t i = 1; ok && i <= (pdf ? 1 : j->pages); i++) {
		const char *from = pdf ? arena_printf(c->arena, "%s/poster.pdf", j->temp) : arena_printf(c->arena, "%s/poster-%lld.jpg", j->temp, (long long)i);

		ok = chmod(from, 0644) == 0 && sync_path(from, 0) && rename(from, arena_printf(c->arena, "%s/%s", j->data, poster_path(c, &made, i))) == 0;
	}
	ok = ok && sync_path(arena_printf(c->arena, "%s/media/poster", j->data), O_DIRECTORY);
	if (!ok)
		err_set(c, ERR_DISK, "job.poster", "a drawn poster could not be moved: errno %d", errno);
	return ok;
}

/* The answer's reason; "" when it says that the poster is drawn, NULL when it is no answer. */
static const char *
answer_read(struct ctx *c, struct poster_job *j, const char *text)
{
	const char *why = "", *reason;
	const json_t *js = js_parse(c->arena, text, strlen(text), &why);

	if (json_is_true(json_object_get(js, "ok"))) {
		j->pages = js_get_int(js, "pages", 0);
		return j->pages > 0 && j->pages <= PAGES_MAX ? "" : NULL;
	}
	reason = js_get(js, "reason");
	return str_eq(reason, "limit") || str_eq(reason, "layout") ? reason : NULL;
}

/* "" drawn; else the reason of its failing, with *why for the row's. *again: the next try may go better. */
static const char *
draw(struct ctx *c, struct poster_job *j, const char **why, bool *again)
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
run(struct ctx *c, struct poster_job *j, const char **why)
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
job_poster_draw(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct poster_job j = { .row = row };
	const char *fault = "";

	j.id = js_get_int(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "poster", 0);
	if (!db_transact(c, DB_READ, find, &j))
		return JOB_RETRY;
	if (j.todo)
		return run(c, &j, why);
	/* Drawn by another, or forgotten meanwhile. */
	return db_transact(c, DB_SOFT, write_down, &j) ? JOB_DONE : JOB_RETRY;
}
