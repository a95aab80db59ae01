-- Delivery as shops really do it: couriers with their services and rounding rules, own delivery to villages on certain days, several places to pick up from.
-- carrier: the courier's word in shop/ship_carrier.c; divisor: cubic centimetres that count as a kilogram (0: size does not count); by_gram: beyond the first weight
-- each gram counts; pack_g NULL: the shop's own; days: bit 0 Monday to bit 6 Sunday (0: no fixed days); orders for a day are taken until `cutoff` (minute of the
-- local day), `lead` days before it.
ALTER TABLE zone ADD COLUMN carrier TEXT NOT NULL DEFAULT '';
ALTER TABLE zone ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE zone ADD COLUMN divisor @INT NOT NULL DEFAULT 0 CHECK (divisor >= 0);
ALTER TABLE zone ADD COLUMN by_gram @INT NOT NULL DEFAULT 0 CHECK (by_gram IN (0, 1));
ALTER TABLE zone ADD COLUMN pack_g @INT CHECK (pack_g >= 0);
ALTER TABLE zone ADD COLUMN min_order @INT;
ALTER TABLE zone ADD COLUMN etd_min @INT NOT NULL DEFAULT 0 CHECK (etd_min >= 0);
ALTER TABLE zone ADD COLUMN etd_max @INT NOT NULL DEFAULT 0 CHECK (etd_max >= 0);
ALTER TABLE zone ADD COLUMN days @INT NOT NULL DEFAULT 0 CHECK (days BETWEEN 0 AND 127);
ALTER TABLE zone ADD COLUMN cutoff @INT NOT NULL DEFAULT 0 CHECK (cutoff BETWEEN 0 AND 1440);
ALTER TABLE zone ADD COLUMN lead @INT NOT NULL DEFAULT 0 CHECK (lead BETWEEN 0 AND 7);
ALTER TABLE zone ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE zone ADD COLUMN maps_url TEXT NOT NULL DEFAULT '';
ALTER TABLE zone_text ADD COLUMN hours TEXT NOT NULL DEFAULT '';

-- Villages are no regions of the list: the owner writes their names. A district of which a zone names villages is served in these alone.
CREATE TABLE zone_village (
	zone @INT NOT NULL REFERENCES zone (id),
	district @INT NOT NULL,
	folded TEXT NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (zone, district, folded)
) @STRICT;
CREATE INDEX zone_village_place ON zone_village (district, folded);

-- The village that a visitor said, '-' for another one than those that the shop names.
ALTER TABLE session ADD COLUMN village TEXT NOT NULL DEFAULT '';

-- What was promised: the local day of an own delivery, the place and hours of a pick-up.
ALTER TABLE orders ADD COLUMN ship_day @INT;
ALTER TABLE orders ADD COLUMN ship_place TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN ship_hours TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN ship_maps TEXT NOT NULL DEFAULT '';
CREATE INDEX orders_ship_day ON orders (ship_day, id) WHERE ship_day IS NOT NULL;
