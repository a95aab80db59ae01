-- Visits of the storefront (shop/visit.h), one row for each visitor and day. visitor: a hash under a salt that dies with the day, so that nobody can be found by it, nor known again tomorrow.
-- link, campaign: 0 none. After a day is over its sums go to visit_day, which stays; the rows themselves are forgotten after a hundred days.
CREATE TABLE visit (
	day @INT NOT NULL,
	visitor TEXT NOT NULL,
	first_at @INT NOT NULL,
	last_at @INT NOT NULL,
	channel TEXT NOT NULL,
	link @INT NOT NULL DEFAULT 0,
	campaign @INT NOT NULL DEFAULT 0,
	path TEXT NOT NULL,
	views @INT NOT NULL,
	carted @INT NOT NULL CHECK (carted IN (0, 1)),
	PRIMARY KEY (day, visitor)
) @STRICT;

CREATE TABLE visit_day (
	day @INT NOT NULL,
	channel TEXT NOT NULL,
	link @INT NOT NULL,
	campaign @INT NOT NULL,
	visits @INT NOT NULL,
	engaged @INT NOT NULL,
	carted @INT NOT NULL,
	views @INT NOT NULL,
	PRIMARY KEY (day, channel, link, campaign)
) @STRICT;
