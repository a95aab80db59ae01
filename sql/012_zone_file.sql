-- Files of delivery prices that were handed in: looked at first (`done` 0), applied later, with what they replaced, so that a change can be taken back. The newest 20 stay.
CREATE TABLE zone_file (
	id @ID,
	at @INT NOT NULL,
	staff @INT,
	name TEXT NOT NULL,
	csv TEXT NOT NULL,
	exact @INT NOT NULL DEFAULT 0 CHECK (exact IN (0, 1)),
	done @INT NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
	done_at @INT,
	before TEXT NOT NULL DEFAULT ''
) @STRICT;
