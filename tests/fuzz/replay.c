/*
 * Runs a harness without a fuzzer, so that any compiler will do: every file of the folders given, whole, then cut and with single bytes changed at places that follow from the content.
 * The seed is the file itself, so each run does the same.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "fuzz.h"

#define CHANGES 40
#define FILE_MOST 100000

static size_t inputs;

/* A copy of its own size, so that reading one byte too many is seen. */
static void
try(const uint8_t *data, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (n)
		memcpy(copy, data, n);
	(void)LLVMFuzzerTestOneInput(copy, n);
	free(copy);
	inputs++;
}

static void
file(const char *path)
{
	static uint8_t data[FILE_MOST];
	uint64_t dice = UINT64_C(0xcbf29ce484222325);
	size_t n, i;
	FILE *f = fopen(path, "rb");

	if (!f) {
		perror(path);
		exit(1);
	}
	n = fread(data, 1, sizeof(data), f);
	(void)fclose(f);
	for (i = 0; i < n; i++)
		dice = (dice ^ data[i]) * UINT64_C(0x100000001b3);
	try(data, n);
	for (i = 0; i < CHANGES && n > 0; i++) {
		size_t at = (size_t)((dice >> 17) % n);
		uint8_t was = data[at];

		data[at] = (uint8_t)(dice >> 40);
		try(data, n);
		data[at] = was;
		try(data, at);
		dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	}
}

int
main(int argc, char **argv)
{
	char path[1000];
	struct dirent *e;
	int i;

	for (i = 1; i < argc; i++) {
		DIR *d = opendir(argv[i]);

		if (!d) {
			perror(argv[i]);
			return 1;
		}
		while ((e = readdir(d)) != NULL) {
			if (e->d_name[0] == '.')
				continue;
			(void)snprintf(path, sizeof(path), "%s/%s", argv[i], e->d_name);
			file(path);
		}
		(void)closedir(d);
	}
	(void)printf("%zu inputs\n", inputs);
	return inputs > 0 ? 0 : 1;
}
