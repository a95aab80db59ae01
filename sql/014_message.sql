-- What the shop tells its buyers: the owner's own wording where it differs from the built-in one, and what was sent about which order.
CREATE TABLE message_text (
	name TEXT NOT NULL,
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	subject TEXT NOT NULL DEFAULT '',
	body TEXT NOT NULL DEFAULT '',
	wa TEXT NOT NULL DEFAULT '',
	version @INT NOT NULL DEFAULT 1,
	updated_at @INT NOT NULL,
	PRIMARY KEY (name, lang)
) @STRICT;

-- address: of a test alone, until it is through; an order's stands in the order.
CREATE TABLE message (
	id @ID,
	orders @INT REFERENCES orders (id),
	name TEXT NOT NULL,
	way TEXT NOT NULL CHECK (way IN ('mail', 'wa', 'test')),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	address TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
	reason TEXT NOT NULL DEFAULT '',
	staff @INT REFERENCES staff (id),
	at @INT NOT NULL,
	done_at @INT
) @STRICT;
CREATE UNIQUE INDEX message_once ON message (orders, name, way);
CREATE INDEX message_test ON message (id) WHERE way = 'test';
CREATE INDEX message_open ON message (id) WHERE state <> 'sent';
CREATE INDEX message_sent ON message (done_at) WHERE state = 'sent';
