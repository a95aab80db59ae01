/* Records of a backup as bytes. What is read has been authenticated by the seal, and is still measured before it is used. */
#include "shop/backup_record.h"

bool
record_put(struct seal_out *out, char kind, const void *p, size_t n)
{
	unsigned char head[5] = { (unsigned char)kind };
	size_t i;

	if (n > RECORD_MAX)
		BUG("a record of %zu bytes", n);
	for (i = 0; i < 4; i++)
		head[i + 1] = (unsigned char)(n >> (8 * i));
	return seal_put(out, head, sizeof(head)) && seal_put(out, p, n);
}

static size_t
size_of(const struct db_param *v)
{
	return 1 + (v->type == DB_PARAM_NULL ? 0 : v->type == DB_PARAM_INT ? 8 : 4 + v->n + 1);
}

bool
record_put_row(struct seal_out *out, struct arena *a, const struct db_param *v, size_t n)
{
	size_t total = 0, i, k;
	unsigned char *row, *p;

	for (i = 0; i < n; i++)
		total += size_of(&v[i]);
	row = p = arena_alloc(a, total);
	for (i = 0; i < n; i++) {
		uint64_t number = v[i].type == DB_PARAM_INT ? (uint64_t)v[i].i : v[i].n;

		*p++ = (unsigned char)"nitb"[v[i].type];
		if (v[i].type == DB_PARAM_NULL)
			continue;
		for (k = 0; k < (v[i].type == DB_PARAM_INT ? 8u : 4u); k++)
			*p++ = (unsigned char)(number >> (8 * k));
		if (v[i].type == DB_PARAM_INT)
			continue;
		if (v[i].n > 0)
			memcpy(p, v[i].p, v[i].n);
		p += v[i].n;
		*p++ = '\0';
	}
	return record_put(out, 'R', row, total);
}

enum seal
record_get(struct seal_in *in, struct arena *a, struct record *r)
{
	unsigned char head[5];
	enum seal s = seal_get(in, head, sizeof(head));

	if (s != SEAL_OK)
		return s;
	r->kind = (char)head[0];
	r->n = (size_t)head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 | (size_t)head[4] << 24;
	if (r->n > RECORD_MAX)
		return SEAL_DAMAGED;
	r->p = arena_alloc(a, r->n + 1);
	return seal_get(in, r->p, r->n);
}

bool
record_row(const struct record *r, struct db_param *v, size_t n)
{
	const unsigned char *p = r->p, *end = r->p + r->n;
	size_t i, k;

	for (i = 0; i < n; i++) {
		size_t head;
		uint64_t number = 0;
		char kind;

		if (p == end)
			return false;
		kind = (char)*p++;
		head = kind == 'i' ? 8 : kind == 'n' ? 0 : 4;
		if ((size_t)(end - p) < head)
			return false;
		for (k = 0; k < head; k++)
			number |= (uint64_t)p[k] << (8 * k);
		p += head;
		if (kind == 'n')
			v[i] = DB_NULL;
		else if (kind == 'i')
			v[i] = DB_I(number);
		else if ((kind != 't' && kind != 'b') || (size_t)(end - p) <= number || p[number] != '\0')
			return false;
		else {
			v[i] = (struct db_param){ kind == 't' ? DB_PARAM_TEXT : DB_PARAM_BYTES, 0, p, (size_t)number };
			p += number + 1;
		}
	}
	return p == end;
}

json_t *
record_json(struct arena *a, const struct record *r)
{
	const char *why;

	return js_parse(a, (const char *)r->p, r->n, &why);
}
