/* The commonest passwords and the words that they are made of, for staff_password_fits(). */
#ifndef SHOP_STAFF_COMMON_H
#define SHOP_STAFF_COMMON_H

#include "base/base.h"

/* Is this lower-case text one of them? */
MUST_USE bool staff_common_has(const char *lower);

#endif
