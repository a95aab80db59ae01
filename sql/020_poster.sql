-- Pictures and leaflets that carry goods outside (shop/poster.h): what is to be drawn until it is, then the name and number of their public files (DATA/media/poster).
CREATE TABLE poster (
	id @ID,
	hash TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'failed')),
	reason TEXT NOT NULL DEFAULT '',
	request TEXT NOT NULL,
	ending TEXT NOT NULL CHECK (ending IN ('jpg', 'pdf')),
	pages @INT NOT NULL DEFAULT 0,
	tries @INT NOT NULL DEFAULT 0,
	asked_at @INT NOT NULL,
	keep_until @INT NOT NULL
) @STRICT;
CREATE INDEX poster_keep ON poster (keep_until);
