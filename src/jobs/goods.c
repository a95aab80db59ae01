/* The import lane: goods brought in, taken back or written out, one step at a time. What came of it stands in the run's own row. */
#include "base/js.h"
#include "jobs/work.h"
#include "shop/goods_run.h"
#include "shop/outbox.h"

enum job_result
job_goods_run(struct ctx *c, const struct outbox_row *row, const char **why)
{
	const char *bad;
	json_t *o = js_parse(c->arena, row->payload, strlen(row->payload), &bad);

	*why = "the database could not be written";
	return goods_run_work(c, js_get_int(o, "id", 0), js_get_int(o, "turn", -1), row) ? JOB_DONE : JOB_RETRY;
}
