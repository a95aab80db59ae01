/* The fields are found by the ids that the folds of templates/admin/product.tpl have. */
#include "present/hint.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "http/url.h"
#include "present/product_form.h"

enum hint
present_hint_first(int64_t bits)
{
	int i;

	for (i = 0; i + 1 < HINTS && !(bits & HINT_BIT(i)); i++)
		;
	return (enum hint)i;
}

const char *
present_hint_list(struct ctx *c, int64_t bits)
{
	struct buf b;
	int i;

	buf_init(&b, c->arena, 400);
	for (i = 0; i < HINTS; i++)
		if (bits & HINT_BIT(i))
			(void)buf_printf(&b, "%s%s", b.len ? ", " : "", i18n(c->arena, c->lang, arena_printf(c->arena, "hint.%s", hint_words[i]), NULL));
	return b.s;
}

const char *
present_hint_url(struct ctx *c, int64_t product, enum hint hint, size_t variants)
{
	static const char *const simple[HINTS] = {
		[HINT_PRICE] = "#harga", [HINT_PHOTO] = "#foto", [HINT_WEIGHT] = "#kirim", [HINT_STOCK] = "#stok", [HINT_TEXT] = "#tampilan", [HINT_CATEGORY] = "#tampilan",
		[HINT_FACTS] = "/facts", [HINT_PERMIT] = "/facts"
	};
	const char *at = simple[hint];

	if (variants > 1 && (hint == HINT_PRICE || hint == HINT_WEIGHT || hint == HINT_STOCK))
		at = hint == HINT_STOCK ? "/stock" : variants > PRODUCT_TABLE ? "/variants" : "#varian";
	return arena_printf(c->arena, "%s%s", url_admin(c, "/goods/%lld", (long long)product), at);
}
