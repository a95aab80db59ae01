-- How goods are grouped besides by category: who made them, free words, collections by hand and by rule. What stands in one of these has a row on its shelf, too (shop/shelf.h: numbers far above
-- those of categories), so that its list is read, sorted and counted like that of a category.

-- Whom the goods come from. folded: the Indonesian name as it is compared, so that an import finds the maker again.
CREATE TABLE maker (
	id @ID,
	folded TEXT NOT NULL UNIQUE,
	media @INT REFERENCES media (id),
	place TEXT NOT NULL DEFAULT '',
	contact TEXT NOT NULL DEFAULT '',
	contact_shown @INT NOT NULL DEFAULT 0 CHECK (contact_shown IN (0, 1)),
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE INDEX maker_media ON maker (media) WHERE media IS NOT NULL;
CREATE TABLE maker_text (
	maker @INT NOT NULL REFERENCES maker (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	story TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (maker, lang)
) @STRICT;
CREATE TABLE product_maker (
	product @INT NOT NULL PRIMARY KEY REFERENCES product (id),
	maker @INT NOT NULL REFERENCES maker (id)
) @STRICT;
CREATE INDEX product_maker_list ON product_maker (maker, product);

-- Free words. name_en empty: the same word in English.
CREATE TABLE tag (
	id @ID,
	folded TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE TABLE product_tag (
	product @INT NOT NULL REFERENCES product (id),
	tag @INT NOT NULL REFERENCES tag (id),
	PRIMARY KEY (product, tag)
) @STRICT;
CREATE INDEX product_tag_list ON product_tag (tag, product);

-- Collections. need: how many of its conditions a product has to meet (0: it is put together by hand). Shown from from_at to before to_at. filled: the last product that a filling anew has come to
-- (NULL: it is done); next_at: when time alone may have changed who belongs to it (NULL: never).
CREATE TABLE collection (
	id @ID,
	by_rule @INT NOT NULL CHECK (by_rule IN (0, 1)),
	need @INT NOT NULL DEFAULT 0,
	media @INT REFERENCES media (id),
	position @INT NOT NULL DEFAULT 0,
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	from_at @INT,
	to_at @INT,
	filled @INT,
	next_at @INT,
	version @INT NOT NULL DEFAULT 1
) @STRICT;
CREATE INDEX collection_media ON collection (media) WHERE media IS NOT NULL;
CREATE TABLE collection_text (
	collection @INT NOT NULL REFERENCES collection (id),
	lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
	name TEXT NOT NULL,
	description TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (collection, lang)
) @STRICT;
-- what and its number: tag, category, maker (ids); price (from .. number_to); stock; new (days); sale; best (among the first so many; mark: how many pieces the last of them has sold).
CREATE TABLE collection_rule (
	collection @INT NOT NULL REFERENCES collection (id),
	position @INT NOT NULL,
	what TEXT NOT NULL CHECK (what IN ('tag', 'category', 'maker', 'price', 'stock', 'new', 'sale', 'best')),
	number @INT NOT NULL DEFAULT 0,
	number_to @INT NOT NULL DEFAULT 0,
	mark @INT NOT NULL DEFAULT 0,
	PRIMARY KEY (collection, position)
) @STRICT;
-- Who belongs to it; position: in the owner's order, from 1; 0 by rule.
CREATE TABLE collection_product (
	collection @INT NOT NULL REFERENCES collection (id),
	product @INT NOT NULL REFERENCES product (id),
	position @INT NOT NULL DEFAULT 0,
	PRIMARY KEY (collection, product)
) @STRICT;
CREATE INDEX collection_product_of ON collection_product (product, collection);

-- Products whose words are to be looked over again, because a name that they are found by has changed.
CREATE TABLE search_due (
	product @INT NOT NULL PRIMARY KEY REFERENCES product (id)
) @STRICT;

-- Addresses of the new kinds.
-- only: sqlite
CREATE TABLE slug_new (
	kind TEXT NOT NULL CHECK (kind IN ('product', 'category', 'page', 'maker', 'tag', 'collection')),
	slug TEXT NOT NULL,
	object INTEGER NOT NULL,
	current INTEGER NOT NULL CHECK (current IN (0, 1)),
	at INTEGER NOT NULL,
	PRIMARY KEY (kind, slug)
) STRICT;;
INSERT INTO slug_new (kind, slug, object, current, at) SELECT kind, slug, object, current, at FROM slug;;
DROP TABLE slug;;
ALTER TABLE slug_new RENAME TO slug;;
CREATE UNIQUE INDEX slug_current ON slug (kind, object) WHERE current = 1;;
-- end
-- only: postgres
ALTER TABLE slug DROP CONSTRAINT slug_kind_check;;
ALTER TABLE slug ADD CONSTRAINT slug_kind_check CHECK (kind IN ('product', 'category', 'page', 'maker', 'tag', 'collection'));;
-- end
CREATE INDEX slug_object ON slug (kind, object);
