/* What unit tests of HTTP share: a request over an arena of its own, and one that comes in as plain CGI with a body from memory. */
#ifndef UNIT_HTTP_REQUEST_H
#define UNIT_HTTP_REQUEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/log.h"
#include "http/fcgi.h"

struct web {
	struct arena *arena;
	struct conf conf;
	struct ctx c;
	struct request r;
};

static inline void
web_open(struct web *w)
{
	memset(w, 0, sizeof(*w));
	crypt_init();
	log_to(-1);
	w->arena = arena_open();
	w->conf.origins = "https://toko.example http://127.0.0.1:8080/";
	w->conf.reply_max = 100000;
	w->conf.request_max = 2000000;
	w->conf.templates = "/nowhere";
	w->conf.data = "/nowhere";
	ctx_init(&w->c, w->arena, NULL, &w->conf);
	w->r.c = &w->c;
	w->r.raw_path = w->r.path = "/";
	w->r.remote = "203.0.113.7";
	buf_init(&w->r.body, w->arena, 100000);
	buf_init(&w->r.etag, w->arena, 4000);
}

static inline void
web_close(struct web *w)
{
	arena_close(w->arena);
}

/* The request as a web server would start us for it. */
static inline bool
web_cgi(struct web *w, const char *method, const char *uri, const char *type, const void *body, size_t n)
{
	char length[30];
	int fd = memfd_create("body", 0);

	assert_true(fd >= 0 && write(fd, body, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	assert_int_equal(dup2(fd, 0), 0);
	close(fd);
	snprintf(length, sizeof(length), "%zu", n);
	setenv("REQUEST_METHOD", method, 1);
	setenv("REQUEST_URI", uri, 1);
	setenv("CONTENT_TYPE", type, 1);
	setenv("CONTENT_LENGTH", length, 1);
	fcgi_init(-1);
	return fcgi_accept(&w->r);
}

/* A form body that was read already. */
static inline void
web_form(struct web *w, const char *body)
{
	w->r.form = parse_urlencoded(w->arena, body, strlen(body));
	assert_non_null(w->r.form);
	w->r.field_errors = NULL;
	w->r.n_errors = 0;
}

#endif
