/* HTML of another shop's texts as the plain text that ours are. Private to the importer. */
#ifndef SHOP_IMPORTER_PLAIN_H
#define SHOP_IMPORTER_PLAIN_H

#include "base/arena.h"

/* In the form of shop/content.h: tags out (scripts with what is in them), entities decoded, paragraphs parted by a blank line, "## " headings, list items as "- " lines. Well-formed
 * UTF-8 in and out; the time is linear. */
const char *import_plain(struct arena *, const char *html);

#endif
