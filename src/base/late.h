/*
 * Libraries that most processes do without. libcurl and libpq bring some thirty others along, whose tables the loader fills in anew in each program that is linked with them: 5 MB of a shop that keeps its
 * goods in SQLite and answers pages. So nobody is linked with them; the one file that speaks with each lists the functions it calls and has them looked up when the first is needed.
 */
#ifndef BASE_LATE_H
#define BASE_LATE_H

#include "base/base.h"

/* For lists of functions, X(name) each: a struct with a pointer to each, in the list's order, and their names in the same order. */
#define LATE_MEMBER(f) __typeof__(f) *f;
#define LATE_NAME(f) #f,

/*
 * Loads the library for as long as the process lives and fills in functions[0 … n - 1]; a second call does nothing when functions[0] is there. False: it isn't installed or too old, *why says what the loader
 * said. Before walls are raised, or behind such as let libraries be loaded (serve/walls.h).
 */
MUST_USE bool late_load(const char *file, const char *const *names, void **functions, size_t n, const char **why);

#endif
