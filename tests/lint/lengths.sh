#!/bin/sh
# Lengths: a function has at most 60 lines, a file 800. lengths.txt lists the exceptions, "FILE NUMBER" or "FILE:FUNCTION NUMBER"; the number may
# only fall. ETALASE_ROOT checks another tree.
here=$(cd "$(dirname "$0")" && pwd)
cd "${ETALASE_ROOT:-$here/../..}" || exit 1
find src tests static/js static/css -name node_modules -prune -o \( -name '*.[ch]' -o -name '*.cc' -o -name '*.js' -o -name '*.mjs' -o -name '*.css' \) -print |
	LC_ALL=C sort | xargs awk -v list="$here/lengths.txt" '
BEGIN {
	while ((getline l < list) > 0)
		if (l !~ /^#/ && split(l, a, " ") == 2)
			allowed[a[1]] = a[2]
}

function check(what, n, max, unit)
{
	if (n > max && !(what in allowed)) {
		print what ": " n " lines, " max " are enough for a " unit
		bad = 1
	} else if ((what in allowed) && n > allowed[what]) {
		print what ": " n " lines, tests/lint/lengths.txt allows " allowed[what]
		bad = 1
	} else if ((what in allowed) && n < allowed[what]) {
		print what ": only " n " lines now: lower or remove its number in tests/lint/lengths.txt"
		bad = 1
	}
}

FNR == 1 {
	if (file != "")
		check(file, lines, 800, "file")
	file = FILENAME
	start = 0
}
{ lines = FNR }
file !~ /\.(c|cc)$/ { next }
/^[A-Za-z_][A-Za-z0-9_]*\(/ { name = substr($0, 1, index($0, "(") - 1) }
/^{/ || /^try [{]/ { start = FNR }
/^}/ && start {
	check(file ":" name, FNR - start + 1, 60, "function")
	start = 0
}
END {
	check(file, lines, 800, "file")
	exit bad
}
'
