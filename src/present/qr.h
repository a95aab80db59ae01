/* QR codes as one SVG path, so that they are part of the page: sharp on any printer, nothing to load. */
#ifndef PRESENT_QR_H
#define PRESENT_QR_H

#include "view/view.h"

/* Section QR with QR_PATH and QR_SIDE (modules with the quiet zone): <svg viewBox="0 0 {{QR_SIDE}} {{QR_SIDE}}"><path d="{{QR_PATH}}"/></svg>. Nothing when the text does not fit. */
void present_qr(struct ctx *, struct view *, const char *text);

#endif
