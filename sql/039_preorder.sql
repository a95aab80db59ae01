-- How goods are sold of which there are none (shop/preorder.h). made: '' not at all, 'ask' on asking, 'back' they are made then, 'pre' always made when ordered. ready_day or ready_days: when they can be
-- sent; made_closes: UTC second from which nothing more is taken, made_open: not seen to have passed yet; made_most, made_target, made_taken: pieces of the batch.
ALTER TABLE product ADD COLUMN made TEXT NOT NULL DEFAULT '' CHECK (made IN ('', 'ask', 'back', 'pre'));
ALTER TABLE product ADD COLUMN ready_days @INT NOT NULL DEFAULT 0 CHECK (ready_days >= 0);
ALTER TABLE product ADD COLUMN ready_day @INT NOT NULL DEFAULT 0;
ALTER TABLE product ADD COLUMN made_closes @INT NOT NULL DEFAULT 0;
ALTER TABLE product ADD COLUMN made_open @INT NOT NULL DEFAULT 1 CHECK (made_open IN (0, 1));
ALTER TABLE product ADD COLUMN made_most @INT NOT NULL DEFAULT 0 CHECK (made_most >= 0);
ALTER TABLE product ADD COLUMN made_target @INT NOT NULL DEFAULT 0 CHECK (made_target >= 0);
ALTER TABLE product ADD COLUMN made_batch @INT NOT NULL DEFAULT 1;
ALTER TABLE product ADD COLUMN made_taken @INT NOT NULL DEFAULT 0 CHECK (made_taken >= 0);
CREATE INDEX product_closes ON product (made_closes) WHERE made = 'pre' AND made_open = 1 AND made_closes > 0;

-- As it was promised: made_batch 0 means that it lay there.
ALTER TABLE order_line ADD COLUMN made_batch @INT NOT NULL DEFAULT 0;
ALTER TABLE order_line ADD COLUMN ready_days @INT NOT NULL DEFAULT 0;
ALTER TABLE order_line ADD COLUMN ready_day @INT NOT NULL DEFAULT 0;
