-- What goods cost and how much of them one may buy. measure: what a quantity counts: pieces, grams or millilitres (then a price is for variant.price_qty of them).
-- qty_min, qty_max, qty_step: 0 no rule. together: all variants of the product count as one, for these rules and for prices by quantity. tiers: how many rows of
-- price_tier the product has, so that nobody asks for rows that are not there. net: what is in the package, in grams or millilitres (net_ml 1), for the price per 100 g.
ALTER TABLE product ADD COLUMN measure TEXT NOT NULL DEFAULT 'piece' CHECK (measure IN ('piece', 'gram', 'ml'));
ALTER TABLE product ADD COLUMN qty_min @INT NOT NULL DEFAULT 0 CHECK (qty_min >= 0);
ALTER TABLE product ADD COLUMN qty_max @INT NOT NULL DEFAULT 0 CHECK (qty_max >= 0);
ALTER TABLE product ADD COLUMN qty_step @INT NOT NULL DEFAULT 0 CHECK (qty_step >= 0);
ALTER TABLE product ADD COLUMN together @INT NOT NULL DEFAULT 0 CHECK (together IN (0, 1));
ALTER TABLE product ADD COLUMN tiers @INT NOT NULL DEFAULT 0 CHECK (tiers >= 0);
ALTER TABLE variant ADD COLUMN net @INT NOT NULL DEFAULT 0 CHECK (net >= 0);
ALTER TABLE variant ADD COLUMN net_ml @INT NOT NULL DEFAULT 0 CHECK (net_ml IN (0, 1));

-- Resellers, agents: a discount on the normal price in percent, own prices in price_tier, and the least that an order of theirs must come to.
CREATE TABLE buyer_group (
	id @ID,
	name TEXT NOT NULL,
	discount @INT NOT NULL DEFAULT 0 CHECK (discount BETWEEN 0 AND 90),
	min_order @INT NOT NULL DEFAULT 0 CHECK (min_order >= 0),
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1,
	created_at @INT NOT NULL
) @STRICT;
ALTER TABLE customer ADD COLUMN buyer_group @INT REFERENCES buyer_group (id);
CREATE INDEX customer_group ON customer (buyer_group) WHERE buyer_group IS NOT NULL;

-- The price from qty on, of one variant or (NULL) all of the product, for everybody (NULL) or one group. Whatever is lowest counts. qty 1 of a group: its own normal price.
CREATE TABLE price_tier (
	id @ID,
	product @INT NOT NULL REFERENCES product (id),
	variant @INT REFERENCES variant (id),
	buyer_group @INT REFERENCES buyer_group (id),
	qty @INT NOT NULL CHECK (qty > 0),
	price @INT NOT NULL CHECK (price >= 0)
) @STRICT;
CREATE UNIQUE INDEX price_tier_one ON price_tier (product, COALESCE(variant, 0), COALESCE(buyer_group, 0), qty);
CREATE INDEX price_tier_variant ON price_tier (variant) WHERE variant IS NOT NULL;
CREATE INDEX price_tier_group ON price_tier (buyer_group) WHERE buyer_group IS NOT NULL;

-- The personal link that shows a reseller the prices of the group: only a hash is kept. A session that opened it points here; revoked, it shows nobody anything any more.
CREATE TABLE buyer_link (
	id @ID,
	customer @INT NOT NULL REFERENCES customer (id),
	token_hash TEXT NOT NULL UNIQUE,
	created_at @INT NOT NULL,
	created_by @INT,
	opened_at @INT,
	opens @INT NOT NULL DEFAULT 0,
	revoked_at @INT
) @STRICT;
CREATE INDEX buyer_link_customer ON buyer_link (customer, id);
ALTER TABLE session ADD COLUMN buyer_link @INT REFERENCES buyer_link (id);
CREATE INDEX session_buyer_link ON session (buyer_link) WHERE buyer_link IS NOT NULL;

-- As they were: measured lines count as one piece; tier is the quantity from which the price holds (0 none), price_kind says whether quantity or group made it.
ALTER TABLE cart_line ADD COLUMN measured @INT NOT NULL DEFAULT 0 CHECK (measured IN (0, 1));
ALTER TABLE order_line ADD COLUMN measure TEXT NOT NULL DEFAULT 'piece' CHECK (measure IN ('piece', 'gram', 'ml'));
ALTER TABLE order_line ADD COLUMN price_qty @INT NOT NULL DEFAULT 1 CHECK (price_qty > 0);
ALTER TABLE order_line ADD COLUMN tier @INT NOT NULL DEFAULT 0 CHECK (tier >= 0);
ALTER TABLE order_line ADD COLUMN price_kind TEXT NOT NULL DEFAULT '' CHECK (price_kind IN ('', 'tier', 'group'));
ALTER TABLE orders ADD COLUMN buyer_group @INT;
ALTER TABLE orders ADD COLUMN buyer_group_name TEXT NOT NULL DEFAULT '';
