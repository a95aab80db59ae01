/* /metrics: figures for Prometheus, in its text form, for this machine alone: nginx says who asks (REMOTE_ADDR), and anybody else hears 404. */
#include "base/clock.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/route.h"
#include "serve/counter.h"
#include "shop/upkeep.h"

static void
gauge(struct buf *b, const char *name, const char *help, int64_t v)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, help, name, name, (long long)v);
}

/* Names of jobs and lanes are the program's own: letters, dots. */
static void
rows(struct ctx *c, struct buf *b, int64_t now)
{
	struct upkeep_count *counts;
	struct upkeep_job *jobs;
	size_t n, i;

	counts = upkeep_counts(c, &n);
	buf_str(b, "# HELP etalase_outbox_rows Rows of the outbox.\n# TYPE etalase_outbox_rows gauge\n");
	for (i = 0; i < n; i++)
		buf_printf(b, "etalase_outbox_rows{lane=\"%s\",state=\"%s\"} %lld\n", counts[i].lane, counts[i].state, (long long)counts[i].n);
	jobs = upkeep_jobs(c, &n);
	buf_str(b, "# HELP etalase_job_age_seconds Time since a scheduled job last ran.\n# TYPE etalase_job_age_seconds gauge\n");
	for (i = 0; i < n; i++)
		if (jobs[i].last_at)
			buf_printf(b, "etalase_job_age_seconds{job=\"%s\"} %lld\n", jobs[i].name, (long long)(now - jobs[i].last_at));
	buf_str(b, "# HELP etalase_job_ok Whether it went well.\n# TYPE etalase_job_ok gauge\n");
	for (i = 0; i < n; i++)
		if (jobs[i].last_at)
			buf_printf(b, "etalase_job_ok{job=\"%s\"} %d\n", jobs[i].name, str_starts(jobs[i].result, "ok"));
}

static void
show(struct request *r)
{
	int64_t now = clock_now();
	struct health h;
	struct buf b;

	if (!str_eq(r->remote, "127.0.0.1") && !str_eq(r->remote, "::1")) {
		reply_not_found(r);
		return;
	}
	upkeep_health(r->c, now, &h);
	buf_init(&b, r->c->arena, 400000);
	buf_str(&b, counter_text(r->c->arena));
	rows(r->c, &b, now);
	gauge(&b, "etalase_outbox_age_seconds", "How long the oldest due row waits.", h.waiting_age);
	gauge(&b, "etalase_database_bytes", "Size of the database.", h.db_bytes);
	gauge(&b, "etalase_wal_bytes", "Size of SQLite's write-ahead log.", h.wal_bytes);
	gauge(&b, "etalase_disk_free_bytes", "Free where DATA lies.", h.disk_free);
	gauge(&b, "etalase_backup_age_seconds", "Age of the newest backup; -1: none.", h.backup_at ? now - h.backup_at : -1);
	gauge(&b, "etalase_drill_ok", "Whether the last backup that was tried could be read back; -1: none was.", h.drill_at ? h.drill_ok : -1);
	r->cache_control = "no-store";
	reply_text(r, 200, "text/plain; version=0.0.4; charset=utf-8", b.s);
}

static const struct route routes[] = {
	{ "GET", "/metrics", show, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
