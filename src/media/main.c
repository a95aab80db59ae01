/*
 * etalase-media: the only program that decodes pictures of strangers and draws papers with their words. One job comes as JSON on standard input, results go as files into
 * one folder, one JSON line answers. It has no database, no network and no token; before the first byte is decoded it limits itself (memory, time, file size), shuts the
 * file system but for the output folder (Landlock) and the system calls but for a short list (seccomp). A picture or paper that is refused is an answer, not a failure.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#include <vips/vips.h>
#include <vips/vector.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
#include "media/paper.h"
#include "media/poster.h"
#include "media/sandbox.h"

#define FILE_MAX (13 * 1024 * 1024)	/* bytes of a picture, a little above conf upload_max */
#define PIXELS_MAX (64 * 1000 * 1000)	/* a phone's largest photo fits; 30,000 x 30,000 does not */
#define SIDE_MAX 16000
#define FRAMES_MAX 60
#define JOB_MAX (5 * 1024 * 1024)	/* bytes of a job: a paper comes with its text */
#define PNG_MIN 200
#define PNG_MAX 2400

struct job {
	const char *in, *out, *kind;
	const char *layout, *fonts;	/* of a paper: its description, the folder of the house's typeface */
	int64_t png;			/* of a paper: pixels wide; 0: a PDF */
	bool profile;			/* the picture brings its own colours */
	const json_t *all;		/* of a poster: what it shows */
};

static struct arena *arena;

static int
answer(json_t *j)
{
	puts(js_text(arena, js_own(arena, j)));
	fflush(stdout);
	return 0;
}

/* The picture is not to blame: no space, no handles, no memory to start with. It is tried again later. */
static int
not_now(const char *what, const char *why)
{
	fprintf(stderr, "etalase-media: %s %s\n", what, why);
	return EX_TEMPFAIL;
}

/* reason: type, limit, bomb, damaged. */
static int
refuse(const char *reason)
{
	if (str_eq(reason, "damaged"))
		fprintf(stderr, "etalase-media: %s\n", vips_error_buffer());
	return answer(json_pack("{s:b,s:s}", "ok", 0, "reason", reason));
}

static bool
read_job(struct job *job)
{
	char block[65536];
	struct buf b;
	const char *why = NULL;
	size_t n;
	json_t *j;

	buf_init(&b, arena, JOB_MAX);
	while ((n = fread(block, 1, sizeof(block), stdin)) > 0)
		(void)buf_add(&b, block, n);
	j = b.full ? NULL : js_parse(arena, b.s, b.len, &why);
	if (!j)
		return false;
	job->in = js_get(j, "in");
	job->out = js_get(j, "out");
	job->kind = js_get(j, "kind");
	job->layout = js_get(j, "layout");
	job->fonts = js_get(j, "fonts");
	job->png = js_get_int(j, "png", 0);
	job->all = j;
	if (str_eq(job->kind, "poster"))
		return job->out[0] == '/' && job->fonts[0] == '/';
	if (str_eq(job->kind, "paper"))
		return job->out[0] == '/' && job->fonts[0] == '/' && (job->png == 0 || (job->png >= PNG_MIN && job->png <= PNG_MAX));
	return job->in[0] == '/' && job->out[0] == '/' && (str_eq(job->kind, "product") || str_eq(job->kind, "proof") || str_eq(job->kind, "blur"));
}

/* By what the bytes are, never by a name; everything else that libvips could read stays shut. */
static bool
loader_allowed(const char *loader)
{
	static const char *const allowed[] = { "VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer",
		"VipsForeignLoadWebpBuffer", "VipsForeignLoadNsgifBuffer", "VipsForeignLoadHeifBuffer" };
	size_t i;

	for (i = 0; i < ARRAY_LEN(allowed); i++)
		if (str_eq(loader, allowed[i]))
			return true;
	return false;
}

/*
 * A PNG without its texts (tEXt, zTXt, iTXt: RFC 2083, ISO/IEC 15948), in place; the new length. Nobody wants them, and libpng would unpack each of them: a few kilobytes of zeros that
 * become 64 MiB, once for every time that the picture is opened.
 */
static size_t
without_texts(unsigned char *p, size_t n)
{
	size_t from = 8, to = 8, len;

	if (n < 8 || memcmp(p, "\x89PNG\r\n\x1a\n", 8) != 0)
		return n;
	while (n - from >= 12) {
		const char *kind = (const char *)p + from + 4;

		len = ((size_t)p[from] << 24 | (size_t)p[from + 1] << 16 | (size_t)p[from + 2] << 8 | p[from + 3]) + 12;
		if (len > n - from)
			break;
		if (memcmp(kind, "tEXt", 4) != 0 && memcmp(kind, "zTXt", 4) != 0 && memcmp(kind, "iTXt", 4) != 0) {
			memmove(p + to, p + from, len);
			to += len;
		}
		from += len;
	}
	/* What is no whole chunk any more is the decoder's to judge. */
	memmove(p + to, p + from, n - from);
	return to + n - from;
}

/* Header only: nothing is decoded before the size is known to be bearable. NULL when it fits, else the reason. */
static const char *
too_much(VipsImage *image)
{
	int64_t w = vips_image_get_width(image);
	int64_t h = vips_image_get_page_height(image);

	if (vips_image_get_n_pages(image) > FRAMES_MAX)
		return "bomb";
	if (w < 1 || h < 1 || w > SIDE_MAX || h > SIDE_MAX || w * h > PIXELS_MAX)
		return "bomb";
	return NULL;
}

/*
 * Where a photo was taken, with what, and whatever somebody hid in it. Done by hand: libvips 8.14's webpsave keeps Exif and XMP in spite of "strip".
 */
static void
forget(VipsImage *image)
{
	char **fields = vips_image_get_fields(image);
	GType type;
	size_t i;

	for (i = 0; fields && fields[i]; i++) {
		type = vips_image_get_typeof(image, fields[i]);
		if (type == VIPS_TYPE_BLOB || type == VIPS_TYPE_REF_STRING || type == G_TYPE_STRING || str_starts(fields[i], "exif-"))
			(void)vips_image_remove(image, fields[i]);
	}
	g_strfreev(fields);
}

/* The size in memory; with `profile`, colours are converted into it from the picture's own profile, which fails with a broken one. */
static VipsImage *
decode(const void *bytes, size_t n, int side, const char *profile)
{
	VipsImage *stream = NULL, *image;
	int bad;

	if (profile)
		bad = vips_thumbnail_buffer((void *)bytes, n, &stream, side, "height", side, "size", VIPS_SIZE_DOWN, "export_profile", profile, NULL);
	else
		bad = vips_thumbnail_buffer((void *)bytes, n, &stream, side, "height", side, "size", VIPS_SIZE_DOWN, NULL);
	if (bad)
		return NULL;
	/* The stream can be read once; two formats are written from it. */
	image = vips_image_copy_memory(stream);
	g_object_unref(stream);
	return image;
}

/* One size: at most `side` pixels on the longer side, upright, sRGB, without metadata; never larger than the original. */
static VipsImage *
scaled(const struct job *job, const void *bytes, size_t n, int side)
{
	VipsImage *image = job->profile ? decode(bytes, n, side, "srgb") : NULL;

	if (!image)
		image = decode(bytes, n, side, NULL);
	if (image)
		forget(image);
	return image;
}

static bool
save_webp(VipsImage *image, const char *path)
{
	return vips_webpsave(image, path, "Q", 78, "strip", TRUE, "effort", 4, NULL) == 0;
}

/* JPEG has no transparency: drawings stand on the colour of the shop's paper. */
static bool
save_jpeg(VipsImage *image, const char *path)
{
	VipsArrayDouble *paper = vips_array_double_newv(3, 251.0, 248.0, 243.0);
	VipsImage *flat = NULL;
	bool ok;

	if (!vips_image_hasalpha(image))
		g_object_ref(flat = image);
	else if (vips_flatten(image, &flat, "background", paper, NULL))
		flat = NULL;
	vips_area_unref(VIPS_AREA(paper));
	if (!flat)
		return false;
	ok = vips_jpegsave(flat, path, "Q", 80, "strip", TRUE, "optimize_coding", TRUE, "interlace", TRUE, NULL) == 0;
	g_object_unref(flat);
	return ok;
}

static const char *
out_path(const struct job *job, const char *name)
{
	return arena_printf(arena, "%s/%s", job->out, name);
}

static bool
write_size(const struct job *job, VipsImage *image, int side, json_t *files)
{
	const char *webp = arena_printf(arena, "%d.webp", side);
	const char *jpg = arena_printf(arena, "%d.jpg", side);
	bool ok;

	ok = save_webp(image, out_path(job, webp)) && save_jpeg(image, out_path(job, jpg));
	g_object_unref(image);
	json_array_append_new(files, json_string(webp));
	json_array_append_new(files, json_string(jpg));
	return ok;
}

/*
 * What is shown until the photo is there: four by four of its colours, which browsers stretch into a soft ground. 16 points of 15 bits (X1R5G5B5), the last row first, as the body of a BMP whose
 * head stands in templates/include/blur.tpl: 32 bytes, 43 characters of base64 without the filling. "": a drawing that shows its ground, or it can't be made.
 */
static const char *
blurred(VipsImage *image)
{
	VipsImage *small = NULL, *rgb = NULL, *three = NULL, *out = NULL;
	const unsigned char *p;
	unsigned char bmp[32];
	const char *text = "";
	char *code;

	if (!vips_image_hasalpha(image) && vips_thumbnail_image(image, &small, 4, "height", 4, "size", VIPS_SIZE_FORCE, NULL) == 0 &&
	    vips_colourspace(small, &rgb, VIPS_INTERPRETATION_sRGB, NULL) == 0 && vips_extract_band(rgb, &three, 0, "n", 3, NULL) == 0)
		out = vips_image_copy_memory(three);
	p = out && vips_image_get_width(out) == 4 && vips_image_get_height(out) == 4 && vips_image_get_format(out) == VIPS_FORMAT_UCHAR ? vips_image_get_data(out) : NULL;
	for (int y = 0; p && y < 4; y++)
		for (int x = 0; x < 4; x++) {
			const unsigned char *px = p + (y * 4 + x) * 3;
			unsigned v = (unsigned)(px[0] >> 3) << 10 | (unsigned)(px[1] >> 3) << 5 | px[2] >> 3;

			bmp[((3 - y) * 4 + x) * 2] = (unsigned char)v;
			bmp[((3 - y) * 4 + x) * 2 + 1] = (unsigned char)(v >> 8);
		}
	if (p) {
		code = g_base64_encode(bmp, sizeof(bmp));
		text = arena_mem(arena, code, strcspn(code, "="));
		g_free(code);
	}
	g_clear_object(&small);
	g_clear_object(&rgb);
	g_clear_object(&three);
	g_clear_object(&out);
	return text;
}

/* The picture's own size, upright. */
static bool
upright_size(const struct job *job, const void *bytes, size_t n, int *w, int *h, bool *alpha)
{
	VipsImage *image = scaled(job, bytes, n, 1200);

	if (!image)
		return false;
	*w = vips_image_get_width(image);
	*h = vips_image_get_height(image);
	*alpha = vips_image_hasalpha(image);
	g_object_unref(image);
	return true;
}

static int
make_sizes(const struct job *job, const void *bytes, size_t n)
{
	static const int sides[] = { 1200, 800, 400 };
	json_t *files = json_array();
	const char *blur = "";
	VipsImage *image;
	int w = 0, h = 0;
	bool alpha = false;
	size_t i;

	if (!upright_size(job, bytes, n, &w, &h, &alpha))
		return json_decref(files), refuse("damaged");
	if (str_eq(job->kind, "proof")) {
		image = scaled(job, bytes, n, 1600);
		if (!image)
			return json_decref(files), refuse("damaged");
		if (!save_jpeg(image, out_path(job, "proof.jpg")))
			return json_decref(files), not_now("a picture could not be written:", vips_error_buffer());
		w = vips_image_get_width(image);
		h = vips_image_get_height(image);
		g_object_unref(image);
		json_array_append_new(files, json_string("proof.jpg"));
	} else {
		for (i = 0; i < ARRAY_LEN(sides); i++)
			if (!(image = scaled(job, bytes, n, sides[i])))
				return json_decref(files), refuse("damaged");
			else if ((blur = blurred(image), !write_size(job, image, sides[i], files)))
				return json_decref(files), not_now("a picture could not be written:", vips_error_buffer());
	}
	return answer(json_pack("{s:b,s:i,s:i,s:b,s:s,s:o}", "ok", 1, "width", w, "height", h, "alpha", alpha, "blur", blur, "files", files));
}

/* Of a size that was made before there were placeholders. */
static int
make_blur(const struct job *job, const void *bytes, size_t n)
{
	VipsImage *image = scaled(job, bytes, n, 400);
	const char *blur;

	if (!image)
		return refuse("damaged");
	blur = blurred(image);
	g_object_unref(image);
	return answer(json_pack("{s:b,s:s}", "ok", 1, "blur", blur));
}

static int
run(struct job *job)
{
	size_t n = 0;
	char *bytes = file_read(arena, job->in, FILE_MAX, &n);
	const char *loader, *reason;
	VipsImage *image;
	struct stat st;

	if (!bytes && (stat(job->in, &st) != 0 || st.st_size <= FILE_MAX))
		return not_now("the picture could not be read", "");
	if (!bytes || n < 12)
		return refuse("limit");
	if (!sandbox_close(job->out))
		return not_now("the walls could not be raised", "");
	n = without_texts((unsigned char *)bytes, n);
	loader = vips_foreign_find_load_buffer(bytes, n);
	if (!loader || !loader_allowed(loader))
		return refuse("type");
	image = vips_image_new_from_buffer(bytes, n, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	if (!image)
		return refuse("damaged");
	reason = too_much(image);
	job->profile = vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
	g_object_unref(image);
	if (reason)
		return refuse(reason);
	if (str_eq(job->kind, "blur"))
		return make_blur(job, bytes, n);
	return make_sizes(job, bytes, n);
}

/* The fonts are ours and are opened before the walls close; what people wrote is read behind them. */
static int
paper(const struct job *job)
{
	struct paper_measure m = { .arena = arena, .font = paper_font(arena, job->fonts, job->out) };
	const char *file = job->png ? "paper.png" : "paper.pdf", *why = "";
	const struct paper_el *el;
	int pages = 0;

	if (!m.font) {
		fputs("etalase-media: no fonts: is fonts-noto-core installed?\n", stderr);
		return 1;
	}
	paper_font_warm(m.font, "Rp 1.234 \u00b7 \u201cAa\u201d \u2605 \u0644\u0627");
	if (!sandbox_close(job->out))
		return 1;
	el = paper_parse(arena, job->layout, &why);
	if (!el) {
		fprintf(stderr, "etalase-media: %s\n", why);
		return refuse("layout");
	}
	switch (paper_draw(&m, el, out_path(job, file), (int)job->png, &pages)) {
	case PAPER_OK:
		return answer(json_pack("{s:b,s:i,s:[s]}", "ok", 1, "pages", pages, "files", file));
	case PAPER_LAYOUT:
		return refuse("layout");
	case PAPER_LIMIT:
		return refuse("limit");
	case PAPER_WRITE:
		break;
	}
	fputs("etalase-media: the paper could not be written\n", stderr);
	return 1;
}

/* As paper(); its photos are files of ours and are read before the walls close, decoded behind them. */
static int
poster(const struct job *job)
{
	struct poster *p = poster_read(arena, job->all);
	json_t *files;

	if (!p)
		return refuse("layout");
	p->font = paper_font(arena, job->fonts, job->out);
	if (!p->font) {
		fputs("etalase-media: no fonts: is fonts-noto-core installed?\n", stderr);
		return 1;
	}
	paper_font_warm(p->font, "Rp 1.234 \u00b7 \u201cAa\u201d \u2605 \u0644\u0627");
	if (!sandbox_close(job->out))
		return 1;
	files = poster_write(p, job->out);
	if (!files) {
		fputs("etalase-media: the poster could not be written\n", stderr);
		return 1;
	}
	return answer(json_pack("{s:b,s:i,s:o}", "ok", 1, "pages", poster_pages(p), "files", files));
}

/* Libraries chat about damaged pictures; the answer says it all, and their logger wants calls that the walls refuse. */
static GLogWriterOutput
quiet(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer p)
{
	(void)level, (void)fields, (void)n, (void)p;
	return G_LOG_WRITER_HANDLED;
}

int
main(int argc, char **argv)
{
	struct job job;

	(void)argc;
	arena = arena_open();
	umask(0022);
	if (!sandbox_limits())
		return not_now("too few handles are allowed", "");
	g_log_set_writer_func(quiet, NULL, NULL);
	if (!read_job(&job)) {
		fputs("etalase-media: a JSON object {\"kind\",\"out\",...} is expected on standard input\n", stderr);
		return 2;
	}
	if (str_eq(job.kind, "paper"))
		return paper(&job);
	if (VIPS_INIT(argv[0]))
		return not_now("libvips did not start", "");
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	/* The run-time compiler of vector code would need memory that is writable and executable. */
	vips_vector_set_enabled(FALSE);
	vips_block_untrusted_set(TRUE);
	if (str_eq(job.kind, "poster"))
		return poster(&job);
	return run(&job);
}
