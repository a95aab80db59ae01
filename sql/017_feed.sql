-- Files of the catalogue for other houses (shop/feed.h): which are on and what the last one showed; the variants that were left out, by name of the file. The goods may be gone since.
CREATE TABLE feed (
	name TEXT PRIMARY KEY CHECK (name IN ('meta', 'google')),
	active @INT NOT NULL CHECK (active IN (0, 1)),
	made_at @INT NOT NULL DEFAULT 0,
	items @INT NOT NULL DEFAULT 0,
	products @INT NOT NULL DEFAULT 0,
	left_out @INT NOT NULL DEFAULT 0,
	bytes @INT NOT NULL DEFAULT 0,
	catalog @INT NOT NULL DEFAULT 0
) @STRICT;

CREATE TABLE feed_fault (
	name TEXT NOT NULL REFERENCES feed (name),
	product @INT NOT NULL,
	variant @INT NOT NULL,
	problem TEXT NOT NULL,
	PRIMARY KEY (name, variant)
) @STRICT;
