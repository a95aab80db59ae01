-- Files and clips of goods (shop/attachment.h). attachment: a content once, whoever shows it; waiting: its file is still on its way to where nginx sends it from; lost: it never came. width, height: of a
-- clip. product_file: what a product shows, in order; either a file, or a link to a clip elsewhere. product.files: how many.
CREATE TABLE attachment (
	id @ID,
	hash TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL CHECK (kind IN ('pdf', 'mp4', 'webm')),
	state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'lost')),
	bytes @INT NOT NULL CHECK (bytes > 0),
	width @INT NOT NULL DEFAULT 0 CHECK (width >= 0),
	height @INT NOT NULL DEFAULT 0 CHECK (height >= 0),
	created_at @INT NOT NULL
) @STRICT;
CREATE TABLE product_file (
	id @ID,
	product @INT NOT NULL REFERENCES product (id),
	position @INT NOT NULL,
	attachment @INT REFERENCES attachment (id),
	url TEXT NOT NULL DEFAULT '',
	title TEXT NOT NULL,
	title_en TEXT NOT NULL DEFAULT '',
	CHECK ((attachment IS NULL AND url <> '') OR (attachment IS NOT NULL AND url = ''))
) @STRICT;
-- The same file twice for one product (a button pressed again after no answer) is one.
CREATE UNIQUE INDEX product_file_once ON product_file (product, attachment);
CREATE INDEX product_file_attachment ON product_file (attachment);
ALTER TABLE product ADD COLUMN files @INT NOT NULL DEFAULT 0 CHECK (files >= 0);
