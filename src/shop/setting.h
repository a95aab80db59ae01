/* The shop's own data: what the shopkeeper changes (name, address, hours, WhatsApp, deadlines). One row a name, typed by the table in setting.c. */
#ifndef SHOP_SETTING_H
#define SHOP_SETTING_H

#include "base/ctx.h"

/* The shop as pages and mails show it; texts in c->lang. Lives in c->arena. */
struct shop {
	const char *name, *tagline, *story;
	const char *address, *maps_url;
	const char *whatsapp;		/* +62… or "" */
	const char *nib;
	const char *email, *notify_email;	/* where answers go; who is told of a new order; or "" */
	const char *timezone;		/* Asia/Jakarta, … */
	const char *order_prefix;
	const char *hours;		/* "1-6 08:00-17:00; 7 closed": see shop_open_state */
	const char *dispatch;		/* "kirim Selasa & Jumat" */
	const char *hero;		/* media hash or "" */
	int64_t pay_hours;		/* deadline of a transfer, hours */
	int64_t proof_days;		/* photos of transfers are kept so long after their order is closed */
	int64_t cod_max;		/* rupiah; 0: no limit */
	int64_t pack_g;			/* packing weight per order, grams */
	int64_t transfer_on, cod_on;	/* payment methods offered */
	int64_t totp_on;		/* owners and admins need a code from their phone, too */
	int64_t promo;			/* product id or 0 */
	int64_t version;		/* moves with every change of any of these */
};
const struct shop *shop_get(struct ctx *);

/*
 * Open now? Until or from when, as minutes of the local day (1440: midnight; -1: it stays closed all week); *next_at: UTC second at which this answer changes
 * (a week ahead when it never does). Hours are parts with ';' between: days (1 Monday … 7 Sunday, "1-6", "1,3,5"), a blank, then "closed" or times of the local day
 * with ',' between ("08:00-12:00,13:00-17:00", ending at 24:00 at the latest). A later part overrides an earlier one; days not named are closed.
 */
enum shop_state { SHOP_OPEN, SHOP_CLOSED, SHOP_NO_HOURS };
enum shop_state shop_open_state(const struct shop *, int64_t now, int *until_minute, int64_t *next_at);

/* The openings of a weekday (1 Monday … 7 Sunday) in minutes of the day, in order; returns how many, 0 closed, -1 when the hours cannot be read. */
#define SHOP_SPANS_MAX 4
struct shop_span { int from, to; };
int shop_hours_of(const char *hours, int weekday, struct shop_span out[SHOP_SPANS_MAX]);

/* One row of the table in setting.c, for the settings page too: its label is the message "setting.<name>", the sentence under the field
 * "setting.<name>.help". */
enum setting_type {
	SETTING_TEXT, SETTING_LINES,	/* min..max code points */
	SETTING_INT, SETTING_MONEY,	/* min..max; stored as digits */
	SETTING_BOOL,			/* 0 or 1 */
	SETTING_PHONE,			/* "" or E.164: +628123456789 */
	SETTING_EMAIL,			/* "" or a mail address */
	SETTING_URL,			/* "" or one address, http or https */
	SETTING_HOURS,			/* "" or as shop_open_state reads it */
	SETTING_TIMEZONE,		/* one of setting_timezones */
	SETTING_PREFIX,			/* 1..5 of A-Z */
	SETTING_DIGITS,			/* "" or min..max digits */
	SETTING_HASH			/* "" or a media hash */
};
struct setting_row {
	const char *name;
	enum setting_type type;
	bool per_lang;			/* a value for "id" and one for "en" */
	int64_t min, max;
	const char *def;
	size_t field;			/* offset in struct shop: setting.c's own business */
};
const struct setting_row *setting_rows(size_t *n);
/* Ends with NULL. */
extern const char *const setting_timezones[];

/* Raw access for the settings page, demo and import. Names: see setting.c; unknown names are a BUG. Texts per language: "tagline" + lang. */
const char *setting_get(struct ctx *, const char *name, const char *lang);
enum setting_put { SETTING_OK, SETTING_BAD };
/* BAD: the value does not fit the row's type and range. Bumps the shop's version. lang NULL for settings without language. */
MUST_USE enum setting_put setting_put(struct ctx *, const char *name, const char *lang, const char *value);

/* Versions for ETags: counter rows "shop" and "catalog". */
int64_t setting_version(struct ctx *, const char *counter);
void setting_bump(struct ctx *, const char *counter);
/* "catalog" moves for what is shown of this one product (price, texts, stock, pieces sold, but not whether it is shown at all): what is kept of others still holds. */
void setting_bump_product(struct ctx *, int64_t product);

#endif
