/*
 * Reading a request: first values of query, cookies and form fields, uploads by field. The lists
 * were checked and cleaned where they were parsed (parse.c, upload.c), so these are plain
 * look-ups.
 */
#include "http/request.h"

#include "base/str.h"

static const char *
first(const struct pair *p, const char *name)
{
	for (; p && p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p->value;
	return NULL;
}

const char *
request_query(const struct request *r, const char *name)
{
	return first(r->query, name);
}

const char *
request_cookie(const struct request *r, const char *name)
{
	return first(r->cookies, name);
}

const char *
request_form(const struct request *r, const char *name)
{
	return first(r->form, name);
}

const char **
request_form_all(struct request *r, const char *name, size_t *n)
{
	const struct pair *p;
	const char **all;
	size_t count = 0;

	for (p = r->form; p && p->name; p++)
		if (strcmp(p->name, name) == 0)
			count++;
	all = arena_new_n(r->c->arena, count + 1, const char *);
	count = 0;
	for (p = r->form; p && p->name; p++)
		if (strcmp(p->name, name) == 0)
			all[count++] = p->value;
	if (n)
		*n = count;
	return all;
}

bool
request_form_has(const struct request *r, const char *name, int64_t value)
{
	int64_t n;

	for (const struct pair *p = r->form; p && p->name; p++)
		if (strcmp(p->name, name) == 0 && str_int(p->value, INT64_MIN, INT64_MAX, &n) && n == value)
			return true;
	return false;
}

const struct upload *
request_upload(const struct request *r, const char *field, size_t i)
{
	const struct upload *u;

	for (u = r->uploads; u && u->field; u++) {
		if (u->size == 0 || strcmp(u->field, field) != 0)
			continue;
		if (i-- == 0)
			return u;
	}
	return NULL;
}

int64_t
request_page(const struct request *r)
{
	const char *s = request_query(r, "page");
	int64_t page;

	return s && str_int(s, 1, 100000, &page) ? page : 1;
}
