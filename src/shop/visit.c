/*
 * From a line of nginx's to a counted visit. What is read here comes from strangers: address, browser and the words of an address are used for the hash and for one of our own words, then they are
 * gone; only a path of nginx's own list of pages is kept.
 */
#include "shop/visit.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
#include "db/db.h"
#include "http/url.h"
#include "shop/link.h"

#define SALT_MAX 200
#define CHANNELS 9

const char *const visit_channels[CHANNELS + 1] = { "facebook", "instagram", "whatsapp", "tiktok", "google", "print", "other", "site", "direct", NULL };

enum { Q_ROOM, Q_PUT, Q_AGAIN, Q_LAST, Q_FORGET_SUMS, Q_SUMS, Q_PRUNE, Q_ONLINE, Q_ON };

/* $11: how sure the source is. The newest link counts; a hint only where nothing was known. */
#define NEWER(column) #column " = CASE WHEN $11 = 2 OR ($11 = 1 AND visit.link = 0 AND visit.channel = 'direct') THEN "
#define ENGAGED "CASE WHEN views > 1 OR last_at - first_at >= " VISIT_ENGAGED " THEN 1 ELSE 0 END"

static const struct db_stmt q[] = {
	[Q_ROOM] = SQL("visit.room", "SELECT COUNT(*) FROM visit WHERE day = $1"),
	[Q_PUT] = SQL("visit.put",
	    "INSERT INTO visit (day, visitor, first_at, last_at, channel, link, campaign, path, views, carted)"
	    " SELECT $1, $2, CAST($3 AS BIGINT), CAST($4 AS BIGINT), $5, CAST($6 AS BIGINT), CAST($7 AS BIGINT), $8, CAST($9 AS BIGINT), CAST($10 AS BIGINT) WHERE $11 >= 0"
	    " ON CONFLICT (day, visitor) DO UPDATE SET last_at = CASE WHEN excluded.last_at > visit.last_at THEN excluded.last_at ELSE visit.last_at END,"
	    " path = CASE WHEN visit.views = 0 THEN excluded.path ELSE visit.path END, views = visit.views + excluded.views, carted = CASE WHEN visit.carted = 1 THEN 1 ELSE excluded.carted END,"
	    " " NEWER(channel) "excluded.channel ELSE visit.channel END, " NEWER(link) "excluded.link ELSE visit.link END, " NEWER(campaign) "excluded.campaign ELSE visit.campaign END"),
	[Q_AGAIN] = SQL("visit.again",
	    "UPDATE visit SET last_at = CASE WHEN $3 > last_at THEN $3 ELSE last_at END, views = views + $4, carted = CASE WHEN carted = 1 THEN 1 ELSE $5 END WHERE day = $1 AND visitor = $2"),
	[Q_LAST] = SQL("visit.last", "SELECT COALESCE(MAX(day), 0) FROM visit_day"),
	[Q_FORGET_SUMS] = SQL("visit.forget_sums", "DELETE FROM visit_day WHERE day = $1 AND EXISTS (SELECT 1 FROM visit WHERE day = $1)"),
	[Q_SUMS] = SQL("visit.sums",
	    "INSERT INTO visit_day (day, channel, link, campaign, visits, engaged, carted, views)"
	    " SELECT day, channel, link, campaign, COUNT(*), CAST(SUM(" ENGAGED ") AS BIGINT), CAST(SUM(carted) AS BIGINT), CAST(SUM(views) AS BIGINT)"
	    " FROM visit WHERE day >= $1 AND day < $2 GROUP BY day, channel, link, campaign"),
	[Q_PRUNE] = SQL("visit.prune", "DELETE FROM visit WHERE day < $1"),
	[Q_ONLINE] = SQL("visit.online",
	    "SELECT channel, COUNT(*) FROM visit WHERE day >= $1 AND last_at > $2 AND last_at <= $3 GROUP BY channel ORDER BY COUNT(*) DESC, channel"),
	[Q_ON] = SQL("visit.on", "SELECT COUNT(*) FROM visit WHERE day = $1"),
};
DB_TABLE(q);

/* --- reading --- */

/* Parts of what programs call themselves. A phone's browser has none of them. */
static const char *const machines[] = {
	"crawl", "spider", "slurp", "facebookexternalhit", "facebookcatalog", "meta-external", "whatsapp/", "preview", "scrap", "curl", "wget", "python", "java/", "okhttp", "go-http", "libwww", "perl",
	"ruby", "php", "http-client", "httpclient", "apache-", "axios", "node", "postman", "headless", "phantom", "selenium", "lighthouse", "pagespeed", "monitor", "uptime", "pingdom", "check_http",
	"nagios", "zabbix", "scan", "nmap", "masscan", "zgrab", "fetch", "feed", "mediapartners", "google-read", "google-inspection", "favicon", "validator", "archive", "wordpress", "dataprovider",
};

/* "bot" tells most of them; Cubot makes phones. */
static bool
is_machine(const char *agent)
{
	for (const char *s = strstr(agent, "bot"); s; s = strstr(s + 1, "bot"))
		if (s - agent < 2 || strncmp(s - 2, "cu", 2) != 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (strstr(agent, machines[i]))
			return true;
	return strlen(agent) < 12;	/* no browser says so little of itself */
}

/* host is the domain, or below it. */
static bool
within(const char *host, const char *domain)
{
	return str_eq(host, domain) || (str_ends(host, domain) && strlen(host) > strlen(domain) && host[strlen(host) - strlen(domain) - 1] == '.');
}

static bool
is_ours(struct arena *a, const char *host, const char *ours)
{
	const char **at = str_split(a, ours, ' ', NULL);

	for (; *at; at++) {
		const char *name = strstr(*at, "://");
		size_t n = name ? strcspn(name + 3, ":/") : 0;

		if (n > 0 && n == strlen(host) && strncmp(name + 3, host, n) == 0)
			return true;
	}
	return false;
}

/* Of the page before; NULL: none, or ours. Apps name themselves like com.whatsapp. */
static const char *
of_host(struct arena *a, const char *host, const char *ours)
{
	static const struct { const char *domain, *channel; } known[] = {
		{ "facebook.com", "facebook" }, { "fb.com", "facebook" }, { "fb.me", "facebook" }, { "messenger.com", "facebook" }, { "com.facebook.katana", "facebook" }, { "com.facebook.lite", "facebook" },
		{ "com.facebook.orca", "facebook" }, { "instagram.com", "instagram" }, { "com.instagram.android", "instagram" }, { "whatsapp.com", "whatsapp" }, { "wa.me", "whatsapp" },
		{ "com.whatsapp", "whatsapp" }, { "com.whatsapp.w4b", "whatsapp" }, { "tiktok.com", "tiktok" }, { "com.zhiliaoapp.musically", "tiktok" }, { "com.ss.android.ugc.trill", "tiktok" },
		{ "google.com", "google" }, { "google.co.id", "google" }, { "com.google.android.googlequicksearchbox", "google" },
	};

	if (str_empty(host) || is_ours(a, host, ours))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (within(host, known[i].domain))
			return known[i].channel;
	return str_starts(host, "www.google.") ? "google" : "site";
}

/* Of utm_source, as people and houses write it; NULL: nothing said. */
static const char *
of_word(const char *word)
{
	static const struct { const char *word, *channel; } known[] = {
		{ "fb", "facebook" }, { "ig", "instagram" }, { "wa", "whatsapp" }, { "meta", "facebook" }, { "an", "facebook" }, { "msg", "facebook" }, { "qr", "print" },
	};

	if (str_empty(word))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(word, known[i].word))
			return known[i].channel;
	for (size_t i = 0; link_channels[i]; i++)
		if (str_eq(word, link_channels[i]))
			return visit_channels[i];
	return "other";
}

/* Pages that open inside an app often name no page before. */
static const char *
of_app(const char *agent)
{
	if (strstr(agent, "instagram"))
		return "instagram";
	if (strstr(agent, "fban/") || strstr(agent, "fbav/") || strstr(agent, "fb_iab"))
		return "facebook";
	return strstr(agent, "tiktok") || strstr(agent, "musical_ly") || strstr(agent, "bytedancewebview") ? "tiktok" : NULL;
}

/* A code of links: letters and digits alone. */
static bool
code_fits(const char *code)
{
	size_t n = strlen(code);

	return n > 0 && n <= LINK_CODE_MAX && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == n;
}

/* The code in "/s/CODE", "/en/s/CODE"; "": none. */
static const char *
code_of_path(const char *path)
{
	const char *s = str_starts(path, "/en/") ? path + 3 : path;

	return str_starts(s, "/s/") ? s + 3 : "";
}

static void
find_source(struct arena *a, const json_t *line, const char *path, const char *agent, const char *ours, struct visit_hit *h)
{
	const char *codes[] = { code_of_path(path), js_get(line, "c"), js_get(line, "f") };
	const char *channel = of_word(str_lower(a, js_get(line, "s")));
	size_t i;

	channel = channel ? channel : of_host(a, str_lower(a, js_get(line, "r")), ours);
	channel = channel ? channel : of_app(agent);
	h->channel = channel ? channel : "direct";
	h->source = channel ? VISIT_HINT : VISIT_NOWHERE;
	for (i = 0; i < ARRAY_LEN(codes) && !code_fits(codes[i]); i++)
		;
	if (i < ARRAY_LEN(codes)) {
		(void)memcpy(h->code, codes[i], strlen(codes[i]) + 1);
		h->source = VISIT_BY_LINK;
	}
	if (!str_int(js_get(line, "m"), 1, INT32_MAX, &h->campaign))
		h->campaign = 0;
}

bool
visit_read(struct arena *a, const char *datagram, size_t n, const char *salt, const char *ours, struct visit_hit *h, struct search_ask *ask)
{
	const char *text = n > 0 && n <= VISIT_MAX ? memchr(datagram, '{', n) : NULL, *why, *event, *path, *agent, *who;
	const json_t *line = text ? js_parse(a, text, n - (size_t)(text - datagram), &why) : NULL;

	*h = (struct visit_hit){ .channel = "direct" };
	*ask = (struct search_ask){ .hits = -1 };
	if (!line)
		return false;
	event = js_get(line, "e");
	path = js_get(line, "p");
	agent = str_lower(a, js_get(line, "u"));
	if (!url_is_local(path) || strlen(path) >= sizeof(h->path) || str_empty(js_get(line, "a")) || is_machine(agent))
		return false;
	if (str_eq(event, "view"))
		h->views = 1;
	else if (str_eq(event, "cart"))
		h->carted = true;
	else if (!str_eq(event, "link") && !str_eq(event, "led"))
		return false;
	(void)memcpy(h->path, path, strlen(path) + 1);
	find_source(a, line, path, agent, ours, h);
	who = arena_printf(a, "%s\n%s", js_get(line, "a"), agent);
	who = crypt_mac(a, salt, who, strlen(who));
	(void)memcpy(h->visitor, who, sizeof(h->visitor) - 1);
	if (!str_empty(js_get(line, "q")))
		(void)!search_log_read(a, js_get(line, "q"), js_get(line, "n"), ask);
	return true;
}

void
visit_merge(struct visit_hit *h, const struct visit_hit *next)
{
	if (h->views == 0)
		(void)memcpy(h->path, next->path, sizeof(h->path));
	h->views += next->views;
	h->carted = h->carted || next->carted;
	if (next->source != VISIT_BY_LINK && next->source <= h->source)
		return;
	h->source = next->source;
	h->channel = next->channel;
	h->campaign = next->campaign;
	(void)memcpy(h->code, next->code, sizeof(h->code));
}

/* --- the salt --- */

const char *
visit_salt(struct ctx *c, int64_t day)
{
	const char *file = arena_printf(c->arena, "%s/visit.salt", c->conf->data), *mark = arena_printf(c->arena, "%lld ", (long long)day), *text;
	size_t n;

	text = file_read(c->arena, file, SALT_MAX, &n);
	if (text && str_starts(text, mark) && n > strlen(mark) + 40)
		return text;
	text = arena_printf(c->arena, "%s%s", mark, crypt_token(c->arena, 32));
	/* Where it can't be written the day has a new one with each start: some are counted twice, nobody is known. */
	(void)!file_write(file, text, strlen(text), 0600);
	return text;
}

/* --- writing --- */

static void
write_one(struct ctx *c, int64_t day, int64_t at, const struct visit_hit *h)
{
	const struct link *l = h->source == VISIT_BY_LINK ? link_find(c, h->code) : NULL;
	enum visit_source source = l ? VISIT_BY_LINK : str_eq(h->channel, "direct") ? VISIT_NOWHERE : VISIT_HINT;

	db_exec(c, &q[Q_PUT], DB_I(day), DB_T(h->visitor), DB_I(at), DB_I(at), DB_T(l ? l->channel : h->channel), DB_I(l ? l->id : 0), DB_I(l ? l->campaign : h->campaign), DB_T(h->path),
	    DB_I(h->views), DB_I(h->carted), DB_I(source));
}

void
visit_write(struct ctx *c, int64_t day, int64_t at, const struct visit_hit *hits, size_t n)
{
	bool room = db_one_int(c, 0, &q[Q_ROOM], DB_I(day)) + (int64_t)n <= VISIT_DAY_MOST;

	for (size_t i = 0; i < n; i++) {
		if (room)
			write_one(c, day, at, &hits[i]);
		else
			db_exec(c, &q[Q_AGAIN], DB_I(day), DB_T(hits[i].visitor), DB_I(at), DB_I(hits[i].views), DB_I(hits[i].carted));
	}
}

int64_t
visit_close(struct ctx *c, int64_t today)
{
	int64_t last = db_one_int(c, 0, &q[Q_LAST]);

	/* The last day once more: what was on the way at midnight is in it now. */
	if (db_exec(c, &q[Q_FORGET_SUMS], DB_I(last)) == 0)
		last++;
	db_exec(c, &q[Q_SUMS], DB_I(last), DB_I(today));
	return db_exec(c, &q[Q_PRUNE], DB_I(today - VISIT_ROWS_DAYS));
}

struct visit_count *
visit_online(struct ctx *c, int64_t now, int64_t today, size_t *n)
{
	struct visit_count *rows = arena_new_n(c->arena, CHANNELS, struct visit_count);
	struct db_rows r = db_query(c, &q[Q_ONLINE], DB_I(today - 1), DB_I(now - VISIT_ONLINE_S), DB_I(now));

	for (*n = 0; *n < CHANNELS && db_next(&r); ++*n) {
		rows[*n].channel = db_str(&r);
		rows[*n].n = db_int(&r);
	}
	db_done(&r);
	return rows;
}

int64_t
visit_on(struct ctx *c, int64_t day)
{
	return db_one_int(c, 0, &q[Q_ON], DB_I(day));
}
