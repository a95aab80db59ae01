/* Facebook pages: what they take. */
#include "shop/publication.h"

/* Text: what clients commonly allow; pictures: as many as are known to work; bytes: a refusal text of the network speaks of 4 MB (reference of the Page photos edge and field reports, 2026). */
static const struct social_channel channel_facebook = {
	.name = "facebook",
	.order = 10,
	.limits = { .text = 63206, .pictures_most = 10, .side_least = 320, .side_most = 2048, .bytes = 4000000, .alt = 1000, .link = true, .edit = true, .remove = true },
};
SOCIAL_CHANNEL(channel_facebook);
