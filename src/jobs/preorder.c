/* All orders of a pre-order batch, one after another: buyers told, another day, called off, goods that have come. What came of each stands in the run's own rows. */
#include "base/js.h"
#include "jobs/work.h"
#include "shop/outbox.h"
#include "shop/preorder_run.h"

enum job_result
job_preorder_run(struct ctx *c, const struct outbox_row *row, const char **why)
{
	const char *bad;
	json_t *o = js_parse(c->arena, row->payload, strlen(row->payload), &bad);

	*why = "the database could not be written";
	return preorder_run_work(c, js_get_int(o, "id", 0), js_get_int(o, "turn", -1), row) ? JOB_DONE : JOB_RETRY;
}
