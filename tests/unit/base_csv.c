/* csv: what spreadsheets write is read, broken files are refused by name, written cells are never
 * formulas. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/str.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_open();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_close(a);
	return 0;
}

/* The whole text as "cell|cell/cell|cell", each row led by its line as "3:"; the fault's id at the
 * end if there is one. */
static const char *
dump(struct csv *c)
{
	struct buf b;
	const char **cells;
	size_t n, i;
	int64_t line;
	enum csv_row r;

	buf_init(&b, a, 100000);
	while ((r = csv_next(c, a, &cells, &n, &line)) == CSV_ROW) {
		assert_null(cells[n]);
		buf_printf(&b, "%s%d:", b.len > 0 ? "/" : "", (int)line);
		for (i = 0; i < n; i++)
			buf_printf(&b, "%s%s", i > 0 ? "|" : "", cells[i]);
	}
	if (r == CSV_BAD)
		buf_printf(&b, "!%s", csv_why(c));
	else
		assert_string_equal(csv_why(c), "");
	assert_int_equal(csv_next(c, a, &cells, &n, &line), r); /* stays at the end */
	return b.s;
}

static const char *
read_text(const char *s)
{
	return dump(csv_text(a, s, strlen(s)));
}

static void
test_csv__rows(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "\n\r\n\r", "" },
		{ "a,b\nc,d\n", "1:a|b/2:c|d" },
		{ "a,b\r\nc,d", "1:a|b/2:c|d" },
		{ "a,b\rc,d\r", "1:a|b/2:c|d" },
		{ "a,,\n,,\n", "1:a||/2:||" },
		{ "a\n\n\nb\n", "1:a/4:b" },
		{ "\"a\",\"b,c\"\n\"d\"\"e\"\n", "1:a|b,c/2:d\"e" },
		{ "\"x\ny\",1\nz,2\n", "1:x\ny|1/3:z|2" },
		{ "\"x\r\ny\rz\",1\nq,2\n", "1:x\r\ny\rz|1/4:q|2" },
		{ "\"\"\n", "1:" },
		{ "\"\",\"\"\n", "1:|" },
		{ " a , b \n", "1: a | b " },
		{ "a\"b,c\n", "1:a\"b|c" },
		{ "\xef\xbb\xbfnama,harga\n", "1:nama|harga" },
		{ "\xef\xbb\xbf\"nama\",x", "1:nama|x" },
		{ "\xef\xbb\xbf", "" },
		{ "=1+1,@x\n", "1:=1+1|@x" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(read_text(rows[i][0]), rows[i][1]);
}

static void
test_csv__delimiter_by_the_first_line(void **state)
{
	(void)state;
	assert_string_equal(read_text("a;b;c\n1,5;2;3\n"), "1:a|b|c/2:1,5|2|3");
	assert_string_equal(read_text("a\tb\n1,5\t2;3\n"), "1:a|b/2:1,5|2;3");
	assert_string_equal(read_text("a,b;c,d\n"), "1:a|b;c|d");
	assert_string_equal(read_text("\"a,b,c,d\";e\n1;2\n"), "1:a,b,c,d|e/2:1|2");
	assert_string_equal(read_text("\n\na;b\n1;2\n"), "3:a|b/4:1|2");
	assert_string_equal(read_text("a\n1;2\n"), "1:a/2:1;2");
	assert_string_equal(read_text("\"a\n,,,,\";b\nc;d"), "1:a\n,,,,|b/3:c|d");
}

static void
test_csv__broken_is_refused(void **state)
{
	struct csv *c;

	(void)state;
	assert_string_equal(read_text("a,b\n\"open,1\nc,d\n"), "1:a|b!csv.quote");
	assert_string_equal(read_text("\"a\"b,c\n"), "!csv.quote");
	assert_string_equal(read_text("\"a\" ,c\n"), "!csv.quote");
	assert_string_equal(read_text("\""), "!csv.quote");
	assert_string_equal(dump(csv_text(a, "a,b\nc\0d,e\n", 10)), "1:a|b!csv.binary");
	assert_string_equal(dump(csv_text(a, "\"c\0d\"\n", 6)), "!csv.binary");
	assert_string_equal(dump(csv_text(a,
				"\xff\xfe"
				"a\0,\0",
				6)),
	    "!csv.utf16");
	assert_string_equal(dump(csv_text(a, "\xfe\xff\0a", 4)), "!csv.utf16");
	assert_null(csv_open(a, "/nowhere/at.all"));
	c = csv_open(a, "/tmp");
	assert_string_equal(dump(c), "!csv.read");
}

static void
test_csv__limits(void **state)
{
	char *text = arena_alloc(a, 2000000);
	const char **cells;
	size_t n;
	int64_t line;
	struct csv *c;

	(void)state;
	memset(text, ',', 499);
	text[499] = '\n';
	assert_int_equal(csv_next(csv_text(a, text, 500), a, &cells, &n, &line), CSV_ROW);
	assert_int_equal(n, 500);
	memset(text, ',', 500);
	text[500] = '\n';
	assert_string_equal(dump(csv_text(a, text, 501)), "!csv.many_cells");
	memset(text, 'x', 2000000);
	assert_int_equal(csv_next(csv_text(a, text, 1048575), a, &cells, &n, &line), CSV_ROW);
	assert_int_equal(strlen(cells[0]), 1048575);
	c = csv_text(a, text, 1048577);
	assert_string_equal(dump(c), "!csv.long_row");
	text[0] = '"';
	assert_string_equal(dump(csv_text(a, text, 2000000)), "!csv.long_row");
}

static void
test_csv__windows_1252(void **state)
{
	(void)state;
	assert_string_equal(read_text("caf\xe9,\x93"
				      "x\x94\nb\xc3\xa9,\xe2\x82\xac\n"),
	    "1:caf\xc3\xa9|\xe2\x80\x9cx\xe2\x80\x9d/2:b\xc3\xa9|\xe2\x82\xac");
}

static void
test_csv__file_larger_than_the_window(void **state)
{
	char path[] = "/tmp/csv.XXXXXX";
	struct buf b;
	struct csv *c;
	struct arena *row = arena_open();
	const char **cells;
	size_t n, i;
	int64_t line, at = 0, at_line = 0;

	(void)state;
	buf_init(&b, a, 10000000);
	buf_str(&b, "\xef\xbb\xbfkode,nama\r\n");
	for (i = 0; i < 20000; i++)
		buf_printf(&b, "K%zu,\"Gula \"\"aren\"\"\r\n%zu\"\r\n", i, i * 7);
	close(mkstemp(path));
	assert_true(file_write(path, b.s, b.len, 0600));
	c = csv_open(a, path);
	unlink(path);
	assert_int_equal(csv_next(c, row, &cells, &n, &line), CSV_ROW);
	assert_string_equal(cells[0], "kode");
	for (i = 0; i < 20000; i++) {
		arena_reset(row);
		if (i == 12345) {
			at = csv_tell(c);
			at_line = csv_line(c);
		}
		assert_int_equal(csv_next(c, row, &cells, &n, &line), CSV_ROW);
		assert_int_equal(n, 2);
		assert_int_equal(line, 2 + 2 * (int64_t)i);
		assert_string_equal(cells[0], arena_printf(row, "K%zu", i));
		assert_string_equal(cells[1], arena_printf(row, "Gula \"aren\"\r\n%zu", i * 7));
	}
	csv_seek(c, at, at_line);
	assert_int_equal(csv_next(c, row, &cells, &n, &line), CSV_ROW);
	assert_string_equal(cells[0], "K12345");
	assert_int_equal(line, 2 + 2 * 12345);
	while (csv_next(c, row, &cells, &n, &line) == CSV_ROW)
		arena_reset(row);
	assert_int_equal(line, 2 + 2 * 19999);
	assert_true(csv_is_utf8(c));
	assert_int_equal(csv_delimiter(c), ',');
	assert_int_equal(csv_next(c, row, &cells, &n, &line), CSV_END);
	arena_close(row);
}

static const char *
written(const char *cell)
{
	struct buf b;

	buf_init(&b, a, 1000);
	csv_cell(&b, true, cell);
	return b.s;
}

static void
test_csv__written_cells_are_no_formulas(void **state)
{
	static const char *const rows[][2] = {
		{ "=1+1", "'=1+1" },
		{ "+1+1", "'+1+1" },
		{ "-1+1", "'-1+1" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "=", "'=" },
		{ "-", "'-" },
		{ "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0" },
		{ "=HYPERLINK(\"http://x\";\"y\")", "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "\n=1", "\"'\n=1\"" },
		{ "\xef\xbc\x9d"
		  "1",
		    "'\xef\xbc\x9d"
		    "1" },
		{ "\xef\xbc\x8b"
		  "1",
		    "'\xef\xbc\x8b"
		    "1" },
		{ "\xef\xbc\x8d"
		  "1",
		    "'\xef\xbc\x8d"
		    "1" },
		{ "\xef\xbc\xa0"
		  "1",
		    "'\xef\xbc\xa0"
		    "1" },
		{ "-12500", "-12500" },
		{ "+6281234567890", "+6281234567890" },
		{ "-1,5", "\"-1,5\"" },
		{ "-1.5", "-1.5" },
		{ "12500", "12500" },
		{ "-1-1", "'-1-1" },
		{ "-1.", "'-1." },
		{ "--1", "'--1" },
		{ "+1e5", "'+1e5" },
		{ "a=1", "a=1" },
		{ "", "\"\"" },
		{ " =1", "\" =1\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "\xef\xbc\x81", "\xef\xbc\x81" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(written(rows[i][0]), rows[i][1]);
}

/* Whatever a text begins with, the guard that writing puts before it is the one that reading takes off. */
static void
test_csv__guard_comes_off(void **state)
{
	static const char *const begins[] = { "", "'", "''", "'''", "=", "'=", "''=", "-5", "'-5", "-x", "'-x", "@", "'@", "+62", "'+62", "\t", "'\t", "\xef\xbc\x9d", "'\xef\xbc\x9d",
		"'\xef\xbc\x81", "'a" };
	static const char *const ends[] = { "", "1", "a", "'", "=1" };
	size_t i, k;

	(void)state;
	for (i = 0; i < ARRAY_LEN(begins); i++) {
		for (k = 0; k < ARRAY_LEN(ends); k++) {
			const char *text = arena_printf(a, "%s%s", begins[i], ends[k]), **got;
			const char *cell = written(text);
			struct csv *c = csv_text(a, cell, strlen(cell));
			int64_t line;
			size_t n;

			assert_int_equal(csv_next(c, a, &got, &n, &line), CSV_ROW);
			assert_string_equal(csv_bare(got[0]), text);
		}
	}
	assert_string_equal(csv_bare("'"), "'");
	assert_string_equal(csv_bare("'Ma Mie'"), "'Ma Mie'");
	assert_string_equal(csv_bare("'-5"), "-5");
}

static void
test_csv__round_trip(void **state)
{
	static const char *const cells[] = { "", "Gula aren", "a,b", "a;b", "a\tb", "say \"hi\"",
		"line\nbreak", "cr\r\nlf\r", " x ", "\"", "\"\"", ",", "\xf0\x9f\x8d\xb5",
		"Rp 12.500", "1;DROP TABLE users", "' OR 1=1 -- 1", "<script>alert(0)</script>",
		"%s%n", "../../../etc/passwd", "NULL", "\\", "\\n",
		"123456789012345678901234567890", "-5" };
	size_t i, j, n;
	const char **got;
	int64_t line;
	struct buf b;
	struct csv *c;

	(void)state;
	buf_init(&b, a, 100000);
	for (i = 0; i < ARRAY_LEN(cells); i++) {
		for (j = 0; j < ARRAY_LEN(cells); j++)
			csv_cell(&b, j == 0, cells[(i + j) % ARRAY_LEN(cells)]);
		csv_end(&b);
	}
	for (i = 0; i < ARRAY_LEN(cells); i++) {
		csv_cell(&b, true, cells[i]);
		csv_end(&b);
	}
	assert_false(b.full);
	c = csv_text(a, b.s, b.len);
	for (i = 0; i < ARRAY_LEN(cells); i++) {
		assert_int_equal(csv_next(c, a, &got, &n, &line), CSV_ROW);
		assert_int_equal(n, ARRAY_LEN(cells));
		for (j = 0; j < n; j++)
			assert_string_equal(got[j], cells[(i + j) % ARRAY_LEN(cells)]);
	}
	for (i = 0; i < ARRAY_LEN(cells); i++) {
		assert_int_equal(csv_next(c, a, &got, &n, &line), CSV_ROW);
		assert_int_equal(n, 1);
		assert_string_equal(got[0], cells[i]);
	}
	assert_int_equal(csv_next(c, a, &got, &n, &line), CSV_END);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv__rows),
		cmocka_unit_test(test_csv__delimiter_by_the_first_line),
		cmocka_unit_test(test_csv__broken_is_refused),
		cmocka_unit_test(test_csv__limits),
		cmocka_unit_test(test_csv__windows_1252),
		cmocka_unit_test(test_csv__file_larger_than_the_window),
		cmocka_unit_test(test_csv__written_cells_are_no_formulas),
		cmocka_unit_test(test_csv__guard_comes_off),
		cmocka_unit_test(test_csv__round_trip),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
