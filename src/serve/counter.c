/* The counters stand in memory that the parent maps before it forks: a worker adds, whoever answers /metrics reads all. No lock: each number alone is right. */
#include "serve/counter.h"

#include <stdatomic.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "db/db_count.h"
#include "http/route.h"

#define CLASSES 6
#define STATUS_MIN 100
#define STATUS_MAX 599

struct counters {
	_Atomic int64_t requests[CLASSES][STATUS_MAX - STATUS_MIN + 1];
	_Atomic int64_t us[CLASSES];
	_Atomic int64_t statements[CLASSES];
	_Atomic int64_t statement_us[CLASSES];
	_Atomic int64_t kept;
	int64_t since;
};

static const char *const class_names[CLASSES] = { "anyone", "private", "staff", "login", "machine", "none" };

static struct counters *shared;	/* mapped by counter_init, for the life of the process */

bool
counter_init(void)
{
	void *p = mmap(NULL, sizeof(struct counters), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || !db_count_init())
		return false;
	shared = p;
	shared->since = clock_now();
	return true;
}

int64_t
counter_since(void)
{
	return shared ? shared->since : 0;
}

void
counter_request(const struct request *r, int64_t us)
{
	size_t class = r->route ? (size_t)r->route->gate : CLASSES - 1;

	if (!shared || class >= CLASSES || r->status < STATUS_MIN || r->status > STATUS_MAX)
		return;
	atomic_fetch_add_explicit(&shared->requests[class][r->status - STATUS_MIN], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&shared->us[class], us, memory_order_relaxed);
	atomic_fetch_add_explicit(&shared->statements[class], r->c->sql_count, memory_order_relaxed);
	atomic_fetch_add_explicit(&shared->statement_us[class], r->c->sql_us, memory_order_relaxed);
	/* Compressed and yet not rendered: it came from the pages that the worker keeps. */
	if (r->packed && !r->page)
		atomic_fetch_add_explicit(&shared->kept, 1, memory_order_relaxed);
}

static void
family(struct buf *b, const char *name, const char *help, _Atomic int64_t *values, bool seconds)
{
	size_t i;

	buf_printf(b, "# HELP %s %s\n# TYPE %s counter\n", name, help, name);
	for (i = 0; i < CLASSES; i++) {
		int64_t v = atomic_load_explicit(&values[i], memory_order_relaxed);

		if (seconds)
			buf_printf(b, "%s{class=\"%s\"} %lld.%06lld\n", name, class_names[i], (long long)(v / 1000000), (long long)(v % 1000000));
		else
			buf_printf(b, "%s{class=\"%s\"} %lld\n", name, class_names[i], (long long)v);
	}
}

const char *
counter_text(struct arena *a)
{
	struct buf b;
	size_t i, k;

	if (!shared)
		return "";
	buf_init(&b, a, 200000);
	buf_str(&b, "# HELP etalase_requests_total Requests answered, by class of route and status.\n# TYPE etalase_requests_total counter\n");
	for (i = 0; i < CLASSES; i++) {
		for (k = 0; k < ARRAY_LEN(shared->requests[i]); k++) {
			int64_t n = atomic_load_explicit(&shared->requests[i][k], memory_order_relaxed);

			if (n > 0)
				buf_printf(&b, "etalase_requests_total{class=\"%s\",status=\"%zu\"} %lld\n", class_names[i], k + STATUS_MIN, (long long)n);
		}
	}
	family(&b, "etalase_request_seconds_total", "Time spent on requests.", shared->us, true);
	family(&b, "etalase_statements_total", "Statements run for requests.", shared->statements, false);
	family(&b, "etalase_statement_seconds_total", "Time spent in them.", shared->statement_us, true);
	buf_printf(&b, "# HELP etalase_page_cache_hits_total Pages answered as they were kept.\n# TYPE etalase_page_cache_hits_total counter\netalase_page_cache_hits_total %lld\n",
	    (long long)atomic_load_explicit(&shared->kept, memory_order_relaxed));
	return b.s;
}
