/* One address for a page: what the same path is called when it is written as we write it. */
#ifndef HTTP_TIDY_H
#define HTTP_TIDY_H

#include "base/ctx.h"

/*
 * A decoded path (parse_path) as our own links have it: one slash where there are several, none at the end, small letters, without "/index.php" or "/index.html" before or behind, and without "/id", since
 * Indonesian has no prefix. Always a path that url_is_local() takes. The argument itself when it is one.
 */
const char *tidy_path(struct arena *, const char *path);

#endif
