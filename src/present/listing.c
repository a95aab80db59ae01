/*
 * The parameters of a list's address, always in this order: q, sort, c (categories), f (values), from, to, stock, page; sets are numbers with dots between them, rising. A form without scripts sends a
 * parameter for each tick and empty fields; it is sent on to the address as it should be.
 */
#include "present/listing.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/js.h"
#include "base/money.h"
#include "base/str.h"
#include "http/reply.h"
#include "http/url.h"
#include "present/choice_order.h"
#include "present/goods.h"
#include "present/pager.h"
#include "present/piece.h"
#include "present/shell.h"

#define BANDS 5			/* of the price */
#define HEADINGS 6		/* shown at once; with those below a fold: */
#define FOLDED_HEADINGS 12
#define HEADING_CHOICES 10	/* of one heading; what is ticked comes in any case */
#define FOLDED_CHOICES 40
#define OPEN 2			/* headings that are unfolded from the beginning */
#define CATEGORY_CHOICES 12
#define SET_MAX 500		/* bytes of one parameter that are looked at */

/* Words of ?sort= in the order of the sheet; "" is the owner's own order, of a search how well it fits. */
static const struct { const char *word; enum sort sort; const char *message; } sorts[] = {
	{ "", SORT_HAND, "sort.hand" },
	{ "best", SORT_BEST, "sort.best" },
	{ "new", SORT_NEW, "sort.new" },
	{ "cheap", SORT_CHEAP, "sort.cheap" },
	{ "dear", SORT_DEAR, "sort.dear" },
	{ "off", SORT_OFF, "sort.off" },
};

/* --- from and to the address --- */

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* All numbers of a parameter that may come several times, "12.15" each; sorted, each once, at most `most`. */
static size_t
numbers(struct request *r, const char *name, int64_t *out, size_t most, size_t *times)
{
	const struct pair *p;
	const char **parts;
	size_t n = 0, i, k, n_parts;
	int64_t id;

	*times = 0;
	for (p = r->query; p && p->name; p++) {
		if (!str_eq(p->name, name))
			continue;
		(*times)++;
		if (strlen(p->value) > SET_MAX)
			continue;
		parts = str_split(r->c->arena, p->value, '.', &n_parts);
		for (i = 0; i < n_parts && n < most; i++)
			if (str_int(parts[i], 1, INT64_MAX, &id))
				out[n++] = id;
	}
	if (n > 1)
		qsort(out, n, sizeof(*out), by_number);
	for (i = k = 0; i < n; i++)
		if (k == 0 || out[i] != out[k - 1])
			out[k++] = out[i];
	return k;
}

/* "10000", "10.000", "Rp 10 000": what people type. Anything else is none. */
static int64_t
rupiah(const char *s, int64_t none)
{
	char digits[16];
	size_t n = 0;
	int64_t value;

	if (!s || strlen(s) > 40)
		return none;
	if ((s[0] == 'R' || s[0] == 'r') && (s[1] == 'p' || s[1] == 'P'))
		s += 2;
	for (; *s; s++) {
		if (*s >= '0' && *s <= '9' && n < sizeof(digits) - 1)
			digits[n++] = *s;
		else if (*s != ' ' && *s != '.' && *s != ',')
			return none;
	}
	digits[n] = '\0';
	return str_int(digits, 0, FILTER_PRICE, &value) ? value : none;
}

static const char *
set_of(struct ctx *c, const int64_t *ids, size_t n)
{
	const char *s = "";
	size_t i;

	for (i = 0; i < n; i++)
		s = arena_printf(c->arena, "%s%s%lld", s, i ? "." : "", (long long)ids[i]);
	return s;
}

static const char *
with_number(struct ctx *c, const char *url, const char *name, int64_t n)
{
	return url_with(c, url, name, arena_printf(c->arena, "%lld", (long long)n));
}

static const char *
address(struct ctx *c, const struct listing *l, const struct filter *f, size_t sort, int64_t page)
{
	const char *url = l->path;

	if (l->q)
		url = url_with(c, url, "q", l->q);
	if (sort > 0)
		url = url_with(c, url, "sort", sorts[sort].word);
	if (f->n_categories > 0)
		url = url_with(c, url, "c", set_of(c, f->categories, f->n_categories));
	if (f->n_values > 0) {
		int64_t ids[FILTER_VALUES];

		memcpy(ids, f->values, f->n_values * sizeof(*ids));
		qsort(ids, f->n_values, sizeof(*ids), by_number);
		url = url_with(c, url, "f", set_of(c, ids, f->n_values));
	}
	if (f->from > 0)
		url = with_number(c, url, "from", f->from);
	if (f->to < FILTER_PRICE)
		url = with_number(c, url, "to", f->to);
	if (f->in_stock)
		url = url_with(c, url, "stock", "1");
	return page > 1 ? with_number(c, url, "page", page) : url;
}

static const char *
bare(struct ctx *c, const struct listing *l)
{
	const struct filter none = { .to = FILTER_PRICE };

	return address(c, l, &none, l->sort, 1);
}

const char *
listing_url(struct ctx *c, const struct listing *l, int64_t page)
{
	return address(c, l, &l->filter, l->sort, page);
}

bool
listing_narrowed(const struct listing *l)
{
	return filter_narrows(&l->filter);
}

/* Only categories that are shown. */
static size_t
known_categories(struct ctx *c, int64_t *ids, size_t n)
{
	size_t i, k, n_tree, kept = 0;
	struct category **tree;

	if (n == 0)
		return 0;
	tree = catalog_tree(c, false, &n_tree);
	for (i = 0; i < n; i++)
		for (k = 0; k < n_tree; k++)
			if (tree[k]->id == ids[i]) {
				ids[kept++] = ids[i];
				break;
			}
	return kept;
}

/* Only parameters of a list: what others add (utm_source …) would be lost on the way. */
static bool
all_ours(const struct request *r)
{
	static const char *const names[] = { "q", "sort", "c", "f", "from", "to", "stock", "page" };
	const struct pair *p;
	size_t i;

	for (p = r->query; p && p->name; p++) {
		for (i = 0; i < ARRAY_LEN(names) && !str_eq(names[i], p->name); i++)
			;
		if (i == ARRAY_LEN(names))
			return false;
	}
	return true;
}

static void
read_all(struct request *r, struct listing *l)
{
	struct filter *f = &l->filter;
	const char *word = request_query(r, "sort"), *from = request_query(r, "from"), *to = request_query(r, "to");
	size_t i, f_times, c_times;

	l->page = request_page(r);
	for (i = 1; word && i < ARRAY_LEN(sorts); i++)
		if (str_eq(word, sorts[i].word))
			l->sort = i;
	f->n_categories = known_categories(r->c, f->categories, numbers(r, "c", f->categories, FILTER_CATEGORIES, &c_times));
	f->n_values = numbers(r, "f", f->values, FILTER_VALUES, &f_times);
	filter_values(r->c, f);
	f->from = rupiah(from, 0);
	f->to = rupiah(to, FILTER_PRICE);
	if (f->from > f->to) {
		int64_t swap = f->from;

		f->from = f->to;
		f->to = swap;
	}
	f->in_stock = str_eq(request_query(r, "stock"), "1");
	l->untidy = f_times > 1 || c_times > 1 || (from && !*from) || (to && !*to) || (word && !*word);
	l->first_named = request_query(r, "page") && str_eq(request_query(r, "page"), "1") && all_ours(r);
}

void
listing_read_shelf(struct request *r, struct listing *l, const char *path, int64_t category)
{
	*l = (struct listing){ .path = path, .filter = { .category = category } };
	read_all(r, l);
}

void
listing_read_hits(struct request *r, struct listing *l, const char *path, const char *q, const int64_t *hits, size_t n)
{
	static const int64_t nothing;

	*l = (struct listing){ .path = path, .q = q, .filter = { .category = SHELF_ALL, .hits = hits ? hits : &nothing, .n_hits = n } };
	read_all(r, l);
}

bool
listing_elsewhere(struct request *r, const struct listing *l)
{
	if (l->untidy)
		reply_see_other(r, listing_url(r->c, l, 1));
	else if (l->first_named)
		reply_moved(r, listing_url(r->c, l, 1));
	return l->untidy || l->first_named;
}

/* --- what is in it --- */

static void
find_shelf(struct ctx *c, struct listing *l, int64_t offset)
{
	const struct list_query q = { l->filter.category, sorts[l->sort].sort, l->filter.in_stock, l->page, LISTING_PER_PAGE };
	struct filter f = l->filter;
	int64_t ids[LISTING_PER_PAGE];
	size_t n;

	l->whole = filter_shelf(c, l->filter.category);
	f.in_stock = false;
	if (!filter_narrows(&l->filter)) {
		l->cards = catalog_list(c, &q, &l->n, &l->total);
		l->panel = l->whole;
		return;
	}
	l->panel = filter_count(c, &l->filter);
	l->total = l->panel->all[0] + l->panel->all[1];
	if (!filter_narrows(&f)) {
		l->cards = catalog_list(c, &q, &l->n, &l->total);
		return;
	}
	n = filter_ids(c, &l->filter, sorts[l->sort].sort, l->panel->all, offset, LISTING_PER_PAGE, ids);
	l->cards = catalog_cards(c, ids, n, &l->n);
}

static void
find_hits(struct ctx *c, struct listing *l, int64_t offset)
{
	bool narrowed = filter_narrows(&l->filter);
	const int64_t *ids = l->filter.hits;
	size_t n = l->filter.n_hits;

	if (n > 1) {
		l->whole = filter_found(c, l->q, ids, n);
		l->panel = narrowed ? filter_count(c, &l->filter) : l->whole;
	}
	if (n > 0 && (narrowed || l->sort > 0))
		ids = filter_hits(c, &l->filter, l->sort == 0, sorts[l->sort].sort, &n);
	l->total = (int64_t)n;
	if (offset >= l->total) {
		l->page = 1;
		offset = 0;
	}
	if (offset < l->total)
		l->cards = catalog_cards(c, ids + offset, n - (size_t)offset < LISTING_PER_PAGE ? n - (size_t)offset : LISTING_PER_PAGE, &l->n);
}

void
listing_find(struct ctx *c, struct listing *l)
{
	if (l->q)
		find_hits(c, l, (l->page - 1) * LISTING_PER_PAGE);
	else
		find_shelf(c, l, (l->page - 1) * LISTING_PER_PAGE);
}

static const char *
see(struct ctx *c, int64_t n)
{
	return i18n(c->arena, c->lang, n == 0 ? "list.see_none" : n == 1 ? "list.see_one" : "list.see", money_digits(c->arena, n), NULL);
}

void
listing_reply_count(struct request *r, const struct listing *l)
{
	struct ctx *c = r->c;
	const struct panel *p = filter_count(c, &l->filter);
	json_t *reply = js_own(c->arena, json_pack("{s:s}", "text", see(c, p->all[0] + p->all[1])));

	reply_json(r, 200, js_text(c->arena, reply));
}

/* --- tools and chips --- */

static const char *
sort_name(struct ctx *c, const struct listing *l, size_t sort)
{
	return i18n(c->arena, c->lang, sort == 0 && l->q ? "sort.fit" : sorts[sort].message, NULL);
}

static struct view *
sorts_fill(struct ctx *c, const void *arg)
{
	const struct listing *l = arg;
	struct view *v = view_alone(c, "storefront/part_sorts");
	size_t i;

	for (i = 0; i < ARRAY_LEN(sorts); i++) {
		struct view *row = view_row(v, "SORT");

		view_text(row, "SORT_URL", address(c, l, &l->filter, i, 1));
		view_text(row, "SORT_NAME", sort_name(c, l, i));
		view_flag(row, "SORT_ON", i == l->sort);
	}
	return v;
}

/* What the panel's form sends beside its ticks. */
static void
asked_already(struct ctx *c, struct view *v, const struct listing *l)
{
	if (l->sort > 0)
		view_text(view_row(v, "SORTED"), "SORT_WORD", sorts[l->sort].word);
	if (l->q)
		view_text(view_row(v, "ASKED"), "ASKED_Q", l->q);
	view_text(v, "LIST_URL", l->path);
	view_text(v, "LIST_COUNT_URL", url_list_count(c, l->path));
	view_text(v, "LIST_SEE", see(c, l->total));
	view_flag(v, "IN_STOCK", l->filter.in_stock);
}

/* Bands end one rupiah below a round sum: people read the round one. */
static bool
just_below(int64_t to)
{
	return to % 500 == 499;
}

static const char *
money_range(struct ctx *c, int64_t from, int64_t to)
{
	const char *a = money_digits(c->arena, from), *b = money_digits(c->arena, just_below(to) ? to + 1 : to);

	if (to >= FILTER_PRICE)
		return i18n(c->arena, c->lang, "list.price_from", a, NULL);
	if (from > 0)
		return i18n(c->arena, c->lang, "list.price_between", a, b, NULL);
	return i18n(c->arena, c->lang, just_below(to) ? "list.price_below" : "list.price_to", b, NULL);
}

static void
chip(struct view *v, const char *name, const char *url)
{
	struct view *row = view_row(v, "CHIP");

	view_text(row, "CHIP_NAME", name);
	view_text(row, "CHIP_URL", url);
}

static void
without(struct filter *f, size_t value)
{
	f->n_values--;
	memmove(f->values + value, f->values + value + 1, (f->n_values - value) * sizeof(*f->values));
	memmove(f->names + value, f->names + value + 1, (f->n_values - value) * sizeof(*f->names));
	memmove(f->facets + value, f->facets + value + 1, (f->n_values - value) * sizeof(*f->facets));
}

static const char *
category_name(struct ctx *c, int64_t id)
{
	size_t n, i;
	struct category **tree = catalog_tree(c, false, &n);

	for (i = 0; i < n; i++)
		if (tree[i]->id == id)
			return tree[i]->name;
	return "";
}

static void
chips(struct ctx *c, struct view *v, const struct listing *l)
{
	const struct filter *f = &l->filter;
	struct view *box;
	struct filter less;
	int64_t n = 0;
	size_t i;

	if (!filter_narrows(f))
		return;
	box = view_row(v, "CHIPS");
	for (i = 0; i < f->n_categories; i++, n++) {
		less = *f;
		less.n_categories--;
		memmove(less.categories + i, less.categories + i + 1, (less.n_categories - i) * sizeof(*less.categories));
		chip(box, category_name(c, f->categories[i]), address(c, l, &less, l->sort, 1));
	}
	for (i = 0; i < f->n_values; i++, n++) {
		less = *f;
		without(&less, i);
		chip(box, f->names[i], address(c, l, &less, l->sort, 1));
	}
	if (f->from > 0 || f->to < FILTER_PRICE) {
		less = *f;
		less.from = 0;
		less.to = FILTER_PRICE;
		n++;
		chip(box, money_range(c, f->from, f->to), address(c, l, &less, l->sort, 1));
	}
	if (f->in_stock) {
		less = *f;
		less.in_stock = false;
		n++;
		chip(box, i18n(c->arena, c->lang, "list.ready", NULL), address(c, l, &less, l->sort, 1));
	}
	view_int(view_row(v, "TICKED"), "TICKS", n);
}

/* --- the panel --- */

static bool
within(const struct filter *f, int64_t from, int64_t to)
{
	return f->from == from && f->to == to;
}

/* How many fit between two prices, by the steps between them. */
static int64_t
between(const struct panel *p, int64_t from, int64_t to)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < p->n_steps; i++)
		if (p->steps[i].low >= from && p->steps[i].low < to)
			sum += p->steps[i].count;
	return sum;
}

static void
band(struct ctx *c, struct view *box, const struct listing *l, int64_t from, int64_t to)
{
	struct filter f = l->filter;
	bool on = within(&l->filter, from, to);
	int64_t count = between(l->panel, from, to < FILTER_PRICE ? to + 1 : INT64_MAX);
	struct view *row;

	if (count == 0 && !on)
		return;
	f.from = on ? 0 : from;
	f.to = on ? FILTER_PRICE : to;
	row = view_row(box, "BAND");
	view_text(row, "BAND_URL", address(c, l, &f, l->sort, 1));
	view_text(row, "BAND_NAME", money_range(c, from, to));
	view_int(row, "BAND_FROM", from);
	view_text(row, "BAND_TO", to < FILTER_PRICE ? arena_printf(c->arena, "%lld", (long long)to) : "");
	view_text(row, "BAND_COUNT", money_digits(c->arena, count));
	view_flag(row, "BAND_ON", on);
}

/* Steps that stand beside one another become bands with about as many goods each: from the prices of the whole list, so that they stay while one ticks. */
static void
prices(struct ctx *c, struct view *v, const struct listing *l)
{
	const struct panel *w = l->whole;
	struct view *box = view_row(v, "PRICES");
	int64_t sum = 0, run = 0, from = 0;
	size_t i;

	if (l->filter.from > 0)
		view_text(box, "PRICE_FROM", arena_printf(c->arena, "%lld", (long long)l->filter.from));
	if (l->filter.to < FILTER_PRICE)
		view_text(box, "PRICE_TO", arena_printf(c->arena, "%lld", (long long)l->filter.to));
	for (i = 0; i < w->n_steps; i++)
		sum += w->steps[i].count;
	if (w->n_steps < 2)
		return;
	for (i = 0; i < w->n_steps; i++) {
		run += w->steps[i].count;
		if (i + 1 == w->n_steps) {
			band(c, box, l, from, FILTER_PRICE);
		} else if (run * BANDS >= sum) {
			band(c, box, l, from, w->steps[i + 1].low - 1);
			from = w->steps[i + 1].low;
			run = 0;
		}
	}
}

static void
choice(struct ctx *c, struct view *box, const char *name, int64_t id, int64_t count, bool on)
{
	struct view *row = view_row(box, "CHOICE");

	view_int(row, "CHOICE_ID", id);
	view_text(row, "CHOICE_NAME", name);
	view_text(row, "CHOICE_COUNT", money_digits(c->arena, count));
	view_flag(row, "CHOICE_ON", on);
}

static bool
ticked(const int64_t *ids, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* Categories right below the list's own, in the owner's order. */
static void
categories(struct ctx *c, struct view *v, const struct listing *l)
{
	const struct filter *f = &l->filter;
	struct view *box = NULL;
	size_t n, i, k, shown = 0;
	struct category **tree = catalog_tree(c, false, &n);
	int64_t count;
	bool on;

	for (i = 0; i < n && shown < CATEGORY_CHOICES; i++) {
		on = ticked(f->categories, f->n_categories, tree[i]->id);
		if (!on && tree[i]->parent != f->category)
			continue;
		count = l->q || filter_narrows(f) ? 0 : tree[i]->products;
		for (k = 0; k < l->panel->n_categories; k++)
			if (l->panel->categories[k].id == tree[i]->id)
				count = l->panel->categories[k].count;
		if (count == 0 && !on)
			continue;
		box = box ? box : view_row(v, "CATEGORIES");
		choice(c, box, tree[i]->name, tree[i]->id, count, on);
		shown++;
	}
}

static const struct heading *
counted(const struct panel *p, int64_t heading)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->headings[i].id == heading)
			return &p->headings[i];
	return NULL;
}

/* Is it worth a question: there is a choice, and values are shared by goods rather than each product's own. */
static bool
worth(const struct heading *h)
{
	return h->n >= 2 && h->choices[0].count > 1;
}

/* How many goods a value has as the list is ticked now. */
static int64_t
count_now(const struct heading *now, int64_t value)
{
	size_t i;

	for (i = 0; now && i < now->n; i++)
		if (now->choices[i].id == value)
			return now->choices[i].count;
	return 0;
}

/* Those with the most goods are shown at once, the others below a fold; what is ticked stands among the first. */
static void
heading(struct ctx *c, struct view *v, const struct listing *l, const struct heading *h, bool open)
{
	const struct heading *now = counted(l->panel, h->id);
	struct view *box = view_row(v, "HEADING"), *rest;
	struct choice *list = arena_new_n(c->arena, h->n, struct choice);
	size_t n = 0, first = 0, i;
	bool on;

	view_text(box, "HEADING_NAME", str_eq(h->kind, "spec") ? h->name : i18n(c->arena, c->lang, arena_printf(c->arena, "facet.%s", h->kind), NULL));
	view_flag(box, "HEADING_OPEN", open || (now && now->on));
	for (i = 0; i < h->n; i++) {
		int64_t count = count_now(now, h->choices[i].id);

		on = ticked(l->filter.values, l->filter.n_values, h->choices[i].id);
		if (!on && (count == 0 || n >= FOLDED_CHOICES))
			continue;
		list[n] = h->choices[i];
		list[n].count = count;
		list[n].on = on;
		if (on || n < HEADING_CHOICES) {
			struct choice front = list[n];

			memmove(list + first + 1, list + first, (n - first) * sizeof(*list));
			list[first++] = front;
		}
		n++;
	}
	if (str_eq(h->kind, "spec"))
		choice_order(c, list, n, first);
	for (i = 0; i < first; i++)
		choice(c, box, list[i].name, list[i].id, list[i].count, list[i].on);
	rest = first < n ? view_row(box, "REST") : NULL;
	for (; i < n; i++)
		choice(c, rest, list[i].name, list[i].id, list[i].count, false);
}

static struct view *
side_fill(struct ctx *c, const void *arg)
{
	const struct listing *l = arg;
	struct view *v = view_alone(c, "storefront/part_side"), *more = NULL;
	size_t i, shown = 0;
	bool on;

	asked_already(c, v, l);
	if (!l->whole)
		return v;
	prices(c, v, l);
	categories(c, v, l);
	for (i = 0; i < l->whole->n; i++) {
		const struct heading *h = &l->whole->headings[i];

		on = ticked(l->filter.facets, l->filter.n_values, h->id);
		if (!on && (shown >= FOLDED_HEADINGS || !worth(h)))
			continue;
		if (!on && shown >= HEADINGS && !more)
			more = view_row(v, "MORE_HEADINGS");
		heading(c, on || shown < HEADINGS ? v : more, l, h, shown < OPEN);
		shown++;
	}
	return v;
}

/* A shelf without ticks is the same for everybody on each of its pages. */
static const char *
kept_as(struct ctx *c, const struct listing *l, const char *what)
{
	return l->q || filter_narrows(&l->filter) ? NULL : arena_printf(c->arena, "%s.%zu.%s", what, l->sort, l->path);
}

static void
pages(struct ctx *c, struct view *v, const struct listing *l)
{
	struct pager p;

	for (pager_start(&p, l->page, l->total, LISTING_PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, listing_url(c, l, p.at));
	if (l->page < p.last) {
		struct view *more = view_row(v, "MORE");

		view_text(more, "MORE_URL", listing_url(c, l, l->page + 1));
		view_text(more, "MORE_COUNT", money_digits(c->arena, l->total - l->page * LISTING_PER_PAGE));
	}
}

void
listing_fill(struct ctx *c, struct view *v, const struct listing *l)
{
	view_text(v, "COUNT", money_digits(c->arena, l->total));
	view_flag(v, "HAS_GOODS", l->total > 0);
	view_flag(v, "LISTED", l->total > 0 || filter_narrows(&l->filter));
	if (l->total == 0 && filter_narrows(&l->filter))
		view_text(view_row(v, "NO_FIT"), "NO_FIT_SRC", url_static(c, "img/cari-kosong.svg"));
	view_text(v, "HERE", listing_url(c, l, l->page));
	view_text(v, "SORT_NOW", sort_name(c, l, l->sort));
	view_text(v, "BARE_URL", bare(c, l));
	piece_put(c, v, "SORTS", MEMO_CATALOG, kept_as(c, l, "sorts"), sorts_fill, l);
	chips(c, v, l);
	piece_put(c, v, "SIDE", MEMO_CATALOG, kept_as(c, l, "side"), side_fill, l);
	present_cards(c, v, l->cards, l->n, 4);
	pages(c, v, l);
}

void
listing_head(struct request *r, struct view *page, const struct listing *l, const char *about, const char *image)
{
	struct ctx *c = r->c;
	const char *canonical = l->path;

	if (listing_narrowed(l)) {
		view_flag(view_outer(page), "NOINDEX", true);
		reply_header(r, "X-Robots-Tag", "noindex");
	} else if (l->page > 1) {
		canonical = url_with(c, canonical, "page", arena_printf(c->arena, "%lld", (long long)l->page));
	}
	shell_meta(page, r, canonical, about, image);
	shell_here(page, c, listing_url(c, l, l->page));
}
