/*
 * The walls around a process that reads what strangers send: no new privileges, files (Landlock), system calls (seccomp), no core. They stand around workers only: the parents go on
 * executing themselves at a reload. What each kind of process needs is in walls.c; what the database needs it says itself (db_needs). `etalase walls` tries them.
 */
#ifndef SERVE_WALLS_H
#define SERVE_WALLS_H

#include "base/ctx.h"

/* What a process needs beyond its database and the folders of the settings; together with |. */
enum walls_for {
	WALLS_BARE = 0,		/* nothing: pages, and background work in the house */
	WALLS_OUT = 1,		/* calls other machines */
	WALLS_PROGRAM = 2,	/* starts etalase-media */
};

/* Neither memory nor secrets of this process go into a core file, and no other process of the same user reads them. For the parents, too; the rest is the workers'. */
void walls_no_core(void);
/*
 * Raises the walls around this process for good, with the database open and everything loaded that is not under the folders of the settings. A system call that is not on the list gives EPERM
 * and one line in the log (where: walls); one that nobody but an intruder makes (execve, ptrace, mount …) ends the process. What this kernel lacks is left out; what fails is logged and the
 * shop goes on. Nothing but walls_no_core() when the setting `walls` is 0.
 */
void walls_raise(const struct ctx *, unsigned walls_for);
/* What stands around this process: "both", "calls", "files" or "none". */
const char *walls_around(void);
/* What this machine can raise, in the same words, and "off" by the setting: for the first line of the log. */
const char *walls_can(const struct ctx *);
/* `etalase walls`: raises each kind in a child and tries there what is forbidden, and what must still go. Prints a line for each. Exit status: 1 when something went that must not, or the reverse. */
int walls_try(struct ctx *);

#endif
