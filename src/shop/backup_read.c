/*
 * Reading backups: once through to see that all of it is there, then a second time for good. What goes wrong in the second round leaves nothing behind in the
 * database (one transaction), and of a new folder nothing at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/str.h"
#include "db/db.h"
#include "db/dump.h"
#include "db/migrate.h"
#include "shop/backup.h"
#include "shop/backup_record.h"
#include "shop/outbox.h"
#include "shop/social_daily.h"
#include "shop/social_post.h"
#include "shop/stock.h"

#define COLS_MAX 64	/* as many as a statement takes parameters */

enum { Q_STAFF, Q_PRODUCTS, Q_ORDERS };

static const struct db_stmt q[] = {
	[Q_STAFF] = SQL("backup.staff", "SELECT COUNT(*) FROM staff"),
	[Q_PRODUCTS] = SQL("backup.products", "SELECT COUNT(*) FROM product"),
	[Q_ORDERS] = SQL("backup.orders", "SELECT COUNT(*) FROM orders"),
};
DB_TABLE(q);

struct reader {
	struct ctx *c;		/* of the caller: failures */
	struct arena *scratch;	/* of one record */
	struct seal_in *in;
	struct backup_sum *sum;
	struct dump_table table;	/* whose rows come */
	struct arena *table_arena;
	json_t *counts, *head;
	/* for good: */
	struct ctx *to;		/* NULL: only looking */
	const char *data;
	int fd;			/* of the file that comes; -1 */
	const char *path, *temp;
	mode_t mode;
	bool file_open;
	bool ended;
};

static enum backup
of_seal(struct reader *r, enum seal s)
{
	switch (s) {
	case SEAL_OK:
		return BACKUP_OK;
	case SEAL_NO_FILE:
		return BACKUP_NO_FILE;
	case SEAL_FOREIGN:
		return BACKUP_FOREIGN;
	case SEAL_WRONG_KEY:
		return BACKUP_WRONG_KEY;
	case SEAL_DAMAGED:
		return BACKUP_DAMAGED;
	}
	BUG("seal %d of %lld rows", (int)s, (long long)r->sum->rows);
}

static enum backup
head_in(struct reader *r, const struct record *rec)
{
	const json_t *list;
	size_t n;

	r->head = record_json(r->c->arena, rec);
	list = json_object_get(r->head, "migrations");
	n = json_array_size(list);
	if (js_get_int(r->head, "form", 0) != 1)
		return r->head ? BACKUP_NEWER : BACKUP_DAMAGED;
	if (n == 0)
		return BACKUP_DAMAGED;
	r->sum->made_at = js_get_int(r->head, "made_at", 0);
	r->sum->schema = json_integer_value(json_array_get(json_array_get(list, n - 1), 0));
	return BACKUP_OK;
}

/* A table's or column's name stands in statements: letters, digits, underscore. */
static bool
is_name(const char *s)
{
	return !str_empty(s) && strlen(s) <= 60 && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static enum backup
table_in(struct reader *r, const struct record *rec)
{
	json_t *o, *cols;
	size_t i;

	arena_reset(r->table_arena);
	o = record_json(r->table_arena, rec);
	cols = json_object_get(o, "columns");
	r->table = (struct dump_table){ .name = js_get(o, "table"), .n = json_array_size(cols) };
	if (!is_name(r->table.name) || r->table.n == 0 || r->table.n > COLS_MAX)
		return BACKUP_DAMAGED;
	r->table.cols = arena_new_n(r->table_arena, r->table.n, struct dump_col);
	for (i = 0; i < r->table.n; i++) {
		const char *name = json_string_value(json_array_get(json_array_get(cols, i), 0));

		if (!is_name(name))
			return BACKUP_DAMAGED;
		r->table.cols[i].name = name;
	}
	r->sum->tables++;
	return BACKUP_OK;
}

static enum backup
row_in(struct reader *r, const struct record *rec)
{
	struct db_param v[COLS_MAX];

	if (r->table.n == 0 || !record_row(rec, v, r->table.n))
		return BACKUP_DAMAGED;
	r->table.rows++;
	r->sum->rows++;
	(void)json_object_set_new(r->counts, r->table.name, json_integer(r->table.rows));
	if (r->to && !load_row(r->to, &r->table, v))
		return BACKUP_FAILED;
	return BACKUP_OK;
}

/* --- files --- */

static enum backup
disk_failed(struct reader *r)
{
	err_set(r->c, ERR_DISK, "backup_restore", "%s: %s", r->path, strerror(errno));
	return BACKUP_FAILED;
}

/* Below one of our folders, no part hidden or upwards. */
static bool
path_ok(const char *s)
{
	if (!str_starts(s, "media/") && !str_starts(s, "private/") && !str_starts(s, "incoming/") && !str_starts(s, "keys/"))
		return false;
	for (; s; s = strchr(s, '/') ? strchr(s, '/') + 1 : NULL)
		if (*s == '\0' || *s == '/' || *s == '.')
			return false;
	return true;
}

/* Folders as the program makes them: pictures may be read by the web server, keys by nobody else. */
static bool
folders(struct reader *r, const char *rel)
{
	unsigned mode = str_starts(rel, "media/") ? 0755 : str_starts(rel, "private/") ? 0711 : 0700;
	const char *slash = strrchr(r->path, '/');

	return file_mkdirs(arena_mem(r->scratch, r->path, (size_t)(slash - r->path)), mode);
}

static enum backup
file_in(struct reader *r, const struct record *rec)
{
	json_t *o = record_json(r->scratch, rec);
	const char *rel = js_get(o, "path");
	char *temp;

	if (!path_ok(rel) || r->file_open)
		return BACKUP_DAMAGED;
	r->file_open = true;
	r->sum->files++;
	if (!r->to)
		return BACKUP_OK;
	/* Outlives this record. */
	r->path = arena_printf(r->table_arena, "%s/%s", r->data, rel);
	r->temp = temp = arena_printf(r->table_arena, "%s.part-XXXXXX", r->path);
	r->mode = (mode_t)(js_get_int(o, "mode", 0600) & 0777);
	if (!folders(r, rel))
		return disk_failed(r);
	r->fd = mkostemp(temp, O_CLOEXEC);
	return r->fd < 0 ? disk_failed(r) : BACKUP_OK;
}

static enum backup
piece_in(struct reader *r, const struct record *rec)
{
	size_t at = 0;

	if (!r->file_open)
		return BACKUP_DAMAGED;
	while (r->to && at < rec->n) {
		ssize_t n = write(r->fd, rec->p + at, rec->n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return disk_failed(r);
		at += (size_t)n;
	}
	return BACKUP_OK;
}

static enum backup
file_end(struct reader *r)
{
	bool ok;

	if (!r->file_open)
		return BACKUP_DAMAGED;
	r->file_open = false;
	if (!r->to)
		return BACKUP_OK;
	ok = fchmod(r->fd, r->mode) == 0 && fsync(r->fd) == 0;
	ok = close(r->fd) == 0 && ok;
	r->fd = -1;
	return ok && rename(r->temp, r->path) == 0 ? BACKUP_OK : disk_failed(r);
}

/* What was read against what was written. */
static enum backup
sum_in(struct reader *r, const struct record *rec)
{
	json_t *o = record_json(r->scratch, rec);

	if (!json_equal(json_object_get(o, "rows"), r->counts) || js_get_int(o, "files", -1) != r->sum->files || r->file_open)
		return BACKUP_DAMAGED;
	r->ended = true;
	return BACKUP_OK;
}

/* --- the way through --- */

static enum backup
record_in(struct reader *r, const struct record *rec)
{
	if (!r->head != (rec->kind == 'H'))
		return BACKUP_DAMAGED;
	switch (rec->kind) {
	case 'H':
		return head_in(r, rec);
	case 'T':
		return table_in(r, rec);
	case 'R':
		return row_in(r, rec);
	case 'F':
		return file_in(r, rec);
	case 'D':
		return piece_in(r, rec);
	case 'E':
		return file_end(r);
	case 'Z':
		return sum_in(r, rec);
	default:
		return BACKUP_NEWER;
	}
}

static enum backup
records(struct reader *r)
{
	enum backup b = BACKUP_OK;
	struct record rec;

	while (b == BACKUP_OK && !r->ended) {
		b = of_seal(r, record_get(r->in, r->scratch, &rec));
		if (b == BACKUP_OK)
			b = record_in(r, &rec);
		arena_reset(r->scratch);
	}
	if (b == BACKUP_OK && !seal_at_end(r->in))
		b = BACKUP_DAMAGED;
	if (r->fd >= 0) {
		(void)close(r->fd);
		(void)unlink(r->temp);
	}
	return b;
}

/* to NULL: only looks. */
static enum backup
read_through(struct ctx *c, const char *path, const char *secret, struct ctx *to, const char *data, struct backup_sum *sum)
{
	struct reader *r = arena_new(c->arena, struct reader);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum backup b = BACKUP_NO_FILE;
	enum seal why = SEAL_OK;
	struct stat st;

	*sum = (struct backup_sum){ 0 };
	if (fd < 0)
		return b;
	*r = (struct reader){ .c = c, .sum = sum, .to = to, .data = data, .fd = -1, .counts = js_own(c->arena, json_object()) };
	r->scratch = arena_open();
	r->table_arena = arena_open();
	r->in = seal_open(c->arena, fd, secret, &why);
	b = r->in ? records(r) : of_seal(r, why);
	sum->bytes = fstat(fd, &st) == 0 ? st.st_size : 0;
	(void)close(fd);
	arena_close(r->scratch);
	arena_close(r->table_arena);
	return b;
}

enum backup
backup_verify(struct ctx *c, const char *path, const char *secret, struct backup_sum *sum)
{
	return secret ? read_through(c, path, secret, NULL, NULL, sum) : BACKUP_NO_KEY;
}

/* --- restoring --- */

/* The database at the backup's own schema, with nobody's shop in it. */
static enum backup
make_ready(struct ctx *to, int64_t schema)
{
	const char *why = NULL;
	int64_t n;

	switch (db_migrate_to(to, to->conf->sql, schema, &why)) {
	case MIGRATE_DONE:
	case MIGRATE_CURRENT:
		break;
	case MIGRATE_NEWER:
		return BACKUP_NOT_EMPTY;
	case MIGRATE_FAILED:
		err_set(to, ERR_DB, "backup_restore", "%s", why ? why : "the database could not be made");
		return BACKUP_FAILED;
	}
	if (!db_begin(to, DB_READ))
		return BACKUP_FAILED;
	n = db_one_int(to, 0, &q[Q_STAFF]) + db_one_int(to, 0, &q[Q_PRODUCTS]) + db_one_int(to, 0, &q[Q_ORDERS]);
	if (!db_commit(to))
		return BACKUP_FAILED;
	return n > 0 ? BACKUP_NOT_EMPTY : BACKUP_OK;
}

/* Then up to this program's schema, and all counted once more: is it the shop that the backup was made of? */
static enum backup
finish(struct ctx *to, int64_t rows, int64_t *faults)
{
	const char *why = NULL;
	struct dump_table *t;
	size_t n, i;

	if (!db_begin(to, DB_READ))
		return BACKUP_FAILED;
	t = dump_tables(to, &n);
	for (i = 0; i < n; i++)
		rows -= dump_count(to, t[i].name);
	if (!db_commit(to))
		return BACKUP_FAILED;
	if (rows != 0)
		err_set(to, ERR_INTERNAL, "backup_restore", "%lld rows did not arrive", (long long)rows);
	switch (db_migrate(to, to->conf->sql, &why)) {
	case MIGRATE_DONE:
	case MIGRATE_CURRENT:
		break;
	case MIGRATE_NEWER:
	case MIGRATE_FAILED:
		err_set(to, ERR_DB, "backup_restore", "%s", why ? why : "the migrations after the backup's failed");
	}
	if (!db_begin(to, DB_WRITE))
		return BACKUP_FAILED;
	(void)outbox_hold(to);
	social_post_hold(to);
	social_daily_hold(to, clock_now());
	*faults = stock_faults(to);
	if (!db_commit(to))
		return BACKUP_FAILED;
	(void)db_checkpoint(to->db, true);
	return err_is_set(to) ? BACKUP_FAILED : BACKUP_OK;
}

static enum backup
restore_to(struct ctx *c, struct ctx *to, const char *path, const char *secret, const char *data, struct backup_sum *sum, int64_t *faults)
{
	struct backup_sum again;
	enum backup b = make_ready(to, sum->schema);

	if (b != BACKUP_OK)
		return b;
	if (!load_begin(to)) {
		load_undo(to);
		return BACKUP_FAILED;
	}
	b = read_through(c, path, secret, to, data, &again);
	if (b != BACKUP_OK || !load_end(to)) {
		load_undo(to);
		return b == BACKUP_OK ? BACKUP_FAILED : b;
	}
	return finish(to, again.rows, faults);
}

/* Does the program know the newest migration that the backup's database had? Its names are sorted. */
static bool
known(struct ctx *c, const struct backup_sum *sum)
{
	const char **files = file_list(c->arena, c->conf->sql);
	int64_t newest = 0;

	for (; *files; files++) {
		const char *f = *files;	/* 012_carts.sql */

		if (str_ends(f, ".sql") && strspn(f, "0123456789") == 3 && f[3] == '_')
			newest = (f[0] - '0') * 100 + (f[1] - '0') * 10 + (f[2] - '0');
	}
	return sum->schema <= newest;
}

enum backup
backup_restore(struct ctx *c, const char *path, const char *secret, const char *spec, const char *data, struct backup_sum *sum, int64_t *faults)
{
	struct arena *a = arena_open();
	const char *why = "";
	struct ctx to;
	enum backup b = backup_verify(c, path, secret, sum);

	*faults = 0;
	if (b == BACKUP_OK && !known(c, sum))
		b = BACKUP_NEWER;
	if (b != BACKUP_OK) {
		arena_close(a);
		return b;
	}
	ctx_init(&to, a, db_make(spec, &why), c->conf);
	if (to.db) {
		b = restore_to(c, &to, path, secret, data, sum, faults);
		if (b == BACKUP_FAILED)
			err_set(c, to.err.kind == ERR_NONE ? ERR_DB : to.err.kind, to.err.where, "%s", to.err.text);
		db_close(to.db);
	} else {
		err_set(c, ERR_DB, "backup_restore", "%s", why);
		b = BACKUP_FAILED;
	}
	arena_close(a);
	return b;
}

enum backup
backup_restore_dir(struct ctx *c, const char *path, const char *secret, const char *dir, struct backup_sum *sum, int64_t *faults)
{
	char *temp = arena_printf(c->arena, "%s.part-XXXXXX", dir);
	enum backup b;

	*faults = 0;
	if (file_list(c->arena, dir)[0])
		return BACKUP_NOT_EMPTY;
	b = backup_verify(c, path, secret, sum);	/* before anything is made */
	if (b != BACKUP_OK)
		return b;
	if (!mkdtemp(temp)) {
		err_set(c, ERR_DISK, "backup_restore", "%s: %s", dir, strerror(errno));
		return BACKUP_FAILED;
	}
	b = backup_restore(c, path, secret, arena_printf(c->arena, "sqlite:%s/etalase.db", temp), temp, sum, faults);
	if (b == BACKUP_OK && (chmod(temp, 0711) != 0 || rename(temp, dir) != 0)) {
		err_set(c, ERR_DISK, "backup_restore", "%s: %s", dir, strerror(errno));
		b = BACKUP_FAILED;
	}
	if (b != BACKUP_OK)
		(void)backup_remove_dir(c, temp);
	return b;
}
