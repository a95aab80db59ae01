/* What buyers say for a line: the owner's questions, checking answers, the text that a cart keeps of them, and what stands in an order. */
#include "shop/line_input.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/audit.h"
#include "shop/goods_part.h"
#include "shop/setting.h"

#define APART "\x1f"	/* between the parts of a packed text: no clean text has it */

enum { Q_LIST, Q_CHOICES, Q_THERE, Q_MOVE_ON, Q_COUNT, Q_NEW, Q_SAVE, Q_PLACE, Q_CHOICE_NEW, Q_CHOICE_SAVE, Q_CHOICE_DROP, Q_CHOICES_DROP, Q_DROP, Q_CHOICES_REMOVE, Q_REMOVE };

static const struct db_stmt q[] = {
	[Q_LIST] = SQL("line_input.list",
	    "SELECT id, kind, required, several, most, days, closed, label, label_en, hint, hint_en FROM product_input WHERE product = $1 ORDER BY position, id"),
	[Q_CHOICES] = SQL("line_input.choices",
	    "SELECT k.input, k.id, k.extra, k.name, k.name_en FROM product_input i JOIN input_choice k ON k.input = i.id WHERE i.product = $1"
	    " ORDER BY i.position, i.id, k.position, k.id"),
	[Q_THERE] = SQL("line_input.there", "SELECT COUNT(*) FROM product WHERE id = $1"),
	[Q_MOVE_ON] = SQL("line_input.move_on", "UPDATE product SET version = version + 1, updated_at = $3 WHERE id = $1 AND version = $2"),
	[Q_COUNT] = SQL("line_input.count",
	    "UPDATE product SET inputs = (SELECT COALESCE(MAX(1 + i.required), 0) FROM product_input i WHERE i.product = $1"
	    " AND (i.kind <> 'choice' OR EXISTS (SELECT 1 FROM input_choice k WHERE k.input = i.id))) WHERE id = $1"),
	[Q_NEW] = SQL("line_input.new",
	    "INSERT INTO product_input (product, position, kind, label, label_en, required, hint, hint_en, most, several, days, closed)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"),
	[Q_SAVE] = SQL("line_input.save",
	    "UPDATE product_input SET label = $3, label_en = $4, required = $5, hint = $6, hint_en = $7, most = $8, several = $9, days = $10, closed = $11 WHERE id = $1 AND product = $2"),
	[Q_PLACE] = SQL("line_input.place", "UPDATE product_input SET position = $3 WHERE id = $1 AND product = $2"),
	[Q_CHOICE_NEW] = SQL("line_input.choice_new", "INSERT INTO input_choice (input, position, name, name_en, extra) VALUES ($1, $2, $3, $4, $5)"),
	[Q_CHOICE_SAVE] = SQL("line_input.choice_save", "UPDATE input_choice SET position = $3, name = $4, name_en = $5, extra = $6 WHERE id = $1 AND input = $2"),
	[Q_CHOICE_DROP] = SQL("line_input.choice_drop", "DELETE FROM input_choice WHERE id = $1 AND input = $2"),
	[Q_CHOICES_DROP] = SQL("line_input.choices_drop", "DELETE FROM input_choice WHERE input = $1"),
	[Q_DROP] = SQL("line_input.drop", "DELETE FROM product_input WHERE id = $1 AND product = $2"),
	[Q_CHOICES_REMOVE] = SQL("line_input.choices_remove", "DELETE FROM input_choice WHERE input IN (SELECT id FROM product_input WHERE product = $1)"),
	[Q_REMOVE] = SQL("line_input.remove", "DELETE FROM product_input WHERE product = $1"),
};
DB_TABLE(q);

static const char *const kinds[] = { [INPUT_TEXT] = "text", [INPUT_DATE] = "date", [INPUT_CHOICE] = "choice" };

enum input_kind
line_input_kind(const char *word)
{
	return str_eq(word, kinds[INPUT_DATE]) ? INPUT_DATE : str_eq(word, kinds[INPUT_CHOICE]) ? INPUT_CHOICE : INPUT_TEXT;
}

const char *
line_input_word(enum input_kind kind)
{
	return kinds[kind];
}

/* --- the questions --- */

static const char *
in_lang(const struct ctx *c, const char *id, const char *en)
{
	return str_eq(c->lang, "en") && *en ? en : id;
}

static void
input_read(const struct ctx *c, struct db_rows *r, struct line_input *i)
{
	i->id = db_int(r);
	i->kind = line_input_kind(db_str(r));
	i->required = db_int(r) != 0;
	i->several = db_int(r) != 0;
	i->most = db_int(r);
	i->days = db_int(r);
	i->closed = db_int(r);
	i->label_id = db_str(r);
	i->label_en = db_str(r);
	i->hint_id = db_str(r);
	i->hint_en = db_str(r);
	i->label = in_lang(c, i->label_id, i->label_en);
	i->hint = in_lang(c, i->hint_id, i->hint_en);
}

static void
choices_read(struct ctx *c, int64_t product, struct line_input *list, size_t n)
{
	struct db_rows r;

	for (r = db_query(c, &q[Q_CHOICES], DB_I(product)); db_next(&r);) {
		int64_t input = db_int(&r);
		size_t at = 0;
		struct input_choice *k;

		while (at < n && list[at].id != input)
			at++;
		if (at == n || list[at].n_choices == INPUT_CHOICES_MAX)
			continue;
		if (!list[at].choices)
			list[at].choices = arena_new_n(c->arena, INPUT_CHOICES_MAX, struct input_choice);
		k = &list[at].choices[list[at].n_choices++];
		k->id = db_int(&r);
		k->extra = db_int(&r);
		k->name_id = db_str(&r);
		k->name_en = db_str(&r);
		k->name = in_lang(c, k->name_id, k->name_en);
	}
}

struct line_input *
line_input_list(struct ctx *c, int64_t product, size_t *n)
{
	struct line_input *list = arena_new_n(c->arena, INPUTS_MAX, struct line_input);
	bool choices = false;
	struct db_rows r;

	*n = 0;
	for (r = db_query(c, &q[Q_LIST], DB_I(product)); db_next(&r);) {
		if (*n == INPUTS_MAX)
			continue;
		input_read(c, &r, &list[*n]);
		choices = choices || list[*n].kind == INPUT_CHOICE;
		++*n;
	}
	if (choices)
		choices_read(c, product, list, *n);
	return list;
}

struct line_input *
line_input_asked(struct ctx *c, int64_t product, size_t *n)
{
	size_t all, i;
	struct line_input *list = line_input_list(c, product, &all);

	*n = 0;
	for (i = 0; i < all; i++)
		if (list[i].kind != INPUT_CHOICE || list[i].n_choices > 0)
			list[(*n)++] = list[i];
	return list;
}

static bool
is_shut(const struct line_input *i, int64_t day)
{
	return (i->closed >> (clock_weekday(day) - 1) & 1) != 0;
}

int64_t
line_input_first(struct ctx *c, const struct line_input *i)
{
	int64_t day = clock_day(clock_now(), shop_get(c)->timezone) + i->days;

	for (int k = 0; k < 7 && is_shut(i, day); k++)
		day++;
	return day;
}

const struct input_choice *
line_input_chosen(const struct line_input *i, const char *value)
{
	int64_t id;

	if (!str_int(value, 1, INT64_MAX, &id))
		return NULL;
	for (size_t k = 0; k < i->n_choices; k++)
		if (i->choices[k].id == id)
			return &i->choices[k];
	return NULL;
}

/* --- the answers --- */

static enum input_wrong
date_wrong(struct ctx *c, const struct line_input *i, const char *value)
{
	int64_t day, first = line_input_first(c, i);

	if (!clock_parse_day(value, &day))
		return INPUT_NO_DATE;
	if (day < first)
		return INPUT_EARLY;
	if (day > first + INPUT_DAYS_MAX)
		return INPUT_LATE;
	return is_shut(i, day) ? INPUT_SHUT : INPUT_FINE;
}

static enum input_wrong
wrong_with(struct ctx *c, const struct line_input *i, const char *value)
{
	if (*value == '\0')
		return i->required ? INPUT_MISSING : INPUT_FINE;
	switch (i->kind) {
	case INPUT_TEXT:
		return utf8_len(value) > (size_t)i->most ? INPUT_LONG : INPUT_FINE;
	case INPUT_DATE:
		return date_wrong(c, i, value);
	case INPUT_CHOICE:
		break;
	}
	return line_input_chosen(i, value) ? INPUT_FINE : INPUT_NO_CHOICE;
}

struct input_set *
line_input_check(struct ctx *c, const struct line_input *in, size_t n_in, const struct input_said *said, size_t n, bool drop)
{
	struct input_set *s = arena_new(c->arena, struct input_set);
	size_t i, k;

	s->in = in;
	s->n = n_in;
	s->ok = true;
	for (i = 0; i < s->n; i++) {
		const struct input_choice *chosen;

		s->value[i] = "";
		for (k = 0; k < n; k++)
			if (said[k].input == s->in[i].id)
				s->value[i] = str_trim(c->arena, utf8_clean(c->arena, said[k].value, s->in[i].kind == INPUT_TEXT && s->in[i].several));
		s->wrong[i] = wrong_with(c, &s->in[i], s->value[i]);
		if (drop && s->wrong[i] != INPUT_FINE) {
			s->value[i] = "";
			s->wrong[i] = wrong_with(c, &s->in[i], "");
		}
		s->ok = s->ok && s->wrong[i] == INPUT_FINE;
		chosen = s->in[i].kind == INPUT_CHOICE ? line_input_chosen(&s->in[i], s->value[i]) : NULL;
		s->extra += chosen ? chosen->extra : 0;
	}
	return s;
}

const char *
line_input_pack(struct ctx *c, const struct input_set *s)
{
	struct buf b;

	buf_init(&b, c->arena, INPUTS_MAX * (4 * INPUT_LETTERS_MAX + 64));
	for (size_t i = 0; i < s->n; i++)
		if (*s->value[i])
			buf_printf(&b, "%s%lld" APART "%s", b.len ? APART : "", (long long)s->in[i].id, s->value[i]);
	return b.len ? b.s : "";
}

struct input_said *
line_input_unpack(struct ctx *c, const char *packed, size_t *n)
{
	struct input_said *list = arena_new_n(c->arena, INPUTS_MAX, struct input_said);

	for (*n = 0; *packed && *n < INPUTS_MAX;) {
		size_t id = strcspn(packed, APART), value;

		if (!packed[id] || !str_int(arena_mem(c->arena, packed, id), 1, INT64_MAX, &list[*n].input))
			break;
		packed += id + 1;
		value = strcspn(packed, APART);
		list[(*n)++].value = arena_mem(c->arena, packed, value);
		packed += value + (packed[value] != '\0');
	}
	return list;
}

const char *
line_input_hash(struct ctx *c, const char *packed)
{
	return *packed ? arena_mem(c->arena, crypt_hash(c->arena, packed, strlen(packed)), 22) : "";
}

/* --- in orders --- */

struct line_said *
line_input_told(struct ctx *c, const struct input_set *s, size_t *n)
{
	struct line_said *list = arena_new_n(c->arena, INPUTS_MAX, struct line_said);

	*n = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct line_input *in = &s->in[i];
		const struct input_choice *k = in->kind == INPUT_CHOICE ? line_input_chosen(in, s->value[i]) : NULL;

		if (*s->value[i])
			list[(*n)++] = (struct line_said){ in->id, k ? k->extra : 0, in->kind, in->label, k ? k->name : s->value[i] };
	}
	return list;
}

/* What stands for this choice in a form; "": there is none of that name any more. */
static const char *
by_name(struct ctx *c, const struct line_input *i, const char *name)
{
	for (size_t k = 0; k < i->n_choices; k++)
		if (str_eq(i->choices[k].name_id, name) || str_eq(i->choices[k].name_en, name))
			return arena_printf(c->arena, "%lld", (long long)i->choices[k].id);
	return "";
}

struct input_said *
line_input_again(struct ctx *c, int64_t product, const struct line_said *told, size_t n)
{
	struct input_said *said = arena_new_n(c->arena, n, struct input_said);
	size_t n_in, i, k;
	const struct line_input *in = line_input_asked(c, product, &n_in);

	for (i = 0; i < n; i++) {
		said[i] = (struct input_said){ told[i].input, "" };
		for (k = 0; k < n_in; k++)
			if (in[k].id == told[i].input && in[k].kind == told[i].kind)
				said[i].value = in[k].kind == INPUT_CHOICE ? by_name(c, &in[k], told[i].value) : told[i].value;
	}
	return said;
}

/* --- writing --- */

/* The product moves on by one version, if nobody else was faster. */
static enum input_put
begin(struct ctx *c, int64_t product, int64_t version)
{
	if (db_one_int(c, 0, &q[Q_THERE], DB_I(product)) == 0)
		return INPUT_GONE;
	return db_exec(c, &q[Q_MOVE_ON], DB_I(product), DB_I(version), DB_I(clock_now())) == 0 ? INPUT_CONFLICT : INPUT_OK;
}

static enum input_put
done(struct ctx *c, int64_t product, const char *what, int64_t input)
{
	db_exec(c, &q[Q_COUNT], DB_I(product));
	audit(c, "product.inputs", "product", product, NULL, arena_printf(c->arena, "{\"%s\":%lld}", what, (long long)input));
	setting_bump_product(c, product);
	return INPUT_OK;
}

static struct line_input *
find(struct line_input *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return &list[i];
	return NULL;
}

enum input_put
line_input_add(struct ctx *c, int64_t product, int64_t version, enum input_kind kind, const char *label, const char *label_en)
{
	enum input_put may;
	size_t n;
	int64_t id;

	(void)line_input_list(c, product, &n);
	may = n < INPUTS_MAX ? begin(c, product, version) : INPUT_FULL;
	if (may != INPUT_OK)
		return may;
	id = db_one_int(c, 0, &q[Q_NEW], DB_I(product), DB_I(n), DB_T(kinds[kind]), DB_T(label), DB_T(label_en), DB_I(0), DB_T(""), DB_T(""), DB_I(INPUT_LABEL_MAX), DB_I(0),
	    DB_I(0), DB_I(0));
	return done(c, product, "new", id);
}

static void
choices_save(struct ctx *c, const struct line_input *i)
{
	for (size_t k = 0; k < i->n_choices; k++) {
		const struct input_choice *x = &i->choices[k];

		if (x->id && *x->name_id)
			db_exec(c, &q[Q_CHOICE_SAVE], DB_I(x->id), DB_I(i->id), DB_I(k), DB_T(x->name_id), DB_T(x->name_en), DB_I(x->extra));
		else if (x->id)
			db_exec(c, &q[Q_CHOICE_DROP], DB_I(x->id), DB_I(i->id));
		else if (*x->name_id)
			db_exec(c, &q[Q_CHOICE_NEW], DB_I(i->id), DB_I(k), DB_T(x->name_id), DB_T(x->name_en), DB_I(x->extra));
	}
}

enum input_put
line_input_save(struct ctx *c, int64_t product, int64_t version, const struct line_input *i)
{
	size_t n;
	struct line_input *list = line_input_list(c, product, &n);
	enum input_put may = find(list, n, i->id) ? begin(c, product, version) : INPUT_GONE;

	if (may != INPUT_OK)
		return may;
	db_exec(c, &q[Q_SAVE], DB_I(i->id), DB_I(product), DB_T(i->label_id), DB_T(i->label_en), DB_I(i->required), DB_T(i->hint_id), DB_T(i->hint_en), DB_I(i->most), DB_I(i->several),
	    DB_I(i->days), DB_I(i->closed));
	if (i->kind == INPUT_CHOICE)
		choices_save(c, i);
	return done(c, product, "changed", i->id);
}

enum input_put
line_input_move(struct ctx *c, int64_t product, int64_t version, int64_t input, int step)
{
	size_t n, at, to, i;
	struct line_input *list = line_input_list(c, product, &n), *one = find(list, n, input), was;
	enum input_put may = one ? begin(c, product, version) : INPUT_GONE;

	if (may != INPUT_OK)
		return may;
	at = (size_t)(one - list);
	to = step < 0 ? (at > 0 ? at - 1 : 0) : (at + 1 < n ? at + 1 : at);
	was = list[to];
	list[to] = list[at];
	list[at] = was;
	for (i = 0; i < n; i++)
		db_exec(c, &q[Q_PLACE], DB_I(list[i].id), DB_I(product), DB_I(i));
	return done(c, product, "moved", input);
}

enum input_put
line_input_drop(struct ctx *c, int64_t product, int64_t version, int64_t input)
{
	size_t n;
	struct line_input *list = line_input_list(c, product, &n);
	enum input_put may = find(list, n, input) ? begin(c, product, version) : INPUT_GONE;

	if (may != INPUT_OK)
		return may;
	db_exec(c, &q[Q_CHOICES_DROP], DB_I(input));
	db_exec(c, &q[Q_DROP], DB_I(input), DB_I(product));
	return done(c, product, "gone", input);
}

/* --- as part of a product --- */

static void
copy(struct ctx *c, const struct goods_copy *g)
{
	size_t n, i, k;
	const struct line_input *list = line_input_list(c, g->from, &n);

	for (i = 0; i < n; i++) {
		const struct line_input *x = &list[i];
		int64_t id = db_one_int(c, 0, &q[Q_NEW], DB_I(g->to), DB_I(i), DB_T(kinds[x->kind]), DB_T(x->label_id), DB_T(x->label_en), DB_I(x->required), DB_T(x->hint_id),
		    DB_T(x->hint_en), DB_I(x->most), DB_I(x->several), DB_I(x->days), DB_I(x->closed));

		for (k = 0; k < x->n_choices; k++)
			db_exec(c, &q[Q_CHOICE_NEW], DB_I(id), DB_I(k), DB_T(x->choices[k].name_id), DB_T(x->choices[k].name_en), DB_I(x->choices[k].extra));
	}
	if (n > 0)
		db_exec(c, &q[Q_COUNT], DB_I(g->to));
}

static void
remove_all(struct ctx *c, int64_t product)
{
	db_exec(c, &q[Q_CHOICES_REMOVE], DB_I(product));
	db_exec(c, &q[Q_REMOVE], DB_I(product));
}

static const struct goods_part line_input_part = { copy, remove_all };
PRODUCT_PART(line_input_part);
