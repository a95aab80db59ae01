/*
 * Running against the walls: each attempt in a child of its own that raises them as a worker does. A child that is ended for it (SIGSYS) was refused, too. The attempts do no harm where nothing
 * stands in their way: what they make they remove, and what they address is this machine.
 */
#include "serve/walls.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/str.h"
#include "db/db.h"

#define WENT 0
#define REFUSED 1
#define UNFIT 2		/* could not be tried */

/* What a child's exit status says, of a call that failed or did not. */
static int
said(bool went)
{
	return went ? WENT : REFUSED;
}

static int
read_outside(const struct ctx *c)
{
	struct db_needs db;

	/* Who talks to a server reads /etc, for names and certificates. */
	db_needs(c->arena, c->conf->db, &db);
	return said(open(db.server ? "/var/lib" : "/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0);
}

static int
list_root(const struct ctx *c UNUSED)
{
	return said(opendir("/") != NULL);
}

static int
write_outside(const struct ctx *c)
{
	const char *name = arena_printf(c->arena, "/tmp/etalase-walls.%d", (int)getpid());
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		(void)unlink(name);
	return said(fd >= 0);
}

static int
execute(const struct ctx *c UNUSED)
{
	char *argv[] = { (char[]){ "true" }, NULL }, *env[] = { NULL };

	(void)execve("/bin/true", argv, env);
	return REFUSED;	/* else it is /bin/true that ends, with 0 */
}

static int
make_process(const struct ctx *c UNUSED)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return said(pid > 0);
}

static int
trace(const struct ctx *c UNUSED)
{
	return said(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
}

static int
mount_something(const struct ctx *c UNUSED)
{
	/* With no such file system nothing happens even where it may be tried. */
	return said(mount("none", "/tmp", "etalase-none", 0, NULL) == 0 || errno == ENODEV);
}

/* To a port of this machine where nobody should listen: refused by the peer means that it went. */
static int
connect_elsewhere(const struct ctx *c UNUSED)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return REFUSED;
	return said(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 || (errno != EACCES && errno != EPERM));
}

static int
listen_for_strangers(const struct ctx *c UNUSED)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = 0, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return said(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0 && listen(fd, 1) == 0);
}

static int
raw_socket(const struct ctx *c UNUSED)
{
	/* Who is not root may not have this one anyway: then the family is what is refused, with EPERM just the same. */
	return said(socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0 || errno == EAFNOSUPPORT);
}

static int
run_own_code(const struct ctx *c UNUSED)
{
	return said(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static int
signal_parent(const struct ctx *c UNUSED)
{
	return said(kill(getppid(), 0) == 0);
}

static int
gain(const struct ctx *c UNUSED)
{
	return said(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
}

static int
leave_core(const struct ctx *c UNUSED)
{
	struct rlimit core;

	return said(getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_max != 0);
}

static int
write_data(const struct ctx *c)
{
	const char *name = arena_printf(c->arena, "%s/incoming/walls.%d", c->conf->data, (int)getpid()), *to = arena_printf(c->arena, "%s/walls.%d", c->conf->data, (int)getpid());
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool moved = fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 && rename(name, to) == 0;

	(void)unlink(moved ? to : name);
	return said(moved);
}

static int
read_templates(const struct ctx *c)
{
	return said(opendir(c->conf->templates) != NULL);
}

static int
open_database(const struct ctx *c)
{
	const char *why;

	return said(db_open(c->conf->db, &why) != NULL);
}

static const struct attempt {
	const char *text;
	int (*run)(const struct ctx *);
	unsigned not_for;	/* kinds of process that may do it */
	bool files;		/* Landlock's alone */
	bool wanted;		/* must go */
} attempts[] = {
	{ "read outside the shop's folders", read_outside, WALLS_OUT | WALLS_PROGRAM, true, false },
	{ "list the root folder", list_root, 0, true, false },
	{ "write outside the shop's folders", write_outside, 0, true, false },
	{ "execute another program", execute, 0, false, false },
	{ "make a process", make_process, WALLS_PROGRAM, false, false },
	{ "look into a process (ptrace)", trace, 0, false, false },
	{ "mount", mount_something, 0, false, false },
	{ "connect to another port", connect_elsewhere, WALLS_OUT, false, false },
	{ "listen", listen_for_strangers, 0, true, false },
	{ "a socket of another family", raw_socket, 0, false, false },
	{ "memory to write and execute", run_own_code, 0, false, false },
	{ "a signal to another process", signal_parent, WALLS_PROGRAM, false, false },
	{ "new privileges by a program", gain, 0, false, false },
	{ "leave a core", leave_core, 0, false, false },
	{ "write and move in DATA", write_data, 0, false, true },
	{ "read the templates", read_templates, 0, false, true },
	{ "open the database again", open_database, 0, false, true },
};

static const struct {
	const char *name;
	unsigned walls_for;
} kinds[] = { { "pages", WALLS_BARE }, { "calls", WALLS_OUT }, { "media", WALLS_PROGRAM } };

/* In the child. */
static NORETURN void
attempt(struct ctx *c, const struct attempt *t, unsigned walls_for)
{
	const char *why;

	if (t->run != execute)
		(void)close(STDERR_FILENO);	/* the log line of a refused call is expected */
	c->db = db_open(c->conf->db, &why);
	if (!c->db)
		_exit(UNFIT);
	walls_raise(c, walls_for);
	_exit(t->run(c));
}

/* True: as it should be. */
static bool
one(struct ctx *c, const struct attempt *t, const char *kind, unsigned walls_for)
{
	bool went, refused;
	int status = 0;
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0)
		attempt(c, t, walls_for);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	went = pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == WENT;
	refused = pid > 0 && ((WIFEXITED(status) && WEXITSTATUS(status) == REFUSED) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS));
	printf("%s\t%s\t%s%s\n", kind, t->text, went ? "goes" : refused ? "refused" : "could not be tried", (t->wanted ? went : refused) ? "" : "\tWRONG");
	return t->wanted ? went : refused;
}

int
walls_try(struct ctx *c)
{
	const char *can = walls_can(c);
	bool files = str_eq(can, "both") || str_eq(can, "files"), ok = true;
	size_t k, i;

	printf("walls\t%s\n", can);
	for (k = 0; k < ARRAY_LEN(kinds); k++) {
		for (i = 0; i < ARRAY_LEN(attempts); i++) {
			if (kinds[k].walls_for & attempts[i].not_for)
				continue;
			/* Not this machine's fault to report over and over: the first line says that it has no Landlock. */
			if (attempts[i].files && !files && !str_eq(can, "off"))
				continue;
			ok = one(c, &attempts[i], kinds[k].name, kinds[k].walls_for) && ok;
		}
	}
	return ok ? 0 : 1;
}
