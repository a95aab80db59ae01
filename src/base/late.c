/* Loading a library while the program runs: dlopen(3) and dlsym(3), all names at once, so that one that is missing is told of before anything is called. */
#include "base/late.h"

#include <dlfcn.h>

bool
late_load(const char *file, const char *const *names, void **functions, size_t n, const char **why)
{
	void *library;

	if (n > 0 && functions[0])
		return true;
	library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	for (size_t i = n; library && i > 0; i--) {
		functions[i - 1] = dlsym(library, names[i - 1]);
		if (!functions[i - 1])
			library = NULL;
	}
	if (library)
		return true;
	*why = dlerror();
	if (n > 0)
		functions[0] = NULL;
	return false;
}
