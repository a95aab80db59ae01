-- Categories in a change of many goods. place: that the goods had in a category that they left (-1 none); already: they stood in the new one before, and stay there when it is taken back.
CREATE TABLE sheet_cell_anew (
	sheet @INT NOT NULL REFERENCES sheet (id),
	product @INT NOT NULL,
	variant @INT NOT NULL,
	what TEXT NOT NULL CHECK (what IN ('price', 'compare', 'sale', 'stock', 'weight', 'status', 'category')),
	was @INT NOT NULL,
	now @INT NOT NULL,
	sale_from @INT NOT NULL DEFAULT 0,
	sale_to @INT NOT NULL DEFAULT 0,
	place @INT NOT NULL DEFAULT -1,
	already @INT NOT NULL DEFAULT 0 CHECK (already IN (0, 1)),
	state TEXT NOT NULL DEFAULT '' CHECK (state IN ('', 'done', 'left', 'back', 'kept')),
	PRIMARY KEY (sheet, product, variant, what)
) @STRICT;
INSERT INTO sheet_cell_anew (sheet, product, variant, what, was, now, sale_from, sale_to, state) SELECT sheet, product, variant, what, was, now, sale_from, sale_to, state FROM sheet_cell;
DROP TABLE sheet_cell;
ALTER TABLE sheet_cell_anew RENAME TO sheet_cell;
