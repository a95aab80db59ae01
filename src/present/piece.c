/* Keeps the text of a piece, not the tree of values it is made from: that one dies with the request. */
#include "present/piece.h"

static void
keep(struct ctx *c, enum memo_kind kind, const char *key, const struct view_piece *made)
{
	struct arena *before = memo_enter(c, kind);
	struct view_piece *kept = arena_new(c->arena, struct view_piece);

	*kept = (struct view_piece){ arena_mem(c->arena, made->html, made->len), made->len };
	memo_put(c, kind, key, kept);
	memo_leave(c, before);
}

struct view_piece
piece_get(struct ctx *c, enum memo_kind kind, const char *key, piece_fill *fill, const void *arg)
{
	const struct view_piece *kept = key ? memo_find(c, kind, key) : NULL;
	struct view_piece made = { "", 0 };

	if (kept)
		return *kept;
	if (view_piece(fill(c, arg), &made) && key)
		keep(c, kind, key, &made);
	return made;
}

void
piece_put(struct ctx *c, struct view *v, const char *name, enum memo_kind kind, const char *key, piece_fill *fill, const void *arg)
{
	struct view_piece piece = piece_get(c, kind, key, fill, arg);

	view_pieces(v, name, &piece, 1);
}
