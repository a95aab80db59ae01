/*
 * The command table of the one program: serve and work run the shop, the others set it up, look after it and explain it. Each command is a row; `etalase help` prints
 * the table.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/str.h"
#include "db/db.h"
#include "db/migrate.h"
#include "http/route.h"
#include "http/url.h"
#include "jobs/work.h"
#include "serve/serve.h"
#include "serve/walls.h"
#include "shop/backup.h"
#include "shop/audit.h"
#include "shop/carry.h"
#include "shop/demo.h"
#include "shop/exporter.h"
#include "shop/importer.h"
#include "shop/region.h"
#include "shop/setting.h"
#include "shop/shelf.h"
#include "shop/staff.h"
#include "shop/stock.h"
#include "shop/totp.h"
#include "view/view.h"

struct command {
	const char *name;
	int (*run)(struct ctx *, int argc, char **argv);
	const char *usage;
	const char *text;
};

static int
complain(const char *what, const char *why)
{
	fprintf(stderr, "etalase: %s: %s\n", what, why ? why : "failed");
	return 1;
}

/* The reason that is in ctx->err, for a person at a shell. */
static int
complain_err(struct ctx *c, const char *what)
{
	return complain(what, err_is_set(c) ? c->err.text : NULL);
}

static bool
connect_database(struct ctx *c, struct db *(*by)(const char *, const char **))
{
	const char *why = NULL;

	c->db = by(c->conf->db, &why);
	if (!c->db)
		complain("database", why);
	return c->db != NULL;
}

static bool
open_database(struct ctx *c)
{
	return connect_database(c, db_open);
}

static bool
load_pages(struct ctx *c, bool pages)
{
	const char *why = NULL;

	if (!view_load(c->conf->templates, pages, &why))
		return complain("templates", why), false;
	if (!i18n_load(c->conf->templates, &why))
		return complain("messages", why), false;
	if (!url_static_load(c->conf->static_dir, &why))
		return complain("static files", why), false;
	route_init();
	return true;
}

/* The folders below DATA that the program writes into. */
static bool
make_folders(struct ctx *c)
{
	static const struct { const char *name; unsigned mode; } dirs[] = {
		{ "", 0711 }, { "run", 0711 }, { "keys", 0700 }, { "incoming", 0700 }, { "media", 0755 }, { "private", 0711 }, { "private/proof", 0711 }, { "private/paper", 0711 }, { "private/backup", 0711 }, { "private/import", 0711 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(dirs); i++) {
		const char *path = arena_printf(c->arena, "%s/%s", c->conf->data, dirs[i].name);

		if (!file_mkdirs(path, dirs[i].mode)) {
			complain(path, strerror(errno));
			return false;
		}
	}
	return true;
}

static bool
schema_fits(struct ctx *c)
{
	const char *why = NULL;

	switch (db_migrate_state(c, c->conf->sql, &why)) {
	case MIGRATE_CURRENT:
		return true;
	case MIGRATE_DONE:
		complain("database", "is older than this program; run: etalase migrate");
		return false;
	case MIGRATE_NEWER:
		complain("database", "is newer than this program; install the newer program");
		return false;
	case MIGRATE_FAILED:
		complain("database", why);
		return false;
	}
	return false;
}

static int
cmd_serve(struct ctx *c, int argc, char **argv)
{
	if (argc > 1 || (argc == 1 && !str_eq(argv[0], "--check")))
		return complain("serve", "usage: serve [--check]");
	if (!make_folders(c) || !load_pages(c, true) || !open_database(c) || !schema_fits(c))
		return 1;
	if (argc == 1)
		return 0;
	/* Each worker opens a connection of its own; none is shared over a fork. */
	db_close(c->db);
	c->db = NULL;
	walls_no_core();
	return serve_run(c);
}

static int
cmd_cgi(struct ctx *c)
{
	if (!load_pages(c, true) || !open_database(c))
		return 1;
	return serve_cgi(c);
}

static int
cmd_work(struct ctx *c, int argc, char **argv)
{
	bool once = argc > 0 && str_eq(argv[0], "--once");

	if (!make_folders(c) || !load_pages(c, false) || !open_database(c) || !schema_fits(c))
		return 1;
	walls_no_core();
	return work_run(c, once);
}

static bool
load_regions(struct ctx *c, void *arg)
{
	const char *why = NULL;
	bool ok = region_load(c, arena_printf(c->arena, "%s/regions.tsv", c->conf->sql), &why);

	*(const char **)arg = why;
	return ok;
}

static int
cmd_migrate(struct ctx *c, int argc UNUSED, char **argv UNUSED)
{
	const char *why = NULL;

	if (!make_folders(c) || !connect_database(c, db_make))
		return 1;
	switch (db_migrate(c, c->conf->sql, &why)) {
	case MIGRATE_DONE:
	case MIGRATE_CURRENT:
		break;
	case MIGRATE_NEWER:
		return complain("migrate", "the database is newer than this program");
	case MIGRATE_FAILED:
		return complain("migrate", why);
	}
	if (!db_transact(c, DB_WRITE, load_regions, &why))
		return complain("regions", why ? why : c->err.text);
	return 0;
}

static bool
trail_is_whole(struct ctx *c)
{
	struct audit_check check;

	db_arm(c, DB_READ);
	check = audit_verify(c);
	if (err_is_set(c) || !db_commit(c))
		return complain_err(c, "audit"), false;
	switch (check.state) {
	case AUDIT_WHOLE:
		return true;
	case AUDIT_CHANGED:
		return complain("audit", arena_printf(c->arena, "row %lld was changed, or rows before it are gone", (long long)check.bad)), false;
	case AUDIT_CUT:
		return complain("audit", "the newest rows are gone"), false;
	}
	return false;
}

static bool
mend_shelves(struct ctx *c, void *arg UNUSED)
{
	shelf_all(c);
	return true;
}

/* What lists are read from agrees with the goods, or is made anew when asked to. */
static bool
shelves_are_right(struct ctx *c, bool mend)
{
	int64_t faults;

	if (mend && !db_transact(c, DB_WRITE, mend_shelves, NULL))
		return complain_err(c, "shelves"), false;
	db_arm(c, DB_READ);
	faults = shelf_faults(c);
	if (err_is_set(c) || !db_commit(c))
		return complain_err(c, "shelves"), false;
	if (faults)
		return complain("shelves", arena_printf(c->arena, "%lld places differ from the goods; etalase check --mend makes them anew", (long long)faults)), false;
	return true;
}

static int
cmd_check(struct ctx *c, int argc, char **argv)
{
	const char *why = NULL;
	int64_t faults;
	bool mend;

	if (!load_pages(c, true) || !open_database(c) || !schema_fits(c))
		return 1;
	if (!db_check(c, &why))
		return complain("statements", why);
	db_arm(c, DB_READ);
	faults = stock_faults(c);
	if (err_is_set(c) || !db_commit(c))
		return complain_err(c, "stock");
	if (faults)
		return complain("stock", arena_printf(c->arena, "%lld variants differ from their ledger", (long long)faults));
	mend = argc > 0 && str_eq(argv[0], "--mend");
	if (!shelves_are_right(c, mend))
		return 1;
	if (!job_search_check(c, mend, &faults))
		return complain_err(c, "search");
	if (faults)
		return complain("search", arena_printf(c->arena, "%lld products are not found by what they say; etalase check --mend writes their words anew", (long long)faults));
	if (!trail_is_whole(c))
		return 1;
	puts("ok");
	return 0;
}

static int
cmd_config(struct ctx *c, int argc, char **argv)
{
	if (argc > 0 && str_eq(argv[0], "--example"))
		fputs(conf_example(c->arena), stdout);
	else
		fputs(conf_show(c->arena, c->conf), stdout);
	return 0;
}

struct staff_job {
	const char *login, *name, *hash;
	enum role role;
	enum staff_put result;
	bool add;
};

static bool
staff_write(struct ctx *c, void *arg)
{
	struct staff_job *j = arg;
	struct staff *s = staff_by_login(c, j->login);
	int64_t id = 0;

	if (j->add)
		j->result = staff_add(c, j->login, j->name, j->role, j->hash, &id);
	else
		j->result = s ? staff_password(c, s->id, j->hash) : STAFF_PUT_GONE;
	return j->result == STAFF_PUT_OK;
}

/* Prints the new password: the only time that anybody sees it. */
static int
staff_with_password(struct ctx *c, struct staff_job *j)
{
	const char *password = crypt_password(c->arena);

	j->hash = crypt_password_hash(c->arena, password, c->conf->argon_mib, c->conf->argon_ops,
	    arena_printf(c->arena, "%s/run", c->conf->data));
	if (!j->hash)
		return complain("staff", "no memory for the password hash");
	if (!db_transact(c, DB_WRITE, staff_write, j)) {
		if (err_is_set(c))
			return complain_err(c, "staff");
		return complain("staff", j->result == STAFF_PUT_TAKEN ? "that login exists already" : "no such login");
	}
	printf("login: %s\npassword: %s\n", j->login, password);
	return 0;
}

static bool
second_off(struct ctx *c, void *arg)
{
	const struct staff *s = staff_by_login(c, arg);

	if (s)
		totp_off(c, s->id);
	return s != NULL;
}

static int
cmd_staff(struct ctx *c, int argc, char **argv)
{
	struct staff_job j = { .role = ROLE_OWNER };
	struct staff **all;
	size_t n, i;

	if (!make_folders(c) || !open_database(c) || !schema_fits(c))
		return 1;
	if (argc == 1 && str_eq(argv[0], "list")) {
		db_arm(c, DB_READ);
		all = staff_list(c, &n);
		for (i = 0; i < n; i++)
			printf("%s\t%s\t%s\n", all[i]->login, role_name(all[i]->role), all[i]->active ? "active" : "disabled");
		return err_is_set(c) || !db_commit(c) ? complain_err(c, "staff") : 0;
	}
	if (argc == 2 && str_eq(argv[0], "totp-off")) {
		if (db_transact(c, DB_WRITE, second_off, argv[1]))
			return 0;
		return err_is_set(c) ? complain_err(c, "staff") : complain("staff", "no such login");
	}
	if (argc >= 2 && str_eq(argv[0], "reset")) {
		j.login = argv[1];
		return staff_with_password(c, &j);
	}
	if (argc >= 3 && str_eq(argv[0], "add") && role_parse(argv[2], &j.role)) {
		j.login = argv[1];
		j.name = argc > 3 ? argv[3] : argv[1];
		j.add = true;
		return staff_with_password(c, &j);
	}
	return complain("staff", "usage: staff list | staff reset LOGIN | staff totp-off LOGIN | staff add LOGIN ROLE [NAME]; "
	    "roles: owner admin cashier warehouse driver social leader");
}

/* One run of the command. */
struct import_job {
	struct import_options o;
	const char *path, *mark;
	int64_t place;
};

static void
import_line(struct ctx *c, int64_t line, const char *status, const char *name, const char *message_id, const char *arg, void *job UNUSED)
{
	struct arena_mark mark = arena_mark(c->arena);

	printf("%lld\t%s\t%s\t%s\n", (long long)line, status, name ? name : "",
	    str_empty(message_id) ? "" : i18n(c->arena, c->lang, message_id, arg ? arg : "", NULL));
	arena_back(c->arena, mark);
}

static bool
place_read(struct ctx *c, void *arg)
{
	struct import_job *j = arg;

	j->place = import_place(c, j->mark);
	return true;
}

static bool
place_write(struct ctx *c, void *arg)
{
	struct import_job *j = arg;

	import_place_keep(c, j->mark, j->place);
	return true;
}

/* Says how far it came, and writes it down for a command that is begun again after a kill. */
static bool
import_step(struct ctx *c, const struct import_result *r, int64_t line, void *arg)
{
	struct arena_mark mark = arena_mark(c->arena);
	struct import_job *j = arg;

	j->place = line;
	if (!j->o.dry && line > 0 && !db_transact(c, DB_WRITE, place_write, j))
		return false;
	printf("%lld\tprogress\t\t%s\n", (long long)line, i18n(c->arena, c->lang, "import.progress", arena_printf(c->arena, "%lld", (long long)r->products_new),
	    arena_printf(c->arena, "%lld", (long long)r->products_changed), arena_printf(c->arena, "%lld", (long long)r->products_same), NULL));
	fflush(stdout);
	arena_back(c->arena, mark);
	return true;
}

/* A file of no known format: its columns and the mapping that it probably needs, ready to be typed. */
static void
import_hint(struct ctx *c, const struct import_job *j)
{
	struct import_peek p;
	struct buf columns, map, fields;
	const char *key = "";
	size_t i;

	buf_init(&columns, c->arena, 4000);
	buf_init(&map, c->arena, 4000);
	buf_init(&fields, c->arena, 4000);
	if (import_peek(c, j->path, &p) == IMPORT_BAD_FILE)
		return;
	for (i = 0; i < p.n_columns; i++)
		(void)buf_printf(&columns, "%s%s", i ? ", " : "", p.columns[i]);
	for (i = 0; i < p.n_fields; i++) {
		(void)buf_printf(&fields, "%s%s", i ? ", " : "", p.fields[i].field);
		if (p.fields[i].column < 0)
			continue;
		(void)buf_printf(&map, "%s%s=%s", map.len ? "," : "", p.fields[i].field, p.columns[p.fields[i].column]);
		if (str_eq(p.fields[i].field, "name") || str_eq(p.fields[i].field, "key") || str_eq(p.fields[i].field, "sku"))
			key = p.columns[p.fields[i].column];
	}
	fprintf(stderr, "%s\n", i18n(c->arena, c->lang, "import.map_hint", columns.s, NULL));
	fprintf(stderr, "%s\n", i18n(c->arena, c->lang, "import.map_fields", fields.s, NULL));
	if (map.len)
		fprintf(stderr, "%s\n", i18n(c->arena, c->lang, "import.map_try",
		    arena_printf(c->arena, "etalase import --map '%s' --key '%s' %s", map.s, key, j->path), NULL));
}

static bool
import_arguments(struct ctx *c, int argc, char **argv, struct import_job *j)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (str_eq(argv[i], "--dry-run"))
			j->o.dry = true;
		else if (str_eq(argv[i], "--lang=en"))
			c->lang = "en";
		else if (str_eq(argv[i], "--map") && i + 1 < argc)
			j->o.map = argv[++i];
		else if (str_eq(argv[i], "--key") && i + 1 < argc)
			j->o.key = argv[++i];
		else if (argv[i][0] != '-' && !j->path)
			j->path = argv[i];
		else
			return false;
	}
	return j->path != NULL;
}

/* A file that was read to where it can be read begins anew the next time. */
static int
import_end(struct ctx *c, struct import_job *j, enum import_run end)
{
	if (end == IMPORT_STOPPED || end == IMPORT_FAILED)
		return complain_err(c, "import");
	j->place = 0;
	if (!j->o.dry && *j->mark && !db_transact(c, DB_WRITE, place_write, j))
		return complain_err(c, "import");
	if (end == IMPORT_OK)
		return 0;
	complain(j->path, i18n(c->arena, c->lang, end == IMPORT_UNKNOWN ? "import.unknown" : "import.bad_file", NULL));
	if (end == IMPORT_UNKNOWN)
		import_hint(c, j);
	return 1;
}

static int
complain_carry(struct ctx *c, const char *path, enum carry e)
{
	static const char *const why[] = { "ok", "cannot be read", "is no export of a shop, or one of a newer program", "is damaged: changed, or cut off. Nothing was read in",
		"was written by an older program: run its migrations where it comes from (etalase migrate) and export again", "was written by a newer program: install that one first",
		"there is a shop in this database already; an export goes into an empty one (etalase migrate, and nothing else)", NULL };

	return e == CARRY_FAILED ? complain_err(c, path) : complain(path, why[e]);
}

static int
cmd_export(struct ctx *c, int argc, char **argv)
{
	const char *path = argc ? argv[0] : "-";
	bool out = str_eq(path, "-");
	struct carry_sum sum;
	enum carry e;

	if (argc > 1 || (!out && path[0] == '-'))
		return complain("export", "usage: export [FILE]; without FILE, or with -, to standard output");
	if (!open_database(c) || !schema_fits(c))
		return 1;
	e = out ? carry_out(c, STDOUT_FILENO, &sum) : carry_file(c, path, &sum);
	if (e != CARRY_OK)
		return complain_carry(c, path, e);
	fprintf(out ? stderr : stdout, "%s: %lld tables, %lld rows. Pictures, receipts and keys are not in it: they are the folders media, private, incoming and keys in %s\n",
	    out ? "export" : path, (long long)sum.tables, (long long)sum.rows, c->conf->data);
	return 0;
}

/* A whole shop, out of an export. */
static int
import_shop(struct ctx *c, const char *path)
{
	int fd = str_eq(path, "-") ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct carry_sum sum;
	enum carry e;

	if (fd < 0)
		return complain(path, strerror(errno));
	if (!make_folders(c) || !open_database(c) || !schema_fits(c))
		return 1;
	e = carry_in(c, fd, &sum);
	if (e != CARRY_OK)
		return complain_carry(c, path, e);
	printf("imported: %lld tables, %lld rows\n", (long long)sum.tables, (long long)sum.rows);
	if (sum.missing > 0)
		printf("The files of %lld pictures, papers or clips are not in %s/media: copy the folders media, private, incoming and keys from where the shop was.\n", (long long)sum.missing, c->conf->data);
	return 0;
}

static int
cmd_import(struct ctx *c, int argc, char **argv)
{
	struct import_job j = { .o = { .report = import_line, .progress = import_step } };
	struct import_result res = { 0 };

	if (argc == 0 || (argc == 1 && (str_eq(argv[0], "-") || carry_is(argv[0]))))
		return import_shop(c, argc ? argv[0] : "-");
	j.o.arg = &j;
	if (!import_arguments(c, argc, argv, &j))
		return complain("import", "usage: import [--dry-run] [--lang=en] [--map FIELD=COLUMN,…] [--key COLUMN,…] FILE (goods) | import [FILE] (a whole shop that export wrote)");
	if (!make_folders(c) || !load_pages(c, true) || !open_database(c) || !schema_fits(c))
		return 1;
	j.mark = import_mark(c, j.path, &j.o);
	if (!j.o.dry && !db_transact(c, DB_READ, place_read, &j))
		return complain_err(c, "import");
	j.o.after = j.place;
	if (j.place)
		import_line(c, j.place, "note", "", "import.resumed", arena_printf(c->arena, "%lld", (long long)j.place), &j);
	if (import_end(c, &j, import_file(c, j.path, &j.o, &res)) != 0)
		return 1;
	printf("%s: rows %lld, new %lld, changed %lld, same %lld, variants %lld, refused %lld, warnings %lld, makers %lld, tags %lld%s\n", res.format,
	    (long long)res.rows, (long long)res.products_new, (long long)res.products_changed, (long long)res.products_same,
	    (long long)res.variants, (long long)res.refused, (long long)res.warnings, (long long)res.makers_new, (long long)res.tags_new, j.o.dry ? " (dry run)" : "");
	return 0;
}

static int
cmd_export_goods(struct ctx *c, int argc, char **argv)
{
	const struct exporter_filter all = { NULL, NULL, GOODS_ALL };
	int64_t n = 0;

	if (argc != 1 || argv[0][0] == '-')
		return complain("export-goods", "usage: export-goods FILE");
	if (!open_database(c) || !schema_fits(c))
		return 1;
	if (!exporter_file(c, argv[0], &all, true, NULL, NULL, &n))
		return complain_err(c, "export-goods");
	printf("%s: %lld products\n", argv[0], (long long)n);
	return 0;
}

static int
cmd_demo(struct ctx *c, int argc UNUSED, char **argv UNUSED)
{
	const char *why = NULL;

	if (!make_folders(c) || !load_pages(c, true) || !open_database(c) || !schema_fits(c))
		return 1;
	switch (demo_open(c, arena_printf(c->arena, "%s/demo", c->conf->sql), &why)) {
	case DEMO_DONE:
	case DEMO_NOT_EMPTY:
		return 0;
	case DEMO_FAILED:
		return complain("demo", why);
	}
	return 1;
}

static int
complain_backup(struct ctx *c, const char *path, enum backup b)
{
	static const char *const why[] = { "ok", "cannot be read", "is no backup of Etalase, or one of a newer form", "there is no key here: name one with --key FILE, or set backup_passphrase",
		"was made under another key: name the right one with --key FILE, or set backup_passphrase", "is damaged: changed, or cut off. Nothing was restored",
		"was made by a newer program: install that one first", "what it should go into is not empty", NULL };

	return b == BACKUP_FAILED ? complain_err(c, path) : complain(path, why[b]);
}

static int
cmd_backup(struct ctx *c, int argc, char **argv)
{
	struct backup_sum sum;
	const char *path;
	enum backup b;

	if (argc > 1 || (argc == 1 && argv[0][0] == '-'))
		return complain("backup", "usage: backup [FILE]");
	if (!make_folders(c) || !open_database(c) || !schema_fits(c))
		return 1;
	path = argc ? argv[0] : arena_printf(c->arena, "%s/%s", backup_dir(c), backup_new_name(c, clock_now()));
	b = backup_write(c, path, argc ? 0600 : 0640, NULL, &sum);
	if (b != BACKUP_OK)
		return complain_backup(c, path, b);
	printf("%s: %lld tables, %lld rows, %lld files, %lld bytes\n", path, (long long)sum.tables, (long long)sum.rows, (long long)sum.files, (long long)sum.bytes);
	if (str_empty(c->conf->backup_passphrase))
		printf("Its key is %s/keys/backup: keep a copy of that somewhere else, nothing opens the backup without it.\n", c->conf->data);
	return 0;
}

static int
cmd_restore(struct ctx *c, int argc, char **argv)
{
	static const char usage[] = "usage: restore FILE DIR | restore FILE --into; --key KEYFILE where the key is not in DATA/keys";
	const char *path = NULL, *dir = NULL, *secret = NULL;
	struct backup_sum sum;
	bool into = false, phrase;
	int64_t faults = 0;
	enum backup b;
	int i;

	for (i = 0; i < argc; i++) {
		if (str_eq(argv[i], "--into")) {
			into = true;
		} else if (str_eq(argv[i], "--key") && i + 1 < argc) {
			secret = seal_key_file(c->arena, argv[++i], false);
			if (!secret)
				return complain(argv[i], "cannot be read, or is no key");
		} else if (argv[i][0] == '-' || dir) {
			return complain("restore", usage);
		} else {
			*(path ? &dir : &path) = argv[i];
		}
	}
	if (!path || into == (dir != NULL))
		return complain("restore", usage);
	secret = secret ? secret : backup_secret(c, false, &phrase);
	if (into && !make_folders(c))
		return 1;
	b = into ? backup_restore(c, path, secret, c->conf->db, c->conf->data, &sum, &faults) : backup_restore_dir(c, path, secret, dir, &sum, &faults);
	if (b != BACKUP_OK)
		return complain_backup(c, path, b);
	printf("restored: %lld tables, %lld rows, %lld files, of %s\n", (long long)sum.tables, (long long)sum.rows, (long long)sum.files, clock_iso(c->arena, sum.made_at));
	return faults ? complain("stock", "differs from its ledger, as it did in the backup") : 0;
}

static void
print_route(const struct route *r, void *arg UNUSED)
{
	printf("%s\t%s\t%s\n", r->method, r->pattern, route_gate_name(r->gate));
}

static void
print_stmt(const struct db_stmt *s, void *arg UNUSED)
{
	printf("%s\n", s->name);
}

static void
print_marker(void *arg UNUSED, const char *template, char kind, const char *name)
{
	printf("%s\t%c\t%s\n", template, kind, name);
}

static int
cmd_list(struct ctx *c, int argc, char **argv)
{
	const char *why = NULL;

	if (argc == 1 && str_eq(argv[0], "routes")) {
		route_init();
		route_each(print_route, NULL);
		return 0;
	}
	if (argc == 1 && str_eq(argv[0], "statements")) {
		db_each_stmt(print_stmt, NULL);
		return 0;
	}
	if (argc == 1 && str_eq(argv[0], "markers"))
		return view_names(c->conf->templates, print_marker, NULL, &why) ? 0 : complain("templates", why);
	return complain("list", "usage: list routes | statements | markers");
}

static int
cmd_walls(struct ctx *c, int argc, char **argv UNUSED)
{
	if (argc > 0)
		return complain("walls", "usage: walls");
	return make_folders(c) ? walls_try(c) : 1;
}

static int
cmd_version(struct ctx *c UNUSED, int argc UNUSED, char **argv UNUSED)
{
	puts("etalase " ETALASE_BUILD);
	return 0;
}

static int cmd_help(struct ctx *, int argc, char **argv);

static const struct command commands[] = {
	{ "serve", cmd_serve, "[--check]", "answers pages over FastCGI; --check only tells whether it would, and why not" },
	{ "work", cmd_work, "[--once]", "does the background work: pictures, expiries, clean-up" },
	{ "migrate", cmd_migrate, "", "brings the database to this program's schema and loads the regions" },
	{ "demo", cmd_demo, "", "fills an empty shop with the demo shop" },
	{ "staff", cmd_staff, "list | reset LOGIN | totp-off LOGIN | add LOGIN ROLE [NAME]", "people who may log in" },
	{ "import", cmd_import, "[--dry-run] [--map …] [--key …] FILE", "reads goods from a CSV of a shop, or of anything with a mapping; or a whole shop from an export" },
	{ "export", cmd_export, "[FILE]", "writes every row of the shop into one file that import reads into another, empty database" },
	{ "export-goods", cmd_export_goods, "FILE", "writes all goods as a CSV that import reads" },
	{ "backup", cmd_backup, "[FILE]", "writes the whole shop into one sealed file, while it runs" },
	{ "restore", cmd_restore, "FILE DIR | FILE --into", "reads a backup into a new folder, or into the empty database and DATA of the settings" },
	{ "check", cmd_check, "[--mend]", "checks templates, every statement, the stock ledger, the shelves of lists (--mend: made anew) and the audit trail" },
	{ "config", cmd_config, "[--example]", "shows the settings in force and where each came from" },
	{ "walls", cmd_walls, "", "tries what workers must not do, and says whether this machine refuses it" },
	{ "list", cmd_list, "routes | statements | markers", "prints the routes, the statements, or the markers of the templates" },
	{ "version", cmd_version, "", "prints the version" },
	{ "help", cmd_help, "", "prints this list" },
};

static int
cmd_help(struct ctx *c UNUSED, int argc UNUSED, char **argv UNUSED)
{
	size_t i;

	puts("usage: etalase [-c FILE] COMMAND …");
	for (i = 0; i < ARRAY_LEN(commands); i++)
		printf("  %-12s %-44s %s\n", commands[i].name, commands[i].usage, commands[i].text);
	return 0;
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_open();	/* of one command or job: the worker empties it */
	struct arena *lasting = arena_open();
	struct conf conf = { 0 };
	const char *file = NULL, *why = NULL;
	bool cgi = false;
	struct ctx c;
	size_t i;

	umask(0007);
	crypt_init();
	/* A cgi-bin server hands a query without '=' over as arguments (RFC 3875, 4.4): they are a stranger's words, never commands; the settings' file is named by the environment. */
	if (getenv("GATEWAY_INTERFACE")) {
		cgi = true;
		argc = 1;
		file = getenv("ETALASE_CONF");
	}
	if (argc >= 3 && str_eq(argv[1], "-c")) {
		file = argv[2];
		argc -= 2;
		argv += 2;
	}
	if (!conf_load(lasting, &conf, file, &why))
		return complain("settings", why);
	ctx_init(&c, arena, NULL, &conf);
	/* Started by a cgi-bin server: one request, no command. */
	if (cgi)
		return cmd_cgi(&c);
	for (i = 0; argc >= 2 && i < ARRAY_LEN(commands); i++) {
		int status;

		if (!str_eq(argv[1], commands[i].name))
			continue;
		status = commands[i].run(&c, argc - 2, argv + 2);
		if (c.db)
			db_close(c.db);
		arena_close(arena);
		arena_close(lasting);
		return status;
	}
	cmd_help(&c, 0, NULL);
	return argc < 2 ? 0 : 2;
}
