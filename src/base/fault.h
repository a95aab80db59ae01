/*
 * Faults on purpose, in test builds alone: the N-th statement of the next request fails or ends the process, or its N-th piece of memory is refused. In other builds every name here is nothing.
 * ETALASE_FAIL_FILE names a file with one line, "sql N", "busy N", "kill N", "alloc N" (our own memory) or, in the build `torture`
 * alone, "malloc N" (that of the libraries, too): the worker that serves the next request takes it away and writes FILE.out at the end of that request: "left N", how much was not reached
 * (0: it happened). ETALASE_FAIL_SQL ("N", "N:busy" or "N:kill") counts from the
 * start of a process. To die at, as by kill -9, are every statement, the moment before each commit and the moment after it.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/err.h"

#ifdef ETALASE_TEST
void fault_request(void);
void fault_request_end(void);

/* Takes up what ETALASE_FAIL_SQL says now, when it says something new. */
void fault_env(void);

/* What this statement or commit must fail with; ERR_NONE: nothing. */
enum err_kind fault_sql(void);

/* A commit came through: nothing can fail any more, but a process that is to be killed may be killed here. */
void fault_committed(void);

/* True when this piece of memory must be refused. */
bool fault_memory(void);
#else
#define fault_request() ((void)0)
#define fault_request_end() ((void)0)
#define fault_env() ((void)0)
#define fault_sql() ERR_NONE
#define fault_committed() ((void)0)
#define fault_memory() false
#endif

#endif
