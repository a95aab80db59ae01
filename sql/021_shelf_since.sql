-- From when on a shelf's price holds (NULL: since ever): with price_until it says between which moments, so that a clock that is set back makes it due, too.
ALTER TABLE shelf ADD COLUMN price_since @INT;
CREATE INDEX shelf_back ON shelf (price_since) WHERE category = 0 AND price_since IS NOT NULL;
UPDATE shelf SET price_until = 0 WHERE product IN (SELECT product FROM variant WHERE sale_price IS NOT NULL);
