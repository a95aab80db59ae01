/* Words that mean the same to the search: the list that came with the shop and what the owner adds, one group, and one tap from a search that found nothing. */
#include "base/i18n.h"
#include "base/str.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/url.h"
#include "present/field.h"
#include "present/pager.h"
#include "present/shell.h"
#include "shop/search_log.h"
#include "shop/staff.h"
#include "shop/synonym.h"

#define PER_PAGE 50

struct group_form { int64_t version; const char *words; };
static const struct field fields[] = { F_INT(struct group_form, version, 0, INT64_MAX), F_TEXT(struct group_form, words, 1, SYNONYM_BYTES_MAX), F_FIN };
struct pair_form { const char *word, *same; };
static const struct field pair_fields[] = { F_TEXT(struct pair_form, word, 1, SEARCH_TERM_MAX), F_TEXT(struct pair_form, same, 1, SEARCH_TERM_MAX), F_FIN };

static const char *
one_url(struct ctx *c, int64_t id)
{
	return url_admin(c, "/search/synonyms/%lld", (long long)id);
}

static const char *
list_url(struct ctx *c, const char *q, int64_t page)
{
	const char *url = url_admin(c, "/search/synonyms");

	if (*q)
		url = url_with(c, url, "q", q);
	return page > 1 ? url_with(c, url, "page", arena_printf(c->arena, "%lld", (long long)page)) : url;
}

static void
list(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/synonyms", "more", i18n(c->arena, c->lang, "admin.synonyms", NULL)), *some = NULL;
	const char *q = request_query(r, "q");
	int64_t page = request_page(r);
	const struct synonym *all;
	struct pager p;
	size_t n, i, total;

	q = q && strlen(q) <= 200 ? str_trim(c->arena, q) : "";
	all = synonym_list(c, q, (size_t)(page - 1) * PER_PAGE, PER_PAGE, &n, &total);
	shell_back(v, url_admin(c, "/search"));
	shell_action(v, url_admin(c, "/search/synonyms/new"), i18n(c->arena, c->lang, "admin.add", NULL));
	view_text(v, "LIST_URL", url_admin(c, "/search/synonyms"));
	view_text(v, "Q", q);
	for (i = 0; i < n; i++) {
		struct view *line;

		some = some ? some : view_row(v, "SOME");
		line = view_row(some, "GROUP");
		view_text(line, "GROUP_URL", one_url(c, all[i].id));
		view_text(line, "WORDS", all[i].words);
	}
	if (n == 0)
		view_text(view_row(v, *q ? "NOT_FOUND" : "NONE"), "NEW_URL", *q ? url_with(c, url_admin(c, "/search/synonyms/new"), "word", q) : url_admin(c, "/search/synonyms/new"));
	for (pager_start(&p, page, (int64_t)total, PER_PAGE); pager_next(&p);)
		present_page_link(v, &p, list_url(c, q, p.at));
}

/* --- one tap --- */

static void
show_new(struct request *r)
{
	struct ctx *c = r->c;
	struct view *v = shell_admin(r, "admin/synonym_new", "more", i18n(c->arena, c->lang, "synonym.new", NULL));
	const char *word = request_query(r, "word");

	shell_back(v, url_admin(c, "/search"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", url_admin(c, "/search/synonyms/new"));
	(void)present_field(r, v, "F_WORD", pair_fields, "word", word ? search_term(c->arena, word) : "");
	(void)present_field(r, v, "F_SAME", pair_fields, "same", "");
}

/* What the module says, as a mark at this field or above the form. */
static void
refused(struct request *r, enum synonym_put why, const char *field)
{
	switch (why) {
	case SYNONYM_OK:
	case SYNONYM_GONE:
		return;
	case SYNONYM_FEW:
		form_bad(r, field, "synonym.few");
		return;
	case SYNONYM_LONG:
		form_bad(r, field, "synonym.long");
		return;
	case SYNONYM_CONFLICT:
		form_note(r, "synonym.conflict");
		return;
	case SYNONYM_FULL:
		form_note(r, "synonym.full");
		return;
	}
}

static void
save_new(struct request *r)
{
	struct pair_form f;
	enum synonym_put got;

	if (!form_read(r, pair_fields, &f)) {
		reply_again(r, show_new);
		return;
	}
	got = synonym_add(r->c, f.word, f.same);
	if (got == SYNONYM_OK) {
		flash(r, "flash.synonym.saved");
		reply_see_other(r, url_admin(r->c, "/search"));
		return;
	}
	refused(r, got, "same");
	reply_again(r, show_new);
}

/* --- one group --- */

static void
show(struct request *r)
{
	struct ctx *c = r->c;
	const struct synonym *s = synonym_get(c, r->arg_int[0]);
	struct view *v;

	if (!s) {
		reply_not_found(r);
		return;
	}
	v = shell_admin(r, "admin/synonym", "more", i18n(c->arena, c->lang, "synonym.title", NULL));
	shell_back(v, url_admin(c, "/search/synonyms"));
	shell_own_bar(v);
	present_form(r, v);
	view_flag(v, "DIRTY", r->form != NULL);
	view_text(v, "FORM_URL", one_url(c, s->id));
	view_text(v, "DROP_URL", arena_printf(c->arena, "%s/drop", one_url(c, s->id)));
	present_version(r, v, "synonym.conflict", s->version);
	(void)present_field(r, v, "F_WORDS", fields, "words", s->words);
}

static void
save(struct request *r)
{
	struct group_form f;
	int64_t id = r->arg_int[0];
	enum synonym_put got;

	if (!synonym_get(r->c, id)) {
		reply_not_found(r);
		return;
	}
	if (!form_read(r, fields, &f)) {
		reply_again(r, show);
		return;
	}
	got = synonym_put(r->c, &id, f.version, f.words);
	if (got == SYNONYM_OK) {
		flash(r, "flash.synonym.saved");
		reply_see_other(r, url_admin(r->c, "/search/synonyms"));
		return;
	}
	refused(r, got, "words");
	reply_again(r, show);
}

static void
drop(struct request *r)
{
	if (synonym_drop(r->c, r->arg_int[0]) != SYNONYM_OK) {
		reply_not_found(r);
		return;
	}
	flash(r, "flash.synonym.dropped");
	reply_see_other(r, url_admin(r->c, "/search/synonyms"));
}

static const struct route routes[] = {
	{ "GET", "/admin/search/synonyms", list, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/search/synonyms/new", show_new, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/search/synonyms/new", save_new, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "GET", "/admin/search/synonyms/{id:int}", show, GATE_STAFF, DO_READ, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/search/synonyms/{id:int}", save, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ "POST", "/admin/search/synonyms/{id:int}/drop", drop, GATE_STAFF, DO_WRITE, RIGHT_GOODS_EDIT, 0, NULL },
	{ 0 }
};
ROUTES(routes);
