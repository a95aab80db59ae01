/*
 * Papers and clips of one product: uploaded, several at once, or linked; each is a form of its own for its titles and its place (fields end with its number: title12, titleen12). What can't be taken is told
 * file by file; what went well stays.
 */
#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/attachment.h"
#include "present/field.h"
#include "present/goods_more.h"
#include "present/shell.h"
#include "shop/staff.h"

#define NAME_LETTERS 80

/* What the uploads became, before the transaction. */
struct sent {
	struct one { struct attachment_file file; const char *name, *title, *refused, *fault; } list[ATTACHMENTS_MAX];	/* refused: by its bytes; fault: by what the shop has room for; message ids */
	size_t n;
	bool more;	/* than a product can have */
};

static const char *
here(struct ctx *c, int64_t product)
{
	return url_admin(c, "/goods/%lld/files", (long long)product);
}

static const char *
field(struct request *r, const char *what, int64_t id)
{
	return arena_printf(r->c->arena, "%s%lld", what, (long long)id);
}

/* --- the page --- */

static void
item_show(struct request *r, struct view *v, const struct attachment *f, size_t at, size_t n)
{
	struct view *card = view_row(v, "ITEM");

	view_int(card, "FILE_ID", f->id);
	view_text(card, "FILE_TITLE", f->title);
	view_text(card, "FILE_ABOUT", present_attachment_about(r->c, f));
	if (f->state == ATTACHMENT_READY)
		view_text(view_row(card, "OPEN"), "FILE_URL", present_attachment_url(r->c, f));
	view_flag(card, "FILE_WAITS", f->state == ATTACHMENT_WAITING);
	view_flag(card, "FILE_LOST", f->state == ATTACHMENT_LOST);
	view_flag(card, "AT_FIRST", at == 0);
	view_flag(card, "AT_LAST", at + 1 == n);
	(void)present_field(r, card, "F_TITLE", NULL, field(r, "title", f->id), f->title_id);
	(void)present_field(r, card, "F_TITLE_EN", NULL, field(r, "titleen", f->id), f->title_en);
}

static void
refused_show(struct request *r, struct view *v)
{
	const struct sent *s = r->prepared;
	struct view *list = NULL, *row;

	for (size_t i = 0; s && i < s->n; i++) {
		const char *why = s->list[i].refused ? s->list[i].refused : s->list[i].fault;

		if (!why)
			continue;
		list = list ? list : view_row(v, "REFUSED");
		row = view_row(list, "REFUSED_FILE");
		view_text(row, "REFUSED_NAME", s->list[i].name);
		view_text(row, "REFUSED_WHY", i18n(r->c->arena, r->c->lang, why, NULL));
	}
}

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct product *p = catalog_product(c, r->arg_int[0]);
	const struct attachment *list;
	struct view *v, *row;
	size_t n, i;

	if (!p) {
		reply_not_found(r);
		return;
	}
	list = attachment_list(c, p->id, &n);
	v = shell_admin(r, "admin/goods_files", "goods", i18n(c->arena, c->lang, "files.title", NULL));
	shell_back(v, url_admin(c, "/goods/%lld", (long long)p->id));
	present_form(r, v);
	refused_show(r, v);
	view_text(v, "GOODS_NAME", p->name);
	view_text(v, "HERE_URL", here(c, p->id));
	view_int(v, "VERSION", p->version);
	view_flag(v, "NO_FILE", n == 0);
	for (i = 0; i < n; i++)
		item_show(r, v, &list[i], i, n);
	view_flag(v, "FULL", n >= ATTACHMENTS_MAX);
	if (n >= ATTACHMENTS_MAX)
		return;
	v = view_row(v, "MORE_FILES");
	view_int(v, "MOST_MB", c->conf->upload_max / 1000000);
	row = view_row(v, "F_FILE");
	view_text(row, "FIELD", "file");
	view_text(row, "ERROR", present_error(r, NULL, "file"));
	view_flag(row, "BAD", form_error(r, "file") != NULL);
	(void)present_field(r, v, "F_URL", NULL, "url", "");
	(void)present_field(r, v, "F_TITLE", NULL, "title", "");
	(void)present_field(r, v, "F_TITLE_EN", NULL, "title_en", "");
}

/* --- uploads --- */

static const char *
take_fault(enum attachment_take took)
{
	switch (took) {
	case ATTACHMENT_OK:
		break;
	case ATTACHMENT_EMPTY:
		return "file.empty";
	case ATTACHMENT_LARGE:
		return "file.large";
	case ATTACHMENT_TYPE:
		return "file.type";
	case ATTACHMENT_BLIND:
		return "file.blind";
	case ATTACHMENT_NO_SPACE:
		return "file.space";
	}
	return NULL;
}

/* Before any transaction, and once: when this step is run again, the files are no longer where they came in. */
static void
take(struct request *r)
{
	struct sent *s;

	if (r->prepared)
		return;
	s = arena_new(r->c->arena, struct sent);
	r->prepared = s;
	for (const struct upload *u = r->uploads; u && u->field; u++) {
		struct one *x = &s->list[s->n];

		if (!str_eq(u->field, "file"))
			continue;
		if (s->n == ATTACHMENTS_MAX) {
			s->more = true;
			break;
		}
		x->title = attachment_title(r->c, u->name);
		x->name = *u->name ? utf8_cut(r->c->arena, u->name, NAME_LETTERS) : x->title;
		x->refused = take_fault(attachment_take(r->c, u->path, u->size, &x->file));
		s->n++;
	}
}

static void
upload(struct request *r)
{
	struct sent *s = r->prepared;
	bool all = !s->more;

	if (s->n == 0) {
		form_bad(r, "file", "file.none");
		reply_again(r, show);
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		struct one *x = &s->list[i];

		x->fault = NULL;
		if (!x->refused)
			switch (attachment_add(r->c, r->arg_int[0], &x->file, x->title)) {
			case ATTACHMENT_PUT_OK:
			case ATTACHMENT_PUT_CONFLICT:
			case ATTACHMENT_PUT_GONE:
				break;
			case ATTACHMENT_PUT_FULL:
				x->fault = "file.full";
				break;
			case ATTACHMENT_PUT_SPACE:
				x->fault = "file.all_full";
				break;
			}
		all = all && !x->refused && !x->fault;
	}
	if (all) {
		flash(r, "flash.files.added");
		reply_see_other(r, here(r->c, r->arg_int[0]));
	} else {
		form_note(r, "file.some");
		reply_again_keep(r, show);
	}
}

/* --- saving --- */

static void
answer(struct request *r, enum attachment_put put)
{
	switch (put) {
	case ATTACHMENT_PUT_OK:
		flash(r, "flash.files.saved");
		reply_see_other(r, here(r->c, r->arg_int[0]));
		return;
	case ATTACHMENT_PUT_GONE:
		reply_not_found(r);
		return;
	case ATTACHMENT_PUT_CONFLICT:
		form_note(r, "product.conflict");
		reply_again(r, show);
		return;
	case ATTACHMENT_PUT_FULL:
		form_note(r, "file.full");
		reply_again(r, show);
		return;
	case ATTACHMENT_PUT_SPACE:
		form_note(r, "file.all_full");
		reply_again(r, show);
		return;
	}
}

static const char *
text(struct request *r, const char *name, size_t max, bool must, const char *long_id)
{
	const char *s = request_form(r, name);

	s = s ? str_trim(r->c->arena, utf8_clean(r->c->arena, s, false)) : "";
	if (must && *s == '\0')
		form_bad(r, name, "form.required");
	else if (utf8_len(s) > max)
		form_bad(r, name, long_id);
	return s;
}

static void
link_add(struct request *r)
{
	const char *title = text(r, "title", ATTACHMENT_TITLE_MAX, false, "file.title_long"), *en = text(r, "title_en", ATTACHMENT_TITLE_MAX, false, "file.title_long");
	const char *url = text(r, "url", ATTACHMENT_URL_MAX, true, "file.url");

	if (*url && !form_error(r, "url") && !attachment_url_ok(url))
		form_bad(r, "url", "file.url");
	if (r->n_errors > 0)
		reply_again(r, show);
	else
		answer(r, attachment_link(r->c, r->arg_int[0], url, title, en));
}

struct form { int64_t version, file; const char *act; };
static const struct field fields[] = {
	F_INT_OPT(struct form, version, 0, INT64_MAX), F_INT_OPT(struct form, file, 1, INT64_MAX), F_CHOICE(struct form, act, "new|link|save|up|down|drop"), F_FIN
};

static void
titles(struct request *r, const struct form *f)
{
	const char *title = text(r, field(r, "title", f->file), ATTACHMENT_TITLE_MAX, true, "file.title_long"), *en = text(r, field(r, "titleen", f->file), ATTACHMENT_TITLE_MAX, false, "file.title_long");

	if (r->n_errors > 0)
		reply_again(r, show);
	else
		answer(r, attachment_save(r->c, r->arg_int[0], f->version, f->file, title, en));
}

static void
save(struct request *r)
{
	struct ctx *c = r->c;
	int64_t id = r->arg_int[0];
	struct form f;

	if (!catalog_product(c, id))
		reply_not_found(r);
	else if (!form_read(r, fields, &f))
		reply_again(r, show);
	else if (str_eq(f.act, "new"))
		upload(r);
	else if (str_eq(f.act, "link"))
		link_add(r);
	else if (str_eq(f.act, "save"))
		titles(r, &f);
	else if (str_eq(f.act, "drop"))
		answer(r, attachment_drop(c, id, f.version, f.file));
	else
		answer(r, attachment_move(c, id, f.version, f.file, str_eq(f.act, "up") ? -1 : 1));
}

static const char *
more_state(struct ctx *c, const struct product *p)
{
	size_t n, i;
	const struct attachment *list = attachment_list(c, p->id, &n);
	const char *names = "";

	for (i = 0; i < n; i++)
		names = i ? arena_printf(c->arena, "%s, %s", names, list[i].title) : list[i].title;
	return names;
}

static const struct goods_more more = { 792, "files", "file-text", "files.title", RIGHT_GOODS_EDIT, more_state };
GOODS_MORE(more);

static const struct route routes[] = {
	{ "GET", "/admin/goods/{id:int}/files", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/goods/{id:int}/files", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, ROUTE_UPLOAD, take },
	{ 0 }
};
ROUTES(routes);
