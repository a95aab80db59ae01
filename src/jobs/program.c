/*
 * Starting another program: pipes for its input and answer, a group of its own so that it is ended whole, and a time after which it
 * is. Nothing goes through a shell, and nothing of ours (keys in the environment, database descriptors) goes along.
 */
#include "jobs/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

#define ANSWER_MAX 65536
#define EXIT_NO_EXEC 127

extern char **environ;

struct child {
	pid_t pid;
	int in, out;	/* our ends: what it reads, what it writes; -1 closed */
};

static void
shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static char **
environment(struct arena *a)
{
	static const char *const kept[] = { "PATH=", "LANG=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LSAN_OPTIONS=" };
	char **env = arena_new_n(a, ARRAY_LEN(kept) + 1, char *);
	size_t n = 0;

	for (char **e = environ; e && *e; e++) {
		for (size_t i = 0; i < ARRAY_LEN(kept) && n < ARRAY_LEN(kept); i++) {
			if (str_starts(*e, kept[i]))
				env[n++] = *e;
		}
	}
	return env;
}

/* In the new process: never returns. Only calls that are safe after a fork. */
NORETURN static void
become(const char *path, char **env, const int in[2], const int out[2])
{
	char *argv[] = { (char *)(uintptr_t)path, NULL };
	sigset_t none;

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	if (dup2(in[0], STDIN_FILENO) >= 0 && dup2(out[1], STDOUT_FILENO) >= 0 && close_range(3, ~0U, 0) == 0)
		(void)execve(path, argv, env);
	_exit(EXIT_NO_EXEC);
}

static bool
start(struct arena *a, const char *path, struct child *ch)
{
	char **env = environment(a);
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) != 0)
		return false;
	if (pipe2(out, O_CLOEXEC) != 0) {
		(void)close(in[0]);
		(void)close(in[1]);
		return false;
	}
	ch->pid = fork();
	if (ch->pid == 0)
		become(path, env, in, out);
	(void)close(in[0]);
	(void)close(out[1]);
	ch->in = in[1];
	ch->out = out[0];
	if (ch->pid > 0)
		return true;
	shut(&ch->in);
	shut(&ch->out);
	return false;
}

/* Writes what the pipe takes; closes it after the last byte or when nobody reads. */
static void
feed(struct child *ch, const char **input)
{
	ssize_t n = write(ch->in, *input, strlen(*input));

	if (n > 0)
		*input += n;
	if (**input == '\0' || (n < 0 && errno != EAGAIN && errno != EINTR))
		shut(&ch->in);
}

/* Talks until the program closes its output; false when the time is over. */
static bool
talk(struct child *ch, const char *input, int64_t until, struct buf *answer)
{
	char block[4096];
	int64_t left;
	ssize_t n;

	(void)fcntl(ch->in, F_SETFL, O_NONBLOCK);
	while ((left = until - clock_ms()) > 0) {
		struct pollfd fds[] = { { ch->out, POLLIN, 0 }, { ch->in, POLLOUT, 0 } };

		if (poll(fds, ARRAY_LEN(fds), (int)left) < 0 && errno != EINTR)
			return false;
		if (ch->in >= 0 && fds[1].revents)
			feed(ch, &input);
		if (!fds[0].revents)
			continue;
		n = read(ch->out, block, sizeof(block));
		if (n == 0)
			return true;
		if (n > 0)
			(void)buf_add(answer, block, (size_t)n);
	}
	return false;
}

/* Waits for its end, with a little patience after its last word. */
static bool
ended(const struct child *ch, int64_t until, int *status)
{
	for (;;) {
		pid_t pid = waitpid(ch->pid, status, WNOHANG);

		if (pid == ch->pid)
			return true;
		if (pid < 0 && errno != EINTR)
			return false;
		if (clock_ms() >= until)
			return false;
		(void)poll(NULL, 0, 5);
	}
}

enum program
program_run(struct arena *a, const char *path, const char *input, int seconds, const char **answer)
{
	void (*was)(int) = signal(SIGPIPE, SIG_IGN);
	int64_t until = clock_ms() + (int64_t)seconds * 1000;
	struct child ch = { -1, -1, -1 };
	struct buf b;
	bool done;
	int status = 0;

	*answer = "";
	buf_init(&b, a, ANSWER_MAX);
	if (!start(a, path, &ch)) {
		(void)signal(SIGPIPE, was);
		return PROGRAM_MISSING;
	}
	done = talk(&ch, input, until, &b) && ended(&ch, until, &status);
	if (!done) {
		(void)kill(-ch.pid, SIGKILL);
		(void)kill(ch.pid, SIGKILL);
		while (waitpid(ch.pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	shut(&ch.in);
	shut(&ch.out);
	(void)signal(SIGPIPE, was);
	if (!done)
		return PROGRAM_LATE;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_EXEC)
		return PROGRAM_MISSING;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EX_TEMPFAIL)
		return PROGRAM_NOT_NOW;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return PROGRAM_SPENT;
	*answer = b.s;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 && !b.full ? PROGRAM_OK : PROGRAM_FAILED;
}
