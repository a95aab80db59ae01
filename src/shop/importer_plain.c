/*
 * From HTML to plain text. No browser's parser: the text is shown escaped in any case, so what matters is that it reads well; a '<' that begins no tag stays. The time it takes grows
 * with the text's length and no faster, whatever hostile tags it has.
 */
#include "shop/importer_plain.h"

#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#define OUT_MAX ((size_t)2000000)
#define QUOTED_MAX 1024	/* bytes of a tag in which quotes count; a longer one ends at its first '>' */
/* Marks of a heading and a list item until the first letter of it, and of their end. Control characters are cleaned out of what comes in. */
#define HEADING "\x01"
#define ITEM "\x02"
#define ENDED "\x03"

struct tag { const char *name, *text; };

/* What a tag leaves behind, at its beginning and at its end alike. */
static const struct tag tags[] = {
	{ "p", "\n\n" }, { "div", "\n\n" }, { "h1", "\n\n" }, { "h2", "\n\n" }, { "h3", "\n\n" }, { "h4", "\n\n" },
	{ "h5", "\n\n" }, { "h6", "\n\n" }, { "ul", "\n\n" }, { "ol", "\n\n" }, { "dl", "\n\n" }, { "table", "\n\n" },
	{ "blockquote", "\n\n" }, { "pre", "\n\n" }, { "section", "\n\n" }, { "article", "\n\n" }, { "figure", "\n\n" },
	{ "hr", "\n\n" }, { "br", "\n" }, { "tr", "\n" }, { "dt", "\n" }, { "dd", "\n" }, { "td", " " }, { "th", " " },
};
static const char *const swallowed[] = { "script", "style", "iframe", "object", "noscript", "template", "svg", "head" };

static const struct { const char *name; uint32_t code; } entities[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' }, { "ndash", 0x2013 },
	{ "mdash", 0x2014 }, { "hellip", 0x2026 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201c },
	{ "rdquo", 0x201d }, { "laquo", 0xab }, { "raquo", 0xbb }, { "bull", 0x2022 }, { "middot", 0xb7 }, { "copy", 0xa9 },
	{ "reg", 0xae }, { "trade", 0x2122 }, { "deg", 0xb0 }, { "times", 0xd7 }, { "frac12", 0xbd }, { "frac14", 0xbc },
	{ "eacute", 0xe9 }, { "egrave", 0xe8 }, { "euro", 0x20ac }, { "plusmn", 0xb1 }, { "sup2", 0xb2 }, { "sup3", 0xb3 },
};

static void
put_code(struct buf *b, uint32_t u)
{
	if ((u < 0x20 && u != '\n' && u != '\t') || (u >= 0xd800 && u < 0xe000) || u > 0x10ffff)
		return;
	if (u < 0x80) {
		(void)buf_char(b, (char)u);
	} else if (u < 0x800) {
		(void)buf_char(b, (char)(0xc0 | u >> 6));
		(void)buf_char(b, (char)(0x80 | (u & 0x3f)));
	} else {
		if (u < 0x10000) {
			(void)buf_char(b, (char)(0xe0 | u >> 12));
		} else {
			(void)buf_char(b, (char)(0xf0 | u >> 18));
			(void)buf_char(b, (char)(0x80 | (u >> 12 & 0x3f)));
		}
		(void)buf_char(b, (char)(0x80 | (u >> 6 & 0x3f)));
		(void)buf_char(b, (char)(0x80 | (u & 0x3f)));
	}
}

/* The number after "&#"; its length up to the ';', 0 when it is none. */
static size_t
number(const char *s, uint32_t *u)
{
	bool hex = *s == 'x' || *s == 'X';
	size_t i = hex;

	for (*u = 0; i < 9; i++) {
		char ch = s[i];
		uint32_t d = ch >= '0' && ch <= '9' ? (uint32_t)(ch - '0') :
		    ch >= 'a' && ch <= 'f' ? (uint32_t)(ch - 'a' + 10) :
		    ch >= 'A' && ch <= 'F' ? (uint32_t)(ch - 'A' + 10) : 99;

		if (d >= (hex ? 16 : 10))
			break;
		*u = *u * (hex ? 16 : 10) + d;
	}
	return i > hex && s[i] == ';' ? i : 0;
}

/* At '&': adds what it stands for and returns what follows it. */
static const char *
entity(struct buf *b, const char *s)
{
	uint32_t u;
	size_t n, i;

	if (s[1] == '#' && (n = number(s + 2, &u)) > 0) {
		put_code(b, u);
		return s + 2 + n + 1;
	}
	for (i = 0; i < ARRAY_LEN(entities); i++) {
		n = strlen(entities[i].name);
		if (strncmp(s + 1, entities[i].name, n) == 0 && s[n + 1] == ';') {
			put_code(b, entities[i].code);
			return s + n + 2;
		}
	}
	(void)buf_char(b, '&');
	return s + 1;
}

/* The end of the tag that begins at s, behind its '>'; NULL when it has none. last: the text's last '>'. */
static const char *
tag_end(const char *s, const char *last)
{
	const char *p;
	char quote = 0;

	if (!last || s > last)
		return NULL;
	for (p = s + 1; *p && p - s < QUOTED_MAX; p++) {
		if (quote)
			quote = *p == quote ? 0 : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p + 1;
	}
	return strchr(s, '>') + 1;
}

/* Behind the closing tag of a swallowed element, or the text's end. */
static const char *
swallow(const char *s, const char *name, const char *last)
{
	size_t n = strlen(name);

	for (; *s; s++) {
		if (s[0] == '<' && s[1] == '/' && strncasecmp(s + 2, name, n) == 0) {
			const char *end = tag_end(s, last);

			return end ? end : s + strlen(s);
		}
	}
	return s;
}

/* At '<': what follows the tag; adds what the tag leaves behind. NULL: no tag begins here. */
static const char *
tag(struct buf *b, const char *s, const char *last)
{
	const char *p = s + 1 + (s[1] == '/'), *end;
	char name[16];
	size_t n = 0, i;

	if (strncmp(s + 1, "!--", 3) == 0) {
		end = strstr(s + 4, "-->");
		return end ? end + 3 : s + strlen(s);
	}
	if (*p != '!' && *p != '?' && !((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z'))
		return NULL;
	end = tag_end(s, last);
	if (!end)
		return NULL;
	for (; n < sizeof(name) - 1 && (((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z') || (p[n] >= '0' && p[n] <= '9')); n++)
		name[n] = (char)(p[n] | 0x20);
	name[n] = '\0';
	for (i = 0; i < ARRAY_LEN(swallowed) && s[1] != '/'; i++)
		if (str_eq(swallowed[i], name) && end[-2] != '/')
			return swallow(end, name, last);
	for (i = 0; i < ARRAY_LEN(tags); i++)
		if (str_eq(tags[i].name, name))
			(void)buf_str(b, tags[i].text);
	if (str_eq(name, "li") || (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2]))
		(void)buf_str(b, s[1] == '/' ? ENDED : name[0] == 'h' ? HEADING : "\n" ITEM);
	return end;
}

/* Blanks in a row become one, line breaks at most two; a heading's or item's mark stands before its first letter, and one without letters is gone. */
static const char *
tidy(struct arena *a, const char *s)
{
	size_t breaks = 0;
	bool blank = false;
	char mark = *ENDED;
	struct buf b;

	buf_init(&b, a, OUT_MAX);
	for (; *s; s++) {
		if (*s == '\n') {
			breaks++;
		} else if (*s == ' ' || *s == '\t' || *s == '\r') {
			blank = true;
		} else if (*s == *HEADING || *s == *ITEM || *s == *ENDED) {
			mark = *s;
		} else {
			if (b.len && (breaks || mark != *ENDED))
				(void)buf_str(&b, breaks > 1 ? "\n\n" : "\n");
			else if (b.len && blank)
				(void)buf_char(&b, ' ');
			(void)buf_str(&b, mark == *HEADING ? "## " : mark == *ITEM ? "- " : "");
			mark = *ENDED;
			breaks = 0;
			blank = false;
			(void)buf_char(&b, *s);
		}
	}
	return b.s;
}

const char *
import_plain(struct arena *a, const char *html)
{
	const char *s = utf8_clean(a, html, true), *last = strrchr(s, '>');
	struct buf b;

	buf_init(&b, a, OUT_MAX);
	while (*s) {
		const char *next = *s == '<' ? tag(&b, s, last) : *s == '&' ? entity(&b, s) : NULL;

		if (!next) {
			(void)buf_char(&b, *s);
			next = s + 1;
		}
		s = next;
	}
	return utf8_clean(a, tidy(a, b.s), true);
}
