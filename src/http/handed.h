/* A table that somebody hands in: as a file, or pasted into the field "text" of the same form. */
#ifndef HTTP_HANDED_H
#define HTTP_HANDED_H

#include "http/request.h"

struct handed {
	const char *name;	/* of the file, cut for showing; "" when it was pasted */
	const char *text;	/* clean; NULL with a fault */
	const char *fault;	/* message id, or NULL */
};

/*
 * For a route's `before`: leaves a struct handed in r->prepared, from the upload "file", else the field "text". max: bytes. Faults: `nothing` and `large` as given, csv.utf16, csv.binary. What is no
 * UTF-8 is taken as Windows-1252, as old spreadsheets and phones write it.
 */
void handed_take(struct request *, size_t max, const char *nothing, const char *large);

#endif
