/*
 * Two walks over boxes inside boxes: those of MP4 (ISO/IEC 14496-12) and the elements of WebM (RFC 8794, RFC 9559). Every length is checked against what is left, every step goes forward, and how deep a
 * walk goes stands in the code.
 */
#include "shop/clip.h"

#define SIDE_MAX 16384	/* a picture this wide is none that a phone made */

/* What lies between here and there. */
struct span { const unsigned char *at, *end; };

static size_t
left(const struct span *s)
{
	return (size_t)(s->end - s->at);
}

static uint64_t
number(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return v;
}

static bool
shape_ok(uint64_t w, uint64_t h)
{
	return w > 0 && h > 0 && w <= SIDE_MAX && h <= SIDE_MAX;
}

/* --- MP4 --- */

/* The next box: its name's four bytes and what is in it. False: there is none any more. */
static bool
box_next(struct span *in, const unsigned char **name, struct span *body)
{
	uint64_t size;
	size_t head = 8;

	if (left(in) < head)
		return false;
	size = number(in->at, 4);
	*name = in->at + 4;
	if (size == 1) {
		head = 16;
		if (left(in) < head)
			return false;
		size = number(in->at + 8, 8);
	} else if (size == 0) {
		size = left(in);	/* to the end of the file */
	}
	if (size < head || size > left(in))
		return false;
	*body = (struct span){ in->at + head, in->at + size };
	in->at += size;
	return true;
}

static bool
box_find(struct span in, const char *want, struct span *body)
{
	const unsigned char *name;

	while (box_next(&in, &name, body))
		if (memcmp(name, want, 4) == 0)
			return true;
	return false;
}

/* The head of a track: width and height close it, 16.16 each, behind a matrix of nine that turns the picture. */
static bool
track_shape(struct span track, uint64_t *w, uint64_t *h)
{
	struct span head;
	size_t at;

	if (!box_find(track, "tkhd", &head) || left(&head) < 1)
		return false;
	at = head.at[0] == 1 ? 88 : 76;
	if (left(&head) < at + 8)
		return false;
	*w = number(head.at + at, 4) >> 16;
	*h = number(head.at + at + 4, 4) >> 16;
	/* A quarter turn: nothing of x stays x. */
	if (number(head.at + at - 36, 4) == 0 && number(head.at + at - 32, 4) != 0) {
		uint64_t was = *w;

		*w = *h;
		*h = was;
	}
	return shape_ok(*w, *h);
}

static bool
mp4_shape(struct span in, uint64_t *w, uint64_t *h)
{
	const unsigned char *name;
	struct span movie, body;

	if (!box_find(in, "moov", &movie))
		return false;
	while (box_next(&movie, &name, &body))
		if (memcmp(name, "trak", 4) == 0 && track_shape(body, w, h))
			return true;
	return false;
}

/* --- WebM --- */

#define EBML UINT64_C(0x1A45DFA3)
#define DOC_TYPE UINT64_C(0x4282)
#define SEGMENT UINT64_C(0x18538067)
#define TRACKS UINT64_C(0x1654AE6B)
#define TRACK UINT64_C(0xAE)
#define VIDEO UINT64_C(0xE0)
#define WIDE UINT64_C(0xB0)
#define HIGH UINT64_C(0xBA)

/* How many bytes a number has is told by the zeros that its first one begins with. 0: no number. */
static size_t
length_of(unsigned char first)
{
	size_t n = 1;

	while (n <= 8 && !(first & 0x80 >> (n - 1)))
		n++;
	return n <= 8 ? n : 0;
}

static bool
element_next(struct span *in, uint64_t *id, struct span *body)
{
	size_t n = left(in) > 0 ? length_of(*in->at) : 0, m;
	uint64_t size;

	if (n == 0 || n > 4 || left(in) <= n)
		return false;
	*id = number(in->at, n);
	m = length_of(in->at[n]);
	if (m == 0 || left(in) < n + m)
		return false;
	size = number(in->at + n, m) & ((UINT64_C(1) << 7 * m) - 1);
	in->at += n + m;
	if (size == (UINT64_C(1) << 7 * m) - 1)
		size = left(in);	/* of a film that was sent while it was made: to the end */
	if (size > left(in))
		return false;
	*body = (struct span){ in->at, in->at + size };
	in->at += size;
	return true;
}

static bool
element_find(struct span in, uint64_t want, struct span *body)
{
	uint64_t id;

	while (element_next(&in, &id, body))
		if (id == want)
			return true;
	return false;
}

static bool
is_webm(struct span in)
{
	struct span head, type;

	uint64_t id;

	return element_next(&in, &id, &head) && id == EBML && element_find(head, DOC_TYPE, &type) && left(&type) >= 4 && memcmp(type.at, "webm", 4) == 0 && (left(&type) == 4 || type.at[4] == 0);
}

static bool
side(struct span video, uint64_t which, uint64_t *n)
{
	struct span body;

	if (!element_find(video, which, &body) || left(&body) == 0 || left(&body) > 8)
		return false;
	*n = number(body.at, left(&body));
	return true;
}

static bool
webm_shape(struct span in, uint64_t *w, uint64_t *h)
{
	struct span segment, tracks, body, video;
	uint64_t id;

	if (!element_find(in, SEGMENT, &segment) || !element_find(segment, TRACKS, &tracks))
		return false;
	while (element_next(&tracks, &id, &body))
		if (id == TRACK && element_find(body, VIDEO, &video) && side(video, WIDE, w) && side(video, HIGH, h) && shape_ok(*w, *h))
			return true;
	return false;
}

/* --- both --- */

enum clip
clip_kind(const char *p, size_t n)
{
	static const char *const brands[] = { "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "dash" };
	size_t i;

	if (n >= 16 && memcmp(p + 4, "ftyp", 4) == 0)
		for (i = 0; i < ARRAY_LEN(brands); i++)
			if (memcmp(p + 8, brands[i], 4) == 0)
				return CLIP_MP4;
	return is_webm((struct span){ (const unsigned char *)p, (const unsigned char *)p + n }) ? CLIP_WEBM : CLIP_NONE;
}

bool
clip_shape(const char *p, size_t n, int64_t *width, int64_t *height)
{
	struct span in = { (const unsigned char *)p, (const unsigned char *)p + n };
	uint64_t w = 0, h = 0;
	bool ok = false;

	switch (clip_kind(p, n)) {
	case CLIP_NONE:
		break;
	case CLIP_MP4:
		ok = mp4_shape(in, &w, &h);
		break;
	case CLIP_WEBM:
		ok = webm_shape(in, &w, &h);
		break;
	}
	*width = ok ? (int64_t)w : 0;
	*height = ok ? (int64_t)h : 0;
	return ok;
}
