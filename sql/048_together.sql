-- Goods that were bought together (shop/together.h): which others stand in the same orders, in how many and of how many buyers; made anew once a day. buyers: never one alone, since what the shop says of two
-- products must not say what one person buys. hidden: the owner does not want it beside this product; such a row stays.
CREATE TABLE together (
	product @INT NOT NULL REFERENCES product (id),
	other @INT NOT NULL REFERENCES product (id),
	orders @INT NOT NULL CHECK (orders >= 2),
	buyers @INT NOT NULL CHECK (buyers >= 2 AND buyers <= orders),
	score @INT NOT NULL,
	hidden @INT NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
	PRIMARY KEY (product, other),
	CHECK (product <> other)
) @STRICT;
CREATE INDEX together_other ON together (other);
