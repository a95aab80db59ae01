/*
 * The media lane: has etalase-media make the sizes of an uploaded picture, moves them to where nginx (or, for transfer photos, the
 * staff's page) finds them, and writes down what came of it. Pictures are hostile: they are decoded in that program alone, under a
 * time limit; one that breaks it three times is refused. Running twice is harmless: names follow from content, and moves replace.
 */
#include "jobs/draw.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/js.h"
#include "base/log.h"
#include "base/str.h"
#include "db/db.h"
#include "jobs/program.h"
#include "shop/media.h"
#include "shop/media_library.h"
#include "shop/outbox.h"

#define SECONDS 20
#define BROKEN_TRIES 3

enum { Q_WANTED };

static const struct db_stmt q[] = {
	/* The same photo may have been sent twice before the first was made. */
	[Q_WANTED] = SQL("job.media_wanted",
	    "SELECT COUNT(*) FROM outbox WHERE lane IN ('media', 'proof') AND state IN ('due', 'leased') AND id <> $1"
	    " AND payload LIKE '%' || CAST($2 AS TEXT) || '%'"),
};
DB_TABLE(q);

struct picture_job {
	const struct outbox_row *row;
	const char *hash;	/* of the upload: its name in DATA/incoming */
	int64_t proof;		/* 0: a product's picture */
	const char *proof_file;
	struct draw_place at;
	const char *refused;	/* why; NULL: it was made */
	int64_t width, height;
	bool alpha;
	const char *blur;	/* as struct picture has it, or "" */
	bool wanted;		/* another job needs the same raw file */
};

/* A name of one path segment, without a leading dot: lower-case letters, digits, dot and dash. */
static bool
plain_name(const char *s)
{
	return !str_empty(s) && strlen(s) <= 80 && *s != '.' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.-")] == '\0';
}

static bool
move_file(struct ctx *c, const char *from, const char *dir, const char *name, unsigned mode)
{
	const char *to = arena_printf(c->arena, "%s/%s", dir, name);

	if (chmod(from, mode) == 0 && file_sync(from) && rename(from, to) == 0)
		return true;
	err_set(c, ERR_DISK, "job.media", "a made picture could not be moved: errno %d", errno);
	return false;
}

/* Where a made file belongs. The first of a proof is the proof; a product's carry their size. */
static const char *
made_name(struct ctx *c, const struct picture_job *j, const char *file, size_t i)
{
	if (!j->proof)
		return arena_printf(c->arena, "%s-%s", j->hash, file);
	return i == 0 ? j->proof_file : arena_printf(c->arena, "%s-%s", j->proof_file, file);
}

static bool
move_all(struct ctx *c, const struct picture_job *j, const json_t *files)
{
	const char *dir = j->proof ? arena_printf(c->arena, "%s/private/proof", j->at.data) :
	    arena_printf(c->arena, "%s/media/%.2s", j->at.data, j->hash);
	/* On a server the group is nginx's (conf/systemd/tmpfiles.conf.in): it sends them when we say so. The umask keeps others out of the folder. */
	unsigned mode = j->proof ? 0640 : 0644;

	if (!file_mkdirs(dir, j->proof ? 0711 : 0755)) {
		err_set(c, ERR_DISK, "job.media", "no folder for made pictures: errno %d", errno);
		return false;
	}
	for (size_t i = 0; i < json_array_size(files); i++) {
		const char *file = json_string_value(json_array_get(files, i));

		if (!move_file(c, arena_printf(c->arena, "%s/%s", j->at.temp, file), dir, made_name(c, j, file, i), mode))
			return false;
	}
	if (!file_sync(dir)) {
		err_set(c, ERR_DISK, "job.media", "the folder of made pictures could not be synced: errno %d", errno);
		return false;
	}
	return true;
}

/* It goes into pages as it is: nothing but base64 of its length. */
static const char *
blur_read(const json_t *js)
{
	const char *s = js_get(js, "blur");

	return strlen(s) == PICTURE_BLUR && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == PICTURE_BLUR ? s : "";
}

/* Reads the program's answer; false when it is none. */
static bool
answer_read(struct ctx *c, struct picture_job *j, const char *text, const json_t **files)
{
	const char *why = "", *reason;
	json_t *js = js_parse(c->arena, text, strlen(text), &why);

	*files = NULL;
	if (!json_is_object(js))
		return false;
	if (json_is_false(json_object_get(js, "ok"))) {
		reason = js_get(js, "reason");
		j->refused = str_eq(reason, "bomb") || str_eq(reason, "type") || str_eq(reason, "limit") ? reason : "damaged";
		return true;
	}
	j->width = js_get_int(js, "width", 0);
	j->height = js_get_int(js, "height", 0);
	j->alpha = json_is_true(json_object_get(js, "alpha"));
	j->blur = blur_read(js);
	*files = json_object_get(js, "files");
	if (!json_is_true(json_object_get(js, "ok")) || json_array_size(*files) == 0 || j->width < 1 || j->height < 1)
		return false;
	for (size_t i = 0; i < json_array_size(*files); i++) {
		if (!plain_name(json_string_value(json_array_get(*files, i))))
			return false;
	}
	return true;
}

static const char *
question(struct ctx *c, const struct picture_job *j)
{
	json_t *js = js_own(c->arena, json_pack("{s:s, s:s, s:s}", "in",
	    arena_printf(c->arena, "%s/incoming/%s", j->at.data, j->hash), "out", j->at.temp, "kind", j->proof ? "proof" : "product"));

	return arena_printf(c->arena, "%s\n", js_text(c->arena, js));
}

/* Runs the program and moves what it made. RETRY with *why, or DONE with j->refused or the sizes set. */
static enum job_result
make(struct ctx *c, struct picture_job *j, const char **why)
{
	bool last = j->row->attempts >= BROKEN_TRIES;
	const json_t *files = NULL;
	const char *text;

	switch (program_run(c->arena, c->conf->media_program, question(c, j), SECONDS, &text)) {
	case PROGRAM_MISSING:
		*why = "the media program could not be started";
		return JOB_RETRY;
	case PROGRAM_NOT_NOW:
		*why = "the media program had no space or no handles";
		return JOB_RETRY;
	case PROGRAM_LATE:
		*why = "the media program took too long";
		j->refused = "limit";
		return last ? JOB_DONE : JOB_RETRY;
	case PROGRAM_SPENT:
		j->refused = "limit";
		return JOB_DONE;
	case PROGRAM_FAILED:
		*why = "the media program failed";
		j->refused = "damaged";
		return last ? JOB_DONE : JOB_RETRY;
	case PROGRAM_OK:
		break;
	}
	if (!answer_read(c, j, text, &files)) {
		*why = "the media program answered nothing of use";
		j->refused = "damaged";
		return last ? JOB_DONE : JOB_RETRY;
	}
	if (!j->refused && !move_all(c, j, files)) {
		*why = "the made pictures could not be moved";
		return JOB_RETRY;
	}
	return JOB_DONE;
}

/* The outcome and the end of the job, in one transaction. */
static bool
write_down(struct ctx *c, void *arg)
{
	struct picture_job *j = arg;

	if (j->proof && j->refused)
		proof_refused(c, j->proof, j->refused);
	else if (j->proof)
		proof_ready(c, j->proof, j->width, j->height);
	else if (j->refused)
		media_refused(c, j->hash, j->refused);
	else
		media_ready(c, j->hash, j->width, j->height, j->alpha, j->blur);
	outbox_done(c, j->row->id);
	j->wanted = db_one_int(c, 0, &q[Q_WANTED], DB_I(j->row->id), DB_T(j->hash)) > 0;
	return true;
}

/*
 * What lay there when the job began is no longer needed. The same photo may have been sent again meanwhile (a button pressed twice) and lie under the same name before its row is committed:
 * that one is another file and stays for its own job.
 */
static void
drop(const char *incoming, const struct stat *was)
{
	struct stat st;

	if (stat(incoming, &st) == 0 && st.st_ino == was->st_ino && st.st_ctim.tv_sec == was->st_ctim.tv_sec && st.st_ctim.tv_nsec == was->st_ctim.tv_nsec)
		(void)unlink(incoming);
}

static enum job_result
run(struct ctx *c, struct picture_job *j, const char **why)
{
	const char *incoming;
	struct stat was = { 0 };
	enum job_result result = JOB_DONE;

	if (!draw_place_open(c, "media", &j->at))
		return JOB_RETRY;
	incoming = arena_printf(c->arena, "%s/incoming/%s", j->at.data, j->hash);
	if (stat(incoming, &was) == 0)
		result = make(c, j, why);
	else if (errno == ENOENT)
		j->refused = "damaged";
	else
		*why = "the upload could not be looked at", result = JOB_RETRY;	/* no handles, a disk that fails: not the photo's fault */
	draw_place_close(c, &j->at);
	if (result == JOB_RETRY)
		return result;
	if (!db_transact(c, DB_WRITE, write_down, j))
		return JOB_RETRY;
	LOG(EV_MEDIA, KV("kind", j->row->kind), KI("outbox", j->row->id), KV("result", j->refused ? j->refused : "ready"));
	if (!j->wanted)
		drop(incoming, &was);
	return JOB_DONE;
}

enum job_result
job_media_product(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct picture_job j = { .row = row };
	const char *fault = "";

	j.hash = js_get(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "hash");
	if (!crypt_is_hash(j.hash)) {
		*why = "the payload names no picture";
		return JOB_RETRY;
	}
	return run(c, &j, why);
}

struct find_proof {
	int64_t id;
	struct proof *proof;
};

static bool
find(struct ctx *c, void *arg)
{
	struct find_proof *f = arg;

	f->proof = proof_get(c, f->id);
	return true;
}

enum job_result
job_media_proof(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct picture_job j = { .row = row };
	const char *fault = "";
	const json_t *payload = js_parse(c->arena, row->payload, strlen(row->payload), &fault);
	struct find_proof f = { js_get_int(payload, "proof", 0), NULL };

	j.hash = js_get(payload, "hash");
	j.proof = f.id;
	if (!db_transact(c, DB_READ, find, &f))
		return JOB_RETRY;
	if (!f.proof || !crypt_is_hash(j.hash)) {
		*why = "the payload names no proof";
		return JOB_RETRY;
	}
	j.proof_file = f.proof->file;
	return run(c, &j, why);
}

struct blur_done {
	const struct outbox_row *row;
	const char *hash, *blur;
};

static bool
blur_down(struct ctx *c, void *arg)
{
	const struct blur_done *b = arg;

	media_blur(c, b->hash, b->blur);
	outbox_done(c, b->row->id);
	return true;
}

enum job_result
job_media_blur(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct blur_done b = { .row = row, .blur = "" };
	const char *fault = "", *text;
	struct draw_place at;
	json_t *js;

	b.hash = js_get(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "hash");
	if (!crypt_is_hash(b.hash)) {
		*why = "the payload names no picture";
		return JOB_STOP;
	}
	if (!draw_place_open(c, "media", &at))
		return JOB_RETRY;
	js = js_own(c->arena, json_pack("{s:s, s:s, s:s}", "in", arena_printf(c->arena, "%s/media/%.2s/%s-400.jpg", at.data, b.hash, b.hash), "out", at.temp, "kind", "blur"));
	/* A file that is gone or can't be read has no placeholder; it will be asked for once. */
	if (program_run(c->arena, c->conf->media_program, arena_printf(c->arena, "%s\n", js_text(c->arena, js)), SECONDS, &text) == PROGRAM_OK && (js = js_parse(c->arena, text, strlen(text), &fault)))
		b.blur = blur_read(js);
	draw_place_close(c, &at);
	return db_transact(c, DB_WRITE, blur_down, &b) ? JOB_DONE : JOB_RETRY;
}

#define SIZES { "1200.webp", "1200.jpg", "800.webp", "800.jpg", "400.webp", "400.jpg" }

struct dropping {
	const struct outbox_row *row;
	const char *hash;
};

/* Whoever brings the same picture in this moment commits after us and has its sizes made anew by a job of its own. */
static bool
drop_files(struct ctx *c, void *arg)
{
	static const char *const sizes[] = SIZES;
	const struct dropping *d = arg;

	for (size_t i = 0; i < ARRAY_LEN(sizes) && media_is_gone(c, d->hash); i++)
		if (unlink(arena_printf(c->arena, "%s/media/%.2s/%s-%s", c->conf->data, d->hash, d->hash, sizes[i])) != 0 && errno != ENOENT) {
			err_set(c, ERR_DISK, "job.media", "a picture could not be deleted: errno %d", errno);
			return false;
		}
	outbox_done(c, d->row->id);
	return true;
}

enum job_result
job_media_drop(struct ctx *c, const struct outbox_row *row, const char **why)
{
	struct dropping d = { .row = row };
	const char *fault = "";

	d.hash = js_get(js_parse(c->arena, row->payload, strlen(row->payload), &fault), "hash");
	if (!crypt_is_hash(d.hash)) {
		*why = "the payload names no picture";
		return JOB_STOP;
	}
	*why = "the picture's files could not be deleted";
	return db_transact(c, DB_WRITE, drop_files, &d) ? JOB_DONE : JOB_RETRY;
}
