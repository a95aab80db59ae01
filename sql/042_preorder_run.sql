-- What is done with all orders of a batch at once (shop/preorder_run.c): telling their buyers, another day, cancelling, goods that have come. One row for each order says what came of it.
-- key: minted with the form, so that it sent twice is one run; turn: of the order that was given to the worker last; mixed: orders that hold other goods, too, are cancelled with the others.
CREATE TABLE preorder_run (
	id @ID,
	product @INT NOT NULL REFERENCES product (id),
	batch @INT NOT NULL,
	act TEXT NOT NULL CHECK (act IN ('tell', 'move', 'cancel', 'arrive')),
	state TEXT NOT NULL CHECK (state IN ('working', 'done', 'stopped')),
	key TEXT NOT NULL UNIQUE,
	turn @INT NOT NULL DEFAULT 1,
	words TEXT NOT NULL DEFAULT '',
	day @INT NOT NULL DEFAULT 0,
	mixed @INT NOT NULL DEFAULT 0 CHECK (mixed IN (0, 1)),
	staff @INT REFERENCES staff (id),
	at @INT NOT NULL,
	updated_at @INT NOT NULL,
	done_at @INT
) @STRICT;
CREATE UNIQUE INDEX preorder_run_one ON preorder_run (product, batch) WHERE state = 'working';
CREATE INDEX preorder_run_product ON preorder_run (product, batch, id);
CREATE INDEX preorder_run_at ON preorder_run (at);

-- outcome: '' not yet; mail, chat (no address: on WhatsApp), silent (nobody was to be told); cancelled, refund, mixed (left, since it holds other goods); gone (not open any more), failed.
CREATE TABLE preorder_run_order (
	run @INT NOT NULL REFERENCES preorder_run (id),
	orders @INT NOT NULL REFERENCES orders (id),
	outcome TEXT NOT NULL DEFAULT '',
	at @INT NOT NULL DEFAULT 0,
	PRIMARY KEY (run, orders)
) @STRICT;
CREATE INDEX preorder_run_order_orders ON preorder_run_order (orders);

-- It has come: the line waits no longer.
ALTER TABLE order_line ADD COLUMN made_here @INT NOT NULL DEFAULT 0 CHECK (made_here IN (0, 1));
CREATE INDEX order_line_batch ON order_line (product, made_batch) WHERE made_batch > 0;
