/* Bodies with files. The boundary is fixed, as it is not the hard part: "XyZ". */
#include "request.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char length[40];
	char *env[] = { (char *)(uintptr_t)"REQUEST_METHOD=POST", (char *)(uintptr_t)"REQUEST_URI=/x", (char *)(uintptr_t)"CONTENT_TYPE=multipart/form-data; boundary=XyZ", length, NULL };
	struct shot s;

	request_begin(&s);
	(void)snprintf(length, sizeof(length), "CONTENT_LENGTH=%zu", n);
	request_body(data, n);
	request_take(&s, env);
	switch (body_read(&s.r, 1000000, request_spool)) {
	case BODY_OK:
		HOLDS(s.r.form);
		break;
	case BODY_TOO_LARGE:
	case BODY_BAD:
	case BODY_GONE:
		break;
	}
	request_end(&s);
	return 0;
}
