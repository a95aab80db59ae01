/*
 * A product's facts as a page of their own keeps them: its type, the values of attributes, free facts, permits with their last days, how long it keeps. The product form leaves all of these alone.
 */
#ifndef SHOP_PRODUCT_FACT_H
#define SHOP_PRODUCT_FACT_H

#include "shop/catalog.h"
#include "shop/product_type.h"

struct product_facts { int64_t type; };	/* 0: none */
/* What the product's struct has not. False: there is no such product. */
MUST_USE bool product_facts(struct ctx *, int64_t product, struct product_facts *);

/* The facts as they are stored, in order: key and attribute (0: free) besides texts; [1] "" where English has none. */
struct product_fact { int64_t attribute; const char *name[2], *value[2], *key; };
struct product_fact *product_fact_list(struct ctx *, int64_t product, size_t *n);

struct fact_edit { const struct attribute *attribute; const char *name[2], *value[2]; };	/* attribute NULL: a free fact, name and value in Indonesian and, if not "", in English */
struct product_fact_edit {
	int64_t type;				/* 0: none */
	const struct fact_edit *facts; size_t n_facts;	/* at most CATALOG_FACTS, in order */
	const char *number[PERMITS];
	int64_t until[PERMITS];			/* 0: no end */
	int64_t shelf_life_days;		/* 0: not told */
};
/* BAD: *bad is a fact whose value does not fit its attribute. Writes all of it, bumps the version, search and pages. */
enum product_fact_put { PRODUCT_FACT_OK, PRODUCT_FACT_GONE, PRODUCT_FACT_CONFLICT, PRODUCT_FACT_BAD };
MUST_USE enum product_fact_put product_fact_put(struct ctx *, int64_t product, int64_t version, const struct product_fact_edit *, size_t *bad);
/* Gives a product that has none a type. For the demo shop and imports; the caller bumps what pages show. */
void product_fact_type(struct ctx *, int64_t product, int64_t type);

#endif
