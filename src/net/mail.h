/*
 * One mail to one address over SMTP, by libcurl: plain text and HTML beside each other (RFC 2046 multipart/alternative), names and subjects in encoded words (RFC 2047). Only the worker
 * calls it; it may take a minute. What came of it is told apart by who has to do something about it.
 */
#ifndef NET_MAIL_H
#define NET_MAIL_H

#include "base/ctx.h"

struct mail {
	const char *from_name, *from;	/* from: the sender's address */
	const char *to_name, *to;
	const char *reply_to;		/* an address or "" */
	const char *subject, *text, *html;
	const char *id;			/* of Message-ID, without <>: the same for each try of the same mail */
	const char *lang;
	int64_t at;			/* Date: when it was written, not when it was tried */
};

enum mail_result {
	MAIL_SENT,	/* the server has taken it */
	MAIL_LATER,	/* temporary: no connection, or 4xx. Also when the line broke after the text: then the server may have it, and gets it again under the same Message-ID */
	MAIL_REFUSED,	/* never for this address or this text: 5xx */
	MAIL_SETUP	/* nothing goes out before a person changes the settings: login, certificate, sender */
};
/*
 * Settings: smtp_url, smtp_tls, smtp_ca, smtp_user, smtp_password, mail_from. A line end or other control character in an address, a name or the subject is refused, whatever was
 * checked before (T45). *why: a message id, "mail.why.…", and behind a blank the server's code when it gave one; never the server's words, which repeat the address.
 */
MUST_USE enum mail_result mail_send(struct ctx *, const struct mail *, const char **why);

/* What is wrong with the settings, as a message id; NULL: nothing, or mail is switched off (no smtp_url). */
const char *mail_fault(struct ctx *);

/* A header's text: as it is when it is plain ASCII, else in encoded words of at most 75 characters, cut between code points, with folded lines between; `used` characters of the first line are taken. */
const char *mail_words(struct arena *, const char *text, size_t used);

#endif
