/* The record of the first failure of a piece of work. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/ctx.h"

void
err_set(struct ctx *c, enum err_kind kind, const char *where, const char *fmt, ...)
{
	va_list ap;

	if (kind == ERR_NONE)
		BUG("err_set without a kind, by %s", where);
	if (c->err.kind != ERR_NONE)
		return;
	c->err.kind = kind;
	snprintf(c->err.where, sizeof(c->err.where), "%s", where);
	va_start(ap, fmt);
	vsnprintf(c->err.text, sizeof(c->err.text), fmt, ap);
	va_end(ap);
}

bool
err_is_set(const struct ctx *c)
{
	return c->err.kind != ERR_NONE;
}

void
err_clear(struct ctx *c)
{
	memset(&c->err, 0, sizeof(c->err));
}

const char *
err_name(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return "none";
	case ERR_DB:
		return "db";
	case ERR_BUSY:
		return "busy";
	case ERR_DISK:
		return "disk";
	case ERR_AWAY:
		return "away";
	case ERR_NET:
		return "net";
	case ERR_LIMIT:
		return "limit";
	case ERR_INTERNAL:
		return "internal";
	}
	return "unknown";
}
