/* The context of work outside a request. */
#include "base/ctx.h"

void
ctx_init(struct ctx *c, struct arena *a, struct db *db, const struct conf *conf)
{
	memset(c, 0, sizeof(*c));
	c->arena = a;
	c->db = db;
	c->conf = conf;
	c->actor_kind = ACTOR_SYSTEM;
	c->lang = "id";
	c->request_id = "";
}
