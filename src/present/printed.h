/* Papers as files, seen from pages: the description that etalase-media draws, the buttons that ask for one, and the page that waits for it and offers it. */
#ifndef PRESENT_PRINTED_H
#define PRESENT_PRINTED_H

#include "http/request.h"
#include "present/paper.h"
#include "shop/printed.h"

/*
 * A paper's description, to be filled like its page (present_nota, present_paper_*): template templates/paper/… in c->lang, with TITLE and the paper's measures. printed_text() writes it out; NULL: it
 * is too long, recorded in ctx->err.
 */
struct view *printed_view(struct ctx *, const struct paper *, const char *title);
const char *printed_text(struct ctx *, struct view *);

/* "pdf" or "png" of the form's field `format`: pixels wide, 0 for a PDF. Pictures are made of rolls alone; anything else is a PDF. */
int64_t printed_format(const struct request *, const struct paper *);
/* Buttons in the bar of a print page: rows SAVE (SAVE_URL, SAVE_FORMAT, SAVE_TEXT) on the layout. png: a picture too. */
void printed_buttons(struct request *, struct view *page, const char *url, bool png);

/* The page of one: sections WAITING, READY, FAILED of include/printed.tpl; asks itself again while it waits. self: its own address, again: where it is asked for anew. */
void printed_show(struct request *, struct view *page, const struct printed *, const char *self, const char *again);
/* Answers with the file itself: to be saved, or with ?show=1 a picture to be seen. Not found until it is ready. */
void printed_send(struct request *, const struct printed *);

#endif
