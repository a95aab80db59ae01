/*
 * The PostgreSQL driver. The session is read-only by default, so a READ needs no BEGIN and no COMMIT: under READ COMMITTED each
 * statement sees its own snapshot anyway, and a page costs one round trip per statement. Writes begin with BEGIN READ WRITE. Results
 * are materialised by libpq. A lost connection is made anew at the next begin, or at once under a READ, which may be asked twice.
 */
#include "db/db_driver.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/str.h"
#include "db/db_pq.h"

#define PARAMS_MAX 64

/* Types by oid (pg_type.dat: stable for ever), so that $1 + 1 is not taken for a four-byte number. 0: inferred. */
enum { OID_INFER = 0, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };

/* A statement prepared on the server. */
struct entry {
	char name[16];
	size_t params;
	unsigned connection;	/* on which it was prepared; another number: not on this one */
};

struct cursor {
	struct db_cursor head;
	struct pg *db;
	PGresult *result;
	int row;
	bool open;
	struct cursor *next;	/* in the list of open ones, or of free ones */
	struct cursor *prev;
};

struct pg {
	PGconn *h;
	struct arena *arena;
	const char *conninfo;
	struct db_cache cache;
	struct cursor *open;
	struct cursor *spare;
	unsigned connection;	/* counts up with each new connection */
	unsigned names;		/* given to prepared statements */
	bool lost;		/* the server said that it is going */
};

/* --- failures --- */

static bool
lost(const struct pg *g)
{
	return g->lost || PQstatus(g->h) != CONNECTION_OK;
}

/*
 * Lock, deadlock, serialization; a plan or prepared statement that a migration has made void. And a key that is taken, or that another row
 * needs and that is gone: whoever puts a row in or takes one away has looked before, so another one was faster by a moment; the next try sees it and answers in words. (SQLite lets one write at a
 * time, there it is a bug.)
 */
static bool
again(const char *state)
{
	static const char *const states[] = { "40001", "40P01", "55P03", "0A000", "26000", "23505", "23503" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(state, states[i]))
			return true;
	return false;
}

static bool
is_void(const char *state, const char *text)
{
	return str_eq(state, "26000") || (str_eq(state, "0A000") && strstr(text, "cached plan"));
}

/* The primary message alone: its details carry values of rows. A quoted value at its end is cut off for the same reason. */
static void
fault(struct pg *g, const PGresult *r, struct entry *e, struct db_fault *f)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	const char *value = text ? strstr(text, ": \"") : NULL;
	enum err_kind kind = ERR_DB;

	if (!state || !text) {
		db_fault_set(f, ERR_AWAY, "connection lost: %.*s", (int)strcspn(PQerrorMessage(g->h), "\n"), PQerrorMessage(g->h));
		return;
	}
	if (str_starts(state, "57P0") || str_starts(state, "08")) {
		g->lost = true;
		kind = ERR_AWAY;
	}
	if (str_starts(state, "53") || str_starts(state, "58"))	/* no space, no memory, no connection left; an I/O error */
		kind = ERR_DISK;
	if (again(state))
		kind = ERR_BUSY;
	if (is_void(state, text) && e)
		e->connection = 0;
	else if (str_eq(state, "0A000"))
		kind = ERR_DB;
	db_fault_set(f, kind, "%.*s (%s)", (int)(value && str_starts(state, "22") ? (size_t)(value - text) : strlen(text)), text,
	    state);
}

static void
notice(void *unused, const PGresult *r)
{
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	(void)unused;
	LOG(EV_DB, KV("what", "postgres"), KV("text", text));
}

/* Text without parameters; several statements in one round trip. */
static bool
simple(struct pg *g, const char *sql, struct db_fault *f)
{
	PGresult *r = PQexec(g->h, sql);
	ExecStatusType st = PQresultStatus(r);
	bool ok = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK;

	if (!ok)
		fault(g, r, NULL, f);
	else if (str_eq(sql, "COMMIT") && !str_eq(PQcmdStatus(r), "COMMIT")) {
		db_fault_set(f, ERR_DB, "the server rolled back");
		ok = false;
	}
	PQclear(r);
	return ok;
}

/* --- connections --- */

static bool
connect_again(struct pg *g, struct db_fault *f)
{
	/* Who waits for a lock must be told so before its statement is told that it is slow: the one is tried again, the other is a failure. */
	/* What comes first may be overridden by the conninfo: options='-c statement_timeout=60s'. */
	static const char *const keys[] = { "application_name", "connect_timeout", "client_encoding", "keepalives_idle",
		"keepalives_interval", "keepalives_count", "tcp_user_timeout", "options", "dbname", NULL };
	const char *const values[] = { "etalase", "3", "UTF8", "5", "2", "3", "10000",
		"-c lock_timeout=2500ms -c statement_timeout=4s -c client_min_messages=warning", g->conninfo, NULL };

	if (g->h)
		PQfinish(g->h);
	g->lost = false;
	g->connection++;
	g->h = PQconnectdbParams(keys, values, 1);
	if (PQstatus(g->h) != CONNECTION_OK) {
		db_fault_set(f, ERR_AWAY, "%.*s", (int)strcspn(PQerrorMessage(g->h), "\n"), PQerrorMessage(g->h));
		return false;
	}
	(void)PQsetNoticeReceiver(g->h, notice, NULL);
	/* A server set to acknowledge before the disk has it would lose orders at a power cut. */
	return simple(g, "SET bytea_output = 'hex'; SET default_transaction_read_only = on;"
	    " SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'", f);
}

static void
shut(struct db *db)
{
	struct pg *g = db->conn;

	while (g->open) {
		PQclear(g->open->result);
		g->open = g->open->next;
	}
	PQfinish(g->h);
}

static bool
open_server(struct db *db, const char *conninfo, bool make UNUSED, struct db_fault *f)
{
	struct pg *g = arena_new(db->arena, struct pg);
	const char *why = "";

	if (!db_pq_load(&why)) {
		db_fault_set(f, ERR_AWAY, "%s", why);
		return false;
	}
	db->conn = g;
	g->arena = db->arena;
	g->conninfo = arena_str(db->arena, conninfo);
	if (connect_again(g, f))
		return true;
	shut(db);
	return false;
}

static bool
alive(struct db *db)
{
	struct pg *g = db->conn;

	/* The first look finds a farewell, the second that the other end has closed. */
	if (!lost(g) && !db->in_tx && (!PQconsumeInput(g->h) || !PQconsumeInput(g->h)))
		g->lost = true;
	return !lost(g);
}

/* --- statements --- */

static struct cursor *
cursor_open(struct pg *g, const struct db_stmt *stmt, PGresult *r)
{
	struct cursor *k = g->spare;

	if (k)
		g->spare = k->next;
	else
		k = arena_new(g->arena, struct cursor);
	k->head.name = stmt->name;
	k->db = g;
	k->result = r;
	k->row = -1;
	k->open = true;
	k->prev = NULL;
	k->next = g->open;
	if (g->open)
		g->open->prev = k;
	g->open = k;
	return k;
}

static bool
done(void *cursor, struct db_fault *f)
{
	struct cursor *k = cursor;
	struct pg *g = k->db;

	(void)f;
	PQclear(k->result);
	k->result = NULL;
	k->head.use++;
	k->open = false;
	*(k->prev ? &k->prev->next : &g->open) = k->next;
	if (k->next)
		k->next->prev = k->prev;
	k->next = g->spare;
	g->spare = k;
	return true;
}

static void
done_all(struct pg *g)
{
	struct db_fault f = { 0 };

	while (g->open)
		(void)done(g->open, &f);
}

/* Parameters as libpq wants them. */
struct args {
	const char *value[PARAMS_MAX];
	int length[PARAMS_MAX];
	int format[PARAMS_MAX];
	Oid type[PARAMS_MAX];
	char number[PARAMS_MAX][24];
	int n;
};

static void
args_fill(struct args *a, const struct db_param *p, size_t n)
{
	size_t i;

	a->n = (int)n;
	for (i = 0; i < n; i++) {
		a->format[i] = p[i].type == DB_PARAM_BYTES;
		a->length[i] = (int)p[i].n;
		a->value[i] = p[i].p;
		switch (p[i].type) {
		case DB_PARAM_NULL:
			a->value[i] = NULL;
			a->type[i] = OID_INFER;
			break;
		case DB_PARAM_INT:
			(void)snprintf(a->number[i], sizeof(a->number[i]), "%lld", (long long)p[i].i);
			a->value[i] = a->number[i];
			a->type[i] = OID_INT8;
			break;
		case DB_PARAM_TEXT:
			a->type[i] = OID_TEXT;
			break;
		case DB_PARAM_BYTES:
			if (!p[i].p)
				a->value[i] = "";	/* no bytes are not NULL */
			a->type[i] = OID_BYTEA;
			break;
		}
	}
}

static const char *
text_of(const struct db_stmt *stmt)
{
	return stmt->pg ? stmt->pg : stmt->sql;
}

/* The statement on the server, prepared at its first use on this connection; NULL: failed, or not one to keep. */
static struct entry *
prepared(struct pg *g, const struct db_stmt *stmt, const struct args *a, struct db_fault *f)
{
	struct entry *e = db_cache_get(&g->cache, stmt);
	PGresult *r;

	if (!e && !db_listed(stmt))
		return NULL;
	if (!e) {
		e = arena_new(g->arena, struct entry);
		e->params = db_placeholders(text_of(stmt));
		db_cache_put(&g->cache, g->arena, stmt, e);
	}
	if (e->connection == g->connection || (size_t)a->n != e->params)
		return e;
	(void)snprintf(e->name, sizeof(e->name), "s%u", ++g->names);
	r = PQprepare(g->h, e->name, text_of(stmt), a->n, a->type);
	if (PQresultStatus(r) == PGRES_COMMAND_OK)
		e->connection = g->connection;
	else
		fault(g, r, NULL, f);
	PQclear(r);
	return e;
}

static PGresult *
ask(struct pg *g, const struct db_stmt *stmt, const struct args *a, struct db_fault *f)
{
	struct entry *e = prepared(g, stmt, a, f);
	size_t params = e ? e->params : db_placeholders(text_of(stmt));
	ExecStatusType st;
	PGresult *r;

	if ((size_t)a->n != params)
		BUG("statement %s takes %zu parameters, not %d", stmt->name, params, a->n);
	if (f->kind != ERR_NONE)
		return NULL;
	if (e)
		r = PQexecPrepared(g->h, e->name, a->n, a->value, a->length, a->format, 0);
	else
		r = PQexecParams(g->h, text_of(stmt), a->n, a->type, a->value, a->length, a->format, 0);
	st = PQresultStatus(r);
	if (st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK)
		return r;
	fault(g, r, e, f);
	PQclear(r);
	return NULL;
}

static void *
run(struct db *db, const struct db_stmt *stmt, const struct db_param *p, size_t n, bool whole, struct db_fault *f)
{
	struct pg *g = db->conn;
	struct args a;
	PGresult *r;

	(void)whole;
	if (n > PARAMS_MAX)
		BUG("statement %s has more than %d parameters", stmt->name, PARAMS_MAX);
	args_fill(&a, p, n);
	r = ask(g, stmt, &a, f);
	if (!r && db->mode == DB_READ && lost(g)) {
		*f = (struct db_fault){ 0 };
		if (connect_again(g, f))
			r = ask(g, stmt, &a, f);
	}
	return r ? cursor_open(g, stmt, r) : NULL;
}

static bool
next(void *cursor, struct db_fault *f)
{
	struct cursor *k = cursor;

	(void)f;
	if (k->row + 1 >= PQntuples(k->result))
		return false;
	k->row++;
	return true;
}

static int
columns(const void *cursor)
{
	const struct cursor *k = cursor;

	return PQnfields(k->result);
}

static int64_t
changes(const void *cursor)
{
	const struct cursor *k = cursor;

	return strtoll(PQcmdTuples(k->result), NULL, 10);
}

static bool
is_null(const void *cursor, int col)
{
	const struct cursor *k = cursor;

	return PQgetisnull(k->result, k->row, col) != 0;
}

/* A comparison is a boolean here and a number in SQLite: t and f are read as 1 and 0. */
static int64_t
integer(void *cursor, int col)
{
	struct cursor *k = cursor;
	const char *s = PQgetvalue(k->result, k->row, col);

	return str_eq(s, "t") ? 1 : strtoll(s, NULL, 10);
}

static const char *
text(void *cursor, int col, size_t *n)
{
	struct cursor *k = cursor;

	*n = (size_t)PQgetlength(k->result, k->row, col);
	return is_null(k, col) ? NULL : PQgetvalue(k->result, k->row, col);
}

/* \x and hexadecimal, as connect_again() asked for. */
static const void *
bytes(void *cursor, int col, struct arena *a, size_t *n)
{
	struct cursor *k = cursor;
	const char *s = PQgetvalue(k->result, k->row, col);

	if (PQftype(k->result, col) != OID_BYTEA) {
		*n = (size_t)PQgetlength(k->result, k->row, col);
		return arena_mem(a, s, *n);
	}
	return str_starts(s, "\\x") ? str_unhex(a, s + 2, n) : NULL;
}

static bool
check(struct db *db, const struct db_stmt *stmt, struct db_fault *f)
{
	struct pg *g = db->conn;
	PGresult *r;

	if (lost(g) && !connect_again(g, f))
		return false;
	r = PQprepare(g->h, "", text_of(stmt), 0, NULL);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		fault(g, r, NULL, f);
	PQclear(r);
	return f->kind == ERR_NONE;
}

static bool
script(struct db *db, const char *sql, struct db_fault *f)
{
	return simple(db->conn, sql, f);
}

/* --- transactions --- */

static bool
begin(struct db *db, enum db_mode m, struct db_fault *f)
{
	struct pg *g = db->conn;
	const char *sql = m == DB_SOFT ? "BEGIN READ WRITE; SET LOCAL synchronous_commit = off" : "BEGIN READ WRITE";

	if (lost(g) && !connect_again(g, f))
		return false;
	if (m == DB_READ || simple(g, sql, f))
		return true;
	if (!lost(g))
		return false;
	*f = (struct db_fault){ 0 };
	return connect_again(g, f) && simple(g, sql, f);
}

static bool
commit(struct db *db, struct db_fault *f)
{
	done_all(db->conn);
	return db->mode == DB_READ || simple(db->conn, "COMMIT", f);
}

static void
rollback(struct db *db)
{
	struct pg *g = db->conn;
	struct db_fault f = { 0 };

	done_all(g);
	if (db->mode == DB_READ || lost(g))
		return;
	if (!simple(g, "ROLLBACK", &f))
		LOG(EV_DB, KV("what", "rollback"), KV("text", f.text));
}

static void
tidy(struct db *db UNUSED)
{
}

static void
grown(struct db *db)
{
	struct db_fault f = { 0 };

	if (!simple(db->conn, "ANALYZE", &f))
		LOG(EV_DB, KV("what", "analyze"), KV("text", f.text));
}

static bool
checkpoint(struct db *db, bool truncate)
{
	(void)db;
	(void)truncate;
	return true;
}

/* --- what the machine must give --- */

struct wanted {
	struct arena *a;
	const char *host, *address, *port;
	const char **files;
	size_t n;
};

#define FILES_MAX 12

static void
option(struct wanted *w, const char *name, const char *value)
{
	static const char *const files[] = { "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslcrldir", "passfile" };
	size_t i;

	if (str_empty(value))
		return;
	value = arena_str(w->a, value);
	if (str_eq(name, "host"))
		w->host = value;
	else if (str_eq(name, "hostaddr"))
		w->address = value;
	else if (str_eq(name, "port"))
		w->port = value;
	for (i = 0; i < ARRAY_LEN(files); i++)
		if (str_eq(name, files[i]) && w->n < FILES_MAX)
			w->files[w->n++] = value;
}

/* Does a list of hosts name one that is no folder of a unix socket? */
static bool
has_tcp(const char *hosts)
{
	const char *p = hosts;

	while (p && *p) {
		if (*p != '/' && *p != '@' && *p != ',')
			return true;
		p += strcspn(p, ",");
		p += *p == ',';
	}
	return false;
}

/* As libpq reads it: the environment and a service file first, then the conninfo. */
static void
needs(struct arena *a, const char *conninfo, struct db_needs *n)
{
	struct wanted w = { .a = a, .host = "", .address = "", .port = "5432", .files = arena_new_n(a, FILES_MAX + 2, const char *) };
	const char *home = getenv("HOME"), *p, *why;
	PQconninfoOption *all[2], *o;
	size_t i;

	n->server = true;
	if (!db_pq_load(&why))
		return;
	all[0] = PQconndefaults();
	all[1] = PQconninfoParse(conninfo, NULL);

	for (i = 0; i < ARRAY_LEN(all); i++) {
		for (o = all[i]; o && o->keyword; o++)
			option(&w, o->keyword, o->val);
		PQconninfoFree(all[i]);
	}
	if (!str_empty(home)) {
		w.files[w.n++] = arena_printf(a, "%s/.postgresql", home);
		w.files[w.n] = arena_printf(a, "%s/.pgpass", home);
	}
	n->files = w.files;
	n->tcp = *w.address || has_tcp(w.host);
	for (p = w.port; n->tcp && *p && n->n_ports < ARRAY_LEN(n->ports); p += strspn(p, ","))
		n->ports[n->n_ports++] = (unsigned)strtoul(p, (char **)&p, 10);
}

const struct db_driver db_postgres_driver = {
	.kind = DB_POSTGRES,
	.open = open_server,
	.close = shut,
	.needs = needs,
	.alive = alive,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.run = run,
	.next = next,
	.done = done,
	.columns = columns,
	.changes = changes,
	.is_null = is_null,
	.integer = integer,
	.text = text,
	.bytes = bytes,
	.check = check,
	.script = script,
	.checkpoint = checkpoint,
	.tidy = tidy,
	.grown = grown,
};
