/*
 * FastCGI by libfcgi, the only file that sees it: accepting a request on the listening socket, its parameters, its body, sending the reply. The same calls answer one
 * request as plain CGI when standard input is no FastCGI socket.
 */
#ifndef HTTP_FCGI_H
#define HTTP_FCGI_H

#include "http/request.h"

/* Makes and binds the listening unix socket (an old file is removed), mode 0660; its descriptor, or -1 with errno. */
int fcgi_listen(const char *path, int backlog);
/* Takes over a descriptor for this worker, and SIGTERM: let in only while waiting, it ends fcgi_accept. fd -1: plain CGI on standard input and output. */
void fcgi_init(int fd);
/*
 * Waits for a request and fills r (all fields but r->c, which the caller sets, with its arena; parameters checked and capped). What is malformed or above
 * a cap (address, query, cookies, Content-Length) leaves raw_path and path "": the gate answers 400. False: told to stop, or nothing more to do (CGI).
 */
MUST_USE bool fcgi_accept(struct request *r);
/* Reads up to n bytes of the body; 0 at the end, -1 when the client is gone. */
int64_t fcgi_read(struct request *r, void *p, size_t n);
/* Sends status, headers and body and ends the request. */
void fcgi_send(struct request *r);
/* Tells a blocked fcgi_accept to return false; safe in a signal handler. */
void fcgi_stop(void);
bool fcgi_is_cgi(void);

/*
 * Reads the body into r->form and r->uploads by its Content-Type (urlencoded, multipart; any other type leaves an empty form and r->raw_body).
 * Above max bytes nothing is read. A full disk is recorded in ctx->err and gives BODY_GONE. http/upload.c.
 */
enum body_read { BODY_OK, BODY_TOO_LARGE, BODY_BAD, BODY_GONE };
MUST_USE enum body_read body_read(struct request *r, int64_t max, const char *spool_dir);
/* Parsers on bytes in memory, for fcgi.c, upload.c and the fuzzers. NULL when malformed (bad UTF-8, too many fields: 512, name over 128 bytes). */
struct pair *parse_urlencoded(struct arena *, const char *s, size_t n);
struct pair *parse_cookies(struct arena *, const char *s);

#endif
