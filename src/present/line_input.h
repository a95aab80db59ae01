/* What buyers say for a line, in template fields: as fields of a form, and as words below a line. */
#ifndef PRESENT_LINE_INPUT_H
#define PRESENT_LINE_INPUT_H

#include "http/request.h"
#include "shop/line_input.h"
#include "view/view.h"

/*
 * Rows INPUT with the template storefront/part_input: FIELD (in<id>), LABEL, HINT (HAS_HINT), sections MUST and MAY, and ONE_LINE or SEVERAL (VALUE, MOST), DAY (VALUE, FIRST_DAY), CHOICE rows
 * (CHOICE_ID, CHOICE_NAME with what it costs, CHOSEN); BAD with ERROR. set: what was said so far; NULL: nothing. What this request typed goes before it.
 */
void present_inputs(struct request *, struct view *, const struct line_input *in, size_t n, const struct input_set *set);
/* What a form says: every field in<id> of it, at most as many as can be asked. */
struct input_said *present_inputs_said(struct request *, size_t *n);
/* "Nama di baju: Budi (+Rp 5.000)" of an answer in a cart or an order. */
const char *present_said(struct ctx *, const struct line_said *);

#endif
