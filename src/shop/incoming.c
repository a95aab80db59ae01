/* Uploads moved in, before a row names them. */
#include "shop/incoming.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/conf.h"
#include "base/file.h"

const char *
incoming_path(struct ctx *c, const char *hash)
{
	return arena_printf(c->arena, "%s/incoming/%s", c->conf->data, hash);
}

bool
incoming_fault(struct ctx *c, const char *what)
{
	if (errno != ENOSPC && errno != EDQUOT)
		err_set(c, ERR_DISK, "incoming", "%s: errno %d", what, errno);
	return false;
}

bool
incoming_put(struct ctx *c, const char *path, const char *hash)
{
	const char *dir = arena_printf(c->arena, "%s/incoming", c->conf->data);

	if (!file_mkdirs(dir, 0700))
		return incoming_fault(c, "no folder for uploads");
	if (!file_sync(path) || chmod(path, 0600) != 0 || rename(path, incoming_path(c, hash)) != 0)
		return incoming_fault(c, "an upload could not be moved");
	if (!file_sync(dir))
		return incoming_fault(c, "the folder of uploads could not be synced");
	return true;
}
