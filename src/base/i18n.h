/*
 * Messages: the sentences that code must choose (flash texts, field errors, mail subjects), by id and language. They stand in
 * templates/messages.txt and come through the same .po files as the templates, so no C file holds a sentence for people.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include "base/arena.h"

/* Loads DIR/<lang>/messages.txt for id and en: lines "id<TAB>text". False: *why says what is missing. Lives as long as the process. */
MUST_USE bool i18n_load(const char *dir, const char **why);
/* The text of a message, {1} {2} … replaced by the arguments (a NULL-terminated list of const char *). An id that does not exist is
 * a BUG. "{1} order||{1} orders" is two forms: the first when the number named first is "1", else the second. Ids are literals in code, or were checked with i18n_has(). Result in the arena. */
const char *i18n(struct arena *, const char *lang, const char *id, ...) __attribute__((sentinel));
bool i18n_has(const char *id);
/* "id" or "en" when it is one of them, else NULL. */
const char *i18n_lang(const char *s);

#endif
