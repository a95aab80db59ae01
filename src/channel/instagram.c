/* Instagram's professional accounts: what they take. */
#include "shop/publication.h"

/* Reference of the media edge, 2026: JPEG alone, 4:5 to 1.91:1, 320 to 1440 pixels wide, 8 MiB; carousels of two to ten. A text is never changed afterwards, and removing is not offered reliably. */
static const struct social_channel channel_instagram = {
	.name = "instagram",
	.order = 20,
	.limits = { .text = 2200, .hashtags = 30, .mentions = 20, .pictures_least = 1, .pictures_most = 10, .ratio_least = 800, .ratio_most = 1910, .side_least = 320, .side_most = 1440,
	    .bytes = 8 << 20, .alt = 1000 },
};
SOCIAL_CHANNEL(channel_instagram);
