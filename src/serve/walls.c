/*
 * Raising the walls. Landlock first, since opening the folders for its rules needs calls that seccomp then takes away. Both are lists of what may be: the folders of the settings and what the
 * database driver names; the system calls that answering pages takes, seen with strace and by every flow test, which fails on a refused call. Most refusals give EPERM and a line in the
 * log instead of a dead worker: a new libc that makes a call nobody knew of must cost a line, not a shop. Only what an intruder alone would call ends the process.
 * etalase-media has walls of its own (media/sandbox.c), inside these.
 */
#include "serve/walls.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <link.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <linux/netlink.h>
#include <termios.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "net/curl.h"

/* The headers of Debian 12 know Landlock up to its second version; the kernel may be newer. Numbers of the kernel's interface, linux/landlock.h. */
#define FS_TRUNCATE (UINT64_C(1) << 14)		/* since 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15)	/* since 5 */
#define NET_BIND (UINT64_C(1) << 0)		/* since 4 */
#define NET_CONNECT (UINT64_C(1) << 1)
#define RULE_NET_PORT 2
#define SCOPE_ABSTRACT_SOCKET (UINT64_C(1) << 0)	/* since 6 */
#define SCOPE_SIGNAL (UINT64_C(1) << 1)
#define DNS_PORT 53
#define VMA_NAME 0x53564d41	/* PR_SET_VMA: newer libcs name their memory */
#define CALLS_MAX 1024

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_WRITE (FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER | FS_TRUNCATE)
#define FS_EXECUTE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define FS_ALL (FS_WRITE | FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
    LANDLOCK_ACCESS_FS_MAKE_SYM | FS_IOCTL_DEV)

struct rules {
	uint64_t fs, net, scoped;	/* as the kernel wants them */
};

struct path_rule {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

struct port_rule {
	uint64_t allowed, port;
};

struct building {
	const struct ctx *c;
	unsigned walls_for;
	struct db_needs db;
	struct rules all;
	int set;	/* the ruleset */
	bool ok;
};

/* Of this process, for as long as it lives: walls do not come down. The handler of a signal writes here. */
static struct {
	bool calls, files;	/* stand */
	unsigned char told[CALLS_MAX / 8];	/* a bit for each call that the log has */
} up;

/* --- files --- */

static int
landlock_version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/* A path that is not there needs no rule. For a file only what fits a file. */
static void
path(struct building *b, const char *name, uint64_t allowed)
{
	struct path_rule rule = { allowed & b->all.fs, -1 };

	if (str_empty(name) || !b->ok)
		return;
	rule.parent = open(name, O_PATH | O_CLOEXEC | O_DIRECTORY);
	if (rule.parent < 0 && errno == ENOTDIR) {
		rule.allowed &= FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;
		rule.parent = open(name, O_PATH | O_CLOEXEC);
	}
	if (rule.parent < 0) {
		b->ok = errno == ENOENT || errno == EACCES;
		return;
	}
	b->ok = syscall(SYS_landlock_add_rule, b->set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	(void)close(rule.parent);
}

/* The folder that a file really lies in, so that one that takes its place later is seen, too. */
static void
folder_of(struct building *b, const char *name, uint64_t allowed)
{
	char real[PATH_MAX];

	if (!str_empty(name) && realpath(name, real))
		path(b, dirname(real), allowed);
}

/* The folder of a file that may not be there yet. */
static void
path_above(struct building *b, const char *name, uint64_t allowed)
{
	if (!str_empty(name))
		path(b, dirname(arena_str(b->c->arena, name)), allowed);
}

static void
port(struct building *b, unsigned number)
{
	const struct port_rule rule = { NET_CONNECT, number };

	if (b->ok && b->all.net & NET_CONNECT)
		b->ok = syscall(SYS_landlock_add_rule, b->set, RULE_NET_PORT, &rule, 0) == 0;
}

/* ld.so, which the kernel executes beside a program. */
static const char *
loader(void)
{
	const ElfW(Phdr) *head = (const ElfW(Phdr) *)getauxval(AT_PHDR);	/* NOLINT: the kernel hands the address over as a number */
	size_t n = getauxval(AT_PHNUM), i;
	uintptr_t base = 0;

	for (i = 0; head && i < n; i++)
		if (head[i].p_type == PT_PHDR)
			base = (uintptr_t)head - head[i].p_vaddr;
	for (i = 0; head && i < n; i++)
		if (head[i].p_type == PT_INTERP)
			return (const char *)(base + head[i].p_vaddr);
	return NULL;
}

/* Who calls out or asks a server looks up names and checks certificates: libc and libssl read and load what they are configured to. Nothing in /etc is secret to our user but what is ours. */
static void
outward_paths(struct building *b)
{
	path(b, "/etc", FS_READ);
	folder_of(b, "/etc/resolv.conf", FS_READ);
	path(b, "/usr", FS_READ);
	path(b, "/lib", FS_READ);
	path(b, "/lib64", FS_READ);
}

static void
paths(struct building *b)
{
	const struct conf *k = b->c->conf;
	const char *const *file;

	path(b, k->data, FS_WRITE);
	path(b, b->db.folder, FS_WRITE);
	path(b, k->templates, FS_READ);
	path(b, k->static_dir, FS_READ);
	path(b, k->sql, FS_READ);
	path(b, "/etc/localtime", FS_READ);
	path(b, "/usr/share/zoneinfo", FS_READ);
	path_above(b, getenv("ETALASE_CLOCK_FILE"), FS_READ);	/* clock.h */
	path(b, "/dev/null", FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE);
	path(b, "/dev/urandom", FS_READ);
	if (b->db.server || b->walls_for & WALLS_OUT)
		outward_paths(b);
	for (file = b->db.files; file && *file; file++)
		path(b, *file, FS_READ);
	if (b->walls_for & WALLS_OUT)
		folder_of(b, k->smtp_ca, FS_READ);
	if (b->walls_for & WALLS_PROGRAM) {
		folder_of(b, k->media_program, FS_EXECUTE);
		path(b, loader(), FS_EXECUTE);
		path(b, "/usr", FS_READ);
		path(b, "/lib", FS_READ);
		path(b, "/lib64", FS_READ);
		path(b, "/etc", FS_READ);	/* ld.so.cache, fonts */
		path(b, "/var/cache/fontconfig", FS_READ);
	}
#ifdef ETALASE_TEST
	/* The sanitizers' reports name their lines; tests write faults and markers beside the shop. */
	path(b, "/proc", FS_READ);
	path(b, "/usr", FS_READ);
	path(b, "/lib", FS_READ);
	folder_of(b, "/proc/self/exe", FS_READ);
	path_above(b, getenv("ETALASE_VIEW_RECORD"), FS_WRITE);
	path_above(b, getenv("ETALASE_FAIL_FILE"), FS_WRITE);
#endif
}

/* What this version of Landlock can watch, and is to. */
static struct rules
watched(const struct building *b, int version)
{
	struct rules r = { FS_ALL, 0, 0 };

	if (version < 3)
		r.fs &= ~FS_TRUNCATE;
	if (version < 5)
		r.fs &= ~FS_IOCTL_DEV;
	if (version >= 4)
		r.net = NET_BIND | (b->walls_for & WALLS_OUT ? 0 : NET_CONNECT);
	if (version >= 6)
		r.scoped = SCOPE_SIGNAL | (b->db.server ? 0 : SCOPE_ABSTRACT_SOCKET);
	return r;
}

static bool
close_files(struct building *b)
{
	int version = landlock_version();
	size_t i;

	/* The first version refuses every rename from one folder into another: uploads would not come in. */
	if (version < 2)
		return false;
	b->all = watched(b, version);
	b->set = (int)syscall(SYS_landlock_create_ruleset, &b->all, sizeof(b->all), 0);
	b->ok = b->set >= 0;
	paths(b);
	for (i = 0; i < b->db.n_ports; i++)
		port(b, b->db.ports[i]);
	if (b->db.tcp)
		port(b, DNS_PORT);
	b->ok = b->ok && syscall(SYS_landlock_restrict_self, b->set, 0) == 0;
	if (!b->ok)
		LOG(EV_FAILURE, KV("where", "walls"), KV("what", "files"), KV("why", strerror(errno)));
	if (b->set >= 0)
		(void)close(b->set);
	return b->ok;
}

/* --- system calls --- */

/* What answering pages and working in the house takes, whatever the arguments. */
static const int calls[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(preadv), SCMP_SYS(pwritev), SCMP_SYS(lseek),
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(fcntl), SCMP_SYS(flock), SCMP_SYS(fadvise64),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(umask),
	SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(fchown), SCMP_SYS(utimensat),
	SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(msync), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(mincore), SCMP_SYS(mlock), SCMP_SYS(munlock),
	SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
	SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(shutdown), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg),
	SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(membarrier), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(getrandom),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getrusage), SCMP_SYS(getrlimit), SCMP_SYS(sysinfo),
	SCMP_SYS(uname), SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* Of who talks to a server or calls out. */
static const int outward[] = {
	SCMP_SYS(connect), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg), SCMP_SYS(socketpair), SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(listxattr), SCMP_SYS(getxattr),
};

/* Nothing of ours and nothing of a library below us has a reason for these; who tries is an intruder. */
static const int hostile[] = {
	SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(kcmp), SCMP_SYS(userfaultfd), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(mount_setattr), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
	SCMP_SYS(setns), SCMP_SYS(unshare), SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(reboot),
	SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(iopl), SCMP_SYS(ioperm), SCMP_SYS(modify_ldt),
	SCMP_SYS(personality), SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setreuid), SCMP_SYS(setregid), SCMP_SYS(setresuid), SCMP_SYS(setresgid), SCMP_SYS(setgroups), SCMP_SYS(capset),
};

/* The word of a number for a log line that must take no memory. */
static void
tell(int call)
{
	size_t byte = (size_t)call / 8;
	unsigned char bit = (unsigned char)(1U << (call % 8));

	if (call < 0 || call >= CALLS_MAX || up.told[byte] & bit)
		return;
	up.told[byte] |= bit;
	LOG(EV_FAILURE, KV("where", "walls"), KV("why", "a system call that is not on the list was refused"), KI("call", call), KI("pid", getpid()));
}

/* In the middle of the refused call: it takes no memory and holds no lock, as the log does not either. */
static void
on_refused(int sig UNUSED, siginfo_t *info, void *context)
{
	ucontext_t *at = context;
	int saved = errno;

#if defined(__x86_64__)
	at->uc_mcontext.gregs[REG_RAX] = -EPERM;
#elif defined(__aarch64__)
	at->uc_mcontext.regs[0] = (unsigned long long)-EPERM;
#else
#error "where does this machine keep what a system call returns?"
#endif
	tell(info->si_syscall);
	errno = saved;
}

static void
each(scmp_filter_ctx f, bool *ok, uint32_t action, const int *list, size_t n)
{
	size_t i;

	for (i = 0; *ok && i < n; i++)
		*ok = seccomp_rule_add(f, action, list[i], 0) == 0;
}

#define ALLOW_IF(f, ok, call, ...) ((ok) = (ok) && seccomp_rule_add_array((f), SCMP_ACT_ALLOW, SCMP_SYS(call), \
    sizeof((struct scmp_arg_cmp[]){ __VA_ARGS__ }) / sizeof(struct scmp_arg_cmp), (struct scmp_arg_cmp[]){ __VA_ARGS__ }) == 0)

/* Calls that are fine with some arguments. */
static void
by_argument(const struct building *b, scmp_filter_ctx f, bool *ok)
{
	static const unsigned long terminal[] = { TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO };
	bool loads = b->db.server || b->walls_for & WALLS_OUT;	/* libraries that libc opens for names and libssl for itself */
	size_t i;

	ALLOW_IF(f, *ok, mmap, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	ALLOW_IF(f, *ok, mprotect, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (loads)
		ALLOW_IF(f, *ok, mmap, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC));
	for (i = 0; i < ARRAY_LEN(terminal); i++)
		ALLOW_IF(f, *ok, ioctl, SCMP_A1(SCMP_CMP_EQ, terminal[i]));
	ALLOW_IF(f, *ok, prctl, SCMP_A0(SCMP_CMP_EQ, VMA_NAME));
	ALLOW_IF(f, *ok, prlimit64, SCMP_A2(SCMP_CMP_EQ, 0));	/* asking, not setting */
	ALLOW_IF(f, *ok, tgkill, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));	/* abort() */
	ALLOW_IF(f, *ok, kill, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	ALLOW_IF(f, *ok, socket, SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	if (b->db.tcp || b->walls_for & WALLS_OUT) {
		ALLOW_IF(f, *ok, socket, SCMP_A0(SCMP_CMP_EQ, AF_INET));
		ALLOW_IF(f, *ok, socket, SCMP_A0(SCMP_CMP_EQ, AF_INET6));
		ALLOW_IF(f, *ok, socket, SCMP_A0(SCMP_CMP_EQ, AF_NETLINK), SCMP_A2(SCMP_CMP_EQ, NETLINK_ROUTE));
	}
	if (b->walls_for & WALLS_OUT)	/* curl looks names up in a thread; a process is none */
		ALLOW_IF(f, *ok, clone, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
}

/* What may be is listed, all else refused. */
static scmp_filter_ctx
listed(const struct building *b, bool *ok)
{
	static const int execs[] = { SCMP_SYS(execve), SCMP_SYS(execveat) };
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_TRAP);

	*ok = f != NULL;
	each(f, ok, SCMP_ACT_ALLOW, calls, ARRAY_LEN(calls));
	if (b->db.server || b->walls_for & WALLS_OUT)
		each(f, ok, SCMP_ACT_ALLOW, outward, ARRAY_LEN(outward));
	/* glibc falls back to clone(), whose flags a filter can see. */
	*ok = *ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
	by_argument(b, f, ok);
	each(f, ok, SCMP_ACT_KILL_PROCESS, hostile, ARRAY_LEN(hostile));
	each(f, ok, SCMP_ACT_KILL_PROCESS, execs, ARRAY_LEN(execs));
	return f;
}

/* Around who starts another program, with libraries that are not ours to list: all may be but what is refused. The program inherits this and raises its own list. */
static scmp_filter_ctx
unlisted(const struct building *b, bool *ok)
{
	static const int spaces[] = { CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP };
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;

	*ok = f != NULL;
	each(f, ok, SCMP_ACT_KILL_PROCESS, hostile, ARRAY_LEN(hostile));
	*ok = *ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
	for (i = 0; *ok && i < ARRAY_LEN(spaces); i++)
		*ok = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, (scmp_datum_t)spaces[i], (scmp_datum_t)spaces[i])) == 0;
	*ok = *ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC | PROT_WRITE)) == 0;
	/* UNIX, and NETLINK and INET on either side of it: everything above is a protocol that nobody here speaks. */
	if (!b->db.tcp && !(b->walls_for & WALLS_OUT))
		*ok = *ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_NE, AF_UNIX)) == 0;
	else
		*ok = *ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_GT, AF_NETLINK)) == 0;
	return f;
}

static bool
close_calls(const struct building *b)
{
	struct sigaction refused = { .sa_sigaction = on_refused, .sa_flags = SA_SIGINFO };
	scmp_filter_ctx f;
	bool ok;

	(void)sigemptyset(&refused.sa_mask);
	f = b->walls_for & WALLS_PROGRAM ? unlisted(b, &ok) : listed(b, &ok);
	ok = ok && sigaction(SIGSYS, &refused, NULL) == 0;
	/* A tree instead of a chain of comparisons. */
	ok = ok && seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && seccomp_load(f) == 0;
	if (!ok)
		LOG(EV_FAILURE, KV("where", "walls"), KV("what", "calls"), KV("why", strerror(errno)));
	if (f)
		seccomp_release(f);
	return ok;
}

/* --- both --- */

void
walls_no_core(void)
{
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
#ifndef ETALASE_TEST	/* tests look into their own processes */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void
walls_raise(const struct ctx *c, unsigned walls_for)
{
	struct building b = { .c = c, .walls_for = walls_for };

	walls_no_core();
	if (!c->conf->walls)
		return;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		LOG(EV_FAILURE, KV("where", "walls"), KV("what", "privileges"), KV("why", strerror(errno)));
		return;
	}
	if (walls_for & WALLS_OUT)
		net_curl_load();
	db_needs(c->arena, c->conf->db, &b.db);
	up.files = close_files(&b);
	up.calls = close_calls(&b);
}

static const char *
in_words(bool has_calls, bool files)
{
	return has_calls && files ? "both" : has_calls ? "calls" : files ? "files" : "none";
}

const char *
walls_around(void)
{
	return in_words(up.calls, up.files);
}

const char *
walls_can(const struct ctx *c)
{
	if (!c->conf->walls)
		return "off";
	return in_words(prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0, landlock_version() >= 2);
}
