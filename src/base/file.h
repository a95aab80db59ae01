/* Files of our own folders: read whole, written whole and durably, folders made, all without following links out. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"

/* The whole file, NUL-terminated, *n without the NUL. NULL: not there, no file, or larger than max. */
char *file_read(struct arena *, const char *path, size_t max, size_t *n);
/* Writes through a temporary name, fsync and rename, mode as given (0600, 0644). False: errno says why. */
MUST_USE bool file_write(const char *path, const void *p, size_t n, unsigned mode);
/* Makes a file's content, or a folder's names, durable; links are not followed. False: errno says why. */
MUST_USE bool file_sync(const char *path);
/* mkdir -p with mode. */
MUST_USE bool file_mkdirs(const char *path, unsigned mode);
bool file_exists(const char *path);
/* Names in a folder, sorted, without . and ..; NULL-terminated; empty when the folder is not there. */
const char **file_list(struct arena *, const char *dir);
/*
 * UTC seconds of the clock that gives the files of a folder their times: what ages of files are counted from. Another clock (the shop's, which may be set; that of another machine)
 * would make a file that is just being written look old. 0 when the folder takes no file: then nothing in it is old.
 */
int64_t file_now(const char *dir);

#endif
