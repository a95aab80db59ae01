/* The upload of a form with one picture. What became of it stands in r->prepared, since the file itself is moved only once. */
#include "present/taken.h"

#include "base/str.h"
#include "http/form.h"
#include "present/field.h"
#include "present/goods.h"
#include "shop/media.h"

/* What the upload became, before the transaction. */
struct taken {
	const char *hash;	/* "" none */
	const char *fault;	/* message, or NULL */
};

void
present_take(struct request *r)
{
	struct taken *t = arena_new(r->c->arena, struct taken);
	const struct upload *u = request_upload(r, "photo", 0);

	/* Once: when this step is run again, the file is no longer where it came in. */
	if (r->prepared)
		return;
	r->prepared = t;
	t->hash = "";
	if (!u)
		return;
	switch (media_take(r->c, u->path, u->size, &t->hash)) {
	case MEDIA_OK:
		return;
	case MEDIA_TOO_LARGE:
		t->fault = "media.large";
		break;
	case MEDIA_NOT_A_PICTURE:
		t->fault = "media.type";
		break;
	case MEDIA_NO_SPACE:
		t->fault = "media.space";
		break;
	}
	t->hash = "";
}

void
present_taken_fault(struct request *r)
{
	const struct taken *t = r->prepared;

	if (t && t->fault)
		form_bad(r, "photo", t->fault);
}

/* The hash of a photo that came with the form, this time or the time before. */
static const char *
hash_of(struct request *r)
{
	const struct taken *t = r->prepared;
	const char *before = r->form ? request_form(r, "taken") : NULL;

	if (t && *t->hash)
		return t->hash;
	return before && media_taken(r->c, before) ? before : "";
}

void
present_taken(struct request *r, struct view *v, const struct picture *picture)
{
	const char *hash = hash_of(r);
	struct view *row = view_row(v, "F_PHOTO");
	struct picture none = { .hash = "", .alt = "", .blur = "" };

	view_text(row, "FIELD", "photo");
	view_text(row, "ERROR", present_error(r, NULL, "photo"));
	view_flag(row, "BAD", form_error(r, "photo") != NULL);
	present_picture(r->c, row, picture ? picture : &none, 0);
	view_flag(row, "HAS_PHOTO", picture && picture->media != 0);
	if (*hash)
		view_text(view_row(row, "TAKEN"), "TAKEN_HASH", hash);
	(void)present_field_check(r, row, "F_NO_PHOTO", "no_photo", false);
}

int64_t
present_taken_media(struct request *r, int64_t old, bool off)
{
	const char *hash = hash_of(r);

	if (*hash)
		return media_put(r->c, hash);
	return off ? 0 : old;
}
