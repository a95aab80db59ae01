/* Health in plain words, scheduled jobs and the outbox, and the shop's own backups: what tells the owner that the machinery runs, and lets them push it. */
#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "net/mail.h"
#include "present/message.h"
#include "present/shell.h"
#include "shop/backup_store.h"
#include "shop/media_source.h"
#include "shop/outbox.h"
#include "shop/publication.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "shop/upkeep.h"

#define ROWS_MOST 100
#define BACKUPS_MOST 60
#define HOUR INT64_C(3600)
#define GIB (INT64_C(1) << 30)

static const char *
number(struct ctx *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

static const char *
when(struct ctx *c, int64_t at)
{
	const char *zone = shop_get(c)->timezone;

	return arena_printf(c->arena, "%s, %s", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone));
}

/* "340 kB", "12 MB", "3 GB". */
static const char *
size(struct ctx *c, int64_t bytes)
{
	if (bytes >= 10 * GIB)
		return arena_printf(c->arena, "%lld GB", (long long)(bytes / GIB));
	if (bytes >= 10 << 20)
		return arena_printf(c->arena, "%lld MB", (long long)(bytes >> 20));
	return arena_printf(c->arena, "%lld kB", (long long)((bytes + 1023) / 1024));
}

/* "5 minutes", "3 hours", "2 days". */
static const char *
span(struct ctx *c, int64_t s)
{
	if (s < 2 * HOUR)
		return i18n(c->arena, c->lang, "span.minutes", number(c, (s + 59) / 60), NULL);
	if (s < 48 * HOUR)
		return i18n(c->arena, c->lang, "span.hours", number(c, s / HOUR), NULL);
	return i18n(c->arena, c->lang, "span.days", number(c, s / 86400), NULL);
}

/* --- health --- */

/* One line: what is looked at, how it is, and (by the message id.good, .warn, .bad) what it means and what to do. */
static void
line(struct request *r, struct view *v, const char *what, const char *state, const char *arg, const char *path)
{
	struct ctx *c = r->c;
	struct view *row = view_row(v, "CHECK");

	view_text(row, "WHAT", i18n(c->arena, c->lang, arena_printf(c->arena, "health.%s", what), NULL));
	view_text(row, "MEANS", i18n(c->arena, c->lang, arena_printf(c->arena, "health.%s.%s", what, state), arg, NULL));
	view_flag(row, "GOOD", str_eq(state, "good"));
	view_flag(row, "WARN", str_eq(state, "warn"));
	view_flag(row, "BAD", str_eq(state, "bad"));
	view_text(view_row(row, path ? "WITH_PAGE" : "NO_PAGE"), "CHECK_URL", path ? url_admin(c, "%s", path) : NULL);
}

/* The newest that did not get through counts only while none went out after it. */
static void
mail(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	const char *fault = mail_fault(c);
	const struct message_row *trouble;
	int64_t last;

	trouble = message_trouble(c, &last);
	if (str_empty(c->conf->smtp_url))
		line(r, v, "mail_off", "good", "", "/messages");
	else if (fault)
		line(r, v, "mail", "bad", present_reason(c, fault), "/messages");
	else if (trouble && trouble->done_at >= last)
		line(r, v, "mail", "warn", present_reason(c, trouble->reason), "/messages");
	else
		line(r, v, "mail", "good", last ? i18n(c->arena, c->lang, "mail.last", when(c, last), NULL) : "", "/messages");
}

/* Only where posts go anywhere. */
static void
social(struct request *r, struct view *v)
{
	struct publication_worries w = publication_worries(r->c);

	if (w.accounts == 0)
		return;
	if (w.paused > 0)
		line(r, v, "social", "bad", number(r->c, w.paused), "/channels");
	else if (w.ending + w.troubled > 0)
		line(r, v, "social", "warn", number(r->c, w.ending + w.troubled), "/channels");
	else
		line(r, v, "social", "good", "", "/channels");
}

static void
health(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/health", "more", i18n(c->arena, c->lang, "admin.health", NULL));
	int64_t now = clock_now(), age, lost;
	struct health h;

	shell_back(v, url_admin(c, "/more"));
	upkeep_health(c, now, &h);
	line(r, v, "worker", h.worker_age >= 0 && h.worker_age < 300 ? "good" : "bad", "", "/jobs");
	age = now - h.backup_at;
	line(r, v, "backup", h.backup_at == 0 ? "bad" : age > 72 * HOUR ? "warn" : h.backup_failed ? "warn" : "good",
	    h.backup_at ? when(c, h.backup_at) : "", "/backup");
	line(r, v, "drill", h.drill_at == 0 ? "warn" : h.drill_ok ? "good" : "bad", h.drill_at ? when(c, h.drill_at) : "", "/backup");
	line(r, v, "disk", h.disk_free < GIB / 4 ? "bad" : h.disk_free < 2 * GIB || h.disk_free < h.disk_all / 20 ? "warn" : "good", size(c, h.disk_free), NULL);
	line(r, v, "db", h.check_at == 0 ? "warn" : h.check_ok ? "good" : "bad", h.check_at ? when(c, h.check_at) : "", "/jobs");
	line(r, v, "waiting", h.waiting_age < 15 * 60 ? "good" : "warn", span(c, h.waiting_age), "/jobs");
	line(r, v, "failed", h.failed ? "bad" : "good", number(c, h.failed), "/jobs");
	lost = media_source_lost(c);
	line(r, v, "pictures", lost ? "warn" : "good", number(c, lost), "/pictures");
	mail(r, v);
	social(r, v);
	line(r, v, "clock", h.clock_off ? "bad" : "good", h.clock_off ? span(c, h.clock_off) : when(c, now), NULL);
	view_text(v, "DB_SIZE", size(c, h.db_bytes));
	view_text(v, "JOBS_URL", url_admin(c, "/jobs"));
	view_text(v, "BACKUPS_URL", url_admin(c, "/backup"));
	if (role_may(r->staff->role, RIGHT_MACHINE))
		view_text(view_row(v, "TO_DEBUG"), "DEBUG_URL", url_admin(c, "/debug"));
}

/* --- jobs and outbox --- */

static void
job_rows(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	struct upkeep_job *jobs;
	int64_t now = clock_now();
	size_t n, i;

	jobs = upkeep_jobs(c, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "JOB");
		const char *id = arena_printf(c->arena, "job.%s", jobs[i].name);
		bool ok = str_starts(jobs[i].result, "ok");

		view_text(row, "JOB_TEXT", i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : jobs[i].name);
		view_text(row, "JOB_NAME", jobs[i].name);
		view_text(row, "JOB_LAST", jobs[i].last_at ? when(c, jobs[i].last_at) : "–");
		view_text(row, "JOB_NEXT", jobs[i].next_at <= now ? i18n(c->arena, c->lang, "job.soon", NULL) : when(c, jobs[i].next_at));
		view_flag(row, "JOB_OK", jobs[i].last_at && ok);
		view_text(view_row(row, jobs[i].last_at && !ok ? "JOB_BAD" : "JOB_FINE"), "JOB_WHY", jobs[i].result);
	}
	view_flag(v, "NO_JOBS", n == 0);
}

static void
outbox_rows(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	struct upkeep_row *rows;
	int64_t failed = 0, kept = 0;
	size_t n, i;

	rows = upkeep_outbox(c, clock_now(), ROWS_MOST, &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "WAITS");
		const char *id = arena_printf(c->arena, "work.%s", rows[i].kind), *kind = i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : rows[i].kind;
		const struct message_row *m = message_of_job(c, rows[i].kind, rows[i].payload);
		bool held = str_eq(rows[i].reason, OUTBOX_HELD), bad = str_eq(rows[i].state, "failed") && !held;

		failed += bad;
		kept += held;
		/* Which order a mail is about, never to whom it goes. */
		if (m && m->order)
			kind = i18n(c->arena, c->lang, "work.about", kind, m->number, NULL);
		view_text(row, "KIND", kind);
		view_text(row, "SINCE", when(c, rows[i].created_at));
		view_int(row, "TRIES", rows[i].attempts);
		view_text(row, "REASON", held ? i18n(c->arena, c->lang, "outbox.held", NULL) : present_reason(c, rows[i].reason));
		view_flag(row, "IS_HELD", held);
		view_flag(row, "NOT_HELD", !held);
		view_flag(row, "HAS_FAILED", bad);
		view_text(view_row(row, str_eq(rows[i].state, "leased") ? "UNDER_WAY" : "MAY_RESEND"), "ROW_ID", number(c, rows[i].id));
	}
	view_flag(v, "NO_WAITING", n == 0);
	view_flag(v, "SOME_FAILED", failed > 1);
	view_flag(v, "SOME_HELD", kept > 1);
}

static void
jobs(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/jobs", "more", i18n(c->arena, c->lang, "admin.jobs", NULL));

	shell_back(v, url_admin(c, "/health"));
	job_rows(r, v);
	outbox_rows(r, v);
	view_text(v, "RUN_URL", url_admin(c, "/jobs/run"));
	view_text(v, "RESEND_URL", url_admin(c, "/jobs/resend"));
}

static void
run(struct request *r)
{
	const char *name = request_form(r, "job");

	if (str_empty(name) || strlen(name) > 60 || !upkeep_job_now(r->c, name)) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.job.now");
	reply_see_other(r, url_admin(r->c, "/jobs"));
}

static void
resend(struct request *r)
{
	const char *text = request_form(r, "row");
	int64_t id = 0;

	if (str_eq(text, OUTBOX_HELD)) {
		id = UPKEEP_HELD;
	} else if (text && !str_int(text, 0, INT64_MAX, &id)) {
		reply_not_found(r);
		return;
	}
	flash(r, upkeep_resend(r->c, id) > 0 ? "flash.outbox.resent" : "flash.no.outbox.none");
	reply_see_other(r, url_admin(r->c, "/jobs"));
}

/* --- backups --- */

static bool
backup_rows(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	struct backup_row *all;
	bool open = false;
	size_t n, i;

	all = backup_list(c, BACKUPS_MOST, &n);
	for (i = 0; i < n; i++) {
		const struct backup_row *b = &all[i];
		struct view *row = view_row(v, "BACKUP");
		bool done = str_eq(b->state, "done"), failed = str_eq(b->state, "failed"), under_way = !done && !failed;

		view_text(row, "WHEN", when(c, done ? b->done_at : b->asked_at));
		view_text(row, "BY", i18n(c->arena, c->lang, arena_printf(c->arena, "backup.%s", b->kind), NULL));
		view_text(row, "SIZE", size(c, b->bytes));
		view_int(row, "ROW_COUNT", b->rows);
		view_int(row, "FILE_COUNT", b->files);
		view_flag(row, "DONE", done);
		view_flag(row, "RUNNING", under_way);
		view_flag(row, "FAILED", failed);
		view_text(view_row(row, done && role_may(r->staff->role, RIGHT_BACKUP) ? "MAY_TAKE" : "MAY_NOT"), "TAKE_URL",
		    url_admin(c, "/backup/%lld", (long long)b->id));
		open = open || under_way;
	}
	view_flag(v, "NO_BACKUP", n == 0);
	return open;
}

static void
backups(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/backup", "more", i18n(c->arena, c->lang, "admin.backup", NULL));
	const struct drill *d = drill_last(c);
	bool open;

	shell_back(v, url_admin(c, "/health"));
	open = backup_rows(r, v);
	view_flag(v, "MAY_ASK", !open);
	view_flag(v, "OPEN", open);
	/* The page follows the work by itself, with scripts or without. */
	if (open)
		reply_header(r, "Refresh", "3");
	if (d) {
		struct view *row = view_row(v, d->ok ? "DRILL_GOOD" : "DRILL_BAD");

		view_text(row, "DRILL_WHEN", when(c, d->at));
		view_int(row, "ROW_COUNT", d->rows);
		view_int(row, "FILE_COUNT", d->files);
		view_text(row, "DRILL_WHY", i18n(c->arena, c->lang, arena_printf(c->arena, "drill.%s", d->ok ? "ok" : d->reason), NULL));
	}
	view_flag(v, "NO_DRILL", !d);
	view_text(v, "BACKUP_URL", url_admin(c, "/backup"));
	view_text(v, "DRILL_URL", url_admin(c, "/backup/drill"));
}

static void
backup_now(struct request *r)
{
	flash(r, backup_ask(r->c, "asked", r->staff->id) ? "flash.backup.asked" : "flash.no.backup.open");
	reply_see_other(r, url_admin(r->c, "/backup"));
}

static void
drill_now(struct request *r)
{
	flash(r, drill_ask(r->c, clock_now()) ? "flash.drill.asked" : "flash.no.drill");
	reply_see_other(r, url_admin(r->c, "/backup"));
}

/* The whole shop in one file leaves the house: the password each time, and it is written down. */
static void
take(struct request *r)
{
	const struct backup_row *b = backup_get(r->c, r->arg_int[0]);

	if (!b) {
		reply_not_found(r);
		return;
	}
	backup_taken(r->c, b->id);
	reply_file(r, arena_printf(r->c->arena, "private/backup/%s", b->name), "application/octet-stream", b->name);
}

static const struct route routes[] = {
	{ "GET", "/admin/health", health, GATE_STAFF, DO_READ, RIGHT_UPKEEP, 0, NULL },
	{ "GET", "/admin/jobs", jobs, GATE_STAFF, DO_READ, RIGHT_UPKEEP, 0, NULL },
	{ "POST", "/admin/jobs/run", run, GATE_STAFF, DO_WRITE, RIGHT_UPKEEP, 0, NULL },
	{ "POST", "/admin/jobs/resend", resend, GATE_STAFF, DO_WRITE, RIGHT_UPKEEP, 0, NULL },
	{ "GET", "/admin/backup", backups, GATE_STAFF, DO_READ, RIGHT_UPKEEP, 0, NULL },
	{ "POST", "/admin/backup", backup_now, GATE_STAFF, DO_WRITE, RIGHT_UPKEEP, 0, NULL },
	{ "POST", "/admin/backup/drill", drill_now, GATE_STAFF, DO_WRITE, RIGHT_UPKEEP, 0, NULL },
	{ "POST", "/admin/backup/{id:int}", take, GATE_STAFF, DO_WRITE, RIGHT_BACKUP, ROUTE_PASSWORD, NULL },
	{ 0 }
};
ROUTES(routes);
