/*
 * CSV (RFC 4180), reading and writing. The reader takes a file through one window of 64 KiB and
 * holds one row; it forgives line endings and encodings, since shopkeepers' files come out of many
 * spreadsheets, but not an unclosed quote, since guessing where a cell ends would put prices in the
 * wrong column.
 */
#include "base/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/utf8.h"

#define WINDOW ((size_t)65536)
#define ROW_MAX ((size_t)1024 * 1024)
#define CELLS_MAX 500

struct csv {
	int fd; /* -1: a text in memory */
	const char *window;
	char *own; /* the window's memory, of a file */
	size_t pos, len;
	int64_t offset; /* of the window's end in the file */
	bool failed; /* a read was an error: nothing more comes */
	bool other;  /* a row was no UTF-8 */
	char sep;
	int64_t line;    /* of the next byte, from 1 */
	const char *why; /* NULL: all is well */
	char *row;       /* cells of this row, each with its NUL */
	size_t row_len, row_cap;
	size_t starts[CELLS_MAX];
	size_t cells;
};

static void
fill(struct csv *c)
{
	ssize_t n;

	if (c->fd < 0 || c->failed)
		return;
	do
		n = read(c->fd, c->own, WINDOW);
	while (n < 0 && errno == EINTR);
	c->failed = n < 0;
	c->pos = 0;
	c->len = n < 0 ? 0 : (size_t)n;
	c->offset += (int64_t)c->len;
}

/* The next byte without taking it; -1 at the end. */
static int
peek(struct csv *c)
{
	if (c->pos == c->len)
		fill(c);
	return c->pos < c->len ? (unsigned char)c->window[c->pos] : -1;
}

/* Most frequent of , ; TAB in the first line that is not empty, outside of quotes; a comma when
 * there is none. */
static char
guess(const char *s, size_t n)
{
	size_t comma = 0, semicolon = 0, tab = 0, i = 0;
	bool quoted = false;

	while (i < n && (s[i] == '\r' || s[i] == '\n'))
		i++;
	for (; i < n && (quoted || (s[i] != '\r' && s[i] != '\n')); i++) {
		if (s[i] == '"')
			quoted = !quoted;
		else if (!quoted) {
			comma += s[i] == ',';
			semicolon += s[i] == ';';
			tab += s[i] == '\t';
		}
	}
	if (semicolon > comma && semicolon >= tab)
		return ';';
	return tab > comma ? '\t' : ',';
}

static void
end_csv(void *p)
{
	struct csv *c = p;

	if (c->fd >= 0)
		close(c->fd);
	base_free(c->row);
	c->row = NULL;
}

/* Looks at the beginning: byte order mark, delimiter. */
static struct csv *
begin(struct arena *a, struct csv *c)
{
	arena_defer(a, end_csv, c);
	c->line = 1;
	if (peek(c) < 0)
		return c;
	if (c->len >= 2 &&
	    (memcmp(c->window, "\xff\xfe", 2) == 0 || memcmp(c->window, "\xfe\xff", 2) == 0))
		c->why = "csv.utf16";
	if (c->len >= 3 && memcmp(c->window, "\xef\xbb\xbf", 3) == 0)
		c->pos = 3;
	c->sep = guess(c->window + c->pos, c->len - c->pos);
	return c;
}

struct csv *
csv_open(struct arena *a, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct csv *c;

	if (fd < 0)
		return NULL;
	c = arena_new(a, struct csv);
	c->fd = fd;
	c->window = c->own = arena_alloc(a, WINDOW);
	return begin(a, c);
}

struct csv *
csv_text(struct arena *a, const char *text, size_t n)
{
	struct csv *c = arena_new(a, struct csv);

	c->fd = -1;
	c->window = text;
	c->len = n;
	return begin(a, c);
}

static bool
keep(struct csv *c, char byte)
{
	if (c->row_len == ROW_MAX) {
		c->why = "csv.long_row";
		return false;
	}
	if (c->row_len == c->row_cap) {
		c->row_cap = c->row_cap == 0 ? 4096 : c->row_cap * 2;
		c->row = base_realloc(c->row, c->row_cap);
	}
	c->row[c->row_len++] = byte;
	return true;
}

/* Keeps a byte of a cell's text. A NUL means that this is no text file. */
static bool
keep_text(struct csv *c, int byte)
{
	if (byte == 0) {
		c->why = "csv.binary";
		return false;
	}
	return keep(c, (char)byte);
}

/* Takes the line end at the window's position, if one is there: CR LF, LF or CR. */
static bool
take_line_end(struct csv *c)
{
	int byte = peek(c);

	if (byte != '\r' && byte != '\n')
		return false;
	c->pos++;
	if (byte == '\r' && peek(c) == '\n')
		c->pos++;
	c->line++;
	return true;
}

/* The inside of a quoted cell and its closing quote. */
static bool
take_quoted(struct csv *c)
{
	bool cr = false;
	int byte;

	for (c->pos++; (byte = peek(c)) >= 0;) {
		c->pos++;
		if (byte == '"') {
			if (peek(c) != '"')
				break;
			c->pos++;
		}
		if (byte == '\r' || (byte == '\n' && !cr))
			c->line++;
		cr = byte == '\r';
		if (!keep_text(c, byte))
			return false;
	}
	if (byte < 0) {
		c->why = c->failed ? "csv.read" : "csv.quote";
		return false;
	}
	byte = peek(c);
	if (byte >= 0 && byte != c->sep && byte != '\r' && byte != '\n') {
		c->why = "csv.quote";
		return false;
	}
	return true;
}

/* One cell, up to its delimiter or line end. */
static bool
take_cell(struct csv *c, bool *quoted)
{
	int byte;

	if (c->cells == CELLS_MAX) {
		c->why = "csv.many_cells";
		return false;
	}
	c->starts[c->cells++] = c->row_len;
	*quoted = peek(c) == '"';
	if (*quoted) {
		if (!take_quoted(c))
			return false;
	} else {
		while ((byte = peek(c)) >= 0 && byte != c->sep && byte != '\r' && byte != '\n') {
			if (!keep_text(c, byte))
				return false;
			c->pos++;
		}
	}
	return keep(c, '\0');
}

/* Copies the row into the caller's arena as UTF-8. */
static void
hand_over(struct csv *c, struct arena *row, const char ***cells, size_t *n)
{
	bool ok = true;
	size_t i;

	*cells = arena_new_n(row, c->cells + 1, const char *);
	*n = c->cells;
	for (i = 0; i < c->cells && ok; i++)
		ok = utf8_ok(c->row + c->starts[i], strlen(c->row + c->starts[i]));
	c->other |= !ok;
	for (i = 0; i < c->cells; i++) {
		const char *s = c->row + c->starts[i];

		(*cells)[i] = ok ? arena_str(row, s) : utf8_from_1252(row, s, strlen(s));
	}
}

enum csv_row
csv_next(struct csv *c, struct arena *row, const char ***cells, size_t *n, int64_t *line)
{
	bool quoted = false;

	if (c->why != NULL)
		return CSV_BAD;
	while (take_line_end(c))
		;
	if (peek(c) < 0) {
		c->why = c->failed ? "csv.read" : NULL;
		return c->failed ? CSV_BAD : CSV_END;
	}
	*line = c->line;
	c->row_len = c->cells = 0;
	for (;;) {
		if (!take_cell(c, &quoted))
			return CSV_BAD;
		if (peek(c) != c->sep)
			break;
		c->pos++;
	}
	if (c->failed) {
		c->why = "csv.read";
		return CSV_BAD;
	}
	(void)take_line_end(c);
	hand_over(c, row, cells, n);
	return CSV_ROW;
}

char
csv_delimiter(const struct csv *c)
{
	return c->sep ? c->sep : ',';
}

bool
csv_is_utf8(const struct csv *c)
{
	return !c->other;
}

int64_t
csv_tell(const struct csv *c)
{
	return c->offset - (int64_t)(c->len - c->pos);
}

int64_t
csv_line(const struct csv *c)
{
	return c->line;
}

void
csv_seek(struct csv *c, int64_t offset, int64_t line)
{
	if (c->fd < 0)
		BUG("seeking in a text");
	c->failed = lseek(c->fd, (off_t)offset, SEEK_SET) < 0;
	c->offset = offset;
	c->pos = c->len = 0;
	c->line = line;
	c->why = NULL;
}

const char *
csv_why(const struct csv *c)
{
	return c->why == NULL ? "" : c->why;
}

/* Digits with an optional sign and . or , between them: spreadsheets read it as a number, never as
 * a formula. */
static bool
is_number(const char *s)
{
	bool digit = false;

	if (*s == '-' || *s == '+')
		s++;
	for (; *s != '\0'; s++) {
		if (*s >= '0' && *s <= '9')
			digit = true;
		else if ((*s == '.' || *s == ',') && digit && s[1] >= '0' && s[1] <= '9')
			continue;
		else
			return false;
	}
	return digit;
}

/* What a spreadsheet takes for the beginning of a formula. */
static bool
begins_formula(const char *s)
{
	/* The full-width = + - @ are U+FF1D U+FF0B U+FF0D U+FF20. */
	static const char *const wide[] = { "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
		"\xef\xbc\xa0" };
	size_t i;

	if (*s != '\0' && strchr("=+-@\t\r\n", *s) != NULL)
		return true;
	for (i = 0; i < ARRAY_LEN(wide); i++)
		if (strncmp(s, wide[i], 3) == 0)
			return true;
	return false;
}

/* Does the cell get a ' in front? One that looks as if it had got it already does too, so that csv_bare() gives back each of them. */
static bool
is_guarded(const char *s)
{
	return begins_formula(s + strspn(s, "'")) && (*s == '\'' || !is_number(s));
}

const char *
csv_bare(const char *s)
{
	return *s == '\'' && begins_formula(s + strspn(s, "'")) ? s + 1 : s;
}

void
csv_cell(struct buf *b, bool first, const char *s)
{
	size_t n = strlen(s);
	bool quote =
	    strpbrk(s, ",;\t\"\r\n") != NULL || (n > 0 && (s[0] == ' ' || s[n - 1] == ' '));

	if (!first)
		buf_char(b, ',');
	/* A row of one empty cell would be read as an empty line. */
	quote = quote || (first && n == 0);
	if (quote)
		buf_char(b, '"');
	if (is_guarded(s))
		buf_char(b, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_char(b, '"');
		buf_char(b, *s);
	}
	if (quote)
		buf_char(b, '"');
}

void
csv_end(struct buf *b)
{
	buf_add(b, "\r\n", 2);
}
