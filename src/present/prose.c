/* Blocks of shop/content.h in template fields: neighbouring list items stand in one list. All is escaped by the template; there is no markup to sanitise. */
#include "present/prose.h"

#include "shop/content.h"

bool
present_prose(struct ctx *c, struct view *v, const char *text)
{
	size_t n, i;
	struct page_block *blocks = page_blocks(c, text, &n);
	struct view *prose, *list = NULL, *row;

	if (n == 0)
		return false;
	prose = view_row(v, "PROSE");
	for (i = 0; i < n; i++) {
		if (blocks[i].kind == BLOCK_ITEM) {
			if (!list)
				list = view_row(view_row(prose, "BLOCK"), "LIST");
			view_text(view_row(list, "ITEM"), "TEXT", blocks[i].text);
			continue;
		}
		list = NULL;
		row = view_row(prose, "BLOCK");
		view_text(row, "TEXT", blocks[i].text);
		view_flag(row, blocks[i].kind == BLOCK_HEADING ? "HEADING" : "PARAGRAPH", true);
	}
	return true;
}

const char *
present_prose_first(struct ctx *c, const char *text)
{
	size_t n, i;
	struct page_block *blocks = page_blocks(c, text, &n);

	for (i = 0; i < n; i++)
		if (blocks[i].kind == BLOCK_PARAGRAPH)
			return blocks[i].text;
	return "";
}
