/* Blocks of shop/content.h in template fields: neighbouring list items stand in one list. All is escaped by the template; there is no markup to sanitise. */
#include "present/prose.h"

#include "shop/content.h"

/* A line stays a line: whoever writes one under the other means a list. */
static void
lines(struct ctx *c, struct view *paragraph, const char *text)
{
	bool below = false;

	for (;; below = true) {
		size_t len = strcspn(text, "\n");
		struct view *line = view_row(paragraph, "LINE");

		view_flag(line, "BELOW", below);
		view_text(line, "TEXT", arena_mem(c->arena, text, len));
		if (text[len] == '\0')
			return;
		text += len + 1;
	}
}

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
		if (blocks[i].kind == BLOCK_PARAGRAPH) {
			lines(c, view_row(row, "PARAGRAPH"), blocks[i].text);
			continue;
		}
		view_text(row, "TEXT", blocks[i].text);
		view_flag(row, "HEADING", true);
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
