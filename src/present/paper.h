/* What papers show: the kinds of paper there are, the shop's head, and one order as nota, invoice, slip or label. */
#ifndef PRESENT_PAPER_H
#define PRESENT_PAPER_H

#include "shop/order.h"
#include "view/view.h"

/* A kind of paper: its word in addresses ("nota-58"), the template, how wide it is. What it is called is the message paper.<word>, with dots ("paper.nota.58"). */
enum paper_kind { PAPER_NOTA, PAPER_INVOICE, PAPER_LABEL, PAPER_SLIP, PAPER_LIST };
struct paper {
	const char *word;
	enum paper_kind kind;
	const char *template;	/* of its page */
	const char *drawing;	/* of its file: a description for etalase-media */
	int width_mm;		/* of the paper */
	int height_mm;		/* 0: a roll, as long as what stands on it */
	int sides_mm;		/* left and right of what is printed; rolls print 48 of 58 and 72 of 80 mm */
	const char *letters;	/* size of ordinary ones, in points */
};
extern const struct paper papers[];
extern const size_t papers_n;
extern const struct paper paper_packing, paper_report;	/* of no order */
const struct paper *paper_of(const char *word);		/* NULL: no such paper */
/* Its name in c->lang. */
const char *paper_name(struct ctx *, const struct paper *);

/* HEAD_NAME and rows HEAD_ADDRESS, HEAD_PHONE, HEAD_NIB with VALUE: the shop, or as it stands on an invoice (NULL: now). */
void present_paper_head(struct ctx *, struct view *, const struct invoice *);
/* SHEET: classes for print.css; a roll's has its length, guessed from how many lines of text there will be. */
void present_paper_sheet(struct ctx *, struct view *, const struct paper *, const struct order *, const struct order_line *, size_t n);
/* Everything of one order that any paper shows: present_order_head, address, sums, lines with LINE_SUM before discount, WEIGHT ("1,2 kg"), QR of its page, COLLECT when cash is due. */
void present_paper_order(struct ctx *, struct view *, const struct order *);
void present_paper_lines(struct ctx *, struct view *, const struct order_line *, size_t n);
/* A whole nota, or the invoice when it is given. */
void present_nota(struct ctx *, struct view *, const struct paper *, const struct order *, const struct invoice *);
/* "850 g", "1,25 kg". */
const char *paper_weight(struct ctx *, int64_t grams);

#endif
