/* Multipart bodies: what browsers send, and what attackers do (abuse cases 47, 57). */
#include "http_request.h"

#include <dirent.h>
#include <sys/stat.h>

#define TYPE "multipart/form-data; boundary=XyZ"
#define FIELD(name, value) "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, bytes) \
	"--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\nContent-Type: image/jpeg\r\n\r\n" bytes "\r\n"
#define END "--XyZ--\r\n"

static char spool[] = "/tmp/http_multipart.XXXXXX";

static enum body_read
take(struct web *w, const char *type, const char *body, size_t n)
{
	web_open(w);
	assert_true(web_cgi(w, "POST", "/x", type, body, n));
	return body_read(&w->r, 1000000, spool);
}

static size_t
spooled(void)
{
	DIR *d = opendir(spool);
	struct dirent *e;
	size_t n = 0;

	assert_non_null(d);
	while ((e = readdir(d)))
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void
reads_form(void **state)
{
	static const char body[] = FIELD("name", "Keripik \xc3\xa9\r\nbaris 2") FILE_PART("photo", "a.jpg", "\xff\xd8\r\n--Xy\0\r\n--XyQ")
	    FILE_PART("empty", "", "") FIELD("tag", "a") FILE_PART("photo", "b.jpg", "2") FIELD("tag", "b") END;
	struct web w;
	const struct upload *u;
	struct stat st;
	char bytes[40];
	size_t n;
	FILE *f;

	(void)state;
	assert_int_equal(take(&w, TYPE, body, sizeof(body) - 1), BODY_OK);
	assert_string_equal(request_form(&w.r, "name"), "Keripik \xc3\xa9\nbaris 2");
	assert_string_equal(request_form_all(&w.r, "tag", &n)[1], "b");
	assert_int_equal(n, 2);
	u = request_upload(&w.r, "photo", 0);
	assert_non_null(u);
	assert_string_equal(u->name, "a.jpg");
	assert_string_equal(u->type, "image/jpeg");
	assert_int_equal(u->size, 16);
	assert_int_equal(stat(u->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	f = fopen(u->path, "r");
	assert_int_equal(fread(bytes, 1, sizeof(bytes), f), 16);
	assert_memory_equal(bytes, "\xff\xd8\r\n--Xy\0\r\n--XyQ", 16);
	fclose(f);
	assert_non_null(request_upload(&w.r, "photo", 1));
	assert_null(request_upload(&w.r, "photo", 2));
	assert_null(request_upload(&w.r, "empty", 0));
	assert_int_equal(spooled(), 3);
	web_close(&w);
	assert_int_equal(spooled(), 0);
}

/* Content longer than the window, with half delimiters across its edges. */
static void
streams(void **state)
{
	static const char head[] = "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n", tail[] = "\r\n--XyZ--\r\n";
	size_t n, big = 300000, i;
	struct web w;
	char *body;

	(void)state;
	body = test_malloc(big + sizeof(head) + sizeof(tail));
	for (i = 0; i < 9; i++) {
		n = sizeof(head) - 1;
		memcpy(body, head, n);
		for (; n < big + i; n++)
			body[n] = "\r\n--Xy-"[n % 7];
		memcpy(body + n, tail, sizeof(tail) - 1);
		assert_int_equal(take(&w, TYPE, body, n + sizeof(tail) - 1), BODY_OK);
		assert_int_equal(request_upload(&w.r, "f", 0)->size, n - sizeof(head) + 1);
		web_close(&w);
	}
	test_free(body);
}

static void
file_names(void **state)
{
	static const struct {
		const char *sent, *kept;
	} rows[] = {
		{ "../../etc/passwd", "passwd" }, { "C:\\\\fakepath\\\\foto.jpg", "foto.jpg" }, { "/abs/x.png", "x.png" },
		{ "gambar\xe2\x80\xaegpj.exe", "gambargpj.exe" }, { "a\x1b[2J.jpg", "a[2J.jpg" }, { "foto bu sri.jpg", "foto bu sri.jpg" },
		{ "x/", "" },
	};
	char body[600];
	struct web w;
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		n = snprintf(body, sizeof(body), "--XyZ\r\nContent-Disposition: form-data; name=f; filename=\"%s\"\r\n\r\nx\r\n--XyZ--", rows[i].sent);
		assert_int_equal(take(&w, TYPE, body, (size_t)n), BODY_OK);
		assert_string_equal(request_upload(&w.r, "f", 0)->name, rows[i].kept);
		web_close(&w);
	}
	memset(body, 'n', sizeof(body));
	memcpy(body, "--XyZ\r\nContent-Disposition: form-data; name=f; filename=\"", 57);
	n = 57 + 400;
	n += snprintf(body + n, sizeof(body) - (size_t)n, "\"\r\n\r\nx\r\n--XyZ--");
	assert_int_equal(take(&w, TYPE, body, (size_t)n), BODY_OK);
	assert_int_equal(strlen(request_upload(&w.r, "f", 0)->name), 255);
	web_close(&w);
}

static void
refuses(void **state)
{
	static const struct {
		const char *type, *body;
	} rows[] = {
		{ TYPE, FIELD("a", "1") },								/* no end */
		{ TYPE, FIELD("a", "1") "--XyZ" },
		{ TYPE, FIELD("a", "1") "--XyZ-" },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nopen" },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"" },
		{ TYPE, "hello\r\n" FIELD("a", "1") END },						/* preamble */
		{ TYPE, "--XyZ extra\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" END },
		{ TYPE, "--XyZ\r\n\r\nno headers\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Type: text/plain\r\n\r\nno name\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n" END },	/* folded */
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=Q\r\n\r\n--Q--\r\n" END },
		{ TYPE, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n" END },
		{ TYPE, FIELD("a", "\xff\xfe") END },
		{ TYPE, FIELD("\xc0\xaf", "1") END },
		{ TYPE, "--XyZ\nContent-Disposition: form-data; name=\"a\"\n\n1\n--XyZ--\n" },
		{ TYPE, END },										/* fine below */
		{ "multipart/form-data", FIELD("a", "1") END },
		{ "multipart/form-data; boundary=", FIELD("a", "1") END },
		{ "multipart/form-data; boundary=\"XyZ", FIELD("a", "1") END },
		{ "multipart/form-data; boundary=XyZ; boundary=Q", FIELD("a", "1") END },
		{ "multipart/form-data; boundary=\"X\ty\"", FIELD("a", "1") END },
		{ "multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x" },
	};
	struct web w;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		enum body_read want = strcmp(rows[i].body, END) == 0 ? BODY_OK : BODY_BAD;

		assert_int_equal(take(&w, rows[i].type, rows[i].body, strlen(rows[i].body)), want);
		assert_int_equal(w.r.form[0].name ? 1 : 0, 0);
		web_close(&w);
	}
	assert_int_equal(spooled(), 0);
}

static void
limits(void **state)
{
	struct web w;
	struct buf b;
	struct arena *a = arena_open();
	int i;

	(void)state;
	buf_init(&b, a, 3000000);
	for (i = 0; i < 64; i++)
		buf_printf(&b, FIELD("f%d", "1"), i);
	buf_str(&b, END);
	assert_int_equal(take(&w, TYPE, b.s, b.len), BODY_OK);
	web_close(&w);
	buf_clear(&b);
	for (i = 0; i < 65; i++)
		buf_printf(&b, FIELD("f%d", "1"), i);
	buf_str(&b, END);
	assert_int_equal(take(&w, TYPE, b.s, b.len), BODY_BAD);
	web_close(&w);
	buf_clear(&b);
	buf_str(&b, "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\nX-Long: ");
	while (b.len < 9000)
		buf_char(&b, 'x');
	buf_str(&b, "\r\n\r\n1\r\n" END);
	assert_int_equal(take(&w, TYPE, b.s, b.len), BODY_BAD);
	web_close(&w);
	while (b.len < 1000001)
		buf_char(&b, 'x');
	assert_int_equal(take(&w, TYPE, b.s, b.len), BODY_TOO_LARGE);
	web_close(&w);
	/* Fields together above request_max, in a body that an upload route lets in. */
	web_open(&w);
	w.conf.request_max = 100;
	buf_clear(&b);
	buf_str(&b, FIELD("a", "0123456789012345678901234567890123456789012345678901234567890123456789"));
	buf_str(&b, FIELD("b", "0123456789012345678901234567890123456789012345678901234567890123456789") END);
	assert_true(web_cgi(&w, "POST", "/x", TYPE, b.s, b.len));
	assert_int_equal(body_read(&w.r, 1000000, spool), BODY_TOO_LARGE);
	web_close(&w);
	arena_close(a);
}

static void
other_bodies(void **state)
{
	struct web w;

	(void)state;
	assert_int_equal(take(&w, "application/x-www-form-urlencoded", "a=1&b=2", 7), BODY_OK);
	assert_string_equal(request_form(&w.r, "b"), "2");
	web_close(&w);
	assert_int_equal(take(&w, "application/x-www-form-urlencoded; charset=UTF-8", "a=%ff", 5), BODY_BAD);
	web_close(&w);
	assert_int_equal(take(&w, "application/json", "{\"a\":1}", 7), BODY_OK);
	assert_string_equal(w.r.raw_body, "{\"a\":1}");
	assert_int_equal(w.r.raw_body_len, 7);
	assert_null(w.r.form[0].name);
	web_close(&w);
	assert_int_equal(take(&w, "text/plain", "a=1", 3), BODY_OK);
	assert_null(request_form(&w.r, "a"));
	web_close(&w);
	/* The browser went away in the middle. */
	web_open(&w);
	(void)web_cgi(&w, "POST", "/x", "application/x-www-form-urlencoded", "a=1", 3);
	setenv("CONTENT_LENGTH", "10", 1);
	fcgi_init(-1);
	assert_true(fcgi_accept(&w.r));
	assert_int_equal(body_read(&w.r, 1000, spool), BODY_GONE);
	web_close(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_form), cmocka_unit_test(streams), cmocka_unit_test(file_names),
		cmocka_unit_test(refuses), cmocka_unit_test(limits), cmocka_unit_test(other_bodies),
	};
	int failed;

	if (!mkdtemp(spool))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(spool);
	return failed;
}
