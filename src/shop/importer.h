/*
 * Importing goods from CSV: Shopify, WooCommerce, OpenCart, Magento, our own format, and any other file by a mapping of its columns (all documented in sql/README.md). Idempotent by
 * (source, its id or key, option values), SKU second: the same file once more changes nothing, so a run that was killed is simply begun again.
 */
#ifndef SHOP_IMPORTER_H
#define SHOP_IMPORTER_H

#include "base/ctx.h"

struct import_result {
	const char *format;		/* "etalase", "woocommerce", "shopify", "opencart", "magento", "map"; "" not recognised */
	int64_t rows, products_new, products_changed, products_same, variants, refused, warnings;
	int64_t makers_new, tags_new;	/* that the goods brought, or would */
};
/* One call per product or fault, in plain words: status "new", "changed", "same", "refused", "warning", "note"; message id + argument for i18n. line: of the file, 0 and up.
 * Calls come about in the order of the file. The strings last for the call only; the caller's ctx and its arena are the caller's to use in it, the database is not. */
typedef void import_report(struct ctx *, int64_t line, const char *status, const char *name, const char *message_id, const char *arg, void *);

/* All may be left 0. */
struct import_options {
	bool dry;		/* nothing is written, the report says what would be */
	/* "name=Judul,price=Harga" (field=column; also one a line, for names with commas in them; "#3" is the third column); fields: struct import_peek. "" the file is of a known format. */
	const char *map;
	const char *key;	/* "name,city" (or one a line): columns that together identify a row of a mapped file; "" the columns mapped as key or code */
	int64_t after;		/* resume: an earlier run was told by progress that it came to this line. Counts begin at 0 again */
	import_report *report;
	/* About every 500 rows and at the end, outside transactions, with the caller's ctx: the place for writing down how far it came. line: all that begins up to it is done; hand it
	 * to the next run as `after`. False stops: IMPORT_STOPPED. */
	bool (*progress)(struct ctx *, const struct import_result *, int64_t line, void *);
	/* These inside the transaction that writes the product, never in a dry run; that transaction may be rolled back and run again, so they may change nothing but the database. */
	void (*before)(struct ctx *, int64_t product, void *);	/* an existing product will be changed */
	void (*written)(struct ctx *, int64_t product, bool created, int64_t line, void *);
	/* There, too: a "maker", "tag" or "category" that a product names has been made, before the product is written. */
	void (*grouped)(struct ctx *, const char *kind, int64_t id, void *);
	void *arg;		/* of all five */
};
enum import_run { IMPORT_OK, IMPORT_UNKNOWN, IMPORT_BAD_FILE, IMPORT_STOPPED, IMPORT_FAILED };	/* FAILED: ctx->err */
/* Outside a transaction: products are written in transactions of their own. Pictures that are files beside the CSV (our own format) are taken through media; addresses are kept in
 * picture_source and named in the report. */
MUST_USE enum import_run import_file(struct ctx *, const char *path, const struct import_options *, struct import_result *);

/*
 * The place of a run that a command may have been killed in: the file by its path, size and time, with its mapping; "" when there is no such file. import_place: the line to hand
 * over as `after`, 0 from the beginning; import_place_keep: writes it, 0 forgets. Both in a transaction.
 */
const char *import_mark(struct ctx *, const char *path, const struct import_options *);
int64_t import_place(struct ctx *, const char *mark);
void import_place_keep(struct ctx *, const char *mark, int64_t line);

/* The next import of any file writes this product, even one that says the same as the last. */
void import_unprint(struct ctx *, int64_t product);
/* Forgets all that imports know of a product and its variants, addresses of pictures too: before it is taken away. */
void import_forget(struct ctx *, int64_t product);
/* What imports called one category is the other from now on; into 0: nothing. */
void import_category_moved(struct ctx *, int64_t from, int64_t into);

#define IMPORT_PEEK_ROWS 5
#define IMPORT_FIELDS_MAX 40
/* What a file looks like, for mapping it by eye. Lives in ctx->arena. */
struct import_peek {
	const char *format;		/* as in import_result; "" a mapping is needed */
	char delimiter;
	const char *encoding;		/* "UTF-8", "Windows-1252" */
	const char **columns;		/* names as the file writes them */
	size_t n_columns;
	const char **rows[IMPORT_PEEK_ROWS];	/* n_columns cells each, short ones filled with "" */
	size_t n_rows;
	/* What a column can be mapped to; its name for people is the message import.field.<field>. column: suggested, counted from 0; -1 none. */
	struct import_field { const char *field; bool needed; int column; } fields[IMPORT_FIELDS_MAX];
	size_t n_fields;
	const char *why;		/* BAD_FILE: message id, see csv_why() */
};
/* OK (format known), UNKNOWN (a mapping is needed), BAD_FILE (no CSV; why). Touches no database. */
MUST_USE enum import_run import_peek(struct ctx *, const char *path, struct import_peek *);

#endif
