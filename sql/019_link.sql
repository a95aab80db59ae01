-- Tracked links (shop/link.h): each post, print run and share has its own, by which visits and orders are told apart. A link is never deleted: orders name its code.
CREATE TABLE campaign (
	id @ID,
	name TEXT NOT NULL,
	archived_at @INT,
	version @INT NOT NULL DEFAULT 1,
	created_at @INT NOT NULL
) @STRICT;

CREATE TABLE link (
	id @ID,
	code TEXT NOT NULL UNIQUE,
	spoken TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL CHECK (kind IN ('post', 'kit', 'print', 'chat', 'ad', 'other')),
	channel TEXT NOT NULL,
	campaign @INT REFERENCES campaign (id),
	path TEXT NOT NULL,
	label TEXT NOT NULL DEFAULT '',
	object @INT,
	created_at @INT NOT NULL
) @STRICT;
CREATE INDEX link_campaign ON link (campaign) WHERE campaign IS NOT NULL;
CREATE INDEX link_object ON link (kind, object) WHERE object IS NOT NULL;
CREATE INDEX orders_source ON orders (source_ref) WHERE source_ref <> '';
