/*
 * The template for the next channel; copy it and replace what is marked. It is built and tested with tests/contract and is in no program. The network that it talks to is made up: POST /note with token,
 * text and a mark of our own makes something visible at once, GET /notes lists what is there.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/js.h"
#include "base/str.h"
#include "net/fetch.h"
#include "shop/publication.h"

#define ANSWER_BYTES ((size_t)100000)
#define SECONDS 60		/* Yours: long for the visible call, at most SOCIAL_CALL_S */
#define LOOK_BACK_S 600

/* Yours: what an answer means. Whatever does not say plainly that nothing was made is UNSURE after the visible call, and WAIT after others, which may be repeated. */
static json_t *
call(struct ctx *c, const struct publication_work *w, const char *method, const char *path, const struct fetch_field *fields, size_t n, bool visible, struct social_answer *a)
{
	const char *headers[] = { arena_printf(c->arena, "Authorization: Bearer %s", w->token), NULL }, *why = "";
	const struct fetch_send s = { .method = method, .url = arena_printf(c->arena, "%s%s", c->conf->graph_url, path), .headers = headers, .fields = fields, .n = n, .bytes = ANSWER_BYTES, .seconds = SECONDS };
	struct fetch_got got;
	json_t *body;

	*a = (struct social_answer){ .class = SOCIAL_DONE, .reason = "", .detail = "", .trace = "", .usage = -1, .quota_used = -1, .quota_total = -1, .picture = -1, .likes = -1, .comments = -1,
	    .shares = -1, .reach = -1 };
	if (fetch_send(c, &s, &got) != FETCH_OK) {
		a->class = visible && got.sent ? SOCIAL_UNSURE : SOCIAL_WAIT;
		a->reason = "social.why.no_answer";
		a->dead = true;
		return NULL;
	}
	body = js_parse(c->arena, got.body, got.len, &why);
	if (got.status == 200 && json_is_object(body) && !json_object_get(body, "error"))
		return body;
	a->reason = "social.why.strange";
	if (json_is_object(body) && js_get_int(json_object_get(body, "error"), "code", 0) == 190) {
		a->class = SOCIAL_REAUTH;
		a->reason = "social.why.token";
	} else {
		a->class = visible ? SOCIAL_UNSURE : SOCIAL_WAIT;
	}
	return NULL;
}

/* Yours: everything that the visible call needs is there. Here nothing is prepared. */
static bool
ready(const struct publication_work *w, int64_t now)
{
	(void)now;
	return w->p->media_ready || w->n == 0;
}

/* Yours: one invisible step, which may be done again at any time. */
static void
prepare(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const json_t *body = call(c, w, "POST", "/draft", NULL, 0, false, a);

	if (a->class != SOCIAL_DONE)
		return;
	a->media = js_get(body, "id");
	a->ready = true;
	if (str_empty(a->media))
		a->class = SOCIAL_WAIT;
}

/* Yours: the one visible call. */
static void
publish(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const struct fetch_field f[] = { { "text", w->p->text, NULL } };
	const json_t *body = call(c, w, "POST", "/note", f, ARRAY_LEN(f), true, a);

	if (a->class != SOCIAL_DONE)
		return;
	a->remote = js_get(body, "id");
	if (str_empty(a->remote))
		a->class = SOCIAL_UNSURE;
}

/* Yours: found only by what cannot be somebody else's. */
static void
look(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const json_t *body = call(c, w, "GET", "/notes", NULL, 0, false, a), *list, *row;
	size_t i, k;

	if (a->class != SOCIAL_DONE)
		return;
	a->again = true;
	list = json_object_get(body, "data");
	if (!json_is_array(list))
		a->class = SOCIAL_WAIT;
	json_array_foreach(list, i, row) {
		bool known = js_get_int(row, "at", 0) < w->p->attempt_at - LOOK_BACK_S;

		for (k = 0; w->known[k]; k++)
			known = known || str_eq(w->known[k], js_get(row, "id"));
		if (!known && str_eq(js_get(row, "text"), w->p->text)) {
			a->remote = js_get(row, "id");
			return;
		}
	}
}

static void
count(struct ctx *c, const struct publication_work *w, struct social_answer *a)
{
	const json_t *body = call(c, w, "GET", arena_printf(c->arena, "/note/%s", w->p->remote), NULL, 0, false, a);

	a->likes = js_get_int(body, "likes", -1);
}

static void
check(struct ctx *c, const struct publication_work *w, struct social_answer *a, int64_t *expires_at, const char **scopes)
{
	(void)call(c, w, "GET", "/me", NULL, 0, false, a);
	*expires_at = 0;
	*scopes = "";
}

/* Yours: name is stored with publications and never changes; order is the place among the others; edit and remove where the network allows. */
static const struct social_channel channel_skeleton = {
	.name = "skeleton",
	.order = 900,
	.limits = { .text = 500, .pictures_most = 4, .bytes = 1000000, .alt = 500, .link = true },
	.ready = ready,
	.prepare = prepare,
	.publish = publish,
	.look = look,
	.count = count,
	.check = check,
};
SOCIAL_CHANNEL(channel_skeleton);
