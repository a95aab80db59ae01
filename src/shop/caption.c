/*
 * Captions: variables, templates, hashtags. Filling is that of the shop's messages (shop/message.h): one pass, a line whose variables are all empty is left out, braces in a name stay text.
 */
#include "shop/caption.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/message.h"
#include "shop/setting.h"

#define TEXT_MAX 40000		/* bytes of a filled text */

enum { Q_LIST, Q_GET, Q_NEW, Q_PUT, Q_DROP, Q_COUNT, Q_UNUSE, Q_TAGS, Q_TAGS_PUT };

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("caption.list", "SELECT id, version, name, body, hashtags FROM caption ORDER BY name, id LIMIT $1"),
	[Q_GET] = SQL("caption.get", "SELECT id, version, name, body, hashtags FROM caption WHERE id = $1"),
	[Q_NEW] = SQL("caption.new", "INSERT INTO caption (name, body, hashtags, updated_at) VALUES ($1, $2, $3, $4) RETURNING id"),
	[Q_PUT] = SQL("caption.put", "UPDATE caption SET name = $3, body = $4, hashtags = $5, updated_at = $6, version = version + 1 WHERE id = $1 AND version = $2"),
	[Q_DROP] = SQL("caption.drop", "DELETE FROM caption WHERE id = $1"),
	[Q_COUNT] = SQL("caption.count", "SELECT COUNT(*) FROM caption"),
	[Q_UNUSE] = SQL("caption.unuse", "UPDATE social_setting SET caption = 0 WHERE id = 1 AND caption = $1"),
	[Q_TAGS] = SQL("caption.tags", "SELECT hashtags FROM social_setting WHERE id = 1"),
	[Q_TAGS_PUT] = SQL("caption.tags_put", "UPDATE social_setting SET hashtags = $1 WHERE id = 1"),
};
DB_TABLE(q);

const char *const caption_vars[] = { "nama", "harga", "harga_lama", "hemat", "daftar", "link", "kode", "toko", "wa", NULL };

/* --- variables --- */

const char *
caption_fault(struct ctx *c, const char *text, const char **word)
{
	return message_vars_fault(c, caption_vars, "", text, word);
}

struct card **
caption_goods(struct ctx *c, const int64_t *ids, size_t n_ids, size_t *n)
{
	const char *lang = c->lang;
	struct card **goods;

	c->lang = "id";
	goods = catalog_cards(c, ids, n_ids, n);
	c->lang = lang;
	return goods;
}

/* "Rp 12.500", or "mulai Rp 12.500" where there are dearer ones. */
static const char *
price(struct ctx *c, const struct card *card)
{
	const char *text = money_text(c->arena, card->price.now);

	return card->from ? i18n(c->arena, "id", "caption.from", text, NULL) : text;
}

static const char *
cheapest(struct ctx *c, const struct caption_facts *f)
{
	int64_t least = f->goods[0]->price.now;

	if (f->n == 1)
		return price(c, f->goods[0]);
	for (size_t i = 1; i < f->n; i++)
		least = f->goods[i]->price.now < least ? f->goods[i]->price.now : least;
	return i18n(c->arena, "id", "caption.from", money_text(c->arena, least), NULL);
}

/* A line each: "• Keripik Balado: Rp 12.500", or with the names alone, parted by commas. */
static const char *
names(struct ctx *c, const struct caption_facts *f, bool lines)
{
	struct buf b;

	buf_init(&b, c->arena, TEXT_MAX / 2);
	for (size_t i = 0; i < f->n; i++) {
		if (lines)
			buf_printf(&b, "%s• %s: %s", i ? "\n" : "", f->goods[i]->name, price(c, f->goods[i]));
		else
			buf_printf(&b, "%s%s", i ? ", " : "", f->goods[i]->name);
	}
	return b.s;
}

static const char *
of_goods(struct ctx *c, const struct caption_facts *f, const char *name)
{
	const struct price *p = &f->goods[0]->price;

	if (str_eq(name, "nama"))
		return names(c, f, false);
	if (str_eq(name, "daftar"))
		return names(c, f, true);
	if (str_eq(name, "harga"))
		return cheapest(c, f);
	/* What was is said of one thing alone. */
	if (f->n > 1 || p->was <= p->now)
		return "";
	return money_text(c->arena, str_eq(name, "hemat") ? p->was - p->now : p->was);
}

const char *
caption_value(struct ctx *c, const struct caption_facts *f, const char *name)
{
	if (str_eq(name, "link"))
		return f->link;
	if (str_eq(name, "kode"))
		return f->code;
	if (str_eq(name, "toko"))
		return shop_get(c)->name;
	if (str_eq(name, "wa"))
		return str_starts(shop_get(c)->whatsapp, "+62") ? arena_printf(c->arena, "0%s", shop_get(c)->whatsapp + 3) : shop_get(c)->whatsapp;
	return f->n > 0 ? of_goods(c, f, name) : "";
}

struct asked { struct ctx *c; const struct caption_facts *f; };

static const char *
value(void *arg, const char *name)
{
	const struct asked *a = arg;

	return caption_value(a->c, a->f, name);
}

const char *
caption_text(struct ctx *c, const char *body, const char *hashtags, const struct caption_facts *f)
{
	struct asked a = { c, f };
	const char *text = str_trim(c->arena, message_vars_fill(c, caption_vars, body, true, value, &a));

	if (str_empty(hashtags))
		return text;
	return str_empty(text) ? hashtags : arena_printf(c->arena, "%s\n\n%s", text, hashtags);
}

static bool
has(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], word))
			return true;
	return false;
}

const char *
caption_hashtags(struct ctx *c, const char *typed)
{
	const char **words = str_split(c->arena, str_replace(c->arena, str_replace(c->arena, str_replace(c->arena, typed, "\n", " "), ",", " "), "#", " "), ' ', NULL);
	const char **kept = arena_new_n(c->arena, CAPTION_HASHTAGS_MAX, const char *);
	struct buf b;
	size_t n = 0;

	buf_init(&b, c->arena, 4 * CAPTION_HASHTAGS_MAX);
	for (size_t i = 0; words[i] && n < CAPTION_HASHTAGS_MAX; i++) {
		const char *folded = utf8_fold(c->arena, words[i]);

		if (has(kept, n, folded))
			continue;
		kept[n++] = folded;
		buf_printf(&b, "%s#%s", b.len ? " " : "", words[i]);
	}
	return b.s;
}

/* --- templates --- */

static struct caption
built_in(struct ctx *c)
{
	return (struct caption){ .name = i18n(c->arena, c->lang, "caption.first.name", NULL), .body = i18n(c->arena, "id", "caption.first", NULL), .hashtags = "" };
}

static void
read_row(struct db_rows *r, struct caption *t)
{
	t->id = db_int(r);
	t->version = db_int(r);
	t->name = db_str(r);
	t->body = db_str(r);
	t->hashtags = db_str(r);
}

struct caption *
caption_list(struct ctx *c, size_t *n)
{
	struct caption *list = arena_new_n(c->arena, CAPTIONS_MAX + 1, struct caption);
	struct db_rows r;

	list[0] = built_in(c);
	*n = 1;
	for (r = db_query(c, &q[Q_LIST], DB_I(CAPTIONS_MAX)); db_next(&r);)
		read_row(&r, &list[(*n)++]);
	return list;
}

struct caption *
caption_get(struct ctx *c, int64_t id)
{
	struct caption *t = arena_new(c->arena, struct caption);
	struct db_rows r;
	bool found;

	if (id == 0) {
		*t = built_in(c);
		return t;
	}
	r = db_query(c, &q[Q_GET], DB_I(id));
	found = db_next(&r);
	if (found)
		read_row(&r, t);
	db_done(&r);
	return found ? t : NULL;
}

enum caption_put
caption_put(struct ctx *c, int64_t *id, int64_t version, const char *name, const char *body, const char *hashtags)
{
	const char *tags = caption_hashtags(c, hashtags);

	if (*id == 0) {
		if (db_one_int(c, 0, &q[Q_COUNT]) >= CAPTIONS_MAX)
			return CAPTION_FULL;
		*id = db_one_int(c, 0, &q[Q_NEW], DB_T(name), DB_T(body), DB_T(tags), DB_I(clock_now()));
	} else if (db_exec(c, &q[Q_PUT], DB_I(*id), DB_I(version), DB_T(name), DB_T(body), DB_T(tags), DB_I(clock_now())) == 0) {
		return caption_get(c, *id) ? CAPTION_CONFLICT : CAPTION_GONE;
	}
	audit(c, "caption.save", "caption", *id, NULL, NULL);
	return CAPTION_OK;
}

enum caption_put
caption_drop(struct ctx *c, int64_t id)
{
	if (db_exec(c, &q[Q_DROP], DB_I(id)) == 0)
		return CAPTION_GONE;
	db_exec(c, &q[Q_UNUSE], DB_I(id));
	audit(c, "caption.drop", "caption", id, NULL, NULL);
	return CAPTION_OK;
}

const char *
caption_shop_hashtags(struct ctx *c)
{
	const char *tags = db_one_text(c, &q[Q_TAGS]);

	return tags ? tags : "";
}

void
caption_shop_hashtags_put(struct ctx *c, const char *hashtags)
{
	db_exec(c, &q[Q_TAGS_PUT], DB_T(caption_hashtags(c, hashtags)));
	audit(c, "caption.hashtags", "caption", 0, NULL, NULL);
}
