-- What advertising cost (shop/spend.h): an amount for one or several days, for a channel and perhaps a campaign or link. source: how it came in; told, detail: the campaign as a file names it and what
-- tells its rows apart, so that the same row is found again; file: the spend_file that brought it, 0 none.
CREATE TABLE ad_spend (
	id @ID,
	first_day @INT NOT NULL,
	last_day @INT NOT NULL,
	channel TEXT NOT NULL,
	campaign @INT REFERENCES campaign (id),
	link @INT REFERENCES link (id),
	amount @INT NOT NULL CHECK (amount > 0),
	note TEXT NOT NULL DEFAULT '',
	source TEXT NOT NULL DEFAULT 'hand' CHECK (source IN ('hand', 'meta', 'own')),
	told TEXT NOT NULL DEFAULT '',
	detail TEXT NOT NULL DEFAULT '',
	file @INT NOT NULL DEFAULT 0,
	version @INT NOT NULL DEFAULT 1,
	created_at @INT NOT NULL,
	CHECK (last_day >= first_day)
) @STRICT;
CREATE INDEX ad_spend_days ON ad_spend (last_day, first_day);
CREATE INDEX ad_spend_file ON ad_spend (file) WHERE file > 0;
CREATE UNIQUE INDEX ad_spend_told ON ad_spend (source, told, detail, first_day, last_day) WHERE source <> 'hand';

-- Files of spending between being handed in and being taken over. channel: of rows that name none.
CREATE TABLE spend_file (
	id @ID,
	at @INT NOT NULL,
	staff @INT,
	name TEXT NOT NULL,
	csv TEXT NOT NULL,
	channel TEXT NOT NULL,
	done @INT NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
	done_at @INT NOT NULL DEFAULT 0
) @STRICT;
