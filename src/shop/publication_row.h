/* What publication.c and publication_work.c share: the number of a row's next step, and bounds of lists. */
#ifndef SHOP_PUBLICATION_ROW_H
#define SHOP_PUBLICATION_ROW_H

#include "shop/publication.h"

#define PUBLICATION_LIST_MAX 200
#define PUBLICATION_BACK_MAX 5000	/* that wait for one account */

/* The worker goes on with this row at `at`; 0: it does not before a person acts. Whatever was planned before is void. */
void publication_turn(struct ctx *, int64_t id, int64_t at);

#endif
