/* The backup lane: one backup or one drill at a time, however long it takes. What came of it stands in the shop's own rows; only a database that is gone is tried again. */
#include "base/js.h"
#include "db/db.h"
#include "jobs/work.h"
#include "shop/backup_store.h"
#include "shop/outbox.h"

static bool
done(struct ctx *c, void *arg)
{
	outbox_done(c, ((const struct outbox_row *)arg)->id);
	return true;
}

static enum job_result
ended(struct ctx *c, const struct outbox_row *row, bool ok)
{
	struct outbox_row copy = *row;

	return ok && db_transact(c, DB_WRITE, done, &copy) ? JOB_DONE : JOB_RETRY;
}

enum job_result
job_backup_make(struct ctx *c, const struct outbox_row *row, const char **why)
{
	const char *bad;
	json_t *o = js_parse(c->arena, row->payload, strlen(row->payload), &bad);

	*why = "the database could not be written";
	return ended(c, row, backup_make(c, js_get_int(o, "id", 0)));
}

enum job_result
job_backup_drill(struct ctx *c, const struct outbox_row *row, const char **why)
{
	*why = "the database could not be written";
	return ended(c, row, drill_run(c));
}
