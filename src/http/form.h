/*
 * Forms: typed fields declared per form; text from outside becomes checked, capped, NUL-terminated strings here once. A bad field is marked with
 * a message id and what was typed stays for the page that is shown again.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "http/request.h"

enum field_type { FIELD_TEXT, FIELD_LINES, FIELD_INT, FIELD_MONEY, FIELD_PHONE, FIELD_EMAIL, FIELD_BOOL, FIELD_CHOICE, FIELD_SECRET, FIELD_END };

struct field {
	enum field_type type;
	const char *name;	/* of the form field and of the struct's member */
	size_t offset;
	int64_t min, max;	/* code points; or the number's range (rupiah for money) */
	const char *choices;	/* "transfer|cod": the allowed words */
};

/* Members: const char * for TEXT (one line), LINES, PHONE (+62…, E.164), EMAIL, CHOICE, SECRET (not trimmed, not echoed); int64_t for INT and
 * MONEY; bool for BOOL (present and not "0"). min 0 makes a text optional (""). An absent or empty INT/MONEY is INT64_MIN when optional. */
#define F_TEXT(s, m, min, max) { FIELD_TEXT, #m, offsetof(s, m), min, max, NULL }
#define F_LINES(s, m, min, max) { FIELD_LINES, #m, offsetof(s, m), min, max, NULL }
#define F_SECRET(s, m, min, max) { FIELD_SECRET, #m, offsetof(s, m), min, max, NULL }
#define F_INT(s, m, min, max) { FIELD_INT, #m, offsetof(s, m), min, max, NULL }
#define F_INT_OPT(s, m, min, max) { FIELD_INT, #m, offsetof(s, m), min, max, "optional" }
#define F_MONEY(s, m, min, max) { FIELD_MONEY, #m, offsetof(s, m), min, max, NULL }
#define F_MONEY_OPT(s, m, min, max) { FIELD_MONEY, #m, offsetof(s, m), min, max, "optional" }
#define F_PHONE(s, m, need) { FIELD_PHONE, #m, offsetof(s, m), need, 20, NULL }
#define F_EMAIL(s, m, need) { FIELD_EMAIL, #m, offsetof(s, m), need, 254, NULL }
#define F_BOOL(s, m) { FIELD_BOOL, #m, offsetof(s, m), 0, 0, NULL }
#define F_CHOICE(s, m, list) { FIELD_CHOICE, #m, offsetof(s, m), 1, 100, list }
#define F_FIN { FIELD_END, NULL, 0, 0, 0, NULL }
#define NO_NUMBER INT64_MIN

/* Fills the struct; false when a field is bad (all bad fields are marked: form.required form.long form.short form.number form.range
 * form.money form.phone form.email form.choice form.twice). Unknown fields are ignored; a declared field that comes twice is bad. */
MUST_USE bool form_read(struct request *, const struct field *, void *out);
/* Marks a field bad by hand; the id must exist (messages.txt). */
void form_bad(struct request *, const char *field, const char *message_id);
/* A message for the whole form. */
void form_note(struct request *, const char *message_id);
const char *form_error(const struct request *, const char *field);	/* message id or NULL */
/* The same as a sentence in the visitor's language, the field's limits filled in; NULL when the field is good. */
const char *form_message(struct request *, const char *field);
/* What was typed into a field when the page is shown again, else `or_else`. Never for secrets. */
const char *form_typed(const struct request *, const char *field, const char *or_else);
/* A field of any form that no page writes back, known by its name: passwords and their repetition, tokens, secrets, the form's own key. */
bool form_secret(const char *name);

/* Any notation of an Indonesian mobile number to +628…; NULL when it is none (rule: libphonenumber's pattern for ID mobiles). */
const char *form_phone(struct arena *, const char *s);

#endif
