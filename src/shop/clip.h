/* Short films as they come from phones: is a file one that browsers play, and what shape is its picture? Told by its bytes alone, within them, and nothing is decoded. */
#ifndef SHOP_CLIP_H
#define SHOP_CLIP_H

#include "base/base.h"

enum clip { CLIP_NONE, CLIP_MP4, CLIP_WEBM };
/* By the first bytes. MP4: an ISO media file (ISO/IEC 14496-12) of a brand for MP4; pictures (HEIC), sound (M4A) and QuickTime are none. WEBM: Matroska whose DocType is webm. */
enum clip clip_kind(const char *p, size_t n);
/* As it is shown, so turned when the phone says so. False: it has no picture, or its table of contents is not in these bytes. */
MUST_USE bool clip_shape(const char *p, size_t n, int64_t *width, int64_t *height);

#endif
