/*
 * The trail in words. A row keeps two short JSON objects, before and after; each of their keys has a name (messages audit.key.*) and a way to be said. A key without a name is left out:
 * the page is for shopkeepers, the row itself stays whole in the database.
 */
#include "present/audit.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/js.h"
#include "base/money.h"
#include "base/str.h"
#include "shop/catalog.h"
#include "shop/order.h"
#include "shop/ship.h"
#include "shop/staff.h"

#define CHANGE_MAX 600	/* bytes of a line that says what changed */
#define PRICES_MAX 3	/* prices that are told one by one */

static const char *
message(struct ctx *c, const char *fmt, const char *word)
{
	const char *id = arena_printf(c->arena, fmt, word);

	return i18n_has(id) ? i18n(c->arena, c->lang, id, NULL) : NULL;
}

/* A value that is one of a few words: where its messages stand. */
static const char *
word(struct ctx *c, const char *key, const char *value)
{
	static const struct { const char *key, *fmt; } kinds[] = {
		{ "pay", "order.money.%s" }, { "delivery", "audit.delivery.%s" }, { "status", "audit.status.%s" },
		{ "role", "role.%s" }, { "kind", "stock.kind.%s" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kinds[i].key, key))
			return message(c, kinds[i].fmt, value);
	if (str_eq(key, "setting")) {	/* "tagline.en": the setting and its language */
		const char *dot = strchr(value, '.');

		return message(c, "setting.%s", dot ? arena_mem(c->arena, value, (size_t)(dot - value)) : value);
	}
	return value;
}

/* A value as people say it; NULL when it cannot be said. */
static const char *
said(struct ctx *c, const char *key, const json_t *value)
{
	static const char *const money[] = { "total", "price_first", "price_step" };
	static const char *const yes_no[] = { "active", "cod" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(money); i++)
		if (str_eq(money[i], key) && json_is_integer(value))
			return money_text(c->arena, json_integer_value(value));
	for (i = 0; i < ARRAY_LEN(yes_no); i++)
		if (str_eq(yes_no[i], key))
			return message(c, "audit.%s", json_is_true(value) || json_integer_value(value) ? "yes" : "no");
	if (json_is_string(value))
		return word(c, key, json_string_value(value));
	return json_is_integer(value) ? arena_printf(c->arena, "%lld", (long long)json_integer_value(value)) : NULL;
}

static void
add(struct ctx *c, struct buf *b, const char *key, const char *was, const char *now)
{
	const char *name = message(c, "audit.key.%s", key);

	if (!name || !now)
		return;
	(void)buf_printf(b, "%s%s: %s%s%s", b->len ? " · " : "", name, was ? was : "", was ? " → " : "", now);
}

/* {"12": 8500, …}: the price of each variant that has another one now. */
static void
prices(struct ctx *c, struct buf *b, const json_t *before, json_t *after)
{
	const char *key;
	json_t *now;
	int told = 0;

	json_object_foreach(after, key, now) {
		const json_t *was = json_object_get(before, key);

		if (!json_is_integer(now) || (was && json_equal(was, now)) || told++ >= PRICES_MAX)
			continue;
		add(c, b, "price", json_is_integer(was) ? money_text(c->arena, json_integer_value(was)) : NULL,
		    money_text(c->arena, json_integer_value(now)));
	}
	if (told > PRICES_MAX)
		(void)buf_str(b, " …");
}

const char *
present_audit_change(struct ctx *c, const struct audit_row *a)
{
	const char *why, *key;
	json_t *before = a->before ? js_parse(c->arena, a->before, strlen(a->before), &why) : NULL;
	json_t *after = a->after ? js_parse(c->arena, a->after, strlen(a->after), &why) : NULL, *now;
	struct buf b;

	buf_init(&b, c->arena, CHANGE_MAX);
	json_object_foreach(after, key, now) {
		const json_t *was = json_object_get(before, key);

		if (was && json_equal(was, now))
			continue;
		if (json_is_object(now))
			prices(c, &b, was, now);
		else
			add(c, &b, key, was ? said(c, key, was) : NULL, said(c, key, now));
	}
	return b.s;
}

const char *
present_audit_object(struct ctx *c UNUSED, const struct audit_row *a)
{
	return a->object_id <= 0 || str_eq(a->act, "login") ? "" : a->thing;
}
