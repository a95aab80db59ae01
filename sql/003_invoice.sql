-- Invoices: one for an order, numbered without gaps within the year; the shop stands on it as it was called on that day. The last number of a year is the counter row 'invoice.YYYY'.
CREATE TABLE invoice (
	id @ID,
	orders @INT NOT NULL UNIQUE REFERENCES orders (id),
	year @INT NOT NULL,
	seq @INT NOT NULL CHECK (seq > 0),
	number TEXT NOT NULL UNIQUE,
	at @INT NOT NULL,
	day @INT NOT NULL,
	shop_name TEXT NOT NULL,
	shop_address TEXT NOT NULL,
	shop_phone TEXT NOT NULL,
	shop_nib TEXT NOT NULL,
	UNIQUE (year, seq)
) @STRICT;
