/*
 * Calls of the Graph API. What an answer means stands in one table, by code and subcode; texts of errors are never branched on. A call that makes something visible is unclear unless the answer says
 * plainly that nothing was made: no answer, a broken one, a page of HTML, codes 1 and 2 have all been seen after a post had appeared.
 */
#include "channel/graph.h"

#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"

#define ANSWER_BYTES ((size_t)2 << 20)
#define URL_BYTES 1900
#define QUIET_S 30
#define UPLOAD_S 60
#define VISIBLE_S 90
#define DETAIL_MAX 300
#define TOKEN_MAX 1000
#define ANY (-1000)
#define HOUR 3600
#define DAY (24 * HOUR)
#define NEVER_SLOWER DAY	/* longer waits are not believed */

/* --- what answers mean --- */

enum { LIMIT = 1, DUPLICATE = 2, REST = 4 };

/* quiet: of a call that makes nothing visible; visible: of one that may have. A row with a subcode is looked for first, then one of the code alone. */
static const struct rule {
	int code, subcode;
	enum social_class quiet, visible;
	const char *why;	/* social.why.<why> */
	int64_t wait_s, most;
	unsigned flags;
} rules[] = {
	/* Facebook, by subcode */
	{ 368, 1390008, SOCIAL_HOLD, SOCIAL_HOLD, "fast", 6 * HOUR, 0, 0 },
	{ ANY, 1404082, SOCIAL_FIX, SOCIAL_UNSURE, "duplicate", 0, 0, DUPLICATE },
	{ ANY, 1366051, SOCIAL_FIX, SOCIAL_UNSURE, "duplicate", 0, 0, DUPLICATE },
	{ ANY, 4854002, SOCIAL_HOLD, SOCIAL_HOLD, "identity", 0, 0, 0 },
	{ ANY, 1346003, SOCIAL_FIX, SOCIAL_FIX, "policy", 0, 0, 0 },
	{ ANY, 1404102, SOCIAL_FIX, SOCIAL_FIX, "policy", 0, 0, 0 },
	{ ANY, 1404006, SOCIAL_HOLD, SOCIAL_HOLD, "identity", 0, 0, 0 },
	{ ANY, 1404112, SOCIAL_HOLD, SOCIAL_HOLD, "limited", DAY, 0, 0 },
	{ ANY, 1404078, SOCIAL_HOLD, SOCIAL_HOLD, "publisher", 0, 0, 0 },
	{ ANY, 1366046, SOCIAL_FIX, SOCIAL_FIX, "picture", 0, 0, 0 },
	{ ANY, 2069019, SOCIAL_FIX, SOCIAL_FIX, "picture", 0, 0, 0 },
	{ ANY, 1609008, SOCIAL_FIX, SOCIAL_FIX, "link", 0, 0, 0 },
	{ ANY, 2061006, SOCIAL_FIX, SOCIAL_FIX, "link", 0, 0, 0 },
	{ ANY, 1349125, SOCIAL_FIX, SOCIAL_FIX, "content", 0, 0, 0 },
	{ ANY, 1363047, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 },
	{ ANY, 1609010, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 },
	/* Instagram, by subcode */
	{ ANY, 2207003, SOCIAL_WAIT, SOCIAL_NEW, "fetch", 120, 6, 0 },
	{ ANY, 2207020, SOCIAL_NEW, SOCIAL_NEW, "expired", 0, 0, 0 },
	{ ANY, 2207001, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 },
	{ ANY, 2207032, SOCIAL_WAIT, SOCIAL_NEW, "server", 0, 6, 0 },
	{ ANY, 2207053, SOCIAL_NEW, SOCIAL_NEW, "server", 0, 0, 0 },
	{ 4, 2207051, SOCIAL_HOLD, SOCIAL_UNSURE, "spam", DAY, 0, REST },
	{ ANY, 2207042, SOCIAL_WAIT, SOCIAL_WAIT, "quota", HOUR, 0, LIMIT },
	{ 24, 2207006, SOCIAL_NEW, SOCIAL_NEW, "expired", 0, 0, 0 },
	{ 24, 2207008, SOCIAL_AGAIN, SOCIAL_AGAIN, "busy", 30, 0, 0 },
	{ ANY, 2207050, SOCIAL_HOLD, SOCIAL_HOLD, "restricted", 0, 0, 0 },
	{ ANY, 2207023, SOCIAL_FIX, SOCIAL_FIX, "content", 0, 0, 0 },
	{ ANY, 2207028, SOCIAL_FIX, SOCIAL_FIX, "carousel", 0, 0, 0 },
	{ ANY, 2207040, SOCIAL_FIX, SOCIAL_FIX, "tags", 0, 0, 0 },
	{ ANY, 2207026, SOCIAL_FIX, SOCIAL_FIX, "picture", 0, 0, 0 },
	{ 9004, 2207052, SOCIAL_WAIT, SOCIAL_NEW, "fetch", 120, 3, 0 },
	{ 9007, 2207027, SOCIAL_AGAIN, SOCIAL_AGAIN, "busy", 5, 0, 0 },
	{ ANY, 2207004, SOCIAL_FIX, SOCIAL_FIX, "picture_size", 0, 0, 0 },
	{ ANY, 2207005, SOCIAL_FIX, SOCIAL_FIX, "picture", 0, 0, 0 },
	{ ANY, 2207009, SOCIAL_FIX, SOCIAL_FIX, "picture_ratio", 0, 0, 0 },
	{ ANY, 2207010, SOCIAL_FIX, SOCIAL_FIX, "caption", 0, 0, 0 },
	{ ANY, 2207077, SOCIAL_NEW, SOCIAL_NEW, "fetch", 0, 0, 0 },
	{ ANY, 2207082, SOCIAL_NEW, SOCIAL_NEW, "fetch", 0, 0, 0 },
	/* by code and subcode */
	{ 100, 33, SOCIAL_WAIT, SOCIAL_NEW, "gone", 30, 6, 0 },
	{ 190, 458, SOCIAL_REAUTH, SOCIAL_REAUTH, "removed", 0, 0, 0 },
	{ 190, 459, SOCIAL_REAUTH, SOCIAL_REAUTH, "identity", 0, 0, 0 },
	{ 190, 460, SOCIAL_REAUTH, SOCIAL_REAUTH, "password", 0, 0, 0 },
	{ 190, 463, SOCIAL_REAUTH, SOCIAL_REAUTH, "token_old", 0, 0, 0 },
	{ 190, 492, SOCIAL_REAUTH, SOCIAL_REAUTH, "role", 0, 0, 0 },
	/* by code */
	{ -1, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 },
	{ -2, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 },
	{ 1, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 },
	{ 2, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 },
	{ 3, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "app", 0, 0, 0 },
	{ 4, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace", HOUR, 0, LIMIT },
	{ 9, 0, SOCIAL_WAIT, SOCIAL_WAIT, "quota", HOUR, 0, LIMIT },
	{ 10, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "scope", 0, 0, 0 },
	{ 17, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace", HOUR, 0, LIMIT },
	{ 24, 0, SOCIAL_NEW, SOCIAL_NEW, "expired", 0, 0, 0 },
	{ 25, 0, SOCIAL_HOLD, SOCIAL_HOLD, "restricted", 0, 0, 0 },
	{ 31, 0, SOCIAL_FIX, SOCIAL_FIX, "content", 0, 0, 0 },
	{ 32, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace", HOUR, 0, LIMIT },
	{ 100, 0, SOCIAL_FIX, SOCIAL_FIX, "content", 0, 0, 0 },
	{ 101, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "app", 0, 0, 0 },
	{ 102, 0, SOCIAL_REAUTH, SOCIAL_REAUTH, "token", 0, 0, 0 },
	{ 104, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "app", 0, 0, 0 },
	{ 190, 0, SOCIAL_REAUTH, SOCIAL_REAUTH, "token", 0, 0, 0 },
	{ 240, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "scope", 0, 0, 0 },
	{ 324, 0, SOCIAL_FIX, SOCIAL_FIX, "picture", 0, 0, 0 },
	{ 341, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace", HOUR, 0, LIMIT },
	{ 352, 0, SOCIAL_FIX, SOCIAL_FIX, "picture", 0, 0, 0 },
	{ 368, 0, SOCIAL_HOLD, SOCIAL_HOLD, "limited", DAY, 0, 0 },
	{ 506, 0, SOCIAL_FIX, SOCIAL_UNSURE, "duplicate", 0, 0, DUPLICATE },
	{ 613, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace", HOUR, 0, LIMIT },
	{ 1609005, 0, SOCIAL_WAIT, SOCIAL_WAIT, "link", 300, 2, 0 },
	{ 2635, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "version", 0, 0, 0 },
	{ 9004, 0, SOCIAL_WAIT, SOCIAL_NEW, "fetch", 120, 3, 0 },
	{ 9007, 0, SOCIAL_AGAIN, SOCIAL_AGAIN, "busy", 5, 0, 0 },
	{ 36000, 0, SOCIAL_FIX, SOCIAL_FIX, "picture_size", 0, 0, 0 },
	{ 36001, 0, SOCIAL_FIX, SOCIAL_FIX, "picture", 0, 0, 0 },
	{ 36003, 0, SOCIAL_FIX, SOCIAL_FIX, "picture_ratio", 0, 0, 0 },
	{ 36004, 0, SOCIAL_FIX, SOCIAL_FIX, "caption", 0, 0, 0 },
};
static const struct rule scope_rule = { ANY, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "scope", 0, 0, 0 };
static const struct rule pace_rule = { ANY, 0, SOCIAL_WAIT, SOCIAL_WAIT, "pace", HOUR, 0, LIMIT };
static const struct rule strange_rule = { ANY, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "strange", 0, 6, 0 };
static const struct rule server_rule = { ANY, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "server", 0, 0, 0 };
static const struct rule silent_rule = { ANY, 0, SOCIAL_WAIT, SOCIAL_UNSURE, "no_answer", 0, 0, 0 };
static const struct rule unsent_rule = { ANY, 0, SOCIAL_WAIT, SOCIAL_WAIT, "no_answer", 0, 0, 0 };
static const struct rule proof_rule = { ANY, 0, SOCIAL_CONFIG, SOCIAL_CONFIG, "app", 0, 0, 0 };

static const struct rule *
rule_of(int code, int subcode)
{
	for (size_t i = 0; subcode != 0 && i < ARRAY_LEN(rules); i++)
		if (rules[i].subcode == subcode && (rules[i].code == code || rules[i].code == ANY))
			return &rules[i];
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].subcode == 0 && rules[i].code == code)
			return &rules[i];
	if (code >= 200 && code <= 299)
		return &scope_rule;
	if (code >= 80000 && code <= 80099)
		return &pace_rule;
	return NULL;
}

static void
follow(struct ctx *c, bool visible, const struct rule *r, struct graph_answer *g)
{
	g->a.class = visible ? r->visible : r->quiet;
	g->a.reason = arena_printf(c->arena, "social.why.%s", r->why);
	g->a.wait_s = r->wait_s;
	g->a.most = r->most;
	g->a.limit = (r->flags & LIMIT) != 0;
	g->a.duplicate = (r->flags & DUPLICATE) != 0;
	g->a.rest = (r->flags & REST) != 0;
}

static int
number(const json_t *o, const char *key)
{
	int64_t n = js_get_int(o, key, 0);

	return n >= -10000 && n <= 100000000 ? (int)n : 0;
}

static void
read_error(struct ctx *c, bool visible, const json_t *error, struct graph_answer *g)
{
	const struct rule *r;

	g->code = number(error, "code");
	g->subcode = number(error, "error_subcode");
	g->a.detail = utf8_cut(c->arena, utf8_clean(c->arena, js_get(error, "error_user_msg"), false), DETAIL_MAX);
	g->a.trace = utf8_cut(c->arena, utf8_clean(c->arena, js_get(error, "fbtrace_id"), false), 60);
	g->gone = g->code == 100 && g->subcode == 33;
	/* The one text that is looked at: a missing or wrong proof has no code of its own. */
	if (g->code == 100 && g->subcode == 0 && strstr(js_get(error, "message"), "appsecret_proof"))
		r = &proof_rule;
	else
		r = rule_of(g->code, g->subcode);
	if (!r)
		r = g->status >= 500 || json_is_true(json_object_get(error, "is_transient")) ? &server_rule : &strange_rule;
	follow(c, visible, r, g);
}

void
graph_read(struct ctx *c, bool visible, enum fetch said, bool sent, int status, const char *text, size_t n, struct graph_answer *g)
{
	const char *why = "";
	json_t *body = said == FETCH_OK ? js_parse(c->arena, text, n, &why) : NULL, *error;

	*g = (struct graph_answer){ .a = { .class = SOCIAL_DONE, .reason = "", .detail = "", .trace = "", .usage = -1, .quota_used = -1, .quota_total = -1, .picture = -1, .likes = -1, .comments = -1,
	    .shares = -1, .reach = -1 }, .status = status };
	if (said != FETCH_OK) {
		follow(c, visible, sent ? &silent_rule : &unsent_rule, g);
		g->a.dead = true;
		return;
	}
	if (!json_is_object(body)) {
		follow(c, visible, status >= 500 ? &server_rule : &strange_rule, g);
		return;
	}
	error = json_object_get(body, "error");
	if (json_is_object(error))
		read_error(c, visible, error, g);
	else if (error || status / 100 != 2)
		follow(c, visible, status >= 500 ? &server_rule : &strange_rule, g);
	else
		g->body = body;
}

/* --- the pace --- */

static void
highest(const json_t *o, int64_t *most, int64_t *regain_s)
{
	static const char *const keys[] = { "call_count", "total_time", "total_cputime" };
	int64_t minutes = js_get_int(o, "estimated_time_to_regain_access", 0);

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		int64_t share = js_get_int(o, keys[i], -1);

		if (share > *most && share <= 100000)
			*most = share;
	}
	if (minutes > 0 && minutes <= NEVER_SLOWER / 60 && minutes * 60 > *regain_s)
		*regain_s = minutes * 60;
}

int64_t
graph_usage(struct ctx *c, const char *app, const char *page, const char *business, int64_t *regain_s)
{
	const char *const plain[] = { app, page }, *key, *why = "";
	int64_t most = -1;
	json_t *o, *list, *row;
	size_t i;

	*regain_s = 0;
	for (i = 0; i < ARRAY_LEN(plain); i++)
		if (!str_empty(plain[i]))
			highest(js_parse(c->arena, plain[i], strlen(plain[i]), &why), &most, regain_s);
	o = str_empty(business) ? NULL : js_parse(c->arena, business, strlen(business), &why);
	/* Under whose id a row stands is told differently by different sources: the most of all counts. */
	json_object_foreach(o, key, list)
		json_array_foreach(list, i, row)
			highest(row, &most, regain_s);
	return most > 100 ? 100 : most;
}

/* --- a call --- */

const char *
graph_proof(struct ctx *c, const char *secret, const char *token, int64_t at)
{
	const char *text = at > 0 ? arena_printf(c->arena, "%s|%lld", token, (long long)at) : token;

	return crypt_hmac_sha256(c->arena, secret, text, strlen(text));
}

/* The fields with the proof among them. */
static struct fetch_field *
with_proof(struct ctx *c, const struct graph_ask *ask, size_t *n)
{
	struct fetch_field *f = arena_new_n(c->arena, ask->n + 2, struct fetch_field);
	bool timed = str_eq(c->conf->graph_proof, "timed");
	int64_t at = timed ? clock_now() : 0;

	for (*n = 0; *n < ask->n; ++*n)
		f[*n] = ask->fields[*n];
	if (str_empty(ask->app_secret) || str_empty(ask->token) || str_eq(c->conf->graph_proof, "off"))
		return f;
	f[(*n)++] = (struct fetch_field){ "appsecret_proof", graph_proof(c, ask->app_secret, ask->token, at), NULL };
	if (timed)
		f[(*n)++] = (struct fetch_field){ "appsecret_time", arena_printf(c->arena, "%lld", (long long)at), NULL };
	return f;
}

static bool
has_file(const struct graph_ask *ask)
{
	for (size_t i = 0; i < ask->n; i++)
		if (ask->fields[i].file)
			return true;
	return false;
}

/* Pace and trace from the headers. */
static void
heed(struct ctx *c, const struct fetch_got *got, struct graph_answer *g)
{
	int64_t regain_s;

	g->a.usage = graph_usage(c, got->headers[0], got->headers[1], got->headers[2], &regain_s);
	if (g->a.limit)
		g->a.wait_s = regain_s ? regain_s : g->a.wait_s;
	if (str_empty(g->a.trace))
		g->a.trace = utf8_ok(got->headers[3], strlen(got->headers[3])) ? utf8_cut(c->arena, utf8_clean(c->arena, got->headers[3], false), 60) : "";
}

void
graph_call(struct ctx *c, const struct graph_ask *ask, struct graph_answer *g)
{
	static const char *const wanted[] = { "x-app-usage", "x-page-usage", "x-business-use-case-usage", "x-fb-trace-id", NULL };
	const char *headers[] = { NULL, NULL };
	struct fetch_send s = { .method = ask->method, .headers = headers, .bytes = ANSWER_BYTES, .seconds = ask->visible ? VISIBLE_S : has_file(ask) ? UPLOAD_S : QUIET_S, .wanted = wanted };
	int64_t start = clock_ms();
	struct fetch_field *fields;
	struct fetch_got got;
	struct buf url;
	enum fetch said;
	bool odd;
	size_t n;

	fields = with_proof(c, ask, &n);
	buf_init(&url, c->arena, URL_BYTES);
	buf_printf(&url, "%s/%s%s", c->conf->graph_url, c->conf->graph_version, ask->path);
	if (str_eq(ask->method, "POST")) {
		s.fields = fields;
		s.n = n;
	} else {
		for (size_t i = 0; i < n; i++) {
			buf_char(&url, i ? '&' : '?');
			buf_url(&url, fields[i].name);
			buf_char(&url, '=');
			buf_url(&url, fields[i].value);
		}
	}
	if (!str_empty(ask->token))
		headers[0] = arena_printf(c->arena, "Authorization: Bearer %s", ask->token);
	s.url = url.s;
	/* A token with a line end in it would be a header of its own. */
	odd = url.full || !graph_token_fits(ask->token);
	said = odd ? FETCH_BAD_URL : fetch_send(c, &s, &got);
	if (odd)
		got = (struct fetch_got){ .body = "", .headers = (const char *[]){ "", "", "", "" } };
	graph_read(c, ask->visible, said, got.sent, got.status, got.body, got.len, g);
	heed(c, &got, g);
	LOG(EV_JOB, KV("name", "graph"), KV("method", ask->method), KI("ms", clock_ms() - start), KV("result", fetch_name(said)), KI("status", got.status), KI("code", g->code), KI("subcode", g->subcode),
	    KI("class", g->a.class), KV("trace", g->a.trace));
}

/* --- small readings --- */

bool
graph_token_fits(const char *token)
{
	size_t n = 0;

	while (token && token[n] > ' ' && token[n] < 0x7f)
		n++;
	return str_empty(token) || (n <= TOKEN_MAX && token[n] == '\0');
}

const char *
graph_id(struct ctx *c, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	const char *s = json_is_string(v) ? json_string_value(v) : json_is_integer(v) ? arena_printf(c->arena, "%lld", (long long)json_integer_value(v)) : "";

	/* It goes into paths: digits, and '_' between the two halves of a post's. */
	return strlen(s) <= 80 && s[strspn(s, "0123456789_")] == '\0' ? arena_str(c->arena, s) : "";
}

int64_t
graph_time(const char *s)
{
	struct tm t = { 0 };
	const char *rest = strptime(s, "%Y-%m-%dT%H:%M:%S", &t);

	return rest && (str_starts(rest, "+0000") || str_starts(rest, "+00:00") || str_eq(rest, "Z")) ? (int64_t)timegm(&t) : 0;
}

/* Blanks of any kind made one, none at the ends. */
static const char *
plain(struct ctx *c, const char *s)
{
	struct buf b;
	bool gap = false;
	uint32_t u;

	buf_init(&b, c->arena, strlen(s));
	while (*s) {
		const char *at = s;

		u = utf8_next(&s);
		if (u <= ' ' || u == 0xa0 || u == 0x200b || u == 0xfeff) {
			gap = b.len > 0;
			continue;
		}
		if (gap)
			buf_char(&b, ' ');
		gap = false;
		buf_add(&b, at, (size_t)(s - at));
	}
	return b.s;
}

bool
graph_same_text(struct ctx *c, const char *a, const char *b)
{
	return utf8_ok(a, strlen(a)) && utf8_ok(b, strlen(b)) && str_eq(plain(c, a), plain(c, b));
}

/* --- what the adapters' calls share --- */

struct graph_ask
graph_for(const struct publication_work *w, const char *method, const char *path)
{
	return (struct graph_ask){ .method = method, .path = path, .token = w->token, .app_secret = w->app_secret };
}

const char *
graph_path(struct ctx *c, const char *id, const char *edge)
{
	return arena_printf(c->arena, "/%s%s", id, edge);
}

void
graph_strange(struct social_answer *a, enum social_class class)
{
	a->class = class;
	a->reason = "social.why.strange";
}
