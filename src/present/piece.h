/*
 * Pieces of pages that everybody sees alike: rendered once by themselves, kept by this process until what they show changes (shop/memo.h), and put into pages where {{NAME:none}} stands (view_pieces).
 * What is one person's (a token, a cart, a group's prices, the address asked for) never stands in one: the page around holds it.
 */
#ifndef PRESENT_PIECE_H
#define PRESENT_PIECE_H

#include "shop/memo.h"
#include "view/view.h"

/* Fills a template of its own (view_alone), which sees nothing of the page, from what the memo kind's counter covers, the ctx's language and arg. */
typedef struct view *piece_fill(struct ctx *, const void *arg);
/* The piece under this key, or what fill makes now; empty when the template fails (in ctx->err). key NULL: it isn't kept. */
struct view_piece piece_get(struct ctx *, enum memo_kind, const char *key, piece_fill *fill, const void *arg);
/* The same, put at {{name:none}}. */
void piece_put(struct ctx *, struct view *, const char *name, enum memo_kind, const char *key, piece_fill *fill, const void *arg);

#endif
