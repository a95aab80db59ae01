-- Largest reduction of the moment in percent, for the order by it: it holds as long as the price does.
ALTER TABLE shelf ADD COLUMN off @INT NOT NULL DEFAULT 0;
CREATE INDEX shelf_off ON shelf (category, sunk, off, product);

-- Where the owner has put a product in a category by hand: before all others, from the lowest number on.
CREATE TABLE shelf_pin (
	category @INT NOT NULL REFERENCES category (id),
	product @INT NOT NULL REFERENCES product (id),
	place @INT NOT NULL,
	PRIMARY KEY (category, product)
) @STRICT;
CREATE INDEX shelf_pin_product ON shelf_pin (product);

-- What lists can be narrowed by: headings ("Ukuran", "Pedasnya") of a kind (shop/facet.c) and their values, both known by a key that does not change with capitals; low: where a step of the price begins.
CREATE TABLE facet (
	id @ID,
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	name TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	UNIQUE (kind, key)
) @STRICT;
CREATE TABLE facet_value (
	id @ID,
	facet @INT NOT NULL REFERENCES facet (id),
	key TEXT NOT NULL,
	name TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	low @INT,
	UNIQUE (facet, key)
) @STRICT;
CREATE INDEX facet_value_low ON facet_value (low) WHERE low IS NOT NULL;
-- Which of them the shown products have, and how many products of a shelf have each: kept with the shelf.
CREATE TABLE facet_row (
	product @INT NOT NULL REFERENCES product (id),
	value @INT NOT NULL REFERENCES facet_value (id),
	PRIMARY KEY (product, value)
) @STRICT;
CREATE INDEX facet_row_value ON facet_row (value, product);
CREATE TABLE facet_count (
	category @INT NOT NULL,
	value @INT NOT NULL REFERENCES facet_value (id),
	there @INT NOT NULL CHECK (there >= 0),
	sunk @INT NOT NULL CHECK (sunk >= 0),
	PRIMARY KEY (category, value)
) @STRICT;
CREATE INDEX facet_count_value ON facet_count (value);

INSERT INTO facet (kind, key, name) VALUES ('price', '', '');
WITH RECURSIVE ten (at) AS (SELECT 1000 UNION ALL SELECT at * 10 FROM ten WHERE at < 1000000000),
	part (tenths) AS (SELECT 10 UNION ALL SELECT 15 UNION ALL SELECT 20 UNION ALL SELECT 30 UNION ALL SELECT 50 UNION ALL SELECT 75)
	INSERT INTO facet_value (facet, key, name, low) SELECT f.id, CAST(s.low AS TEXT), '', s.low
	FROM facet f, (SELECT 0 AS low UNION ALL SELECT CAST(ten.at AS @INT) * part.tenths / 10 FROM ten, part) s WHERE f.kind = 'price' ORDER BY s.low;
-- The worker puts every product on its shelves anew.
UPDATE shelf SET price_until = 0;
