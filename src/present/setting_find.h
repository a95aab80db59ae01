/* The search over settings: those of the settings page and those that have pages of their own. */
#ifndef PRESENT_SETTING_FIND_H
#define PRESENT_SETTING_FIND_H

#include "http/request.h"
#include "view/view.h"

/*
 * Fills a row HIT for everything that this person may set: HIT_URL (the page, with the field), HIT_TITLE, HIT_TEXT, HIT_WORDS (folded, in both languages, for a script that
 * filters while one types), section HIT_HIDDEN when `query` is not found in it. Every word of the query must occur. FIND_Q: the query; section FIND_NONE: asked, and nothing fits.
 */
void present_setting_find(struct request *, struct view *, const char *query);

#endif
