/* Who made a product, and its tags: typed with suggestions, new names are made on saving; usual tags stand there to be ticked. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/maker.h"
#include "shop/staff.h"
#include "shop/tag.h"

#define MAKERS_OFFERED 500
#define TAGS_OFFERED 30

struct groups_form { int64_t version; const char *maker, *tags; };
static const struct field fields[] = {
	F_INT(struct groups_form, version, 1, INT64_MAX), F_TEXT(struct groups_form, maker, 0, MAKER_NAME_MAX), F_LINES(struct groups_form, tags, 0, 1000), F_FIN
};

static const char *
tags_text(struct ctx *c, const struct product *p)
{
	const char *s = "";
	size_t i;

	for (i = 0; i < p->n_tags; i++)
		s = arena_printf(c->arena, "%s%s%s", s, i ? ", " : "", p->tags[i].name);
	return s;
}

static const char *
tick(struct ctx *c, int64_t tag)
{
	return arena_printf(c->arena, "t%lld", (long long)tag);
}

static void
offers_show(struct request *r, struct view *v, struct view *maker, const struct product *p)
{
	struct ctx *c = r->c;
	int64_t total;
	size_t n, i, k;
	struct maker **makers = maker_list(c, "", false, 0, MAKERS_OFFERED, &n, &total);
	struct tag **tags;
	struct view *usual = NULL;

	for (i = 0; i < n; i++)
		view_text(view_row(maker, "MAKER"), "LABEL", makers[i]->name);
	tags = tag_list(c, "", true, 0, TAGS_OFFERED, &n, &total);
	for (i = 0; i < n; i++) {
		struct view *row;

		/* Those that it has stand in the text. */
		for (k = 0; k < p->n_tags && p->tags[k].id != tags[i]->id; k++)
			;
		if (k < p->n_tags)
			continue;
		usual = usual ? usual : view_row(v, "USUAL");
		row = view_row(usual, "TAG");
		view_int(row, "TAG_ID", tags[i]->id);
		view_text(row, "TAG_NAME", tags[i]->name_id);
		view_flag(row, "ON", r->form && request_form(r, tick(c, tags[i]->id)));
	}
}

/* In Indonesian, the language in which names are typed. NULL: there is none. */
static const struct product *
load(struct request *r)
{
	const char *lang = r->c->lang;
	const struct product *p;

	r->c->lang = "id";
	p = catalog_product(r->c, r->arg_int[0]);
	r->c->lang = lang;
	return p;
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = load(r);
	struct view *v, *maker;

	if (!p) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/goods_groups", "goods", i18n(c->arena, c->lang, "goods.groups", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	shell_own_bar(v);
	present_form(r, v);
	view_text(v, "GOODS_NAME", p->name);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", url_admin(c, "/goods/%lld/groups", (long long)p->id));
	present_version(r, v, "goods.groups.conflict", p->version);
	maker = present_field(r, v, "F_MAKER", fields, "maker", p->maker_name);
	(void)present_field(r, v, "F_TAGS", fields, "tags", tags_text(c, p));
	offers_show(r, v, maker, p);
}

/* What was typed and what was ticked, as one list of names. */
static const char *
all_tags(struct request *r, const char *typed)
{
	struct ctx *c = r->c;
	int64_t total;
	size_t n, i;
	struct tag **tags = tag_list(c, "", true, 0, TAGS_OFFERED, &n, &total);

	for (i = 0; i < n; i++)
		if (request_form(r, tick(c, tags[i]->id)))
			typed = arena_printf(c->arena, "%s,%s", typed, tags[i]->name_id);
	return typed;
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = load(r);
	struct groups_form f;
	const char *bad = "";
	int64_t *tags, maker = 0;
	size_t n;

	if (!p) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, fields, &f)) {
		reply_again(r, show);
		return;
	}
	tags = tag_read(c, all_tags(r, f.tags), &n, &bad);
	if (!tags)
		form_bad(r, "tags", *bad ? "goods.groups.tag_long" : "goods.groups.tags_many");
	if (*f.maker)
		maker = maker_named(c, f.maker);
	if (*f.maker && maker == 0)
		form_bad(r, "maker", "makers.full");
	if (r->n_errors == 0) {
		switch (product_groups_put(c, p->id, f.version, maker, tags, n)) {
		case PRODUCT_OK:
			flash(r, "flash.goods.groups");
			reply_see_other(r, url_admin(c, "/goods/%lld", (long long)p->id));
			return;
		default:
			form_note(r, "goods.groups.conflict");
			break;
		}
	}
	reply_again(r, show);
}

/* "Uni Rina, 3 tags" */
static const char *
state(struct ctx *c, const struct product *p)
{
	const char *tags;

	tags = p->n_tags > 0 ? i18n(c->arena, c->lang, "goods.groups.tags", arena_printf(c->arena, "%zu", p->n_tags), NULL) : "";
	return *tags && *p->maker_name ? arena_printf(c->arena, "%s · %s", p->maker_name, tags) : *tags ? tags : p->maker_name;
}

static const struct goods_more more = { 40, "groups", "tag", "goods.groups", RIGHT_GOODS_EDIT, state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/groups", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/groups", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
