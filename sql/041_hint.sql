-- What a product still lacks (shop/hint.h): bits as there, on_sale: it stands in the shop; due: from then on it is to be looked at again (0: at once), because a permit ends or its type asks for more.
CREATE TABLE product_hint (
	product @INT NOT NULL PRIMARY KEY REFERENCES product (id),
	bits @INT NOT NULL DEFAULT 0,
	on_sale @INT NOT NULL DEFAULT 0 CHECK (on_sale IN (0, 1)),
	due @INT
) @STRICT;
CREATE INDEX product_hint_open ON product_hint (product) WHERE bits > 0 AND on_sale = 1;
CREATE INDEX product_hint_due ON product_hint (due) WHERE due IS NOT NULL;
-- The worker looks at all of them.
INSERT INTO product_hint (product, due) SELECT id, 0 FROM product;
