/* What the files of ship share: the columns of a zone in their order, and arrays that grow. */
#ifndef SHOP_SHIP_ROW_H
#define SHOP_SHIP_ROW_H

#include "db/db.h"
#include "shop/ship.h"

/* $1: language. */
#define ZONE_COLS \
	"z.id, z.kind, z.courier, z.carrier, z.service, COALESCE(NULLIF(t.name, ''), i.name, '')," \
	" COALESCE(NULLIF(t.eta, ''), i.eta, ''), COALESCE(NULLIF(t.hours, ''), i.hours, '')," \
	" z.first_g, z.price_first, z.step_g, z.price_step, z.tolerance_g, z.divisor, z.by_gram, z.pack_g, z.free_over," \
	" z.min_order, z.max_g, z.cod, z.cod_max, z.etd_min, z.etd_max, z.days, z.cutoff, z.lead, z.address, z.maps_url," \
	" z.active, z.version, z.position"
#define ZONE_FROM \
	" FROM zone z LEFT JOIN zone_text t ON t.zone = z.id AND t.lang = $1" \
	" LEFT JOIN zone_text i ON i.zone = z.id AND i.lang = 'id'"

/* Takes the columns in the order of ZONE_COLS. */
void ship_zone_read(struct ctx *, struct zone *, struct db_rows *);
/* Room for one more element in an array that doubles when n is 0, 8, 16, 32 …; returns the array. */
void *ship_grow(struct arena *, void *old, size_t n, size_t size);

#endif
