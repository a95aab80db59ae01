-- Print runs (shop/kit.h): price lists and leaflets that were made, with what a code on them leads back to. Goods, links and drawn files may go before the run does.
CREATE TABLE print_run (
	id @ID,
	kind TEXT NOT NULL CHECK (kind IN ('picture', 'a4', 'a5')),
	lang TEXT NOT NULL,
	title TEXT NOT NULL,
	category @INT NOT NULL,
	goods TEXT NOT NULL,
	goods_n @INT NOT NULL,
	link @INT NOT NULL DEFAULT 0,
	poster @INT NOT NULL DEFAULT 0,
	made_at @INT NOT NULL
) @STRICT;
