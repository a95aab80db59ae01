/* One stemmer for the process, made when it is first needed. */
#include "base/stem.h"

#include <libstemmer.h>
#include <string.h>

static struct sb_stemmer *stemmer;

const char *
stem_word(struct arena *a, const char *word)
{
	const sb_symbol *s;

	if (!stemmer)
		stemmer = sb_stemmer_new("indonesian", "UTF_8");
	s = stemmer ? sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)strlen(word)) : NULL;
	return s && *s ? arena_mem(a, s, (size_t)sb_stemmer_length(stemmer)) : word;
}
