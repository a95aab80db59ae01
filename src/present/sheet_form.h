/*
 * Lines of goods with fields to change their numbers, on the sheet and in the list of goods: v<variant>_<what>, p<product>_status and p<product>_category, and for each line a hidden field `row` that says what it was shown as:
 * product.variant.price.compare.sale.stock.weight, for what belongs to the product itself product.0.status.category.
 */
#ifndef PRESENT_SHEET_FORM_H
#define PRESENT_SHEET_FORM_H

#include "http/request.h"
#include "shop/sheet.h"

#define SHEET_FORM_LINES 50	/* on one page: a form has at most 512 fields */

/* Name of a cell's field, and a number as it stands there ("" for none). */
const char *sheet_form_field(struct ctx *, const struct goods_line *, enum sheet_what);
const char *sheet_form_text(struct ctx *, const struct goods_line *, enum sheet_what, int64_t n);
/* Value of `row`. In a page that is shown again: what it was sent with, since that is what was seen. product: of the product itself. */
const char *sheet_form_row(struct request *, const struct goods_line *, bool product);

/* The category that words mean (shop/catalog.h), 0 for none; what is wrong with them as a message id, or NULL. */
const char *sheet_form_category(struct ctx *, const char *words, int64_t *id);
/* What differs from what was seen. Fields that did not come along count as not changed. Bad fields are marked; form_note sheet.gone: a line of the form is not on sale any more. */
struct sheet_form { struct sheet_cell *cells; size_t n; };
void sheet_form_read(struct request *, struct sheet_form *);

#endif
