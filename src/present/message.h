/* The shop's messages with an order's facts in them: the variables filled, the text for WhatsApp, the mail as HTML and as plain text; and the sample order that previews and tests show. */
#ifndef PRESENT_MESSAGE_H
#define PRESENT_MESSAGE_H

#include "http/request.h"
#include "shop/message.h"
#include "shop/order.h"

/* What a message is about. */
struct letter {
	const struct order *order;
	const struct order_line *lines;
	size_t n_lines;
	const struct order_shipment *parcels;
	size_t n_parcels;
	const struct courier *courier;	/* whose page follows the parcel, or NULL */
	const char *news;		/* {kabar}: what the owner tells all buyers of a batch; NULL none */
	bool sample;			/* an order that was made up: its links lead to the shop's first page */
};
struct letter *present_letter(struct ctx *, const struct order *);
/* An order as it would be when this message goes out, with goods and names of messages sample.*. */
struct letter *present_letter_sample(struct ctx *, enum message, const char *lang);

struct letter_text { const char *subject, *text, *html; };
/*
 * A mail in `lang`. part: the wording, NULL for the one in force. Both bodies say the same: the wording, what to pay and where while a transfer is awaited, the parcel once it is sent, the
 * lines and sums, the way to the order's page. False: a template failed (ctx->err).
 */
MUST_USE bool present_letter_mail(struct ctx *, enum message, const char *lang, const struct letter *, const char *const part[PART_COUNT], struct letter_text *);
/* The text for WhatsApp; part NULL: the wording in force. */
const char *present_letter_wa(struct ctx *, enum message, const char *lang, const struct letter *, const char *part);
/* Rows TEXT_LINE (TEXT, section NEXT_LINE from the second on) for the lines of a text: ctemplate makes blanks of line ends. */
void present_text_lines(struct ctx *, struct view *, const char *text);
/* Which message fits where this order stands now. */
enum message present_order_message(const struct order *);

/* "mail.why.refused 550" in words; other reasons as they stand. */
const char *present_reason(struct ctx *, const char *reason);
/*
 * A row SENT for each message that was sent or waits (section SOME_SENT around): SENT_WHAT, SENT_WAY, SENT_WHEN, SENT_WHY (section HAS_WHY), sections SENT_OK, SENT_WAIT, SENT_BAD; SENT_CHAT (CHAT_TO: the same
 * news for WhatsApp) beside one that failed, when the order is given.
 */
void present_messages(struct ctx *, struct view *, const struct order *, const struct message_row *, size_t n);

#endif
