/* Length, width and height of a packed thing in a form: three short fields in centimetres, kept as whole millimetres. */
#ifndef PRESENT_SIZE_H
#define PRESENT_SIZE_H

#include "http/request.h"
#include "shop/catalog.h"
#include "view/view.h"

/* Of what was typed: "30", "20,5" or "20.5", up to CATALOG_SIDE_MAX; all three or none ("" is 0). False, with the fields that are wrong marked and all sides 0. */
bool present_size_read(struct request *, const char *const names[CATALOG_SIDES], const char *const typed[CATALOG_SIDES], int64_t mm[CATALOG_SIDES]);
/* "20,5" in the language of c; "" for 0. */
const char *present_size_text(struct ctx *, int64_t mm);
/* {{>SIZES}}: the row of the three fields, with what was typed, else `values`. */
void present_size(struct request *, struct view *, const char *const names[CATALOG_SIDES], const char *const values[CATALOG_SIDES]);

#endif
