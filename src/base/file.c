/*
 * Files of our own folders. The last part of a path is never followed when it is a symbolic link,
 * nor opened when it is a pipe or a device; writing goes through a temporary name, so a reader sees
 * the old text or the new, never a half.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads up to n bytes; fewer only at the end of the file. -1: errno says why. */
static ssize_t
read_full(int fd, char *p, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r = read(fd, p + got, n - got);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -1;
		if (r == 0)
			break;
		got += (size_t)r;
	}
	return (ssize_t)got;
}

char *
file_read(struct arena *a, const char *path, size_t max, size_t *n)
{
	struct stat st;
	ssize_t got = -1;
	char *s = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= max) {
		s = arena_alloc(a, (size_t)st.st_size + 1);
		got = read_full(fd, s, (size_t)st.st_size);
	}
	close(fd);
	if (got < 0)
		return NULL;
	s[got] = '\0';
	if (n != NULL)
		*n = (size_t)got;
	return s;
}

static bool
write_full(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return false;
		p += w;
		n -= (size_t)w;
	}
	return true;
}

/* The folder of a path into dir (PATH_MAX bytes). */
static void
folder_of(const char *path, char *dir)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		snprintf(dir, PATH_MAX, ".");
	else if (slash == path)
		snprintf(dir, PATH_MAX, "/");
	else
		snprintf(dir, PATH_MAX, "%.*s", (int)(slash - path), path);
}

bool
file_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), saved;
	bool ok;

	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	saved = errno;
	if (close(fd) != 0 && ok)
		return false;
	errno = saved;
	return ok;
}

/* A rename is on disk only when its folder is. */
static bool
sync_folder(const char *path)
{
	char dir[PATH_MAX];

	folder_of(path, dir);
	return file_sync(dir);
}

bool
file_write(const char *path, const void *p, size_t n, unsigned mode)
{
	char temp[PATH_MAX];
	bool ok;
	int fd, saved;

	if (snprintf(temp, sizeof(temp), "%s.XXXXXX", path) >= (int)sizeof(temp)) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = write_full(fd, p, n) && fchmod(fd, (mode_t)mode) == 0 && fsync(fd) == 0;
	saved = errno;
	if (close(fd) != 0 && ok) {
		ok = false;
		saved = errno;
	}
	if (ok && rename(temp, path) == 0)
		return sync_folder(path);
	if (ok)
		saved = errno;
	unlink(temp);
	errno = saved;
	return false;
}

bool
file_mkdirs(const char *path, unsigned mode)
{
	char part[PATH_MAX];
	struct stat st;
	size_t n = strlen(path), i;

	if (n == 0 || n >= sizeof(part)) {
		errno = n == 0 ? ENOENT : ENAMETOOLONG;
		return false;
	}
	memcpy(part, path, n + 1);
	for (i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		part[i] = '\0';
		if (mkdir(part, (mode_t)mode) != 0 && errno != EEXIST)
			return false;
		part[i] = path[i];
	}
	if (stat(path, &st) != 0)
		return false;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return true;
}

bool
file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **
file_list(struct arena *a, const char *dir)
{
	const char **names = arena_new_n(a, 16, const char *);
	size_t n = 0, cap = 16;
	struct dirent *e;
	DIR *d = opendir(dir);

	if (d == NULL)
		return names;
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (n + 1 == cap) {
			const char **more = arena_new_n(a, cap * 2, const char *);

			memcpy(more, names, n * sizeof(*names));
			names = more;
			cap *= 2;
		}
		names[n++] = arena_str(a, e->d_name);
	}
	closedir(d);
	qsort(names, n, sizeof(*names), by_name);
	names[n] = NULL;
	return names;
}

int64_t
file_now(const char *dir)
{
	int64_t now = 0;
	struct stat st;
	char path[400];
	int fd, n;

	n = snprintf(path, sizeof(path), "%s/.now-XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof(path))
		return now;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return now;
	(void)unlink(path);
	if (fstat(fd, &st) == 0)
		now = (int64_t)st.st_mtim.tv_sec;
	(void)close(fd);
	return now;
}
