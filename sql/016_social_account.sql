-- Accounts at social networks, the app by which they are connected, and what is published through them.
-- Secrets (secret, token, found) are sealed under the server's key and bound to their row.
CREATE TABLE social_app (
	id @INT NOT NULL PRIMARY KEY CHECK (id = 1),
	app TEXT NOT NULL,
	secret TEXT NOT NULL,
	version @INT NOT NULL DEFAULT 1,
	updated_at @INT NOT NULL
) @STRICT;

-- remote: its id there; page: the Facebook page whose token is used; expires_at 0: the token has no end; until_at: when a pause ends by itself, 0: when a person has acted.
CREATE TABLE social_account (
	id @ID,
	channel TEXT NOT NULL,
	remote TEXT NOT NULL,
	page TEXT NOT NULL DEFAULT '',
	name TEXT NOT NULL,
	username TEXT NOT NULL DEFAULT '',
	token TEXT NOT NULL,
	scopes TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL CHECK (state IN ('ok', 'reauth', 'config', 'hold', 'off')),
	until_at @INT NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT '',
	detail TEXT NOT NULL DEFAULT '',
	expires_at @INT NOT NULL DEFAULT 0,
	checked_at @INT NOT NULL DEFAULT 0,
	warned_at @INT NOT NULL DEFAULT 0,
	slow_until @INT NOT NULL DEFAULT 0,
	usage @INT NOT NULL DEFAULT 0,
	quota_used @INT NOT NULL DEFAULT 0,
	quota_total @INT NOT NULL DEFAULT 0,
	quota_at @INT NOT NULL DEFAULT 0,
	lease_by TEXT NOT NULL DEFAULT '',
	lease_until @INT NOT NULL DEFAULT 0,
	added_at @INT NOT NULL,
	version @INT NOT NULL DEFAULT 1,
	UNIQUE (channel, remote)
) @STRICT;

-- A connection that is being made: what was asked for, how far it came, what was found. state_hash: of the word that the dialog brings back, good once and for this session alone.
CREATE TABLE social_connect (
	id @ID,
	staff @INT NOT NULL REFERENCES staff (id),
	how TEXT NOT NULL CHECK (how IN ('dialog', 'paste')),
	state_hash TEXT UNIQUE,
	session @INT NOT NULL,
	redirect TEXT NOT NULL DEFAULT '',
	secret TEXT NOT NULL DEFAULT '',
	step TEXT NOT NULL CHECK (step IN ('asked', 'waiting', 'choose', 'done', 'failed')),
	reason TEXT NOT NULL DEFAULT '',
	detail TEXT NOT NULL DEFAULT '',
	scopes TEXT NOT NULL DEFAULT '',
	found TEXT NOT NULL DEFAULT '',
	expires_at @INT NOT NULL DEFAULT 0,
	made_at @INT NOT NULL,
	done_at @INT NOT NULL DEFAULT 0
) @STRICT;
CREATE INDEX social_connect_old ON social_connect (made_at);

-- One post on one account. next_at: when the worker goes on, 0: nobody goes on before a person acts or the account is back; turn: which row of the outbox does so. remote: its id there. media: the container that will be published.
CREATE TABLE publication (
	id @ID,
	post @INT NOT NULL DEFAULT 0,
	account @INT NOT NULL REFERENCES social_account (id),
	state TEXT NOT NULL CHECK (state IN ('queued', 'preparing', 'attempting', 'unknown', 'published', 'failed', 'canceled', 'removed')),
	text TEXT NOT NULL,
	link TEXT NOT NULL DEFAULT '',
	due_at @INT NOT NULL,
	next_at @INT NOT NULL DEFAULT 0,
	turn @INT NOT NULL DEFAULT 0,
	media TEXT NOT NULL DEFAULT '',
	media_at @INT NOT NULL DEFAULT 0,
	media_ready @INT NOT NULL DEFAULT 0,
	waits @INT NOT NULL DEFAULT 0,
	anew @INT NOT NULL DEFAULT 0,
	attempts @INT NOT NULL DEFAULT 0,
	attempt_at @INT NOT NULL DEFAULT 0,
	looks @INT NOT NULL DEFAULT 0,
	remote TEXT NOT NULL DEFAULT '',
	permalink TEXT NOT NULL DEFAULT '',
	published_at @INT NOT NULL DEFAULT 0,
	wanted TEXT NOT NULL DEFAULT '' CHECK (wanted IN ('', 'edit', 'remove')),
	wanted_text TEXT NOT NULL DEFAULT '',
	reason TEXT NOT NULL DEFAULT '',
	detail TEXT NOT NULL DEFAULT '',
	trace TEXT NOT NULL DEFAULT '',
	likes @INT NOT NULL DEFAULT -1,
	comments @INT NOT NULL DEFAULT -1,
	shares @INT NOT NULL DEFAULT -1,
	reach @INT NOT NULL DEFAULT -1,
	counted_at @INT NOT NULL DEFAULT 0,
	count_at @INT NOT NULL DEFAULT 0,
	made_at @INT NOT NULL,
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE INDEX publication_post ON publication (post, id);
CREATE INDEX publication_account ON publication (account, state);
CREATE INDEX publication_count ON publication (count_at) WHERE count_at > 0;
CREATE UNIQUE INDEX publication_remote ON publication (account, remote) WHERE remote <> '';

-- Its pictures in order. file: below DATA; path: its public address; media: its id there once it was handed over.
CREATE TABLE publication_picture (
	publication @INT NOT NULL REFERENCES publication (id),
	position @INT NOT NULL,
	file TEXT NOT NULL,
	path TEXT NOT NULL,
	alt TEXT NOT NULL DEFAULT '',
	media TEXT NOT NULL DEFAULT '',
	media_at @INT NOT NULL DEFAULT 0,
	media_ready @INT NOT NULL DEFAULT 0,
	PRIMARY KEY (publication, position)
) @STRICT;
