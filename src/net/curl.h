/* libcurl, which the lanes of the worker alone need, so it is loaded when one of them begins (base/late.h). Included in the place of <curl/curl.h>, whose names mean the loaded functions then. */
#ifndef NET_CURL_H
#define NET_CURL_H

/* Its checks of types are macros in the place of the functions. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#undef curl_easy_getinfo
#undef curl_easy_setopt

#include "base/late.h"

#define CURL_FUNCTIONS(X) \
	X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_header) X(curl_easy_init) X(curl_easy_perform) X(curl_easy_setopt) X(curl_free) \
	X(curl_mime_addpart) X(curl_mime_data) X(curl_mime_encoder) X(curl_mime_filedata) X(curl_mime_filename) X(curl_mime_free) X(curl_mime_init) \
	X(curl_mime_name) X(curl_mime_subparts) X(curl_mime_type) X(curl_slist_append) X(curl_slist_free_all) X(curl_url) X(curl_url_cleanup) X(curl_url_get) \
	X(curl_url_set)

struct net_curl { CURL_FUNCTIONS(LATE_MEMBER) };
extern struct net_curl net_curl;

/* Before the first of the functions is called. A machine without libcurl: BUG, with what the loader said. */
void net_curl_load(void);

#define curl_easy_cleanup net_curl.curl_easy_cleanup
#define curl_easy_getinfo net_curl.curl_easy_getinfo
#define curl_easy_header net_curl.curl_easy_header
#define curl_easy_init net_curl.curl_easy_init
#define curl_easy_perform net_curl.curl_easy_perform
#define curl_easy_setopt net_curl.curl_easy_setopt
#define curl_free net_curl.curl_free
#define curl_mime_addpart net_curl.curl_mime_addpart
#define curl_mime_data net_curl.curl_mime_data
#define curl_mime_encoder net_curl.curl_mime_encoder
#define curl_mime_filedata net_curl.curl_mime_filedata
#define curl_mime_filename net_curl.curl_mime_filename
#define curl_mime_free net_curl.curl_mime_free
#define curl_mime_init net_curl.curl_mime_init
#define curl_mime_name net_curl.curl_mime_name
#define curl_mime_subparts net_curl.curl_mime_subparts
#define curl_mime_type net_curl.curl_mime_type
#define curl_slist_append net_curl.curl_slist_append
#define curl_slist_free_all net_curl.curl_slist_free_all
#define curl_url net_curl.curl_url
#define curl_url_cleanup net_curl.curl_url_cleanup
#define curl_url_get net_curl.curl_url_get
#define curl_url_set net_curl.curl_url_set

#endif
