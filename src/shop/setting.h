/* The shop's own data: what the shopkeeper changes (name, address, hours, WhatsApp, deadlines). One row a name, typed by the table in setting.c. */
#ifndef SHOP_SETTING_H
#define SHOP_SETTING_H

#include "base/ctx.h"

/* The shop as pages and mails show it; texts in c->lang. Lives in c->arena. */
struct shop {
	const char *name, *tagline, *story;
	const char *address, *postcode, *maps_url;
	int64_t district;		/* region code, 0 unknown */
	const char *whatsapp;		/* +62… or "" */
	const char *email, *nib;
	const char *timezone;		/* Asia/Jakarta, … */
	const char *order_prefix;
	const char *hours;		/* "1-6 08:00-17:00; 7 closed": see shop_open_state */
	const char *dispatch;		/* "kirim Selasa & Jumat" */
	const char *accent;		/* #RRGGBB */
	const char *hero;		/* media hash or "" */
	int64_t pay_hours;		/* deadline of a transfer, hours */
	int64_t cod_max;		/* rupiah; 0: no limit */
	int64_t pack_g;			/* packing weight per order, grams */
	int64_t transfer_on, cod_on;	/* payment methods offered */
	int64_t promo;			/* product id or 0 */
	int64_t version;		/* moves with every change of any of these */
};
const struct shop *shop_get(struct ctx *);

/* Open now? Until or from when, as minutes of the local day; *next_at: UTC second at which this answer changes. */
enum shop_state { SHOP_OPEN, SHOP_CLOSED, SHOP_NO_HOURS };
enum shop_state shop_open_state(const struct shop *, int64_t now, int *until_minute, int64_t *next_at);

/* Raw access for the settings page, demo and import. Names: see setting.c; unknown names are a BUG. Texts per language: "tagline" + lang. */
const char *setting_get(struct ctx *, const char *name, const char *lang);
enum setting_put { SETTING_OK, SETTING_BAD };
/* BAD: the value does not fit the row's type and range. Bumps the shop's version. lang NULL for settings without language. */
MUST_USE enum setting_put setting_put(struct ctx *, const char *name, const char *lang, const char *value);

/* Versions for ETags: counter rows "shop" and "catalog". */
int64_t setting_version(struct ctx *, const char *counter);
void setting_bump(struct ctx *, const char *counter);

#endif
