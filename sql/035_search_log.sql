-- What shoppers search for (shop/search_log.h), counted by day: the folded words alone, nobody's name, number or visit beside them. asked: visitors; hits: of the last search, -1 not known.
CREATE TABLE search_log (
	day @INT NOT NULL,
	term TEXT NOT NULL,
	asked @INT NOT NULL CHECK (asked > 0),
	hits @INT NOT NULL CHECK (hits >= -1),
	PRIMARY KEY (day, term)
) @STRICT;

-- Words that lead to a page instead of a list of goods (shop/search_redirect.h). path: of the shop, without language.
CREATE TABLE search_redirect (
	id @ID,
	term TEXT NOT NULL UNIQUE,
	path TEXT NOT NULL,
	version @INT NOT NULL DEFAULT 1,
	updated_at @INT NOT NULL
) @STRICT;
