#!/bin/sh
# Floors: each #include "…" points to its own floor or a lower one, modules inside a listed folder stand in total order, and each outside library
# has one home. The order itself is src/floors; ETALASE_ROOT checks another tree.
cd "${ETALASE_ROOT:-$(dirname "$0")/../..}" || exit 1
find src -name '*.[ch]' -o -name '*.cc' | LC_ALL=C sort | xargs awk '
BEGIN {
	while ((getline l < "src/floors") > 0) {
		if (l ~ /^#/ || l ~ /^[ \t]*$/)
			continue
		n = split(l, a, " ")
		rank[a[2]] = a[1]
		if (n > 2)
			ordered[a[2]] = 1
		for (i = 3; i <= n; i++)
			place[a[2] "/" a[i]] = i
	}
	leaf["storefront"] = leaf["admin"] = leaf["api"] = leaf["jobs"] = 1
	rank["media"] = 0
	ordered["media"] = 0
	home["fcgiapp.h"] = home["fcgios.h"] = home["fcgi_config.h"] = "http/fcgi.c"
	home["ctemplate/"] = "view/"
	home["sqlite3.h"] = "db/db_sqlite"
	home["libpq-fe.h"] = "db/db_pq.h"
	home["curl/"] = "net/curl.h"
	home["vips/"] = "media/"
	home["pango/"] = "media/"
	home["libstemmer.h"] = "base/stem.c"
	home["fcgi_stdio.h"] = "nobody (it redefines stdio)"
}

function fault(s)
{
	print FILENAME ":" FNR ": " s
	bad = 1
}

function folder(path)
{
	return index(path, "/") ? substr(path, 1, index(path, "/") - 1) : "."
}

# "order" of shop/order_place.c: the longest listed name that the file name is or begins with
function module(path,	d, f)
{
	d = folder(path)
	f = substr(path, length(d) + 2)
	sub(/\.[a-z]+$/, "", f)
	while (!((d "/" f) in place) && f ~ /_/)
		sub(/_[^_]*$/, "", f)
	return d "/" f
}

FNR == 1 {
	me = substr(FILENAME, 5)
	mine = folder(me)
	if (!(mine in rank))
		fault("src/floors does not know the folder " mine)
	if (ordered[mine] && !(module(me) in place))
		fault("src/floors does not list the module " module(me))
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, q, "\"")
	their = folder(q[2])
	if (their == ".") {
		fault("write the path from src/: \"" q[2] "\"")
		next
	}
	if (!(their in rank)) {
		fault("\"" q[2] "\" is on no floor")
		next
	}
	if (mine == "media" && their != "media" && their != "base")
		fault("media/ uses base/ only, not " q[2])
	else if (their == "media" && mine != "media")
		fault("media/ is another program: " q[2])
	else if (rank[their] > rank[mine])
		fault("floor " rank[mine] " (" mine ") includes floor " rank[their] ": " q[2])
	else if (their != mine && leaf[mine] && leaf[their])
		fault(mine " and " their " never include one another: " q[2])
	else if (their == mine && ordered[mine] && place[module(q[2])] > place[module(me)])
		fault(module(q[2]) " stands after " module(me) " in src/floors")
}

/^[ \t]*#[ \t]*include[ \t]*</ {
	lib = $0
	sub(/^[^<]*</, "", lib)
	sub(/>.*$/, "", lib)
	key = lib
	if (!(key in home))
		sub(/\/.*$/, "/", key)
	if ((key in home) && index(me, home[key]) != 1)
		fault("<" lib "> is for " home[key] " alone")
}

END { exit bad }
'
