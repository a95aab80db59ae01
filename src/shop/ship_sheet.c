/* Reading and writing delivery prices as CSV: columns by name (English, or Indonesian as people write them by hand), numbers however a phone's spreadsheet writes them. */
#include "shop/ship_sheet.h"

#include "base/csv.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "shop/region.h"
#include "shop/ship_row.h"

#define UNSET INT64_MIN
#define COLUMNS_MAX 200
#define UNKNOWN_MAX 2000
#define VILLAGES_MAX 200	/* of a row */

enum column_type { C_KIND, C_CARRIER, C_AREA, C_AREA_NAME, C_VILLAGES, C_TEXT, C_URL, C_MONEY, C_GRAM, C_KG, C_INT, C_BOOL, C_DAYS, C_TIME };
struct column { const char *name, *other; enum column_type type; size_t at; int64_t max; };
#define AT(m) offsetof(struct zone_edit, m)

/* The order in which they are written; those without a place in the file that we write (C_KG) are only read. */
static const struct column columns[] = {
	{ "kind", "jenis", C_KIND, 0, 0 },
	{ "courier", "kurir", C_CARRIER, 0, 0 },
	{ "service", "layanan", C_TEXT, AT(service), 30 },
	{ "name", "nama", C_TEXT, AT(name[0]), 60 },
	{ "name_en", "nama_en", C_TEXT, AT(name[1]), 60 },
	{ "area", "kode", C_AREA, 0, 0 },
	{ "area_name", "daerah", C_AREA_NAME, 0, 0 },
	{ "villages", "desa", C_VILLAGES, 0, 0 },
	{ "price", "ongkir", C_MONEY, AT(price_first), 10000000 },
	{ "price_next", "ongkir_berikut", C_MONEY, AT(price_step), 10000000 },
	{ "first_g", "gram_pertama", C_GRAM, AT(first_g), 100000 },
	{ "next_g", "gram_berikut", C_GRAM, AT(step_g), 100000 },
	{ "tolerance_g", "toleransi_gram", C_GRAM, AT(tolerance_g), 100000 },
	{ "by_gram", "per_gram", C_BOOL, AT(by_gram), 1 },
	{ "size_divisor", "pembagi", C_GRAM, AT(divisor), 100000 },
	{ "packing_g", "gram_kemasan", C_GRAM, AT(pack_g), 100000 },
	{ "max_g", "gram_terberat", C_GRAM, AT(max_g), 10000000 },
	{ "free_over", "gratis_mulai", C_MONEY, AT(free_over), MONEY_MAX },
	{ "min_order", "belanja_minimal", C_MONEY, AT(min_order), MONEY_MAX },
	{ "etd_min", "hari_min", C_INT, AT(etd_min), 99 },
	{ "etd_max", "hari_maks", C_INT, AT(etd_max), 99 },
	{ "eta", "perkiraan", C_TEXT, AT(eta[0]), 80 },
	{ "eta_en", "perkiraan_en", C_TEXT, AT(eta[1]), 80 },
	{ "days", "hari_antar", C_DAYS, AT(days), 127 },
	{ "cutoff", "jam_tutup", C_TIME, AT(cutoff), 1440 },
	{ "lead_days", "hari_sebelum", C_INT, AT(lead), 7 },
	{ "cod", "bayar_di_tempat", C_BOOL, AT(cod), 1 },
	{ "cod_max", "bayar_di_tempat_maks", C_MONEY, AT(cod_max), MONEY_MAX },
	{ "active", "aktif", C_BOOL, AT(active), 1 },
	{ "position", "urutan", C_INT, AT(position), 999 },
	{ "address", "alamat", C_TEXT, AT(address), 300 },
	{ "map", "peta", C_URL, AT(maps_url), 500 },
	{ "hours", "jam_buka", C_TEXT, AT(hours[0]), 80 },
	{ "hours_en", "jam_buka_en", C_TEXT, AT(hours[1]), 80 },
	{ "first_kg", "kg_pertama", C_KG, AT(first_g), 100000 },
	{ "next_kg", "kg_berikut", C_KG, AT(step_g), 100000 },
	{ "tolerance_kg", "toleransi_kg", C_KG, AT(tolerance_g), 100000 },
	{ "packing_kg", "kg_kemasan", C_KG, AT(pack_g), 100000 },
	{ "max_kg", "kg_terberat", C_KG, AT(max_g), 10000000 },
};
static const char *const kinds[][4] = { { "own", "antar", "antar sendiri", "sendiri" }, { "courier", "kurir", "ekspedisi", NULL }, { "pickup", "ambil", "ambil sendiri", NULL } };
static const char *const day_words[][7] = { { "sen", "sel", "rab", "kam", "jum", "sab", "min" }, { "mon", "tue", "wed", "thu", "fri", "sat", "sun" } };

/* All that is known while a file is read. */
struct reading {
	struct ctx *c;
	const struct ship_places *places;
	const struct column *column[COLUMNS_MAX];	/* of each cell; NULL unknown */
	const char *title[COLUMNS_MAX];			/* as the file calls it */
	size_t n;
	const char *area_name;	/* of the row, taken when it bears no code */
};

static void
bad(struct sheet_row *row, const char *why, const char *column, const char *value)
{
	if (row->state == SHEET_BAD)
		return;
	row->state = SHEET_BAD;
	row->why = why;
	row->why_column = column;
	row->why_value = value;
}

static int64_t *
number(struct sheet_row *row, const struct column *k)
{
	return (int64_t *)(void *)((char *)&row->edit + k->at);
}

/* --- one cell --- */

/* "0,3", "1", "1.25 kg": up to three digits behind the mark, which is never one of thousands. */
static bool
read_kg(struct arena *a, const char *s, int64_t *grams)
{
	const char *t = str_lower(a, s), *mark;
	int64_t whole, part = 0;
	size_t digits = 0;

	t = str_trim(a, str_ends(t, "kg") ? arena_mem(a, t, strlen(t) - 2) : t);
	t = str_replace(a, t, ",", ".");
	mark = strchr(t, '.');
	if (mark) {
		digits = strlen(mark + 1);
		if (digits < 1 || digits > 3 || mark[1 + strspn(mark + 1, "0123456789")] != '\0')
			return false;
		for (size_t i = 0; i < 3; i++)
			part = part * 10 + (i < digits ? mark[1 + i] - '0' : 0);
		t = arena_mem(a, t, (size_t)(mark - t));
	}
	if (!str_int(t, 0, 100000, &whole))
		return false;
	*grams = whole * 1000 + part;
	return true;
}

static bool
read_bool(const char *s, int64_t *out)
{
	static const char *const yes[] = { "1", "ya", "y", "yes", "x", "true", "benar" }, *const no[] = { "0", "tidak", "t", "n", "no", "false", "salah", "-" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(yes); i++)
		if (str_eq_nocase(s, yes[i])) {
			*out = 1;
			return true;
		}
	for (i = 0; i < ARRAY_LEN(no); i++)
		if (str_eq_nocase(s, no[i])) {
			*out = 0;
			return true;
		}
	return false;
}

static int
day_word(const char *word)
{
	for (size_t lang = 0; lang < 2; lang++)
		for (int d = 0; d < 7; d++)
			if (str_starts(word, day_words[lang][d]))
				return d;
	return word[0] >= '1' && word[0] <= '7' && word[1] == '\0' ? word[0] - '1' : -1;
}

/* "sel jum", "Selasa, Jumat", "2 5". */
static bool
read_days(struct arena *a, const char *s, int64_t *days)
{
	static const char marks[] = ",;/.+";
	char *text = arena_str(a, str_lower(a, s));
	const char **words;
	size_t n, i;

	for (i = 0; text[i]; i++)
		if (strchr(marks, text[i]))
			text[i] = ' ';
	words = str_split(a, text, ' ', &n);
	*days = 0;
	for (i = 0; i < n; i++) {
		int d = day_word(words[i]);

		if (d < 0)
			return false;
		*days |= INT64_C(1) << d;
	}
	return true;
}

static void
read_area(struct reading *g, struct sheet_row *row, const struct column *k, const char *s)
{
	int64_t several[PLACE_CHOICES];
	struct buf b;
	size_t n, i;

	switch (ship_place_find(g->c->arena, g->places, s, &row->area, several, &n)) {
	case PLACE_FOUND:
		return;
	case PLACE_UNKNOWN:
		bad(row, "sheet.area", k->name, s);
		return;
	case PLACE_SEVERAL:
		break;
	}
	buf_init(&b, g->c->arena, UNKNOWN_MAX);
	for (i = 0; i < n; i++)
		buf_printf(&b, "%s%lld %s", i ? "; " : "", (long long)several[i], region_label(g->c, several[i]));
	bad(row, "sheet.several", s, b.s);
}

static void
read_villages(struct reading *g, struct sheet_row *row, const struct column *k, const char *s)
{
	struct arena *a = g->c->arena;
	size_t i;

	row->villages = str_split(a, str_replace(a, s, ";", "|"), '|', &row->n_villages);
	for (i = 0; i < row->n_villages; i++)
		if (utf8_len(row->villages[i]) > SHIP_VILLAGE_MAX || str_eq(row->villages[i], SHIP_VILLAGE_OTHER) || i == VILLAGES_MAX)
			bad(row, "sheet.long", k->name, row->villages[i]);
}

static bool
read_kind(struct sheet_row *row, const char *s)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (size_t j = 0; j < 4 && kinds[i][j]; j++)
			if (str_eq_nocase(kinds[i][j], s)) {
				row->edit.kind = kinds[i][0];
				return true;
			}
	return false;
}

static bool
good_url(const char *s)
{
	return (str_starts(s, "https://") || str_starts(s, "http://")) && strlen(s) > 10 && !strpbrk(s, " \"<>\\^`{|}");
}

static void
read_text(struct sheet_row *row, const struct column *k, const char *s)
{
	const char **at = (const char **)(void *)((char *)&row->edit + k->at);

	*at = s;
	if (utf8_len(s) > (size_t)k->max)
		bad(row, "sheet.long", k->name, s);
	if (k->type == C_URL && !good_url(s))
		bad(row, "sheet.value", k->name, s);
}

/* An empty cell says nothing and is not handed here. */
static void
read_cell(struct reading *g, struct sheet_row *row, const struct column *k, const char *s)
{
	struct arena *a = g->c->arena;
	const struct ship_carrier *m;
	int64_t n = 0;
	bool ok = true;

	switch (k->type) {
	case C_KIND:
		ok = read_kind(row, s);
		break;
	case C_CARRIER:
		m = ship_carrier(s);
		ok = m != NULL;
		row->edit.carrier = m ? m->word : "";
		break;
	case C_AREA:
		read_area(g, row, k, s);
		return;
	case C_AREA_NAME:
		g->area_name = s;
		return;
	case C_VILLAGES:
		read_villages(g, row, k, s);
		return;
	case C_TEXT:
	case C_URL:
		read_text(row, k, s);
		return;
	case C_MONEY:
	case C_GRAM:
		ok = money_parse(s, &n);
		break;
	case C_KG:
		ok = read_kg(a, s, &n);
		break;
	case C_INT:
		ok = str_int(s, 0, k->max, &n);
		break;
	case C_BOOL:
		ok = read_bool(s, &n);
		break;
	case C_DAYS:
		ok = read_days(a, s, &n);
		break;
	case C_TIME:
		ok = ship_time_parse(s, &n);
		break;
	}
	if (!ok || n > k->max)
		bad(row, k->type == C_CARRIER ? "sheet.carrier" : "sheet.value", k->name, s);
	else if (k->type >= C_MONEY)
		*number(row, k) = n;
}

/* --- one row --- */

static void
or_default(int64_t *n, int64_t other)
{
	if (*n == UNSET)
		*n = other;
}

/* What nobody wrote is as the courier usually does it. */
static void
defaults(struct arena *a, struct sheet_row *row)
{
	static const struct ship_carrier plain = { "", "", "", 1000, 1000, 0, 0, false };
	struct zone_edit *e = &row->edit;
	const struct ship_carrier *m = ship_carrier(e->carrier);
	bool courier, pickup;

	if (!e->kind)
		e->kind = m || !str_empty(e->service) ? "courier" : "own";
	courier = str_eq(e->kind, "courier");
	pickup = str_eq(e->kind, "pickup");
	e->courier = pickup ? "pickup" : "table";
	if (str_empty(e->name[0]) && m)
		e->name[0] = arena_printf(a, "%s%s%s", m->name, str_empty(e->service) ? "" : " ", e->service ? e->service : "");
	if (pickup)
		e->price_first = e->price_step = 0;
	m = m ? m : &plain;
	or_default(&e->price_step, courier ? e->price_first : 0);
	or_default(&e->first_g, m->first_g);
	or_default(&e->step_g, m->step_g);
	or_default(&e->tolerance_g, m->tolerance_g);
	or_default(&e->divisor, m->divisor);
	or_default(&e->by_gram, m->by_gram);
	or_default(&e->pack_g, SHIP_PACK_SHOP);
	or_default(&e->cod, !courier);
	or_default(&e->active, 1);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		if (columns[i].type >= C_MONEY && number(row, &columns[i]) != &e->price_first)
			or_default(number(row, &columns[i]), 0);
	if (e->days == 0)
		e->cutoff = e->lead = 0;
}

static void
check(struct sheet_row *row)
{
	struct zone_edit *e = &row->edit;
	bool pickup = str_eq(e->kind, "pickup");

	if (utf8_len(e->name[0] ? e->name[0] : "") < 2)
		bad(row, "sheet.missing", "name", "");
	if (e->price_first == UNSET)
		bad(row, "sheet.missing", "price", "");
	if (!pickup && row->area < 0)
		bad(row, "sheet.missing", "area", "");
	if (e->first_g < 1 || e->step_g < 1)
		bad(row, "sheet.value", e->first_g < 1 ? "first_g" : "next_g", "0");
	if (row->n_villages > 0 && (row->area < 100000 || !str_eq(e->kind, "own")))
		bad(row, "sheet.villages", row->villages[0], "");
	if (e->etd_max > 0 && e->etd_max < e->etd_min)
		bad(row, "sheet.etd", "etd_max", "");
	if (pickup) {
		row->area = -1;
		row->n_villages = 0;
	}
}

/* Without control characters, outer blanks and the ' that keeps a spreadsheet from taking it for a formula. */
static const char *
cell(struct arena *a, const char *s)
{
	s = str_trim(a, utf8_clean(a, s, false));
	return s[0] == '\'' && s[1] && strchr("=+-@", s[1]) ? s + 1 : s;
}

static struct sheet_row *
read_row(struct reading *g, const char **cells, size_t n, int64_t line)
{
	struct arena *a = g->c->arena;
	struct sheet_row *row = arena_new(a, struct sheet_row);
	size_t i;
	bool some = false;

	row->line = line;
	row->area = row->price_was = -1;
	g->area_name = NULL;
	for (i = 0; i < ARRAY_LEN(columns); i++)
		if (columns[i].type >= C_MONEY)
			*number(row, &columns[i]) = UNSET;
	for (i = 0; i < n && i < g->n; i++) {
		const char *s = cell(a, cells[i]);

		if (!*s || !g->column[i])
			continue;
		some = true;
		read_cell(g, row, g->column[i], s);
		if (row->state == SHEET_BAD && row->why_column == g->column[i]->name)
			row->why_column = g->title[i];
	}
	if (!some)
		return NULL;
	if (row->area < 0 && g->area_name && row->state != SHEET_BAD)
		read_area(g, row, &columns[6], g->area_name);
	defaults(a, row);
	check(row);
	row->name = row->edit.name[0] ? row->edit.name[0] : "";
	row->price = row->edit.price_first == UNSET ? 0 : row->edit.price_first;
	if (row->state == SHEET_BAD)
		row->where = g->area_name ? g->area_name : "";
	else {
		row->key = ship_plan_key(a, &row->edit);
		row->sig = ship_plan_sig(a, &row->edit);
	}
	return row;
}

static const struct column *
column_of(struct arena *a, const char *title)
{
	const char *name = str_replace(a, str_lower(a, cell(a, title)), " ", "_");

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		if (str_eq(columns[i].name, name) || str_eq(columns[i].other, name))
			return &columns[i];
	return NULL;
}

/* False: the first row names no columns of ours. */
static bool
read_head(struct reading *g, struct sheet *s, const char **cells, size_t n)
{
	struct buf b;
	bool price = false, name = false;

	buf_init(&b, g->c->arena, UNKNOWN_MAX);
	for (g->n = 0; g->n < n && g->n < COLUMNS_MAX; g->n++) {
		const struct column *k = column_of(g->c->arena, cells[g->n]);

		g->column[g->n] = k;
		g->title[g->n] = cell(g->c->arena, cells[g->n]);
		price = price || (k && k->type == C_MONEY && k->at == AT(price_first));
		name = name || (k && (k->type == C_CARRIER || (k->type == C_TEXT && k->at == AT(name[0]))));
		if (!k && *cell(g->c->arena, cells[g->n]))
			buf_printf(&b, "%s%s", b.len ? ", " : "", cell(g->c->arena, cells[g->n]));
	}
	s->unknown = b.s;
	return price && name;
}

struct sheet *
ship_sheet_read(struct ctx *c, const char *text, size_t n, bool exact)
{
	struct sheet *s = arena_new(c->arena, struct sheet);
	struct reading g = { .c = c };
	struct csv *csv = csv_text(c->arena, text, n);
	struct sheet_row *row;
	const char **cells;
	enum csv_row more;
	size_t count;

	s->why = s->unknown = "";
	s->exact = exact;
	more = csv_next(csv, c->arena, &cells, &count, &s->why_line);
	if (more == CSV_ROW && !read_head(&g, s, cells, count))
		s->why = "sheet.head";
	g.places = more == CSV_ROW && !*s->why ? ship_places(c) : NULL;
	while (g.places && (more = csv_next(csv, c->arena, &cells, &count, &s->why_line)) == CSV_ROW) {
		if (s->n == SHEET_ROWS_MAX) {
			s->why = "sheet.rows";
			break;
		}
		row = read_row(&g, cells, count, s->why_line);
		if (!row)
			continue;
		s->rows = ship_grow(c->arena, s->rows, s->n, sizeof(struct sheet_row *));
		s->rows[s->n++] = row;
	}
	if (more == CSV_BAD)
		s->why = csv_why(csv);
	else if (!*s->why && s->n == 0)
		s->why = "sheet.empty";
	if (!*s->why)
		ship_plan(c, s);
	return s;
}

/* --- writing --- */

static const char *
days_text(struct arena *a, int64_t days)
{
	const char *s = "";

	for (int d = 0; d < 7; d++)
		if (days >> d & 1)
			s = arena_printf(a, "%s%s%s", s, *s ? " " : "", day_words[0][d]);
	return s;
}

/* 0 and "as the shop has it" stay empty where that is what an empty cell means. */
static const char *
value(struct arena *a, const struct sheet_row *row, const struct column *k, const char *where)
{
	const char *text;
	int64_t n;

	switch (k->type) {
	case C_KIND:
		return row->edit.kind;
	case C_CARRIER:
		return row->edit.carrier;
	case C_AREA:
		return row->area < 0 ? "" : arena_printf(a, "%lld", (long long)row->area);
	case C_AREA_NAME:
		return where;
	case C_VILLAGES:
		return row->where;
	case C_TEXT:
	case C_URL:
		text = *(const char *const *)(const void *)((const char *)&row->edit + k->at);
		return text ? text : "";
	case C_DAYS:
		return days_text(a, row->edit.days);
	case C_TIME:
		return row->edit.days ? ship_time(a, row->edit.cutoff) : "";
	case C_MONEY:
	case C_GRAM:
	case C_KG:
	case C_INT:
	case C_BOOL:
		break;
	}
	n = *(const int64_t *)(const void *)((const char *)&row->edit + k->at);
	return n == SHIP_PACK_SHOP ? "" : arena_printf(a, "%lld", (long long)n);
}

static void
write_row(struct ctx *c, struct buf *b, const struct sheet_row *row, const char *where)
{
	for (size_t i = 0; i < ARRAY_LEN(columns) && columns[i].type != C_KG; i++)
		csv_cell(b, i == 0, value(c->arena, row, &columns[i], where));
	csv_end(b);
}

/* The villages of one district in one row. */
static void
write_zone(struct ctx *c, struct buf *b, const struct sheet_zone *z, const struct zone_where *w, size_t n)
{
	struct sheet_row row = { .edit = z->edit, .area = -1, .where = "" };
	size_t i, k;

	if (str_eq(z->edit.kind, "pickup"))
		write_row(c, b, &row, "");
	for (i = 0; i < n && !str_eq(z->edit.kind, "pickup"); i = k) {
		row.area = w[i].area;
		row.where = w[i].village;
		for (k = i + 1; k < n && *w[i].village && w[k].area == w[i].area; k++)
			row.where = arena_printf(c->arena, "%s|%s", row.where, w[k].village);
		write_row(c, b, &row, w[i].area == 0 ? "*" : region_label(c, w[i].area));
	}
}

bool
ship_sheet_write(struct ctx *c, struct buf *b)
{
	size_t n, n_where, i;
	struct sheet_zone *zones = ship_plan_zones(c, &n);
	struct zone_where *where = zone_where(c, 0, &n_where);

	for (i = 0; i < ARRAY_LEN(columns) && columns[i].type != C_KG; i++)
		csv_cell(b, i == 0, columns[i].name);
	csv_end(b);
	for (i = 0; i < n; i++) {
		size_t from = 0, to;

		while (from < n_where && where[from].zone != zones[i].id)
			from++;
		for (to = from; to < n_where && where[to].zone == zones[i].id;)
			to++;
		write_zone(c, b, &zones[i], where + from, to - from);
	}
	return !b->full;
}
