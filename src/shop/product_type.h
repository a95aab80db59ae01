/*
 * What goods are described by: types ("Makanan") with the attributes that each brings ("Komposisi", "Berat bersih"). An attribute has a kind, which says how its values are typed, told apart and
 * sorted. A product's facts are catalog's rows of product_attr: those whose name is an attribute's and whose value fits belong to it, whoever wrote them, a form or an import; the others are free.
 */
#ifndef SHOP_PRODUCT_TYPE_H
#define SHOP_PRODUCT_TYPE_H

#include "base/ctx.h"

#define PRODUCT_TYPES_MAX 60
#define ATTRIBUTES_MAX 200
#define TYPE_ATTRIBUTES_MAX 16
#define CHOICES_MAX 40
#define ATTRIBUTE_TEXT_MAX 500	/* code points of a value */

enum attribute_kind { ATTRIBUTE_TEXT, ATTRIBUTE_NUMBER, ATTRIBUTE_CHOICE, ATTRIBUTE_FLAG };
#define ATTRIBUTE_KINDS 4
extern const char *const attribute_kinds[ATTRIBUTE_KINDS];	/* "text" "number" "choice" "flag" */

struct attribute {
	int64_t id;
	enum attribute_kind kind;
	const char *code, *name[2];		/* [0] id, [1] en ("": as in Indonesian) */
	const char *unit;			/* of a number: "g", or "bulan|months" */
	const char *choices;			/* a line each: "Pedas|Hot" */
	bool filtered, shown;
};
struct product_type {
	int64_t id, version, position;
	const char *code, *name[2];
	const char *permits;			/* "pirt,halal": those that it asks for */
	bool active;
	const struct attribute *attributes[TYPE_ATTRIBUTES_MAX];	/* in order */
	size_t n_attributes;
	int64_t goods;				/* that are of this type */
};

/* All attributes, by name. */
const struct attribute *attribute_list(struct ctx *, size_t *n);
/* The one that goes by this name in either language, whatever its case; NULL: none. */
const struct attribute *attribute_named(struct ctx *, const char *name);
/* "pcs|pieces" in the language; what stands before | when there is nothing behind it. */
const char *attribute_half(struct arena *, const char *both, const char *lang);
/* The lines of choices, as they are written. */
const char **attribute_choices(struct ctx *, const struct attribute *, size_t *n);

/* A value as it is kept: its texts in both languages and its key. */
struct attribute_value { const char *text[2], *key; };
/* Reads what somebody typed or a file says: number with or without the unit ("1,5", "250 g"), a choice or yes/no in either language, any text (text_en: its English, "" none). False: it does not fit the kind. */
MUST_USE bool attribute_read(struct ctx *, const struct attribute *, const char *text, const char *text_en, struct attribute_value *);

/* A number's key as digits without the unit, for a form. */
const char *attribute_digits(struct arena *, const char *key, const char *lang);
/* Among these the attribute that a fact belongs to, with the key of its value; NULL: it stays free. */
const struct attribute *attribute_of_fact(struct ctx *, const struct attribute *, size_t n, const char *name, const char *value, const char **key);

/* All types in the owner's order, whole. */
struct product_type **product_type_list(struct ctx *, size_t *n);
const struct product_type *product_type_get(struct ctx *, int64_t id);	/* NULL: none */

struct attribute_edit { int64_t id; const char *name[2], *kind, *unit, *choices; bool filtered, shown; };	/* id 0: a new one, or the one that has this name already */
struct product_type_edit { const char *name[2], *permits; int64_t position; bool active; const struct attribute_edit *attributes; size_t n_attributes; };
enum product_type_put {
	PRODUCT_TYPE_OK, PRODUCT_TYPE_GONE, PRODUCT_TYPE_CONFLICT, PRODUCT_TYPE_FULL,
	PRODUCT_TYPE_TAKEN,	/* *bad: an attribute whose name another one has, or that comes twice */
	PRODUCT_TYPE_KIND	/* *bad: another type uses this attribute, with values, as another kind */
};
/*
 * Writes a type and its attributes, in this order; *id 0: a new one. An attribute belongs to all types that name it: a change shows everywhere. Renaming one renames it on the goods that have it;
 * a type that is not active is not offered any more, its goods keep it. Bumps what pages show.
 */
MUST_USE enum product_type_put product_type_put(struct ctx *, int64_t *id, int64_t version, const struct product_type_edit *, size_t *bad);

#endif
