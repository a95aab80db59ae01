-- Files of goods on their way in (uploads in DATA/private/import) and out (large downloads, same folder): what was asked, how far the worker came, what came of each row, and what is
-- needed to take an import back.
CREATE TABLE goods_run (
	id @ID,
	kind TEXT NOT NULL CHECK (kind IN ('import', 'export')),
	state TEXT NOT NULL CHECK (state IN ('read', 'waiting', 'running', 'tried', 'done', 'failed', 'stopped', 'undone')),
	-- What the worker does or did last.
	act TEXT NOT NULL DEFAULT '' CHECK (act IN ('', 'dry', 'import', 'undo', 'export')),
	-- Rises with each order to the worker: who works under an older one has lost its turn.
	turn @INT NOT NULL DEFAULT 0,
	stop @INT NOT NULL DEFAULT 0 CHECK (stop IN (0, 1)),
	-- As the browser called it; file: under DATA/private/import, '' when it is gone.
	name TEXT NOT NULL,
	file TEXT NOT NULL,
	bytes @INT NOT NULL DEFAULT 0,
	lines @INT NOT NULL DEFAULT 0,
	hash TEXT NOT NULL DEFAULT '',
	format TEXT NOT NULL DEFAULT '',
	-- import: the mapping of columns and the key (shop/importer.h); export: which goods (active, draft, archived, low) and the search.
	map TEXT NOT NULL DEFAULT '',
	keys TEXT NOT NULL DEFAULT '',
	-- How far: all that begins up to this line is done.
	line @INT NOT NULL DEFAULT 0,
	made @INT NOT NULL DEFAULT 0,
	changed @INT NOT NULL DEFAULT 0,
	same @INT NOT NULL DEFAULT 0,
	refused @INT NOT NULL DEFAULT 0,
	warned @INT NOT NULL DEFAULT 0,
	undone @INT NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT '',
	asked_by @INT REFERENCES staff (id),
	created_at @INT NOT NULL,
	updated_at @INT NOT NULL,
	done_at @INT
) @STRICT;
CREATE INDEX goods_run_old ON goods_run (updated_at);

-- What the last dry run or the import said of each product, as many rows as a person may want to read.
CREATE TABLE goods_run_row (
	id @ID,
	run @INT NOT NULL REFERENCES goods_run (id),
	line @INT NOT NULL,
	status TEXT NOT NULL CHECK (status IN ('new', 'changed', 'same', 'refused', 'warning', 'note')),
	name TEXT NOT NULL,
	message TEXT NOT NULL,
	arg TEXT NOT NULL
) @STRICT;
CREATE INDEX goods_run_row_status ON goods_run_row (run, status, id);

-- Each product that an import wrote: its rows (our own CSV, without head) from before, '' when it was new; a hash of the same from after; what the undo did with it.
CREATE TABLE goods_run_before (
	run @INT NOT NULL REFERENCES goods_run (id),
	product @INT NOT NULL,
	line @INT NOT NULL DEFAULT 0,
	created @INT NOT NULL DEFAULT 0 CHECK (created IN (0, 1)),
	key TEXT NOT NULL DEFAULT '',
	variants TEXT NOT NULL DEFAULT '',
	rows TEXT NOT NULL DEFAULT '',
	after_hash TEXT NOT NULL DEFAULT '',
	undone TEXT NOT NULL DEFAULT '' CHECK (undone IN ('', 'going', 'removed', 'archived', 'restored', 'edited', 'gone', 'refused')),
	PRIMARY KEY (run, product)
) @STRICT;
CREATE INDEX goods_run_before_line ON goods_run_before (run, line);
