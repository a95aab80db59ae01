/*
 * Connecting through Meta: the dialog's address; a code made a short token, a long one, and the list of pages with their own tokens; the same from a token that somebody pasted; and the daily look at
 * whether a token still holds. Asked for afresh each time and kept nowhere but sealed (shop/social_account.h).
 */
#include "channel/graph.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/js.h"
#include "base/str.h"
#include "base/utf8.h"

#define PAGES_MOST 100
#define LISTS_MOST 3
#define NAME_MAX_POINTS 100
#define SCOPES_BYTES 2000
#define URL_BYTES 3000

const struct graph_scope graph_scopes[] = {
	{ "pages_show_list", true, false },
	{ "pages_read_engagement", true, false },
	{ "pages_manage_posts", true, false },
	{ "instagram_basic", true, true },
	{ "instagram_content_publish", true, true },
	{ "pages_read_user_content", false, false },
	{ "read_insights", false, false },
	{ "instagram_manage_insights", false, true },
	{ "business_management", false, false },
	{ NULL, false, false }
};

const char *
graph_dialog(struct ctx *c, const char *app, const char *redirect, const char *state, bool again)
{
	struct buf b;

	buf_init(&b, c->arena, URL_BYTES);
	buf_printf(&b, "%s/%s/dialog/oauth?response_type=code&client_id=", c->conf->graph_dialog_url, c->conf->graph_version);
	buf_url(&b, app);
	buf_str(&b, "&redirect_uri=");
	buf_url(&b, redirect);
	buf_str(&b, "&state=");
	buf_url(&b, state);
	buf_str(&b, again ? "&auth_type=rerequest&scope=" : "&scope=");
	for (const struct graph_scope *s = graph_scopes; s->name; s++)
		buf_printf(&b, "%s%s", s == graph_scopes ? "" : ",", s->name);
	return b.s;
}

/* --- tokens --- */

struct login {
	struct ctx *c;
	const char *app, *secret;
	const char *token, *kind;	/* USER, PAGE, SYSTEM_USER; "" not known */
	struct graph_login *out;
};

static bool
failed(struct login *l, const struct graph_answer *g, const char *reason)
{
	l->out->reason = reason ? reason : g->a.reason;
	l->out->detail = g ? g->a.detail : "";
	return false;
}

/* One call of oauth/access_token. The secret goes in the form of a POST, which no log of addresses sees. */
static bool
exchange(struct login *l, const struct fetch_field *fields, size_t n, const char *reason)
{
	struct graph_answer g;
	int64_t seconds;

	graph_call(l->c, &(struct graph_ask){ .method = "POST", .path = "/oauth/access_token", .fields = fields, .n = n }, &g);
	if (g.a.class != SOCIAL_DONE)
		return failed(l, &g, g.code == 100 || g.code == 0 ? g.code ? reason : NULL : g.code == 1 || g.code == 101 ? "social.why.app" : NULL);
	l->token = arena_str(l->c->arena, js_get(g.body, "access_token"));
	seconds = js_get_int(g.body, "expires_in", 0);
	l->out->expires_at = seconds > 0 && seconds < INT64_C(400) * 86400 ? clock_now() + seconds : 0;
	return str_empty(l->token) || !graph_token_fits(l->token) ? failed(l, &g, "social.why.strange") : true;
}

static bool
from_code(struct login *l, const char *redirect, const char *code)
{
	const struct fetch_field first[] = { { "client_id", l->app, NULL }, { "client_secret", l->secret, NULL }, { "redirect_uri", redirect, NULL }, { "code", code, NULL } };

	return exchange(l, first, ARRAY_LEN(first), "social.why.code");
}

static bool
make_long(struct login *l)
{
	const struct fetch_field second[] = { { "grant_type", "fb_exchange_token", NULL }, { "client_id", l->app, NULL }, { "client_secret", l->secret, NULL }, { "fb_exchange_token", l->token, NULL } };

	return exchange(l, second, ARRAY_LEN(second), "social.why.token");
}

static void
add_scope(struct buf *b, const char *name)
{
	if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] == '\0' && *name && strlen(name) < 60)
		buf_printf(b, "%s%s", b->len ? " " : "", name);
}

/* What Meta says of a token: kind, end, permissions. */
static bool
debug(struct ctx *c, const char *app, const char *secret, const char *token, struct graph_answer *g, const char **kind, int64_t *expires_at, const char **scopes)
{
	const struct fetch_field f[] = { { "input_token", token, NULL } };
	const json_t *data, *list, *row;
	struct buf b;
	size_t i;

	*kind = *scopes = "";
	*expires_at = 0;
	graph_call(c, &(struct graph_ask){ .method = "GET", .path = "/debug_token", .token = arena_printf(c->arena, "%s|%s", app, secret), .fields = f, .n = 1 }, g);
	if (g->a.class != SOCIAL_DONE)
		return false;
	data = json_object_get(g->body, "data");
	if (!json_is_true(json_object_get(data, "is_valid"))) {
		const json_t *error = json_object_get(data, "error");

		graph_read(c, false, FETCH_OK, true, 400, "", 0, g);
		g->a.class = SOCIAL_REAUTH;
		g->a.reason = js_get_int(error, "subcode", 0) == 460 ? "social.why.password" : js_get_int(error, "subcode", 0) == 463 ? "social.why.token_old" : "social.why.token";
		return false;
	}
	*kind = arena_str(c->arena, js_get(data, "type"));
	*expires_at = js_get_int(data, "expires_at", 0);
	buf_init(&b, c->arena, SCOPES_BYTES);
	list = json_object_get(data, "scopes");
	json_array_foreach(list, i, row)
		if (json_is_string(row))
			add_scope(&b, json_string_value(row));
	*scopes = b.s;
	return true;
}

static bool
from_paste(struct login *l)
{
	struct graph_answer g;
	const char *scopes;

	if (!debug(l->c, l->app, l->secret, l->token, &g, &l->kind, &l->out->expires_at, &scopes))
		return failed(l, &g, NULL);
	l->out->scopes = scopes;
	/* Only a person's token of hours can be made a longer one. */
	if (str_eq(l->kind, "USER") && l->out->expires_at > 0 && l->out->expires_at < clock_now() + 2 * 86400)
		return make_long(l);
	return true;
}

static bool
permissions(struct login *l)
{
	const json_t *list, *row;
	struct graph_answer g;
	struct buf b;
	size_t i;

	graph_call(l->c, &(struct graph_ask){ .method = "GET", .path = "/me/permissions", .token = l->token, .app_secret = l->secret }, &g);
	if (g.a.class != SOCIAL_DONE)
		return failed(l, &g, NULL);
	buf_init(&b, l->c->arena, SCOPES_BYTES);
	list = json_object_get(g.body, "data");
	json_array_foreach(list, i, row)
		if (str_eq(js_get(row, "status"), "granted"))
			add_scope(&b, js_get(row, "permission"));
	l->out->scopes = b.s;
	return true;
}

/* --- accounts --- */

static const char *
name_of(struct ctx *c, const char *name)
{
	return utf8_cut(c->arena, utf8_clean(c->arena, name, false), NAME_MAX_POINTS);
}

static bool
may_publish(const json_t *row)
{
	const json_t *tasks = json_object_get(row, "tasks"), *t;
	size_t i;

	json_array_foreach(tasks, i, t)
		if (json_is_string(t) && str_eq(json_string_value(t), "CREATE_CONTENT"))
			return true;
	return !tasks;	/* not said: publishing will tell */
}

/* A page and the Instagram account that belongs to it, as candidates. */
static void
take_page(struct login *l, const json_t *row, const char *token, json_t *found)
{
	struct ctx *c = l->c;
	const char *id = graph_id(c, row, "id"), *name = name_of(c, js_get(row, "name")), *ig_id;
	const json_t *ig = json_object_get(row, "instagram_business_account");
	bool may = may_publish(row);

	if (str_empty(id) || str_empty(token) || !graph_token_fits(token) || json_array_size(found) >= PAGES_MOST)
		return;
	(void)json_array_append_new(found, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "channel", "facebook", "remote", id, "page", id, "name", name, "username", "", "token", token, "may", (int)may));
	ig_id = ig ? graph_id(c, ig, "id") : "";
	if (!str_empty(ig_id)) {
		const char *user = name_of(c, js_get(ig, "username"));

		(void)json_array_append_new(found, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "channel", "instagram", "remote", ig_id, "page", id, "name", str_empty(user) ? name : user, "username", user,
		    "token", token, "may", (int)may));
	}
}

#define PAGE_FIELDS "id,name,tasks,access_token,instagram_business_account{id,username}"

static bool
accounts(struct login *l, json_t *found)
{
	const char *after = "";

	for (int i = 0; i < LISTS_MOST; i++) {
		const struct fetch_field f[] = { { "fields", PAGE_FIELDS, NULL }, { "limit", "100", NULL }, { "after", after, NULL } };
		const json_t *list, *row;
		struct graph_answer g;
		size_t k;

		graph_call(l->c, &(struct graph_ask){ .method = "GET", .path = "/me/accounts", .token = l->token, .app_secret = l->secret, .fields = f, .n = *after ? 3 : 2 }, &g);
		if (g.a.class != SOCIAL_DONE)
			return failed(l, &g, NULL);
		list = json_object_get(g.body, "data");
		json_array_foreach(list, k, row)
			take_page(l, row, js_get(row, "access_token"), found);
		/* The address of the next list comes from outside and carries a token: the cursor alone is taken. */
		if (!json_object_get(json_object_get(g.body, "paging"), "next"))
			break;
		after = arena_str(l->c->arena, js_get(json_object_get(json_object_get(g.body, "paging"), "cursors"), "after"));
		if (str_empty(after) || strlen(after) > 500)
			break;
	}
	return true;
}

/* A page's own token was pasted: that page alone. */
static bool
own_page(struct login *l, json_t *found)
{
	const struct fetch_field f[] = { { "fields", "id,name,instagram_business_account{id,username}", NULL } };
	struct graph_answer g;

	graph_call(l->c, &(struct graph_ask){ .method = "GET", .path = "/me", .token = l->token, .app_secret = l->secret, .fields = f, .n = 1 }, &g);
	if (g.a.class != SOCIAL_DONE)
		return failed(l, &g, NULL);
	take_page(l, g.body, l->token, found);
	return true;
}

bool
graph_login(struct ctx *c, const char *app, const char *secret, const char *how, const char *redirect, const char *code_or_token, struct graph_login *out)
{
	struct login l = { .c = c, .app = app, .secret = secret, .token = code_or_token, .kind = "USER", .out = out };
	json_t *found = js_own(c->arena, json_array());
	bool paste = str_eq(how, "paste");

	*out = (struct graph_login){ .scopes = "", .found = "", .reason = "", .detail = "" };
	if (paste ? !from_paste(&l) : !from_code(&l, redirect, code_or_token) || !make_long(&l))
		return false;
	if (str_eq(l.kind, "PAGE")) {
		if (!own_page(&l, found))
			return false;
	} else {
		if (!permissions(&l) || !accounts(&l, found))
			return false;
		/* Page tokens of a lasting token have no end of their own. */
		out->expires_at = 0;
	}
	if (json_array_size(found) == 0)
		return failed(&l, NULL, "social.why.no_pages");
	out->found = js_text(c->arena, found);
	return true;
}

void
graph_check(struct ctx *c, const struct publication_work *w, struct social_answer *a, int64_t *expires_at, const char **scopes)
{
	struct graph_answer g;
	const char *kind;

	/* Without the app nothing can be asked: as it was. */
	if (str_empty(w->app) || str_empty(w->app_secret)) {
		graph_read(c, false, FETCH_OK, true, 200, "{}", 2, &g);
		*expires_at = w->account->expires_at;
		*scopes = "";
	} else {
		(void)debug(c, w->app, w->app_secret, w->token, &g, &kind, expires_at, scopes);
	}
	*a = g.a;
}
