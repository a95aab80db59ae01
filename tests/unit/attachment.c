/* Papers and clips of goods: what may come in is told by its bytes, however they are cut or bent; one content is one row; what nobody shows is forgotten; order, versions, copies. */
#include "trade.h"

#include "base/file.h"
#include "base/str.h"
#include "shop/attachment.h"
#include "shop/catalog.h"
#include "shop/clip.h"
#include "shop/goods_part.h"
#include "shop/incoming.h"
#include "shop/media.h"

enum { T_JOBS, T_CONTENTS, T_FILES, T_VERSION, T_LOSE };
static const struct db_stmt tq[] = {
	[T_JOBS] = SQL("ta.jobs", "SELECT COUNT(*) FROM outbox WHERE kind = $1"),
	[T_CONTENTS] = SQL("ta.contents", "SELECT COUNT(*) FROM attachment"),
	[T_FILES] = SQL("ta.files", "SELECT files FROM product WHERE id = $1"),
	[T_VERSION] = SQL("ta.version", "SELECT version FROM product WHERE id = $1"),
	[T_LOSE] = SQL("ta.grow", "UPDATE attachment SET bytes = $1"),
};

#define PDF "%PDF-1.4\nSebuah resep"

/* An ISO media file: brand, then what says that it is a film of 1920 × 1080, turned or not, behind a track of sound. */
static const char *
mp4(struct arena *a, const char *brand, bool turned, size_t *n)
{
	static const unsigned char as_is[] = { 0, 1, 0, 0, 0, 0, 0, 0 }, quarter[] = { 0, 0, 0, 0, 0, 1, 0, 0 };
	unsigned char *p = arena_array(a, 1, 400), *tkhd;

	memcpy(p, "\0\0\0\x18" "ftyp", 8);
	memcpy(p + 8, brand, 4);
	memcpy(p + 24, "\0\0\0\x10mdat12345678", 16);
	memcpy(p + 40, "\0\0\0\xd0moov", 8);		/* 208 */
	memcpy(p + 48, "\0\0\0\x64trak\0\0\0\x5ctkhd", 16);	/* 100: of sound, 0 × 0 */
	memcpy(p + 148, "\0\0\0\x64trak\0\0\0\x5ctkhd", 16);
	tkhd = p + 164;
	memcpy(tkhd + 40, turned ? quarter : as_is, 8);
	memcpy(tkhd + 76, "\x07\x80\0\0\x04\x38\0\0", 8);	/* 1920, 1080 as 16.16 */
	*n = 248;
	return (char *)p;
}

/* EBML head, a segment of unknown length, a track of video 640 × 360 behind one of sound. */
static const char webm[] = "\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" "\xec\x81\0" "\x16\x54\xae\x6b\x94" "\xae\x83\xd7\x81\x01" "\xae\x8d\xd7\x81\x02"
    "\xe0\x88\xb0\x82\x02\x80\xba\x82\x01\x68";

static void
prepare(struct fixture *f)
{
	char *dir = arena_printf(f->keep, "%s/etalase-attach-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");

	assert_non_null(mkdtemp(dir));
	f->conf.data = dir;
	f->conf.upload_max = 1000;
}

static void
sweep(struct fixture *f)
{
	const char *dir = arena_printf(f->keep, "%s/incoming", f->conf.data);

	for (const char **names = file_list(f->keep, dir); *names; names++)
		(void)unlink(arena_printf(f->keep, "%s/%s", dir, *names));
	(void)rmdir(dir);
	(void)rmdir(f->conf.data);
}

static enum attachment_take
take(struct fixture *f, const void *p, size_t n, struct attachment_file *file)
{
	const char *path = arena_printf(f->keep, "%s/up", f->conf.data);
	enum attachment_take said;

	assert_true(file_write(path, p, n, 0600));
	said = attachment_take(&f->c, path, (int64_t)n, file);
	assert_int_equal(file_exists(path), said != ATTACHMENT_OK);
	(void)unlink(path);
	return said;
}

static struct attachment_file
pdf(struct fixture *f, const char *more)
{
	const char *bytes = arena_printf(f->keep, "%s%s", PDF, more);
	struct attachment_file file;

	assert_int_equal(take(f, bytes, strlen(bytes), &file), ATTACHMENT_OK);
	file.hash = arena_str(f->keep, file.hash);
	return file;
}

static void
by_bytes(void **state)
{
	struct fixture *f = *state;
	struct attachment_file file;
	const char *p;
	size_t n;

	prepare(f);
	assert_int_equal(take(f, PDF, sizeof(PDF) - 1, &file), ATTACHMENT_OK);
	assert_int_equal(file.kind, ATTACHMENT_PDF);
	assert_int_equal(strlen(file.hash), 64);
	assert_true(file_exists(incoming_path(&f->c, file.hash)));
	p = mp4(f->keep, "isom", false, &n);
	assert_int_equal(take(f, p, n, &file), ATTACHMENT_OK);
	assert_int_equal(file.kind, ATTACHMENT_MP4);
	assert_int_equal(file.width, 1920);
	assert_int_equal(file.height, 1080);
	p = mp4(f->keep, "mp42", true, &n);
	assert_int_equal(take(f, p, n, &file), ATTACHMENT_OK);
	assert_int_equal(file.width, 1080);
	assert_int_equal(file.height, 1920);
	assert_int_equal(take(f, webm, sizeof(webm) - 1, &file), ATTACHMENT_OK);
	assert_int_equal(file.kind, ATTACHMENT_WEBM);
	assert_int_equal(file.width, 640);
	assert_int_equal(file.height, 360);
	sweep(f);
}

static void
refused(void **state)
{
	static const struct { const char *p; size_t n; enum attachment_take said; } bad[] = {
		{ "", 0, ATTACHMENT_EMPTY }, { "%PDF-", 5, ATTACHMENT_TYPE }, { " %PDF-1.4", 9, ATTACHMENT_TYPE }, { "<!doctype html><script>", 23, ATTACHMENT_TYPE },
		{ "<svg xmlns='http://www.w3.org/2000/svg'/>", 41, ATTACHMENT_TYPE }, { "\0\0\0\x18" "ftypqt  \0\0\0\0\0\0\0\0", 20, ATTACHMENT_TYPE },
		{ "\0\0\0\x18" "ftypM4A \0\0\0\0\0\0\0\0", 20, ATTACHMENT_TYPE }, { "\0\0\0\x18" "ftypheic\0\0\0\0\0\0\0\0", 20, ATTACHMENT_TYPE }, { "MZ\x90\0", 4, ATTACHMENT_TYPE }, { "PK\x03\x04", 4, ATTACHMENT_TYPE },
		{ "\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska", 16, ATTACHMENT_TYPE }, { "\xff\xd8\xff\xe0", 4, ATTACHMENT_TYPE },
		{ "\0\0\0\x18" "ftypisom\0\0\0\0\0\0\0\0", 20, ATTACHMENT_BLIND }, { "\x1a\x45\xdf\xa3\x87\x42\x82\x84webm", 12, ATTACHMENT_BLIND },
	};
	struct fixture *f = *state;
	struct attachment_file file;

	prepare(f);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(take(f, bad[i].p, bad[i].n, &file), bad[i].said);
		assert_string_equal(file.hash, "");
	}
	f->conf.upload_max = 10;
	assert_int_equal(take(f, PDF, sizeof(PDF) - 1, &file), ATTACHMENT_LARGE);
	sweep(f);
}

/* Cut anywhere, and with any byte bent: an answer, and none from beyond the end (the sanitizers look). */
static void
bent(void **state)
{
	struct fixture *f = *state;
	int64_t w, h;

	for (int which = 0; which < 2; which++) {
		size_t n = sizeof(webm) - 1;
		const char *p = which ? mp4(f->keep, "isom", true, &n) : webm;

		for (size_t cut = 0; cut < n; cut++) {
			char *some = base_malloc(cut ? cut : 1);

			memcpy(some, p, cut);
			if (clip_shape(some, cut, &w, &h))
				assert_true(w > 0 && h > 0);
			base_free(some);
		}
		for (size_t at = 0; at < n; at++) {
			static const unsigned char bends[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
			char *all = base_malloc(n);

			for (size_t k = 0; k < ARRAY_LEN(bends); k++) {
				memcpy(all, p, n);
				all[at] = (char)bends[k];
				if (clip_shape(all, n, &w, &h))
					assert_true(w > 0 && h > 0 && w <= 16384 && h <= 16384);
			}
			base_free(all);
		}
	}
}

static void
addresses(void **state)
{
	static const char *const good[] = { "https://youtu.be/x", "https://www.youtube.com/watch?v=a&b=c", "https://a.id", "https://a.id:8443/x", "https://x.a-b.id#c" };
	static const char *const bad[] = { "", "http://a.id/", "javascript:alert(1)", "https://", "https://localhost/", "https://a.id@evil.id/", "https://a b.id", "https://a.id/\"onx", "https://a.id/<b>",
		"https://.id", "https://a.", "https://a.id:/", "https://a.id\\b", "//a.id/", "https:/a.id", "HTTPS://a.id", "data:text/html,x", "https://a.id/\x01" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(attachment_url_ok(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(attachment_url_ok(bad[i]));
	assert_string_equal(attachment_host(&f->c, "https://WWW.YouTube.com/watch?v=1"), "youtube.com");
	assert_string_equal(attachment_title(&f->c, "Tabel_ukuran v2.pdf"), "Tabel ukuran v2");
	assert_string_equal(attachment_title(&f->c, ".pdf"), ".pdf");
	assert_string_equal(attachment_title(&f->c, ""), "PDF");
	assert_string_equal(attachment_title(&f->c, "r\xc3\xa9sum\xc3\xa9.final.PDF"), "r\xc3\xa9sum\xc3\xa9.final");
}

static int64_t
version(struct ctx *c)
{
	return db_one_int(c, 0, &tq[T_VERSION], DB_I(BANANA));
}

static int64_t
jobs(struct ctx *c, const char *kind)
{
	return db_one_int(c, -1, &tq[T_JOBS], DB_T(kind));
}

static void
one_content_one_row(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	struct attachment_file a, b;
	const int64_t copied = CHIPS;
	size_t n;

	prepare(f);
	trade_open(c);
	c->lang = "id";
	a = pdf(f, "");
	assert_int_equal(attachment_add(c, BANANA, &a, "Resep"), ATTACHMENT_PUT_OK);
	assert_int_equal(attachment_add(c, BANANA, &a, "Resep lagi"), ATTACHMENT_PUT_OK);	/* the button pressed twice */
	assert_int_equal(db_one_int(c, 0, &tq[T_FILES], DB_I(BANANA)), 1);
	assert_int_equal(jobs(c, "attachment.put"), 1);
	/* Nobody sees it before it lies there; until then its upload is not swept away. */
	(void)attachment_shown(c, BANANA, &n);
	assert_int_equal(n, 0);
	assert_true(attachment_waits(c, a.hash));
	assert_int_equal(media_sweep(c, -10), 0);
	attachment_came(c, a.hash, true);
	assert_int_equal(attachment_shown(c, BANANA, &n)->bytes, a.bytes);
	assert_int_equal(n, 1);
	fixture_next(f);
	c->lang = "id";
	/* The copy shares it, and keeps it when the first one lets go. */
	goods_part_copy(c, &(struct goods_copy){ .from = BANANA, .to = CHIPS });
	assert_string_equal(attachment_shown(c, copied, &n)->hash, a.hash);
	assert_int_equal(n, 1);
	assert_int_equal(db_one_int(c, 0, &tq[T_FILES], DB_I(copied)), 1);
	assert_int_equal(attachment_drop(c, BANANA, version(c), attachment_list(c, BANANA, &n)->id), ATTACHMENT_PUT_OK);
	assert_int_equal(attachment_tidy(c, 10), 0);
	assert_int_equal(attachment_drop(c, copied, db_one_int(c, 0, &tq[T_VERSION], DB_I(copied)), attachment_list(c, copied, &n)->id), ATTACHMENT_PUT_OK);
	assert_int_equal(attachment_tidy(c, 10), 1);
	assert_int_equal(jobs(c, "attachment.drop"), 1);
	assert_true(attachment_is_gone(c, a.hash));
	/* Brought again: a job of its own. Lost on the way: once more, too. */
	b = pdf(f, "");
	assert_int_equal(attachment_add(c, BANANA, &b, "Resep"), ATTACHMENT_PUT_OK);
	assert_false(attachment_is_gone(c, a.hash));
	attachment_came(c, b.hash, false);
	assert_int_equal(attachment_list(c, BANANA, &n)->state, ATTACHMENT_LOST);
	assert_int_equal(attachment_add(c, copied, &b, "Resep"), ATTACHMENT_PUT_OK);
	assert_int_equal(jobs(c, "attachment.put"), 3);
	/* All together have their limit. */
	(void)db_exec(c, &tq[T_LOSE], DB_I(ATTACHMENT_BYTES));
	a = pdf(f, "lain");
	assert_int_equal(attachment_add(c, copied, &a, "Lain"), ATTACHMENT_PUT_SPACE);
	sweep(f);
}

static void
order_and_versions(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	const struct attachment *list;
	int64_t old;
	size_t n;

	prepare(f);
	trade_open(c);
	c->lang = "en";
	for (int i = 0; i < ATTACHMENTS_MAX; i++)
		assert_int_equal(attachment_link(c, BANANA, arena_printf(c->arena, "https://a%d.id/", i), "", i == 0 ? "First" : ""), ATTACHMENT_PUT_OK);
	assert_int_equal(attachment_link(c, BANANA, "https://b.id/", "", ""), ATTACHMENT_PUT_FULL);
	assert_int_equal(attachment_link(c, 999999, "https://b.id/", "", ""), ATTACHMENT_PUT_GONE);
	list = attachment_shown(c, BANANA, &n);
	assert_int_equal(n, ATTACHMENTS_MAX);
	assert_string_equal(list[0].title, "First");
	assert_string_equal(list[1].title, "a1.id");
	old = version(c);
	assert_int_equal(attachment_move(c, BANANA, old, list[1].id, -1), ATTACHMENT_PUT_OK);
	assert_string_equal(attachment_list(c, BANANA, &n)[0].title, "a1.id");
	/* What an old page says is not done. */
	assert_int_equal(attachment_move(c, BANANA, old, list[1].id, 1), ATTACHMENT_PUT_CONFLICT);
	assert_int_equal(attachment_save(c, BANANA, old, list[1].id, "Lama", ""), ATTACHMENT_PUT_CONFLICT);
	assert_int_equal(attachment_drop(c, BANANA, old, list[1].id), ATTACHMENT_PUT_CONFLICT);
	/* Another product's file is none of this one. */
	assert_int_equal(attachment_drop(c, CHIPS, 1, list[1].id), ATTACHMENT_PUT_GONE);
	assert_int_equal(attachment_save(c, CHIPS, 1, list[1].id, "x", ""), ATTACHMENT_PUT_GONE);
	assert_int_equal(attachment_save(c, BANANA, version(c), list[1].id, "Cara pakai", "How to"), ATTACHMENT_PUT_OK);
	assert_string_equal(catalog_shown(c, BANANA)->files[0].title, "How to");
	assert_false(catalog_shown(c, CHIPS)->attached);
	sweep(f);
}

static const struct CMUnitTest tests[] = { CASE(by_bytes), CASE(refused), CASE(bent), CASE(addresses), CASE(one_content_one_row), CASE(order_and_versions) };
FIXTURE_MAIN(tests)
