/* How rows of the catalogue's files are written: CSV in Meta's words, RSS 2.0 in Google's. What a row says: shop/feed.h. */
#ifndef PRESENT_FEED_H
#define PRESENT_FEED_H

#include "shop/feed.h"

extern const struct feed_writer present_feeds[FEED_COUNT];

#endif
