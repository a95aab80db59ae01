/* Figures for the owner: today, the week, what to do next. Days are the shop's local days. */
#ifndef SHOP_REPORT_H
#define SHOP_REPORT_H

#include "base/ctx.h"

struct today {
	int64_t money;			/* rupiah received today */
	int64_t money_before;		/* received yesterday, for comparison */
	int64_t orders, orders_before;	/* placed today, yesterday; cancelled ones left out */
	int64_t pieces, buyers;		/* pieces sold in today's orders; different customers */
	int64_t week_day[7], week_money[7];	/* last seven days, oldest first */
};
struct today *report_today(struct ctx *, int64_t now, const char *timezone);

#endif
