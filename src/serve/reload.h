/*
 * SIGHUP: a running program becomes its own successor without leaving its place. First the program file that is there now is started with the settings and templates that are there now, only
 * to see whether it would run (`etalase serve --check`); when it would, this process executes it anew, keeping its process id, its children and what it hands on in the environment. When it
 * would not, everything stays as it is and the log says why.
 */
#ifndef SERVE_RELOAD_H
#define SERVE_RELOAD_H

#include "base/arena.h"

enum reload_state {
	RELOAD_NONE,	/* nothing was asked for, or what was asked for is refused and in the log */
	RELOAD_TRYING,
	RELOAD_GOOD	/* reload_become may be called */
};
struct reload {
	struct arena *arena;	/* of the process */
	char **argv;		/* as it was started; [0] is the path that is executed */
	pid_t trial;		/* 0: none runs */
	int words;		/* what the trial says; -1 */
	int64_t until;		/* clock_ms at which the trial is given up */
	bool again;		/* asked for once more meanwhile */
	enum reload_state state;
};

/* Remembers how this process was started. */
void reload_init(struct reload *, struct arena *);
/* A SIGHUP came. While a trial runs it counts for after it. */
void reload_ask(struct reload *);
/* A child ended: true when it was the trial, whose outcome stands in ->state now. */
bool reload_ended(struct reload *, pid_t, int status);
/* Ends a trial that takes longer than half a minute. Call now and then. */
void reload_look(struct reload *);
/*
 * Executes the program with `name`=`value` in its environment (NULL: as it is). Returns only when that failed: the log says so, nothing has changed. What the successor needs open must
 * have lost FD_CLOEXEC.
 */
void reload_become(struct reload *, const char *name, const char *value);

#endif
