/*
 * Posters in the paper lane: has etalase-media draw what was asked for (shop/poster.h), moves the files to DATA/media/poster, where nginx finds them, and writes down what came of it. One that cannot be drawn in three
 * tries is told to whoever waits for it. Running twice is harmless: names follow from content, moves replace, and a file without a row is swept.
 */
#include "jobs/draw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/str.h"
#include "shop/outbox.h"
#include "shop/poster.h"

#define LARGE_MOST 24	/* goods on paper whose photos are taken in their middle size */

static const void *
find(struct ctx *c, int64_t id)
{
	return poster_todo(c, id);
}

/* What was asked for, with the paths of this machine. One picture is taken large, many in the size in which they are seen. */
static const char *
question(struct ctx *c, const struct drawing *d)
{
	const struct poster_made *made = d->todo;
	const char *why = "";
	json_t *js = js_parse(c->arena, made->request, strlen(made->request), &why), *items = json_object_get(js, "items");
	size_t n = json_array_size(items);
	int size = n == 1 ? 1200 : n <= LARGE_MOST ? 800 : 400;

	for (size_t i = 0; i < n; i++) {
		json_t *it = json_array_get(items, i);
		const char *hash = js_get(it, "hash");

		if (crypt_is_hash(hash))
			json_object_set_new(it, "photo", json_string(arena_printf(c->arena, "%s/media/%.2s/%s-%d.jpg", d->at.data, hash, hash, size)));
	}
	json_object_set_new(js, "kind", json_string("poster"));
	json_object_set_new(js, "out", json_string(d->at.temp));
	json_object_set_new(js, "fonts", json_string(draw_fonts(c)));
	return js_text(c->arena, js);
}

static bool
move(struct ctx *c, struct drawing *d)
{
	struct poster_made made = *(const struct poster_made *)d->todo;
	bool pdf = str_eq(made.ending, "pdf"), ok = file_mkdirs(arena_printf(c->arena, "%s/media/poster", d->at.data), 0755);

	made.state = POSTER_READY;
	made.pages = d->pages;
	for (int64_t i = 1; ok && i <= (pdf ? 1 : d->pages); i++) {
		const char *from = pdf ? arena_printf(c->arena, "%s/poster.pdf", d->at.temp) : arena_printf(c->arena, "%s/poster-%lld.jpg", d->at.temp, (long long)i);

		ok = chmod(from, 0644) == 0 && file_sync(from) && rename(from, arena_printf(c->arena, "%s/%s", d->at.data, poster_path(c, &made, i))) == 0;
	}
	ok = ok && file_sync(arena_printf(c->arena, "%s/media/poster", d->at.data));
	if (!ok)
		err_set(c, ERR_DISK, "job.poster", "a drawn poster could not be moved: errno %d", errno);
	return ok;
}

static void
write_down(struct ctx *c, const struct drawing *d)
{
	if (d->failed)
		poster_failed(c, d->id, d->failed);
	else
		poster_drawn(c, d->id, d->pages);
}

enum job_result
job_poster_draw(struct ctx *c, const struct outbox_row *row, const char **why)
{
	static const struct draw_kind kind = { "poster", POSTER_ITEMS_MAX, find, question, move, write_down };
	const char *fault = "";

	return draw_run(c, &kind, row, js_get_int(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "poster", 0), why);
}
