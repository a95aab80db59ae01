/* Photos in pieces (shop/media_part.h): what static/js/upload.js sends while somebody fills in a form. The form itself names what came whole by its hash, as it does when it is shown again. */
#include "base/i18n.h"
#include "base/js.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "shop/media_part.h"
#include "shop/staff.h"

struct piece { const char *id; int64_t offset, total; };
static const struct field fields[] = {
	F_TEXT(struct piece, id, MEDIA_PART_ID, MEDIA_PART_ID), F_INT(struct piece, offset, 0, INT64_MAX), F_INT(struct piece, total, 1, INT64_MAX), F_FIN
};

/* What became of it, before the transaction. */
struct said { enum media_part what; int64_t have; const char *hash; };

static void
take(struct request *r)
{
	const struct upload *u = request_upload(r, "chunk", 0);
	struct said *s;
	struct piece p;

	if (r->prepared)
		return;
	s = arena_new(r->c->arena, struct said);
	s->hash = "";
	r->prepared = s;
	s->what = form_read(r, fields, &p) ? media_part_add(r->c, r->staff->id, p.id, p.offset, p.total, u && u->size > 0 ? u->path : NULL, &s->have, &s->hash) : MEDIA_PART_BAD;
}

static void
answer(struct request *r)
{
	const struct said *s = r->prepared;
	const char *why = NULL;
	json_t *js;

	switch (s->what) {
	case MEDIA_PART_MORE:
		reply_json(r, 200, arena_printf(r->c->arena, "{\"have\":%lld}", (long long)s->have));
		return;
	case MEDIA_PART_DONE:
		reply_json(r, 200, arena_printf(r->c->arena, "{\"hash\":\"%s\"}", s->hash));
		return;
	case MEDIA_PART_BAD:
		why = "upload.bad";
		break;
	case MEDIA_PART_TOO_LARGE:
		why = "media.large";
		break;
	case MEDIA_PART_TOO_MANY:
		why = "upload.many";
		break;
	case MEDIA_PART_NOT_A_PICTURE:
		why = "media.type";
		break;
	case MEDIA_PART_NO_SPACE:
		why = "media.space";
		break;
	}
	js = js_own(r->c->arena, json_pack("{s:s}", "error", i18n(r->c->arena, r->c->lang, why, NULL)));
	reply_json(r, s->what == MEDIA_PART_NO_SPACE ? 503 : 422, js_text(r->c->arena, js));
}

static const struct route routes[] = {
	{ "POST", "/admin/upload", answer, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, take },
	{ 0 }
};
ROUTES(routes);
