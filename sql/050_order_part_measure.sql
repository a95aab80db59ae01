-- Goods by weight or volume inside bundles: what qty counts, as it was when it was ordered. Inside a bundle as it is now its product says so; goods that became measured while they were a part (and made the
-- bundle sold out) count so many kilograms for what were pieces, as everywhere.
ALTER TABLE order_part ADD COLUMN measure TEXT NOT NULL DEFAULT 'piece' CHECK (measure IN ('piece', 'gram', 'ml'));
UPDATE bundle_part SET qty = CASE WHEN qty > 1000 THEN 1000000 ELSE qty * 1000 END WHERE part IN (SELECT v.id FROM variant v JOIN product p ON p.id = v.product WHERE p.measure <> 'piece');
