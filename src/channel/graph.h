/*
 * Meta's Graph API, the part that Facebook and Instagram share: one call, its answer put into a class by one table, the pace that its headers ask for, the login and the tokens. Rules of Meta as
 * documented and as met in the field, end of 2026; versions and hosts are settings. Tokens travel in a header, never in an address, and addresses that an answer names are never followed.
 */
#ifndef CHANNEL_GRAPH_H
#define CHANNEL_GRAPH_H

#include <jansson.h>

#include "net/fetch.h"
#include "shop/publication.h"

struct graph_ask {
	const char *method;		/* GET, POST, DELETE */
	const char *path;		/* "/111/feed" */
	const char *token;
	const char *app_secret;		/* adds appsecret_proof; NULL: none */
	const struct fetch_field *fields;	/* of the address for GET and DELETE, of the form for POST */
	size_t n;
	bool visible;			/* this call makes something visible: what is unclear may have worked */
};
struct graph_answer {
	struct social_answer a;		/* class, reason, detail, trace, pace */
	int status, code, subcode;
	json_t *body;			/* the object of an answer that is one; NULL else */
	bool gone;			/* 100/33: no such object, or not for this token, or not yet */
};
void graph_call(struct ctx *, const struct graph_ask *, struct graph_answer *);

/* What an answer means. sent: the request may have arrived. text need not end with NUL. Pure: for tests and fuzzing, too. */
void graph_read(struct ctx *, bool visible, enum fetch said, bool sent, int status, const char *text, size_t n, struct graph_answer *);
/* Highest percentage of X-App-Usage, X-Page-Usage and X-Business-Use-Case-Usage ("" for what did not come), -1 when none says; *regain_s: how long it wants to be left alone. */
int64_t graph_usage(struct ctx *, const char *app, const char *page, const char *business, int64_t *regain_s);

/* HMAC-SHA256 of the token, or of token|at when at > 0 (then appsecret_time goes along). */
const char *graph_proof(struct ctx *, const char *secret, const char *token, int64_t at);
/* An id as text, whether it came as text or as number; "" when it is neither, or no id. */
const char *graph_id(struct ctx *, const json_t *object, const char *key);
/* It may stand in a header: at most 1000 printable ASCII characters without blanks. */
bool graph_token_fits(const char *token);
/* "2026-11-20T10:00:00+0000" in UTC seconds; 0: it is none. */
int64_t graph_time(const char *);
/* The same text as people see it: kinds and numbers of blanks do not count. */
bool graph_same_text(struct ctx *, const char *a, const char *b);

/* --- login --- */

/* Permissions that posting needs, then those for figures: each has a message social.scope.<name>. Ends with NULL. */
extern const struct graph_scope { const char *name; bool needed, instagram; } graph_scopes[];
/* Where the owner's browser is sent. */
const char *graph_dialog(struct ctx *, const char *app, const char *redirect, const char *state, bool again);
/*
 * From a code of the dialog, or a pasted token, to accounts: what the worker does for social_connect. found: JSON list of {channel, remote, page, name, username, token, may}; scopes: granted ones. False: *reason (a message id), *detail.
 */
struct graph_login { const char *scopes, *found, *reason, *detail; int64_t expires_at; };
MUST_USE bool graph_login(struct ctx *, const char *app, const char *secret, const char *how, const char *redirect, const char *code_or_token, struct graph_login *);
/* For struct social_channel.check. */
void graph_check(struct ctx *, const struct publication_work *, struct social_answer *, int64_t *expires_at, const char **scopes);

/* A call for this publication with its account's token; and "/ID/edge". */
struct graph_ask graph_for(const struct publication_work *, const char *method, const char *path);
const char *graph_path(struct ctx *, const char *id, const char *edge);
/* The answer was none that the call can have: class, with the reason for people. */
void graph_strange(struct social_answer *, enum social_class);

#endif
