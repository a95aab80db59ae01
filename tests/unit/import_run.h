/* What the tests of importing share: running a file or a text and keeping what was said of it. */
#ifndef TESTS_UNIT_IMPORT_RUN_H
#define TESTS_UNIT_IMPORT_RUN_H

#include "fixture.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/str.h"
#include "shop/catalog.h"
#include "shop/importer.h"

enum { T_PRODUCT, T_VARIANT, T_SOURCES, T_COUNT, T_LINKS, T_CATEGORY, T_AUDIT };
static const struct db_stmt q[] = {
	[T_PRODUCT] = SQL("test.importer.product", "SELECT product FROM product_text WHERE lang = 'id' AND name = $1"),
	[T_VARIANT] = SQL("test.importer.variant", "SELECT id FROM variant WHERE sku = $1 AND active = 1"),
	[T_SOURCES] = SQL("test.importer.sources", "SELECT COUNT(*) FROM picture_source"),
	[T_COUNT] = SQL("test.importer.count", "SELECT COUNT(*) FROM product"),
	[T_LINKS] = SQL("test.importer.links", "SELECT COUNT(*) FROM external_id"),
	[T_CATEGORY] = SQL("test.importer.category", "SELECT COUNT(*) FROM category_text WHERE lang = 'id'"),
	[T_AUDIT] = SQL("test.importer.audit", "SELECT COUNT(*) FROM audit"),
};

/* What the import said, a line each: "3 new import.new ARG". */
struct said { struct buf b; };

static inline void
hear(struct ctx *c, int64_t line, const char *status, const char *name, const char *message_id, const char *arg, void *p)
{
	struct said *s = p;

	assert_non_null(c);
	assert_non_null(name);
	assert_true(strchr(message_id, '.') != NULL);
	(void)buf_printf(&s->b, "%lld %s %s %.60s\n", (long long)line, status, message_id, arg);
}

struct ran { enum import_run end; struct import_result r; const char *said; };

/* The brand's name is a message. */
static inline void
load_messages(void)
{
	static bool loaded;
	const char *why = NULL;

	if (!loaded && !i18n_load("build/templates", &why))
		fail_msg("%s", why);
	loaded = true;
}

static inline struct ran
run_file(struct fixture *f, const char *path, bool dry)
{
	struct said s;
	struct ran ran;

	load_messages();
	buf_init(&s.b, f->keep, 1000000);
	fixture_commit(f);
	ran.end = import_file(&f->c, path, &(struct import_options){ .dry = dry, .report = hear, .arg = &s }, &ran.r);
	fixture_ok(f);
	fixture_begin(f);
	ran.said = s.b.s;
	return ran;
}

static inline struct ran
run_bytes(struct fixture *f, const char *text, size_t n, bool dry)
{
	const char *path;
	struct ran ran;

	path = arena_printf(f->keep, "%s/etalase-unit-%ld.csv", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (long)getpid());
	assert_true(file_write(path, text, n, 0600));
	ran = run_file(f, path, dry);
	(void)unlink(path);
	return ran;
}

static inline struct ran
run_text(struct fixture *f, const char *text)
{
	return run_bytes(f, text, strlen(text), false);
}

static inline void
heard(const struct ran *ran, const char *line)
{
	if (!strstr(ran->said, line))
		fail_msg("not said: %s\nbut:\n%s", line, ran->said);
}

static inline struct product *
product(struct fixture *f, const char *name)
{
	struct product *p = catalog_product(&f->c, db_one_int(&f->c, 0, &q[T_PRODUCT], DB_T(name)));

	if (!p)
		fail_msg("no product is called %s", name);
	return p;
}

static inline int64_t
count(struct fixture *f, int what)
{
	return db_one_int(&f->c, -1, &q[what]);
}

#endif
