/* The reader of files by a mapping of their columns. Private to the importer. */
#ifndef SHOP_IMPORTER_MAP_H
#define SHOP_IMPORTER_MAP_H

#include "shop/importer_goods.h"

/* As the readers of formats, by im->o->map and im->o->key. False: the mapping is wrong, which is said. */
MUST_USE bool import_mapped(struct import *, struct import_sheet *, enum csv_row *end);

#endif
