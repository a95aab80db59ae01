/* The fields of a mapping, and which headings are likely to mean them: what shops, marketplaces and spreadsheets in Indonesian and English call their columns. */
#include "shop/importer_field.h"

#include "base/str.h"

#define ALIASES 16

/* Most likely first, as plain_name() writes a heading. */
static const struct { const char *name, *aliases[ALIASES]; } fields[] = {
	[WHAT_NAME] = { "name", { "name", "nama", "title", "judul", "nama_produk", "product_name", "nama_barang", "item_name", "produk", "product", "barang", "item" } },
	[WHAT_PRICE] = { "price", { "price", "harga", "harga_jual", "regular_price", "price_idr", "harga_normal", "variant_price", "unit_price", "harga_satuan", "harga_reguler" } },
	[WHAT_KEY] = { "key", { "key", "id", "handle", "product_id", "id_produk", "kode_produk", "item_id", "no" } },
	[WHAT_SKU] = { "sku", { "sku", "kode", "kode_barang", "variant_sku", "sku_induk", "code", "item_code", "kode_sku", "model" } },
	[WHAT_BARCODE] = { "barcode", { "barcode", "ean", "upc", "gtin", "isbn", "variant_barcode", "kode_batang" } },
	[WHAT_DESCRIPTION] = { "description", { "description", "deskripsi", "body_html", "keterangan", "deskripsi_produk", "product_description", "body", "detail" } },
	[WHAT_SUMMARY] = { "summary", { "summary", "short_description", "deskripsi_singkat", "ringkasan" } },
	[WHAT_CATEGORY] = { "category", { "category", "kategori", "categories", "kategori_produk", "product_category", "type", "jenis" } },
	[WHAT_BRAND] = { "brand", { "brand", "merek", "merk" } },
	[WHAT_COMPARE_AT] = { "compare_at", { "compare_at", "compare_at_price", "variant_compare_at_price", "harga_coret", "msrp", "list_price" } },
	[WHAT_SALE_PRICE] = { "sale_price", { "sale_price", "special_price", "harga_promo", "harga_diskon", "harga_obral" } },
	[WHAT_COST] = { "cost", { "cost", "harga_modal", "modal", "harga_beli", "hpp", "cost_price", "cost_per_item" } },
	[WHAT_STOCK] = { "stock", { "stock", "stok", "qty", "quantity", "jumlah", "persediaan", "variant_inventory_qty", "inventory" } },
	[WHAT_WEIGHT_G] = { "weight_g", { "weight_g", "berat_g", "berat_gram", "grams", "gram", "variant_grams", "weight", "berat" } },
	[WHAT_WEIGHT_KG] = { "weight_kg", { "weight_kg", "berat_kg" } },
	[WHAT_UNIT] = { "unit", { "unit", "satuan" } },
	[WHAT_STATUS] = { "status", { "status", "published", "aktif", "active" } },
	[WHAT_PICTURE] = { "picture", { "picture", "image", "images", "gambar", "foto", "image_src", "image_url", "photo", "foto_produk", "gambar_utama", "base_image", "image_name" } },
	[WHAT_OPTION1] = { "option1", { "option1_value", "varian", "variasi", "variant", "ukuran", "size" } },
	[WHAT_OPTION2] = { "option2", { "option2_value", "warna", "color", "colour" } },
	[WHAT_OPTION3] = { "option3", { "option3_value" } },
	[WHAT_OPTION4] = { "option4", { "option4_value" } },
	[WHAT_OPTION5] = { "option5", { "option5_value" } },
	[WHAT_OPTION6] = { "option6", { "option6_value" } },
	[WHAT_OPTION7] = { "option7", { "option7_value" } },
	[WHAT_OPTION8] = { "option8", { "option8_value" } },
	[WHAT_NAME_EN] = { "name_en", { "name_en", "english_name" } },
	[WHAT_SUMMARY_EN] = { "summary_en", { "summary_en" } },
	[WHAT_DESCRIPTION_EN] = { "description_en", { "description_en" } },
	[WHAT_MAKER] = { "maker", { "maker", "pembuat", "vendor", "manufacturer", "produsen", "pabrik", "perajin", "pengrajin" } },
	[WHAT_TAGS] = { "tags", { "tags", "tag", "tanda", "label", "kata_kunci", "keywords", "hashtag" } },
	[WHAT_MEASURE] = { "measure", { "measure", "dijual_per", "ukuran_jual" } },
	[WHAT_MIN_QTY] = { "min_qty", { "min_qty", "minimal_beli", "minimum", "minimal", "min_order", "min_pembelian", "jumlah_minimal" } },
	[WHAT_MAX_QTY] = { "max_qty", { "max_qty", "maksimal_beli", "maximum", "maksimal", "max_order" } },
	[WHAT_QTY_STEP] = { "qty_step", { "qty_step", "kelipatan" } },
	[WHAT_QTY_PRICES] = { "qty_prices", { "qty_prices", "harga_grosir", "grosir", "wholesale_price", "tier_price" } },
	[WHAT_FACT] = { "fact", { NULL } },
};
_Static_assert(ARRAY_LEN(fields) == WHAT_END, "each field has its names");

const char *
import_what_name(enum import_what what)
{
	return fields[what].name;
}

enum import_what
import_what_of(const char *name)
{
	enum import_what what = 0;

	while (what < WHAT_END && !str_eq(fields[what].name, name))
		what++;
	return what;
}

/* "Harga (Rp) *" as "harga_rp". */
static const char *
plain_name(struct arena *a, const char *heading)
{
	return str_replace(a, str_slug(a, heading, 60), "-", "_");
}

/* Is the alias the whole heading (strict), or words of it? */
static bool
means(const char *heading, const char *alias, bool strict)
{
	const char *at = strstr(heading, alias);
	size_t n = strlen(alias);

	if (strict || n < 4)
		return str_eq(heading, alias);
	return at && (at == heading || at[-1] == '_') && (at[n] == '\0' || at[n] == '_');
}

int
import_what_guess(enum import_what what, const struct import_sheet *s, struct arena *a, bool strict, bool *taken)
{
	size_t i, k;

	for (k = 0; k < ALIASES && fields[what].aliases[k]; k++) {
		for (i = 0; i < s->n; i++) {
			if (taken[i] || !means(plain_name(a, s->names[i]), fields[what].aliases[k], strict))
				continue;
			taken[i] = true;
			return (int)i;
		}
	}
	return -1;
}
