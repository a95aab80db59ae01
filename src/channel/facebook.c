/*
 * Facebook pages. Photos are handed over unpublished first (as often as need be: they vanish by themselves after a day), so that all slow work is done before the one call that becomes visible, POST to the
 * page's feed. Scheduling stays with us: Meta's own bounds contradict each other.
 */
#include "channel/graph.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/js.h"
#include "base/str.h"

#define PHOTO_KEEP_S (20 * 3600)	/* Meta keeps unpublished ones for about 24 hours */
#define LOOK_BACK_S 600			/* clocks differ: as far before the attempt as a post is looked for */
#define LOOK_MOST "50"
#define ATTACHED_BYTES 2000

static bool
ready(const struct publication_work *w, int64_t now)
{
	for (size_t i = 0; i < w->n; i++)
		if (!w->pictures[i].ready || w->pictures[i].media_at < now - PHOTO_KEEP_S)
			return false;
	return true;
}

static void
prepare(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	struct graph_answer g;
	struct graph_ask s = graph_for(w, "POST", graph_path(c, w->account->remote, "/photos"));
	int64_t now = clock_now();
	size_t i = 0;

	while (i < w->n && w->pictures[i].ready && w->pictures[i].media_at >= now - PHOTO_KEEP_S)
		i++;
	if (i == w->n)
		BUG("nothing to prepare in publication %lld", (long long)w->p->id);
	const struct fetch_field f[] = { { "published", "false", NULL }, { "alt_text_custom", w->pictures[i].alt, NULL },
		{ "source", NULL, arena_printf(c->arena, "%s/%s", c->conf->data, w->pictures[i].file) } };
	const struct fetch_field no_alt[] = { f[0], f[2] };

	s.fields = str_empty(w->pictures[i].alt) ? no_alt : f;
	s.n = str_empty(w->pictures[i].alt) ? ARRAY_LEN(no_alt) : ARRAY_LEN(f);
	graph_call(c, &s, &g);
	*a = g.a;
	if (a->class != SOCIAL_DONE)
		return;
	a->picture = (int64_t)i;
	a->media = graph_id(c, g.body, "id");
	a->ready = true;
	if (str_empty(a->media)) {
		graph_strange(a, SOCIAL_WAIT);
	}
}

static const char *
attached(struct ctx *c, const struct publication_work *w)
{
	struct buf b;

	buf_init(&b, c->arena, ATTACHED_BYTES);
	for (size_t i = 0; i < w->n; i++)
		buf_printf(&b, "%s{\"media_fbid\":\"%s\"}", i ? "," : "[", w->pictures[i].media);
	buf_char(&b, ']');
	return b.s;
}

static void
publish(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const struct fetch_field f[] = { { "message", w->p->text, NULL }, { "fields", "id,permalink_url", NULL },
		w->n ? (struct fetch_field){ "attached_media", attached(c, w), NULL } : (struct fetch_field){ "link", w->p->link, NULL } };
	struct graph_ask s = graph_for(w, "POST", graph_path(c, w->account->remote, "/feed"));
	struct graph_answer g;

	s.visible = true;
	s.fields = f;
	s.n = w->n || !str_empty(w->p->link) ? 3 : 2;
	graph_call(c, &s, &g);
	*a = g.a;
	if (a->class != SOCIAL_DONE)
		return;
	a->remote = graph_id(c, g.body, "id");
	a->permalink = js_get(g.body, "permalink_url");
	if (str_empty(a->remote)) {
		a->class = SOCIAL_UNSURE;
		a->reason = "social.why.strange";
	}
}

static bool
is_known(const struct publication_work *w, const char *id)
{
	for (size_t i = 0; w->known[i]; i++)
		if (str_eq(w->known[i], id))
			return true;
	return false;
}

static void
look(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	int64_t from = w->p->attempt_at - LOOK_BACK_S;
	const struct fetch_field f[] = { { "fields", "id,message,created_time,permalink_url", NULL }, { "since", arena_printf(c->arena, "%lld", (long long)from), NULL }, { "limit", LOOK_MOST, NULL } };
	struct graph_ask s = graph_for(w, "GET", graph_path(c, w->account->remote, "/published_posts"));
	const json_t *list, *row;
	struct graph_answer g;
	size_t i;

	s.fields = f;
	s.n = ARRAY_LEN(f);
	graph_call(c, &s, &g);
	*a = g.a;
	if (a->class != SOCIAL_DONE)
		return;
	list = json_object_get(g.body, "data");
	if (!json_is_array(list)) {
		graph_strange(a, SOCIAL_WAIT);
		return;
	}
	a->again = true;
	json_array_foreach(list, i, row) {
		const char *id = graph_id(c, row, "id");

		if (str_empty(id) || is_known(w, id) || graph_time(js_get(row, "created_time")) < from || !graph_same_text(c, js_get(row, "message"), w->p->text))
			continue;
		a->remote = id;
		a->permalink = arena_str(c->arena, js_get(row, "permalink_url"));
		return;
	}
}

static int64_t
total(const json_t *row, const char *key)
{
	const json_t *n = json_object_get(json_object_get(json_object_get(row, key), "summary"), "total_count");

	return json_is_integer(n) ? json_integer_value(n) : -1;
}

/* The number of one figure; -1: not said, or not allowed: that loses no other. */
static int64_t
insight(struct ctx *c, const struct publication_work *w, const char *metric)
{
	const struct fetch_field f[] = { { "metric", metric, NULL } };
	struct graph_ask s = graph_for(w, "GET", graph_path(c, w->p->remote, "/insights"));
	const json_t *value;
	struct graph_answer g;

	s.fields = f;
	s.n = 1;
	graph_call(c, &s, &g);
	value = json_object_get(json_array_get(json_object_get(json_array_get(json_object_get(g.body, "data"), 0), "values"), 0), "value");
	return json_is_integer(value) ? json_integer_value(value) : -1;
}

static bool
may(const struct publication_work *w, const char *scope)
{
	return strstr(w->account->scopes, scope) != NULL;
}

static void
count(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const struct fetch_field plain[] = { { "fields", "id,permalink_url,shares", NULL } }, sums[] = { { "fields", "reactions.limit(0).summary(total_count),comments.limit(0).summary(true)", NULL } };
	struct graph_ask s = graph_for(w, "GET", graph_path(c, w->p->remote, ""));
	const json_t *shares;
	struct graph_answer g, more;

	s.fields = plain;
	s.n = 1;
	graph_call(c, &s, &g);
	*a = g.a;
	if (a->class != SOCIAL_DONE)
		return;
	a->permalink = js_get(g.body, "permalink_url");
	shares = json_object_get(json_object_get(g.body, "shares"), "count");
	a->shares = json_is_integer(shares) ? json_integer_value(shares) : 0;
	/* Apart: without a permission of its own it fails, and would take the rest along. */
	if (may(w, "pages_read_user_content")) {
		s.fields = sums;
		graph_call(c, &s, &more);
		a->likes = total(more.body, "reactions");
		a->comments = total(more.body, "comments");
	}
	if (may(w, "read_insights"))
		a->reach = insight(c, w, "post_total_media_view_unique");
}

static void
edit(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const struct fetch_field f[] = { { "message", w->p->wanted_text, NULL } };
	struct graph_ask s = graph_for(w, "POST", graph_path(c, w->p->remote, ""));
	struct graph_answer g;

	s.fields = f;
	s.n = 1;
	graph_call(c, &s, &g);
	*a = g.a;
	if (g.gone)
		a->class = SOCIAL_FIX;
}

static void
take_away(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	struct graph_ask s = graph_for(w, "DELETE", graph_path(c, w->p->remote, ""));
	struct graph_answer g;

	graph_call(c, &s, &g);
	*a = g.a;
	if (g.gone)
		a->class = SOCIAL_DONE;
}

/* Text: what clients commonly allow; pictures: as many as are known to work; bytes: a refusal text of the network speaks of 4 MB (reference of the Page photos edge and field reports, 2026). */
static const struct social_channel channel_facebook = {
	.name = "facebook",
	.order = 10,
	.limits = { .text = 63206, .pictures_most = 10, .side_least = 320, .side_most = 2048, .bytes = 4000000, .alt = 1000, .link = true, .edit = true, .remove = true },
	.ready = ready,
	.prepare = prepare,
	.publish = publish,
	.look = look,
	.count = count,
	.edit = edit,
	.remove = take_away,
	.check = graph_check,
};
SOCIAL_CHANNEL(channel_facebook);
