/*
 * The worker: schedule under leases, lanes, the media program at arm's length (shell scripts stand in for it), and the whole house
 * once as a process: woken by a datagram, a hanging lane delaying nobody, ended by SIGTERM.
 */
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "trade.h"

#include "base/file.h"
#include "base/str.h"
#include "jobs/program.h"
#include "jobs/work.h"
#include "shop/outbox.h"

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

enum { JOB_NEXT, JOB_LEASE, JOB_HELD, JOB_RESULT, MEDIA, MEDIA_STATE, MEDIA_WIDTH, OUTBOX_STATE, OUTBOX_DUE, PROOF, PROOF_STATE,
	WORN, ASIDE };

static const struct db_stmt s[] = {
	[JOB_NEXT] = SQL("t.job_next", "SELECT next_at FROM job WHERE name = $1"),
	[JOB_LEASE] = SQL("t.job_lease", "UPDATE job SET next_at = $2, lease_by = 'other', lease_until = $3 WHERE name = $1"),
	[JOB_HELD] = SQL("t.job_held", "UPDATE job SET next_at = 0, lease_by = $2, lease_until = $3 WHERE name = $1"),
	[JOB_RESULT] = SQL("t.job_result", "SELECT last_result FROM job WHERE name = $1"),
	[MEDIA] = SQL("t.media", "INSERT INTO media (hash, state, created_at) VALUES ($1, 'waiting', 1)"),
	[MEDIA_STATE] = SQL("t.media_state", "SELECT state FROM media WHERE hash = $1"),
	[MEDIA_WIDTH] = SQL("t.media_width", "SELECT width FROM media WHERE hash = $1"),
	[OUTBOX_STATE] = SQL("t.outbox_state", "SELECT state FROM outbox ORDER BY id LIMIT 1"),
	[OUTBOX_DUE] = SQL("t.outbox_due", "UPDATE outbox SET due_at = 1"),
	[PROOF] = SQL("t.proof", "INSERT INTO payment_proof (id, orders, file, state, at) VALUES (5, $1, 'abcdef.jpg', 'waiting', 1)"),
	[PROOF_STATE] = SQL("t.proof_state", "SELECT state FROM payment_proof WHERE id = 5"),
	[WORN] = SQL("t.worn", "UPDATE outbox SET attempts = 9"),
	[ASIDE] = SQL("t.aside", "SELECT state FROM outbox WHERE kind = $1"),
};

/* A folder for the case's files, and a script that plays the media program. */
static const char *
folder(struct fixture *f, const char *script)
{
	char *dir = arena_printf(f->keep, "%s/etalase-work-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	const char *program;

	assert_non_null(mkdtemp(dir));
	program = arena_printf(f->keep, "%s/program", dir);
	script = arena_printf(f->keep, "#!/bin/sh\n%s\n", script);
	assert_true(file_write(program, script, strlen(script), 0700));
	assert_true(file_mkdirs(arena_printf(f->keep, "%s/data/incoming", dir), 0700));
	f->conf.data = arena_printf(f->keep, "%s/data", dir);
	f->conf.media_program = program;
	f->conf.db = f->spec;
	f->conf.wake_socket = arena_printf(f->keep, "%s/run/work.sock", dir);
	f->conf.visit_socket = arena_printf(f->keep, "%s/run/visit.sock", dir);
	return dir;
}

static void
folder_gone(struct fixture *f, const char *dir)
{
	char *argv[] = { (char *)(uintptr_t)"rm", (char *)(uintptr_t)"-rf", arena_str(f->keep, dir), NULL };
	pid_t pid = fork();

	if (pid == 0)
		_exit(execvp("rm", argv));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static bool
there(struct fixture *f, const char *path)
{
	return file_exists(arena_printf(f->keep, "%s/%s", f->conf.data, path));
}

/* A picture that waits, with its raw file. */
static void
upload(struct fixture *f)
{
	const char *raw = arena_printf(f->keep, "%s/incoming/" HASH, f->conf.data);

	assert_true(file_write(raw, "raw", 3, 0600));
	db_exec(&f->c, &s[MEDIA], DB_T(HASH));
	outbox_put(&f->c, "media", "media.product", "{\"hash\":\"" HASH "\"}", NULL, 0);
	fixture_commit(f);
}

static void
step(struct fixture *f)
{
	assert_true(lane_step(&f->c, "media", "me"));
	fixture_ok(f);
	fixture_begin(f);
}

#define SCRIPT_MADE \
	"read line; out=${line#*\\\"out\\\":\\\"}; out=${out%%\\\"*}; echo a >$out/400.webp; echo b >$out/400.jpg;" \
	" echo '{\"ok\":true,\"width\":640,\"height\":480,\"alpha\":false,\"files\":[\"400.webp\",\"400.jpg\"]}'"
#define SCRIPT_PROOF \
	"read line; out=${line#*\\\"out\\\":\\\"}; out=${out%%\\\"*}; echo a >$out/proof.jpg;" \
	" echo '{\"ok\":true,\"width\":640,\"height\":480,\"alpha\":false,\"files\":[\"proof.jpg\"]}'"

static void
picture_made(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, SCRIPT_MADE);

	upload(f);
	step(f);
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "ready");
	assert_int_equal(db_one_int(&f->c, 0, &s[MEDIA_WIDTH], DB_T(HASH)), 640);
	assert_string_equal(db_one_text(&f->c, &s[OUTBOX_STATE]), "done");
	assert_true(there(f, "media/00/" HASH "-400.webp"));
	assert_true(there(f, "media/00/" HASH "-400.jpg"));
	assert_false(there(f, "incoming/" HASH));
	assert_null(file_list(f->keep, arena_printf(f->keep, "%s/tmp", f->conf.data))[0]);
	fixture_commit(f);
	assert_false(lane_step(&f->c, "media", "me"));
	fixture_begin(f);
	folder_gone(f, dir);
}

static void
picture_refused(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, "echo '{\"ok\":false,\"reason\":\"bomb\"}'");

	upload(f);
	step(f);
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "refused");
	assert_string_equal(db_one_text(&f->c, &s[OUTBOX_STATE]), "done");
	assert_false(there(f, "incoming/" HASH));
	folder_gone(f, dir);
}

/* What breaks the program is tried three times, then refused; file names that lead elsewhere count as broken. */
static void
picture_breaks(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, "echo '{\"ok\":true,\"width\":1,\"height\":1,\"files\":[\"../../evil\"]}'");

	upload(f);
	for (int i = 1; i <= 3; i++) {
		step(f);
		assert_string_equal(db_one_text(&f->c, &s[OUTBOX_STATE]), i < 3 ? "due" : "done");
		db_exec(&f->c, &s[OUTBOX_DUE]);
		fixture_commit(f);
	}
	fixture_begin(f);
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "refused");
	assert_false(file_exists(arena_printf(f->keep, "%s/evil", dir)));
	folder_gone(f, dir);
}

/* What takes all its processor time would take it each time: refused at once. */
static void
picture_spends_its_time(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, "kill -XCPU $$");

	upload(f);
	step(f);
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "refused");
	assert_string_equal(db_one_text(&f->c, &s[OUTBOX_STATE]), "done");
	assert_false(there(f, "incoming/" HASH));
	folder_gone(f, dir);
}

static void
program_missing(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, "true");

	f->conf.media_program = "/nonexistent/etalase-media";
	upload(f);
	step(f);
	assert_string_equal(db_one_text(&f->c, &s[OUTBOX_STATE]), "due");
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "waiting");
	assert_true(there(f, "incoming/" HASH));
	folder_gone(f, dir);
}

static void
proof_made(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, SCRIPT_PROOF);
	struct stat st;
	int64_t order;

	trade_open(&f->c);
	trade_session(&f->c, 1);
	order = trade_order(&f->c, 1, "k", CHIPS_S, 1, PICKUP_ZONE, "transfer")->id;
	db_exec(&f->c, &s[PROOF], DB_I(order));
	assert_true(file_write(arena_printf(f->keep, "%s/incoming/" HASH, f->conf.data), "raw", 3, 0600));
	outbox_put(&f->c, "media", "media.proof", "{\"proof\":5,\"hash\":\"" HASH "\"}", NULL, 0);
	/* The same photo is wanted by a second job too: its raw file outlives the first. */
	outbox_put(&f->c, "media", "media.proof", "{\"proof\":5,\"hash\":\"" HASH "\"}", NULL, 0);
	fixture_commit(f);
	step(f);
	assert_string_equal(db_one_text(&f->c, &s[PROOF_STATE]), "ready");
	assert_true(there(f, "incoming/" HASH));
	fixture_commit(f);
	step(f);
	assert_int_equal(stat(arena_printf(f->keep, "%s/private/proof/abcdef.jpg", f->conf.data), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_false(there(f, "incoming/" HASH));
	folder_gone(f, dir);
}

/* Work of no known kind, and work that ended the worker again and again, is put aside for a person. */
static void
put_aside(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, "true");

	outbox_put(&f->c, "media", "media.unknown", "{}", NULL, 0);
	fixture_commit(f);
	step(f);
	assert_string_equal(db_one_text(&f->c, &s[OUTBOX_STATE]), "failed");
	folder_gone(f, dir);
}

static void
worn_out(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, SCRIPT_MADE);

	upload(f);
	fixture_begin(f);
	db_exec(&f->c, &s[WORN]);
	fixture_commit(f);
	step(f);
	assert_string_equal(db_one_text(&f->c, &s[OUTBOX_STATE]), "failed");
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "waiting");
	folder_gone(f, dir);
}

static void
programs(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, "cat; echo \"$ETALASE_KEY\"; ls /proc/self/fd | wc -l"), *answer;
	int64_t start;

	(void)setenv("ETALASE_KEY", "secret", 1);
	assert_int_equal(program_run(f->keep, f->conf.media_program, "hello\n", 5, &answer), PROGRAM_OK);
	/* Its input came through, our key did not, and nothing but its own descriptors is open (ls has the folder's as a fourth). */
	assert_string_equal(answer, "hello\n\n4\n");
	(void)unsetenv("ETALASE_KEY");
	assert_int_equal(program_run(f->keep, "/nonexistent", "", 5, &answer), PROGRAM_MISSING);
	folder_gone(f, dir);
	dir = folder(f, "exit 3");
	assert_int_equal(program_run(f->keep, f->conf.media_program, "", 5, &answer), PROGRAM_FAILED);
	folder_gone(f, dir);
	dir = folder(f, "kill -SEGV $$");
	assert_int_equal(program_run(f->keep, f->conf.media_program, "", 5, &answer), PROGRAM_FAILED);
	folder_gone(f, dir);
	dir = folder(f, "head -c 100000 /dev/zero");
	assert_int_equal(program_run(f->keep, f->conf.media_program, "", 5, &answer), PROGRAM_FAILED);
	folder_gone(f, dir);
	/* Late, with a child of its own that would hold the pipe open. */
	dir = folder(f, "sleep 30 & sleep 30");
	start = clock_ms();
	assert_int_equal(program_run(f->keep, f->conf.media_program, "", 1, &answer), PROGRAM_LATE);
	assert_in_range(clock_ms() - start, 900, 5000);
	folder_gone(f, dir);
}

static int64_t
due_order(struct fixture *f)
{
	trade_open(&f->c);
	trade_session(&f->c, 1);
	return trade_order(&f->c, 1, "k", CHIPS_S, 1, PICKUP_ZONE, "transfer")->id;
}

static void
run_schedule(struct fixture *f, const char *worker)
{
	fixture_commit(f);
	assert_true(schedule_run(&f->c, worker));
	fixture_ok(f);
	fixture_begin(f);
}

static void
schedules(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;
	int64_t id = due_order(f), t = FIXTURE_NOW + 2 * 86400;

	run_schedule(f, "a");
	assert_string_equal(order_get(c, id)->delivery_state, "hold");
	assert_int_equal(db_one_int(c, 0, &s[JOB_NEXT], DB_T("order.expire")), FIXTURE_NOW + 60);
	assert_string_equal(db_one_text(c, &s[JOB_RESULT], DB_T("prune")), "ok 0");
	clock_set(t);
	/* Somebody else has it. */
	db_exec(c, &s[JOB_LEASE], DB_T("order.expire"), DB_I(t), DB_I(t + 300));
	run_schedule(f, "a");
	assert_string_equal(order_get(c, id)->delivery_state, "hold");
	/* Their lease has run out. */
	clock_set(t + 300);
	run_schedule(f, "a");
	assert_string_equal(order_get(c, id)->delivery_state, "cancelled");
	assert_string_equal(db_one_text(c, &s[JOB_RESULT], DB_T("order.expire")), "ok 1");
	/* A clock that was set back three days (abuse case 62) does not stop the shop. */
	clock_set(t - 3 * 86400);
	run_schedule(f, "b");
	assert_int_equal(db_one_int(c, 0, &s[JOB_NEXT], DB_T("order.expire")), t - 3 * 86400 + 60);
}

/* A lease whose end was lost keeps others away for its time, and its own process not at all. */
static void
end_lost(void **state)
{
	struct fixture *f = *state;
	struct ctx *c = &f->c;

	run_schedule(f, "a");
	db_exec(c, &s[JOB_HELD], DB_T("permits"), DB_T("a"), DB_I(FIXTURE_NOW + 600));
	run_schedule(f, "b");
	assert_int_equal(db_one_int(c, -1, &s[JOB_NEXT], DB_T("permits")), 0);
	run_schedule(f, "a");
	assert_int_equal(db_one_int(c, -1, &s[JOB_NEXT], DB_T("permits")), FIXTURE_NOW + 3600);
}

static void
run_once(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, SCRIPT_MADE);
	int64_t id = due_order(f);

	upload(f);
	clock_set(FIXTURE_NOW + 2 * 86400);
	assert_int_equal(work_run(&f->c, true), 0);
	fixture_begin(f);
	assert_string_equal(order_get(&f->c, id)->delivery_state, "cancelled");
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "ready");
	folder_gone(f, dir);
}

/* Looks again and again, up to four seconds. */
static bool
soon(struct fixture *f, const struct db_stmt *stmt, struct db_param p, const char *want)
{
	for (int i = 0; i < 80; i++) {
		bool ok;

		fixture_begin(f);
		ok = str_eq(db_first_text(&f->c, stmt, &p, 1), want);
		fixture_commit(f);
		if (ok)
			return true;
		(void)usleep(50000);
	}
	return false;
}

static const struct db_stmt order_state = SQL("t.order_state", "SELECT delivery_state FROM orders WHERE id = $1");

static void
whole_house(void **state)
{
	struct fixture *f = *state;
	const char *dir = folder(f, "sleep 2; " SCRIPT_MADE), *why = "";
	int64_t id = due_order(f), start;
	int status = -1;
	pid_t pid;

	upload(f);
	db_close(f->c.db);
	f->c.db = NULL;
	clock_set(FIXTURE_NOW + 2 * 86400);
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);	/* a failed case leaves no worker behind */
		_exit(work_run(&f->c, false));
	}
	f->c.db = db_open(f->spec, &why);
	assert_non_null(f->c.db);
	/* The media lane hangs for two seconds; the schedule does not wait for it. */
	assert_true(soon(f, &order_state, DB_I(id), "cancelled"));
	fixture_begin(f);
	assert_string_equal(db_one_text(&f->c, &s[MEDIA_STATE], DB_T(HASH)), "waiting");
	fixture_commit(f);
	assert_true(soon(f, &s[MEDIA_STATE], DB_T(HASH), "ready"));
	/* Asleep now, for up to five seconds: a wake does it at once. */
	(void)usleep(100000);
	fixture_begin(f);
	outbox_put(&f->c, "media", "media.unknown", "{}", NULL, 0);
	fixture_commit(f);
	start = clock_ms();
	outbox_wake(&f->c);
	assert_true(soon(f, &s[ASIDE], DB_T("media.unknown"), "failed"));
	assert_in_range(clock_ms() - start, 0, 2000);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_false(file_exists(f->conf.wake_socket));
	assert_false(file_exists(f->conf.visit_socket));
	fixture_begin(f);
	folder_gone(f, dir);
}

static const struct CMUnitTest tests[] = {
	CASE(picture_made), CASE(picture_refused), CASE(picture_breaks), CASE(picture_spends_its_time), CASE(program_missing), CASE(proof_made), CASE(put_aside),
	CASE(worn_out), CASE(programs), CASE(schedules), CASE(end_lost),
		CASE(end_lost), CASE(run_once), CASE(whole_house),
};
FIXTURE_MAIN(tests)
