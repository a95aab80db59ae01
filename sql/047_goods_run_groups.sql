-- Makers and tags that an import brought into the shop, or would bring.
ALTER TABLE goods_run ADD COLUMN makers @INT NOT NULL DEFAULT 0;
ALTER TABLE goods_run ADD COLUMN tags @INT NOT NULL DEFAULT 0;
