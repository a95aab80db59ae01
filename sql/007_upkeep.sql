-- Backups that the shop made of itself (the files lie in DATA/private/backup) and the tries to read one back.
CREATE TABLE backup (
	id @ID,
	name TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL CHECK (kind IN ('night', 'asked')),
	state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'gone')),
	asked_at @INT NOT NULL,
	asked_by @INT,
	done_at @INT,
	rows @INT NOT NULL DEFAULT 0,
	files @INT NOT NULL DEFAULT 0,
	bytes @INT NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT ''
) @STRICT;
CREATE INDEX backup_open ON backup (id) WHERE state IN ('waiting', 'running');

CREATE TABLE drill (
	id @ID,
	backup @INT NOT NULL,
	at @INT NOT NULL,
	ms @INT NOT NULL,
	ok @INT NOT NULL CHECK (ok IN (0, 1)),
	rows @INT NOT NULL DEFAULT 0,
	files @INT NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT ''
) @STRICT;
CREATE INDEX outbox_failed ON outbox (id) WHERE state = 'failed';
