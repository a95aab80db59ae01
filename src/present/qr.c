/* QR codes drawn as runs of dark modules, with the quiet zone of four modules that ISO 18004 asks for. */
#include "present/qr.h"

#include <qrencode.h>

#define QUIET 4
#define PATH_MAX_BYTES 60000

void
present_qr(struct ctx *c, struct view *v, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct buf b;
	int x, y, end;

	if (!code)
		return;
	buf_init(&b, c->arena, PATH_MAX_BYTES);
	for (y = 0; y < code->width; y++) {
		for (x = 0; x < code->width; x = end) {
			const unsigned char *row = code->data + (ptrdiff_t)y * code->width;

			for (end = x + 1; end < code->width && (row[end] & 1) == (row[x] & 1);)
				end++;
			if (row[x] & 1)
				buf_printf(&b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, end - x, end - x);
		}
	}
	if (!b.full) {
		v = view_row(v, "QR");
		view_text(v, "QR_PATH", b.s);
		view_int(v, "QR_SIDE", code->width + 2 * QUIET);
	}
	QRcode_free(code);
}
