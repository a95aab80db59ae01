/* One picture in a form (of a category, a maker, a collection): taken before the transaction, not lost when the form is shown again, and a media row once it is saved. Fields photo, taken, no_photo. */
#ifndef PRESENT_TAKEN_H
#define PRESENT_TAKEN_H

#include "http/request.h"
#include "shop/catalog.h"
#include "view/view.h"

/* `before` of a route with ROUTE_UPLOAD: the upload is looked at and moved. */
void present_take(struct request *);
/* Marks the field when the upload can't be used. */
void present_taken_fault(struct request *);
/* Row F_PHOTO of the form: the picture that it has (NULL: none), the one that was taken, the tick that takes it off. */
void present_taken(struct request *, struct view *, const struct picture *);
/* The media id to save: the new picture's, else the old one unless it is to go. */
int64_t present_taken_media(struct request *, int64_t old, bool off);

#endif
