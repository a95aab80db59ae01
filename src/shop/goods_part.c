/* The parts of products, gathered by the linker, and asking all of them. */
#include "shop/goods_part.h"

/* Made by the linker from what PRODUCT_PART() puts into its section; absent when a program has no part. */
extern const struct goods_part *const __start_goods_parts[] __attribute__((weak));
extern const struct goods_part *const __stop_goods_parts[] __attribute__((weak));

int64_t
goods_copy_variant(const struct goods_copy *g, int64_t variant)
{
	size_t i;

	for (i = 0; i < g->n_variants; i++)
		if (g->variants_from[i] == variant)
			return g->variants_to[i];
	return 0;
}

void
goods_part_copy(struct ctx *c, const struct goods_copy *g)
{
	const struct goods_part *const *at;

	for (at = __start_goods_parts; at < __stop_goods_parts; at++)
		if ((*at)->copy)
			(*at)->copy(c, g);
}

void
goods_part_remove(struct ctx *c, int64_t product)
{
	const struct goods_part *const *at;

	for (at = __start_goods_parts; at < __stop_goods_parts; at++)
		if ((*at)->remove)
			(*at)->remove(c, product);
}
