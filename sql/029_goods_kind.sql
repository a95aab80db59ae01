-- What goods are described by: a type ("Makanan") brings its attributes in order, and says which permits it asks for. code: what the program brings, '' the owner's own.
CREATE TABLE product_type (
	id @ID,
	code TEXT NOT NULL DEFAULT '',
	name TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	permits TEXT NOT NULL DEFAULT '',
	position @INT NOT NULL DEFAULT 0,
	active @INT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	version @INT NOT NULL DEFAULT 1
) @STRICT;
-- folded, folded_en: the names without capitals, by which facts of imports are known. unit ("g", "bulan|months") is a number's; choices: a line each, "Pedas|Hot".
CREATE TABLE attribute (
	id @ID,
	code TEXT NOT NULL DEFAULT '',
	kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'choice', 'flag')),
	name TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	folded TEXT NOT NULL UNIQUE,
	folded_en TEXT NOT NULL DEFAULT '',
	unit TEXT NOT NULL DEFAULT '',
	choices TEXT NOT NULL DEFAULT '',
	filtered @INT NOT NULL DEFAULT 0 CHECK (filtered IN (0, 1)),
	shown @INT NOT NULL DEFAULT 1 CHECK (shown IN (0, 1))
) @STRICT;
CREATE TABLE type_attribute (
	type @INT NOT NULL REFERENCES product_type (id),
	attribute @INT NOT NULL REFERENCES attribute (id),
	position @INT NOT NULL,
	PRIMARY KEY (type, attribute)
) @STRICT;
CREATE INDEX type_attribute_attribute ON type_attribute (attribute);

INSERT INTO product_type (code, name, name_en, permits, position) VALUES ('food', 'Makanan', 'Food', 'pirt,halal,bpom', 1), ('drink', 'Minuman', 'Drink', 'pirt,halal,bpom', 2),
	('clothes', 'Pakaian', 'Clothes', 'sni', 3), ('craft', 'Kerajinan', 'Craft', '', 4);
INSERT INTO attribute (code, kind, name, name_en, folded, folded_en, unit, choices, filtered) VALUES
	('ingredients', 'text', 'Komposisi', 'Ingredients', 'komposisi', 'ingredients', '', '', 0),
	('net_weight', 'number', 'Berat bersih', 'Net weight', 'berat bersih', 'net weight', 'g', '', 1),
	('net_volume', 'number', 'Isi bersih', 'Net volume', 'isi bersih', 'net volume', 'ml', '', 1),
	('taste', 'choice', 'Rasa', 'Taste', 'rasa', 'taste', '', 'Pedas|Hot
Manis|Sweet
Gurih|Savoury
Asin|Salty
Asam|Sour
Pahit|Bitter', 1),
	('storage', 'text', 'Cara simpan', 'Storage', 'cara simpan', 'storage', '', '', 0),
	('allergens', 'text', 'Alergen', 'Allergens', 'alergen', 'allergens', '', '', 0),
	('origin', 'text', 'Asal', 'Made in', 'asal', 'made in', '', '', 1),
	('material', 'text', 'Bahan', 'Material', 'bahan', 'material', '', '', 1),
	('colour', 'text', 'Warna', 'Colour', 'warna', 'colour', '', '', 1),
	('for_whom', 'choice', 'Untuk', 'For', 'untuk', 'for', '', 'Perempuan|Women
Laki-laki|Men
Anak|Children
Semua|Everybody', 1),
	('care', 'text', 'Perawatan', 'Care', 'perawatan', 'care', '', '', 0),
	('measures', 'text', 'Ukuran', 'Measures', 'ukuran', 'measures', '', '', 0),
	('handmade', 'flag', 'Buatan tangan', 'Made by hand', 'buatan tangan', 'made by hand', '', '', 1);
INSERT INTO type_attribute (type, attribute, position) SELECT t.id, a.id, a.id FROM product_type t JOIN attribute a ON
	(t.code = 'food' AND a.code IN ('ingredients', 'net_weight', 'taste', 'storage', 'allergens', 'origin'))
	OR (t.code = 'drink' AND a.code IN ('ingredients', 'net_volume', 'taste', 'storage', 'allergens', 'origin'))
	OR (t.code = 'clothes' AND a.code IN ('material', 'colour', 'for_whom', 'care', 'origin'))
	OR (t.code = 'craft' AND a.code IN ('material', 'measures', 'colour', 'handmade', 'care', 'origin'));

ALTER TABLE product ADD COLUMN type @INT REFERENCES product_type (id);
CREATE INDEX product_type_goods ON product (type);

-- A fact whose name is an attribute's and whose value fits its kind belongs to it; others stay free. value_key tells values apart, the same in both languages: Indonesian, folded; of numbers
-- thousandths in 15 digits, so that they sort; '' none.
ALTER TABLE product_attr ADD COLUMN attribute @INT REFERENCES attribute (id);
ALTER TABLE product_attr ADD COLUMN value_key TEXT NOT NULL DEFAULT '';
CREATE INDEX product_attr_value ON product_attr (attribute, value_key, product);
UPDATE product_attr SET attribute = (SELECT MIN(a.id) FROM product_attr d JOIN attribute a ON a.folded = lower(d.name) AND a.kind = 'text'
	WHERE d.product = product_attr.product AND d.position = product_attr.position AND d.lang = 'id'),
	value_key = COALESCE((SELECT MIN(substr(lower(d.value), 1, 100)) FROM product_attr d JOIN attribute a ON a.folded = lower(d.name) AND a.kind = 'text'
	WHERE d.product = product_attr.product AND d.position = product_attr.position AND d.lang = 'id'), '');

-- The last moments of permits (UTC, from then on over), and how much of that was told: 1 sixty days before, 2 thirty, 3 seven, 4 when it was over. The numbers stand in product.
ALTER TABLE product ADD COLUMN sni TEXT NOT NULL DEFAULT '';
CREATE TABLE product_permit (
	product @INT NOT NULL REFERENCES product (id),
	kind TEXT NOT NULL CHECK (kind IN ('pirt', 'halal', 'bpom', 'sni')),
	until @INT NOT NULL,
	told @INT NOT NULL DEFAULT 0,
	PRIMARY KEY (product, kind)
) @STRICT;
CREATE INDEX product_permit_until ON product_permit (until);

-- The life of goods: a draft appears by itself at publish_at, what is on sale goes into the archive at publish_until; in the trash since trashed_at; merged_into another that its addresses lead to.
ALTER TABLE product ADD COLUMN publish_at @INT;
ALTER TABLE product ADD COLUMN publish_until @INT;
ALTER TABLE product ADD COLUMN trashed_at @INT;
ALTER TABLE product ADD COLUMN merged_into @INT REFERENCES product (id);
CREATE INDEX product_publish_at ON product (publish_at) WHERE publish_at IS NOT NULL;
CREATE INDEX product_publish_until ON product (publish_until) WHERE publish_until IS NOT NULL;
CREATE INDEX product_trashed ON product (trashed_at) WHERE trashed_at IS NOT NULL;
CREATE INDEX product_merged ON product (merged_into) WHERE merged_into IS NOT NULL;

-- Goods that the owner shows with others: what goes with it, what is like it, what is one better.
CREATE TABLE product_link (
	product @INT NOT NULL REFERENCES product (id),
	kind TEXT NOT NULL CHECK (kind IN ('cross', 'related', 'up')),
	position @INT NOT NULL,
	target @INT NOT NULL REFERENCES product (id),
	PRIMARY KEY (product, kind, target)
) @STRICT;
CREATE INDEX product_link_target ON product_link (target);
