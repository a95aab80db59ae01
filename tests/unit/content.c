/* Pages of text: their languages, addresses and versions, and how a body falls into blocks. */
#include "unit/fixture.h"

#include "shop/catalog.h"
#include "shop/content.h"
#include "shop/setting.h"

static enum page_put
put(struct ctx *c, int64_t *id, int64_t version, const char *slug, const char *title, const char *english)
{
	const char *titles[2] = { title, english };
	const char *bodies[2] = { "## Cara\n- satu\n- dua", *english ? "Body" : "" };

	return page_put(c, id, version, slug, titles, bodies, 1, true);
}

static void
is_kept_in_two_languages(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = 0, version = setting_version(c, "shop");
	struct page *p;

	assert_int_equal(put(c, &id, 0, "", "Cara Pesan", "How to order"), PAGE_OK);
	fixture_ok(f);
	assert_true(setting_version(c, "shop") > version);
	p = page_get(c, id);
	assert_string_equal(p->slug, "cara-pesan");
	assert_string_equal(p->title, "Cara Pesan");
	c->lang = "en";
	p = page_get(c, id);
	assert_string_equal(p->title, "How to order");
	assert_string_equal(p->body, "Body");
	assert_int_equal(put(c, &id, 1, "", "Cara Memesan", ""), PAGE_OK);
	p = page_get(c, id);
	assert_string_equal(p->title, "Cara Memesan");
	assert_string_equal(p->slug, "cara-pesan");
	assert_int_equal(p->version, 2);
	assert_null(page_get(c, id + 1));
}

static void
refuses(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = 0, other = 0, none = 99, object;
	const char *now;

	assert_int_equal(put(c, &id, 0, "tentang", "Tentang", ""), PAGE_OK);
	assert_int_equal(put(c, &other, 0, "tentang", "Lain", ""), PAGE_SLUG_TAKEN);
	assert_int_equal(other, 0);
	assert_int_equal(put(c, &id, 9, "tentang", "Lain", ""), PAGE_CONFLICT);
	assert_int_equal(put(c, &none, 1, "x", "Lain", ""), PAGE_GONE);
	assert_int_equal(put(c, &id, 1, "tentang-kami", "Tentang", ""), PAGE_OK);
	assert_int_equal(slug_find(c, "page", "tentang", &object, &now), SLUG_MOVED);
	assert_int_equal(object, id);
	assert_string_equal(now, "tentang-kami");
	fixture_ok(f);
}

static void
lists_what_is_shown(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const char *title[2] = { "Rahasia", "" }, *body[2] = { "x", "" };
	int64_t id = 0, hidden = 0;
	size_t n;

	assert_int_equal(put(c, &id, 0, "", "Cara", ""), PAGE_OK);
	assert_int_equal(page_put(c, &hidden, 0, "", title, body, 0, false), PAGE_OK);
	assert_int_equal(page_list(c, false, &n)[0]->id, id);
	assert_int_equal(n, 1);
	assert_int_equal(page_list(c, true, &n)[0]->id, hidden);
	assert_int_equal(n, 2);
}

static void
falls_into_blocks(void **state)
{
	static const struct page_block want[] = {
		{ BLOCK_PARAGRAPH, "Satu\nbaris dua" }, { BLOCK_HEADING, "Judul" }, { BLOCK_ITEM, "a" },
		{ BLOCK_ITEM, "b <b>" }, { BLOCK_PARAGRAPH, "akhir - bukan butir" },
	};
	struct fixture *f = *state;
	struct page_block *b;
	size_t n, i;

	b = page_blocks(&f->c, "\n\nSatu\nbaris dua\n## Judul\n- a\n-  b <b>\n\n\nakhir - bukan butir", &n);
	assert_int_equal(n, ARRAY_LEN(want));
	for (i = 0; i < n; i++) {
		assert_int_equal(b[i].kind, want[i].kind);
		assert_string_equal(b[i].text, want[i].text);
	}
	(void)page_blocks(&f->c, "", &n);
	assert_int_equal(n, 0);
	(void)page_blocks(&f->c, "\n \n- \n", &n);
	assert_int_equal(n, 1);
}

static const struct CMUnitTest tests[] = {
	CASE(is_kept_in_two_languages),
	CASE(refuses),
	CASE(lists_what_is_shown),
	CASE(falls_into_blocks),
};
FIXTURE_MAIN(tests)
