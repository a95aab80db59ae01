/*
 * Messages by id and language: read once into a sorted table that lives as long as the process.
 * Every id must be there in every language, or the program does not start.
 */
#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"

#define FILE_MAX ((size_t)1024 * 1024)
#define TEXT_MAX ((size_t)65536)
#define ARGS_MAX 9

static const char *const langs[] = { "id", "en" };

struct message {
	const char *id;
	const char *text;
};

struct table {
	struct message *rows;
	size_t n;
};

static struct arena *memory;
static struct table tables[ARRAY_LEN(langs)];
static char fault[512];

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct message *)a)->id, ((const struct message *)b)->id);
}

static const char *
find(const struct table *t, const char *id)
{
	struct message key = { id, NULL };
	const struct message *m;

	if (t->n == 0)
		return NULL;
	m = bsearch(&key, t->rows, t->n, sizeof(key), by_id);
	return m == NULL ? NULL : m->text;
}

/* \n and \\ become what they mean, in place. */
static void
unescape(char *s)
{
	char *w = s;

	for (; *s != '\0'; s++) {
		if (*s == '\\' && (s[1] == 'n' || s[1] == '\\')) {
			s++;
			*w++ = *s == 'n' ? '\n' : '\\';
		} else {
			*w++ = *s;
		}
	}
	*w = '\0';
}

static bool
read_table(struct arena *a, const char *path, struct table *t)
{
	size_t n, most = 1, i;
	char *text = file_read(a, path, FILE_MAX, &n);
	char *p, *end;

	if (text == NULL || !utf8_ok(text, n)) {
		snprintf(fault, sizeof(fault), "%s: not there, or no UTF-8 text", path);
		return false;
	}
	for (p = text; *p != '\0'; p++)
		most += *p == '\n';
	t->rows = arena_new_n(a, most, struct message);
	for (p = text, i = 1; p != NULL; p = end, i++) {
		char *tab;

		end = strchr(p, '\n');
		if (end != NULL)
			*end++ = '\0';
		if (*p == '\0' || *p == '#')
			continue;
		tab = strchr(p, '\t');
		if (tab == NULL || tab == p || tab[1] == '\0') {
			snprintf(fault, sizeof(fault), "%s line %zu: no id, tab and text", path, i);
			return false;
		}
		*tab = '\0';
		unescape(tab + 1);
		t->rows[t->n++] = (struct message){ p, tab + 1 };
	}
	if (t->n > 1)
		qsort(t->rows, t->n, sizeof(*t->rows), by_id);
	for (i = 1; i < t->n; i++) {
		if (str_eq(t->rows[i].id, t->rows[i - 1].id)) {
			snprintf(
			    fault, sizeof(fault), "%s: %s stands there twice", path, t->rows[i].id);
			return false;
		}
	}
	return true;
}

/* Every id of one language is there in the others. */
static bool
complete(const struct table *new)
{
	size_t i, j, k;

	for (i = 0; i < ARRAY_LEN(langs); i++) {
		for (j = 0; j < ARRAY_LEN(langs); j++) {
			for (k = 0; k < new[i].n; k++) {
				if (find(&new[j], new[i].rows[k].id) != NULL)
					continue;
				snprintf(fault, sizeof(fault), "message %s has no text in %s",
				    new[i].rows[k].id, langs[j]);
				return false;
			}
		}
	}
	return true;
}

bool
i18n_load(const char *dir, const char **why)
{
	struct arena *a = arena_open();
	struct table new[ARRAY_LEN(langs)];
	size_t i;

	memset(new, 0, sizeof(new));
	for (i = 0; i < ARRAY_LEN(langs); i++) {
		if (!read_table(a, arena_printf(a, "%s/%s/messages.txt", dir, langs[i]), &new[i]))
			break;
	}
	if (i < ARRAY_LEN(langs) || !complete(new)) {
		arena_close(a);
		*why = fault;
		return false;
	}
	if (memory != NULL)
		arena_close(memory);
	memory = a;
	memcpy(tables, new, sizeof(tables));
	return true;
}

/* The argument that {1} … {9} at s names, from 0; -1: no place begins there. */
static int
place(const char *s)
{
	return s[0] == '{' && s[1] >= '1' && s[1] <= '9' && s[2] == '}' ? s[1] - '1' : -1;
}

/* Of "{1} order||{1} orders" the form for the number that stands first; a text with one form is that. *end: where it stops. */
static const char *
form(const char *text, const char *const *args, size_t n, const char **end)
{
	const char *bar = strstr(text, "||"), *s;
	int i = -1;

	*end = text + strlen(text);
	if (bar == NULL)
		return text;
	for (s = text; s < bar && i < 0; s++)
		i = place(s);
	if (i < 0 || (size_t)i >= n || !str_eq(args[i], "1"))
		return bar + 2;
	*end = bar;
	return text;
}

const char *
i18n(struct arena *a, const char *lang, const char *id, ...)
{
	const char *args[ARGS_MAX];
	const char *text = find(&tables[str_eq(lang, "en") ? 1 : 0], id);
	const char *end;
	size_t n = 0;
	struct buf b;
	va_list ap;
	int i;

	if (text == NULL)
		BUG("no message %s", id);
	va_start(ap, id);
	while (n < ARGS_MAX && (args[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	buf_init(&b, a, TEXT_MAX);
	for (text = form(text, args, n, &end); text < end; text++) {
		i = place(text);
		if (i >= 0) {
			if ((size_t)i >= n)
				BUG("message %s needs argument %d", id, i + 1);
			buf_str(&b, args[i]);
			text += 2;
		} else {
			buf_char(&b, *text);
		}
	}
	return b.s;
}

bool
i18n_has(const char *id)
{
	return id != NULL && find(&tables[0], id) != NULL;
}

const char *
i18n_lang(const char *s)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(langs); i++)
		if (str_eq(s, langs[i]))
			return langs[i];
	return NULL;
}
