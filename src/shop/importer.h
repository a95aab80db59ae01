/* Importing goods from CSV: WooCommerce's product export and our own format (documented in sql/README.md); idempotent by (source, its id or key, option values), SKU second. */
#ifndef SHOP_IMPORTER_H
#define SHOP_IMPORTER_H

#include "base/ctx.h"

struct import_result {
	const char *format;		/* "etalase", "woocommerce", "" not recognised */
	int64_t rows, products_new, products_changed, products_same, variants, refused, warnings;
};
/* One call per product or fault, in plain words: status "new", "changed", "same", "refused", "warning", "note"; message id + argument for i18n. line: of the file, 0 and up.
 * The strings last for the call only; the caller's ctx and its arena are the caller's to use in it, the database is not. */
typedef void import_report(struct ctx *, int64_t line, const char *status, const char *name, const char *message_id, const char *arg, void *);
enum import_run { IMPORT_OK, IMPORT_UNKNOWN, IMPORT_BAD_FILE, IMPORT_FAILED };
/* Outside a transaction: products are written each in its own. dry: nothing is written, the report says what would be. Pictures that are files beside the CSV (our own format) are
 * taken through media; addresses are kept in picture_source and named in the report. */
MUST_USE enum import_run import_file(struct ctx *, const char *path, bool dry, import_report *, void *, struct import_result *);

#endif
