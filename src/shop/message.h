/*
 * What the shop tells a buyer when something happens to the order, by mail and as a text for WhatsApp: which messages there are, their wording (built in, or the owner's own), the variables
 * in it, and what was sent about which order. Only words and rows: who fills the variables is present/message.c, who sends is jobs/mail.c.
 */
#ifndef SHOP_MESSAGE_H
#define SHOP_MESSAGE_H

#include "base/ctx.h"

enum message {
	MESSAGE_PLACED, MESSAGE_COD,	/* a new order: to be paid first, or on delivery */
	MESSAGE_PAID, MESSAGE_READY,	/* READY: packed, can be collected */
	MESSAGE_SHIPPED, MESSAGE_EXPIRED, MESSAGE_CANCELLED,
	MESSAGE_OWNER,			/* to the owner: somebody has ordered */
	MESSAGE_CHECK, MESSAGE_PACKING, MESSAGE_PACKED, MESSAGE_DONE, MESSAGE_REFUND_DUE, MESSAGE_REFUNDED,	/* only for WhatsApp */
	MESSAGE_BATCH,			/* what the owner tells all buyers of a batch (shop/preorder_run.h) */
	MESSAGE_COUNT
};
enum message_part { PART_SUBJECT, PART_BODY, PART_WA, PART_COUNT };

struct message_kind {
	const char *name;		/* in addresses, rows and message ids: message.<name>, .help, .subject, .body, .wa */
	bool mail, wa;
	const char *needs[PART_COUNT];	/* variables that may not be missing, a blank between */
};
extern const struct message_kind message_kinds[MESSAGE_COUNT];
MUST_USE bool message_parse(const char *name, enum message *);
/* A part's name in forms and message ids: "subject", "body", "wa". */
const char *message_part_name(enum message_part);

/* The built-in wording of a part; "" when the message has no such part. */
const char *message_first(struct ctx *, enum message, const char *lang, enum message_part);
/* The wording in force. own: the owner's, version 0: never changed. */
struct message_text { const char *part[PART_COUNT]; bool own; int64_t version; };
struct message_text *message_text(struct ctx *, enum message, const char *lang);
/* Stores the owner's wording; a part that equals the built-in one (or is NULL or "") stays built in. CONFLICT: somebody has saved since `version`. */
enum message_put { MESSAGE_OK, MESSAGE_CONFLICT };
MUST_USE enum message_put message_put(struct ctx *, enum message, const char *lang, int64_t version, const char *const part[PART_COUNT]);

/* The variables, "nama", "nomor" …, written {nama}; what each means is the message "message.var.<name>". Ends with NULL. */
extern const char *const message_vars[];
/* NULL: the text can be used. Else a message id: message.bad.unknown (no such variable), .missing, .brace ({ or } alone); *word: the variable. */
const char *message_fault(struct ctx *, enum message, enum message_part, const char *text, const char **word);
/*
 * Puts values in; value(arg, name) is asked once for each variable that stands there and may give "". A line whose variables are all empty is left out. One pass: braces in a value stay text.
 * Control characters of values are dropped; line ends stay when `lines`, else they become ", ".
 */
const char *message_fill(struct ctx *, const char *text, bool lines, const char *(*value)(void *arg, const char *name), void *arg);
/* The same two with other variables than the messages': `vars` ends with NULL; needs: those that may not be missing, a blank between. */
const char *message_vars_fault(struct ctx *, const char *const *vars, const char *needs, const char *text, const char **word);
const char *message_vars_fill(struct ctx *, const char *const *vars, const char *text, bool lines, const char *(*value)(void *arg, const char *name), void *arg);

/* --- what was sent --- */

struct message_row {
	int64_t id, order, at, done_at;
	int64_t run;		/* BATCH: whose words it carries; in its row the name is "batch:RUN" */
	enum message message;
	const char *way;	/* "mail", "wa", "test" */
	const char *lang, *address, *state, *reason, *number, *staff;	/* reason: a message id and perhaps a code behind a blank; number: of the order, "" without */
};
/*
 * Leaves a mail about an order to the worker, inside the caller's transaction, once for each order and message. Nothing without an address or without a mail server in the settings. The
 * address is only looked at: the worker reads it from the order when it sends.
 */
void message_queue(struct ctx *, enum message, int64_t order, const char *lang, const char *address);
/* The same for the words of a run, once for each order and run. False: there is no address to send to, or no server to send by. */
MUST_USE bool message_queue_batch(struct ctx *, int64_t run, int64_t order, const char *lang, const char *address);
/* A test to this address, with the sample order; false when one waits already or 20 were asked for within a day. */
MUST_USE bool message_test(struct ctx *, enum message, const char *lang, const char *address);
/* Somebody has told the buyer on WhatsApp; once for each order and message. */
void message_told(struct ctx *, enum message, int64_t order, const char *lang);
void message_told_batch(struct ctx *, int64_t run, int64_t order, const char *lang);

struct message_row *message_get(struct ctx *, int64_t id);		/* NULL: no such row */
struct message_row *message_of_job(struct ctx *, const char *kind, const char *payload);	/* the row that an outbox row is about, or NULL */
struct message_row *message_list(struct ctx *, int64_t order, size_t *n);	/* of an order, oldest first */
struct message_row *message_tests(struct ctx *, int limit, size_t *n);	/* newest first */
/* The newest that is not through, with a reason, and when the last one went out (0: none). */
struct message_row *message_trouble(struct ctx *, int64_t *last_sent);
void message_sent(struct ctx *, int64_t id);
void message_stopped(struct ctx *, int64_t id, const char *reason, bool for_good);
/* Forgets tests that were asked for before; those of orders stay with them. */
int64_t message_prune(struct ctx *, int64_t before);

#endif
