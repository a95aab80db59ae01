/*
 * The worker's house: a parent that holds the sockets and no database, and one child for the schedule, for each lane, for counting visits and for watching the outbox, each with its own connection. A
 * lane that has had nothing to do for a while ends, so that a shop at rest is small; the watch tells when there is something for it again. Any other child that ends is started again; a datagram is
 * passed on to all; a closed pipe tells them to finish. `--once` does all that is due in one process, for hosts that have cron but no services.
 */
#include "jobs/work.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "serve/reload.h"
#include "serve/walls.h"
#include "shop/outbox.h"

#define TICK_MS 5000
#define WATCH "watch"		/* the process that watches the outbox, by its name in the log */
#define RESTART_MS 2000		/* a child that ends at once is not started more often */
#define FINISH_MS 30000		/* for the row that a child is at when the worker is ended */
#define ROWS_MOST 10000		/* of one lane in one --once: those that come due meanwhile are the next run's */
#define CHILDREN_MAX 16
#define NEWS_MS 1000		/* a lane that ends looks a last time; what is told later than this before it has ended, it may have missed */

struct child {
	const char *lane;	/* NULL: the schedule */
	pid_t pid;		/* 0: not running */
	int wake;		/* the pipe's end that wakes it */
	int64_t started_ms;
	int64_t told_ms;	/* when the watch last saw something for this lane */
	bool rests;		/* it has ended for want of work */
};

struct sockets {
	int wake;
	int visits;		/* -1: visits are not counted */
	int news[2];		/* pipe: by it the watch tells the places of lanes in outbox_lanes[], a byte each */
};

static volatile sig_atomic_t stopping;
static volatile sig_atomic_t reloading;	/* a SIGHUP that nobody has heeded yet */

static void
on_stop(int sig)
{
	(void)sig;
	stopping = 1;
}

static void
on_reload(int sig)
{
	(void)sig;
	reloading = 1;
}

static void
on_child(int sig)
{
	(void)sig;	/* only to end the poll */
}

static void
handle(int sig, void (*fn)(int))
{
	struct sigaction sa = { .sa_handler = fn };

	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(sig, &sa, NULL);
}

/* host/pid/time: who holds a lease. The time keeps a pid that comes again apart. */
static const char *
worker_name(struct arena *a)
{
	char host[64] = "";

	(void)gethostname(host, sizeof(host) - 1);
	return arena_printf(a, "%s/%ld/%lld", host, (long)getpid(), (long long)clock_us());
}

/* --- once --- */

static int
run_once(struct ctx *c)
{
	struct arena *keep = arena_open();
	const char *worker = worker_name(keep);
	bool ok;

	walls_raise(c, WALLS_OUT | WALLS_PROGRAM);
	ok = schedule_run(c, worker);
	for (const struct outbox_lane *l = outbox_lanes; l->name && !err_is_set(c); l++) {
		for (int n = 0; n < ROWS_MOST && lane_step(c, l->name, worker); n++)
			arena_reset(c->arena);
	}
	if (err_is_set(c)) {
		LOG(EV_FAILURE, KV("where", c->err.where), KV("why", c->err.text));
		ok = false;
	}
	arena_close(keep);
	return ok ? 0 : 1;
}

/* --- a child --- */

/* Waits for a wake or the tick; false when the parent wants it to end, or is gone. */
static bool
awaited(int wake)
{
	struct pollfd fd = { wake, POLLIN, 0 };
	char block[256];
	ssize_t n;

	if (stopping)
		return false;
	base_trim();
	if (poll(&fd, 1, TICK_MS) <= 0)
		return !stopping;
	n = read(wake, block, sizeof(block));
	return (n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN))) && !stopping;
}

/* True: something was done. */
static bool
step(struct ctx *c, const char *lane, const char *worker)
{
	bool did = false;

	if (lane) {
		for (; !stopping && lane_step(c, lane, worker); did = true)
			arena_reset(c->arena);
	} else {
		(void)schedule_run(c, worker);
	}
	if (err_is_set(c))
		LOG(EV_FAILURE, KV("lane", lane ? lane : "schedule"), KV("where", c->err.where), KV("why", c->err.text));
	did = did || err_is_set(c);
	err_clear(c);
	arena_reset(c->arena);
	return did;
}

/* Until the parent wants it to end, or a lane has had nothing to do for so long that it may. */
static void
steps(struct ctx *c, const char *lane, const char *worker, int wake)
{
	int64_t idle_ms = c->conf->lane_idle * 1000, last = clock_ms();

	do {
		if (step(c, lane, worker))
			last = clock_ms();
		else if (lane && idle_ms > 0 && clock_ms() - last >= idle_ms)
			return;
	} while (awaited(wake));
}

/* Tells the parent of each lane that has something due. A full pipe means that it has enough to read. */
static void
watch(struct ctx *c, int wake, int news)
{
	bool due[CHILDREN_MAX] = { false };

	do {
		outbox_due_lanes(c, due);
		for (unsigned char i = 0; outbox_lanes[i].name; i++)
			if (due[i] && write(news, &i, 1) != 1 && errno == EPIPE)
				return;
		if (err_is_set(c))
			LOG(EV_FAILURE, KV("lane", WATCH), KV("where", c->err.where), KV("why", c->err.text));
		err_clear(c);
		arena_reset(c->arena);
	} while (awaited(wake));
}

static int
child_run(const struct conf *conf, const char *lane, int wake, int visits, int news)
{
	struct arena *keep = arena_open(), *a = arena_open();
	const char *why = "", *worker = worker_name(keep);
	struct ctx c;

	ctx_init(&c, a, db_open(conf->db, &why), conf);
	if (!c.db) {
		LOG(EV_FAILURE, KV("lane", lane ? lane : "schedule"), KV("where", "db_open"), KV("why", why));
		return 1;
	}
	walls_raise(&c, lane ? lane_walls(lane) : WALLS_BARE);
	LOG(EV_WORKER_START, KV("lane", lane ? lane : "schedule"));
	if (visits >= 0)
		visit_run(&c, visits, wake, &stopping);
	else if (news >= 0)
		watch(&c, wake, news);
	else
		steps(&c, lane, worker, wake);
	db_close(c.db);
	arena_close(a);
	arena_close(keep);
	return 0;
}

/* --- the parent --- */

static void
child_start(const struct conf *conf, struct child *children, size_t n, struct child *ch, const struct sockets *socks)
{
	bool counts = str_eq(ch->lane, VISIT_LANE), watches = str_eq(ch->lane, WATCH);
	int fds[2];
	pid_t parent = getpid();

	ch->started_ms = clock_ms();
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return;
	ch->pid = fork();
	if (ch->pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(0);
		/* The others' pipes too: an end that stays open here would hide that the parent is gone. */
		for (size_t i = 0; i < n; i++) {
			if (children[i].wake >= 0)
				(void)close(children[i].wake);
		}
		(void)close(fds[1]);
		(void)close(socks->wake);
		if (!counts && socks->visits >= 0)
			(void)close(socks->visits);
		(void)close(socks->news[0]);
		if (!watches)
			(void)close(socks->news[1]);
		handle(SIGCHLD, SIG_DFL);
		handle(SIGHUP, SIG_IGN);
		_exit(child_run(conf, ch->lane, fds[0], counts ? socks->visits : -1, watches ? socks->news[1] : -1));
	}
	(void)close(fds[0]);
	ch->wake = fds[1];
	if (ch->pid > 0)
		return;
	ch->pid = 0;
	(void)close(ch->wake);
	ch->wake = -1;
}

static void
children_start(const struct conf *conf, struct child *children, size_t n, const struct sockets *socks)
{
	for (size_t i = 0; i < n; i++) {
		if (children[i].pid == 0 && !children[i].rests && clock_ms() - children[i].started_ms >= RESTART_MS)
			child_start(conf, children, n, &children[i], socks);
	}
}

/* How many still run. */
static size_t
children_reap(struct child *children, size_t n)
{
	size_t running = 0;
	int status;

	for (size_t i = 0; i < n; i++) {
		struct child *ch = &children[i];

		if (ch->pid == 0)
			continue;
		if (waitpid(ch->pid, &status, WNOHANG) != ch->pid) {
			running++;
			continue;
		}
		/* It had looked a last time before it ended; what was told since is not lost. */
		ch->rests = status == 0 && ch->lane && outbox_lane(ch->lane) && clock_ms() - ch->told_ms > NEWS_MS;
		LOG(EV_WORKER_END, KV("lane", ch->lane ? ch->lane : "schedule"), KI("pid", ch->pid),
		    KI("status", WIFEXITED(status) ? WEXITSTATUS(status) : -1), KI("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0));
		ch->pid = 0;
		if (ch->wake >= 0)
			(void)close(ch->wake);
		ch->wake = -1;
	}
	return running;
}

static void
children_end(struct child *children, size_t n)
{
	int64_t until = clock_ms() + FINISH_MS;

	for (size_t i = 0; i < n; i++) {
		if (children[i].wake >= 0)
			(void)close(children[i].wake);
		children[i].wake = -1;
		if (children[i].pid > 0)
			(void)kill(children[i].pid, SIGTERM);
	}
	while (children_reap(children, n) > 0) {
		if (clock_ms() >= until) {
			for (size_t i = 0; i < n; i++) {
				if (children[i].pid > 0)
					(void)kill(children[i].pid, SIGKILL);
			}
		}
		(void)poll(NULL, 0, 20);
	}
}

int
work_socket(struct ctx *c, const char *path)
{
	const char *temp = arena_printf(c->arena, "%s.%ld", path, (long)getpid());
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t n = strlen(temp);
	int fd;

	if (str_empty(path) || n >= sizeof(to.sun_path) || !file_mkdirs(dirname(arena_str(c->arena, path)), 0750))
		return -1;
	(void)memcpy(to.sun_path, temp, n + 1);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	(void)unlink(temp);
	if (bind(fd, (struct sockaddr *)&to, sizeof(to)) == 0 && chmod(temp, 0660) == 0 && rename(temp, path) == 0)
		return fd;
	(void)unlink(temp);
	(void)close(fd);
	return -1;
}

/* Empties the socket and wakes everybody; a full pipe means that the child has not even seen the last one. */
static void
wake_all(int sock, const struct child *children, size_t n)
{
	char block[64];

	while (recv(sock, block, sizeof(block), 0) >= 0)
		;
	for (size_t i = 0; i < n; i++) {
		if (children[i].wake >= 0 && write(children[i].wake, "w", 1) != 1 && errno == EPIPE)
			continue;	/* it is ending; reaped next */
	}
}

/* A lane that the watch has seen something for is started; one that runs hears of it by its own pipe. */
static void
heed(const struct sockets *socks, struct child *children, size_t n)
{
	unsigned char block[64];
	ssize_t got = read(socks->news[0], block, sizeof(block));

	for (ssize_t i = 0; i < got; i++) {
		if (block[i] + 1u >= n)
			continue;
		children[block[i] + 1].told_ms = clock_ms();
		children[block[i] + 1].rests = false;
	}
}

/* After a SIGHUP: when what lies on the disk now runs, the rows that are being done are finished and it takes over. */
static void
attend_reload(struct reload *r, struct child *children, size_t n)
{
	int status;

	if (reloading) {
		reloading = 0;
		reload_ask(r);
	}
	reload_look(r);
	if (r->trial > 0 && waitpid(r->trial, &status, WNOHANG) == r->trial)
		(void)reload_ended(r, r->trial, status);
	if (r->state != RELOAD_GOOD || stopping)
		return;
	LOG(EV_RELOAD, KV("what", "work"));
	children_end(children, n);
	if (!stopping)
		reload_become(r, NULL, NULL);
}

static struct child
child_of(const char *lane)
{
	return (struct child){ .lane = lane, .wake = -1, .started_ms = -RESTART_MS, .told_ms = -NEWS_MS };
}

static void
attend(const struct conf *conf, const struct sockets *socks, struct reload *reload)
{
	struct child children[CHILDREN_MAX];
	size_t n = 1;

	children[0] = child_of(NULL);
	/* In the order of the table: heed() counts on it. */
	for (const struct outbox_lane *l = outbox_lanes; l->name; l++) {
		if (n == CHILDREN_MAX - 2)
			BUG("more lanes than children");
		children[n++] = child_of(l->name);
	}
	children[n++] = child_of(WATCH);
	if (socks->visits >= 0)
		children[n++] = child_of(VISIT_LANE);
	while (!stopping) {
		struct pollfd fds[] = { { socks->wake, POLLIN, 0 }, { socks->news[0], POLLIN, 0 } };

		children_start(conf, children, n, socks);
		if (poll(fds, 2, 1000) > 0 && fds[0].revents)
			wake_all(socks->wake, children, n);
		(void)children_reap(children, n);
		heed(socks, children, n);
		attend_reload(reload, children, n);
	}
	children_end(children, n);
}

/* Takes our own socket away; another worker may have put its own in place. */
static void
sock_gone(const char *path, int fd, ino_t ours)
{
	struct stat there;

	if (fd < 0)
		return;
	if (stat(path, &there) == 0 && there.st_ino == ours)
		(void)unlink(path);
	(void)close(fd);
}

static ino_t
inode(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_ino : 0;
}

int
work_run(struct ctx *c, bool once)
{
	struct reload reload;
	struct sockets socks;
	ino_t wake, visits;

	if (once)
		return run_once(c);
	reload_init(&reload, c->arena);
	db_close(c->db);
	c->db = NULL;
	socks.wake = work_socket(c, c->conf->wake_socket);
	if (socks.wake < 0) {
		LOG(EV_FAILURE, KV("where", "wake_socket"), KV("why", "the worker's socket could not be made"), KI("errno", errno));
		return 1;
	}
	socks.visits = work_socket(c, c->conf->visit_socket);
	if (socks.visits < 0 && !str_empty(c->conf->visit_socket))
		LOG(EV_FAILURE, KV("where", "visit_socket"), KV("why", "the socket for visits could not be made, none are counted"), KI("errno", errno));
	if (pipe2(socks.news, O_CLOEXEC | O_NONBLOCK) != 0) {
		LOG(EV_FAILURE, KV("where", "work"), KV("why", "no pipe for the watch"), KI("errno", errno));
		return 1;
	}
	wake = inode(c->conf->wake_socket);
	visits = inode(c->conf->visit_socket);
	handle(SIGTERM, on_stop);
	handle(SIGINT, on_stop);
	handle(SIGHUP, on_reload);
	handle(SIGCHLD, on_child);
	(void)signal(SIGPIPE, SIG_IGN);
	LOG(EV_START, KV("what", "work"), KV("walls", walls_can(c)));
	base_trim();
	attend(c->conf, &socks, &reload);
	sock_gone(c->conf->wake_socket, socks.wake, wake);
	sock_gone(c->conf->visit_socket, socks.visits, visits);
	LOG(EV_STOP, KV("what", "work"));
	return 0;
}
