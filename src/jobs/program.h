/* Running another program with a text on its standard input and its answer from standard output, within a time. */
#ifndef JOBS_PROGRAM_H
#define JOBS_PROGRAM_H

#include "base/arena.h"

enum program {
	PROGRAM_OK,		/* it ended with status 0; *answer is what it wrote */
	PROGRAM_MISSING,	/* it could not be started */
	PROGRAM_NOT_NOW,	/* it ended with EX_TEMPFAIL: the machine failed it (no space, no handles), not the input */
	PROGRAM_FAILED,		/* another status, a signal, or an answer above the ceiling */
	PROGRAM_LATE,		/* ended by us after `seconds` */
	PROGRAM_SPENT		/* ended by its own limit of processor time: it would be the same every time */
};
/*
 * path: absolute or relative, no arguments, no shell. It gets none of our environment but PATH, LANG and what sanitizers read,
 * no descriptor but its three, and dies with this process. *answer lives in the arena, at most 64 KiB.
 */
MUST_USE enum program program_run(struct arena *, const char *path, const char *input, int seconds, const char **answer);

#endif
