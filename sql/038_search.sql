-- What the search knows besides terms. search_near: words of names, categories and facts under themselves, without one of their letters each, and under their consonants ("~krpk"), so that a slip finds
-- what was meant. All products are due to be looked over, since weights are counted otherwise from now on.
CREATE TABLE search_near (
	near TEXT NOT NULL,
	word TEXT NOT NULL,
	PRIMARY KEY (near, word)
) @STRICT;
INSERT INTO search_due (product) SELECT id FROM product WHERE id NOT IN (SELECT product FROM search_due);
INSERT INTO synonym (words, updated_at) VALUES ('ulang tahun, ultah, birthday', 0), ('papan tulis, whiteboard', 0), ('edukasi, edukatif, educational', 0), ('lebaran, idul fitri, eid', 0), ('seragam, uniform', 0),
	('al quran, alquran, quran', 0), ('perhiasan, jewelry', 0), ('emas, gold, logam mulia', 0), ('perak, silver', 0), ('kandang, cage', 0), ('tenda, tent', 0), ('matras, mattress, kasur', 0), ('kain, fabric', 0), ('benang, thread', 0), ('jarum, needle', 0), ('kancing, button', 0), ('sikat, brush', 0), ('timbangan, scale', 0);
