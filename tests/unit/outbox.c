/* The outbox: leases, retries, and two processes that want the same rows. */
#include "fixture.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "dies.h"
#include "shop/audit.h"
#include "shop/outbox.h"

enum { T_STATE, T_DUE, T_COUNT, T_REASON, T_OLD, T_HELD };
static const struct db_stmt q[] = {
	[T_STATE] = SQL("test.outbox.state", "SELECT state FROM outbox WHERE id = $1"),
	[T_DUE] = SQL("test.outbox.due", "SELECT due_at FROM outbox WHERE id = $1"),
	[T_COUNT] = SQL("test.outbox.count", "SELECT COUNT(*) FROM outbox"),
	[T_OLD] = SQL("test.outbox.old", "INSERT INTO outbox (lane, kind, payload, due_at, created_at) VALUES ($1, 'test', '{}', 0, 0)"),
	[T_HELD] = SQL("test.outbox.held", "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND reason = 'held' AND lane = $1"),
	[T_REASON] = SQL("test.outbox.reason", "SELECT reason FROM outbox WHERE id = $1"),
};

static void
put(struct fixture *f, const char *lane, const char *payload)
{
	outbox_put(&f->c, lane, "test", payload, NULL, 0);
}

static void
claims_in_order(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *row;

	put(f, "paper", "1");
	put(f, "media", "2");
	put(f, "paper", "3");
	outbox_put(&f->c, "paper", "later", "4", NULL, FIXTURE_NOW + 60);
	row = outbox_claim(&f->c, "paper", "w1", 30);
	assert_string_equal(row->payload, "1");
	assert_int_equal(row->attempts, 1);
	assert_string_equal(outbox_claim(&f->c, "paper", "w2", 30)->payload, "3");
	assert_null(outbox_claim(&f->c, "paper", "w2", 30));
	outbox_done(&f->c, row->id);
	clock_set(FIXTURE_NOW + 60);
	assert_string_equal(outbox_claim(&f->c, "paper", "w2", 30)->payload, "3");	/* its lease ran out */
	assert_string_equal(outbox_claim(&f->c, "paper", "w2", 30)->payload, "4");
	assert_null(outbox_claim(&f->c, "paper", "w2", 30));
}

/* Renewed, a row stays whose it is; who has lost it to another is told so. */
static void
renews(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *row, *late;

	put(f, "paper", "1");
	row = outbox_claim(&f->c, "paper", "w1", 30);
	clock_set(FIXTURE_NOW + 29);
	assert_true(outbox_renew(&f->c, row));
	clock_set(FIXTURE_NOW + 29 + outbox_lane("paper")->lease_s - 1);
	assert_null(outbox_claim(&f->c, "paper", "w2", 30));
	clock_set(FIXTURE_NOW + 29 + outbox_lane("paper")->lease_s);
	late = outbox_claim(&f->c, "paper", "w2", 30);
	assert_non_null(late);
	assert_false(outbox_renew(&f->c, row));
	assert_true(outbox_renew(&f->c, late));
	outbox_done(&f->c, late->id);
	assert_false(outbox_renew(&f->c, late));
}

static void
dedupe(void **state)
{
	struct fixture *f = *state;

	outbox_put(&f->c, "paper", "placed", "1", "placed:7", 0);
	outbox_put(&f->c, "paper", "placed", "2", "placed:7", 0);
	outbox_put(&f->c, "paper", "placed", "3", NULL, 0);
	outbox_put(&f->c, "paper", "placed", "4", NULL, 0);
	assert_int_equal(db_one_int(&f->c, 0, &q[T_COUNT]), 3);
}

static void
retries(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *row;
	int64_t wait, most = 0, id = 0;
	int i;

	put(f, "paper", "1");
	for (i = 1; i <= 12; i++) {
		row = outbox_claim(&f->c, "paper", "w", 30);
		assert_non_null(row);
		assert_int_equal(row->attempts, i);
		id = row->id;
		outbox_retry(&f->c, id, row->attempts, 13, "no answer");
		wait = db_one_int(&f->c, 0, &q[T_DUE], DB_I(id)) - clock_now();
		if (i == 1)
			assert_int_equal(wait, 20);
		assert_true(wait >= most && wait <= 6 * 3600);
		most = wait;
		assert_null(outbox_claim(&f->c, "paper", "w", 30));
		clock_set(clock_now() + wait);
	}
	assert_int_equal(most, 6 * 3600);
	row = outbox_claim(&f->c, "paper", "w", 30);
	outbox_retry(&f->c, id, row->attempts, 13, "no answer");
	assert_string_equal(db_one_text(&f->c, &q[T_STATE], DB_I(id)), "failed");
	assert_string_equal(db_one_text(&f->c, &q[T_REASON], DB_I(id)), "no answer");
	assert_null(outbox_claim(&f->c, "paper", "w", 30));
}

/* Who lost the lease cannot push back what another worker holds. */
static void
late_retry(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *slow, *quick;

	put(f, "paper", "1");
	slow = outbox_claim(&f->c, "paper", "slow", 30);
	clock_set(FIXTURE_NOW + 31);
	quick = outbox_claim(&f->c, "paper", "quick", 30);
	assert_int_equal(quick->id, slow->id);
	outbox_retry(&f->c, slow->id, slow->attempts, 5, "late");
	assert_string_equal(db_one_text(&f->c, &q[T_STATE], DB_I(slow->id)), "leased");
	outbox_done(&f->c, quick->id);
	assert_string_equal(db_one_text(&f->c, &q[T_STATE], DB_I(slow->id)), "done");
}

static void
age_and_prune(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *row;

	assert_int_equal(outbox_age(&f->c), 0);
	put(f, "paper", "1");
	clock_set(FIXTURE_NOW + 100);
	assert_int_equal(outbox_age(&f->c), 100);
	row = outbox_claim(&f->c, "paper", "w", 30);
	assert_int_equal(outbox_age(&f->c), 0);
	outbox_done(&f->c, row->id);
	assert_int_equal(outbox_prune(&f->c, FIXTURE_NOW + 100), 0);
	assert_int_equal(outbox_prune(&f->c, FIXTURE_NOW + 101), 1);
}

/* Each lane says in its row what becomes of it after a restore; what a newer program's backup holds beyond is held. */
static void
holds(void **state)
{
	struct fixture *f = *state;
	int64_t outward = 0;

	for (const struct outbox_lane *l = outbox_lanes; l->name; l++) {
		assert_true(l->way == LANE_INWARD || l->way == LANE_OUTWARD);
		assert_true(l->lease_s > 0);
		put(f, l->name, "{}");
		outward += l->way == LANE_OUTWARD;
	}
	db_exec(&f->c, &q[T_OLD], DB_T("pape"));
	db_exec(&f->c, &q[T_OLD], DB_T("telegram"));
	assert_int_equal(outbox_hold(&f->c), outward + 2);
	for (const struct outbox_lane *l = outbox_lanes; l->name; l++)
		assert_int_equal(db_one_int(&f->c, -1, &q[T_HELD], DB_T(l->name)), l->way == LANE_OUTWARD);
	assert_int_equal(outbox_lane("fetch")->way, LANE_INWARD);
	assert_int_equal(outbox_lane("paper")->way, LANE_INWARD);
	assert_null(outbox_lane("telegram"));
	assert_int_equal(outbox_hold(&f->c), 0);
	DIES(put(f, "telegram", "{}"));
}

static void
wakes(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0), i;
	char got[8];

	(void)snprintf(at.sun_path, sizeof(at.sun_path), "/tmp/etalase-wake-%ld.sock", (long)getpid());
	(void)unlink(at.sun_path);
	f->conf.wake_socket = at.sun_path;
	outbox_wake(&f->c);	/* nobody there */
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	outbox_wake(&f->c);
	assert_int_equal(read(fd, got, sizeof(got)), 1);
	for (i = 0; i < 2000; i++)	/* a full queue does not block */
		outbox_wake(&f->c);
	(void)close(fd);
	(void)unlink(at.sun_path);
	assert_false(err_is_set(&f->c));
}

#define RACE_ROWS 60

struct claimed { char payload[16]; bool one; };

static bool
claim_one(struct ctx *c, void *arg)
{
	struct claimed *k = arg;
	struct outbox_row *row = outbox_claim(c, "paper", "w", 600);

	k->one = row != NULL;
	if (row)
		(void)snprintf(k->payload, sizeof(k->payload), "%s\n", row->payload);
	return true;
}

/* A worker process: claims until nothing is left and writes what it got. */
static void
worker(const struct fixture *f, int out)
{
	struct arena *a = arena_open();
	struct claimed k = { .one = true };
	const char *why = "";
	struct ctx c;

	ctx_init(&c, a, db_open(f->spec, &why), &f->conf);
	while (c.db && k.one) {
		if (!db_transact(&c, DB_WRITE, claim_one, &k) || (k.one && write(out, k.payload, strlen(k.payload)) < 0))
			_exit(1);
	}
	db_close(c.db);
	arena_close(a);
	_exit(c.db ? 0 : 1);
}

static void
race(void **state)
{
	struct fixture *f = *state;
	bool seen[RACE_ROWS] = { false };
	char text[RACE_ROWS * 16 + 1];
	int fds[2], i, status;
	size_t n = 0;
	ssize_t got;
	char *line;

	for (i = 0; i < RACE_ROWS; i++)
		put(f, "paper", arena_printf(f->arena, "%d", i));
	fixture_next(f);
	fixture_commit(f);
	db_close(f->c.db);	/* no connection crosses a fork */
	assert_int_equal(pipe(fds), 0);
	for (i = 0; i < 2; i++)
		if (fork() == 0)
			worker(f, fds[1]);
	(void)close(fds[1]);
	while ((got = read(fds[0], text + n, sizeof(text) - 1 - n)) > 0)
		n += (size_t)got;
	(void)close(fds[0]);
	text[n] = '\0';
	for (i = 0; i < 2; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	for (line = strtok(text, "\n"), i = 0; line; line = strtok(NULL, "\n"), i++) {
		assert_false(seen[strtol(line, NULL, 10)]);
		seen[strtol(line, NULL, 10)] = true;
	}
	assert_int_equal(i, RACE_ROWS);
	f->c.db = db_open(f->spec, (const char **)&line);
	fixture_begin(f);
}

static void
audit_trail(void **state)
{
	struct fixture *f = *state;
	struct audit_row *rows;
	size_t n;

	f->c.request_id = "r1";
	audit(&f->c, "product.save", "product", 7, "{\"a\":1}", "{\"a\":2}");
	audit(&f->c, "product.save", "product", 8, NULL, NULL);
	audit(&f->c, "order.pay", "order", 7, NULL, NULL);
	rows = audit_list(&f->c, "product", 7, 0, 10, &n);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].actor_kind, "system");
	assert_string_equal(rows[0].before, "{\"a\":1}");
	assert_null(audit_list(&f->c, "product", 8, 0, 10, &n)[0].before);
	rows = audit_list(&f->c, "", 0, 0, 2, &n);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].act, "order.pay");
	rows = audit_list(&f->c, "", 0, rows[1].id, 2, &n);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].object_id, 7);
	(void)audit_list(&f->c, "product", 0, 0, 10, &n);
	assert_int_equal(n, 2);
}

static const struct CMUnitTest tests[] = {
	CASE(claims_in_order), CASE(renews), CASE(dedupe), CASE(retries), CASE(late_retry), CASE(age_and_prune), CASE(holds), CASE(wakes), CASE(race),
	CASE(audit_trail),
};
FIXTURE_MAIN(tests)
