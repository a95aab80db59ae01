/* The price of the moment as SQL, the same for lists, pages and orders; its twin in C is catalog_price(). */
#ifndef SHOP_SHELF_PRICE_H
#define SHOP_SHELF_PRICE_H

/* What one of variant row v costs at `now`. */
#define SQL_PRICE(v, now) \
	"CASE WHEN " v ".sale_price < " v ".price AND (" v ".sale_from IS NULL OR " v ".sale_from <= " now ")" \
	" AND (" v ".sale_to IS NULL OR " v ".sale_to > " now ") THEN " v ".sale_price ELSE " v ".price END"

/* How many percent of its former price one of variant row v is cheaper at `now`: during a sale of the normal price, else of the price that it is compared with; 0 without either. */
#define SQL_OFF(v, now) \
	"CASE WHEN " v ".sale_price < " v ".price AND (" v ".sale_from IS NULL OR " v ".sale_from <= " now ")" \
	" AND (" v ".sale_to IS NULL OR " v ".sale_to > " now ") THEN (" v ".price - " v ".sale_price) * 100 / " v ".price" \
	" WHEN " v ".compare_at > " v ".price THEN (" v ".compare_at - " v ".price) * 100 / " v ".compare_at ELSE 0 END"

#endif
