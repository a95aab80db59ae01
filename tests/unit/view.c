/*
 * Pages: values are escaped for their place, layouts, rows and parts see what stands around them, the two languages, and what happens when
 * a template is missing, is not marked for escaping, does not parse, or grows past its ceiling.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/ctx.h"
#include "base/file.h"
#include "unit/dies.h"
#include "view/view.h"

#define HTML "{{%AUTOESCAPE context=\"HTML\"}}"

static char dir[64];
static struct arena *arena;
static struct ctx ctx;

static void
put(const char *lang, const char *name, const char *text)
{
	const char *path = arena_printf(arena, "%s/%s/%s", dir, lang, name);
	const char *folder = arena_mem(arena, path, (size_t)(strrchr(path, '/') - path));

	assert_true(file_mkdirs(folder, 0755));
	assert_true(file_write(path, text, strlen(text), 0644));
}

static void
put_both(const char *name, const char *text)
{
	put("id", name, text);
	put("en", name, text);
}

static void
load(void)
{
	const char *why = "";

	if (!view_load(dir, true, &why))
		fail_msg("%s", why);
}

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/etalase-view-XXXXXX");
	assert_non_null(mkdtemp(dir));
	arena = arena_open();
	ctx_init(&ctx, arena, NULL, NULL);
	return 0;
}

static int
forget(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st, (void)type, (void)where;
	return remove(path);
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return nftw(dir, forget, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *
render(struct view *v)
{
	struct buf b;

	buf_init(&b, arena, 100000);
	assert_true(view_render(v, &b));
	assert_false(err_is_set(&ctx));
	return b.s;
}

static void
test_escaping(void **state)
{
	struct view *v;

	(void)state;
	put_both("a.tpl", HTML "<p title=\"{{V}}\">{{V}}</p><a href=\"{{U}}\">x</a><a href=\"/s?q={{V:url_query_escape}}\">y</a>"
			       "<script type=\"application/ld+json\">{{JSON_LD:none}}</script>");
	load();
	v = view_alone(&ctx, "a");
	view_text(v, "V", "<b>\"O'Neil\" & co</b>");
	view_text(v, "U", "javascript:alert(1)");
	view_json(v, "JSON_LD", "{\"a\":\"\\u003c\"}");
	assert_string_equal(render(v),
	    "<p title=\"&lt;b&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/b&gt;\">&lt;b&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/b&gt;</p>"
	    "<a href=\"#\">x</a><a href=\"/s?q=%3Cb%3E%22O%27Neil%22+%26+co%3C/b%3E\">y</a>"
	    "<script type=\"application/ld+json\">{\"a\":\"\\u003c\"}</script>");
}

static void
test_values(void **state)
{
	struct view *v;
	char local[] = "first";

	(void)state;
	put_both("a.tpl", HTML "{{A}}|{{B}}|{{C}}|{{NONE}}|{{M}}");
	load();
	v = view_alone(&ctx, "a");
	view_text(v, "A", local);
	local[0] = 'X';		/* the value was copied */
	view_text(v, "B", NULL);
	view_int(v, "C", INT64_MIN);
	view_money(v, "M", 12500);
	assert_string_equal(render(v), "first||-9223372036854775808||Rp\xc2\xa0""12.500");
	view_text(v, "A", "second");
	assert_string_equal(render(v), "second||-9223372036854775808||Rp\xc2\xa0""12.500");
}

/* Texts with two forms, as the build writes them, ask the count that they show, here or around; a section of that name wins. */
static void
test_one_and_many(void **state)
{
	struct view *v;

	(void)state;
	put_both("a.tpl", HTML "<p title=\"{{#N_IS_ONE}}{{N}} order{{/N_IS_ONE}}{{#N_IS_MANY}}{{N}} orders{{/N_IS_MANY}}\">"
	    "{{#ROW}}{{#N_IS_ONE}}one{{/N_IS_ONE}}{{#N_IS_MANY}}many{{/N_IS_MANY}} {{/ROW}}{{#_IS_MANY}}x{{/_IS_MANY}}");
	load();
	v = view_alone(&ctx, "a");
	assert_string_equal(render(v), "<p title=\" orders\">");
	view_int(v, "N", 1);
	assert_string_equal(render(v), "<p title=\"1 order\">");
	(void)view_row(v, "ROW");
	view_int(view_row(v, "ROW"), "N", 11);
	view_text(view_row(v, "ROW"), "N", "1.000");
	assert_string_equal(render(v), "<p title=\"1 order\">one many many ");
	view_int(v, "N", 0);
	view_flag(v, "N_IS_ONE", true);
	view_flag(v, "N_IS_MANY", false);
	assert_string_equal(render(v), "<p title=\"0 order\">one one one ");
}

static void
test_layout(void **state)
{
	struct view *page;

	(void)state;
	put_both("layout.tpl", HTML "<title>{{TITLE}}</title>{{>BODY}}<i>{{INNER}}</i>");
	put_both("page.tpl", HTML "<h1>{{TITLE}} {{NAME}}{{>BODY}}</h1>");
	load();
	page = view_page(&ctx, "layout", "page");
	view_text(page, "NAME", "Keripik & co");
	view_text(page, "INNER", "the layout does not see the page's values");
	view_text(view_outer(page), "TITLE", "Toko");
	assert_string_equal(render(page), "<title>Toko</title><h1>Toko Keripik &amp; co</h1><i></i>");
}

static void
test_rows(void **state)
{
	struct view *v, *row;
	int i;

	(void)state;
	put_both("a.tpl", HTML "{{#ROW}}[{{N}}{{SHOP}}{{#GIFT}}*{{/GIFT}}{{#ROW}}?{{/ROW}}{{#SUB}}({{N}}){{/SUB}}]{{/ROW}}"
			       "{{#EMPTY}}none{{/EMPTY}}{{#OFF}}off{{/OFF}}");
	load();
	v = view_alone(&ctx, "a");
	view_text(v, "SHOP", "@");
	view_flag(v, "GIFT", true);
	view_flag(v, "OFF", false);
	for (i = 1; i <= 3; i++) {
		row = view_row(v, "ROW");
		view_int(row, "N", i);
		if (i == 2)
			view_flag(row, "GIFT", false);	/* the row's word counts before the page's */
		if (i == 3)
			view_int(view_row(row, "SUB"), "N", 33);
	}
	view_flag(v, "EMPTY", true);
	assert_string_equal(render(v), "[1@*][2@][3@*(33)]none");
}

static void
test_parts(void **state)
{
	struct view *v, *part;

	(void)state;
	put_both("a.tpl", HTML "{{>CARD}}-{{>FIXED}}-{{>UNKNOWN}}");
	put_both("part/card.tpl", HTML "<b>{{NAME}}{{SHOP}}{{>CARD}}</b>");
	put_both("include/fixed.tpl", HTML "<input value=\"{{SHOP}}\">");
	load();
	v = view_alone(&ctx, "a");
	view_text(v, "SHOP", "<");
	part = view_part(v, "CARD", "part/card");
	view_text(part, "NAME", "one");
	part = view_part(v, "CARD", "part/card");
	view_text(part, "NAME", "two");
	assert_string_equal(render(part), "<b>one&lt;</b><b>two&lt;</b>-<input value=\"&lt;\">-");
}

static void
test_pieces(void **state)
{
	struct view_piece pieces[2];
	struct view *v;

	(void)state;
	put_both("a.tpl", HTML "<ul>{{CARDS:none}}</ul>{{#REST}}[{{CARDS:none}}]{{/REST}}");
	put_both("piece.tpl", HTML "<li title=\"{{NAME}}\">{{SHOP}}</li>");
	load();
	v = view_alone(&ctx, "piece");
	view_text(v, "NAME", "\"><script>");
	assert_true(view_piece(v, &pieces[0]));
	v = view_alone(&ctx, "piece");
	view_text(v, "NAME", "two");
	assert_true(view_piece(v, &pieces[1]));
	/* Escaped once, when it was made; nothing of the page is seen inside; as often and wherever the page wants them. */
	v = view_alone(&ctx, "a");
	view_text(v, "SHOP", "not for pieces");
	view_pieces(v, "CARDS", pieces, 2);
	view_pieces(view_row(v, "REST"), "CARDS", pieces + 1, 1);
	assert_string_equal(render(v), "<ul><li title=\"&quot;&gt;&lt;script&gt;\"></li><li title=\"two\"></li></ul>[<li title=\"two\"></li>]");
	v = view_alone(&ctx, "a");
	view_pieces(v, "CARDS", pieces, 0);
	assert_string_equal(render(v), "<ul></ul>");
	DIES(view_pieces(v, "NAME", pieces, 1));
}

static void
test_languages(void **state)
{
	struct view *v;

	(void)state;
	put("id", "a.tpl", HTML "Keranjang {{N}}");
	put("en", "a.tpl", HTML "Cart {{N}}");
	load();
	v = view_alone(&ctx, "a");
	view_int(v, "N", 2);
	assert_string_equal(render(v), "Keranjang 2");
	ctx.lang = "en";
	assert_string_equal(render(v), "Cart 2");
}

static void
test_text_mail(void **state)
{
	struct view *v;

	(void)state;
	put_both("mail/order_text.tpl", "{{!TEXT}}Salam {{NAME}}\n");
	load();
	v = view_alone(&ctx, "mail/order_text");
	view_text(v, "NAME", "A & B");
	assert_string_equal(render(v), "Salam A & B\n");
}

static void
test_missing(void **state)
{
	struct buf b;
	struct view *v;

	(void)state;
	put_both("a.tpl", HTML "a");
	load();
	v = view_page(&ctx, "a", "nowhere");
	view_text(v, "X", "filling it does no harm");
	assert_true(err_is_set(&ctx));
	err_clear(&ctx);
	buf_init(&b, arena, 1000);
	assert_false(view_render(view_alone(&ctx, "nowhere"), &b));
	assert_true(err_is_set(&ctx));
}

static void
test_too_large(void **state)
{
	struct buf b;
	struct view *v;

	(void)state;
	put_both("a.tpl", HTML "{{A}}{{A}}");
	load();
	v = view_alone(&ctx, "a");
	view_text(v, "A", "0123456789");
	buf_init(&b, arena, 15);
	assert_false(view_render(v, &b));
	assert_int_equal(ctx.err.kind, ERR_LIMIT);
}

static void
refused(const char *part_of_why)
{
	const char *why = "";

	assert_false(view_load(dir, true, &why));
	if (!strstr(why, part_of_why))
		fail_msg("\"%s\" does not name %s", why, part_of_why);
}

static void
test_refused_sets(void **state)
{
	(void)state;
	refused("no templates");
	put_both("part/bad.tpl", "<p>{{V}}</p>");
	refused("id/part/bad.tpl");
	put_both("part/bad.tpl", "{{!TEXT}}{{V}}");	/* plain text is for mails alone */
	refused("id/part/bad.tpl");
	put_both("part/bad.tpl", HTML "{{#A}}never closed");
	refused("id/part/bad.tpl");
	put_both("part/bad.tpl", HTML "fine");
	load();
	put("en", "only_english.tpl", HTML "x");
	refused("languages");
}

static void
note(void *arg, const char *template, char kind, const char *name)
{
	buf_printf(arg, "%s %c%s\n", template, kind, name);
}

static void
test_names(void **state)
{
	struct buf b;
	const char *why = "";

	(void)state;
	put_both("x/a.tpl", HTML "{{! no {{A:html_escape}} {{#ROW}}{{N}}{{/ROW}}{{>BODY}}");
	buf_init(&b, arena, 1000);
	assert_true(view_names(dir, note, &b, &why));
	assert_string_equal(b.s, "x/a =A\nx/a #ROW\nx/a =N\nx/a >BODY\n");
}

static void
test_record(void **state)
{
	const char *path = arena_printf(arena, "%s/record", dir);
	struct view *v;
	size_t n;

	(void)state;
	put_both("layout.tpl", HTML "{{>BODY}}");
	put_both("page.tpl", HTML "{{#ROW}}{{N}}{{/ROW}}");
	load();
	assert_int_equal(setenv("ETALASE_VIEW_RECORD", path, 1), 0);
	v = view_page(&ctx, "layout", "page");
	view_int(view_row(v, "ROW"), "N", 1);
	view_int(view_row(v, "ROW"), "N", 2);
	assert_int_equal(unsetenv("ETALASE_VIEW_RECORD"), 0);
	assert_string_equal(file_read(arena, path, 1000, &n), "layout\tBODY\npage\tROW\npage\tN\n");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_escaping), T(test_values), T(test_one_and_many), T(test_layout), T(test_rows), T(test_parts), T(test_languages), T(test_text_mail),
		T(test_escaping), T(test_values), T(test_one_and_many), T(test_layout), T(test_rows), T(test_pieces), T(test_languages), T(test_text_mail),
		T(test_missing), T(test_too_large), T(test_refused_sets), T(test_names), T(test_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
