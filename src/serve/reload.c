/* A trial of the program on disk, and becoming it. */
#include "serve/reload.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"

#define TRIAL_MS 30000
#define WORDS_MAX 2000
#define ARGS_MAX 8
#define ARGS_BYTES 4000

void
reload_init(struct reload *r, struct arena *a)
{
	char line[ARGS_BYTES], self[ARGS_BYTES];
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1), len;
	size_t at, args = 0;

	*r = (struct reload){ .arena = a, .argv = arena_new_n(a, ARGS_MAX + 1, char *), .words = -1 };
	if (fd >= 0)
		(void)close(fd);
	for (at = 0; n > 0 && at < (size_t)n && args < ARGS_MAX; at += strlen(line + at) + 1) {
		line[n] = '\0';
		r->argv[args++] = arena_str(a, line + at);
	}
	/* Found through PATH: which file that was. A path that was typed is kept as it is, so that what lies there later is executed. */
	len = args > 0 && !strchr(r->argv[0], '/') ? readlink("/proc/self/exe", self, sizeof(self) - 1) : -1;
	if (len > 0)
		r->argv[0] = arena_mem(a, self, (size_t)len);
}

/* In the new process; never returns. Only calls that are safe after a fork. */
NORETURN static void
try_it(char **argv, int out)
{
	sigset_t none;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
		(void)execv(argv[0], argv);
	_exit(127);
}

void
reload_ask(struct reload *r)
{
	char *argv[] = { r->argv[0], NULL, NULL, NULL, NULL, NULL };
	size_t n = 1;
	int fds[2];

	r->again = r->trial > 0;
	if (r->again || !r->argv[0])
		return;
	if (r->argv[1] && str_eq(r->argv[1], "-c") && r->argv[2]) {
		argv[n++] = r->argv[1];
		argv[n++] = r->argv[2];
	}
	argv[n++] = (char[]){ "serve" };
	argv[n++] = (char[]){ "--check" };
	r->state = RELOAD_NONE;
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0 || (r->trial = fork()) < 0) {
		LOG(EV_FAILURE, KV("where", "reload"), KV("why", strerror(errno)));
		r->trial = 0;
		return;
	}
	if (r->trial == 0)
		try_it(argv, fds[1]);
	(void)close(fds[1]);
	r->words = fds[0];
	r->until = clock_ms() + TRIAL_MS;
	r->state = RELOAD_TRYING;
}

bool
reload_ended(struct reload *r, pid_t pid, int status)
{
	char words[WORDS_MAX + 1];
	ssize_t n;

	if (pid != r->trial || pid <= 0)
		return false;
	n = read(r->words, words, WORDS_MAX);
	words[n > 0 ? n : 0] = '\0';
	(void)close(r->words);
	r->words = -1;
	r->trial = 0;
	r->state = RELOAD_NONE;
	if (r->again) {
		/* The files may have changed since this trial read them. */
		reload_ask(r);
		return true;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		r->state = RELOAD_GOOD;
		return true;
	}
	n = (ssize_t)strlen(words);
	while (n > 0 && words[n - 1] == '\n')
		words[--n] = '\0';
	LOG(EV_FAILURE, KV("where", "reload"), KV("why", *words ? words : WIFEXITED(status) && WEXITSTATUS(status) == 127 ? "the program cannot be executed" : "the new program does not run"),
	    KI("status", WIFEXITED(status) ? WEXITSTATUS(status) : -1), KI("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0), KV("what", "everything stays as it was"));
	return true;
}

void
reload_look(struct reload *r)
{
	if (r->trial > 0 && clock_ms() >= r->until)
		(void)kill(r->trial, SIGKILL);
}

void
reload_become(struct reload *r, const char *name, const char *value)
{
	r->state = RELOAD_NONE;
	if (name && setenv(name, value, 1) != 0) {
		LOG(EV_FAILURE, KV("where", "reload"), KV("why", strerror(errno)));
		return;
	}
	(void)execv(r->argv[0], r->argv);
	LOG(EV_FAILURE, KV("where", "reload"), KV("why", strerror(errno)), KV("what", "everything stays as it was"));
	if (name)
		(void)unsetenv(name);
}
