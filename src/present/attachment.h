/* Papers and clips of a product in template fields: for its page in the shop, for search engines, and in words wherever they are listed. */
#ifndef PRESENT_ATTACHMENT_H
#define PRESENT_ATTACHMENT_H

#include "shop/attachment.h"
#include "shop/catalog.h"
#include "view/view.h"

/* "240 KB", "3,4 MB". */
const char *present_bytes(struct ctx *, int64_t bytes);
/* "PDF · 240 KB", "Video · 3,4 MB", "Video · youtube.com". */
const char *present_attachment_about(struct ctx *, const struct attachment *);
/* Where it can be had; a link's own address. */
const char *present_attachment_url(struct ctx *, const struct attachment *);
/* {{>FILES}}: the section of a product's page (p of catalog_shown); nothing when it has none. */
void present_attachments(struct ctx *, struct view *, const struct product *);
/* schema.org VideoObject for shell_json_ld(); NULL unless it is a clip of ours and the product has a photo to stand for it. */
const char *present_clip_ld(struct ctx *, const struct product *, const struct attachment *);

#endif
