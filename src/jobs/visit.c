/*
 * The visits' own process of the worker: takes what nginx tells from its socket and writes it every few seconds, a row for each visitor, and what was searched for beside them, counted. While the database is busy it waits and gathers; what finds
 * no room is not counted. Nothing of it is needed to answer a page.
 */
#include "jobs/work.h"

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "shop/search_log.h"
#include "shop/setting.h"
#include "shop/visit.h"

#define WRITE_MS 3000
#define VISITORS 500		/* in one batch */
#define ASKS 100		/* different searches in one batch */
#define HEARD 2048		/* who asked what, as hashes in memory: the same again within the day is no second one */
#define AT_ONCE 200		/* datagrams between two looks at the clock and the parent */

/* The visitors of the last seconds, all of one local day. */
struct batch {
	struct ctx *c;
	struct arena *day_arena;
	const char *salt;
	int64_t day, at;
	char timezone[40];
	size_t n;
	struct visit_hit hits[VISITORS];
	size_t n_asks;
	struct search_ask asks[ASKS];
	uint64_t heard[HEARD];
};

static bool
write_batch(struct ctx *c, void *arg)
{
	struct batch *b = arg;

	visit_write(c, b->day, b->at, b->hits, b->n);
	search_log_write(c, b->day, b->asks, b->n_asks);
	(void)snprintf(b->timezone, sizeof(b->timezone), "%s", shop_get(c)->timezone);
	return true;
}

/* What could not be written stays for the next time. */
static bool
flush(struct batch *b)
{
	struct ctx *c = b->c;
	bool ok;

	b->at = clock_now();
	ok = db_transact(c, DB_SOFT, write_batch, b);
	if (ok)
		b->n = b->n_asks = 0;
	else
		LOG(EV_FAILURE, KV("lane", VISIT_LANE), KV("where", c->err.where), KV("why", c->err.text));
	err_clear(c);
	arena_reset(c->arena);
	return ok;
}

/* At midnight the visitors are strangers again. */
static void
new_day(struct batch *b, int64_t day)
{
	if (b->n > 0 && !flush(b))
		b->n = b->n_asks = 0;
	(void)memset(b->heard, 0, sizeof(b->heard));
	arena_reset(b->day_arena);
	b->day = day;
	b->salt = arena_str(b->day_arena, visit_salt(b->c, day));
	arena_reset(b->c->arena);
}

static void
gather(struct batch *b, const struct visit_hit *h)
{
	for (size_t i = 0; i < b->n; i++) {
		if (str_eq(b->hits[i].visitor, h->visitor)) {
			visit_merge(&b->hits[i], h);
			return;
		}
	}
	if (b->n < VISITORS)
		b->hits[b->n++] = *h;
}

/* One visitor's search counts once a day; whoever reloads, turns pages or filters has not asked anew. */
static bool
heard(struct batch *b, const char *visitor, const char *term)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325), *slot;

	for (; *visitor; visitor++)
		h = (h ^ (unsigned char)*visitor) * UINT64_C(0x100000001b3);
	for (; *term; term++)
		h = (h ^ (unsigned char)*term) * UINT64_C(0x100000001b3);
	slot = &b->heard[(h ^ h >> 32) % HEARD];
	if (*slot == h)
		return true;
	*slot = h;
	return false;
}

static void
gather_ask(struct batch *b, const char *visitor, const struct search_ask *ask)
{
	if (heard(b, visitor, ask->term))
		return;
	for (size_t i = 0; i < b->n_asks; i++) {
		if (str_eq(b->asks[i].term, ask->term)) {
			b->asks[i].asked += ask->asked;
			b->asks[i].hits = ask->hits < 0 ? b->asks[i].hits : ask->hits;
			return;
		}
	}
	if (b->n_asks < ASKS)
		b->asks[b->n_asks++] = *ask;
}

static void
receive(struct batch *b, int sock)
{
	int64_t day = clock_day(clock_now(), b->timezone);
	char datagram[VISIT_MAX + 1];
	struct search_ask ask;
	struct visit_hit h;

	if (day != b->day)
		new_day(b, day);
	for (int i = 0; i < AT_ONCE; i++) {
		ssize_t n = recv(sock, datagram, sizeof(datagram), 0);

		if (n < 0)
			return;
		if (visit_read(b->c->arena, datagram, (size_t)n, b->salt, b->c->conf->origins, &h, &ask)) {
			gather(b, &h);
			if (*ask.term)
				gather_ask(b, h.visitor, &ask);
		}
		arena_reset(b->c->arena);
	}
}

/* False when the parent wants an end, or is gone. */
static bool
goes_on(int wake)
{
	char block[64];
	ssize_t n = read(wake, block, sizeof(block));

	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

void
visit_run(struct ctx *c, int sock, int wake, const volatile sig_atomic_t *stopping)
{
	struct arena *keep = arena_open();
	struct batch *b = arena_new(keep, struct batch);
	int64_t written = clock_ms();
	bool ok;

	b->c = c;
	b->day_arena = arena_open();
	ok = flush(b);	/* writes nothing yet, but learns the shop's time */
	while (!*stopping) {
		struct pollfd fds[2] = { { sock, POLLIN, 0 }, { wake, POLLIN, 0 } };

		if (poll(fds, 2, b->n > 0 ? WRITE_MS : -1) > 0) {
			if (fds[1].revents && !goes_on(wake))
				break;
			if (fds[0].revents)
				receive(b, sock);
		}
		if (b->n > 0 && (clock_ms() - written >= WRITE_MS || (b->n == VISITORS && ok))) {
			ok = flush(b);
			written = clock_ms();
		}
	}
	if (b->n > 0)
		(void)flush(b);
	arena_close(b->day_arena);
	arena_close(keep);
}
