/*
 * Every table out of a database and into another one, of either kind: what backups are made of. A dump is one snapshot (a read transaction of SQLite, REPEATABLE READ on
 * PostgreSQL) that holds no writer up; rows stream, memory is constant. schema_version is left out: the migrations say it.
 */
#ifndef DB_DUMP_H
#define DB_DUMP_H

#include "db/db.h"

struct dump_col {
	const char *name;
	char kind;	/* 'i' number, 't' text, 'b' bytes */
};
struct dump_table {
	const char *name;
	struct dump_col *cols;
	size_t n;
	int64_t rows;	/* seen so far */
};
/* The tables of the open connection by name; *n of them. Inside a transaction. */
struct dump_table *dump_tables(struct ctx *, size_t *n);

/* Called for each table, then for each of its rows (values of its columns). False ends the dump; the reason is the caller's own. */
struct dump_to {
	bool (*table)(void *arg, const struct dump_table *);
	bool (*row)(void *arg, const struct dump_table *, const struct db_param *values);
	void *arg;
	bool sorted;	/* rows by their columns from the first on: the same in both databases; costs a sort */
};
/* begin: the snapshot; then dump_all; then dump_end in any case. The connection should serve nothing else. False: ended or ctx->err. */
MUST_USE bool dump_begin(struct ctx *);
MUST_USE bool dump_all(struct ctx *, const struct dump_to *);
void dump_end(struct ctx *);

/*
 * Loading into a freshly migrated database: begin (one transaction, references unchecked, every table emptied), put row after row in any order of tables, then end, which checks
 * every reference, sets the counters of ids, and commits. A failure is in ctx->err; nothing stays.
 */
MUST_USE bool load_begin(struct ctx *);
/* t: columns as the dump named them; all must be there. */
MUST_USE bool load_row(struct ctx *, const struct dump_table *t, const struct db_param *values);
MUST_USE bool load_end(struct ctx *);
/* Gives a failed load up. */
void load_undo(struct ctx *);

/* Rows of one table. */
int64_t dump_count(struct ctx *, const char *table);

#endif
