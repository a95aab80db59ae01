/* Sizes as people write them on a form: centimetres with one decimal at most, since a ruler shows no more. */
#include "present/size.h"

#include "base/str.h"
#include "http/form.h"
#include "present/field.h"

static bool
side(struct arena *a, const char *s, int64_t *mm)
{
	const char *mark = strpbrk(s, ",.");
	int64_t cm, tenth = 0;

	*mm = 0;
	if (*s == '\0')
		return true;
	if (!str_int(mark ? arena_mem(a, s, (size_t)(mark - s)) : s, 0, CATALOG_SIDE_MAX / 10, &cm) || (mark && !str_int(mark + 1, 0, 9, &tenth)))
		return false;
	*mm = 10 * cm + tenth;
	return *mm > 0 && *mm <= CATALOG_SIDE_MAX;
}

bool
present_size_read(struct request *r, const char *const names[CATALOG_SIDES], const char *const typed[CATALOG_SIDES], int64_t mm[CATALOG_SIDES])
{
	size_t i, n = 0;
	bool ok = true;

	for (i = 0; i < CATALOG_SIDES; i++) {
		n += *typed[i] != '\0';
		if (!side(r->c->arena, typed[i], &mm[i])) {
			form_bad(r, names[i], "size.bad");
			ok = false;
		}
	}
	for (i = 0; i < CATALOG_SIDES && n > 0 && n < CATALOG_SIDES; i++)
		if (*typed[i] == '\0') {
			form_bad(r, names[i], "size.part");
			ok = false;
		}
	for (i = 0; i < CATALOG_SIDES && !ok; i++)
		mm[i] = 0;
	return ok;
}

const char *
present_size_text(struct ctx *c, int64_t mm)
{
	if (mm <= 0)
		return "";
	if (mm % 10 == 0)
		return arena_printf(c->arena, "%lld", (long long)(mm / 10));
	return arena_printf(c->arena, "%lld%c%lld", (long long)(mm / 10), str_eq(c->lang, "en") ? '.' : ',', (long long)(mm % 10));
}

void
present_size(struct request *r, struct view *v, const char *const names[CATALOG_SIDES], const char *const values[CATALOG_SIDES])
{
	static const char *const sections[CATALOG_SIDES] = { "S_LENGTH", "S_WIDTH", "S_HEIGHT" };
	size_t i;

	v = view_part(v, "SIZES", "admin/part_size");
	for (i = 0; i < CATALOG_SIDES; i++)
		(void)present_field(r, v, sections[i], NULL, names[i], values[i]);
}
