/*
 * The pages lie one after the other in a ring of fixed size: a new one overwrites the oldest, so there is nothing to be freed. A slot says where the page with a tag begins, and holds as long as the ring
 * has not come round to it. A page is kept when it is asked for the second time within some hundred others: a walk through a large catalogue does not wash the first page out.
 */
#include "serve/page_cache.h"

#include <string.h>
#include <zlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"
#include "shop/memo.h"

#define SLOTS 512
#define WAYS 4		/* places in a table that a hash may have: one after the other, the oldest gives way */
#define SEEN 1024
#define TAG 40
#define ADDRESSES 256
#define KEY 160		/* bytes of an address; longer ones ask their handler */
#define SMALLEST 512	/* bytes: below, compressing is not worth its head */
#define LEVEL 5
#define WINDOW 14	/* 16 KiB and gzip's head: pages repeat themselves within less, and zlib takes 100 KiB instead of 268 */
#define MEMORY 7

struct slot {
	char tag[TAG];
	uint64_t at;	/* where it begins, counted from the ring's first byte ever */
	size_t len;	/* 0: empty */
};

/* Which tag an address had, when, and of which shop and catalogue. */
struct address {
	char key[KEY];
	char tag[TAG];
	int64_t second, shop, catalog;
};

static struct {
	char *ring;	/* from the first page that is kept on, as long as the process */
	size_t room;
	uint64_t head;	/* where the next one begins */
	struct slot slots[SLOTS];
	uint32_t seen[SEEN];
	struct address addresses[ADDRESSES];
} all;	/* of this process: a worker answers one request at a time */

void
page_cache_open(int64_t room)
{
	all.room = room > 0 ? (size_t)room : 0;
}

/* FNV-1a: tags are hashes already, only spread here. */
static uint32_t
spread(const char *tag)
{
	uint32_t h = 2166136261u;

	for (; *tag; tag++)
		h = (h ^ (unsigned char)*tag) * 16777619u;
	return h;
}

/* One text and its end; KEY once it does not fit. */
static size_t
piece(char key[KEY], size_t n, const char *s)
{
	size_t len = s ? strlen(s) : 0;

	if (n >= KEY || len + 1 >= KEY - n)
		return KEY;
	memcpy(key + n, s ? s : "", len);
	key[n + len] = '\n';	/* in no path and no cleaned value */
	key[n + len + 1] = '\0';
	return n + len + 1;
}

/* The slot of this tag; NULL: its page is not there (any more). */
static struct slot *
slot_of(const char *tag)
{
	uint32_t h = spread(tag);
	int i;

	for (i = 0; i < WAYS; i++) {
		struct slot *s = &all.slots[(h + (uint32_t)i) % SLOTS];

		if (s->len > 0 && all.head - s->at <= all.room && str_eq(s->tag, tag))
			return s;
	}
	return NULL;
}

static struct slot *
slot_new(uint32_t h)
{
	struct slot *oldest = &all.slots[h % SLOTS];
	int i;

	for (i = 1; i < WAYS; i++) {
		struct slot *s = &all.slots[(h + (uint32_t)i) % SLOTS];

		if (s->len == 0 || (oldest->len > 0 && s->at < oldest->at))
			oldest = s;
	}
	return oldest;
}

/* Where this address is noted, else where it may be. */
static struct address *
address_of(const char *key)
{
	uint32_t h = spread(key);
	struct address *oldest = &all.addresses[h % ADDRESSES];
	int i;

	for (i = 0; i < WAYS; i++) {
		struct address *at = &all.addresses[(h + (uint32_t)i) % ADDRESSES];

		if (str_eq(at->key, key))
			return at;
		if (at->second < oldest->second)
			oldest = at;
	}
	return oldest;
}

/* The page behind a tag becomes the body of the reply. */
static bool
find(struct request *r, const char *tag)
{
	const struct slot *s = slot_of(tag);

	if (!s)
		return false;
	buf_clear(&r->body);
	buf_add(&r->body, all.ring + s->at % all.room, s->len);
	r->packed = true;
	r->page = NULL;	/* what the handler had begun is not rendered */
	r->type = "text/html; charset=utf-8";
	return true;
}

/* All of the request that a page for everybody can depend on. False: too long. */
static bool
key_of(const struct request *r, char key[KEY])
{
	const struct pair *q;
	size_t n = 0;

	key[n++] = r->https ? 's' : 'p';
	key[n++] = r->save_data ? 'l' : 'f';
	n = piece(key, n, r->raw_path);
	for (q = r->query; q && q->name; q++)
		n = piece(key, piece(key, n, q->name), q->value);
	return n < KEY;
}

static bool
versions(struct request *r, int64_t *shop, int64_t *catalog)
{
	db_arm(r->c, DB_READ);
	*shop = memo_version(r->c, MEMO_SHOP);
	*catalog = memo_version(r->c, MEMO_CATALOG);
	if (!err_is_set(r->c) && db_commit(r->c))
		return true;
	db_rollback(r->c);
	err_clear(r->c);
	memo_begin();
	return false;
}

static bool
answer(struct request *r)
{
	const struct address *at;
	int64_t shop, catalog;
	char key[KEY];

	if (!key_of(r, key))
		return false;
	at = address_of(key);
	if (!str_eq(at->key, key) || at->second != clock_now() || !slot_of(at->tag) || !versions(r, &shop, &catalog))
		return false;
	if (at->shop != shop || at->catalog != catalog || !find(r, at->tag)) {
		memo_begin();	/* the handler's own transaction says what it sees */
		return false;
	}
	r->status = 200;
	r->tag = at->tag;
	return true;
}

bool
page_cache_begin(struct request *r)
{
	bool everybody = r->route && r->route->gate == GATE_ANYONE && !r->session && !r->staff_session && !request_query(r, "m");

	r->kept = all.room > 0 && everybody && r->method == HTTP_GET && r->gzip ? find : NULL;
	return r->kept && !r->if_none_match && answer(r);
}

static void
note(struct request *r, const char *tag)
{
	struct address *at;
	char key[KEY];

	if (!key_of(r, key) || strlen(tag) >= TAG)
		return;
	at = address_of(key);
	if (tag == at->tag)	/* it was answered from here */
		return;
	memcpy(at->key, key, KEY);
	memcpy(at->tag, tag, strlen(tag) + 1);
	at->second = clock_now();
	at->shop = memo_version(r->c, MEMO_SHOP);
	at->catalog = memo_version(r->c, MEMO_CATALOG);
}

/* In one piece: a page that would cross the end of the ring begins at its start. */
static void
keep(const char *tag, const char *s, size_t len)
{
	uint32_t h = spread(tag);
	struct slot *slot;
	size_t left = all.room - (size_t)(all.head % all.room);

	if (all.seen[h % SEEN] != h) {
		all.seen[h % SEEN] = h;
		return;
	}
	if (len > all.room / 8 || strlen(tag) >= TAG)
		return;
	if (!all.ring)
		all.ring = arena_alloc(arena_open(), all.room);
	if (left < len)
		all.head += left;
	memcpy(all.ring + all.head % all.room, s, len);
	slot = slot_new(h);
	slot->at = all.head;
	slot->len = len;
	memcpy(slot->tag, tag, strlen(tag) + 1);
	all.head += len;
}

/* Into the body itself; false leaves it as it is. */
static bool
pack(struct request *r)
{
	z_stream z = { 0 };
	size_t room;
	char *out;
	bool whole;

	if (r->body.len < SMALLEST || deflateInit2(&z, LEVEL, Z_DEFLATED, WINDOW + 16, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	room = r->body.len;
	out = arena_alloc(r->c->arena, room);
	z.next_in = (Bytef *)r->body.s;
	z.avail_in = (uInt)r->body.len;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)room;
	whole = deflate(&z, Z_FINISH) == Z_STREAM_END;
	room -= z.avail_out;
	(void)deflateEnd(&z);
	if (!whole)
		return false;
	buf_clear(&r->body);
	buf_add(&r->body, out, room);
	return true;
}

/* What tells one visitor from another must not be in the reply, whatever the handler has done. */
static bool
for_everybody(const struct request *r)
{
	size_t i;

	if (!r->route || r->route->gate != GATE_ANYONE || r->session || r->staff_session || r->status != 200 || r->cache_control || request_query(r, "m"))
		return false;
	for (i = 0; i < r->n_headers; i++)
		if (str_eq_nocase(r->headers[i].name, "Set-Cookie"))
			return false;
	return true;
}

bool
page_cache_end(struct request *r)
{
	const char *tag = all.room > 0 && for_everybody(r) ? etag_value(r) : NULL;

	if (!tag)
		return false;
	if (r->kept && !r->packed && pack(r)) {
		r->packed = true;
		if (r->n_headers == 0)	/* one with headers of its own says something that is not in the page, as the hits of a search */
			keep(tag, r->body.s, r->body.len);
	}
	if (r->kept && r->packed && slot_of(tag))
		note(r, tag);
	return true;
}
