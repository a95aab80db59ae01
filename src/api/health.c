/* /healthz: for a monitor or a load balancer. 200 when the database answers and its schema is this program's; 503 otherwise. It tells nothing else. */
#include "base/conf.h"
#include "base/js.h"
#include "db/migrate.h"
#include "http/reply.h"
#include "http/route.h"

#ifndef ETALASE_BUILD
#define ETALASE_BUILD "unversioned"
#endif

static void
show(struct request *r)
{
	const char *why = NULL;
	bool ok = db_migrate_state(r->c, r->c->conf->sql, &why) == MIGRATE_CURRENT && !err_is_set(r->c);
	json_t *o = js_own(r->c->arena, json_pack("{ss ss}", "status", ok ? "ok" : "failed", "build", ETALASE_BUILD));

	/* The failure is the answer: the gate must not turn it into a page. */
	err_clear(r->c);
	r->cache_control = "no-store";
	reply_json(r, ok ? 200 : 503, js_text(r->c->arena, o));
}

static const struct route routes[] = {
	{ "GET", "/healthz", show, GATE_MACHINE, DO_READ, 0, 0, NULL },
	{ 0 }
};
ROUTES(routes);
