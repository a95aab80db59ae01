/*
 * The paper lane: has etalase-media draw what was asked for (shop/printed.h), moves the file to DATA/private/paper under a random name, and writes down what came of it. A paper that cannot be drawn in
 * three tries is told to whoever waits for it. Running twice is harmless: the second finds nothing to do, and a file without a row is swept.
 */
#include "jobs/draw.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "shop/outbox.h"
#include "shop/printed.h"

#define PAGES_MOST 10000

static const void *
find(struct ctx *c, int64_t id)
{
	return printed_todo(c, id);
}

static const char *
question(struct ctx *c, const struct drawing *d)
{
	const struct printed *p = d->todo;

	return js_text(c->arena, js_own(c->arena, json_pack("{s:s, s:s, s:s, s:I, s:s}", "kind", "paper", "out", d->at.temp, "fonts", draw_fonts(c), "png", (json_int_t)p->png, "layout", p->layout)));
}

static bool
move(struct ctx *c, struct drawing *d)
{
	const struct printed *p = d->todo;
	const char *ending = p->png ? "png" : "pdf", *dir = arena_printf(c->arena, "%s/private/paper", d->at.data);
	const char *from = arena_printf(c->arena, "%s/paper.%s", d->at.temp, ending);

	/* For nginx, whose group it has on a server (conf/systemd/tmpfiles.conf.in): it sends it when we say so. */
	d->file = arena_printf(c->arena, "%.32s.%s", crypt_hash(c->arena, crypt_token(c->arena, 32), 43), ending);
	if (file_mkdirs(dir, 0711) && chmod(from, 0640) == 0 && rename(from, arena_printf(c->arena, "%s/%s", dir, d->file)) == 0)
		return true;
	err_set(c, ERR_DISK, "job.paper", "a drawn paper could not be moved: errno %d", errno);
	return false;
}

static void
write_down(struct ctx *c, const struct drawing *d)
{
	if (d->failed)
		printed_failed(c, d->id, d->failed);
	else
		printed_made(c, d->id, d->file, d->pages);
}

enum job_result
job_paper_draw(struct ctx *c, const struct outbox_row *row, const char **why)
{
	static const struct draw_kind kind = { "paper", PAGES_MOST, find, question, move, write_down };
	const char *fault = "";

	return draw_run(c, &kind, row, js_get_int(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "printed", 0), why);
}
