/* Provinces, regencies, districts of Indonesia (official codes: 13, 1312, 131207); parent = code / 100. */
#ifndef SHOP_REGION_H
#define SHOP_REGION_H

#include "base/ctx.h"

struct region {
	int64_t code;
	const char *name;	/* "Kabupaten Pasaman Barat" */
};
/* Children of a code (0: the provinces), by name. */
struct region *region_children(struct ctx *, int64_t parent, size_t *n);
/* NULL when unknown or retired. */
struct region *region_get(struct ctx *, int64_t code);
struct region_path { struct region province, regency, district; };
/* Of a district code; false when it is no district. */
MUST_USE bool region_path(struct ctx *, int64_t district, struct region_path *);
/* "Koto Balingka, Kab. Pasaman Barat, Sumatera Barat" ("Kabupaten" shortened). */
const char *region_label(struct ctx *, int64_t code);
/* Districts by the beginning of their name (or of any word), best first; at most limit. */
struct region *region_search(struct ctx *, const char *q, int limit, size_t *n);
/* Loads or refreshes the table from sql/regions.tsv; codes that vanished are retired, not deleted. Its own transaction is the caller's. False: *why. */
MUST_USE bool region_load(struct ctx *, const char *path, const char **why);

#endif
