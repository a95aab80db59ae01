/* Long text that people typed (pages, descriptions) as headings, paragraphs and lists. Template piece: include/prose.tpl. */
#ifndef PRESENT_PROSE_H
#define PRESENT_PROSE_H

#include "base/ctx.h"
#include "view/view.h"

/* Section PROSE with rows BLOCK for {{>PROSE}}; nothing when the text is empty. Returns whether there is any. */
bool present_prose(struct ctx *, struct view *, const char *text);
/* The first paragraph, for a description in the head; "" when there is none. */
const char *present_prose_first(struct ctx *, const char *text);

#endif
