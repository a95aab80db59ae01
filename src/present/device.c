/* Reads a User-Agent as far as a person needs it to know their own phone again. The order counts: every browser claims to be others, too. */
#include "present/device.h"

#include "base/i18n.h"

struct word { const char *part, *means; };

static const struct word devices[] = {
	{ "iPhone", "device.iphone" }, { "iPad", "device.ipad" }, { "Android", "device.android" }, { "Windows", "device.windows" }, { "Macintosh", "device.mac" },
	{ "CrOS", "device.chromebook" }, { "Linux", "device.linux" },
};
static const struct word browsers[] = {
	{ "Edg", "Edge" }, { "OPR/", "Opera" }, { "SamsungBrowser/", "Samsung Internet" }, { "UCBrowser/", "UC Browser" }, { "MiuiBrowser/", "Mi Browser" },
	{ "Firefox/", "Firefox" }, { "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" },
};

static const char *
find(const struct word *words, size_t n, const char *agent)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strstr(agent, words[i].part))
			return words[i].means;
	return NULL;
}

const char *
present_device(struct ctx *c, const char *agent)
{
	const char *device = find(devices, ARRAY_LEN(devices), agent), *browser = find(browsers, ARRAY_LEN(browsers), agent);

	device = i18n(c->arena, c->lang, device ? device : "device.other", NULL);
	return browser ? arena_printf(c->arena, "%s · %s", device, browser) : device;
}
