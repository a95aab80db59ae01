-- What a buyer says for one line (shop/line_input.h): a text, a date or a choice. most: letters of a text; several: it may have line ends; days: a date is so many days ahead at least; closed: weekdays that
-- are none, bit 0 Monday. product.inputs: 0 nothing is asked, 1 something, 2 something that must be said.
CREATE TABLE product_input (
	id @ID,
	product @INT NOT NULL REFERENCES product (id),
	position @INT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('text', 'date', 'choice')),
	required @INT NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
	label TEXT NOT NULL,
	label_en TEXT NOT NULL DEFAULT '',
	hint TEXT NOT NULL DEFAULT '',
	hint_en TEXT NOT NULL DEFAULT '',
	most @INT NOT NULL DEFAULT 60 CHECK (most > 0),
	several @INT NOT NULL DEFAULT 0 CHECK (several IN (0, 1)),
	days @INT NOT NULL DEFAULT 0 CHECK (days >= 0),
	closed @INT NOT NULL DEFAULT 0 CHECK (closed BETWEEN 0 AND 126)
) @STRICT;
CREATE INDEX product_input_product ON product_input (product, position);
CREATE TABLE input_choice (
	id @ID,
	input @INT NOT NULL REFERENCES product_input (id),
	position @INT NOT NULL,
	name TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	extra @INT NOT NULL DEFAULT 0 CHECK (extra >= 0)
) @STRICT;
CREATE INDEX input_choice_input ON input_choice (input, position);
ALTER TABLE product ADD COLUMN inputs @INT NOT NULL DEFAULT 0 CHECK (inputs BETWEEN 0 AND 2);

-- The same variant with other words is another line. said: a hash of inputs ('' nothing was said), inputs: what was said.
CREATE TABLE cart_line_anew (
	cart @INT NOT NULL REFERENCES cart (id),
	variant @INT NOT NULL REFERENCES variant (id),
	said TEXT NOT NULL DEFAULT '',
	inputs TEXT NOT NULL DEFAULT '',
	qty @INT NOT NULL CHECK (qty > 0),
	position @INT NOT NULL,
	price_seen @INT NOT NULL,
	measured @INT NOT NULL DEFAULT 0 CHECK (measured IN (0, 1)),
	PRIMARY KEY (cart, variant, said)
) @STRICT;
INSERT INTO cart_line_anew (cart, variant, qty, position, price_seen, measured) SELECT cart, variant, qty, position, price_seen, measured FROM cart_line;
DROP TABLE cart_line;
ALTER TABLE cart_line_anew RENAME TO cart_line;

-- As it was said when the order was placed; inputs of a line: how many.
CREATE TABLE order_input (
	line @INT NOT NULL REFERENCES order_line (id),
	position @INT NOT NULL,
	input @INT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('text', 'date', 'choice')),
	label TEXT NOT NULL,
	value TEXT NOT NULL,
	extra @INT NOT NULL DEFAULT 0 CHECK (extra >= 0),
	PRIMARY KEY (line, position)
) @STRICT;
ALTER TABLE order_line ADD COLUMN inputs @INT NOT NULL DEFAULT 0 CHECK (inputs >= 0);
