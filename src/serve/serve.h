/* From socket to reply: the parent that forks workers and restarts them (prefork.c), and the one gate that every request passes (gate.c). */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "http/request.h"

/* Runs until SIGTERM/SIGINT; SIGHUP: the program, settings and templates that are there now take over (reload.h). Workers that die are started again, with back-off when they die at once. Exit status. */
int serve_run(struct ctx *);
/* One request as plain CGI. Exit status. */
int serve_cgi(struct ctx *);
/* The whole way of one request whose parameters are filled: route, body, session, CSRF, right, rate, handler in its transaction, reply. */
void gate_run(struct request *);

#endif
