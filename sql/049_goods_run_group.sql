-- Makers, tags and categories that an import made for its goods. name: in Indonesian, as it was made, since whoever was given another name by somebody stays; undone: what the undo did with it.
CREATE TABLE goods_run_group (
	run @INT NOT NULL REFERENCES goods_run (id),
	kind TEXT NOT NULL CHECK (kind IN ('maker', 'tag', 'category')),
	object @INT NOT NULL,
	name TEXT NOT NULL,
	undone TEXT NOT NULL DEFAULT '' CHECK (undone IN ('', 'removed', 'used', 'edited', 'gone')),
	PRIMARY KEY (run, kind, object)
) @STRICT;
