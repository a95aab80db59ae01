/*
 * Regions: the official list of provinces, regencies and districts, loaded from sql/regions.tsv and
 * read by code or by the beginning of a name. A code that the next list leaves out is retired: old
 * orders still name it, new ones cannot choose it.
 */
#include "shop/region.h"

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"

#define FILE_MAX ((size_t)4 << 20)
#define CODE_MAX 999999
#define FIRST_DISTRICT 100000	/* six digits */
#define BATCH 16
#define WORD_MAX 60

enum { Q_CHILDREN, Q_GET, Q_PATH, Q_LABEL, Q_SEARCH, Q_ALL, Q_PUT, Q_PUT_BATCH, Q_RETIRE };

#define PUT_HEAD "INSERT INTO region (code, parent, name, folded) VALUES "
#define PUT_TAIL \
	" ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name = excluded.name," \
	" folded = excluded.folded, retired = 0"

static const struct db_stmt q[] = {
	[Q_CHILDREN] = SQL("region.children",
	    "SELECT code, name FROM region WHERE parent = $1 AND retired = 0 ORDER BY name, code"),
	[Q_GET] = SQL("region.get",
	    "SELECT code, name FROM region WHERE code = $1 AND retired = 0"),
	[Q_PATH] = SQL("region.path",
	    "SELECT p.code, p.name, r.code, r.name, d.code, d.name FROM region d"
	    " JOIN region r ON r.code = d.parent JOIN region p ON p.code = r.parent"
	    " WHERE d.code = $1 AND d.code >= 100000 AND d.retired = 0"),
	[Q_LABEL] = SQL("region.label",
	    "SELECT d.name, r.name, p.name FROM region d"
	    " LEFT JOIN region r ON r.code = d.parent LEFT JOIN region p ON p.code = r.parent"
	    " WHERE d.code = $1"),
	[Q_SEARCH] = SQL("region.search",
	    "SELECT code, name FROM region WHERE code >= 100000 AND retired = 0"
	    " AND (folded LIKE $1 ESCAPE '!' OR folded LIKE $2 ESCAPE '!')"
	    " ORDER BY CASE WHEN folded = $3 THEN 0"
	    " WHEN folded LIKE $1 ESCAPE '!' THEN 1 ELSE 2 END, folded, code LIMIT $4"),
	[Q_ALL] = SQL("region.all", "SELECT code, name, retired FROM region ORDER BY code"),
	[Q_PUT] = SQL("region.put", PUT_HEAD "($1, $2, $3, $4)" PUT_TAIL),
	/* The same for BATCH rows: a fresh table is 7,837 of them. */
	[Q_PUT_BATCH] = SQL("region.put_batch",
	    PUT_HEAD
	    "($1, $2, $3, $4), ($5, $6, $7, $8), ($9, $10, $11, $12),"
	    " ($13, $14, $15, $16), ($17, $18, $19, $20), ($21, $22, $23, $24),"
	    " ($25, $26, $27, $28), ($29, $30, $31, $32), ($33, $34, $35, $36),"
	    " ($37, $38, $39, $40), ($41, $42, $43, $44), ($45, $46, $47, $48),"
	    " ($49, $50, $51, $52), ($53, $54, $55, $56), ($57, $58, $59, $60),"
	    " ($61, $62, $63, $64)" PUT_TAIL),
	[Q_RETIRE] = SQL("region.retire", "UPDATE region SET retired = 1 WHERE code = $1"),
};
DB_TABLE(q);

/* --- reading --- */

/* Grows by doubling; the rows of a result are not known before they are read. */
struct list {
	struct region *item;
	size_t n, cap;
};

static struct region *
list_add(struct arena *a, struct list *l)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 32;
		struct region *item = arena_new_n(a, cap, struct region);

		if (l->n)
			memcpy(item, l->item, l->n * sizeof(*item));
		l->item = item;
		l->cap = cap;
	}
	return &l->item[l->n++];
}

static struct region *
read_list(struct ctx *c, struct db_rows r, size_t *n)
{
	struct list l = { 0 };

	while (db_next(&r)) {
		struct region *one = list_add(c->arena, &l);

		one->code = db_int(&r);
		one->name = db_str(&r);
	}
	*n = l.n;
	return l.item;
}

struct region *
region_children(struct ctx *c, int64_t parent, size_t *n)
{
	return read_list(c, db_query(c, &q[Q_CHILDREN], DB_I(parent)), n);
}

struct region *
region_get(struct ctx *c, int64_t code)
{
	size_t n;

	return read_list(c, db_query(c, &q[Q_GET], DB_I(code)), &n);
}

bool
region_path(struct ctx *c, int64_t district, struct region_path *path)
{
	struct region *part[] = { &path->province, &path->regency, &path->district };
	struct db_rows r = db_query(c, &q[Q_PATH], DB_I(district));
	bool found = db_next(&r);
	size_t i;

	memset(path, 0, sizeof(*path));
	for (i = 0; found && i < ARRAY_LEN(part); i++) {
		part[i]->code = db_int(&r);
		part[i]->name = db_str(&r);
	}
	db_done(&r);
	return found;
}

static const char *
short_name(struct arena *a, const char *name)
{
	return str_starts(name, "Kabupaten ")
	    ? arena_printf(a, "Kab. %s", name + strlen("Kabupaten "))
	    : name;
}

const char *
region_label(struct ctx *c, int64_t code)
{
	struct db_rows r = db_query(c, &q[Q_LABEL], DB_I(code));
	const char *label = "", *name;
	int i;

	if (db_next(&r)) {
		label = short_name(c->arena, db_str(&r));
		for (i = 0; i < 2; i++) {
			name = db_text(&r);
			if (name)
				label = arena_printf(
				    c->arena, "%s, %s", label, short_name(c->arena, name));
		}
	}
	db_done(&r);
	return label;
}

/* What was typed, folded, single blanks, without "kec." or "kecamatan" in front. */
static const char *
fold_query(struct arena *a, const char *text)
{
	const char *s = utf8_fold(a, utf8_cut(a, str_trim(a, text), WORD_MAX));
	static const char *const fore[] = { "kecamatan ", "kec. ", "kec " };
	size_t i;

	while (strstr(s, "  "))
		s = str_replace(a, s, "  ", " ");
	for (i = 0; i < ARRAY_LEN(fore); i++)
		if (str_starts(s, fore[i]))
			return s + strlen(fore[i]);
	return s;
}

struct region *
region_search(struct ctx *c, const char *text, int limit, size_t *n)
{
	const char *s = fold_query(c->arena, text), *safe;

	*n = 0;
	if (*s == '\0' || limit < 1)
		return NULL;
	safe = str_replace(c->arena, s, "!", "!!");
	safe = str_replace(c->arena, safe, "%", "!%");
	safe = str_replace(c->arena, safe, "_", "!_");
	return read_list(c, db_query(c, &q[Q_SEARCH], DB_T(arena_printf(c->arena, "%s%%", safe)),
	    DB_T(arena_printf(c->arena, "%% %s%%", safe)), DB_T(s), DB_I(limit)), n);
}

/* --- loading --- */

static int
by_code(const void *a, const void *b)
{
	const struct region *x = a, *y = b;

	return x->code < y->code ? -1 : x->code > y->code;
}

/* One line "code<TAB>name", cut in place; comments and empty lines give no row. False: bad. */
static bool
read_line(struct arena *a, char *line, struct list *l)
{
	char *tab = strchr(line, '\t');
	struct region *r;
	int64_t code;

	if (*line == '#' || *line == '\0')
		return true;
	if (!tab || tab[1] == '\0' || !utf8_ok(tab + 1, strlen(tab + 1)))
		return false;
	*tab = '\0';
	if (!str_int(line, 10, CODE_MAX, &code))
		return false;
	r = list_add(a, l);
	r->code = code;
	r->name = tab + 1;
	return true;
}

static bool
read_file(struct arena *a, const char *path, struct list *l, const char **why)
{
	size_t n, len, line;
	char *s = file_read(a, path, FILE_MAX, &n), *next;

	if (!s) {
		*why = arena_printf(a, "%s: cannot be read", path);
		return false;
	}
	for (line = 1; *s; s = next, line++) {
		len = strcspn(s, "\n");
		next = s + len + (s[len] == '\n');
		s[len] = '\0';
		if (len > 0 && s[len - 1] == '\r')
			s[len - 1] = '\0';
		if (!read_line(a, s, l)) {
			*why = arena_printf(a, "%s: line %zu is no code and name", path, line);
			return false;
		}
	}
	if (l->n == 0)
		*why = arena_printf(a, "%s: holds no regions", path);
	return l->n > 0;
}

/* Codes in order, each once, each below one that is there. */
static bool
check_tree(struct arena *a, struct list *l, const char **why)
{
	size_t i;

	qsort(l->item, l->n, sizeof(*l->item), by_code);
	for (i = 0; i < l->n; i++) {
		struct region key = { l->item[i].code / 100, NULL };
		bool twice = i > 0 && l->item[i].code == l->item[i - 1].code;

		if (!twice && (key.code == 0 || bsearch(&key, l->item, l->n, sizeof(key), by_code)))
			continue;
		*why = arena_printf(a, "region %lld %s", (long long)l->item[i].code,
		    twice ? "stands twice" : "has no parent");
		return false;
	}
	return true;
}

static void
put(struct ctx *c, const struct region *const *batch, size_t n)
{
	struct db_param param[BATCH * 4];
	size_t i;

	for (i = 0; i < n; i++) {
		struct db_param *p = &param[n == BATCH ? i * 4 : 0];

		p[0] = DB_I(batch[i]->code);
		p[1] = DB_I(batch[i]->code / 100);
		p[2] = DB_T(batch[i]->name);
		p[3] = DB_T(utf8_fold(c->arena, batch[i]->name));
		if (n < BATCH)
			(void)db_do(c, &q[Q_PUT], param, 4);
	}
	if (n == BATCH)
		(void)db_do(c, &q[Q_PUT_BATCH], param, ARRAY_LEN(param));
}

/*
 * Retires what the file has not, and leaves in `now` only what it has and the table has not so.
 * Both are in order of code.
 */
static void
compare(struct ctx *c, const struct region *file, size_t n, const struct region **now,
    size_t *n_now)
{
	struct list gone = { 0 };
	struct db_rows r;
	size_t i = 0, k;

	*n_now = 0;
	for (r = db_query(c, &q[Q_ALL]); db_next(&r);) {
		int64_t code = db_int(&r);
		const char *name = db_str(&r);
		bool retired = db_int(&r) != 0;

		while (i < n && file[i].code < code)
			now[(*n_now)++] = &file[i++];
		if (i < n && file[i].code == code) {
			if (retired || !str_eq(file[i].name, name))
				now[(*n_now)++] = &file[i];
			i++;
		} else if (!retired) {
			list_add(c->arena, &gone)->code = code;
		}
	}
	while (i < n)
		now[(*n_now)++] = &file[i++];
	for (k = 0; k < gone.n; k++)
		db_exec(c, &q[Q_RETIRE], DB_I(gone.item[k].code));
}

bool
region_load(struct ctx *c, const char *path, const char **why)
{
	struct list file = { 0 };
	const struct region **now;
	size_t n, i;

	if (!read_file(c->arena, path, &file, why) || !check_tree(c->arena, &file, why))
		return false;
	now = arena_new_n(c->arena, file.n, const struct region *);
	compare(c, file.item, file.n, now, &n);
	for (i = 0; i < n; i += BATCH)
		put(c, now + i, n - i < BATCH ? n - i : BATCH);
	*why = err_is_set(c) ? c->err.text : NULL;
	return !err_is_set(c);
}
