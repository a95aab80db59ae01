/* The trail of who did what, in the shopkeeper's words: which thing it was, and what is different since. */
#ifndef PRESENT_AUDIT_H
#define PRESENT_AUDIT_H

#include "shop/audit.h"

/* "MR-0012", "Sanjai Balado": what people call the thing of this row; "" when it has no name. */
const char *present_audit_object(struct ctx *, const struct audit_row *);
/* "Payment: not paid yet → paid · Price: Rp 8.500 → Rp 9.000"; "" when nothing is told. Words nobody translated are left out rather than shown raw. */
const char *present_audit_change(struct ctx *, const struct audit_row *);

#endif
