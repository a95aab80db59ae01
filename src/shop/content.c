/*
 * Pages of text: about, how to order, questions, returns, privacy. Stored as plain text with three marks (heading, list item,
 * paragraph), which page_blocks() tells apart; templates make the HTML.
 */
#include "shop/content.h"

#include "base/buf.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/catalog.h"
#include "shop/memo.h"
#include "shop/setting.h"

#define SLUG_MAX 80

enum { Q_GET, Q_LIST, Q_VERSION, Q_OWNER, Q_NEW, Q_SAVE, Q_TEXT, Q_TEXT_DROP, Q_SLUG, Q_TEXTS };

#define COLS \
	"SELECT p.id, p.version, p.position, p.active, s.slug, COALESCE(NULLIF(t.title, '')," \
	" d.title, '')," \
	" COALESCE(NULLIF(t.body, ''), d.body, '') FROM page p" \
	" LEFT JOIN slug s ON s.kind = 'page' AND s.object = p.id AND s.current = 1" \
	" LEFT JOIN page_text t ON t.page = p.id AND t.lang = $1" \
	" LEFT JOIN page_text d ON d.page = p.id AND d.lang = 'id'"

static const struct db_stmt q[] = {
	[Q_GET] = SQL("page.get", COLS " WHERE p.id = $2"),
	[Q_LIST] = SQL("page.list",
	    COLS " WHERE (CAST($2 AS BIGINT) = 1 OR p.active = 1) ORDER BY p.position, p.id"),
	[Q_VERSION] = SQL("page.version", "SELECT version FROM page WHERE id = $1"),
	[Q_OWNER] = SQL("page.slug_owner", "SELECT object FROM slug WHERE kind = 'page' AND slug = $1"),
	[Q_NEW] = SQL("page.new", "INSERT INTO page (position, active) VALUES ($1, $2) RETURNING id"),
	[Q_SAVE] = SQL("page.save",
	    "UPDATE page SET position = $3, active = $4, version = version + 1 WHERE id = $1 AND"
	    " version = $2"),
	[Q_TEXT] = SQL("page.text",
	    "INSERT INTO page_text (page, lang, title, body) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (page, lang) DO UPDATE SET title = excluded.title, body = excluded.body"),
	[Q_TEXT_DROP] = SQL("page.text_drop", "DELETE FROM page_text WHERE page = $1 AND lang = $2"),
	[Q_SLUG] = SQL("page.slug", "SELECT slug FROM slug WHERE kind = 'page' AND object = $1 AND current = 1"),
	[Q_TEXTS] = SQL("page.texts", "SELECT title, body FROM page_text WHERE page = $1 AND lang = $2"),
};
DB_TABLE(q);

static struct page *
page_row(struct ctx *c, struct db_rows *r)
{
	struct page *p = arena_new(c->arena, struct page);

	p->id = db_int(r);
	p->version = db_int(r);
	p->position = db_int(r);
	p->active = db_int(r) != 0;
	p->slug = db_str(r);
	p->title = db_str(r);
	p->body = db_str(r);
	return p;
}

struct page *
page_get(struct ctx *c, int64_t id)
{
	struct db_rows r = db_query(c, &q[Q_GET], DB_T(c->lang), DB_I(id));
	struct page *p = db_next(&r) ? page_row(c, &r) : NULL;

	db_done(&r);
	return p;
}

static struct page **
pages_read(struct ctx *c, bool all, size_t *n)
{
	size_t room = 16;
	struct page **list = arena_new_n(c->arena, room, struct page *);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_T(c->lang), DB_I(all)); db_next(&r);) {
		if (*n == room) {
			struct page **more = arena_new_n(c->arena, 2 * room, struct page *);

			memcpy(more, list, room * sizeof(*more));
			list = more;
			room *= 2;
		}
		list[(*n)++] = page_row(c, &r);
	}
	return list;
}

struct pages {
	struct page **list;
	size_t n;
};

static const void *
pages_make(struct ctx *c, const void *arg)
{
	struct pages *p = arena_new(c->arena, struct pages);

	(void)arg;
	p->list = pages_read(c, false, &p->n);
	return p;
}

struct page **
page_list(struct ctx *c, bool all, size_t *n)
{
	const struct pages *p;

	if (all)
		return pages_read(c, true, n);
	p = memo_get(c, MEMO_SHOP, "pages", pages_make, NULL);
	*n = p->n;
	return p->list;
}

struct page_texts *
page_texts(struct ctx *c, int64_t id, const char *lang)
{
	struct page_texts *t = NULL;
	struct db_rows r = db_query(c, &q[Q_TEXTS], DB_I(id), DB_T(lang));

	if (db_next(&r)) {
		t = arena_new(c->arena, struct page_texts);
		t->title = db_str(&r);
		t->body = db_str(&r);
	}
	db_done(&r);
	return t;
}

static void
text_put(struct ctx *c, int64_t id, const char *lang, const char *title, const char *body)
{
	if (str_empty(title) && str_empty(body))
		(void)db_exec(c, &q[Q_TEXT_DROP], DB_I(id), DB_T(lang));
	else
		(void)db_exec(c, &q[Q_TEXT], DB_I(id), DB_T(lang), DB_T(title ? title : ""),
		    DB_T(body ? body : ""));
}

static enum page_put
refusal(struct ctx *c, int64_t id, int64_t version, const char *slug)
{
	int64_t found = id ? db_one_int(c, 0, &q[Q_VERSION], DB_I(id)) : version, owner;

	if (id && found == 0)
		return PAGE_GONE;
	if (found != version)
		return PAGE_CONFLICT;
	owner = *slug ? db_one_int(c, 0, &q[Q_OWNER], DB_T(slug)) : 0;
	return owner != 0 && owner != id ? PAGE_SLUG_TAKEN : PAGE_OK;
}

enum page_put
page_put(struct ctx *c, int64_t *id, int64_t version, const char *slug, const char *title[2], const char *body[2],
    int64_t position, bool active)
{
	enum page_put refused;

	slug = str_slug(c->arena, slug ? slug : "", SLUG_MAX);
	refused = refusal(c, *id, version, slug);
	if (refused != PAGE_OK)
		return refused;
	if (*id == 0)
		*id = db_one_int(c, 0, &q[Q_NEW], DB_I(position), DB_I(active));
	else if (db_exec(c, &q[Q_SAVE], DB_I(*id), DB_I(version), DB_I(position), DB_I(active)) != 1)
		return PAGE_CONFLICT;
	text_put(c, *id, "id", title[0], body[0]);
	text_put(c, *id, "en", title[1], body[1]);
	if (*slug == '\0' && !db_one_text(c, &q[Q_SLUG], DB_I(*id)))
		slug = slug_free(c, "page", *id, title[0] ? title[0] : "");
	if (*slug && !slug_put(c, "page", *id, slug))
		err_set(c, ERR_BUSY, "page.slug", "slug taken meanwhile");
	setting_bump(c, "shop");
	audit(c, "page.save", "page", *id, NULL, NULL);
	return PAGE_OK;
}

/* --- blocks --- */

struct blocks {
	struct page_block *list;
	size_t n;
	struct buf open;	/* lines of the paragraph that is being read */
};

static void
block_add(struct blocks *b, enum block kind, const char *text)
{
	if (*text != '\0')
		b->list[b->n++] = (struct page_block){ kind, text };
}

static void
paragraph_end(struct arena *a, struct blocks *b)
{
	block_add(b, BLOCK_PARAGRAPH, arena_mem(a, b->open.s, b->open.len));
	buf_clear(&b->open);
}

struct page_block *
page_blocks(struct ctx *c, const char *body, size_t *n)
{
	struct blocks b = { NULL, 0, { 0 } };
	size_t len = strlen(body), lines = 1, i;
	const char *p, *end;

	for (i = 0; i < len; i++)
		lines += body[i] == '\n';
	b.list = arena_new_n(c->arena, lines + 1, struct page_block);
	buf_init(&b.open, c->arena, len + 1);
	for (p = body; *p != '\0'; p = *end ? end + 1 : end) {
		const char *line;

		end = p + strcspn(p, "\n");
		line = str_trim(c->arena, arena_mem(c->arena, p, (size_t)(end - p)));
		if (*line == '\0' || str_starts(line, "## ") || str_starts(line, "- "))
			paragraph_end(c->arena, &b);
		if (str_starts(line, "## "))
			block_add(&b, BLOCK_HEADING, str_trim(c->arena, line + 3));
		else if (str_starts(line, "- "))
			block_add(&b, BLOCK_ITEM, str_trim(c->arena, line + 2));
		else if (*line != '\0')
			(void)buf_printf(&b.open, "%s%s", b.open.len ? "\n" : "", line);
	}
	paragraph_end(c->arena, &b);
	*n = b.n;
	return b.list;
}
