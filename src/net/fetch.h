/*
 * Calling out over HTTP, for the worker alone: one address read into a file, within limits of bytes and seconds, and only from machines that everybody may reach. An address that
 * comes from outside (a CSV, somebody's answer) could point at this machine or its neighbours; so the check is made on the address that a connection really goes to, at each
 * hop, and a name that resolves to something else a moment later (DNS rebinding) gains nothing. No proxy, cookie, password or .netrc; certificates are verified.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include <sys/socket.h>

#include "base/ctx.h"

enum fetch {
	FETCH_OK,		/* status 2xx; the body is in the file */
	FETCH_BAD_URL,		/* not http or https, a port other than 80 and 443, a user name or password in it, too long */
	FETCH_REFUSED,		/* it leads to an address that is not public */
	FETCH_NO_HOST,		/* the name does not resolve */
	FETCH_NO_ANSWER,	/* no connection, or it broke off */
	FETCH_TLS,		/* the certificate does not hold */
	FETCH_SLOW,		/* not done within the seconds, or below the least speed */
	FETCH_TOO_LARGE,	/* more bytes than asked for; reading ended there */
	FETCH_REDIRECTS,	/* more than five */
	FETCH_STATUS,		/* another status than 2xx */
	FETCH_DISK		/* the file could not be written */
};
struct fetch_ask {
	const char *url;
	const char *path;	/* made anew (0600) for the body; whatever the outcome, it is the caller's to remove */
	int64_t bytes;		/* most of the body */
	int seconds;		/* most, all hops together */
};
struct fetch_answer {
	int status;		/* of the last hop; 0: none came */
	int64_t bytes;		/* of the body */
};
/*
 * Blocks for at most `seconds`; never inside a transaction. The body is taken as it is sent: no content coding is asked for or undone. conf->fetch_allow: endpoints
 * ("127.0.0.1:8099 [::1]:8099") that are reached though the rules refuse them.
 */
MUST_USE enum fetch fetch_get(struct ctx *, const struct fetch_ask *, struct fetch_answer *);
/*
 * Asking another house's service (an API), for the worker alone: one request, one answer into memory, within the same door as above. Nothing is followed and nothing is sent twice: each request has a
 * connection of its own, for libcurl sends again by itself when a kept one breaks. An answer with any status is FETCH_OK.
 */
struct fetch_field { const char *name, *value; const char *file; };	/* file: sent as a JPEG instead of value, which makes the body multipart/form-data */
struct fetch_send {
	const char *method;			/* GET, POST, DELETE */
	const char *url;
	const char *const *headers;		/* "Authorization: Bearer …"; ends with NULL; may be NULL */
	const struct fetch_field *fields;	/* the form of a POST */
	size_t n;
	size_t bytes;				/* most of the answer */
	int seconds;				/* most, for all of it; silence is waited out */
	const char *const *wanted;		/* headers of the answer, by name; ends with NULL; may be NULL */
};
struct fetch_got {
	int status;
	bool sent;		/* some of the request may have arrived. False: nothing can have happened there */
	const char *body;	/* with a NUL behind it; what had come when it broke off */
	size_t len;
	const char **headers;	/* as wanted, "" for what did not come */
};
MUST_USE enum fetch fetch_send(struct ctx *, const struct fetch_send *, struct fetch_got *);

/* "bad_url", "refused", "no_host" …: for logs and message ids. */
const char *fetch_name(enum fetch);

/* May a connection go to this address and port? allow: as conf->fetch_allow. The rule behind every connection; here for tests. Ranges: IANA's special-purpose registries. */
MUST_USE bool fetch_may(const struct sockaddr *, socklen_t, const char *allow);

#endif
