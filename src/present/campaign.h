/* Choosing a campaign where a link is made: on posts, the share kit, prints and spending. It shows only where there is one to choose. */
#ifndef PRESENT_CAMPAIGN_H
#define PRESENT_CAMPAIGN_H

#include "http/request.h"
#include "view/view.h"

/*
 * Part CAMPAIGN_PICK of v: a <select name="campaign"> of those that live and the one that is `chosen` (0 none) whatever became of it; nothing when there is none of either. around: a section of v to
 * put it into, shown only then; or NULL. over: those that are over are offered too, for what looks back.
 */
void present_campaigns(struct request *, struct view *, const char *around, int64_t chosen, bool over);
/* What was sent: the id, or 0. A field that was not there (none could be chosen) leaves `now`. One that may not be chosen marks the field bad, and is `now`. */
int64_t present_campaign_sent(struct request *, int64_t now, bool over);
/* "1 Nov 2026 – 30 Nov 2026", "from 1 Nov 2026", "until …"; "" where both ends are open. */
const char *present_campaign_days(struct ctx *, int64_t from, int64_t to);

#endif
