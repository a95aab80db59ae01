/* Pictures: what may come in is told by its first bytes; one content is one row and one job; a product's pictures keep their order; transfer photos have names of their own. */
#include "fixture.h"

#include "base/file.h"
#include "base/str.h"
#include "shop/catalog.h"
#include "shop/media.h"
#include "shop/media_library.h"

enum { T_JOBS, T_PRODUCT, T_STATE };
static const struct db_stmt q[] = {
	[T_JOBS] = SQL("test.media.jobs", "SELECT COUNT(*) FROM outbox WHERE lane = 'media'"),
	[T_PRODUCT] = SQL("test.media.product",
	    "INSERT INTO product (status, created_at, updated_at) VALUES ('active', 0, 0) RETURNING id"),
	[T_STATE] = SQL("test.media.state", "SELECT state FROM media WHERE id = $1"),
};

static const char jpeg[] = "\xff\xd8\xff\xe0 a photo";
static const char png[] = "\x89PNG\r\n\x1a\n and so on";

static void
prepare(struct fixture *f)
{
	char *dir = arena_printf(f->keep, "%s/etalase-media-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");

	assert_non_null(mkdtemp(dir));
	f->conf.data = dir;
	f->conf.upload_max = 1000;
}

static void
sweep(struct fixture *f)
{
	const char *dir = arena_printf(f->keep, "%s/incoming", f->conf.data);
	const char **names = file_list(f->keep, dir);

	for (; *names; names++)
		(void)unlink(arena_printf(f->keep, "%s/%s", dir, *names));
	(void)rmdir(dir);
	(void)rmdir(f->conf.data);
}

static enum media_take
take(struct fixture *f, const void *p, size_t n, const char **hash)
{
	const char *path = arena_printf(f->keep, "%s/up", f->conf.data);
	enum media_take said;

	assert_true(file_write(path, p, n, 0600));
	said = media_take(&f->c, path, (int64_t)n, hash);
	assert_int_equal(file_exists(path), said != MEDIA_OK);
	(void)unlink(path);
	return said;
}

static int64_t
picture(struct fixture *f, const char *what)
{
	const char *bytes = arena_printf(f->keep, "%s%s", jpeg, what), *hash;

	assert_int_equal(take(f, bytes, strlen(bytes), &hash), MEDIA_OK);
	return media_put(&f->c, hash);
}

static void
by_first_bytes(void **state)
{
	static const struct { const char *p; size_t n; } good[] = {
		{ jpeg, sizeof(jpeg) }, { png, sizeof(png) }, { "GIF89a......", 12 }, { "GIF87a......", 12 },
		{ "RIFF\0\0\0\0WEBPVP8 ", 16 }, { "\0\0\0\x18" "ftypheic\0\0\0\0", 16 }, { "\0\0\0\x18" "ftypavif\0\0\0\0", 16 },
	}, bad[] = {
		{ "", 0 }, { "\xff\xd8", 2 }, { "<svg xmlns='http://www.w3.org/2000/svg'/>", 41 }, { "RIFF\0\0\0\0AVI LIST", 16 },
		{ "\0\0\0\x18" "ftypisom\0\0\0\0", 16 }, { "MZ\x90\0", 4 }, { "%PDF-1.7 ", 9 }, { "RIFF\0\0\0\0WEBP", 12 },
	};
	struct fixture *f = *state;
	const char *hash;
	size_t i;

	prepare(f);
	for (i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(take(f, good[i].p, good[i].n, &hash), MEDIA_OK);
		assert_int_equal(strlen(hash), 64);
		assert_true(media_taken(&f->c, hash));
	}
	for (i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(take(f, bad[i].p, bad[i].n, &hash), MEDIA_NOT_A_PICTURE);
		assert_string_equal(hash, "");
	}
	f->conf.upload_max = 4;
	assert_int_equal(take(f, jpeg, sizeof(jpeg), &hash), MEDIA_TOO_LARGE);
	/* Nothing but our own hashes names a file. */
	assert_false(media_taken(&f->c, "../../../etc/passwd"));
	assert_false(media_taken(&f->c, ""));
	assert_false(media_taken(&f->c, NULL));
	sweep(f);
}

static void
one_content_one_row(void **state)
{
	struct fixture *f = *state;
	struct picture p;
	const char *hash;
	int64_t id;

	prepare(f);
	id = picture(f, "a");
	assert_int_equal(picture(f, "a"), id);
	assert_int_equal(db_one_int(&f->c, 0, &q[T_JOBS]), 1);
	p = media_picture(&f->c, id);
	hash = arena_str(f->keep, p.hash);
	assert_false(p.ready);
	fixture_next(f);
	media_ready(&f->c, hash, 1200, 900, false, "");
	p = media_find(&f->c, hash);
	assert_true(p.ready);
	assert_int_equal(p.width, 1200);
	/* Ready: no second job; the upload lies there until it is swept, since this transaction might be tried again and ask for it. */
	assert_int_equal(picture(f, "a"), id);
	assert_true(media_taken(&f->c, hash));
	assert_int_equal(db_one_int(&f->c, 0, &q[T_JOBS]), 1);
	sweep(f);
}

static void
refused_is_tried_again(void **state)
{
	struct fixture *f = *state;
	struct media_photo *list;
	int64_t id, product;
	size_t n;

	prepare(f);
	product = db_one_int(&f->c, 0, &q[T_PRODUCT]);
	id = picture(f, "a");
	media_attach(&f->c, product, id, "Isi", "Contents");
	media_refused(&f->c, media_picture(&f->c, id).hash, "bomb");
	list = media_photos(&f->c, product, &n);
	assert_int_equal(n, 1);
	assert_true(list[0].refused);
	assert_string_equal(list[0].reason, "bomb");
	assert_string_equal(list[0].alt_en, "Contents");
	assert_int_equal(picture(f, "a"), id);
	assert_string_equal(db_one_text(&f->c, &q[T_STATE], DB_I(id)), "waiting");
	assert_int_equal(db_one_int(&f->c, 0, &q[T_JOBS]), 2);
	sweep(f);
}

static void
expect(struct fixture *f, int64_t product, const int64_t *ids, size_t n_ids)
{
	size_t n, i;
	struct media_photo *list = media_photos(&f->c, product, &n);

	assert_int_equal(n, n_ids);
	for (i = 0; i < n; i++)
		assert_int_equal(list[i].picture.media, ids[i]);
}

static void
order(void **state)
{
	struct fixture *f = *state;
	int64_t product, a, b, d;

	prepare(f);
	product = db_one_int(&f->c, 0, &q[T_PRODUCT]);
	a = picture(f, "a");
	b = picture(f, "b");
	d = picture(f, "d");
	media_attach(&f->c, product, a, NULL, NULL);
	media_attach(&f->c, product, b, NULL, NULL);
	media_attach(&f->c, product, d, NULL, NULL);
	media_attach(&f->c, product, a, NULL, NULL);	/* twice is once */
	expect(f, product, (int64_t[]){ a, b, d }, 3);
	assert_int_equal(media_move(&f->c, product, d, 0), MEDIA_EDIT_OK);
	expect(f, product, (int64_t[]){ d, a, b }, 3);
	assert_int_equal(media_move(&f->c, product, d, 99), MEDIA_EDIT_OK);
	expect(f, product, (int64_t[]){ a, b, d }, 3);
	assert_int_equal(media_move(&f->c, product, a, 1), MEDIA_EDIT_OK);
	expect(f, product, (int64_t[]){ b, a, d }, 3);
	assert_int_equal(media_detach(&f->c, product, a), MEDIA_EDIT_OK);
	assert_int_equal(media_detach(&f->c, product, a), MEDIA_EDIT_GONE);
	assert_int_equal(media_move(&f->c, product, a, 0), MEDIA_EDIT_GONE);
	assert_int_equal(media_alt(&f->c, product, a, "x", ""), MEDIA_EDIT_GONE);
	assert_int_equal(media_alt(&f->c, product, b, "Isi", ""), MEDIA_EDIT_OK);
	media_attach(&f->c, product, a, NULL, NULL);
	expect(f, product, (int64_t[]){ b, d, a }, 3);
	sweep(f);
}

/* One upload that a row waits for stays; one of a form never saved and a spool file go. */
static void
swept(void **state)
{
	struct fixture *f = *state;
	const char *keep, *left, *fresh;

	prepare(f);
	keep = arena_str(f->keep, media_picture(&f->c, picture(f, "a")).hash);
	assert_int_equal(take(f, png, sizeof(png), &left), MEDIA_OK);
	assert_true(file_write(arena_printf(f->keep, "%s/incoming/up-123456", f->conf.data), "x", 1, 0600));
	/* Their times are the machine's: a moment that lies ahead of all of them. */
	assert_int_equal(media_sweep(&f->c, 3600), 0);
	assert_int_equal(media_sweep(&f->c, -1), 2);
	assert_true(media_taken(&f->c, keep));
	assert_false(media_taken(&f->c, left));
	assert_int_equal(take(f, png, sizeof(png), &fresh), MEDIA_OK);
	assert_int_equal(media_sweep(&f->c, 3600), 0);
	assert_true(media_taken(&f->c, fresh));
	sweep(f);
}

/* Looked through, described, deleted only when nothing shows it. */
static void
library(void **state)
{
	struct fixture *f = *state;
	struct media_card *cards;
	struct media_item *m;
	struct media_use *uses;
	int64_t product, a, b, total;
	size_t n;

	prepare(f);
	product = db_one_int(&f->c, 0, &q[T_PRODUCT]);
	a = picture(f, "a");
	b = picture(f, "b");
	media_attach(&f->c, product, a, NULL, NULL);
	assert_int_equal(media_drop(&f->c, b), MEDIA_DROP_WAITING);
	media_ready(&f->c, arena_str(f->keep, media_picture(&f->c, a).hash), 10, 10, false, "");
	media_ready(&f->c, arena_str(f->keep, media_picture(&f->c, b).hash), 10, 10, false, "");
	cards = media_cards(&f->c, MEDIA_UNUSED, 0, 10, &n, &total);
	assert_int_equal(n, 1);
	assert_int_equal(total, 1);
	assert_int_equal(cards[0].picture.media, b);
	cards = media_cards(&f->c, MEDIA_ALL, 1, 10, &n, &total);
	assert_int_equal(n, 1);
	assert_int_equal(total, 2);
	assert_int_equal(cards[0].picture.media, a);
	(void)media_cards(&f->c, MEDIA_NO_ALT, 0, 10, &n, &total);
	assert_int_equal(total, 2);
	assert_int_equal(media_change(&f->c, a, 1, "Isi", "", 0, 100), MEDIA_CHANGE_OK);
	assert_int_equal(media_change(&f->c, a, 1, "Lain", "", 0, 100), MEDIA_CHANGE_CONFLICT);
	assert_int_equal(media_change(&f->c, 999, 1, "", "", 0, 0), MEDIA_CHANGE_GONE);
	m = media_item(&f->c, a);
	assert_string_equal(m->alt, "Isi");
	assert_int_equal(m->picture.focal_x, -50);
	assert_int_equal(m->picture.focal_y, 50);
	assert_int_equal(picture_focus(m->picture.focal_x), -500);
	(void)media_cards(&f->c, MEDIA_NO_ALT, 0, 10, &n, &total);
	assert_int_equal(total, 1);
	uses = media_uses(&f->c, a, &n);
	assert_int_equal(n, 1);
	assert_string_equal(uses[0].kind, "product");
	assert_int_equal(uses[0].object, product);
	assert_int_equal(media_drop(&f->c, a), MEDIA_DROP_USED);
	assert_int_equal(media_drop(&f->c, b), MEDIA_DROP_OK);
	assert_int_equal(media_drop(&f->c, b), MEDIA_DROP_GONE);
	assert_null(media_item(&f->c, b));
	assert_int_equal(media_detach(&f->c, product, a), MEDIA_EDIT_OK);
	assert_int_equal(media_drop(&f->c, a), MEDIA_DROP_OK);
	sweep(f);
}

static const struct CMUnitTest tests[] = {
	CASE(library),
	CASE(swept), CASE(by_first_bytes), CASE(one_content_one_row), CASE(refused_is_tried_again), CASE(order),
};
FIXTURE_MAIN(tests)
