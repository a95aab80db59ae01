/* The price of the moment as SQL, the same for lists, pages and orders; its twin in C is catalog_price(). */
#ifndef SHOP_SHELF_PRICE_H
#define SHOP_SHELF_PRICE_H

/* What one of variant row v costs at `now`. */
#define SQL_PRICE(v, now) \
	"CASE WHEN " v ".sale_price < " v ".price AND (" v ".sale_from IS NULL OR " v ".sale_from <= " now ")" \
	" AND (" v ".sale_to IS NULL OR " v ".sale_to > " now ") THEN " v ".sale_price ELSE " v ".price END"

#endif
