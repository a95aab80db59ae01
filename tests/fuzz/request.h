/* A request that comes in as plain CGI: parameters by the environment, the body by standard input, from memory. */
#ifndef TESTS_FUZZ_REQUEST_H
#define TESTS_FUZZ_REQUEST_H

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/log.h"
#include "base/utf8.h"
#include "http/fcgi.h"
#include "http/parse.h"
#include "http/route.h"

extern char **environ;

struct shot {
	struct arena *arena;
	struct conf conf;
	struct ctx c;
	struct request r;
};

static char request_spool[40];

static void
request_spool_gone(void)
{
	(void)rmdir(request_spool);
}

static inline void
request_begin(struct shot *s)
{
	static int body = -1;

	if (body < 0) {
		crypt_init();
		log_to(-1);
		route_init();
		(void)snprintf(request_spool, sizeof(request_spool), "%s/etalase-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		HOLDS(mkdtemp(request_spool) && atexit(request_spool_gone) == 0);
		body = memfd_create("body", 0);
		HOLDS(body >= 0 && dup2(body, STDIN_FILENO) == 0);
	}
	memset(s, 0, sizeof(*s));
	s->arena = arena_open();
	s->conf = (struct conf){ .origins = "https://toko.example", .reply_max = 100000, .request_max = 2000000, .data = request_spool };
	ctx_init(&s->c, s->arena, NULL, &s->conf);
	s->r.c = &s->c;
}

static inline void
request_body(const void *p, size_t n)
{
	HOLDS(ftruncate(STDIN_FILENO, 0) == 0 && pwrite(STDIN_FILENO, p, n, 0) == (ssize_t)n && lseek(STDIN_FILENO, 0, SEEK_SET) == 0);
}

/* env: "NAME=value" words, NULL at the end. */
static inline void
request_take(struct shot *s, char **env)
{
	char **kept = environ;

	environ = env;
	fcgi_init(-1);
	HOLDS(fcgi_accept(&s->r));
	environ = kept;
}

/* What is said of a body holds of it; nothing spooled outlives the request. */
static inline void
request_end(struct shot *s)
{
	const struct pair *p;
	const struct upload *u;
	struct stat st;

	for (p = s->r.form; p && p->name; p++)
		HOLDS(strlen(p->name) <= PARSE_NAME_MAX && utf8_ok(p->name, strlen(p->name)) && p->value && utf8_ok(p->value, strlen(p->value)));
	for (u = s->r.uploads; u && u->field; u++)
		HOLDS(stat(u->path, &st) == 0 && st.st_size == u->size && (st.st_mode & 0777) == 0600 && utf8_ok(u->name, strlen(u->name)) && strlen(u->name) <= 255);
	arena_reset(s->arena);
	HOLDS(!file_list(s->arena, request_spool)[0]);
	arena_close(s->arena);
}

#endif
