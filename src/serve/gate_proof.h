/* Dangerous acts ask for the password again: rows of the route table with ROUTE_PROOF or ROUTE_PASSWORD. */
#ifndef SERVE_GATE_PROOF_H
#define SERVE_GATE_PROOF_H

#include "http/request.h"

#define PROOF_S (10 * 60)	/* how long a typed password stands for its session */
#define PROOF_FIELD "proof"

/* True when this request may pass: no such route, the password was typed lately, or it came along and is right (a transaction of its own; no other may be open). */
MUST_USE bool gate_proof(struct request *);
/* The page that asks, with everything that was sent in hidden fields but passwords and the token. */
void gate_proof_page(struct request *);

#endif
