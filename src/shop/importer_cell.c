/* Reading the cells of other shops' exports. Decimal marks, units, yes and no differ from shop to shop and from country to country; each rule stands here once. */
#include "shop/importer_cell.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "shop/importer_plain.h"
#include "shop/media_source.h"

static struct arena *
mem(const struct import_at *at)
{
	return at->im->c->arena;
}

static void
bad_cell(const struct import_at *at, const char *status, const char *s)
{
	const char *shown = utf8_cut(mem(at), s, 40);

	if (str_eq(status, "refused"))
		import_refuse(at->im, at->g, at->line, "import.bad_cell", shown);
	else
		import_say(at->im, at->line, status, at->name, "import.bad_cell", shown);
}

const char *
import_fit(const struct import_at *at, const char *s, size_t max, const char *column)
{
	if (!s || utf8_len(s) <= max)
		return s;
	import_say(at->im, at->line, "warning", at->name, "import.cut", column);
	return utf8_cut(mem(at), s, max);
}

const char *
import_prose(const struct import_at *at, const char *html, size_t max, const char *column, bool line)
{
	const char *s = html ? import_plain(mem(at), html) : NULL;

	if (s && line)
		s = str_trim(mem(at), str_replace(mem(at), str_replace(mem(at), s, "\n", " "), "  ", " "));
	return import_fit(at, s, max, column);
}

const char *
import_code(const struct import_at *at, const char *s, size_t max)
{
	if (s && utf8_len(s) > max)
		bad_cell(at, "refused", s);
	return s;
}

/* Where the fraction begins: the index of its mark, n when there is none. marks: how many there are; n + 1 when s is no number. */
static size_t
point_of(const char *s, size_t n)
{
	size_t marks = 0, point = n, i;

	for (i = 0; i < n; i++) {
		if (s[i] == '.' || s[i] == ',') {
			marks++;
			point = i;
		}
	}
	if (marks && !(strchr(s, '.') && strchr(s, ',')) && (marks > 1 || (n - point - 1 == 3 && point > 0 && s[0] != '0')))
		point = n;
	return point;
}

bool
import_rupiah(const char *s, int64_t *out, bool *rounded)
{
	size_t n = strlen(s), i, point;
	bool digits = false;

	*rounded = false;
	if (n == 0 || n > 24 || strspn(s, "0123456789.,") != n)
		return n > 0 && n <= 24 && money_parse(s, out);
	point = point_of(s, n);
	for (*out = 0, i = 0; i < point; i++) {
		if (s[i] == '.' || s[i] == ',')
			continue;
		*out = *out * 10 + s[i] - '0';
		digits = true;
		if (*out > MONEY_MAX)
			return false;
	}
	for (i = point + 1; i < n; i++) {
		digits = true;
		*rounded |= s[i] != '0';
	}
	*out += point + 1 < n && s[point + 1] >= '5';
	return digits;
}

int64_t
import_money(const struct import_at *at, const char *s)
{
	bool rounded = false;
	int64_t n = INT64_MIN;

	if (!s)
		return IMPORT_KEEP;
	if (!*s)
		return INT64_MIN;
	if (!import_rupiah(s, &n, &rounded)) {
		bad_cell(at, "refused", s);
		return INT64_MIN;
	}
	if (rounded)
		import_say(at->im, at->line, "warning", at->name, "import.rounded", s);
	return n;
}

/* Of a decimal number of units, rounded; what is none, or above max: a warning and 0. */
static int64_t
measure(const struct import_at *at, const char *s, double unit, double max)
{
	double value = 0, part = 1;
	bool fraction = false;
	const char *p;

	if (!s)
		return IMPORT_KEEP;
	for (p = s; *p; p++) {
		bool mark = *p == '.' || *p == ',';

		if ((!mark && (*p < '0' || *p > '9')) || (mark && fraction) || p - s > 12) {
			bad_cell(at, "warning", s);
			return 0;
		}
		fraction |= mark;
		if (!mark && fraction)
			value += (double)(*p - '0') * (part /= 10);
		else if (!mark)
			value = value * 10 + (double)(*p - '0');
	}
	value = value * unit + 0.5;
	if (value < max + 1)
		return (int64_t)value;
	bad_cell(at, "warning", s);
	return 0;
}

int64_t
import_grams(const struct import_at *at, const char *s, double unit)
{
	return measure(at, s, unit, 999999999);
}

int64_t
import_mm(const struct import_at *at, const char *s, double unit)
{
	return measure(at, s, unit, CATALOG_SIDE_MAX);
}

static bool
two_digits(const char *s, int64_t most, int64_t *n)
{
	*n = (s[0] - '0') * 10 + s[1] - '0';
	return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' && *n <= most;
}

bool
import_moment(struct arena *a, const char *s, const char *zone, int64_t *at)
{
	size_t n = strlen(s);
	int64_t day, h, m, sec = 0;

	if ((n != 16 && n != 19) || (s[10] != ' ' && s[10] != 'T') || !clock_parse_day(arena_mem(a, s, 10), &day) || s[13] != ':' || !two_digits(s + 11, 23, &h) || !two_digits(s + 14, 59, &m) ||
	    (n == 19 && (s[16] != ':' || !two_digits(s + 17, 59, &sec))))
		return false;
	*at = clock_day_start(day, zone) + h * 3600 + m * 60 + sec;
	return true;
}

int64_t
import_time(const struct import_at *at, const char *s, bool end)
{
	int64_t day, h, m, sec;

	if (!s)
		return IMPORT_KEEP;
	if (!*s)
		return INT64_MIN;
	if (clock_parse_day(arena_mem(mem(at), s, strlen(s) < 10 ? strlen(s) : 10), &day)) {
		if (strlen(s) == 10)
			return clock_day_start(day + end, at->im->timezone);
		if (strlen(s) >= 19 && two_digits(s + 11, 23, &h) && two_digits(s + 14, 59, &m) && two_digits(s + 17, 59, &sec))
			return clock_day_start(day, at->im->timezone) + h * 3600 + m * 60 + sec + (end && sec == 59);
	}
	bad_cell(at, "refused", s);
	return INT64_MIN;
}

double
import_unit(const char *word, double fallback)
{
	static const struct { const char *word; double grams; } units[] = {
		{ "g", 1 }, { "gr", 1 }, { "gram", 1 }, { "grams", 1 }, { "kg", 1000 }, { "kgs", 1000 }, { "kilogram", 1000 },
		{ "lb", 453.59237 }, { "lbs", 453.59237 }, { "pound", 453.59237 }, { "oz", 28.349523125 }, { "ounce", 28.349523125 },
	};
	size_t i;

	for (i = 0; word && i < ARRAY_LEN(units); i++)
		if (str_eq_nocase(units[i].word, word))
			return units[i].grams;
	return fallback;
}

int64_t
import_pieces(const struct import_at *at, const char *s)
{
	int64_t n = 0;

	if (str_empty(s) || str_starts(s, "-"))	/* sold more than it had */
		return 0;
	if (!str_int(arena_mem(mem(at), s, strcspn(s, ".,")), 0, 1000000000, &n))
		bad_cell(at, "warning", s);
	return n;
}

int
import_yes(const char *s)
{
	static const char *const yes[] = { "1", "true", "yes", "y", "ya", "active", "aktif", "enabled", "publish", "published", "dijual" };
	static const char *const no[] = { "0", "false", "no", "n", "tidak", "draft", "disabled", "nonaktif", "inactive", "2", "-1" };
	size_t i;

	for (i = 0; s && i < ARRAY_LEN(yes); i++)
		if (str_eq_nocase(yes[i], s))
			return 1;
	for (i = 0; s && i < ARRAY_LEN(no); i++)
		if (str_eq_nocase(no[i], s))
			return 0;
	return -1;
}

size_t
import_commas(struct arena *a, const char *s, const char **parts, size_t max)
{
	size_t n_all, n = 0, i;
	const char **all = str_split(a, str_replace(a, s ? s : "", "\\,", "\x01"), ',', &n_all);

	for (i = 0; i < n_all && n < max; i++)
		parts[n++] = utf8_cut(a, import_plain(a, str_replace(a, all[i], "\x01", ",")), 1000);
	return n;
}

void
import_pictures(const struct import_at *at, const char *cell, const char *marks)
{
	struct import_goods *g = at->g;
	const char *s = cell ? cell : "";
	size_t n, k;

	for (; *s; s += n + (s[n] != '\0')) {
		const char *one;

		n = strcspn(s, marks);
		one = str_trim(mem(at), arena_mem(mem(at), s, n));
		if (!*one)
			continue;
		if ((!str_starts(one, "https://") && !str_starts(one, "http://")) || strlen(one) > 1000) {
			import_say(at->im, at->line, strstr(one, "://") || strlen(one) > 1000 ? "warning" : "note", at->name,
			    strstr(one, "://") || strlen(one) > 1000 ? "import.bad_address" : "import.no_address", media_source_shown(at->im->c, one));
			continue;
		}
		for (k = 0; k < g->n_urls && !str_eq(g->urls[k], one); k++)
			;
		if (k == g->n_urls && k < IMPORT_PICTURES_MAX)
			g->urls[g->n_urls++] = one;
	}
}

void
import_fact(const struct import_at *at, const char *name, const char *name_en, const char *value)
{
	struct product_edit *e = &at->g->edit;

	if (str_empty(name) || str_empty(value))
		return;
	if (e->n_attrs == IMPORT_FACTS_MAX) {
		import_say(at->im, at->line, "warning", at->name, "import.attr_left", utf8_cut(mem(at), name, 60));
		return;
	}
	e->attrs[e->n_attrs][0] = utf8_cut(mem(at), name, 60);
	e->attrs[e->n_attrs][1] = utf8_cut(mem(at), name_en, 60);
	e->attrs[e->n_attrs][2] = utf8_cut(mem(at), value, 1000);
	e->attrs[e->n_attrs++][3] = "";
}

void
import_brand(const struct import_at *at, const char *value)
{
	if (!str_empty(value))
		import_fact(at, i18n(mem(at), "id", "import.field.brand", NULL), i18n(mem(at), "en", "import.field.brand", NULL), value);
}

const char *
import_path_add(struct arena *a, const char *paths, const char *path)
{
	return str_empty(path) ? paths : arena_printf(a, "%s%s%s", paths, *paths ? "\n" : "", str_replace(a, path, "\n", " "));
}
