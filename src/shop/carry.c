/*
 * An export as lines of JSON: {"etalase":"shop","form":1,"migrations":[[1,"shop"],…]} · for each table {"table":"category","columns":[["id","i"],…]} and its rows [1,null,0] (bytes as
 * hex) · {"rows":{"category":2,…},"sha256":"…"}. The sum is over all bytes before the last line, so `head -n -1 FILE | sha256sum` tells it, too.
 */
#include "shop/carry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
#include "db/db.h"
#include "db/dump.h"

#define HEAD "{\"etalase\":\"shop\","
#define LINE_MAX_BYTES ((size_t)64 << 20)
#define COLS_MAX 64	/* as many as a statement takes parameters */

enum { Q_MIGRATIONS, Q_PEOPLE, Q_PICTURES };

static const struct db_stmt q[] = {
	[Q_MIGRATIONS] = SQL("carry.migrations", "SELECT version, name FROM schema_version ORDER BY version"),
	[Q_PEOPLE] = SQL("carry.people", "SELECT (SELECT COUNT(*) FROM staff) + (SELECT COUNT(*) FROM customer) + (SELECT COUNT(*) FROM product) + (SELECT COUNT(*) FROM orders)"),
	[Q_PICTURES] = SQL("carry.pictures", "SELECT hash FROM media WHERE state = 'ready' UNION ALL SELECT hash FROM attachment WHERE state = 'ready'"),
};
DB_TABLE(q);

static json_t *
migrations(struct ctx *c, int64_t *newest)
{
	json_t *list = js_own(c->arena, json_array());
	struct db_rows r = db_query(c, &q[Q_MIGRATIONS]);

	*newest = 0;
	while (db_next(&r)) {
		*newest = db_int(&r);
		(void)json_array_append_new(list, json_pack("[I s]", (json_int_t)*newest, db_str(&r)));
	}
	return list;
}

/* --- out --- */

struct writer {
	struct ctx *c;
	struct arena *line;	/* of one line */
	struct crypt_sum *sum;
	struct carry_sum *told;
	json_t *counts;		/* rows by table */
	int fd;
	size_t n;
	char block[65536];
};

static bool
flush(struct writer *w)
{
	size_t at = 0;

	while (at < w->n) {
		ssize_t n = write(w->fd, w->block + at, w->n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			err_set(w->c, ERR_DISK, "carry_out", "the export could not be written: %s", strerror(errno));
			return false;
		}
		at += (size_t)n;
	}
	w->n = 0;
	return true;
}

static bool
put(struct writer *w, const char *s, size_t n)
{
	crypt_sum_add(w->sum, s, n);
	while (n > 0) {
		size_t room = sizeof(w->block) - w->n, step = n < room ? n : room;

		memcpy(w->block + w->n, s, step);
		w->n += step;
		s += step;
		n -= step;
		if (w->n == sizeof(w->block) && !flush(w))
			return false;
	}
	return true;
}

static bool
put_line(struct writer *w, json_t *v)
{
	const char *s = js_text(w->line, js_own(w->line, v));
	bool ok = put(w, s, strlen(s)) && put(w, "\n", 1);

	arena_reset(w->line);
	return ok;
}

static bool
put_table(void *arg, const struct dump_table *t)
{
	struct writer *w = arg;
	json_t *cols = json_array();
	size_t i;

	for (i = 0; i < t->n; i++)
		(void)json_array_append_new(cols, json_pack("[s s#]", t->cols[i].name, &t->cols[i].kind, 1));
	(void)json_object_set_new(w->counts, t->name, json_integer(0));
	w->told->tables++;
	return put_line(w, json_pack("{ss so}", "table", t->name, "columns", cols));
}

static json_t *
value(struct writer *w, const struct db_param *v)
{
	switch (v->type) {
	case DB_PARAM_NULL:
		return json_null();
	case DB_PARAM_INT:
		return json_integer(v->i);
	case DB_PARAM_TEXT:
		return json_stringn(v->p, v->n);
	case DB_PARAM_BYTES:
		return json_string(str_hex(w->line, v->p, v->n));
	}
	return NULL;
}

static bool
put_row(void *arg, const struct dump_table *t, const struct db_param *v)
{
	struct writer *w = arg;
	json_t *row = js_own(w->line, json_array()), *one;
	size_t i;

	for (i = 0; i < t->n; i++) {
		one = value(w, &v[i]);
		if (!one) {
			err_set(w->c, ERR_DB, "carry_out", "column %s of table %s holds a text that is not UTF-8", t->cols[i].name, t->name);
			return false;
		}
		(void)json_array_append_new(row, one);
	}
	w->told->rows++;
	(void)json_object_set_new(w->counts, t->name, json_integer(t->rows));
	return put_line(w, json_incref(row));
}

enum carry
carry_out(struct ctx *c, int fd, struct carry_sum *told)
{
	struct writer *w = arena_new(c->arena, struct writer);
	struct dump_to to = { put_table, put_row, w, true };
	int64_t newest;
	bool ok;

	*told = (struct carry_sum){ 0 };
	*w = (struct writer){ .c = c, .line = arena_open(), .sum = crypt_sum_begin(c->arena), .told = told, .counts = js_own(c->arena, json_object()), .fd = fd };
	ok = dump_begin(c) && put_line(w, json_pack("{ss si sO}", "etalase", "shop", "form", 1, "migrations", migrations(c, &newest))) && dump_all(c, &to);
	dump_end(c);
	ok = ok && put_line(w, json_pack("{sO ss}", "rows", w->counts, "sha256", crypt_sum_hex(w->line, w->sum))) && flush(w);
	arena_close(w->line);
	return ok && !err_is_set(c) ? CARRY_OK : CARRY_FAILED;
}

enum carry
carry_file(struct ctx *c, const char *path, struct carry_sum *told)
{
	char *temp = arena_printf(c->arena, "%s.part-XXXXXX", path);
	int fd = mkostemp(temp, O_CLOEXEC);
	bool ok;

	*told = (struct carry_sum){ 0 };
	ok = fd >= 0 && carry_out(c, fd, told) == CARRY_OK;
	if (ok && (fsync(fd) != 0 || fchmod(fd, 0600) != 0 || rename(temp, path) != 0))
		ok = false;
	if (!ok)
		err_set(c, ERR_DISK, "carry_out", "%s: %s", path, strerror(errno));
	if (fd >= 0) {
		(void)close(fd);
		if (!ok)
			(void)unlink(temp);
	}
	return ok ? CARRY_OK : CARRY_FAILED;
}

/* --- in --- */

struct reader {
	struct ctx *c;
	struct arena *line, *rest;	/* of one line; of the line's bytes while it grows */
	struct crypt_sum *sum;
	struct carry_sum *told;
	struct dump_table *all, *t;	/* of the database; the one whose rows come */
	size_t n_all;
	json_t *counts;
	int fd;
	size_t at, n;
	bool ended;
	char block[65536];
};

bool
carry_is(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char head[sizeof(HEAD) - 1];
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));

	if (fd >= 0)
		(void)close(fd);
	return n == (ssize_t)sizeof(head) && memcmp(head, HEAD, sizeof(head)) == 0;
}

/* The next line without its end. OK with len 0: there is none. */
static enum carry
get_line(struct reader *r, struct buf *b)
{
	ssize_t n;

	arena_reset(r->rest);
	buf_init(b, r->rest, LINE_MAX_BYTES);
	for (;;) {
		const char *s = r->block + r->at, *end = memchr(s, '\n', r->n - r->at);
		size_t len = end ? (size_t)(end - s) : r->n - r->at;

		if (!buf_add(b, s, len))
			return CARRY_DAMAGED;
		r->at += len + (end ? 1 : 0);
		if (end)
			return b->len ? CARRY_OK : CARRY_DAMAGED;
		do
			n = read(r->fd, r->block, sizeof(r->block));
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return CARRY_NO_FILE;
		if (n == 0)
			return b->len ? CARRY_DAMAGED : CARRY_OK;
		r->at = 0;
		r->n = (size_t)n;
	}
}

static enum carry
head_in(struct reader *r, const struct buf *b)
{
	json_t *head, *ours;
	const char *why;
	int64_t newest, theirs;

	if (!str_starts(b->s, HEAD))
		return CARRY_FOREIGN;
	head = js_parse(r->line, b->s, b->len, &why);
	if (!head)
		return CARRY_DAMAGED;
	if (js_get_int(head, "form", 0) != 1)
		return CARRY_FOREIGN;
	ours = migrations(r->c, &newest);
	if (json_equal(ours, json_object_get(head, "migrations")))
		return CARRY_OK;
	theirs = (int64_t)json_array_size(json_object_get(head, "migrations"));
	return theirs < (int64_t)json_array_size(ours) ? CARRY_OLDER : CARRY_NEWER;
}

/* Its columns must be the database's own, in name, kind and order. */
static enum carry
table_in(struct reader *r, const json_t *o)
{
	const json_t *cols = json_object_get(o, "columns");
	size_t i;

	r->t = NULL;
	for (i = 0; i < r->n_all; i++)
		if (str_eq(r->all[i].name, js_get(o, "table")))
			r->t = &r->all[i];
	if (!r->t || json_object_get(r->counts, r->t->name) || json_array_size(cols) != r->t->n || r->t->n > COLS_MAX)
		return CARRY_DAMAGED;
	for (i = 0; i < r->t->n; i++) {
		const json_t *col = json_array_get(cols, i);
		const char *name = json_string_value(json_array_get(col, 0)), *kind = json_string_value(json_array_get(col, 1));

		if (!name || !kind || !str_eq(name, r->t->cols[i].name) || kind[0] != r->t->cols[i].kind)
			return CARRY_DAMAGED;
	}
	(void)json_object_set_new(r->counts, r->t->name, json_integer(0));
	r->told->tables++;
	return CARRY_OK;
}

static bool
value_in(struct reader *r, char kind, const json_t *v, struct db_param *p)
{
	if (json_is_null(v)) {
		*p = DB_NULL;
	} else if (kind == 'i' && json_is_integer(v)) {
		*p = DB_I(json_integer_value(v));
	} else if (kind == 't' && json_is_string(v)) {
		*p = (struct db_param){ DB_PARAM_TEXT, 0, json_string_value(v), json_string_length(v) };
	} else if (kind == 'b' && json_is_string(v)) {
		p->type = DB_PARAM_BYTES;
		p->p = str_unhex(r->line, json_string_value(v), &p->n);
		return p->p != NULL;
	} else {
		return false;
	}
	return true;
}

static enum carry
row_in(struct reader *r, const json_t *row)
{
	struct db_param v[COLS_MAX];
	size_t i;

	if (!r->t || json_array_size(row) != r->t->n)
		return CARRY_DAMAGED;
	for (i = 0; i < r->t->n; i++)
		if (!value_in(r, r->t->cols[i].kind, json_array_get(row, i), &v[i]))
			return CARRY_DAMAGED;
	r->t->rows++;
	r->told->rows++;
	(void)json_object_set_new(r->counts, r->t->name, json_integer(r->t->rows));
	return load_row(r->c, r->t, v) ? CARRY_OK : CARRY_FAILED;
}

/* What was read against what was written, and against what stands in the database now. */
static enum carry
end_in(struct reader *r, const json_t *o)
{
	size_t i;

	if (!str_eq(js_get(o, "sha256"), crypt_sum_hex(r->line, r->sum)) || !json_equal(json_object_get(o, "rows"), r->counts) ||
	    json_object_size(r->counts) != r->n_all)
		return CARRY_DAMAGED;
	for (i = 0; i < r->n_all; i++) {
		if (dump_count(r->c, r->all[i].name) != r->all[i].rows)
			err_set(r->c, ERR_INTERNAL, "carry_in", "not all rows of table %s arrived", r->all[i].name);
	}
	r->ended = true;
	return err_is_set(r->c) ? CARRY_FAILED : CARRY_OK;
}

static enum carry
line_in(struct reader *r, const struct buf *b)
{
	const char *why;
	const json_t *o = js_parse(r->line, b->s, b->len, &why);
	enum carry e;

	if (json_object_get(o, "sha256"))
		return end_in(r, o);
	e = json_is_array(o) ? row_in(r, o) : json_object_get(o, "table") ? table_in(r, o) : CARRY_DAMAGED;
	crypt_sum_add(r->sum, b->s, b->len);
	crypt_sum_add(r->sum, "\n", 1);
	return e;
}

static enum carry
lines(struct reader *r)
{
	enum carry e = CARRY_OK;
	struct buf b;

	while (e == CARRY_OK && !r->ended) {
		e = get_line(r, &b);
		if (e == CARRY_OK)
			e = b.len ? line_in(r, &b) : CARRY_DAMAGED;
		arena_reset(r->line);
	}
	if (e == CARRY_OK)
		e = get_line(r, &b);
	return e == CARRY_OK && b.len ? CARRY_DAMAGED : e;
}

/* Head first, while nothing has been touched; then all in one transaction. */
static enum carry
read_in(struct reader *r)
{
	struct ctx *c = r->c;
	int64_t people;
	struct buf b;
	enum carry e = get_line(r, &b);

	if (e != CARRY_OK)
		return e;
	if (!db_begin(c, DB_READ))
		return CARRY_FAILED;
	e = head_in(r, &b);
	people = db_one_int(c, 0, &q[Q_PEOPLE]);
	r->all = dump_tables(c, &r->n_all);
	if (!db_commit(c))
		return CARRY_FAILED;
	if (e != CARRY_OK)
		return e;
	if (people > 0)
		return CARRY_NOT_EMPTY;
	crypt_sum_add(r->sum, b.s, b.len);
	crypt_sum_add(r->sum, "\n", 1);
	e = load_begin(c) ? lines(r) : CARRY_FAILED;
	if (e == CARRY_OK && !load_end(c))
		e = CARRY_FAILED;
	if (e != CARRY_OK)
		load_undo(c);
	else
		db_grown(c->db);
	return e;
}

/* A finished picture has files of its name, whichever sizes they are; a paper or clip has one. */
static bool
has_files(struct ctx *c, const char *hash)
{
	struct arena_mark mark = arena_mark(c->arena);
	const char **names = file_list(c->arena, arena_printf(c->arena, "%s/media/%.2s", c->conf->data, hash));
	bool found = false;

	for (; *names && !found; names++)
		found = str_starts(*names, hash);
	arena_back(c->arena, mark);
	return found;
}

static bool
pictures(struct ctx *c, void *arg)
{
	struct carry_sum *told = arg;
	struct db_rows r = db_query(c, &q[Q_PICTURES]);

	told->missing = 0;
	while (db_next(&r))
		told->missing += !has_files(c, db_str(&r));
	return true;
}

enum carry
carry_in(struct ctx *c, int fd, struct carry_sum *told)
{
	struct reader *r = arena_new(c->arena, struct reader);
	enum carry e;

	*told = (struct carry_sum){ 0 };
	*r = (struct reader){ .c = c, .line = arena_open(), .rest = arena_open(), .sum = crypt_sum_begin(c->arena), .told = told,
	    .counts = js_own(c->arena, json_object()), .fd = fd };
	e = read_in(r);
	arena_close(r->line);
	arena_close(r->rest);
	if (e == CARRY_OK && !db_transact(c, DB_READ, pictures, told))
		e = CARRY_FAILED;
	return e;
}
