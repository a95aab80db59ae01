/*
 * Instagram's professional accounts, through the Facebook page that they belong to. Pictures become containers, which Instagram fetches from the shop's own address and looks at; a carousel is a container
 * of containers; all of that is invisible. One call, media_publish, shows it. What became of that call is asked of the container itself.
 */
#include "channel/graph.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/js.h"
#include "base/str.h"
#include "http/url.h"

#define CONTAINER_KEEP_S (20 * 3600)	/* Instagram keeps them for 24 hours */
#define LOOK_BACK_S 600
#define LOOK_MOST "25"
#define CHILDREN_BYTES 2000

/* The container that media_publish shows is whole and young enough. */
static bool
ready(const struct publication_work *w, int64_t now)
{
	return w->p->media_ready && !str_empty(w->p->media) && w->p->media_at >= now - CONTAINER_KEEP_S;
}

/* Makes a container; which: the picture that it is of, -1: the whole. */
static void
make(struct ctx *c, const struct publication_work *w, const struct fetch_field *fields, size_t n, int64_t which, struct social_answer *a)
{
	struct graph_ask s = graph_for(w, "POST", graph_path(c, w->account->remote, "/media"));
	struct graph_answer g;

	s.fields = fields;
	s.n = n;
	graph_call(c, &s, &g);
	*a = g.a;
	if (a->class != SOCIAL_DONE)
		return;
	a->picture = which;
	a->media = graph_id(c, g.body, "id");
	a->wait_s = 2;
	if (str_empty(a->media))
		graph_strange(a, SOCIAL_WAIT);
}

static void
make_picture(struct ctx *c, const struct publication_work *w, size_t i, struct social_answer *a)
{
	bool single = w->n == 1;
	struct fetch_field f[3];
	size_t n = 0;

	f[n++] = (struct fetch_field){ "image_url", url_absolute(c, w->pictures[i].path), NULL };
	f[n++] = single ? (struct fetch_field){ "caption", w->p->text, NULL } : (struct fetch_field){ "is_carousel_item", "true", NULL };
	if (!str_empty(w->pictures[i].alt))
		f[n++] = (struct fetch_field){ "alt_text", w->pictures[i].alt, NULL };
	make(c, w, f, n, single ? -1 : (int64_t)i, a);
}

static void
make_carousel(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	struct buf b;

	buf_init(&b, c->arena, CHILDREN_BYTES);
	for (size_t i = 0; i < w->n; i++)
		buf_printf(&b, "%s%s", i ? "," : "", w->pictures[i].media);
	const struct fetch_field f[] = { { "media_type", "CAROUSEL", NULL }, { "children", b.s, NULL }, { "caption", w->p->text, NULL } };

	make(c, w, f, ARRAY_LEN(f), -1, a);
}

/* How far a container is: FINISHED, IN_PROGRESS, PUBLISHED, ERROR, EXPIRED, "" when it was not said. */
static const char *
status_of(struct ctx *c, const struct publication_work *w, const char *container, struct graph_answer *g)
{
	const struct fetch_field f[] = { { "fields", "status_code,status,id", NULL } };
	struct graph_ask s = graph_for(w, "GET", graph_path(c, container, ""));
	const char *code;

	s.fields = f;
	s.n = 1;
	graph_call(c, &s, g);
	if (g->a.class != SOCIAL_DONE)
		return "";
	code = js_get(g->body, "status_code");
	/* Some answers name only the sentence. */
	return str_empty(code) && str_starts(js_get(g->body, "status"), "Error") ? "ERROR" : code;
}

static void
poll_one(struct ctx *c, const struct publication_work *w, const char *container, int64_t which, struct social_answer *a)
{
	struct graph_answer g;
	const char *code = status_of(c, w, container, &g);

	*a = g.a;
	if (a->class != SOCIAL_DONE)
		return;
	a->picture = which;
	if (str_eq(code, "FINISHED")) {
		a->ready = true;
		a->media = container;
	} else if (str_eq(code, "IN_PROGRESS")) {
		a->class = SOCIAL_AGAIN;
		a->reason = "social.why.busy";
	} else if (str_eq(code, "PUBLISHED")) {
		/* Somebody has shown it: never again, but looked up. */
		a->class = SOCIAL_UNSURE;
		a->reason = "social.why.strange";
	} else if (str_eq(code, "ERROR") || str_eq(code, "EXPIRED")) {
		a->class = SOCIAL_NEW;
		a->reason = "social.why.fetch";
	} else {
		graph_strange(a, SOCIAL_WAIT);
	}
}

static void
prepare(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	int64_t young = clock_now() - CONTAINER_KEEP_S;

	if (!str_empty(w->p->media) && w->p->media_at >= young) {
		poll_one(c, w, w->p->media, -1, a);
		return;
	}
	for (size_t i = 0; i < w->n && w->n > 1; i++) {
		const struct publication_picture *p = &w->pictures[i];

		if (str_empty(p->media) || p->media_at < young) {
			make_picture(c, w, i, a);
			return;
		}
		if (!p->ready) {
			poll_one(c, w, p->media, (int64_t)i, a);
			return;
		}
	}
	if (w->n > 1)
		make_carousel(c, w, a);
	else
		make_picture(c, w, 0, a);
}

/* How many posts a day are left is asked before each one: the number that is allowed is told differently everywhere. */
static bool
quota_left(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const struct fetch_field f[] = { { "fields", "quota_usage,config", NULL } };
	struct graph_ask s = graph_for(w, "GET", graph_path(c, w->account->remote, "/content_publishing_limit"));
	const json_t *row;
	struct graph_answer g;

	s.fields = f;
	s.n = 1;
	graph_call(c, &s, &g);
	*a = g.a;
	if (a->class != SOCIAL_DONE) {
		/* Nothing was shown: a call that may be repeated. One that fails for a reason of its own does not keep a post back. */
		return a->class == SOCIAL_WAIT && !a->limit && !a->dead;
	}
	row = json_array_get(json_object_get(g.body, "data"), 0);
	a->quota_used = js_get_int(row, "quota_usage", -1);
	a->quota_total = js_get_int(json_object_get(row, "config"), "quota_total", 50);
	if (a->quota_used < 0 || a->quota_total <= 0 || a->quota_used < a->quota_total)
		return true;
	a->class = SOCIAL_WAIT;
	a->limit = true;
	a->wait_s = 3600;
	a->reason = "social.why.quota";
	return false;
}

static void
publish(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const struct fetch_field f[] = { { "creation_id", w->p->media, NULL } };
	struct graph_ask s = graph_for(w, "POST", graph_path(c, w->account->remote, "/media_publish"));
	struct graph_answer g;
	int64_t used, most;

	if (!quota_left(c, w, a))
		return;
	used = a->quota_used;
	most = a->quota_total;
	s.visible = true;
	s.fields = f;
	s.n = 1;
	graph_call(c, &s, &g);
	*a = g.a;
	a->quota_used = used >= 0 && a->class == SOCIAL_DONE ? used + 1 : used;
	a->quota_total = most;
	if (a->class != SOCIAL_DONE)
		return;
	a->remote = graph_id(c, g.body, "id");
	if (str_empty(a->remote))
		graph_strange(a, SOCIAL_UNSURE);
}

static bool
is_known(const struct publication_work *w, const char *id)
{
	for (size_t i = 0; w->known[i]; i++)
		if (str_eq(w->known[i], id))
			return true;
	return false;
}

/* Among what the account shows: just this text, made since the attempt, and nobody else's. */
static void
find(struct ctx *c, const struct publication_work *w, struct graph_answer *g, struct social_answer *a)
{
	int64_t from = w->p->attempt_at - LOOK_BACK_S;
	const struct fetch_field f[] = { { "fields", "id,caption,timestamp,permalink", NULL }, { "since", arena_printf(c->arena, "%lld", (long long)from), NULL }, { "limit", LOOK_MOST, NULL } };
	struct graph_ask s = graph_for(w, "GET", graph_path(c, w->account->remote, "/media"));
	const json_t *list, *row;
	size_t i;

	s.fields = f;
	s.n = ARRAY_LEN(f);
	graph_call(c, &s, g);
	*a = g->a;
	if (a->class != SOCIAL_DONE)
		return;
	list = json_object_get(g->body, "data");
	if (!json_is_array(list))
		graph_strange(a, SOCIAL_WAIT);
	json_array_foreach(list, i, row) {
		const char *id = graph_id(c, row, "id");

		if (str_empty(id) || is_known(w, id) || graph_time(js_get(row, "timestamp")) < from || !graph_same_text(c, js_get(row, "caption"), w->p->text))
			continue;
		a->remote = id;
		a->permalink = arena_str(c->arena, js_get(row, "permalink"));
		return;
	}
}

static void
look(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	struct graph_answer container, list;
	const char *code = str_empty(w->p->media) ? "" : arena_str(c->arena, status_of(c, w, w->p->media, &container));

	if (!str_empty(w->p->media) && container.a.dead) {
		*a = container.a;
		return;
	}
	if (str_eq(code, "IN_PROGRESS")) {
		*a = container.a;
		a->class = SOCIAL_AGAIN;
		a->reason = "social.why.busy";
		return;
	}
	find(c, w, &list, a);
	if (a->class != SOCIAL_DONE || a->remote)
		return;
	if (str_eq(code, "PUBLISHED")) {
		a->there = true;
	} else if (str_eq(code, "ERROR") || str_eq(code, "EXPIRED")) {
		a->class = SOCIAL_NEW;
		a->reason = "social.why.expired";
	} else {
		a->again = str_eq(code, "FINISHED");
	}
}

static void
count(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const struct fetch_field f[] = { { "fields", "id,permalink,like_count,comments_count", NULL } }, m[] = { { "metric", "reach,shares", NULL } };
	struct graph_ask s = graph_for(w, "GET", graph_path(c, w->p->remote, ""));
	struct graph_answer g, more;
	const json_t *list, *row;
	size_t i;

	s.fields = f;
	s.n = 1;
	graph_call(c, &s, &g);
	*a = g.a;
	if (a->class != SOCIAL_DONE)
		return;
	a->permalink = js_get(g.body, "permalink");
	a->likes = js_get_int(g.body, "like_count", -1);	/* missing when its owner hides them */
	a->comments = js_get_int(g.body, "comments_count", -1);
	if (!strstr(w->account->scopes, "instagram_manage_insights"))
		return;
	s.path = graph_path(c, w->p->remote, "/insights");
	s.fields = m;
	graph_call(c, &s, &more);
	list = json_object_get(more.body, "data");
	json_array_foreach(list, i, row) {
		const json_t *value = json_object_get(json_array_get(json_object_get(row, "values"), 0), "value");
		int64_t n = json_is_integer(value) ? json_integer_value(value) : -1;

		if (str_eq(js_get(row, "name"), "reach"))
			a->reach = n;
		else if (str_eq(js_get(row, "name"), "shares"))
			a->shares = n;
	}
}

/* Reference of the media edge, 2026: JPEG alone, 4:5 to 1.91:1, 320 to 1440 pixels wide, 8 MiB; carousels of two to ten. A text is never changed afterwards, and removing is not offered reliably. */
static const struct social_channel channel_instagram = {
	.name = "instagram",
	.order = 20,
	.limits = { .text = 2200, .hashtags = 30, .mentions = 20, .pictures_least = 1, .pictures_most = 10, .ratio_least = 800, .ratio_most = 1910, .side_least = 320, .side_most = 1440,
	    .bytes = 8 << 20, .alt = 1000 },
	.ready = ready,
	.prepare = prepare,
	.publish = publish,
	.look = look,
	.count = count,
	.check = graph_check,
};
SOCIAL_CHANNEL(channel_instagram);
