/* Reading a table that was handed in, before the transaction that takes it over. */
#include "http/handed.h"

#include "base/file.h"
#include "base/str.h"
#include "base/utf8.h"

#define NAME_LETTERS 80

static void
clean(struct ctx *c, struct handed *t, const char *bytes, size_t n)
{
	if (n >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
		t->fault = "csv.utf16";
	else if (memchr(bytes, '\0', n))
		t->fault = "csv.binary";
	else
		t->text = utf8_clean(c->arena, utf8_ok(bytes, n) ? bytes : utf8_from_1252(c->arena, bytes, n), true);
}

void
handed_take(struct request *r, size_t max, const char *nothing, const char *large)
{
	struct handed *t = arena_new(r->c->arena, struct handed);
	const struct upload *u = request_upload(r, "file", 0);
	const char *typed = request_form(r, "text");
	char *bytes;
	size_t n = 0;

	r->prepared = t;
	if (!u) {
		t->name = "";
		t->text = typed && strlen(typed) <= max ? typed : NULL;
		t->fault = !typed || !*str_trim(r->c->arena, typed) ? nothing : t->text ? NULL : large;
		return;
	}
	t->name = utf8_cut(r->c->arena, u->name, NAME_LETTERS);
	bytes = u->size <= (int64_t)max ? file_read(r->c->arena, u->path, max, &n) : NULL;
	if (bytes)
		clean(r->c, t, bytes, n);
	else
		t->fault = large;
}
