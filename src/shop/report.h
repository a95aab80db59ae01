/*
 * Figures for the owner: today, the week, and the reports. Days are the shop's local days. All count the same way: an order is sold on the day that its money came, with all
 * that was paid; what is given back is taken off on the day that it was given back; net is the one less the other. So sales, goods, customers and cash agree.
 */
#ifndef SHOP_REPORT_H
#define SHOP_REPORT_H

#include "base/ctx.h"
#include "shop/quantity.h"
#include "shop/report_period.h"

struct today {
	int64_t money;			/* rupiah received today */
	int64_t money_before;		/* received yesterday, for comparison */
	int64_t orders, orders_before;	/* placed today, yesterday; cancelled ones left out */
	int64_t pieces, buyers;		/* pieces sold in today's orders; different customers */
	int64_t week_day[7], week_money[7];	/* last seven days, oldest first */
};
struct today *report_today(struct ctx *, int64_t now, const char *timezone);

/* What a span of days brought; rupiah. paid = goods + shipping. */
struct report_sum {
	int64_t from, to;	/* its days */
	int64_t orders;		/* paid ones */
	int64_t goods;		/* goods less discounts */
	int64_t shipping;	/* with the unique codes of transfers */
	int64_t paid, refunds, back;	/* rupiah received; how often and how much was given back */
};
/* The span's days, weeks or months in order, also those without a sale; the first and last are cut at from and to. by: not BY_AUTO. */
struct report_sum *report_sales(struct ctx *, int64_t from, int64_t to, enum report_by, size_t *n);
/* The same from the rows of payments: orders counts payments, goods and shipping stay 0. */
struct report_sum *report_money(struct ctx *, int64_t from, int64_t to, enum report_by, size_t *n);
/* All rows together. */
struct report_sum report_total(const struct report_sum *, size_t n);

struct report_method { const char *method; int64_t payments, paid, refunds, back; };
/* Cash in and back by way of paying; what is given back counts for the way that the order was paid. By name. */
struct report_method *report_methods(struct ctx *, int64_t from, int64_t to, size_t *n);

/* Lists: rows from..from+limit of all; sums over all of them in *all. The most net first. */
struct report_goods {
	int64_t product;
	const char *name;	/* as it is called now */
	enum measure measure;	/* what pieces and back_pieces count: goods that were sold by piece and by weight have a row of each */
	int64_t by[MEASURES], back_by[MEASURES];	/* of all rows: what was sold and came back in each measure; nothing in a row */
	int64_t orders, pieces, paid, back_pieces, back;	/* orders paid; goods alone, without delivery. A refund gives the whole order back */
};
struct report_goods *report_goods(struct ctx *, int64_t from, int64_t to, int64_t offset, int64_t limit, size_t *n, int64_t *count, struct report_goods *all);

struct report_customer { int64_t customer; const char *name; int64_t orders, paid, back; };
struct report_customer *report_customers(struct ctx *, int64_t from, int64_t to, int64_t offset, int64_t limit, size_t *n, int64_t *count, struct report_customer *all);
/* People who paid in the span, and how many of them never had before. */
void report_buyers(struct ctx *, int64_t from, int64_t to, int64_t *buyers, int64_t *fresh);

/* Stock of a variant over the span: opening + in - sold - lost = closing. sold: sent, less what came back; in and lost: bought, counted, broken. */
struct report_stock {
	int64_t variant, product;
	const char *name, *label, *sku;
	enum measure measure;	/* what these count */
	int64_t opening, in, sold, lost, closing;
	int64_t value;		/* closing at cost; nothing where the cost is not known; at most 100 million million */
};
/* By name. all: the sums of each measure, for they can't be added. */
struct report_stock *report_stock(struct ctx *, int64_t from, int64_t to, int64_t offset, int64_t limit, size_t *n, int64_t *count, struct report_stock all[MEASURES]);

/* What the sums are made of: a row for each paid order and each refund (amount below 0), newest first. */
struct report_entry { int64_t order, customer, day, at, amount; const char *number, *name, *method; bool back; };
/* Filters: "" and 0 are all. product: orders with these goods. */
struct report_filter { const char *method; int64_t customer, product; };
struct report_entry *report_entries(struct ctx *, int64_t from, int64_t to, const struct report_filter *, int64_t offset, int64_t limit, size_t *n, int64_t *count, int64_t *sum);

/* Where buyers come from (shop/visit.h, shop/link.h). An order counts for the link that it names, without one for the channel "direct". */
struct report_source {
	const char *channel;		/* "channel.<name>"; "" by campaign */
	const char *label, *spoken;	/* of the link */
	const char *campaign_name;
	int64_t link, campaign;		/* 0 none */
	int64_t visits, engaged, carted;	/* visitors by day; who took an interest; who put something into the cart */
	int64_t orders, again;		/* paid ones; of these by people who had bought before */
	int64_t paid, back;
	int64_t earned;			/* goods less their cost where that is known, of what was sold and not given back */
	int64_t spend;			/* on advertising, the part that lies on these days (shop/spend.h) */
	int64_t reach;			/* people whom posts of these days were shown to, as far as the networks say so until now */
	bool reached;			/* some said so */
};
/* A row for each channel, campaign and link that moved, the most net first. */
struct report_source *report_sources(struct ctx *, int64_t from, int64_t to, size_t *n);
/* The same rows put together by channel; by campaign or link, those that have one. */
enum report_sources { SOURCES_CHANNEL, SOURCES_CAMPAIGN, SOURCES_LINK };
struct report_source *report_sources_by(struct ctx *, enum report_sources, const struct report_source *, size_t n_all, size_t *n);
struct report_source report_sources_sum(const struct report_source *, size_t n);
/* What one visit or order cost in advertising, rounded; -1: nothing was spent, or there was none. */
int64_t report_per_visit(const struct report_source *);
int64_t report_per_order(const struct report_source *);
/* The funnel: knew of the shop (shown to, and visits), took an interest, ordered, ordered again; each as percent of the one before, rounded, -1 where there was none. */
enum report_step { STEP_KNEW, STEP_LOOKED, STEP_BOUGHT, STEP_AGAIN, STEPS };
struct report_funnel { int64_t n[STEPS], percent[STEPS]; };
struct report_funnel report_funnel(const struct report_source *);
/* What came by single links since they were made: visitors by day; paid orders, of these those for which the code was said, not tapped; what they paid less what they got back. Links that nobody came by have zeros. */
struct report_link { int64_t link, visits, orders, said, net; };
void report_links(struct ctx *, struct report_link *, size_t n);
/* Visits of the last thirty whole days against those three months earlier; known: they were counted then. since: first day of counting, 0 never. */
struct report_growth { int64_t from, to, before_from, before_to, since, now, before; bool known; };
struct report_growth report_growth(struct ctx *, int64_t today);

#endif
