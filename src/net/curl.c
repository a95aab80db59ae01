/* Where libcurl's functions are found. */
#include "net/curl.h"

struct net_curl net_curl;	/* filled once, for as long as the process lives */

void
net_curl_load(void)
{
	static const char *const names[] = { CURL_FUNCTIONS(LATE_NAME) };
	const char *why = "";

	_Static_assert(sizeof(net_curl) == sizeof(names), "a pointer for each name");
	if (!late_load("libcurl.so.4", names, (void **)&net_curl, ARRAY_LEN(names), &why))
		BUG("libcurl: %s", why);
}
