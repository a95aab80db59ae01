/* What came by a link: visits and orders for everybody who may share, money for those who may see figures. */
#include "present/link.h"

#include "shop/staff.h"

void
present_link(struct request *r, struct view *v, const struct report_link *l)
{
	view_int(v, "VISITS", l->visits);
	view_int(v, "ORDERS", l->orders);
	if (l->said > 0)
		view_int(view_row(v, "SAID"), "N_SAID", l->said);
	if (role_may(r->staff->role, RIGHT_FIGURES))
		view_money(view_row(v, "EARNED"), "NET", l->net);
}
