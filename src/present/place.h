/*
 * Choosing a district: by typing its name or down the lists of provinces, regencies and districts;
 * one page step each without JavaScript. The form's pieces stand in storefront/part_place.tpl.
 */
#ifndef PRESENT_PLACE_H
#define PRESENT_PLACE_H

#include "http/request.h"
#include "shop/region.h"
#include "view/view.h"

struct place {
	int64_t province, regency;	/* chosen so far, 0 not yet */
	int64_t district;		/* a real one, or 0 */
	const char *typed;			/* the field "kec" as it is shown */
	struct region *hits;			/* districts that the typed name may mean */
	size_t n_hits;
	bool unknown;				/* what was typed is no district's name */
};

/*
 * Reads the fields pick, dist, regency, province, kec, district and was, whichever of them the
 * shopper changed; `known` is the district to start with (0 none) when the form is fresh.
 */
struct place present_place_read(struct request *, int64_t known);
/*
 * {{>PLACE}}: the fields, with PLACE_BAD / PLACE_ERROR when the form says so of "kec".
 */
void present_place(struct request *, struct view *, const struct place *);

#endif
