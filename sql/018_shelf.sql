-- The shelves that lists of goods are read from: a row per shown product and category that it lies in or below (through what is shown), and one for category 0, all goods.
-- What lists are ordered by is kept here, so that a page is one short range of an index, and how many there are is kept beside it. sunk: sold out; place: in the owner's order;
-- price: the lowest that can be had at the moment, true until price_until (NULL: for good). Written by shop/shelf.c in the transaction that changes what it is made from.
CREATE TABLE shelf (
	product @INT NOT NULL REFERENCES product (id),
	category @INT NOT NULL,
	sunk @INT NOT NULL CHECK (sunk IN (0, 1)),
	place @INT NOT NULL,
	price @INT NOT NULL,
	price_until @INT,
	sold @INT NOT NULL,
	created_at @INT NOT NULL,
	PRIMARY KEY (product, category)
) @STRICT;
CREATE TABLE shelf_count (
	category @INT NOT NULL PRIMARY KEY,
	there @INT NOT NULL CHECK (there >= 0),
	sunk @INT NOT NULL CHECK (sunk >= 0)
) @STRICT;
-- Prices without sales: where there is one, the row is due at once and the worker puts it right.
INSERT INTO shelf (product, category, sunk, place, price, price_until, sold, created_at)
	SELECT p.id, 0, MIN(CASE WHEN x.stock_state = 'habis' THEN 1 ELSE 0 END), p.position,
	COALESCE(MIN(CASE WHEN x.stock_state <> 'habis' THEN x.price END), MIN(x.price)), MIN(CASE WHEN x.sale_price IS NOT NULL THEN 0 END), p.sold, p.created_at
	FROM product p JOIN variant x ON x.product = p.id AND x.active = 1 WHERE p.status = 'active' GROUP BY p.id, p.position, p.sold, p.created_at;
WITH RECURSIVE up (category, top) AS (SELECT id, id FROM category UNION
	SELECT up.category, g.parent FROM up JOIN category g ON g.id = up.top WHERE g.parent IS NOT NULL AND g.active = 1)
	INSERT INTO shelf (product, category, sunk, place, price, price_until, sold, created_at)
	SELECT s.product, up.top, s.sunk, MIN(k.position), s.price, s.price_until, s.sold, s.created_at FROM up
	JOIN product_category k ON k.category = up.category JOIN shelf s ON s.product = k.product AND s.category = 0
	GROUP BY s.product, up.top, s.sunk, s.price, s.price_until, s.sold, s.created_at;
INSERT INTO shelf_count (category, there, sunk) SELECT category, COUNT(*) - CAST(SUM(sunk) AS @INT), CAST(SUM(sunk) AS @INT) FROM shelf GROUP BY category;
CREATE INDEX shelf_hand ON shelf (category, sunk, place, product DESC);
CREATE INDEX shelf_best ON shelf (category, sunk, sold, product);
CREATE INDEX shelf_new ON shelf (category, sunk, created_at, product);
CREATE INDEX shelf_price ON shelf (category, sunk, price, product DESC);
CREATE INDEX shelf_due ON shelf (price_until) WHERE category = 0 AND price_until IS NOT NULL;
CREATE INDEX product_featured ON product (position, id) WHERE featured = 1;
CREATE INDEX product_new ON product (status, created_at);
CREATE INDEX variant_sale_from ON variant (sale_from) WHERE sale_price IS NOT NULL;

-- Which product a new value of the counter "catalog" is about: what a process has kept of the others still holds. Few rows: shop/setting.c.
CREATE TABLE catalog_change (
	version @INT NOT NULL,
	product @INT NOT NULL,
	PRIMARY KEY (version, product)
) @STRICT;

-- Terms with their weight in the index, so that the best hits of a common word are its end; and by product, so that a second word is looked up where the first was found.
CREATE TABLE search_term_new (
	term TEXT NOT NULL,
	product @INT NOT NULL REFERENCES product (id),
	weight @INT NOT NULL,
	PRIMARY KEY (term, weight, product)
) @STRICT;
INSERT INTO search_term_new (term, product, weight) SELECT term, product, weight FROM search_term;
DROP TABLE search_term;
ALTER TABLE search_term_new RENAME TO search_term;
CREATE INDEX search_term_product ON search_term (product, term, weight);
