-- Goods made of other goods (shop/bundle.h). weight_g, cost: the sums that were filled into the variant last; a variant that says otherwise was given its own by hand.
CREATE TABLE bundle (
	variant @INT NOT NULL PRIMARY KEY REFERENCES variant (id),
	weight_g @INT NOT NULL DEFAULT 0,
	cost @INT,
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE TABLE bundle_part (
	bundle @INT NOT NULL REFERENCES bundle (variant),
	part @INT NOT NULL REFERENCES variant (id),
	qty @INT NOT NULL CHECK (qty > 0),
	position @INT NOT NULL,
	PRIMARY KEY (bundle, part)
) @STRICT;
CREATE INDEX bundle_part_part ON bundle_part (part);

-- What was inside a line of an order when it was placed; qty: in one piece of the line.
CREATE TABLE order_part (
	line @INT NOT NULL REFERENCES order_line (id),
	variant @INT NOT NULL REFERENCES variant (id),
	position @INT NOT NULL,
	qty @INT NOT NULL CHECK (qty > 0),
	name TEXT NOT NULL,
	options TEXT NOT NULL DEFAULT '',
	sku TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (line, variant)
) @STRICT;
CREATE INDEX order_part_variant ON order_part (variant);

-- Stock anew. bundle: on_hand is what the parts allow, without a ledger of its own, and nothing is ever reserved of it; in_bundles: of how many it is a part. make: how many more than are there may be
-- promised, because they are made when they are wanted (NULL: none; then what is promised lies there).
CREATE TABLE stock_anew (
	variant @INT NOT NULL REFERENCES variant (id),
	place @INT NOT NULL REFERENCES place (id),
	on_hand @INT NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
	reserved @INT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
	make @INT CHECK (make >= 0),
	bundle @INT NOT NULL DEFAULT 0 CHECK (bundle IN (0, 1)),
	in_bundles @INT NOT NULL DEFAULT 0 CHECK (in_bundles >= 0),
	PRIMARY KEY (variant, place),
	CHECK (reserved <= on_hand OR make IS NOT NULL),
	CHECK (bundle = 0 OR (reserved = 0 AND in_bundles = 0 AND make IS NULL))
) @STRICT;
INSERT INTO stock_anew (variant, place, on_hand, reserved) SELECT variant, place, on_hand, reserved FROM stock;
DROP TABLE stock;
ALTER TABLE stock_anew RENAME TO stock;

-- The bundle that a part went out in.
ALTER TABLE stock_move ADD COLUMN bundle @INT REFERENCES variant (id);
CREATE INDEX stock_move_bundle ON stock_move (bundle) WHERE bundle IS NOT NULL;
