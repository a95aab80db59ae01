-- Addresses of pictures that imports named. Each is fetched once, whichever goods name it; reason of a failed one: the end of a message id, picture.why.<reason>.
CREATE TABLE picture_address (
	id @ID,
	url TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'waiting', 'done', 'failed')),
	reason TEXT NOT NULL DEFAULT '',
	media @INT REFERENCES media (id)
) @STRICT;
CREATE INDEX picture_address_failed ON picture_address (id) WHERE state = 'failed';
CREATE INDEX picture_address_media ON picture_address (media);
CREATE INDEX picture_source_url ON picture_source (url);
-- What earlier imports noted is fetched now.
INSERT INTO picture_address (url, state) SELECT DISTINCT url, 'waiting' FROM picture_source;
INSERT INTO outbox (lane, kind, payload, due_at, created_at) SELECT 'fetch', 'picture.fetch', '{"address":' || id || '}', 0, 0 FROM picture_address;
