/* The group of a customer and the links that show its prices, on the customer's page. */
#ifndef PRESENT_BUYER_H
#define PRESENT_BUYER_H

#include "http/request.h"
#include "view/view.h"

/* Section BUYER_GROUP: GROUP_SET_URL, rows GROUP (CHOICE, LABEL, CHOSEN); with a group: section LINKS with rows LINK_ROW (MADE, LINK_STATE, END_URL, LINK_ID) and LINK_NEW_URL; NEW_LINK (LINK_URL, WHATSAPP_URL) once after it was made. Nothing for who may not set prices. */
void present_buyer(struct request *, struct view *, int64_t customer, const char *phone, const char *new_token);

#endif
