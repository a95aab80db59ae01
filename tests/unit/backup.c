/*
 * Backups: what comes out is what went in, whichever database it goes to; what is cut off, changed or under another key is refused and leaves nothing behind.
 */
#include <errno.h>
#include <sys/stat.h>

#include "trade.h"

#include "base/file.h"
#include "base/seal.h"
#include "base/str.h"
#include "db/dump.h"
#include "shop/backup.h"

enum { CATEGORY, PARENT, NAME, STAFF, SETTING, NEXT };

static const struct db_stmt s[] = {
	[CATEGORY] = SQL("t.category", "INSERT INTO category (id, parent) VALUES ($1, $2)"),
	[PARENT] = SQL("t.parent", "UPDATE category SET parent = $2 WHERE id = $1"),
	[NAME] = SQL("t.name", "INSERT INTO category_text (category, lang, name) VALUES ($1, 'id', $2)"),
	[STAFF] = SQL("t.staff", "INSERT INTO staff (login, name, role, password_hash, created_at, password_at) VALUES ('o', 'O', 'owner', 'x', 1, 1)"),
	[SETTING] = SQL("t.setting", "INSERT INTO setting (name, value, updated_at) VALUES ($1, $2, 9223372036854775807)"),
	[NEXT] = SQL("t.next", "INSERT INTO category (position) VALUES (1) RETURNING id"),
};

static const char *
folder(struct fixture *f)
{
	char *dir = arena_printf(f->keep, "%s/etalase-backup-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");

	assert_non_null(mkdtemp(dir));
	f->conf.data = arena_printf(f->keep, "%s/data", dir);
	f->conf.db = f->spec;
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/keys", f->conf.data), 0700));
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/media/aa", f->conf.data), 0755));
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/private/backup", f->conf.data), 0711));
	return dir;
}

static void
put_text(struct fixture *f, const char *name, const char *text, unsigned mode)
{
	assert_true(file_write(arena_printf(f->keep, "%s/%s", f->conf.data, name), text, strlen(text), mode));
}

/* A small shop: a category below one that comes later, odd texts, a file of more than one piece. */
static void
fill(struct fixture *f)
{
	char *big = arena_alloc(f->keep, 200001);

	memset(big, 'x', 200000);
	db_exec(&f->c, &s[CATEGORY], DB_I(41), DB_NULL);
	db_exec(&f->c, &s[CATEGORY], DB_I(70), DB_NULL);
	db_exec(&f->c, &s[PARENT], DB_I(41), DB_I(70));
	db_exec(&f->c, &s[NAME], DB_I(41), DB_T("Keripik \"pedas\"; -- 'n' \xF0\x9F\x8C\xB6\nbaris"));
	db_exec(&f->c, &s[NAME], DB_I(70), DB_T(""));
	db_exec(&f->c, &s[STAFF]);
	db_exec(&f->c, &s[SETTING], DB_T("t.big"), DB_T(big));
	fixture_commit(f);
	put_text(f, "media/aa/pic.webp", big, 0644);
	put_text(f, "media/aa/empty", "", 0644);
	put_text(f, "private/backup/old.backup", "old", 0600);
	put_text(f, "keys/server", "0123", 0600);
}

/* A number for all rows of a database in any order. */
struct sum { uint64_t x; int64_t rows; struct arena *a; };

static bool
sum_table(void *arg, const struct dump_table *t)
{
	(void)arg;
	return t->n > 0;
}

static bool
sum_row(void *arg, const struct dump_table *t, const struct db_param *v)
{
	struct sum *x = arg;
	const char *text = t->name, *hash;
	size_t i;

	for (i = 0; i < t->n; i++)
		text = v[i].type == DB_PARAM_INT ? arena_printf(x->a, "%s|%lld", text, (long long)v[i].i) :
		    arena_printf(x->a, "%s|%d%s", text, v[i].type, v[i].p ? (const char *)v[i].p : "");
	hash = crypt_hash(x->a, text, strlen(text));
	x->x += strtoull(arena_mem(x->a, hash, 15), NULL, 16);
	x->rows++;
	return true;
}

static struct sum
sum_of(struct fixture *f, const char *spec)
{
	struct sum x = { .a = arena_open() };
	struct dump_to to = { sum_table, sum_row, &x };
	const char *why = "";
	struct ctx c;

	ctx_init(&c, f->keep, db_open(spec, &why), &f->conf);
	assert_non_null(c.db);
	assert_true(dump_begin(&c) && dump_all(&c, &to));
	dump_end(&c);
	db_close(c.db);
	arena_close(x.a);
	return x;
}

static const char *
written(struct fixture *f, const char *dir, struct backup_sum *sum)
{
	const char *path = arena_printf(f->keep, "%s/one.backup", dir);
	enum backup b = backup_write(&f->c, path, 0600, NULL, sum);

	fixture_ok(f);
	assert_int_equal(b, BACKUP_OK);
	return path;
}

static const char *
key(struct fixture *f)
{
	bool phrase;

	return arena_str(f->keep, backup_secret(&f->c, false, &phrase));
}

static void
gone(struct fixture *f, const char *dir)
{
	assert_true(backup_remove_dir(&f->c, dir));
	fixture_begin(f);
}

static void
comes_back(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f), *to = arena_printf(f->keep, "%s/new", dir), *spec = arena_printf(f->keep, "sqlite:%s/etalase.db", to), *path;
	struct backup_sum sum, again;
	struct sum before, after;
	int64_t faults = 1;
	struct stat st;
	size_t n;

	fill(f);
	path = written(f, dir, &sum);
	assert_true(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_size == sum.bytes);
	assert_true(sum.rows > 0 && sum.files == 3);
	assert_int_equal(backup_verify(&f->c, path, key(f), &again), BACKUP_OK);
	assert_int_equal(again.rows, sum.rows);
	assert_int_equal(again.files, sum.files);
	assert_int_equal(again.made_at, FIXTURE_NOW);
	assert_int_equal(backup_restore_dir(&f->c, path, key(f), to, &again, &faults), BACKUP_OK);
	fixture_ok(f);
	assert_int_equal(faults, 0);
	before = sum_of(f, f->spec);
	after = sum_of(f, spec);
	assert_int_equal(before.rows, after.rows);
	assert_true(before.x == after.x);
	assert_int_equal(strlen(file_read(f->keep, arena_printf(f->keep, "%s/media/aa/pic.webp", to), 1 << 20, &n)), 200000);
	assert_true(stat(arena_printf(f->keep, "%s/keys/server", to), &st) == 0 && (st.st_mode & 0777) == 0600);
	assert_false(file_exists(arena_printf(f->keep, "%s/keys/backup", to)));
	assert_false(file_exists(arena_printf(f->keep, "%s/private/backup/old.backup", to)));
	assert_int_equal(backup_restore_dir(&f->c, path, key(f), to, &again, &faults), BACKUP_NOT_EMPTY);
	assert_int_equal(backup_restore(&f->c, path, key(f), f->spec, to, &again, &faults), BACKUP_NOT_EMPTY);
	gone(f, dir);
}

/* From either kind into PostgreSQL: new ids go on behind the old ones, references hold. */
static void
into_postgres(void **state)
{
	struct fixture *f = *state;
	const char *dir, *path, *why = "";
	char name[300], spec[1024], text[400];
	struct backup_sum sum, again;
	struct sum before, after;
	int64_t faults = 1;
	struct ctx c;

	if (!fixture_conninfo())
		skip();
	dir = folder(f);
	fill(f);
	path = written(f, dir, &sum);
	fixture_name(name, sizeof(name), true, f->pg ? "into_pg" : "into_lite");
	fixture_drop(true, name);
	(void)snprintf(text, sizeof(text), "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", name);
	fixture_pg_do(text);
	fixture_spec(spec, sizeof(spec), true, name);
	assert_int_equal(backup_restore(&f->c, path, key(f), spec, arena_printf(f->keep, "%s/new", dir), &again, &faults), BACKUP_OK);
	fixture_ok(f);
	before = sum_of(f, f->spec);
	after = sum_of(f, spec);
	assert_int_equal(before.rows, after.rows);
	assert_true(before.x == after.x);
	ctx_init(&c, f->keep, db_open(spec, &why), &f->conf);
	assert_non_null(c.db);
	assert_true(db_begin(&c, DB_WRITE));
	assert_int_equal(db_one_int(&c, 0, &s[NEXT]), 71);
	db_exec(&c, &s[CATEGORY], DB_I(500), DB_I(499));
	assert_true(err_is_set(&c));
	db_rollback(&c);
	db_close(c.db);
	fixture_drop(true, name);
	gone(f, dir);
}

static void
copy_part(struct fixture *f, const char *from, const char *to, size_t n, size_t flip)
{
	size_t size;
	char *p = file_read(f->keep, from, 10 << 20, &size);

	assert_non_null(p);
	n = n < size ? n : size;
	if (flip < n)
		p[flip] = (char)(p[flip] ^ 1);
	assert_true(file_write(to, p, n, 0600));
}

static void
refused(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f), *to = arena_printf(f->keep, "%s/new", dir), *bad = arena_printf(f->keep, "%s/bad.backup", dir), *path;
	struct backup_sum sum, again;
	int64_t faults;
	size_t i, size;

	fill(f);
	path = written(f, dir, &sum);
	size = (size_t)sum.bytes;
	for (i = 8; i < size; i += i < 200 ? 7 : size / 13) {
		copy_part(f, path, bad, i, SIZE_MAX);
		assert_int_equal(backup_verify(&f->c, bad, key(f), &again), BACKUP_DAMAGED);
	}
	copy_part(f, path, bad, size - 1, SIZE_MAX);
	assert_int_equal(backup_restore_dir(&f->c, bad, key(f), to, &again, &faults), BACKUP_DAMAGED);
	for (i = 41; i < size; i += i < 80 ? 5 : size / 29) {
		copy_part(f, path, bad, size, i);
		assert_int_equal(backup_restore_dir(&f->c, bad, key(f), to, &again, &faults), BACKUP_DAMAGED);
	}
	copy_part(f, path, bad, size, 10);
	assert_int_equal(backup_verify(&f->c, bad, key(f), &again), BACKUP_WRONG_KEY);
	copy_part(f, path, bad, size, 2);
	assert_int_equal(backup_verify(&f->c, bad, key(f), &again), BACKUP_FOREIGN);
	assert_int_equal(backup_verify(&f->c, path, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", &again), BACKUP_WRONG_KEY);
	assert_int_equal(backup_verify(&f->c, path, NULL, &again), BACKUP_NO_KEY);
	assert_int_equal(backup_verify(&f->c, to, key(f), &again), BACKUP_NO_FILE);
	fixture_ok(f);
	assert_false(file_exists(to));
	/* Something after the end is no part of it. */
	{
		size_t n;
		char *p = file_read(f->keep, path, 10 << 20, &n);

		assert_true(file_write(bad, p, n + 1, 0600));
		assert_int_equal(backup_verify(&f->c, bad, key(f), &again), BACKUP_DAMAGED);
	}
	for (i = 0; file_list(f->keep, dir)[i]; i++)
		assert_null(strstr(file_list(f->keep, dir)[i], ".part"));
	gone(f, dir);
}

static void
under_a_phrase(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f), *path;
	struct backup_sum sum, again;

	fill(f);
	f->conf.backup_passphrase = "kunci rumah gadang";
	path = written(f, dir, &sum);
	assert_false(file_exists(arena_printf(f->keep, "%s/keys/backup", f->conf.data)));
	assert_int_equal(backup_verify(&f->c, path, "kunci rumah gadang", &again), BACKUP_OK);
	assert_int_equal(backup_verify(&f->c, path, "kunci rumah gadan", &again), BACKUP_WRONG_KEY);
	gone(f, dir);
}

/* No room, no folder: the failure is told and nothing stands there. */
static void
cannot_be_written(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f);
	struct backup_sum sum;

	fill(f);
	assert_int_equal(backup_write(&f->c, arena_printf(f->keep, "%s/none/x.backup", dir), 0600, NULL, &sum), BACKUP_FAILED);
	assert_int_equal(f->c.err.kind, ERR_DISK);
	err_clear(&f->c);
	gone(f, dir);
}

static const struct CMUnitTest tests[] = {
	CASE(comes_back),
	CASE(into_postgres),
	CASE(refused),
	CASE(under_a_phrase),
	CASE(cannot_be_written),
};

FIXTURE_MAIN(tests)
