-- A few words of the owner's on a product's card and page (shop/ribbon.h): "Khas Lebaran", in English ('': the same), shown before ribbon_until (NULL: for good).
ALTER TABLE product ADD COLUMN ribbon TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN ribbon_en TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN ribbon_until @INT;
CREATE INDEX product_ribbon_until ON product (ribbon_until) WHERE ribbon_until IS NOT NULL;

-- Makers who are not shown are nothing to narrow a list by: the worker puts their goods on the shelves anew.
UPDATE shelf SET price_until = 0 WHERE category = 0 AND product IN (SELECT g.product FROM product_maker g JOIN maker m ON m.id = g.maker WHERE m.active = 0);
