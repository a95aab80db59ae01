/*
 * What view.c and view_ctemplate.cc share, and nobody else sees: the tree of values that a page fills, asked by ctemplate through its
 * dictionary interface. Our own tree instead of ctemplate's dictionary, because it lives in the arena, takes no locks, and because parts
 * see the values of the page around them, which ctemplate's own dictionaries don't allow.
 */
#ifndef VIEW_VIEW_DICT_H
#define VIEW_VIEW_DICT_H

#include "base/buf.h"
#include "base/ctx.h"

enum view_kind {
	VIEW_VALUE,	/* {{NAME}} */
	VIEW_SECTION,	/* {{#NAME}} */
	VIEW_PART	/* {{>NAME}} */
};

struct view_field {
	struct view_field *next;	/* in the same bucket */
	const char *name;
	size_t len;
	unsigned hash;
	enum view_kind kind;
	bool on;			/* of a section: shown */
	const char *text;		/* of a value */
	size_t text_len;
	struct view *first, *last;	/* rows of a section, parts of an include */
};

#define VIEW_BUCKETS 16	/* the lowest bits of a name's hash */

struct view {
	struct ctx *c;
	struct view *parent;		/* whose values are seen too; NULL: the outermost */
	struct view_field *of;		/* the field of parent that this is a row or part of */
	struct view *next;		/* the following row */
	const char *file;		/* the template, NULL for a row */
	uint64_t names;			/* a bit for each name here, by the lowest six bits of its hash: most questions are answered by "not here" */
	struct view_field *bucket[VIEW_BUCKETS];
};

/* The field of that name and kind, here or in what stands around; NULL when there is none. Inside a row of NAME (a part of NAME) NAME
 * itself is not found, so that a template which includes itself ends. The sections X_IS_ONE and X_IS_MANY are there by themselves, by the value X. */
const struct view_field *view_find(const struct view *, enum view_kind, const char *name, size_t len);

/* The C++ side. Loads the text of a template under its name ("storefront/cart"); false when it does not parse. */
MUST_USE bool view_engine_add(const char *lang, const char *name, const char *text, size_t n);
/* After the last view_engine_add: nothing is loaded or looked for on disk any more. Expands every template once, empty, so that both sets
 * are warm before the fork. */
MUST_USE bool view_engine_ready(struct ctx *scratch, const char **why);
/* True when both sets hold the template. */
bool view_engine_has(const char *name);
/* Forgets all templates: tests load more than once. */
void view_engine_clear(void);
/* Expands a template with the values of v into out. False when it failed or out is full. */
MUST_USE bool view_engine_expand(const char *lang, const char *name, const struct view *v, struct buf *out);

#endif
