-- Papers that were asked for as a file: what stands on them until they are drawn, then where the file lies (DATA/private/paper).
CREATE TABLE printed (
	id @ID,
	hash TEXT NOT NULL UNIQUE,
	scope TEXT NOT NULL CHECK (scope IN ('order', 'list', 'report')),
	orders @INT REFERENCES orders (id),
	word TEXT NOT NULL,
	png @INT NOT NULL CHECK (png >= 0),
	name TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed')),
	reason TEXT NOT NULL DEFAULT '',
	layout TEXT NOT NULL,
	file TEXT NOT NULL DEFAULT '',
	pages @INT NOT NULL DEFAULT 0,
	tries @INT NOT NULL DEFAULT 0,
	asked_at @INT NOT NULL,
	CHECK ((orders IS NOT NULL) = (scope = 'order'))
) @STRICT;
CREATE INDEX printed_asked ON printed (asked_at);
CREATE INDEX printed_orders ON printed (orders) WHERE orders IS NOT NULL;
