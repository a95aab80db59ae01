/* What pages may ask of the gate beyond their row in the route table. */
#ifndef SERVE_GATE_H
#define SERVE_GATE_H

#include "shop/session.h"
#include "http/request.h"

/* The shopper's session, opened (with its cookie) at the first POST. Only in writing routes. NULL after a failure. */
struct session *gate_session(struct request *);
/* Starts a staff session whose token was made by staff_login: sets the cookie. An older staff session of this browser ends (abuse case 21). */
void gate_staff_in(struct request *, const char *token);
/* Ends the staff session of this browser and deletes the cookie. */
void gate_staff_out(struct request *);

#endif
