/* A page for those who save data, made from the whole one after it was rendered. */
#ifndef VIEW_LITE_H
#define VIEW_LITE_H

#include "base/buf.h"

/*
 * Takes pictures and icons out of a rendered page, in place: img elements with what is around them (picture, source), and svg elements with all that is in them. Of a video what is in it stays: a link to it. Our templates escape what comes from outside, so an angle bracket is always the
 * beginning of an element of ours; anything that does not close stays as it is. For pages whose pictures only adorn: never for one that shows a QR code or a receipt.
 */
void view_lite(struct buf *page);

#endif
