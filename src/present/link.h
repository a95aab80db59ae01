/* What came by a link, beside the thing that carries it: a print run, a share kit, a post. */
#ifndef PRESENT_LINK_H
#define PRESENT_LINK_H

#include "http/request.h"
#include "shop/report.h"
#include "view/view.h"

/* Fills include/link_sums.tpl: VISITS, ORDERS, part SAID with N_SAID when codes were said; part EARNED with NET for those who may see figures. */
void present_link(struct request *, struct view *, const struct report_link *);

#endif
