/* Reading files of spending: columns by their names, rows one by one, and each held against what the shop has. */
#include "shop/spend_file.h"

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "db/db.h"
#include "shop/campaign.h"
#include "shop/importer_cell.h"
#include "shop/link.h"
#include "shop/setting.h"

#define CELLS_MAX 500
#define VALUE_MAX 40	/* letters of a cell in an error */
#define PART "\x1f"	/* between the parts of a detail */

enum column { C_NONE, C_CAMPAIGN, C_DAY, C_FROM, C_TO, C_META_AMOUNT, C_AMOUNT, C_CHANNEL, C_CODE, C_NOTE, C_DETAIL, C_OTHER_MONEY };

/* Folded. Meta's are those of its exports in English and Indonesian; what it calls "hasil" or "jangkauan" is none of our business here. */
static const struct { const char *name; enum column column; } heads[] = {
	{ "campaign name", C_CAMPAIGN }, { "nama kampanye", C_CAMPAIGN }, { "campaign", C_CAMPAIGN }, { "kampanye", C_CAMPAIGN }, { "day", C_DAY }, { "hari", C_DAY }, { "date", C_DAY }, { "tanggal", C_DAY },
	{ "reporting starts", C_FROM }, { "awal pelaporan", C_FROM }, { "pelaporan dimulai", C_FROM }, { "mulai pelaporan", C_FROM }, { "from", C_FROM }, { "dari", C_FROM },
	{ "reporting ends", C_TO }, { "akhir pelaporan", C_TO }, { "pelaporan berakhir", C_TO }, { "selesai pelaporan", C_TO }, { "to", C_TO }, { "sampai", C_TO },
	{ "amount spent (idr)", C_META_AMOUNT }, { "jumlah yang dibelanjakan (idr)", C_META_AMOUNT }, { "jumlah dibelanjakan (idr)", C_META_AMOUNT },
	{ "amount", C_AMOUNT }, { "jumlah", C_AMOUNT }, { "biaya", C_AMOUNT }, { "rupiah", C_AMOUNT }, { "channel", C_CHANNEL }, { "saluran", C_CHANNEL }, { "platform", C_CHANNEL },
	{ "code", C_CODE }, { "kode", C_CODE }, { "note", C_NOTE }, { "catatan", C_NOTE },
	{ "campaign id", C_DETAIL }, { "id kampanye", C_DETAIL }, { "ad set name", C_DETAIL }, { "nama set iklan", C_DETAIL }, { "ad set id", C_DETAIL }, { "id set iklan", C_DETAIL },
	{ "ad name", C_DETAIL }, { "nama iklan", C_DETAIL }, { "ad id", C_DETAIL }, { "id iklan", C_DETAIL }, { "placement", C_DETAIL }, { "penempatan", C_DETAIL }, { "age", C_DETAIL }, { "usia", C_DETAIL },
	{ "gender", C_DETAIL }, { "jenis kelamin", C_DETAIL }, { "country", C_DETAIL }, { "negara", C_DETAIL }, { "region", C_DETAIL }, { "wilayah", C_DETAIL },
};

enum { Q_NEAR };
static const struct db_stmt q[] = {
	[Q_NEAR] = SQL("spend.near",
	    "SELECT id, detail, first_day, last_day, amount, channel, COALESCE(campaign, 0), COALESCE(link, 0) FROM ad_spend"
	    " WHERE told = $2 AND (source = $1 OR source = 'hand') AND (told <> '' OR detail <> '') AND first_day <= $4 AND last_day >= $3 ORDER BY id"),
};
DB_TABLE(q);

struct reading {
	struct ctx *c;
	struct spend_sheet *sheet;
	const char *channel;
	enum column column[CELLS_MAX];
	size_t n;
	int64_t today;
	bool meta;
};

/* --- the first row --- */

static enum column
column_of(struct ctx *c, const char *cell, const char **currency)
{
	const char *name = utf8_fold(c->arena, str_trim(c->arena, csv_bare(cell)));

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_eq(heads[i].name, name))
			return heads[i].column;
	if (!str_starts(name, "amount spent (") && !str_starts(name, "jumlah yang dibelanjakan (") && !str_starts(name, "jumlah dibelanjakan ("))
		return C_NONE;
	*currency = utf8_cut(c->arena, str_trim(c->arena, csv_bare(cell)), VALUE_MAX);
	return C_OTHER_MONEY;
}

static void
refuse(struct spend_sheet *s, int64_t line, const char *why, const char *value)
{
	s->why = why;
	s->value = value;
	s->why_line = line;
}

/* What each column is; false: no file of spending. Of details there may be many, of others one. */
static bool
heads_read(struct reading *d, const char **cells, size_t n, int64_t line)
{
	size_t seen[C_OTHER_MONEY + 1] = { 0 };
	const char *currency = "", *twice = "";

	d->n = n < CELLS_MAX ? n : CELLS_MAX;
	for (size_t i = 0; i < d->n; i++) {
		d->column[i] = column_of(d->c, cells[i], &currency);
		if (++seen[d->column[i]] > 1 && d->column[i] != C_NONE && d->column[i] != C_DETAIL)
			twice = utf8_cut(d->c->arena, cells[i], VALUE_MAX);
	}
	d->meta = seen[C_META_AMOUNT] > 0;
	d->sheet->kind = d->meta ? "meta" : "own";
	if (seen[C_OTHER_MONEY] && !d->meta)
		refuse(d->sheet, line, "spend.currency", currency);
	else if (*twice || (seen[C_META_AMOUNT] && seen[C_AMOUNT]))
		refuse(d->sheet, line, "spend.twice", twice);
	else if ((d->meta && !seen[C_CAMPAIGN]) || (!seen[C_META_AMOUNT] && !seen[C_AMOUNT]) || (!seen[C_DAY] && !seen[C_FROM]))
		refuse(d->sheet, line, "spend.heads", "");
	return str_empty(d->sheet->why);
}

/* --- one row --- */

static void
bad(struct reading *d, struct spend_row *row, const char *why, const char *value)
{
	if (row->state == SPEND_ROW_BAD)
		return;
	row->state = SPEND_ROW_BAD;
	row->why = why;
	row->value = utf8_cut(d->c->arena, value, VALUE_MAX);
}

/* "7", "07". */
static bool
short_number(const char *s, size_t n, struct arena *a, int64_t most, int64_t *out)
{
	return n <= 2 && str_int(arena_mem(a, s + (n == 2 && *s == '0'), n - (n == 2 && *s == '0')), 1, most, out);
}

/* 2026-11-22; or day, month and year as spreadsheets in Indonesia write them again: 22/11/2026, 22-11-2026, 22.11.2026. */
static bool
day_read(struct arena *a, const char *s, int64_t *day)
{
	const char *plain = str_replace(a, str_replace(a, s, "/", "-"), ".", "-"), *month = strchr(plain, '-'), *year = month ? strchr(month + 1, '-') : NULL;
	int64_t d, m, y;

	if (clock_parse_day(s, day))
		return true;
	if (!year || !short_number(plain, (size_t)(month - plain), a, 31, &d) || !short_number(month + 1, (size_t)(year - month - 1), a, 12, &m) || !str_int(year + 1, 1000, 9999, &y))
		return false;
	return clock_parse_day(arena_printf(a, "%04lld-%02lld-%02lld", (long long)y, (long long)m, (long long)d), day);
}

static void
days(struct reading *d, struct spend_row *row, const char *day, const char *from, const char *to)
{
	const char *first = *day ? day : from, *last = *day ? day : *to ? to : from;

	if (!day_read(d->c->arena, first, &row->from))
		bad(d, row, "spend.bad_day", first);
	else if (!day_read(d->c->arena, last, &row->to))
		bad(d, row, "spend.bad_day", last);
	if (row->state == SPEND_ROW_BAD)
		return;
	switch (spend_days(row->from, row->to, d->today)) {
	case SPEND_DAYS_OK:
		return;
	case SPEND_DAYS_ORDER:
		bad(d, row, "campaign.days", last);
		return;
	case SPEND_DAYS_LONG:
		bad(d, row, "spend.long", last);
		return;
	case SPEND_DAYS_FAR:
		bad(d, row, "spend.far", first);
		return;
	}
}

/* As we call it, or as the page does. Meta's further places belong to Facebook. */
static const char *
channel_of(struct reading *d, const char *cell)
{
	const char *word = utf8_fold(d->c->arena, cell);

	if (!*word)
		return d->channel;
	for (size_t i = 0; link_channels[i]; i++) {
		const char *id = arena_printf(d->c->arena, "channel.%s", link_channels[i]);

		if (str_eq(word, link_channels[i]) || str_eq(word, utf8_fold(d->c->arena, i18n(d->c->arena, "id", id, NULL))) || str_eq(word, utf8_fold(d->c->arena, i18n(d->c->arena, "en", id, NULL))))
			return link_channels[i];
	}
	return d->meta ? "facebook" : NULL;
}

static void
amount(struct reading *d, struct spend_row *row, const char *cell)
{
	bool rounded;

	if (!import_rupiah(cell, &row->amount, &rounded) || row->amount < 0 || row->amount > MONEY_MAX)
		bad(d, row, "spend.bad_amount", cell);
}

/* What it is for. A code's link has its own channel and campaign. */
static void
whose(struct reading *d, struct spend_row *row, const char *campaign, const char *code, const char *channel)
{
	const struct link *l = *code ? link_spoken(d->c, code) : NULL;

	row->channel = channel_of(d, channel);
	row->campaign = *campaign ? campaign_named(d->c, campaign) : 0;
	row->unmatched = *campaign && !row->campaign;
	if (!row->channel)
		bad(d, row, "spend.bad_channel", channel);
	if (*code && !l)
		bad(d, row, "spend.bad_code", code);
	/* A name that somebody wrote by hand is to be found; Meta's names are Meta's. */
	if (!d->meta && row->unmatched)
		bad(d, row, "spend.bad_campaign", campaign);
	if (d->meta && !*campaign)
		bad(d, row, "spend.no_campaign", "");
	if (l) {
		row->link = l->id;
		row->channel = l->channel;
		row->campaign = l->campaign;
	}
}

static void
names(struct reading *d, struct spend_row *row, const char *const *of, const char *detail)
{
	struct arena *a = d->c->arena;
	const char *shown = str_trim(a, str_replace(a, detail, PART, " "));

	row->told = utf8_fold(a, of[C_CAMPAIGN]);
	row->name = *of[C_CAMPAIGN] ? of[C_CAMPAIGN] : of[C_NOTE];
	if (d->meta) {
		row->detail = utf8_fold(a, arena_printf(a, "%s%s%s", of[C_CHANNEL], *of[C_CHANNEL] && *detail ? PART : "", detail));
		row->note = utf8_cut(a, *shown ? arena_printf(a, "%s · %s", of[C_CAMPAIGN], shown) : of[C_CAMPAIGN], SPEND_NOTE_MAX);
		return;
	}
	row->detail = utf8_fold(a, arena_printf(a, "%s" PART "%s" PART "%s", of[C_CHANNEL], of[C_CODE], of[C_NOTE]));
	row->note = utf8_cut(a, of[C_NOTE], SPEND_NOTE_MAX);
}

/* False: nothing was spent, so there is nothing to tell. */
static bool
row_read(struct reading *d, struct spend_row *row, const char **cells, size_t n)
{
	struct arena *a = d->c->arena;
	const char *of[C_OTHER_MONEY + 1], *detail = "", *money;

	for (size_t i = 0; i <= C_OTHER_MONEY; i++)
		of[i] = "";
	for (size_t i = 0; i < d->n && i < n; i++) {
		const char *cell = str_trim(a, utf8_clean(a, csv_bare(cells[i]), false));

		if (d->column[i] == C_DETAIL && *cell)
			detail = arena_printf(a, "%s%s%s", detail, *detail ? PART : "", cell);
		else if (d->column[i] != C_DETAIL)
			of[d->column[i]] = cell;
	}
	money = d->meta ? of[C_META_AMOUNT] : of[C_AMOUNT];
	if (!*money)
		return false;
	amount(d, row, money);
	if (row->state != SPEND_ROW_BAD && row->amount == 0)
		return false;
	names(d, row, of, detail);
	whose(d, row, of[C_CAMPAIGN], of[C_CODE], of[C_CHANNEL]);
	days(d, row, of[C_DAY], of[C_FROM], of[C_TO]);
	return true;
}

/* --- against the others --- */

/* Both would count the same rupiah: days that cross, of the same thing, or of a whole and its part. The same days of the same thing are the same row. */
static bool
crosses(const struct reading *d, const struct spend_row *row, const char *detail, int64_t from, int64_t to)
{
	if (row->from > to || row->to < from)
		return false;
	if (str_eq(row->detail, detail))
		return row->from != from || row->to != to;
	return d->meta && (*row->detail == '\0' || *detail == '\0');
}

static void
in_file(struct reading *d, struct spend_row *row)
{
	for (size_t i = 0; i < d->sheet->n && row->state != SPEND_ROW_BAD; i++) {
		const struct spend_row *other = &d->sheet->rows[i];

		if (other->state == SPEND_ROW_BAD || !str_eq(other->told, row->told))
			continue;
		if (other->from == row->from && other->to == row->to && str_eq(other->detail, row->detail))
			bad(d, row, "spend.same_row", arena_printf(d->c->arena, "%lld", (long long)other->line));
		else if (crosses(d, row, other->detail, other->from, other->to))
			bad(d, row, "spend.crosses_row", arena_printf(d->c->arena, "%lld", (long long)other->line));
	}
}

static void
in_shop(struct reading *d, struct spend_row *row)
{
	struct db_rows r;

	row->state = SPEND_ROW_NEW;
	for (r = db_query(d->c, &q[Q_NEAR], DB_T(d->sheet->kind), DB_T(row->told), DB_I(row->from), DB_I(row->to)); db_next(&r);) {
		int64_t id = db_int(&r), campaign;
		const char *detail = db_str(&r), *channel;
		int64_t from = db_int(&r), to = db_int(&r), was = db_int(&r);

		channel = db_str(&r);
		campaign = db_int(&r);
		if (db_int(&r) > 0) {
			/* Somebody put it down for a link, whose channel and campaign count. */
			row->channel = channel;
			row->campaign = campaign;
		}
		if (crosses(d, row, detail, from, to)) {
			bad(d, row, "spend.crosses", "");
		} else if (str_eq(detail, row->detail) && row->state != SPEND_ROW_BAD) {
			row->id = id;
			row->was = was;
			/* What somebody chose by hand for a name that we do not know stays. */
			row->campaign = row->campaign ? row->campaign : campaign;
			row->state = was == row->amount && campaign == row->campaign && str_eq(channel, row->channel) ? SPEND_ROW_SAME : SPEND_ROW_CHANGED;
		}
	}
}

static void
take(struct reading *d, const char **cells, size_t n, int64_t line)
{
	struct spend_sheet *s = d->sheet;
	struct spend_row *row = &s->rows[s->n];

	*row = (struct spend_row){ .line = line, .channel = "", .told = "", .detail = "", .note = "", .name = "", .why = "", .value = "" };
	if (!row_read(d, row, cells, n)) {
		s->empty++;
		return;
	}
	if (row->state != SPEND_ROW_BAD)
		in_file(d, row);
	if (row->state != SPEND_ROW_BAD)
		in_shop(d, row);
	s->count[row->state]++;
	if (row->state == SPEND_ROW_NEW || row->state == SPEND_ROW_CHANGED)
		s->sum += row->amount - row->was;
	s->n++;
}

struct spend_sheet *
spend_sheet_read(struct ctx *c, const char *csv, size_t n, const char *channel)
{
	struct spend_sheet *s = arena_new(c->arena, struct spend_sheet);
	struct reading *d = arena_new(c->arena, struct reading);
	struct csv *in = csv_text(c->arena, csv, n);
	enum csv_row got;
	const char **cells;
	size_t n_cells;
	int64_t line = 1;

	*s = (struct spend_sheet){ .why = "", .value = "", .kind = "own", .rows = arena_new_n(c->arena, SPEND_ROWS_MAX, struct spend_row) };
	*d = (struct reading){ .c = c, .sheet = s, .channel = channel, .today = clock_day(clock_now(), shop_get(c)->timezone) };
	got = csv_next(in, c->arena, &cells, &n_cells, &line);
	if (got == CSV_ROW && heads_read(d, cells, n_cells, line))
		while ((got = csv_next(in, c->arena, &cells, &n_cells, &line)) == CSV_ROW && str_empty(s->why)) {
			if (s->n < SPEND_ROWS_MAX)
				take(d, cells, n_cells, line);
			else
				refuse(s, line, "spend.many", "");
		}
	if (got == CSV_BAD)
		refuse(s, line, csv_why(in), "");
	else if (str_empty(s->why) && s->n == 0 && s->empty == 0)
		refuse(s, line, "spend.heads", "");
	return s;
}
