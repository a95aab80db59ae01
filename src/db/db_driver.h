/*
 * What the two drivers (db_sqlite.c, db_postgres.c) owe to db.c, and nobody else's business. A driver knows statements, rows and
 * transactions of one connection; counting, arming, retries and recording of failures are done once, in db.c.
 */
#ifndef DB_DB_DRIVER_H
#define DB_DB_DRIVER_H

#include "db/db.h"

/* Why a call failed; kind is ERR_NONE as long as nothing did. */
struct db_fault {
	enum err_kind kind;
	char text[200];		/* no values of parameters: it goes to the log */
};

/* The head of each driver's cursor. Cursors are used again: `use` tells a result from an older one that had the same cursor. */
struct db_cursor {
	const char *name;	/* of the statement */
	unsigned use;		/* counts up when the cursor is ended */
};

struct db_driver {
	enum db_kind kind;
	/* where: the specification behind "sqlite:" or "pg:". Fills db->conn. */
	/* make: the database may be new (a file that is not there); else it must be there. */
	bool (*open)(struct db *, const char *where, bool make, struct db_fault *);
	void (*close)(struct db *);
	void (*trust)(struct db *);	/* NULL: nothing to be done */
	/* Fills what is all zero. */
	void (*needs)(struct arena *, const char *where, struct db_needs *);
	bool (*alive)(struct db *);
	/* A lost connection is made anew in begin. db->mode is set before. */
	bool (*begin)(struct db *, enum db_mode, struct db_fault *);
	/* Both end every open cursor. A commit that fails leaves the transaction to rollback. */
	bool (*commit)(struct db *, struct db_fault *);
	void (*rollback)(struct db *);
	/*
	 * Starts a statement and does its work: its first row is there, or its failure is known, when this returns. NULL: failed.
	 * whole: the caller reads to the end before it returns to its own caller, so parameters outlive the cursor.
	 */
	void *(*run)(struct db *, const struct db_stmt *, const struct db_param *, size_t n, bool whole, struct db_fault *);
	/* True: on the next row. False: at the end, or failed; the cursor is still to be ended by done. */
	bool (*next)(void *cursor, struct db_fault *);
	/* Ends a cursor, first running a statement that writes to its end (constraints are checked there). */
	bool (*done)(void *cursor, struct db_fault *);
	int (*columns)(const void *cursor);
	int64_t (*changes)(const void *cursor);		/* rows written; after next() said false */
	/* Of the current row. Text and bytes are good until next or done; bytes may be decoded into the arena. */
	bool (*is_null)(const void *cursor, int col);
	int64_t (*integer)(void *cursor, int col);
	const char *(*text)(void *cursor, int col, size_t *n);
	const void *(*bytes)(void *cursor, int col, struct arena *, size_t *n);
	/* Compiles without running. */
	bool (*check)(struct db *, const struct db_stmt *, struct db_fault *);
	/* Runs one statement of a migration: any text, no parameters, no rows. */
	bool (*script)(struct db *, const char *sql, struct db_fault *);
	bool (*checkpoint)(struct db *, bool truncate);
	void (*tidy)(struct db *);
	void (*grown)(struct db *);	/* NULL: nothing to be done */
};

struct db {
	const struct db_driver *driver;
	struct arena *arena;	/* lives as long as the connection: statements, cursors */
	void *conn;		/* the driver's */
	int64_t pid;		/* of the process that opened it */
	bool in_tx;
	bool armed;
	enum db_mode mode;	/* of the open or armed transaction */
};

extern const struct db_driver db_sqlite_driver;
extern const struct db_driver db_postgres_driver;

/* The highest $n in a statement's text: how many parameters it takes. */
size_t db_placeholders(const char *sql);
/* Stands in some DB_TABLE, so that its address names it for as long as the process lives and it may be cached. */
bool db_listed(const struct db_stmt *);
PRINTF(3, 4) void db_fault_set(struct db_fault *, enum err_kind, const char *fmt, ...);
/* Runs one statement of a migration inside the open transaction; a failure is recorded under `where`. */
MUST_USE bool db_script(struct ctx *, const char *where, const char *sql);

/* Cached statements of one connection: address of the struct db_stmt -> the driver's entry. Grows in the arena. */
struct db_cache_slot {
	const struct db_stmt *key;
	void *entry;
};
struct db_cache {
	struct db_cache_slot *slots;
	size_t n;
	size_t size;	/* a power of two, or 0 */
};
void *db_cache_get(const struct db_cache *, const struct db_stmt *);
void db_cache_put(struct db_cache *, struct arena *, const struct db_stmt *, void *entry);

#endif
