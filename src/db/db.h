/*
 * The database, one small API over two drivers (SQLite, PostgreSQL). Statements stand in const tables at the top of the module
 * that owns the rows, made with SQL(); placeholders are $1 $2 … . A call after a recorded failure (ctx->err) does nothing and
 * yields no rows, so domain code reads straight down and the gate rolls back. Traps of the two dialects: sql/README.md.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/ctx.h"

struct db_stmt {
	const char *name;	/* "order.get": for logs, counters and `etalase check` */
	const char *sql;
	const char *pg;		/* the other text for PostgreSQL; NULL: the same */
};
/* Takes literals only: anything else does not compile. */
#define SQL(name, text) { "" name, "" text, NULL }
/* The rare statement that must differ between the two. */
#define SQL2(name, lite, pg) { "" name, "" lite, "" pg }

/* Makes a module's table known to `etalase check`, which prepares every statement on a migrated database: DB_TABLE(q); */
struct db_table {
	const struct db_stmt *stmts;
	size_t n;
};
#define DB_TABLE(array) \
	static const struct db_table array##_table = { (array), ARRAY_LEN(array) }; \
	static const struct db_table *const array##_listed \
	    __attribute__((used, section("db_tables"))) = &array##_table

struct db_param {
	enum { DB_PARAM_NULL, DB_PARAM_INT, DB_PARAM_TEXT, DB_PARAM_BYTES } type;
	int64_t i;
	const void *p;
	size_t n;
};
#define DB_I(x) ((struct db_param){ DB_PARAM_INT, (int64_t)(x), NULL, 0 })
#define DB_T(x) db_param_text(x)	/* NULL is SQL NULL */
#define DB_B(ptr, len) ((struct db_param){ DB_PARAM_BYTES, 0, (ptr), (len) })
#define DB_NULL ((struct db_param){ DB_PARAM_NULL, 0, NULL, 0 })
/* A number, or SQL NULL when it is 0: for optional references. */
#define DB_REF(x) ((struct db_param){ (x) ? DB_PARAM_INT : DB_PARAM_NULL, (int64_t)(x), NULL, 0 })
static inline struct db_param
db_param_text(const char *s)
{
	return (struct db_param){ s ? DB_PARAM_TEXT : DB_PARAM_NULL, 0, s, s ? strlen(s) : 0 };
}

/* An open result; columns are read once each, in order. */
struct db_rows {
	struct ctx *c;
	void *stmt;	/* the driver's */
	unsigned use;	/* of the driver's cursor, so that a result which a commit ended is known */
	int row;
	int col;
	int cols;
};

/* for (r = db_query(c, &q[Q_LIST], DB_I(id)); db_next(&r); ) … ; leave a loop early only after db_done(). */
#define db_query(c, stmt, ...) \
	db_run((c), (stmt), (const struct db_param[]){ { 0 }, ##__VA_ARGS__ } + 1, \
	    sizeof((const struct db_param[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct db_param) - 1)
struct db_rows db_run(struct ctx *, const struct db_stmt *, const struct db_param *, size_t n);
bool db_next(struct db_rows *);
void db_done(struct db_rows *);

/* The next column. NULL reads as 0 or NULL. Text and bytes are copied into ctx->arena. */
int64_t db_int(struct db_rows *);
const char *db_text(struct db_rows *);		/* NULL for SQL NULL */
const char *db_str(struct db_rows *);		/* "" for SQL NULL */
const void *db_bytes(struct db_rows *, size_t *n);
bool db_null(const struct db_rows *);		/* is the next column NULL; does not move on */
void db_skip(struct db_rows *);

/* Runs to the end; the number of rows inserted, updated, deleted (or returned). 0 after a failure. */
#define db_exec(c, stmt, ...) \
	db_do((c), (stmt), (const struct db_param[]){ { 0 }, ##__VA_ARGS__ } + 1, \
	    sizeof((const struct db_param[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct db_param) - 1)
int64_t db_do(struct ctx *, const struct db_stmt *, const struct db_param *, size_t n);

/* First column of the first row as a number (INSERT … RETURNING id, counts); def when there is no row. */
#define db_one_int(c, def, stmt, ...) \
	db_first_int((c), (def), (stmt), (const struct db_param[]){ { 0 }, ##__VA_ARGS__ } + 1, \
	    sizeof((const struct db_param[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct db_param) - 1)
int64_t db_first_int(struct ctx *, int64_t def, const struct db_stmt *, const struct db_param *, size_t n);
/* The same as text; NULL when there is no row. */
#define db_one_text(c, stmt, ...) \
	db_first_text((c), (stmt), (const struct db_param[]){ { 0 }, ##__VA_ARGS__ } + 1, \
	    sizeof((const struct db_param[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct db_param) - 1)
const char *db_first_text(struct ctx *, const struct db_stmt *, const struct db_param *, size_t n);

/*
 * Connection. spec: "sqlite:FILE" or "pg:CONNINFO". NULL with *why on failure. One per process, never shared over fork. A file that is not there is a failure: an empty one in its place would make
 * SQLite throw away the log beside it, and with it orders that other processes have acknowledged.
 */
struct db *db_open(const char *spec, const char **why);
/* The same for whoever begins a database: a file that is not there is made. */
struct db *db_make(const char *spec, const char **why);
void db_close(struct db *);
/*
 * From now on this connection takes the file's pages as they are. Otherwise SQLite looks over the cells of a page each time it is read from the mapping, a third of what a product page costs; those who
 * read the whole file (check, backup, drill) and all other processes keep to it. For the workers that answer pages; nothing on PostgreSQL.
 */
void db_trust(struct db *);
enum db_kind { DB_SQLITE, DB_POSTGRES };
enum db_kind db_kind(const struct db *);
/* False when the connection is lost; the next db_begin tries to connect again. */
bool db_alive(struct db *);

/*
 * What a connection needs of the machine, for the walls around a worker (serve/walls.h); spec as for db_open. Strings live in the arena or the spec; paths may not exist. All empty for a spec that
 * no driver knows.
 */
struct db_needs {
	const char *folder;		/* read and written; NULL: none */
	const char *const *files;	/* read (certificates, a file of passwords), ended by NULL; or NULL */
	bool server;			/* another process is talked to */
	bool tcp;			/* beyond a unix socket: names are looked up, too */
	unsigned ports[8];
	size_t n_ports;
};
void db_needs(struct arena *, const char *spec, struct db_needs *);

/*
 * Transactions. READ refuses writes; SOFT is a write that may be lost at a power cut (carts, sessions, visits); WRITE is
 * durable when commit returns true. db_arm() begins at the first statement, so that reading forms holds no lock.
 * db_begin/db_commit: false when it failed (recorded in ctx->err). Nesting is a BUG.
 */
enum db_mode { DB_READ, DB_SOFT, DB_WRITE };
void db_arm(struct ctx *, enum db_mode);
MUST_USE bool db_begin(struct ctx *, enum db_mode);
MUST_USE bool db_commit(struct ctx *);
void db_rollback(struct ctx *);

/*
 * Runs fn(c, arg) in a transaction; busy and serialization failures run it again, up to 5 times with jitter, within 3 s. For commands
 * and jobs (requests have the gate). True when committed. fn returns false to roll back without a failure.
 */
MUST_USE bool db_transact(struct ctx *, enum db_mode, bool (*fn)(struct ctx *, void *), void *arg);
/* Sleeps a short random time before try number `attempt` (from 1). */
void db_backoff(int attempt);

/* SQLite: a checkpoint (truncating when asked), its result checked and logged; PostgreSQL: nothing. False when it failed. */
bool db_checkpoint(struct db *, bool truncate);

/* When nobody waits for an answer: what commits have left to do (SQLite: a checkpoint when the log has grown). Who calls it once calls it after each answer. */
void db_tidy(struct db *);
/*
 * Much has been written at once: the database counts its tables anew, now, and plans its statements by that (PostgreSQL; plans that were made while a table was empty read it whole until its own
 * clean-up comes by). Nothing on SQLite, which plans without counts. Outside a transaction; a failure is only logged.
 */
void db_grown(struct db *);

/* Prepares every known statement; the first fault is put into *why with the statement's name. */
MUST_USE bool db_check(struct ctx *, const char **why);
/* Calls fn for every known statement, in order of tables. */
void db_each_stmt(void (*fn)(const struct db_stmt *, void *), void *arg);

#endif
