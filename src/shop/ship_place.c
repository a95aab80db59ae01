/* Regions by what people write in a spreadsheet: the code, or a name with its regency behind it. All 7,837 are read once, since a file asks for thousands. */
#include "shop/ship_sheet.h"

#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/ship_row.h"

enum { Q_ALL };
static const struct db_stmt q[] = {
	[Q_ALL] = SQL("ship.places", "SELECT code, folded FROM region WHERE retired = 0 ORDER BY code"),
};
DB_TABLE(q);

/* Titles and the digits of the codes that may bear them; 0: any. */
static const struct { const char *title; int64_t below, from; } titles[] = {
	{ "kabupaten ", 10000, 100 }, { "kab. ", 10000, 100 }, { "kab ", 10000, 100 }, { "kota ", 10000, 100 }, { "kecamatan ", 1000000, 100000 },
	{ "kec. ", 1000000, 100000 }, { "kec ", 1000000, 100000 }, { "provinsi ", 100, 1 }, { "prov. ", 100, 1 }, { "prov ", 100, 1 },
};

/* Without its title; *at: which one it was, or -1. */
static const char *
bare(const char *folded, int *at)
{
	*at = -1;
	for (size_t i = 0; i < ARRAY_LEN(titles); i++)
		if (str_starts(folded, titles[i].title)) {
			*at = (int)i;
			return folded + strlen(titles[i].title);
		}
	return folded;
}

struct ship_places *
ship_places(struct ctx *c)
{
	struct ship_places *p = arena_new(c->arena, struct ship_places);
	struct db_rows r;
	int title;

	for (r = db_query(c, &q[Q_ALL]); db_next(&r); p->n++) {
		p->all = ship_grow(c->arena, p->all, p->n, sizeof(*p->all));
		p->all[p->n].code = db_int(&r);
		p->all[p->n].folded = db_str(&r);
		p->all[p->n].bare = bare(p->all[p->n].folded, &title);
	}
	return p;
}

static const struct ship_place *
by_code(const struct ship_places *p, int64_t code)
{
	size_t from = 0, to = p->n;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (p->all[at].code == code)
			return &p->all[at];
		if (p->all[at].code < code)
			from = at + 1;
		else
			to = at;
	}
	return NULL;
}

/* Does a written name mean this place? "Kota Padang" is no district, "Padang" may be one. */
static bool
means(const struct ship_place *p, const char *folded)
{
	int title;
	const char *name = bare(folded, &title);

	if (str_eq(p->folded, folded))
		return true;
	if (title >= 0 && (p->code < titles[title].from || p->code >= titles[title].below))
		return false;
	/* A regency is no city of the same name. */
	if (title >= 0 && p->code >= 100 && p->code < 10000 && str_starts(p->folded, "kota ") != str_starts(titles[title].title, "kota"))
		return false;
	return str_eq(p->bare, name);
}

/* Each further part names something that it lies in. */
static bool
lies_in(const struct ship_places *all, const struct ship_place *p, const char *const *parts)
{
	for (; *parts; parts++) {
		const struct ship_place *up = p;

		do
			up = by_code(all, up->code / 100);
		while (up && !means(up, *parts));
		if (!up)
			return false;
	}
	return true;
}

/* "13.12.07", "131207", "131.207" as a spreadsheet may show it; -1: no code. */
static int64_t
code_of(struct arena *a, const char *text)
{
	int64_t code;

	return str_int(str_replace(a, str_replace(a, text, ".", ""), " ", ""), 0, 999999, &code) ? code : -1;
}

enum ship_place_find
ship_place_find(struct arena *a, const struct ship_places *p, const char *text, int64_t *code, int64_t several[PLACE_CHOICES], size_t *n)
{
	static const char *const all[] = { "*", "semua", "seluruh indonesia", "indonesia", "all" };
	const char *folded = str_trim(a, utf8_fold(a, text));
	const char **parts = str_split(a, folded, ',', NULL);
	size_t i, found = 0;
	int64_t regency = 0;

	*n = 0;
	*code = code_of(a, text);
	if (*code >= 0)
		return *code == 0 || by_code(p, *code) ? PLACE_FOUND : PLACE_UNKNOWN;
	for (i = 0; i < ARRAY_LEN(all); i++)
		if (str_eq(folded, all[i])) {
			*code = 0;
			return PLACE_FOUND;
		}
	for (i = 0; parts[0] && i < p->n; i++) {
		if (!means(&p->all[i], parts[0]) || !lies_in(p, &p->all[i], parts + 1))
			continue;
		if (*n < PLACE_CHOICES)
			several[(*n)++] = p->all[i].code;
		*code = p->all[i].code;
		found++;
		/* "Kota Padang" in full is the city, though a district is called so too. */
		if (*code >= 100 && *code < 10000 && str_eq(p->all[i].folded, parts[0]))
			regency = *code;
	}
	if (found > 1 && regency) {
		*code = regency;
		return PLACE_FOUND;
	}
	return found == 0 ? PLACE_UNKNOWN : found == 1 ? PLACE_FOUND : PLACE_SEVERAL;
}
