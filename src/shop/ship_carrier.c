/*
 * The usual rounding rules of couriers, as a beginning: the owner's own numbers win, since rules change and differ by town. At least 1 kg, then started
 * kilograms, of which 300 g may be over: JNE says so itself, of J&T, SiCepat and TIKI trade sites do. Of the others no tolerance is known, so none is
 * given: that can only be dearer for the buyer than the counter, never for the shop. Size counts at 6,000 cm³ a kilogram (JNE and Lion Parcel by their
 * own pages); J&T Cargo counts 5,000, a first price for 11 kg, and each gram beyond.
 */
#include "shop/ship.h"

#include "base/str.h"

#define KG 1000
#define BY_KG(word, name, services, tolerance) { word, name, services, KG, KG, tolerance, 6000, false }

const struct ship_carrier ship_carriers[] = {
	BY_KG("jne", "JNE", "REG, OKE, YES, CTC, JTR", 300),
	BY_KG("jnt", "J&T Express", "EZ, ECO, SUPER", 300),
	BY_KG("sicepat", "SiCepat", "REG, BEST, HALU, GOKIL", 300),
	BY_KG("pos", "Pos Indonesia", "Reguler, Nextday, Ekonomi", 0),
	BY_KG("tiki", "TIKI", "REG, ONS, ECO", 300),
	BY_KG("anteraja", "AnterAja", "REG, NEXT", 0),
	BY_KG("ninja", "Ninja Xpress", "Standard", 0),
	BY_KG("lion", "Lion Parcel", "REGPACK, JAGOPACK, ONEPACK", 0),
	BY_KG("ide", "ID Express", "Lite, STD", 0),
	BY_KG("wahana", "Wahana", "", 0),
	{ "jntcargo", "J&T Cargo", "", 11 * KG, KG, 0, 5000, true },
	{ NULL, NULL, NULL, 0, 0, 0, 0, false },
};

const struct ship_carrier *
ship_carrier(const char *word)
{
	const struct ship_carrier *c;

	for (c = ship_carriers; c->word; c++)
		if (str_eq_nocase(c->word, word) || str_eq_nocase(c->name, word))
			return c;
	return NULL;
}
