/*
 * Pages: ctemplate behind a C API. A page template stands in a layout; `present/` and the page files fill it by names in capitals. All
 * values are escaped for their place by ctemplate's auto-escape mode. Names and template names are literals, never built from data (ctemplate keeps
 * every name for ever). view_ctemplate.cc is the only C++ file and lets no exception out.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "base/buf.h"
#include "base/ctx.h"

struct view;

/*
 * Loads and checks the templates of DIR/<lang>/ (id, en), warming both sets. False: *why names the file. Call before fork. pages: those of admin/ and storefront/, too, which are most of it (several
 * megabytes when parsed); who answers nobody writes mails, papers and files only.
 */
MUST_USE bool view_load(const char *dir, bool pages, const char **why);

/*
 * A page in its layout: view_page(c, "storefront/layout", "storefront/cart") in c->lang. The layout holds {{>BODY}}. Values set
 * on the layout (view_outer) are seen by the page too. Everything dies with the arena.
 */
struct view *view_page(struct ctx *, const char *layout, const char *page);
/* A template alone: mails, print pages, XML. */
struct view *view_alone(struct ctx *, const char *name);
struct view *view_outer(struct view *page);

/* {{NAME}} */
void view_text(struct view *, const char *name, const char *value);	/* NULL: nothing */
void view_int(struct view *, const char *name, int64_t value);
void view_money(struct view *, const char *name, int64_t rupiah);	/* "Rp 12.500" */
/* {{#NAME}}…{{/NAME}}: shown when on; a row each call of view_row; a section with its own values. */
void view_flag(struct view *, const char *name, bool on);
struct view *view_row(struct view *, const char *name);
/* {{>NAME}}: includes template `file` with its own values (the including page's are seen too). A {{>NAME}} that nobody fills includes
 * include/name.tpl when there is one, so a fixed piece needs no C. */
struct view *view_part(struct view *, const char *name, const char *file);
/* Two of the allow-listed markers that are not escaped: JSON-LD made by js_out in {{JSON_LD}}, and a same-origin script data block {{JSON_DATA}}. */
void view_json(struct view *, const char *name, const char *json);

/*
 * A piece of a page, expanded by itself (view_alone) and escaped already: what everybody sees alike may be kept (shop/memo.h) and put into many pages. view_piece: in the arena; false as view_render.
 * view_pieces: one after the other where {{NAME:none}} stands, whose text lives as long as the page; the names are allow-listed as those of JSON are.
 */
struct view_piece { const char *html; size_t len; };
MUST_USE bool view_piece(struct view *alone, struct view_piece *out);
void view_pieces(struct view *, const char *name, const struct view_piece *pieces, size_t n);

/* Expands the page (or the layout around it) into out. False: a template failed or out is full (recorded in ctx->err). */
MUST_USE bool view_render(struct view *, struct buf *out);

/*
 * Calls fn for every marker of every template of DIR/id/, in file order: kind '=' {{NAME}}, '#' {{#NAME}}, '>' {{>NAME}}; the name lives for the call. `etalase check`
 * compares them with what pages fill: built for tests and run with ETALASE_VIEW_RECORD=FILE, each distinct filled name is appended to FILE as "template<TAB>NAME".
 */
MUST_USE bool view_names(const char *dir, void (*fn)(void *arg, const char *template, char kind, const char *name), void *arg,
    const char **why);

#endif
