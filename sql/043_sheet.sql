-- A change of many goods at once (shop/sheet.h): looked at first (done_at 0), then applied, and perhaps taken back. choice: which goods the page showed, as its address has it; goods, lines: how many products
-- and lines it changed; kept: cells that the taking back left alone, since somebody had changed them.
CREATE TABLE sheet (
	id @ID,
	at @INT NOT NULL,
	staff @INT,
	choice TEXT NOT NULL DEFAULT '',
	done_at @INT NOT NULL DEFAULT 0,
	undone_at @INT NOT NULL DEFAULT 0,
	goods @INT NOT NULL DEFAULT 0,
	kept @INT NOT NULL DEFAULT 0
) @STRICT;
CREATE INDEX sheet_at ON sheet (at);

-- One number: what stood there (as it was shown; once applied: as it was), and what shall stand there. variant 0: of the product itself. No price is 0; status: 0 draft, 1 active, 2 archived.
-- sale_from, sale_to: of a sale price that was taken away. state: '' asked, done, left (not applied), back (taken back), kept (not taken back).
CREATE TABLE sheet_cell (
	sheet @INT NOT NULL REFERENCES sheet (id),
	product @INT NOT NULL,
	variant @INT NOT NULL,
	what TEXT NOT NULL CHECK (what IN ('price', 'compare', 'sale', 'stock', 'weight', 'status')),
	was @INT NOT NULL,
	now @INT NOT NULL,
	sale_from @INT NOT NULL DEFAULT 0,
	sale_to @INT NOT NULL DEFAULT 0,
	state TEXT NOT NULL DEFAULT '' CHECK (state IN ('', 'done', 'left', 'back', 'kept')),
	PRIMARY KEY (sheet, product, variant, what)
) @STRICT;
