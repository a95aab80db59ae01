/*
 * The parent and its workers. The parent opens the socket, forks, and from then on only waits:
 * for signals, for workers that say they are ready, for the moment at which a dead one may be
 * started again. It never touches the database. A worker answers one request at a time until
 * SIGTERM, which it heeds between requests. At SIGHUP it becomes its own successor (reload.h): the listening socket
 * stays open, the workers that answered for the predecessor are adopted and replaced one by one.
 */
#include "serve/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "db/db.h"
#include "db/db_turn.h"
#include "db/migrate.h"
#include "http/fcgi.h"
#include "http/reply.h"
#include "serve/page_cache.h"
#include "serve/counter.h"
#include "serve/gate_http.h"
#include "serve/reload.h"
#include "serve/walls.h"
#include "shop/memo.h"

#define SLOTS 128		/* twice the most workers: at a reload old and new live side by side */
#define BACKOFF_MIN_MS 100
#define BACKOFF_MAX_MS 5000
#define YOUNG_MS 1000		/* dying before this age is dying at once */
#define READY_MS 10000		/* a reload waits this long for a new worker */
#define STOP_MS 30000		/* a running request has this long to end */
#define STUCK_MS 60000		/* a request that runs longer is a bug; nginx gave up at 30 s */
#define LOOK_MS 5000
#define HERITAGE "ETALASE_HERITAGE"	/* what a predecessor hands on: FD PATH, then a line SLOT PID LEAVE_BY (0: it works) for each worker */

enum state { SLOT_FREE, SLOT_STARTING, SLOT_READY, SLOT_LEAVING, SLOT_DEAD };

struct worker {
	enum state state;
	pid_t pid;
	int64_t started;	/* clock_ms */
	int64_t leave_by;	/* LEAVING: killed after this */
	int64_t again_at;	/* DEAD: forked anew at this moment */
	int64_t backoff;	/* ms; 0 after a worker that lived */
	bool old;		/* to be replaced by the reload that runs */
};

struct parent {
	struct ctx *c;
	int listen_fd;
	int signal_fd;
	int ready_fd[2];	/* a worker writes its slot's number when it is ready */
	struct worker workers[SLOTS];
	_Atomic int64_t *busy;	/* per slot, shared: clock_ms at which its request began, 0 when idle */
	bool stopping;
	struct reload reload;
};

/* The database of a worker: open, and with the schema that this program knows. */
static bool
database(struct ctx *c)
{
	const char *why = "";

	c->db = db_open(c->conf->db, &why);
	if (!c->db) {
		LOG(EV_DB, KV("do", "open"), KV("why", why));
		return false;
	}
	db_trust(c->db);
	if (db_migrate_state(c, c->conf->sql, &why) == MIGRATE_CURRENT)
		return true;
	LOG(EV_DB, KV("do", "schema"), KV("why", why && *why ? why : "not current; run: etalase migrate"));
	return false;
}

static void
answer(struct arena *a, struct db *db, const struct conf *conf, _Atomic int64_t *busy)
{
	struct request r;
	struct ctx c;

	for (;;) {
		ctx_init(&c, a, db, conf);
		memset(&r, 0, sizeof(r));
		r.c = &c;
		if (!fcgi_accept(&r))
			return;
		atomic_store_explicit(busy, clock_ms(), memory_order_relaxed);
		gate_run(&r);
		atomic_store_explicit(busy, 0, memory_order_relaxed);
		arena_reset(a);
	}
}

/*
 * Signals of a worker: the parent alone decides, so a Ctrl-C at the terminal reaches the workers
 * through it. SIGTERM is fcgi_init's.
 */
static void
worker_signals(pid_t parent_pid)
{
	sigset_t set;

	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);	/* until fcgi_init has its handler */
	sigprocmask(SIG_SETMASK, &set, NULL);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
		BUG("prctl: %s", strerror(errno));
	if (getppid() != parent_pid)
		_exit(0);	/* it died before we could ask to be told */
}

static NORETURN void
work(struct parent *p, unsigned char slot, pid_t parent_pid)
{
	struct arena *a;
	struct ctx c;

	worker_signals(parent_pid);
	close(p->signal_fd);
	close(p->ready_fd[0]);
	a = arena_open();
	ctx_init(&c, a, NULL, p->c->conf);
	memo_open();
	page_cache_open(p->c->conf->page_cache * 1024);
	fcgi_init(p->listen_fd);
	if (!database(&c))
		_exit(1);
	walls_raise(&c, WALLS_BARE);
	arena_reset(a);
	LOG(EV_WORKER_START, KI("slot", slot));
	if (write(p->ready_fd[1], &slot, 1) != 1)
		_exit(1);
	answer(a, c.db, c.conf, &p->busy[slot]);
	db_close(c.db);
	arena_close(a);
	_exit(0);
}

/* Fewer workers than wanted: this slot is tried again later, twice as late each time. */
static void
back_off(struct worker *w, int64_t now)
{
	w->backoff = w->backoff == 0 ? BACKOFF_MIN_MS : w->backoff * 2;
	if (w->backoff > BACKOFF_MAX_MS)
		w->backoff = BACKOFF_MAX_MS;
	w->state = SLOT_DEAD;
	w->again_at = now + w->backoff;
}

static void
start(struct parent *p, size_t slot)
{
	struct worker *w = &p->workers[slot];
	pid_t me = getpid(), pid;

	atomic_store(&p->busy[slot], 0);
	w->old = false;
	w->started = clock_ms();
	base_trim();
	pid = fork();
	if (pid == 0)
		work(p, (unsigned char)slot, me);
	if (pid < 0) {
		LOG(EV_FAILURE, KV("where", "fork"), KV("why", strerror(errno)));
		back_off(w, w->started);
		return;
	}
	w->pid = pid;
	w->state = SLOT_STARTING;
}

static void
dismiss(struct worker *w, int64_t now)
{
	if (w->state == SLOT_DEAD)
		w->state = SLOT_FREE;
	if (w->state != SLOT_STARTING && w->state != SLOT_READY)
		return;
	kill(w->pid, SIGTERM);
	w->state = SLOT_LEAVING;
	w->leave_by = now + STOP_MS;
}

static void
buried(struct parent *p, pid_t pid, int status)
{
	int64_t now = clock_ms();
	struct worker *w;

	for (w = p->workers; w < p->workers + SLOTS; w++)
		if (w->state != SLOT_FREE && w->state != SLOT_DEAD && w->pid == pid)
			break;
	if (w == p->workers + SLOTS)
		return;
	LOG(EV_WORKER_END, KI("worker", pid), KI("status", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
	    KI("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0), KI("ms", now - w->started));
	if (w->state == SLOT_LEAVING || p->stopping) {
		w->state = SLOT_FREE;
	} else if (now - w->started < YOUNG_MS) {
		back_off(w, now);
	} else {
		w->backoff = 0;
		w->state = SLOT_DEAD;
		w->again_at = now;
	}
}

static void
bury(struct parent *p)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (!reload_ended(&p->reload, pid, status))
			buried(p, pid, status);
}

static size_t
count(const struct parent *p, enum state state)
{
	size_t i, n = 0;

	for (i = 0; i < SLOTS; i++)
		n += p->workers[i].state == state;
	return n;
}

/*
 * One step of a reload: while a worker is old, a new one is started beside it; when that is ready the old one is dismissed and the next step follows. Also starts what is missing when the
 * settings want more workers than there were. False: nothing to do now.
 */
static bool
reload_step(struct parent *p, int64_t now)
{
	struct worker *old = NULL, *w;
	size_t i, spare = SLOTS, starting = 0, ready, alive, wanted = (size_t)p->c->conf->workers;

	for (i = 0; i < SLOTS; i++) {
		w = &p->workers[i];
		if (w->old && (w->state == SLOT_READY || w->state == SLOT_STARTING || w->state == SLOT_DEAD))
			old = w;
		if (!w->old && w->state == SLOT_STARTING && w->started > now - READY_MS)
			starting++;
		if (w->state == SLOT_FREE && spare == SLOTS)
			spare = i;
	}
	ready = count(p, SLOT_READY);
	alive = ready + count(p, SLOT_STARTING) + count(p, SLOT_DEAD);
	if (starting == 0 && alive < wanted + (old ? 1 : 0) && spare < SLOTS) {
		start(p, spare);
		return true;
	}
	/* Never fewer that answer than there should be, even if no new one comes up. */
	if (!old || starting > 0 || (old->state == SLOT_READY && ready <= wanted))
		return false;
	old->old = false;
	dismiss(old, now);
	return true;
}

/* The trial went well: everything goes on in the program and with the settings that are there now. Returns only when that failed. */
static void
succeed(struct parent *p)
{
	struct arena *a = arena_open();
	struct buf b;
	size_t i;

	buf_init(&b, a, 10000);
	buf_printf(&b, "%d %s", p->listen_fd, p->c->conf->socket);
	for (i = 0; i < SLOTS; i++) {
		const struct worker *w = &p->workers[i];

		if (w->state == SLOT_STARTING || w->state == SLOT_READY || w->state == SLOT_LEAVING)
			buf_printf(&b, "\n%zu %ld %lld", i, (long)w->pid, (long long)(w->state == SLOT_LEAVING ? w->leave_by : 0));
	}
	LOG(EV_RELOAD, KI("workers", (int64_t)count(p, SLOT_READY)));
	(void)fcntl(p->listen_fd, F_SETFD, 0);
	reload_become(&p->reload, HERITAGE, b.s);
	(void)fcntl(p->listen_fd, F_SETFD, FD_CLOEXEC);
	arena_close(a);
}

/* Takes over from a predecessor: its socket, when it is where ours should be, and its workers. The socket, or -1: there is nothing to take over. */
static int
inherit(struct parent *p)
{
	const char *s = getenv(HERITAGE), *line = s ? strchr(s, '\n') : NULL;
	int fd = s ? (int)strtol(s, NULL, 10) : -1, path;

	if (!s || sscanf(s, "%*d %n", &path) != 0)
		return -1;
	for (; line; line = strchr(line + 1, '\n')) {
		long long leave_by;
		size_t slot;
		long pid;

		if (sscanf(line, "%zu %ld %lld", &slot, &pid, &leave_by) != 3 || slot >= SLOTS || pid <= 1)
			continue;
		p->workers[slot] = (struct worker){ .state = leave_by ? SLOT_LEAVING : SLOT_READY, .pid = (pid_t)pid, .leave_by = leave_by, .started = clock_ms(), .old = true };
	}
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		fd = -1;
	if (fd >= 0 && (strncmp(s + path, p->c->conf->socket, strlen(p->c->conf->socket)) != 0 || !strchr("\n", s[(size_t)path + strlen(p->c->conf->socket)]))) {
		(void)close(fd);
		fd = -1;
	}
	(void)unsetenv(HERITAGE);
	return fd;
}

static void
stop(struct parent *p)
{
	struct worker *w;

	p->stopping = true;
	for (w = p->workers; w < p->workers + SLOTS; w++)
		dismiss(w, clock_ms());
}

static void
take_signals(struct parent *p)
{
	struct signalfd_siginfo si;

	while (read(p->signal_fd, &si, sizeof(si)) == (ssize_t)sizeof(si)) {
		if (si.ssi_signo == SIGCHLD)
			bury(p);
		else if (p->stopping)
			continue;
		else if (si.ssi_signo == SIGHUP)
			reload_ask(&p->reload);
		else
			stop(p);
	}
}

static void
take_ready(struct parent *p)
{
	unsigned char slot;

	while (read(p->ready_fd[0], &slot, 1) == 1)
		if (slot < SLOTS && p->workers[slot].state == SLOT_STARTING)
			p->workers[slot].state = SLOT_READY;
}

/*
 * Starts, kills and reloads what is due. Milliseconds until something may be due again; -1 when
 * all workers are gone.
 */
static int
look_after(struct parent *p)
{
	int64_t now = clock_ms(), next = now + LOOK_MS, since;
	bool any = false;
	size_t i;

	for (i = 0; i < SLOTS; i++) {
		struct worker *w = &p->workers[i];

		if (w->state == SLOT_DEAD && w->again_at <= now)
			start(p, i);
		if (w->state == SLOT_DEAD && w->again_at < next)
			next = w->again_at;
		since = atomic_load_explicit(&p->busy[i], memory_order_relaxed);
		if ((w->state == SLOT_LEAVING && w->leave_by <= now) ||
		    (w->state == SLOT_READY && since > 0 && now - since > STUCK_MS)) {
			LOG(EV_FAILURE, KV("where", "worker"), KV("why", "does not end"),
			    KI("worker", w->pid));
			kill(w->pid, SIGKILL);
		}
		if (w->state == SLOT_LEAVING && w->leave_by < next)
			next = w->leave_by > now ? w->leave_by : now + 100;
		any = any || w->state != SLOT_FREE;
	}
	reload_look(&p->reload);
	while (!p->stopping && reload_step(p, now))
		;
	return any || !p->stopping ? (int)(next > now ? next - now : 0) : -1;
}

static bool
open_up(struct parent *p)
{
	const struct conf *conf = p->c->conf;
	sigset_t set;

	p->busy = mmap(NULL, SLOTS * sizeof(*p->busy), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p->busy == MAP_FAILED || pipe2(p->ready_fd, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	p->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (p->signal_fd < 0 || !gate_rate_init() || !counter_init() || !db_turn_open())
		return false;
	p->listen_fd = inherit(p);
	if (p->listen_fd < 0)
		p->listen_fd = fcgi_listen(conf->socket, (int)conf->backlog);
	return p->listen_fd >= 0;
}

int
serve_run(struct ctx *c)
{
	static struct parent p;
	struct pollfd fds[2];
	size_t i;
	int wait;

	memset(&p, 0, sizeof(p));
	p.c = c;
	reload_init(&p.reload, c->arena);
	if (!open_up(&p)) {
		LOG(EV_FAILURE, KV("where", "serve"), KV("socket", c->conf->socket),
		    KV("why", strerror(errno)));
		return 1;
	}
	LOG(EV_START, KI("workers", c->conf->workers), KV("socket", c->conf->socket), KV("walls", walls_can(c)));
	for (i = 0; count(&p, SLOT_READY) == 0 && i < SLOTS && count(&p, SLOT_STARTING) < (size_t)c->conf->workers; i++)
		if (p.workers[i].state == SLOT_FREE)
			start(&p, i);
	bury(&p);	/* who ended while nobody looked */
	fds[0] = (struct pollfd){ p.signal_fd, POLLIN, 0 };
	fds[1] = (struct pollfd){ p.ready_fd[0], POLLIN, 0 };
	while ((wait = look_after(&p)) >= 0) {
		if (poll(fds, 2, wait) < 0 && errno != EINTR)
			break;
		take_ready(&p);
		take_signals(&p);
		if (p.reload.state == RELOAD_GOOD && !p.stopping)
			succeed(&p);
	}
	close(p.listen_fd);
	LOG(EV_STOP, KV("socket", c->conf->socket));
	return 0;
}

/* The static page that nginx would show: as plain CGI nobody stands in front of us. */
static void
send_unavailable(struct request *r)
{
	struct arena *a = r->c->arena;
	size_t n;
	char *page = file_read(a, arena_printf(a, "%s/errors/503.html", r->c->conf->static_dir), 100000, &n);

	reply_text(r, 503, "text/html; charset=utf-8", page ? page : "503\n");
	gate_headers(r, false);
	fcgi_send(r);
}

int
serve_cgi(struct ctx *c)
{
	struct request r = { .c = c };
	bool ok;

	fcgi_init(-1);
	if (!fcgi_accept(&r))
		return 1;
	ok = c->db || database(c);
	walls_raise(c, WALLS_BARE);
	if (ok)
		gate_run(&r);
	else
		send_unavailable(&r);
	return ok ? 0 : 1;
}
