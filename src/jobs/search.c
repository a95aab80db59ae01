/* What keeps the search right: goods whose words are due to be written anew, words that no goods have any more, and the comparison that `etalase check` makes. Each in small transactions. */
#include "jobs/work.h"

#include "db/db.h"
#include "shop/search.h"
#include "shop/search_near.h"

#define GOODS 100	/* in one transaction */
#define WORDS 1000

static bool
goods_some(struct ctx *c, void *arg)
{
	*(int64_t *)arg = search_index_due(c, GOODS);
	return true;
}

int64_t
job_search_due(struct ctx *c)
{
	int64_t done = 0, n = GOODS;

	while (n == GOODS && db_transact(c, DB_WRITE, goods_some, &n))
		done += n;
	return done;
}

struct tidying { const char *after; int64_t n; };

static bool
words_some(struct ctx *c, void *arg)
{
	struct tidying *t = arg;

	t->n = search_near_tidy(c, &t->after, WORDS);
	return true;
}

int64_t
job_search_words(struct ctx *c)
{
	struct tidying t = { 0 };
	int64_t done = 0;

	while (db_transact(c, DB_SOFT, words_some, &t)) {
		done += t.n;
		if (!t.after)
			break;
	}
	return done;
}

static bool
all_due(struct ctx *c, void *arg UNUSED)
{
	search_index_all(c);
	return true;
}

bool
job_search_check(struct ctx *c, bool mend, int64_t *faults)
{
	if (mend) {
		if (!db_transact(c, DB_WRITE, all_due, NULL))
			return false;
		(void)job_search_due(c);
	}
	db_arm(c, DB_READ);
	*faults = search_index_faults(c);
	return !err_is_set(c) && db_commit(c);
}
