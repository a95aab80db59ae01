/*
 * Dump and load of whole databases. Which tables and columns there are is asked of the database itself, so a new migration is in the next backup without being told.
 * The statements are made at run time from those names alone, quoted; values are always parameters.
 */
#include "db/dump.h"

#include "base/buf.h"
#include "base/str.h"
#include "db/db_driver.h"

#define STMT_MAX 20000
#define FETCH 500	/* rows of PostgreSQL that libpq holds at a time */

enum { Q_COLUMNS, Q_KEYS, Q_IDS, Q_BROKEN };

static const struct db_stmt q[] = {
	[Q_COLUMNS] = SQL2("dump.columns",
	    "SELECT m.name, p.name, p.type FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"
	    " AND substr(m.name, 1, 7) <> 'sqlite_' AND m.name <> 'schema_version' ORDER BY m.name, p.cid",
	    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), CAST(format_type(a.atttypid, NULL) AS TEXT) FROM pg_catalog.pg_class c"
	    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()"
	    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
	    " WHERE c.relkind = 'r' AND c.relname <> 'schema_version' ORDER BY 1, a.attnum"),
	/* References, to be taken off while rows come in and put back, checked, at the end. */
	[Q_KEYS] = SQL2("dump.keys", "SELECT '', '', '' WHERE 1 = 0",
	    "SELECT CAST(k.conrelid::regclass AS TEXT), CAST(k.conname AS TEXT), pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k"
	    " JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace AND n.nspname = current_schema() WHERE k.contype = 'f' ORDER BY 1, 2"),
	[Q_IDS] = SQL2("dump.ids", "SELECT '', '' WHERE 1 = 0",
	    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT) FROM pg_catalog.pg_class c"
	    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()"
	    " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> '' WHERE c.relkind = 'r' ORDER BY 1"),
	[Q_BROKEN] = SQL2("dump.broken", "SELECT COUNT(*) FROM pragma_foreign_key_check", "SELECT 0"),
};
DB_TABLE(q);

#define TEXT_ROWS "SELECT %s FROM \"%s\"%s"
#define TEXT_CURSOR "DECLARE dump_rows NO SCROLL CURSOR FOR SELECT %s FROM \"%s\"%s"
#define TEXT_COUNT "SELECT COUNT(*) FROM \"%s\""
#define TEXT_EMPTY "DELETE FROM \"%s\""
#define TEXT_ADD "INSERT INTO \"%s\" (%s) VALUES ("
#define TEXT_KEY_OFF "INSERT INTO load_key VALUES ($load$ALTER TABLE %s ADD CONSTRAINT \"%s\" %s$load$); ALTER TABLE %s DROP CONSTRAINT \"%s\""
#define TEXT_NEXT_ID "SELECT setval(pg_get_serial_sequence('\"%s\"', '%s'), (SELECT COALESCE(MAX(\"%s\"), 0) + 1 FROM \"%s\"), false)"

static char
kind_of(struct ctx *c, const char *table, const char *type)
{
	if (str_eq(type, "INTEGER") || str_eq(type, "bigint"))
		return 'i';
	if (str_eq(type, "TEXT") || str_eq(type, "text"))
		return 't';
	if (str_eq(type, "BLOB") || str_eq(type, "bytea"))
		return 'b';
	err_set(c, ERR_INTERNAL, "dump_tables", "table %s has a column of type %s", table, type);
	return 't';
}

struct dump_table *
dump_tables(struct ctx *c, size_t *n)
{
	size_t room = 0, cols = 0, col_room = 0;
	struct dump_table *all = NULL, *t = NULL;
	struct db_rows r = db_query(c, &q[Q_COLUMNS]);

	*n = 0;
	while (db_next(&r)) {
		const char *name = db_str(&r);

		if (!t || !str_eq(t->name, name)) {
			if (*n == room) {
				struct dump_table *more = arena_new_n(c->arena, room * 2 + 32, struct dump_table);

				if (all)
					memcpy(more, all, *n * sizeof(*all));
				all = more;
				room = room * 2 + 32;
			}
			t = &all[(*n)++];
			t->name = name;
			cols = col_room = 0;
		}
		if (cols == col_room) {
			struct dump_col *more = arena_new_n(c->arena, col_room * 2 + 16, struct dump_col);

			if (t->cols && cols > 0)
				memcpy(more, t->cols, cols * sizeof(*more));
			t->cols = more;
			col_room = col_room * 2 + 16;
		}
		t->cols[cols].name = db_str(&r);
		t->cols[cols].kind = kind_of(c, name, db_str(&r));
		t->n = ++cols;
	}
	return all;
}

/* "a", "b", "c" */
static const char *
names(struct ctx *c, const struct dump_table *t)
{
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, STMT_MAX);
	for (i = 0; i < t->n; i++)
		buf_printf(&b, "%s\"%s\"", i ? ", " : "", t->cols[i].name);
	return b.s;
}

/* By every column: a table's key is among its first ones, so that the database seldom has to look at the others. */
static const char *
order(struct ctx *c, const struct dump_table *t)
{
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, STMT_MAX);
	for (i = 0; i < t->n; i++)
		buf_printf(&b, "%s\"%s\" NULLS FIRST", i ? ", " : " ORDER BY ", t->cols[i].name);
	return b.s;
}

int64_t
dump_count(struct ctx *c, const char *table)
{
	struct db_stmt s = { "dump.count", arena_printf(c->arena, TEXT_COUNT, table), NULL };

	return db_one_int(c, 0, &s);
}

/* --- out --- */

bool
dump_begin(struct ctx *c)
{
	if (!db_begin(c, DB_READ))
		return false;
	/* A READ of PostgreSQL has no transaction of its own there: each statement would see another moment. */
	if (db_kind(c->db) == DB_POSTGRES)
		return db_script(c, "dump_begin", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '60s'");
	return true;
}

void
dump_end(struct ctx *c)
{
	struct db_fault f = { 0 };

	if (c->db->in_tx && db_kind(c->db) == DB_POSTGRES)
		(void)c->db->driver->script(c->db, "ROLLBACK", &f);
	db_rollback(c);
}

/* The rows of an open result; *n of them. */
static bool
rows(struct ctx *c, struct db_rows *r, struct dump_table *t, const struct dump_to *to, struct db_param *v, size_t *n)
{
	struct arena_mark mark = arena_mark(c->arena);
	size_t i;

	for (*n = 0; db_next(r); ++*n) {
		for (i = 0; i < t->n; i++) {
			const void *p;
			size_t len;

			if (db_null(r)) {
				v[i] = DB_NULL;
				db_skip(r);
			} else if (t->cols[i].kind == 'i') {
				v[i] = DB_I(db_int(r));
			} else if (t->cols[i].kind == 't') {
				v[i] = DB_T(db_text(r));
			} else {
				p = db_bytes(r, &len);
				v[i] = DB_B(p, len);
			}
		}
		t->rows++;
		if (!to->row(to->arg, t, v)) {
			db_done(r);
			return false;
		}
		arena_back(c->arena, mark);
	}
	return !err_is_set(c);
}

static bool
table_out(struct ctx *c, struct dump_table *t, const struct dump_to *to)
{
	struct db_param *v = arena_new_n(c->arena, t->n, struct db_param);
	const char *cols = names(c, t), *by = to->sorted ? order(c, t) : "";
	struct db_stmt s = { "dump.rows", arena_printf(c->arena, TEXT_ROWS, cols, t->name, by), NULL };
	struct db_stmt fetch = { "dump.fetch", "FETCH FORWARD 500 FROM dump_rows", NULL };
	struct db_rows r;
	size_t n;

	if (!to->table(to->arg, t))
		return false;
	if (db_kind(c->db) == DB_SQLITE) {
		r = db_query(c, &s);
		return rows(c, &r, t, to, v, &n);
	}
	if (!db_script(c, t->name, arena_printf(c->arena, TEXT_CURSOR, cols, t->name, by)))
		return false;
	do {
		r = db_query(c, &fetch);
		if (!rows(c, &r, t, to, v, &n))
			return false;
	} while (n == FETCH);
	return db_script(c, t->name, "CLOSE dump_rows");
}

bool
dump_all(struct ctx *c, const struct dump_to *to)
{
	struct dump_table *t;
	size_t n, i;

	t = dump_tables(c, &n);
	for (i = 0; i < n && !err_is_set(c); i++) {
		if (!table_out(c, &t[i], to))
			return false;
	}
	return !err_is_set(c);
}

/* --- in --- */

struct key {
	const char *table, *name, *text;
	struct key *next;
};

static struct key *
keys_of(struct ctx *c)
{
	struct key *first = NULL, *k;
	struct db_rows r = db_query(c, &q[Q_KEYS]);

	while (db_next(&r)) {
		k = arena_new(c->arena, struct key);
		k->table = db_str(&r);
		k->name = db_str(&r);
		k->text = db_str(&r);
		k->next = first;
		first = k;
	}
	return first;
}

/*
 * PostgreSQL lets a table's owner drop references but not switch their checks off. What was dropped is kept in a table of the transaction's own until the end, so that load_end
 * needs nothing but the database.
 */
static bool
keys_off(struct ctx *c)
{
	struct key *k;

	if (db_kind(c->db) == DB_SQLITE)
		return true;
	if (!db_script(c, "load_begin", "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s';"
	    " CREATE TEMPORARY TABLE load_key (text TEXT NOT NULL) ON COMMIT DROP"))
		return false;
	for (k = keys_of(c); k; k = k->next) {
		if (!db_script(c, k->name, arena_printf(c->arena, TEXT_KEY_OFF, k->table, k->name, k->text, k->table, k->name)))
			return false;
	}
	return !err_is_set(c);
}

static bool
keys_on(struct ctx *c)
{
	struct db_stmt list = { "load.keys", NULL, NULL };
	struct key *first = NULL, *k;
	struct db_rows r;

	if (db_kind(c->db) == DB_SQLITE) {
		if (db_one_int(c, 0, &q[Q_BROKEN]) > 0)
			err_set(c, ERR_DB, "load_end", "references lead to nothing");
		return !err_is_set(c);
	}
	list.sql = arena_printf(c->arena, TEXT_ROWS, "text", "load_key", "");
	r = db_query(c, &list);
	while (db_next(&r)) {
		k = arena_new(c->arena, struct key);
		k->text = db_str(&r);
		k->next = first;
		first = k;
	}
	for (k = first; k; k = k->next) {
		if (!db_script(c, "load_end", k->text))
			return false;
	}
	r = db_query(c, &q[Q_IDS]);
	while (db_next(&r)) {
		const char *t = db_str(&r), *id = db_str(&r);

		if (!db_script(c, "load_end", arena_printf(c->arena, TEXT_NEXT_ID, t, id, id, t)))
			return false;
	}
	return !err_is_set(c);
}

/* SQLite heeds this only outside of a transaction. */
static bool
checks(struct ctx *c, bool on)
{
	struct db_fault f = { 0 };

	if (db_kind(c->db) != DB_SQLITE || c->db->driver->script(c->db, on ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF", &f))
		return true;
	err_set(c, f.kind, "load", "%s", f.text);
	return false;
}

bool
load_begin(struct ctx *c)
{
	struct dump_table *t;
	size_t n, i;

	if (!checks(c, false) || !db_begin(c, DB_WRITE) || !keys_off(c))
		return false;
	t = dump_tables(c, &n);
	for (i = 0; i < n && !err_is_set(c); i++) {
		/* Only what migrations put in; a table whose rows may never be deleted is empty and not asked to. */
		if (dump_count(c, t[i].name) > 0 && !db_script(c, t[i].name, arena_printf(c->arena, TEXT_EMPTY, t[i].name)))
			return false;
	}
	return !err_is_set(c);
}

bool
load_row(struct ctx *c, const struct dump_table *t, const struct db_param *v)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct db_stmt s = { "load.row", NULL, NULL };
	struct buf b;
	size_t i;

	buf_init(&b, c->arena, STMT_MAX);
	buf_printf(&b, TEXT_ADD, t->name, names(c, t));
	for (i = 0; i < t->n; i++)
		buf_printf(&b, "%s$%zu", i ? ", " : "", i + 1);
	buf_str(&b, ")");
	s.sql = b.s;
	if (b.full)
		err_set(c, ERR_LIMIT, "load_row", "table %s has too many columns", t->name);
	(void)db_do(c, &s, v, t->n);
	arena_back(c->arena, mark);
	return !err_is_set(c);
}

bool
load_end(struct ctx *c)
{
	return keys_on(c) && db_commit(c) && checks(c, true);
}

void
load_undo(struct ctx *c)
{
	db_rollback(c);
	(void)checks(c, true);
}
