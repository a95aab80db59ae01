/* Fields of a form in template fields: what was typed or what is stored, and what is wrong with it. One section a field, with the same few names inside each. */
#ifndef PRESENT_FIELD_H
#define PRESENT_FIELD_H

#include "http/form.h"
#include "shop/quantity.h"
#include "view/view.h"

/*
 * Section `section` (a literal such as "F_NAME") with FIELD (the name), VALUE (what was typed into the field `name`, else `value`), section BAD with ERROR. fields: the
 * form's table, for the limits that an error speaks of; NULL when no error of this field has any.
 *   {{#F_NAME}}<label class="f"><span>[[Name]]</span><input name="{{FIELD}}" value="{{VALUE}}"{{#BAD}} aria-invalid="true" aria-describedby="e-{{FIELD}}"{{/BAD}}>{{>ERROR_LINE}}
 *   </label>{{/F_NAME}}
 */
struct view *present_field(struct request *, struct view *, const char *section, const struct field *fields, const char *name, const char *value);
/* The same for a number or an amount (written 12.500); `none` values are an empty field. */
struct view *present_field_int(struct request *, struct view *, const char *section, const struct field *fields, const char *name, int64_t value, int64_t none);
struct view *present_field_money(struct request *, struct view *, const char *section, const struct field *fields, const char *name, int64_t value, int64_t none);
/*
 * An amount of goods, in pieces, kilograms or litres (show it with quantity_typed()): what was typed as 0 .. max of the smallest unit. False: the field is marked.
 */
MUST_USE bool present_quantity_read(struct request *, const char *name, const char *typed, enum measure, int64_t max, int64_t *n);
/* A check box: section ON when it is checked; a form that was sent without it says no. */
struct view *present_field_check(struct request *, struct view *, const char *section, const char *name, bool value);
/* A row `section` for one choice of a field: CHOICE (its value), LABEL, section CHOSEN. */
struct view *present_field_choice(struct request *, struct view *, const char *section, const char *name, const char *value, const char *choice, const char *label);
/*
 * VERSION, which the form sends back as "version": `now`, or what a form said that is shown again. After a conflict (the form's note has that id) it is `now` again: the note has said how things stand, so saving once
 * more counts against that.
 */
void present_version(struct request *, struct view *, const char *conflict, int64_t now);
/* What stands above the form: {{>ERRS}} shows FORM_NOTE (NOTE_TEXT) or, when only fields are wrong, FORM_BAD. */
void present_form(struct request *, struct view *);
/* The text of a field's error, with its limits. NULL when nothing is wrong. */
const char *present_error(struct request *, const struct field *fields, const char *name);

#endif
