/*
 * The program explains itself to the owner and to whoever helps them: what it is, which settings are in force and why, what waits, which statements cost time, which
 * addresses exist; and /admin/debug/ui, every component in every state in both themes.
 */
#include <sys/resource.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "db/db.h"
#include "db/db_count.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/shell.h"
#include "serve/counter.h"
#include "serve/walls.h"
#include "shop/setting.h"
#include "shop/staff.h"
#include "shop/upkeep.h"

#ifndef ETALASE_BUILD
#define ETALASE_BUILD "unversioned"
#endif
#define STATEMENTS_SHOWN 60

static void
fact(struct request *r, struct view *v, const char *what, const char *value)
{
	struct view *row = view_row(v, "FACT");

	view_text(row, "WHAT", i18n(r->c->arena, r->c->lang, arena_printf(r->c->arena, "debug.%s", what), NULL));
	view_text(row, "VALUE", value);
}

static const char *
kilobytes(struct ctx *c, int64_t bytes)
{
	return arena_printf(c->arena, "%lld kB", (long long)((bytes + 1023) / 1024));
}

static const char *
since(struct ctx *c, int64_t at, int64_t now)
{
	const char *zone = shop_get(c)->timezone;

	if (at == 0)
		return "–";
	return arena_printf(c->arena, "%s, %s (%lld:%02lld:%02lld)", clock_date(c->arena, at, zone, c->lang), clock_hm(c->arena, at, zone),
	    (long long)((now - at) / 3600), (long long)((now - at) / 60 % 60), (long long)((now - at) % 60));
}

static void
facts(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	int64_t now = clock_now();
	struct rusage use = { 0 };
	struct upkeep_db db;
	struct health h;

	upkeep_health(c, now, &h);
	upkeep_db(c, &db);
	(void)getrusage(RUSAGE_SELF, &use);
	fact(r, v, "build", ETALASE_BUILD);
	fact(r, v, "since", since(c, counter_since(), now));
	fact(r, v, "workers", arena_printf(c->arena, "%lld", (long long)c->conf->workers));
	fact(r, v, "memory", kilobytes(c, (int64_t)use.ru_maxrss * 1024));
	fact(r, v, "templates", arena_printf(c->arena, "id, en (%s)", c->conf->templates));
	fact(r, v, "engine", arena_printf(c->arena, "%s %s", db_kind(c->db) == DB_SQLITE ? "SQLite" : "PostgreSQL", db.version));
	fact(r, v, "schema", arena_printf(c->arena, "%lld", (long long)db.schema));
	fact(r, v, "size", kilobytes(c, h.db_bytes));
	if (db_kind(c->db) == DB_SQLITE)
		fact(r, v, "wal", kilobytes(c, h.wal_bytes));
	fact(r, v, "disk", kilobytes(c, h.disk_free));
	fact(r, v, "walls", i18n(c->arena, c->lang, arena_printf(c->arena, "walls.%s", c->conf->walls ? walls_around() : "off"), NULL));
}

static void
settings(struct request *r, struct view *v)
{
	const struct conf_shown *all = conf_shown(r->c->arena, r->c->conf);
	size_t i;

	for (i = 0; i < CONF_COUNT; i++) {
		struct view *row = view_row(v, "SETTING");
		bool def = str_eq(all[i].source, "default"), env = str_eq(all[i].source, "environment");

		view_text(row, "NAME", all[i].name);
		view_text(row, "VALUE", all[i].value);
		view_flag(row, "BY_DEFAULT", def);
		view_flag(row, "BY_ENVIRONMENT", env);
		view_text(view_row(row, def || env ? "BY_NOBODY" : "BY_FILE"), "FILE", all[i].source);
	}
}

static void
lanes(struct request *r, struct view *v)
{
	struct upkeep_lane *all;
	size_t n, i;

	all = upkeep_lanes(r->c, clock_now(), &n);
	for (i = 0; i < n; i++) {
		struct view *row = view_row(v, "LANE");

		view_text(row, "NAME", all[i].lane);
		view_int(row, "N_ROWS", all[i].rows);
		view_int(row, "AGE", all[i].age);
	}
	view_flag(v, "NO_LANE", n == 0);
}

static const char *
milliseconds(struct ctx *c, int64_t us)
{
	return arena_printf(c->arena, "%lld.%lld", (long long)(us / 1000), (long long)(us / 100 % 10));
}

static void
statements(struct request *r, struct view *v)
{
	struct ctx *c = r->c;
	struct db_counted *all;
	size_t n, known, i;

	all = db_counts(c->arena, &n, &known);
	for (i = 0; i < n && i < STATEMENTS_SHOWN; i++) {
		struct view *row = view_row(v, "STATEMENT");

		view_text(row, "NAME", all[i].name);
		view_int(row, "RUNS", all[i].runs);
		view_text(row, "SUM_MS", milliseconds(c, all[i].us));
		view_text(row, "EACH_MS", arena_printf(c->arena, "%lld.%03lld", (long long)(all[i].us / all[i].runs / 1000), (long long)(all[i].us / all[i].runs % 1000)));
	}
	view_int(v, "RAN", (int64_t)n);
	view_int(v, "KNOWN", (int64_t)known);
}

struct routes_shown { struct view *v; int64_t n; };

static void
route_row(const struct route *route, void *arg)
{
	struct routes_shown *s = arg;
	struct view *row = view_row(s->v, "ROUTE");

	view_text(row, "METHOD", route->method);
	view_text(row, "NAME", route->pattern);
	view_text(row, "FOR_WHOM", route_gate_name(route->gate));
	view_flag(row, "TAKES_FILES", (route->flags & ROUTE_UPLOAD) != 0);
	view_flag(row, "IS_COUNTED", (route->flags & ROUTE_SLOW) != 0);
	view_flag(row, "ASKS_PASSWORD", (route->flags & (ROUTE_PROOF | ROUTE_PASSWORD)) != 0);
	s->n++;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/debug", "more", i18n(c->arena, c->lang, "admin.debug", NULL));
	struct routes_shown s = { .v = v };

	shell_back(v, url_admin(c, "/health"));
	view_text(v, "UI_URL", url_admin(c, "/debug/ui"));
	facts(r, v);
	settings(r, v);
	lanes(r, v);
	statements(r, v);
	route_each(route_row, &s);
	view_int(v, "N_ROUTES", s.n);
}

static void
ui(struct request *r)
{
	static const char *const themes[] = { "light", "dark" };
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/debug_ui", "more", i18n(c->arena, c->lang, "admin.debug.ui", NULL));
	size_t i;

	shell_back(v, url_admin(c, "/debug"));
	for (i = 0; i < ARRAY_LEN(themes); i++) {
		struct view *row = view_row(v, "THEME");

		view_text(row, "THEME_NAME", themes[i]);
		view_flag(row, "IS_LIGHT", i == 0);
		view_flag(row, "IS_DARK", i == 1);
		view_text(view_part(row, "UI_PARTS", "admin/debug_parts"), "T", themes[i]);
	}
}

static const struct route routes[] = {
	{ "GET", "/admin/debug", show, GATE_STAFF, DO_READ, RIGHT_MACHINE, 0, NULL },
	{ "GET", "/admin/debug/ui", ui, GATE_STAFF, DO_READ, RIGHT_MACHINE, 0, NULL },
	{ 0 }
};
ROUTES(routes);
