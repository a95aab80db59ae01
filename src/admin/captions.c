/* The words that posts begin with: the owner's templates with their hashtags, and the hashtags of every post. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/message.h"
#include "present/shell.h"
#include "shop/social_post.h"
#include "shop/staff.h"

struct caption_form { int64_t version; const char *name, *body, *hashtags; };
static const struct field fields[] = {
	F_INT(struct caption_form, version, 0, INT64_MAX), F_TEXT(struct caption_form, name, 1, CAPTION_NAME_MAX), F_LINES(struct caption_form, body, 1, CAPTION_BODY_MAX),
	F_TEXT(struct caption_form, hashtags, 0, CAPTION_HASHTAGS_MAX), F_FIN
};
struct tags_form { const char *tags; };
static const struct field tags_fields[] = { F_TEXT(struct tags_form, tags, 0, CAPTION_HASHTAGS_MAX), F_FIN };

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/captions", "more", i18n(c->arena, c->lang, "post.captions", NULL));
	size_t n, i;
	const struct caption *all = caption_list(c, &n);

	shell_back(v, url_admin(c, "/posts"));
	shell_action(v, url_admin(c, "/posts/captions/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	present_form(r, v);
	view_text(v, "FORM_URL", url_admin(c, "/posts/captions"));
	(void)present_field(r, v, "F_TAGS", tags_fields, "tags", caption_shop_hashtags(c));
	present_text_lines(c, v, all[0].body);
	for (i = 1; i < n; i++) {
		struct view *row = view_row(v, "CAPTION");

		view_text(row, "CAPTION_URL", url_admin(c, "/posts/captions/%lld", (long long)all[i].id));
		view_text(row, "CAPTION_NAME", all[i].name);
		view_text(row, "CAPTION_BODY", arena_mem(c->arena, all[i].body, strcspn(all[i].body, "\n")));
	}
	view_flag(v, "SOME", n > 1);
	if (n <= 1)
		view_text(view_row(v, "NONE"), "NEW_URL", url_admin(c, "/posts/captions/new"));
}

static void
tags(struct request *r)
{
	struct tags_form f;

	if (!form_read(r, tags_fields, &f)) {
		reply_again(r, list);
		return;
	}
	caption_shop_hashtags_put(r->c, f.tags);
	flash(r, "flash.caption.saved");
	reply_see_other(r, url_admin(r->c, "/posts/captions"));
}

/* How it reads with the shop's newest goods. */
static void
preview(struct request *r, struct view *v, const char *body, const char *hashtags)
{
	struct ctx *c = r->c;
	const char *word;
	const struct caption_facts *f;
	struct card **newest;
	size_t n;

	newest = catalog_newest(c, 1, &n);
	if (n == 0 || caption_fault(c, body, &word))
		return;
	f = social_post_facts(c, &(struct social_post){ .goods = &newest[0]->id, .n_goods = 1 });
	v = view_row(v, "PREVIEW");
	present_text_lines(c, v, caption_text(c, body, caption_hashtags(c, *hashtags ? hashtags : caption_shop_hashtags(c)), f));
}

static void
page(struct request *r, const struct caption *t)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/caption", "more", i18n(c->arena, c->lang, t->id ? "caption.title" : "caption.new", NULL)), *field;
	const char *error = form_error(r, "body"), *word = "";
	const char *url = t->id ? url_admin(c, "/posts/captions/%lld", (long long)t->id) : url_admin(c, "/posts/captions/new");

	shell_back(v, url_admin(c, "/posts/captions"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", url);
	present_version(r, v, "caption.conflict", t->version);
	(void)present_field(r, v, "F_NAME", fields, "name", t->id ? t->name : "");
	field = present_field(r, v, "F_BODY", fields, "body", t->body);
	if (error && str_starts(error, "message.bad.")) {
		(void)caption_fault(c, form_typed(r, "body", t->body), &word);
		view_text(field, "ERROR", i18n(c->arena, c->lang, error, word, NULL));
	}
	(void)present_field(r, v, "F_HASHTAGS", fields, "hashtags", t->hashtags);
	for (size_t i = 0; caption_vars[i]; i++) {
		struct view *row = view_row(v, "VAR");

		view_text(row, "VAR_NAME", arena_printf(c->arena, "{%s}", caption_vars[i]));
		view_text(row, "VAR_TEXT", i18n(c->arena, c->lang, arena_printf(c->arena, "caption.var.%s", caption_vars[i]), NULL));
	}
	preview(r, v, form_typed(r, "body", t->body), form_typed(r, "hashtags", t->hashtags));
	if (t->id)
		view_text(view_row(v, "IS_OLD"), "DROP_URL", arena_printf(c->arena, "%s/drop", url));
}

static void
show(struct request *r)
{
	const struct caption *t = r->arg_int[0] > 0 ? caption_get(r->c, r->arg_int[0]) : NULL;

	if (t)
		page(r, t);
	else
		reply_not_found(r);
}

static void
show_new(struct request *r)
{
	page(r, caption_get(r->c, 0));
}

static void
save_as(struct request *r, int64_t id, void (*again)(struct request *))
{
	struct caption_form f;
	const char *word, *fault;

	if (!form_read(r, fields, &f)) {
		reply_again(r, again);
		return;
	}
	fault = caption_fault(r->c, f.body, &word);
	if (fault) {
		form_bad(r, "body", fault);
		reply_again(r, again);
		return;
	}
	switch (caption_put(r->c, &id, f.version, f.name, f.body, f.hashtags)) {
	case CAPTION_OK:
		flash(r, "flash.caption.saved");
		reply_see_other(r, url_admin(r->c, "/posts/captions"));
		return;
	case CAPTION_GONE:
		reply_not_found(r);
		return;
	case CAPTION_CONFLICT:
		form_note(r, "caption.conflict");
		reply_again(r, again);
		return;
	case CAPTION_FULL:
		form_note(r, "caption.full");
		reply_again(r, again);
		return;
	}
}

static void
save(struct request *r)
{
	if (r->arg_int[0] > 0)
		save_as(r, r->arg_int[0], show);
	else
		reply_not_found(r);
}

static void
save_new(struct request *r)
{
	save_as(r, 0, show_new);
}

static void
drop(struct request *r)
{
	if (caption_drop(r->c, r->arg_int[0]) != CAPTION_OK) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.caption.dropped");
	reply_see_other(r, url_admin(r->c, "/posts/captions"));
}

static const struct route routes[] = {
	{ "GET", "/admin/posts/captions", list, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/captions", tags, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/posts/captions/new", show_new, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/captions/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "GET", "/admin/posts/captions/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/captions/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ "POST", "/admin/posts/captions/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_SOCIAL, 0, NULL },
	{ 0 }
};
ROUTES(routes);
