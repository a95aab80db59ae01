/* Sheets that people import: read row by row, and each row written and read again says the same. */
#include "fuzz.h"

#include "base/csv.h"
#include "base/utf8.h"

static void
again(struct arena *a, const char **cells, size_t n)
{
	struct buf b;
	const char **back;
	struct csv *c;
	size_t m, i;
	int64_t line;

	buf_init(&b, a, 4 << 20);
	/* The first line is what the delimiter is found by. */
	buf_str(&b, "a,b\r\n");
	for (i = 0; i < n; i++)
		csv_cell(&b, i == 0, cells[i]);
	csv_end(&b);
	if (b.full || b.len > 1000000)
		return;
	c = csv_text(a, b.s, b.len);
	HOLDS(csv_next(c, a, &back, &m, &line) == CSV_ROW);
	HOLDS(csv_next(c, a, &back, &m, &line) == CSV_ROW);
	HOLDS(m == n);
	for (i = 0; i < n; i++)
		HOLDS(strcmp(csv_bare(back[i]), cells[i]) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_open();
	struct csv *c = csv_text(a, (const char *)data, n);
	const char **cells;
	int64_t line, last = 0;
	size_t m, i;

	while (csv_next(c, a, &cells, &m, &line) == CSV_ROW) {
		HOLDS(line > last && m > 0 && m <= 500 && cells[m] == NULL);
		last = line;
		for (i = 0; i < m; i++)
			HOLDS(utf8_ok(cells[i], strlen(cells[i])));
		again(a, cells, m);
	}
	HOLDS(csv_why(c));
	arena_close(a);
	return 0;
}
