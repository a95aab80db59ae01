/*
 * What stands in a backup, and how it gets in and out. Inside the seal (base/seal.h) are records: a letter, four bytes of length, content. 'H' says when it was made and which migrations
 * its database had; 'T' begins a table, 'R' is one row of it; 'F' begins a file, 'D' is a piece of it, 'E' its end; 'Z' counts all that was written and is compared with
 * what was read. Raw pictures that wait are taken before and after the database, everything else after it: so no row names a file that is not there.
 */
#include "shop/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/seal.h"
#include "base/str.h"
#include "db/db.h"
#include "db/dump.h"
#include "shop/backup_record.h"

#define PROGRESS 1000
#define DEPTH_MAX 8	/* of folders below DATA */

enum { Q_MIGRATIONS };

static const struct db_stmt q[] = {
	[Q_MIGRATIONS] = SQL("backup.migrations", "SELECT version, name FROM schema_version ORDER BY version"),
};
DB_TABLE(q);

const char *
backup_name(enum backup b)
{
	static const char *const names[] = { "ok", "no_file", "foreign", "no_key", "wrong_key", "damaged", "newer", "not_empty", "failed" };

	return names[b];
}

const char *
backup_dir(struct ctx *c)
{
	return arena_printf(c->arena, "%s/private/backup", c->conf->data);
}

const char *
backup_new_name(struct ctx *c, int64_t at)
{
	char stamp[20];
	const char *iso = clock_iso(c->arena, at);	/* 2026-11-22T10:05:00Z */
	size_t n = 0;

	for (; *iso && n < sizeof(stamp) - 1; iso++) {
		if (*iso >= '0' && *iso <= '9')
			stamp[n++] = *iso;
		else if (*iso == 'T')
			stamp[n++] = '-';
	}
	stamp[n] = '\0';
	return arena_printf(c->arena, "etalase-%s-%s.backup", stamp, str_lower(c->arena, crypt_password(c->arena)));
}

const char *
backup_secret(struct ctx *c, bool make, bool *phrase)
{
	const char *path = arena_printf(c->arena, "%s/keys/backup", c->conf->data), *key;

	*phrase = !str_empty(c->conf->backup_passphrase);
	if (*phrase)
		return c->conf->backup_passphrase;
	key = seal_key_file(c->arena, path, make);
	if (!key && (make || errno != ENOENT))
		err_set(c, ERR_DISK, "backup_secret", "key file %s: %s", path, strerror(errno));
	return key;
}

/* --- writing --- */

struct writer {
	struct ctx *c;		/* of the caller */
	struct ctx dump;	/* with the connection of its own */
	struct seal_out *out;
	const struct backup_progress *progress;
	struct backup_sum *sum;
	json_t *counts;		/* rows by table */
	char block[65536];
};

static void
told(struct writer *w)
{
	if (w->progress && w->progress->fn && (w->sum->rows + w->sum->files) % PROGRESS == 0)
		w->progress->fn(w->progress->arg, w->sum->rows, w->sum->files);
}

static bool
out_failed(struct writer *w)
{
	err_set(w->c, ERR_DISK, "backup_write", "the archive could not be written: %s", strerror(errno));
	return false;
}

static bool
put(struct writer *w, char kind, const void *p, size_t n)
{
	return record_put(w->out, kind, p, n) || out_failed(w);
}

static bool
put_json(struct writer *w, char kind, json_t *o)
{
	const char *text = js_text(w->c->arena, js_own(w->c->arena, o));

	return put(w, kind, text, strlen(text));
}

static bool
put_table(void *arg, const struct dump_table *t)
{
	struct writer *w = arg;
	json_t *cols = json_array();
	size_t i;

	for (i = 0; i < t->n; i++)
		(void)json_array_append_new(cols, json_pack("[s s#]", t->cols[i].name, &t->cols[i].kind, 1));
	w->sum->tables++;
	return put_json(w, 'T', json_pack("{ss so}", "table", t->name, "columns", cols));
}

static bool
put_row(void *arg, const struct dump_table *t, const struct db_param *v)
{
	struct writer *w = arg;
	struct arena_mark mark = arena_mark(w->c->arena);
	bool ok;

	ok = record_put_row(w->out, w->c->arena, v, t->n) || out_failed(w);
	arena_back(w->c->arena, mark);
	w->sum->rows++;
	(void)json_object_set_new(w->counts, t->name, json_integer(t->rows));
	told(w);
	return ok;
}

/* One file, however long it is when its end comes; one that went away meanwhile is left out. */
static bool
put_file(struct writer *w, const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	ssize_t n = -1;
	bool ok;

	if (fd < 0)
		return errno == ENOENT || errno == ELOOP || (err_set(w->c, ERR_DISK, "backup_write", "%s: %s", name, strerror(errno)), false);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return true;
	}
	ok = put_json(w, 'F', json_pack("{ss si}", "path", name, "mode", (int)(st.st_mode & 0777)));
	while (ok && (n = read(fd, w->block, sizeof(w->block))) > 0)
		ok = put(w, 'D', w->block, (size_t)n);
	if (ok && n < 0) {
		err_set(w->c, ERR_DISK, "backup_write", "%s: %s", name, strerror(errno));
		ok = false;
	}
	(void)close(fd);
	w->sum->files++;
	told(w);
	return ok && put(w, 'E', "", 0);
}

/* Backups are no part of a backup, nor is the key to them, nor papers that are drawn anew when somebody asks, nor an upload that is still coming in: those that wait bear the hash of their content. */
static bool
left_out(const char *name)
{
	return str_eq(name, "private/backup") || str_eq(name, "private/paper") || str_eq(name, "keys/backup") ||
	    (str_starts(name, "incoming/") && strlen(name) != strlen("incoming/") + 64);
}

static bool
put_dir(struct writer *w, const char *name, int depth)
{
	struct arena_mark mark = arena_mark(w->c->arena);
	const char *dir = arena_printf(w->c->arena, "%s/%s", w->c->conf->data, name);
	const char **names = file_list(w->c->arena, dir);
	bool ok = true;

	for (; *names && ok; names++) {
		const char *path = arena_printf(w->c->arena, "%s/%s", dir, *names), *rel = arena_printf(w->c->arena, "%s/%s", name, *names);
		struct stat st;

		if (left_out(rel) || lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
			ok = put_dir(w, rel, depth + 1);
		else if (S_ISREG(st.st_mode))
			ok = put_file(w, path, rel);
	}
	arena_back(w->c->arena, mark);
	return ok;
}

static bool
put_head(struct writer *w)
{
	struct db_rows r = db_query(&w->dump, &q[Q_MIGRATIONS]);
	json_t *list = json_array();

	while (db_next(&r)) {
		int64_t version = db_int(&r);

		(void)json_array_append_new(list, json_pack("[I s]", (json_int_t)version, db_str(&r)));
		w->sum->schema = version;
	}
	return put_json(w, 'H', json_pack("{si sI so}", "form", 1, "made_at", (json_int_t)w->sum->made_at, "migrations", list));
}

static bool
put_all(struct writer *w)
{
	struct dump_to to = { put_table, put_row, w };
	bool ok;

	ok = dump_begin(&w->dump) && put_head(w) && put_dir(w, "incoming", 0) && dump_all(&w->dump, &to);
	dump_end(&w->dump);
	if (err_is_set(&w->dump))
		err_set(w->c, w->dump.err.kind, w->dump.err.where, "%s", w->dump.err.text);
	ok = ok && put_dir(w, "incoming", 0) && put_dir(w, "media", 0) && put_dir(w, "private", 0) && put_dir(w, "keys", 0);
	ok = ok && put_json(w, 'Z', json_pack("{sO sI}", "rows", w->counts, "files", (json_int_t)w->sum->files));
	return ok && (seal_end(w->out) || out_failed(w));
}

static bool
write_to(struct ctx *c, int fd, const struct backup_progress *progress, struct backup_sum *sum)
{
	struct writer *w = arena_new(c->arena, struct writer);
	struct arena *scratch = arena_open();
	struct seal_secret secret;
	const char *why = "";
	bool ok = false;

	*w = (struct writer){ .c = c, .progress = progress, .sum = sum, .counts = js_own(c->arena, json_object()) };
	secret.text = backup_secret(c, true, &secret.phrase);
	if (secret.text && !(w->out = seal_begin(c->arena, fd, secret)))
		out_failed(w);
	ctx_init(&w->dump, scratch, w->out ? db_open(c->conf->db, &why) : NULL, c->conf);
	if (w->out && !w->dump.db)
		err_set(c, ERR_DB, "backup_write", "%s", why);
	if (w->dump.db) {
		ok = put_all(w);
		db_close(w->dump.db);
	}
	if (w->out)
		sum->bytes = seal_size(w->out);
	arena_close(scratch);
	return ok && !err_is_set(c);
}

static bool
sync_dir_of(struct ctx *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dir = slash ? arena_mem(c->arena, path, (size_t)(slash - path) + (slash == path)) : ".";
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		(void)close(fd);
	return ok;
}

enum backup
backup_write(struct ctx *c, const char *path, unsigned mode, const struct backup_progress *progress, struct backup_sum *sum)
{
	char *temp = arena_printf(c->arena, "%s.part-XXXXXX", path);
	int fd = mkostemp(temp, O_CLOEXEC);
	bool ok;

	*sum = (struct backup_sum){ .made_at = clock_now() };
	if (fd < 0) {
		err_set(c, ERR_DISK, "backup_write", "%s: %s", path, strerror(errno));
		return BACKUP_FAILED;
	}
	ok = write_to(c, fd, progress, sum);
	if (ok && (fsync(fd) != 0 || fchmod(fd, (mode_t)mode) != 0)) {
		err_set(c, ERR_DISK, "backup_write", "%s: %s", path, strerror(errno));
		ok = false;
	}
	(void)close(fd);
	if (ok && (rename(temp, path) != 0 || !sync_dir_of(c, path))) {
		err_set(c, ERR_DISK, "backup_write", "%s: %s", path, strerror(errno));
		ok = false;
	}
	if (!ok)
		(void)unlink(temp);
	return ok ? BACKUP_OK : BACKUP_FAILED;
}

bool
backup_remove_dir(struct ctx *c, const char *dir)
{
	struct arena_mark mark = arena_mark(c->arena);
	const char **names = file_list(c->arena, dir);
	bool ok = true;

	for (; *names; names++) {
		const char *path = arena_printf(c->arena, "%s/%s", dir, *names);
		struct stat st;

		if (lstat(path, &st) != 0)
			continue;
		ok = (S_ISDIR(st.st_mode) ? backup_remove_dir(c, path) : unlink(path) == 0) && ok;
	}
	arena_back(c->arena, mark);
	return rmdir(dir) == 0 && ok;
}
