/* Types and attributes: few rows, read whole where goods are described. Values are read here once, so that forms and imports agree about what fits. */
#include "shop/product_type.h"

#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/hint.h"
#include "shop/setting.h"
#include "shop/shelf.h"

#define KEY_MAX 100		/* code points of a text's key */
#define NUMBER_MAX INT64_C(999999999999)	/* thousandths: below a thousand millions */

const char *const attribute_kinds[ATTRIBUTE_KINDS] = { "text", "number", "choice", "flag" };

enum {
	Q_ATTRIBUTES, Q_TYPES, Q_OF, Q_COUNT, Q_NEW, Q_PUT, Q_ATTRIBUTE_NEW, Q_ATTRIBUTE_PUT, Q_OF_DROP, Q_OF_ADD, Q_USED, Q_KEYS, Q_RENAME, Q_RECHOICE, Q_VERSION, Q_SAME
};

static const struct db_stmt q[] = {
	[Q_ATTRIBUTES] = SQL("attribute.list", "SELECT id, kind, code, name, name_en, unit, choices, filtered, shown FROM attribute ORDER BY folded LIMIT $1"),
	[Q_TYPES] = SQL("product_type.list",
	    "SELECT t.id, t.version, t.position, t.code, t.name, t.name_en, t.permits, t.active, (SELECT COUNT(*) FROM product p WHERE p.type = t.id) FROM product_type t"
	    " ORDER BY t.active DESC, t.position, t.id LIMIT $1"),
	[Q_OF] = SQL("product_type.attributes", "SELECT type, attribute FROM type_attribute ORDER BY type, position, attribute"),
	[Q_COUNT] = SQL("product_type.count", "SELECT COUNT(*) FROM product_type"),
	[Q_VERSION] = SQL("product_type.version", "SELECT version FROM product_type WHERE id = $1"),
	[Q_NEW] = SQL("product_type.new", "INSERT INTO product_type (name, name_en, permits, position, active) VALUES ($1, $2, $3, $4, $5) RETURNING id"),
	[Q_PUT] = SQL("product_type.put", "UPDATE product_type SET name = $1, name_en = $2, permits = $3, position = $4, active = $5, version = version + 1 WHERE id = $6 AND version = $7"),
	[Q_ATTRIBUTE_NEW] = SQL("attribute.new",
	    "INSERT INTO attribute (kind, name, name_en, folded, folded_en, unit, choices, filtered, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"),
	[Q_ATTRIBUTE_PUT] = SQL("attribute.put",
	    "UPDATE attribute SET kind = $1, name = $2, name_en = $3, folded = $4, folded_en = $5, unit = $6, choices = $7, filtered = $8, shown = $9 WHERE id = $10"),
	[Q_OF_DROP] = SQL("product_type.drop_attributes", "DELETE FROM type_attribute WHERE type = $1"),
	[Q_OF_ADD] = SQL("product_type.add_attribute", "INSERT INTO type_attribute (type, attribute, position) VALUES ($1, $2, $3)"),
	[Q_USED] = SQL("attribute.used", "SELECT COUNT(*) FROM (SELECT 1 AS one FROM product_attr WHERE attribute = $1 LIMIT 1) x"),
	/* Would lists be narrowed by the same words? */
	[Q_SAME] = SQL("attribute.same", "SELECT COUNT(*) FROM attribute WHERE id = $1 AND name = $2 AND name_en = $3 AND choices = $4 AND filtered = $5"),
	[Q_KEYS] = SQL("attribute.keys", "SELECT DISTINCT value_key FROM product_attr WHERE attribute = $1 ORDER BY value_key LIMIT 200"),
	[Q_RENAME] = SQL("attribute.rename", "UPDATE product_attr SET name = $3 WHERE attribute = $1 AND lang = $2 AND name <> $3"),
	[Q_RECHOICE] = SQL("attribute.rechoice", "UPDATE product_attr SET value = $4 WHERE attribute = $1 AND lang = $2 AND value_key = $3 AND value <> $4"),
};
DB_TABLE(q);

static const char *
fold(struct ctx *c, const char *s)
{
	return utf8_fold(c->arena, str_trim(c->arena, s));
}

static const char *
text(const char *s)
{
	return s ? s : "";
}

/* --- reading --- */

static enum attribute_kind
kind_of(const char *word)
{
	int i;

	for (i = 0; i < ATTRIBUTE_KINDS; i++)
		if (str_eq(word, attribute_kinds[i]))
			return (enum attribute_kind)i;
	return ATTRIBUTE_TEXT;
}

const struct attribute *
attribute_list(struct ctx *c, size_t *n)
{
	struct attribute *all = arena_new_n(c->arena, ATTRIBUTES_MAX, struct attribute);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_ATTRIBUTES], DB_I(ATTRIBUTES_MAX)); *n < ATTRIBUTES_MAX && db_next(&r);) {
		struct attribute *a = &all[(*n)++];

		a->id = db_int(&r);
		a->kind = kind_of(db_str(&r));
		a->code = db_str(&r);
		a->name[0] = db_str(&r);
		a->name[1] = db_str(&r);
		a->unit = db_str(&r);
		a->choices = db_str(&r);
		a->filtered = db_int(&r) != 0;
		a->shown = db_int(&r) != 0;
	}
	db_done(&r);
	return all;
}

static const struct attribute *
by_name(struct ctx *c, const struct attribute *all, size_t n, const char *name)
{
	const char *folded = fold(c, name);
	size_t i, k;

	for (k = 0; *folded && k < 2; k++)
		for (i = 0; i < n; i++)
			if (str_eq(fold(c, all[i].name[k]), folded))
				return &all[i];
	return NULL;
}

const struct attribute *
attribute_named(struct ctx *c, const char *name)
{
	size_t n;
	const struct attribute *all = attribute_list(c, &n);

	return by_name(c, all, n, name);
}

const char *
attribute_half(struct arena *a, const char *both, const char *lang)
{
	const char *bar = strchr(both, '|');

	if (!bar)
		return str_trim(a, both);
	if (str_eq(lang, "en") && *str_trim(a, bar + 1))
		return str_trim(a, bar + 1);
	return str_trim(a, arena_mem(a, both, (size_t)(bar - both)));
}

const char **
attribute_choices(struct ctx *c, const struct attribute *a, size_t *n)
{
	return str_split(c->arena, a->choices, '\n', n);
}

static struct product_type *
type_of(struct product_type **all, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (all[i]->id == id)
			return all[i];
	return NULL;
}

struct product_type **
product_type_list(struct ctx *c, size_t *n)
{
	struct product_type **all = arena_new_n(c->arena, PRODUCT_TYPES_MAX, struct product_type *), *t;
	size_t n_attributes, i;
	const struct attribute *attributes = attribute_list(c, &n_attributes);
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_TYPES], DB_I(PRODUCT_TYPES_MAX)); *n < PRODUCT_TYPES_MAX && db_next(&r);) {
		t = all[(*n)++] = arena_new(c->arena, struct product_type);
		t->id = db_int(&r);
		t->version = db_int(&r);
		t->position = db_int(&r);
		t->code = db_str(&r);
		t->name[0] = db_str(&r);
		t->name[1] = db_str(&r);
		t->permits = db_str(&r);
		t->active = db_int(&r) != 0;
		t->goods = db_int(&r);
	}
	db_done(&r);
	for (r = db_query(c, &q[Q_OF]); db_next(&r);) {
		int64_t attribute;

		t = type_of(all, *n, db_int(&r));
		attribute = db_int(&r);
		for (i = 0; t && t->n_attributes < TYPE_ATTRIBUTES_MAX && i < n_attributes; i++)
			if (attributes[i].id == attribute)
				t->attributes[t->n_attributes++] = &attributes[i];
	}
	return all;
}

const struct product_type *
product_type_get(struct ctx *c, int64_t id)
{
	size_t n;
	struct product_type **all = product_type_list(c, &n);

	return type_of(all, n, id);
}

/* --- values --- */

/* "1.250", "1,5", "0.75" as thousandths; *end: behind it. A mark before exactly three digits parts thousands. */
static bool
number_read(const char *s, int64_t *out, const char **end)
{
	int64_t whole = 0, part = 0;
	size_t digits = 0, n;

	for (; *s >= '0' && *s <= '9' && whole <= NUMBER_MAX; s++, digits++)
		whole = whole * 10 + (*s - '0');
	while (digits > 0 && (*s == '.' || *s == ',') && whole <= NUMBER_MAX) {
		n = strspn(s + 1, "0123456789");
		if (n == 3) {
			whole = whole * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0');
			s += 4;
			continue;
		}
		if (n < 1 || n > 2)
			return false;
		part = (s[1] - '0') * 100 + (n > 1 ? (s[2] - '0') * 10 : 0);
		s += n + 1;
		break;
	}
	if (digits == 0 || whole > NUMBER_MAX)
		return false;
	*end = s;
	*out = whole * 1000 + part;
	return true;
}

/* How many of the attribute's unit one of this word is; 0: another thing altogether. */
static int64_t
unit_worth(struct ctx *c, const struct attribute *a, const char *word)
{
	static const struct { const char *word, *unit; int64_t worth; } known[] = {
		{ "gr", "g", 1 }, { "gram", "g", 1 }, { "kg", "g", 1000 }, { "l", "ml", 1000 }, { "liter", "ml", 1000 }, { "litre", "ml", 1000 }, { "m", "cm", 100 },
	};
	size_t i;

	if (*word == '\0' || str_eq(fold(c, attribute_half(c->arena, a->unit, "id")), fold(c, word)) || str_eq(fold(c, attribute_half(c->arena, a->unit, "en")), fold(c, word)))
		return 1;
	for (i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(fold(c, word), known[i].word) && str_eq(a->unit, known[i].unit))
			return known[i].worth;
	return 0;
}

const char *
attribute_digits(struct arena *a, const char *key, const char *lang)
{
	int64_t n;
	const char *whole;

	key += strspn(key, "0");
	if (!str_int(*key ? key : "0", 0, INT64_MAX, &n))
		return "";
	whole = money_digits(a, n / 1000);
	if (n % 1000 == 0)
		return whole;
	whole = arena_printf(a, "%s%s%02lld", whole, str_eq(lang, "en") ? "." : ",", (long long)(n % 1000 / 10));
	return str_ends(whole, "0") ? arena_mem(a, whole, strlen(whole) - 1) : whole;
}

static bool
number_value(struct ctx *c, const struct attribute *a, const char *s, struct attribute_value *v)
{
	const char *end;
	int64_t n, worth;
	int k;

	if (!number_read(s, &n, &end))
		return false;
	worth = unit_worth(c, a, str_trim(c->arena, end));
	if (worth == 0 || !mul_ok(n, worth, &n) || n > 1000 * NUMBER_MAX)
		return false;
	v->key = arena_printf(c->arena, "%015lld", (long long)n);
	for (k = 0; k < 2; k++) {
		const char *lang = k ? "en" : "id", *unit = attribute_half(c->arena, a->unit, lang);

		v->text[k] = arena_printf(c->arena, "%s%s%s", attribute_digits(c->arena, v->key, lang), *unit ? " " : "", unit);
	}
	return true;
}

static bool
choice_value(struct ctx *c, const struct attribute *a, const char *s, struct attribute_value *v)
{
	size_t n, i, k;
	const char **choices = attribute_choices(c, a, &n), *folded = fold(c, s), *half[2];

	for (i = 0; i < n; i++) {
		half[0] = attribute_half(c->arena, choices[i], "id");
		half[1] = attribute_half(c->arena, choices[i], "en");
		for (k = 0; k < 2; k++)
			if (str_eq(fold(c, half[k]), folded)) {
				*v = (struct attribute_value){ { half[0], half[1] }, utf8_cut(c->arena, fold(c, half[0]), KEY_MAX) };
				return true;
			}
	}
	return false;
}

static bool
flag_value(struct ctx *c, const char *s, struct attribute_value *v)
{
	static const char *const yes[] = { "ya", "yes", "1", "true" }, *const no[] = { "tidak", "no", "0", "false", "bukan" };
	const char *folded = fold(c, s);
	size_t i;

	for (i = 0; i < ARRAY_LEN(yes); i++)
		if (str_eq(folded, yes[i])) {
			*v = (struct attribute_value){ { "Ya", "Yes" }, "1" };
			return true;
		}
	for (i = 0; i < ARRAY_LEN(no); i++)
		if (str_eq(folded, no[i])) {
			*v = (struct attribute_value){ { "Tidak", "No" }, "0" };
			return true;
		}
	return false;
}

bool
attribute_read(struct ctx *c, const struct attribute *a, const char *s, const char *text_en, struct attribute_value *v)
{
	s = str_trim(c->arena, text(s));
	if (*s == '\0')
		return false;
	switch (a->kind) {
	case ATTRIBUTE_NUMBER:
		return number_value(c, a, s, v);
	case ATTRIBUTE_CHOICE:
		return choice_value(c, a, s, v);
	case ATTRIBUTE_FLAG:
		return flag_value(c, s, v);
	case ATTRIBUTE_TEXT:
		break;
	}
	*v = (struct attribute_value){ { utf8_cut(c->arena, s, ATTRIBUTE_TEXT_MAX), utf8_cut(c->arena, str_trim(c->arena, text(text_en)), ATTRIBUTE_TEXT_MAX) }, utf8_cut(c->arena, fold(c, s), KEY_MAX) };
	return true;
}

const struct attribute *
attribute_of_fact(struct ctx *c, const struct attribute *all, size_t n, const char *name, const char *value, const char **key)
{
	const struct attribute *a = by_name(c, all, n, name);
	struct attribute_value v;

	if (!a || !attribute_read(c, a, value, "", &v))
		return NULL;
	*key = v.key;
	return a;
}

/* --- writing --- */

/* The id that each attribute of the edit has already (0: new); what refuses. */
static enum product_type_put
attributes_refusal(struct ctx *c, const struct product_type_edit *e, int64_t *ids, size_t *bad)
{
	size_t n, i, k;
	const struct attribute *all = attribute_list(c, &n), *old, *named;

	for (i = 0; i < e->n_attributes; i++) {
		const struct attribute_edit *a = &e->attributes[i];

		*bad = i;
		named = by_name(c, all, n, a->name[0]);
		for (old = NULL, k = 0; k < n; k++)
			if (all[k].id == a->id)
				old = &all[k];
		if (a->id && !old)
			return PRODUCT_TYPE_CONFLICT;
		if (a->id && named && named != old)
			return PRODUCT_TYPE_TAKEN;
		old = old ? old : named;
		ids[i] = old ? old->id : 0;
		for (k = 0; k < i; k++)
			if ((ids[i] && ids[k] == ids[i]) || str_eq(fold(c, e->attributes[k].name[0]), fold(c, a->name[0])))
				return PRODUCT_TYPE_TAKEN;
		if (old && (old->kind != kind_of(a->kind) || !str_eq(old->unit, a->unit)) && db_one_int(c, 0, &q[Q_USED], DB_I(old->id)))
			return PRODUCT_TYPE_KIND;
	}
	*bad = e->n_attributes;
	return n + e->n_attributes > ATTRIBUTES_MAX ? PRODUCT_TYPE_FULL : PRODUCT_TYPE_OK;
}

/* Choices that goods have can't go. */
static bool
choices_missing(struct ctx *c, const struct attribute_edit *e, int64_t id)
{
	const struct attribute a = { .kind = ATTRIBUTE_CHOICE, .choices = e->choices };
	struct attribute_value v;
	struct db_rows r;
	bool missing = false;

	for (r = db_query(c, &q[Q_KEYS], DB_I(id)); db_next(&r);)
		missing = missing || !choice_value(c, &a, db_str(&r), &v);
	return missing;
}

static void
attribute_put(struct ctx *c, const struct attribute_edit *e, int64_t *id)
{
	const struct attribute a = { .kind = kind_of(e->kind), .choices = text(e->choices) };
	const struct db_param p[] = { DB_T(attribute_kinds[a.kind]), DB_T(e->name[0]), DB_T(text(e->name[1])), DB_T(fold(c, e->name[0])), DB_T(fold(c, text(e->name[1]))), DB_T(text(e->unit)),
		DB_T(a.choices), DB_I(e->filtered), DB_I(e->shown), DB_I(*id) };
	struct attribute_value v;
	size_t n, i;
	const char **choices;

	if (*id == 0) {
		*id = db_first_int(c, 0, &q[Q_ATTRIBUTE_NEW], p, ARRAY_LEN(p) - 1);
		return;
	}
	if (db_one_int(c, 0, &q[Q_SAME], DB_I(*id), DB_T(e->name[0]), DB_T(text(e->name[1])), DB_T(a.choices), DB_I(e->filtered)) == 0)
		shelf_attribute(c, *id);
	(void)db_do(c, &q[Q_ATTRIBUTE_PUT], p, ARRAY_LEN(p));
	(void)db_exec(c, &q[Q_RENAME], DB_I(*id), DB_T("id"), DB_T(e->name[0]));
	(void)db_exec(c, &q[Q_RENAME], DB_I(*id), DB_T("en"), DB_T(str_empty(e->name[1]) ? e->name[0] : e->name[1]));
	choices = attribute_choices(c, &a, &n);
	for (i = 0; a.kind == ATTRIBUTE_CHOICE && i < n; i++) {
		if (!choice_value(c, &a, attribute_half(c->arena, choices[i], "id"), &v))
			continue;
		(void)db_exec(c, &q[Q_RECHOICE], DB_I(*id), DB_T("id"), DB_T(v.key), DB_T(v.text[0]));
		(void)db_exec(c, &q[Q_RECHOICE], DB_I(*id), DB_T("en"), DB_T(v.key), DB_T(v.text[1]));
	}
}

/* False: somebody has saved since. */
static bool
type_put(struct ctx *c, int64_t *id, int64_t version, const struct product_type_edit *e)
{
	const struct db_param p[] = { DB_T(e->name[0]), DB_T(text(e->name[1])), DB_T(text(e->permits)), DB_I(e->position), DB_I(e->active), DB_I(*id), DB_I(version) };

	if (*id)
		return db_do(c, &q[Q_PUT], p, ARRAY_LEN(p)) == 1;
	*id = db_first_int(c, 0, &q[Q_NEW], p, ARRAY_LEN(p) - 2);
	return true;
}

enum product_type_put
product_type_put(struct ctx *c, int64_t *id, int64_t version, const struct product_type_edit *e, size_t *bad)
{
	int64_t *ids = arena_new_n(c->arena, e->n_attributes, int64_t), had = *id ? db_one_int(c, 0, &q[Q_VERSION], DB_I(*id)) : version;
	enum product_type_put refused = attributes_refusal(c, e, ids, bad);
	size_t i;

	if (had == 0 && *id)
		return PRODUCT_TYPE_GONE;
	if (had != version)
		return PRODUCT_TYPE_CONFLICT;
	if (refused != PRODUCT_TYPE_OK)
		return refused;
	if (e->n_attributes > TYPE_ATTRIBUTES_MAX || (*id == 0 && db_one_int(c, 0, &q[Q_COUNT]) >= PRODUCT_TYPES_MAX))
		return PRODUCT_TYPE_FULL;
	for (i = 0; i < e->n_attributes; i++)
		if (ids[i] && str_eq(e->attributes[i].kind, "choice") && choices_missing(c, &e->attributes[i], ids[i])) {
			*bad = i;
			return PRODUCT_TYPE_KIND;
		}
	if (!type_put(c, id, version, e))
		return PRODUCT_TYPE_CONFLICT;
	(void)db_exec(c, &q[Q_OF_DROP], DB_I(*id));
	for (i = 0; i < e->n_attributes; i++) {
		attribute_put(c, &e->attributes[i], &ids[i]);
		(void)db_exec(c, &q[Q_OF_ADD], DB_I(*id), DB_I(ids[i]), DB_I(i));
	}
	setting_bump(c, "catalog");
	hint_type(c, *id);
	audit(c, "type.save", "product_type", *id, NULL, NULL);
	return PRODUCT_TYPE_OK;
}
