/*
 * The gate's plain HTTP rules; gate.c calls them in order. The rate limit keeps for each address
 * one 64-bit word in memory that the workers share: the moment at which its bucket is full again
 * (the generic cell rate algorithm), beside a tag of the address. A slot is changed by
 * compare-and-swap; there is no lock to die with.
 */
#include "serve/gate_http.h"

#include <arpa/inet.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/str.h"
#include "http/etag.h"
#include "http/reply.h"
#include "http/route.h"

#define CSP \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " \
	"media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " \
	"frame-ancestors 'none'; manifest-src 'self'"
#define CSP_LETTER "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-popups"
#define PERMISSIONS "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"

#define RATE_STEP_MS 1000	/* one request a second … */
#define RATE_BURST 60		/* … and this many at once */
#define RATE_SLOTS 16384	/* 128 KiB for all workers */
#define RATE_PROBES 4
#define RATE_TIME_BITS 44	/* milliseconds; the upper 20 bits are the tag */
#define RATE_TIME_MASK ((UINT64_C(1) << RATE_TIME_BITS) - 1)

static _Atomic uint64_t *rate;
static uint64_t rate_key;

static const char *
cache_rule(const struct request *r, const char *etag)
{
	bool personal = r->session || r->staff_session;

	if (r->route && r->route->gate != GATE_ANYONE && r->route->gate != GATE_MACHINE)
		personal = true;
	if (personal && !r->cache_control)
		return "private, no-store";
	if (r->status != 200 && r->status != 301 && r->status != 304)
		return "no-store";
	if (r->cache_control)
		return r->cache_control;
	return etag ? "no-cache" : "no-store";
}

void
gate_headers(struct request *r, bool shared)
{
	bool secret = r->route && r->route->flags & ROUTE_SECRET;
	const char *etag = r->status == 200 || r->status == 304 ? etag_value(r) : NULL;

	/* nginx goes by the first of the two that it meets; no browser sees this one. */
	if (shared)
		reply_header(r, "X-Accel-Expires", "1");
	if (r->packed)
		reply_header(r, "Content-Encoding", "gzip");
	if (etag)
		reply_header(r, "Vary", "Accept-Encoding, Save-Data");
	reply_header(r, "Content-Security-Policy", r->letter ? CSP_LETTER : CSP);
	reply_header(r, "X-Content-Type-Options", "nosniff");
	/*
	 * A form on a secret page is posted with Origin "null" then; Sec-Fetch-Site lets it
	 * through.
	 */
	reply_header(r, "Referrer-Policy", secret ? "no-referrer" : "same-origin");
	reply_header(r, "Cross-Origin-Opener-Policy", "same-origin");
	reply_header(r, "Permissions-Policy", PERMISSIONS);
	if (r->https)
		reply_header(r, "Strict-Transport-Security", "max-age=31536000");
	if (r->route && (r->route->gate != GATE_ANYONE || r->route->flags & ROUTE_NOINDEX) &&
	    r->route->gate != GATE_MACHINE)
		reply_header(r, "X-Robots-Tag", "noindex");
	if (etag)
		reply_header(r, "ETag", etag);
	reply_header(r, "Cache-Control", cache_rule(r, etag));
}

/* Is origin one of the configured ones, word for word? */
static bool
origin_known(const char *list, const char *origin)
{
	size_t len = strlen(origin), n;

	for (list += strspn(list, " "); *list; list += strspn(list, " ")) {
		n = strcspn(list, " ");
		/* "https://toko.example/" in the settings means the same origin. */
		if (len > 0 && (n == len || (n == len + 1 && list[len] == '/')) &&
		    strncasecmp(list, origin, len) == 0)
			return true;
		list += n;
	}
	return false;
}

bool
gate_origin_ok(const struct request *r)
{
	if (r->fetch_site)
		return str_eq(r->fetch_site, "same-origin") || str_eq(r->fetch_site, "none");
	return r->origin && origin_known(r->c->conf->origins, r->origin);
}

static const char *
method_name(enum http_method m)
{
	switch (m) {
	case HTTP_GET:
		return "GET";
	case HTTP_HEAD:
		return "HEAD";
	case HTTP_POST:
		return "POST";
	case HTTP_OTHER:
		break;
	}
	return "OTHER";
}

void
gate_log(const struct request *r, int64_t ms)
{
	LOG(EV_REQUEST, KV("id", r->c->request_id), KV("route", r->route ? r->route->pattern : "-"),
	    KV("method", method_name(r->method)), KV("lang", r->c->lang), KI("status", r->status),
	    KI("ms", ms), KI("sql", r->c->sql_count), KI("sql_us", r->c->sql_us), KI("bytes", r->body.len));
}

bool
gate_rate_init(void)
{
	const char *want = getenv("ETALASE_RATE");
	void *p;

	if (want && strcmp(want, "off") == 0)
		return true;
	p = mmap(NULL, RATE_SLOTS * sizeof(*rate), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return false;
	rate_key = (uint64_t)crypt_below(UINT32_MAX) << 32 | crypt_below(UINT32_MAX);
	rate = p;
	return true;
}

/*
 * FNV-1a from a secret start, then murmur3's finisher: nobody outside can choose addresses that
 * share a slot.
 */
static uint64_t
address_hash(const char *remote)
{
	unsigned char bytes[16] = { 0 };
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ rate_key;
	size_t i, n = 4;

	if (inet_pton(AF_INET6, remote, bytes) == 1)
		n = 8;	/* a household has a /64 */
	else if (inet_pton(AF_INET, remote, bytes) != 1)
		n = 0;
	for (i = 0; i < n; i++)
		h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ h >> 33;
}

/* The slot of this tag, else a free one, else the one that frees itself first. */
static _Atomic uint64_t *
find_slot(uint64_t hash, uint64_t tag, uint64_t now)
{
	_Atomic uint64_t *slot, *best = NULL;
	uint64_t word, full_at, best_at = UINT64_MAX;
	size_t i;

	for (i = 0; i < RATE_PROBES; i++) {
		slot = &rate[(hash + i) % RATE_SLOTS];
		word = atomic_load_explicit(slot, memory_order_relaxed);
		full_at = word & RATE_TIME_MASK;
		if (word >> RATE_TIME_BITS == tag && full_at > now)
			return slot;
		if (full_at <= now)
			full_at = 0;
		if (full_at < best_at) {
			best_at = full_at;
			best = slot;
		}
	}
	return best;
}

bool
gate_rate_ok(const struct request *r)
{
	uint64_t hash, tag, word, full_at, now, next;
	_Atomic uint64_t *slot;

	if (!rate || str_empty(r->remote))
		return true;
	now = (uint64_t)clock_ms() & RATE_TIME_MASK;
	hash = address_hash(r->remote);
	tag = hash >> RATE_TIME_BITS;
	slot = find_slot(hash, tag, now);
	word = atomic_load_explicit(slot, memory_order_relaxed);
	do {
		full_at = word >> RATE_TIME_BITS == tag ? word & RATE_TIME_MASK : 0;
		if (full_at < now)
			full_at = now;
		if (full_at - now > (uint64_t)(RATE_BURST - 1) * RATE_STEP_MS)
			return false;
		next = tag << RATE_TIME_BITS | (full_at + RATE_STEP_MS);
	} while (!atomic_compare_exchange_weak(slot, &word, next));
	return true;
}
