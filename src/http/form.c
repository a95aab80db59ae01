/*
 * Typed form fields. A page declares its fields; here each becomes a checked value in the page's
 * struct or a mark with a message id. What was typed stays in r->form, so a page shown again
 * loses nothing, secrets apart.
 */
#include "http/form.h"

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"

static bool
is_digits(const char *s)
{
	if (*s == '-')
		s++;
	return *s && s[strspn(s, "0123456789")] == '\0';
}

const char *
form_phone(struct arena *a, const char *s)
{
	char digits[24];
	size_t n = 0;
	const char *p = digits;
	bool plus = false;

	for (; *s; s++) {
		if (*s >= '0' && *s <= '9') {
			if (n == sizeof(digits) - 1)
				return NULL;
			digits[n++] = *s;
		} else if (str_starts(s, "\xc2\xa0")) {
			s++;	/* a no-break space, as messengers paste it */
		} else if (*s == '+' && n == 0 && !plus) {
			plus = true;
		} else if (!strchr(" -.()/\t", *s)) {
			return NULL;
		}
	}
	digits[n] = '\0';
	if (str_starts(p, "00"))
		p += 2;
	/* What remains is the national part: 620812…, 62812…, 0812…, 812… */
	if (str_starts(p, "62"))
		p += 2;
	if (*p == '0')
		p++;
	/* libphonenumber, ID, mobile: 8[1-35-9]\d{7,10} */
	n = strlen(p);
	if (n < 9 || n > 12 || p[0] != '8' || p[1] == '0' || p[1] == '4')
		return NULL;
	return arena_printf(a, "+62%s", p);
}

/* Is s one of the words in "transfer|cod"? */
static bool
is_choice(const char *list, const char *s)
{
	size_t len = strlen(s), n;

	for (;; list += n + 1) {
		n = strcspn(list, "|");
		if (n == len && memcmp(list, s, n) == 0)
			return true;
		if (list[n] == '\0')
			return false;
	}
}

static void
put_text(void *out, const struct field *f, const char *s)
{
	memcpy((char *)out + f->offset, &s, sizeof(s));
}

static void
put_int(void *out, const struct field *f, int64_t n)
{
	memcpy((char *)out + f->offset, &n, sizeof(n));
}

static const char *
length(const struct field *f, const char *s)
{
	size_t n = utf8_len(s);

	if (n == 0)
		return f->min > 0 ? "form.required" : NULL;
	if ((int64_t)n < f->min)
		return "form.short";
	return (int64_t)n > f->max ? "form.long" : NULL;
}

/* Each reader gives the message id of what is wrong, or NULL. */
static const char *
read_text(struct request *r, const struct field *f, const char *typed, void *out)
{
	struct arena *a = r->c->arena;
	const char *s = f->type == FIELD_SECRET ? typed : utf8_clean(a, typed, f->type == FIELD_LINES);

	if (f->type != FIELD_SECRET)
		s = str_trim(a, s);
	put_text(out, f, s);
	return length(f, s);
}

static const char *
read_number(const struct field *f, const char *typed, void *out)
{
	int64_t n;

	put_int(out, f, NO_NUMBER);
	if (*typed == '\0')
		return f->choices ? NULL : "form.required";
	if (f->type == FIELD_MONEY) {
		if (!money_parse(typed, &n))
			return "form.money";
	} else if (!str_int(typed, INT64_MIN + 1, INT64_MAX, &n)) {
		return is_digits(typed) && strlen(typed) > 18 ? "form.range" : "form.number";
	}
	if (n < f->min || n > f->max)
		return "form.range";
	put_int(out, f, n);
	return NULL;
}

static const char *
read_contact(struct request *r, const struct field *f, const char *typed, void *out)
{
	struct arena *a = r->c->arena;
	const char *s = str_trim(a, typed), *good;

	put_text(out, f, "");
	if (*s == '\0')
		return f->min > 0 ? "form.required" : NULL;
	good = f->type == FIELD_PHONE ? form_phone(a, s) : str_email(a, s);
	if (!good)
		return f->type == FIELD_PHONE ? "form.phone" : "form.email";
	put_text(out, f, good);
	return NULL;
}

static const char *
read_choice(struct request *r, const struct field *f, const char *typed, void *out)
{
	put_text(out, f, "");
	if (*typed == '\0')
		return f->min > 0 ? "form.required" : NULL;
	if (!is_choice(f->choices, typed))
		return "form.choice";
	put_text(out, f, arena_str(r->c->arena, typed));
	return NULL;
}

/* Keeps the table for form_message and form_typed; a request that is run again brings it twice. */
static void
remember(struct request *r, const struct field *table)
{
	size_t i;

	for (i = 0; i < r->n_fields; i++)
		if (r->fields[i] == table)
			return;
	if (r->n_fields == ARRAY_LEN(r->fields))
		BUG("more than %zu tables of fields in one request", r->n_fields);
	r->fields[r->n_fields++] = table;
}

static const struct field *
declared(const struct request *r, const char *name)
{
	const struct field *f;
	size_t i;

	for (i = 0; i < r->n_fields; i++)
		for (f = r->fields[i]; f->type != FIELD_END; f++)
			if (strcmp(f->name, name) == 0)
				return f;
	return NULL;
}

static const char *
read_field(struct request *r, const struct field *f, const char *typed, void *out)
{
	bool on;

	switch (f->type) {
	case FIELD_SECRET:
	case FIELD_TEXT:
	case FIELD_LINES:
		return read_text(r, f, typed ? typed : "", out);
	case FIELD_INT:
	case FIELD_MONEY:
		return read_number(f, typed ? typed : "", out);
	case FIELD_PHONE:
	case FIELD_EMAIL:
		return read_contact(r, f, typed ? typed : "", out);
	case FIELD_CHOICE:
		return read_choice(r, f, typed ? typed : "", out);
	case FIELD_BOOL:
		on = typed && strcmp(typed, "0") != 0;
		memcpy((char *)out + f->offset, &on, sizeof(on));
		return NULL;
	case FIELD_END:
		break;
	}
	return NULL;
}

static bool
is_twice(const struct request *r, const char *name)
{
	const struct pair *p;
	int n = 0;

	for (p = r->form; p && p->name; p++)
		if (strcmp(p->name, name) == 0 && ++n > 1)
			return true;
	return false;
}

bool
form_read(struct request *r, const struct field *f, void *out)
{
	const char *wrong;
	bool ok = true;

	remember(r, f);
	for (; f->type != FIELD_END; f++) {
		wrong = read_field(r, f, request_form(r, f->name), out);
		if (is_twice(r, f->name))
			wrong = "form.twice";
		if (wrong) {
			form_bad(r, f->name, wrong);
			ok = false;
		}
	}
	return ok;
}

void
form_bad(struct request *r, const char *field, const char *message_id)
{
	struct pair *list;

	if (form_error(r, field))
		return;	/* the first fault of a field is the one shown */
	list = arena_new_n(r->c->arena, r->n_errors + 2, struct pair);
	if (r->n_errors > 0)
		memcpy(list, r->field_errors, r->n_errors * sizeof(*list));
	list[r->n_errors++] = (struct pair){ arena_str(r->c->arena, field), message_id };
	r->field_errors = list;
}

void
form_note(struct request *r, const char *message_id)
{
	r->form_note = message_id;
}

const char *
form_error(const struct request *r, const char *field)
{
	const struct pair *p;

	for (p = r->field_errors; p && p->name; p++)
		if (strcmp(p->name, field) == 0)
			return p->value;
	return NULL;
}

static const char *
limit(struct arena *a, const struct field *f, int64_t n)
{
	return f->type == FIELD_MONEY ? money_text(a, n) : arena_printf(a, "%lld", (long long)n);
}

const char *
form_message(struct request *r, const char *field)
{
	const char *id = form_error(r, field), *lang = r->c->lang;
	const struct field *f = declared(r, field);
	struct arena *a = r->c->arena;

	if (!id)
		return NULL;
	if (f && str_eq(id, "form.long"))
		return i18n(a, lang, id, limit(a, f, f->max), NULL);
	if (f && str_eq(id, "form.short"))
		return i18n(a, lang, id, limit(a, f, f->min), NULL);
	if (f && str_eq(id, "form.range"))
		return i18n(a, lang, id, limit(a, f, f->min), limit(a, f, f->max), NULL);
	return i18n(a, lang, id, NULL);
}

bool
form_secret(const char *name)
{
	return str_starts(name, "password") || str_eq(name, "proof") || str_eq(name, "token") || str_eq(name, "app_secret") || str_eq(name, "csrf");
}

const char *
form_typed(const struct request *r, const char *field, const char *or_else)
{
	const char *typed = request_form(r, field);
	const struct field *f = declared(r, field);

	if (f && f->type == FIELD_SECRET)
		return "";
	return typed ? typed : or_else;
}
